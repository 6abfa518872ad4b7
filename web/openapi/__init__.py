"""The OpenAPI description of the API: one module for each group of addresses."""
