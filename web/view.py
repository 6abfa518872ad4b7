"""View: a group of addresses of the site, one for each module of `web/views`."""

from collections.abc import Mapping
from types import MappingProxyType

import flask


class View(flask.Blueprint):
    """A blueprint that `web.server.registry` finds by itself.

    `menu` has the addresses that every page links to at its foot, each with its label in English.
    `expensive` has the beginnings of the addresses whose answers may cost much more than a results
    page, without `/api`, each with its time limit in seconds.
    """

    def __init__(
        self,
        name: str,
        module: str,
        *,
        menu: Mapping[str, str] = MappingProxyType({}),
        expensive: Mapping[str, float] = MappingProxyType({}),
    ) -> None:
        super().__init__(name, module)
        self.menu = menu
        self.expensive = expensive
