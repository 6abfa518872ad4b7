"""Views: pages, API and exports, one blueprint per module; see `registry`."""
