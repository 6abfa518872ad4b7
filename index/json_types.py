"""The type of JSON objects whose keys another program decides."""

from typing import Any

JsonObject = dict[str, Any]
"""An object as `json.loads` gives it, or as a cluster or a program is told."""
