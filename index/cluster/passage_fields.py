"""The passages of a report on a cluster: fields of its own document, so that none is without it.

Each passage is a nested document with one vector, in a field of its language, so that the nearest
in a language are found in a graph of that language alone; filters are those of reports. A column
has the codes of all passages, by which the cosines of those that were found are computed as in a
folder.
"""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.arrays import Array
from index.json_types import JsonObject
from index.text import vector_codes
from index.text.vector_codes import AXES, CODE_COLUMNS, Codes

PASSAGES_FIELD, CODES_FIELD, COUNT_FIELD, LANGUAGES_FIELD = (
    "passages",
    "passage_codes",
    "passage_count",
    "passage_languages",
)
CHINESE_VECTORS, OTHER_VECTORS = "zh", "en"
KNN_SETTINGS: Final[JsonObject] = {"knn": True}
"""The settings of an index with vectors."""
_ROW = np.dtype([("chinese", "u1"), ("signs", "<u8", CODE_COLUMNS), ("sizes", "<u8", CODE_COLUMNS)])
"""A passage in the column of codes."""
_URL_SAFE = str.maketrans("-_", "+/")


def passage_fields() -> JsonObject:
    """The fields of the passages of a report, in a mapping."""
    vector = {
        "type": "knn_vector",
        "dimension": AXES,
        "data_type": "byte",
        "method": {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"},
    }
    return {
        PASSAGES_FIELD: {
            "type": "nested",
            "properties": dict.fromkeys((CHINESE_VECTORS, OTHER_VECTORS), vector),
        },
        CODES_FIELD: {"type": "binary", "doc_values": True},
        COUNT_FIELD: {"type": "integer", "index": False},
        LANGUAGES_FIELD: {"type": "keyword"},
    }


@dataclass(frozen=True, slots=True)
class PassageCodes:
    """The codes of some passages, and for each whether it is Chinese."""

    codes: Codes
    chinese: Array

    def __len__(self) -> int:
        return len(self.chinese)

    def columns(self) -> str:
        """The members of a report's document, as the inside of a JSON object."""
        rows = np.zeros(len(self), dtype=_ROW)
        rows["chinese"], rows["signs"], rows["sizes"] = (
            self.chinese,
            self.codes.signs,
            self.codes.sizes,
        )
        languages = [
            CHINESE_VECTORS if chinese else OTHER_VECTORS for chinese in self.chinese.tolist()
        ]
        vectors = vector_codes.coordinate_bytes(self.codes).tolist()
        fields = {
            PASSAGES_FIELD: [
                {name: vector} for name, vector in zip(languages, vectors, strict=True)
            ],
            CODES_FIELD: base64.b64encode(rows.tobytes()).decode(),
            COUNT_FIELD: len(self),
            LANGUAGES_FIELD: sorted(set(languages)),
        }
        return json.dumps(fields, separators=(",", ":"))[1:-1]


def read_columns(columns: Sequence[str]) -> tuple[PassageCodes, Array]:
    """The codes in the columns of some reports, one after another, and how many each report has.

    OpenSearch writes them URL-safe, without padding.
    """
    data = [
        binascii.a2b_base64(column.translate(_URL_SAFE) + "=" * (-len(column) % 4))
        for column in columns
    ]
    rows = np.frombuffer(b"".join(data), dtype=_ROW)
    counts = np.array([len(of_report) // _ROW.itemsize for of_report in data], dtype=np.int64)
    chinese = rows["chinese"].astype(np.bool_)
    return PassageCodes(Codes(rows["signs"], rows["sizes"]), chinese), counts
