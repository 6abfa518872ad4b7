"""The type of JSON objects whose keys another program defines."""

from typing import Any

JsonObject = dict[str, Any]
"""An object from `json.loads`, or one to send to a cluster or another program."""
