"""Views: pages, API and exports, one View per module; `registry` finds them."""
