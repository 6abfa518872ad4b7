"""Tunes the C library and NumPy for this machine, before either is used much.

NumPy is configured by environment variables, so this must run before it is imported. Variables that
the user set are kept.
"""

import os
from pathlib import Path

from index.system import malloc

CPU = Path("/proc/cpuinfo")
ONE_PROCESSOR = 4096
"""Bytes that contain the entry of the first processor; all entries are alike."""


def tune() -> None:
    """Set one heap, no threads for linear algebra, and the faster sort.

    NumPy starts a thread per processor for matrix products, which are not used here; this takes a
    tenth of a second of a cold search. NumPy sorts with AVX-512 if available; on Zen 4, whose
    compressed stores are slow, this takes five times as long as AVX2 (23 ms, not 5, for 500,000
    numbers of 64 bits) and makes a build a tenth slower.
    """
    malloc.limit_arenas()
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if slow_compress(_described()):
        os.environ.setdefault("NPY_DISABLE_CPU_FEATURES", "X86_V4")


def slow_compress(described: str) -> bool:
    """Whether a processor, as Linux describes it, is AMD's Zen 4: family 25 with AVX-512."""
    lines = (line.partition(":") for line in described.splitlines())
    facts = {name.strip(): value.strip() for name, _, value in lines}
    amd = facts.get("vendor_id") == "AuthenticAMD"
    return amd and facts.get("cpu family") == "25" and "avx512f" in facts.get("flags", "").split()


def _described() -> str:
    try:
        with CPU.open("rb") as file:
            return file.read(ONE_PROCESSOR).decode("ascii", "replace")
    except OSError:  # not Linux
        return ""
