"""Views: pages, API and exports, one View per module; `web.server.registry` finds them."""
