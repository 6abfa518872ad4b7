"""All views of the site: every View that a module of `web/views` defines, and the server's own.

Their routes are all addresses of the site; nothing has to be added here for a new page.
"""

from web.discovery import members_of
from web.request_costs import RequestCosts
from web.server.monitoring import health
from web.static_files import assets
from web.view import View

VIEWS = tuple(dict.fromkeys((assets, health, *members_of("web.views", View))))
MENU = {path: label for view in VIEWS for path, label in view.menu.items()}
"""The addresses at the foot of every page, with their English labels."""
COSTS = RequestCosts({path: seconds for view in VIEWS for path, seconds in view.expensive.items()})
