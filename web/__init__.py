"""The web site: pages, API and server processes over `search`."""
