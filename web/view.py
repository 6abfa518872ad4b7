"""View: a group of addresses of the site, one for each module of `web/views`."""

import flask


class View(flask.Blueprint):
    """A blueprint that `web.views.registry` finds by itself.

    `menu` has the addresses that every page links to at its foot, each with its label in English.
    """

    def __init__(self, name: str, module: str, menu: dict[str, str] | None = None) -> None:
        super().__init__(name, module)
        self.menu = menu or {}
