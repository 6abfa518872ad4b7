"""All views of the site: every blueprint that a module of this folder defines.

Their routes are all addresses of the site; nothing has to be added here for a new page.
"""

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import flask

from web.static_files import assets
from web.view import View


def _views() -> Iterator[flask.Blueprint]:
    package = __name__.rpartition(".")[0]
    for module in sorted(
        module_info.name for module_info in pkgutil.iter_modules([str(Path(__file__).parent)])
    ):
        if f"{package}.{module}" != __name__:
            members = vars(importlib.import_module(f"{package}.{module}")).values()
            yield from (member for member in members if isinstance(member, flask.Blueprint))


VIEWS = tuple(dict.fromkeys((assets, *_views())))
MENU = {
    path: label for view in VIEWS if isinstance(view, View) for path, label in view.menu.items()
}
"""The addresses at the foot of every page, with their English labels."""
