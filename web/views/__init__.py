"""The pages, the API, the exports: one module per group of addresses; see `registry`."""
