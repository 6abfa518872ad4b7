"""What the C library and NumPy are told about the machine, before either is used much.

NumPy is told in its own environment variables, so before it is imported; a user's own setting of
either stays.
"""

import os
from pathlib import Path

from index import malloc

CPU = Path("/proc/cpuinfo")
ONE_PROCESSOR = 4096
"""Bytes that hold the first processor's entry; all are alike."""


def tune() -> None:
    """Set what makes this program faster: one heap, no threads for algebra, the sort that suits.

    NumPy starts a thread per processor for products of matrices, of which there are none here;
    a search from a cold start spends a tenth of a second on that. And it sorts with AVX-512 where
    there is AVX-512: on Zen 4, whose compressed stores are slow, that takes five times as long as
    with AVX2 (500,000 numbers of 64 bits 23 ms, not 5), and a build a tenth more.
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
