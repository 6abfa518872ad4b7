"""All views of the site: every blueprint that a module of this folder defines.

Their routes are all addresses of the site; nothing has to be added here for a new page.
"""

import flask

from web.discovery import members_of
from web.static_files import assets
from web.view import View

VIEWS = tuple(dict.fromkeys((assets, *members_of("web.views", flask.Blueprint))))
MENU = {
    path: label for view in VIEWS if isinstance(view, View) for path, label in view.menu.items()
}
"""The addresses at the foot of every page, with their English labels."""
