"""What NumPy is told about the machine."""

import os
import subprocess
import sys

import pytest

from index.system.machine import slow_compress

ZEN = "processor\t: 0\nvendor_id\t: AuthenticAMD\ncpu family\t: {}\nflags\t\t: fpu avx2 {}\n\n"
PROCESSORS = {
    "Zen 4": (ZEN.format(25, "avx512f avx512bw"), True),
    "Zen 3, without AVX-512": (ZEN.format(25, ""), False),
    "Zen 5": (ZEN.format(26, "avx512f"), False),
    "Intel": ("vendor_id\t: GenuineIntel\ncpu family\t: 6\nflags\t\t: avx2 avx512f\n", False),
    "ARM": ("processor\t: 0\nFeatures\t: fp asimd\nCPU part\t: 0xd0c\n", False),
    "unknown": ("", False),
}


@pytest.mark.parametrize(("described", "slow"), PROCESSORS.values(), ids=PROCESSORS)
def test_only_on_zen_4_numpy_is_told_to_leave_avx_512(described, slow):
    assert slow_compress(described) is slow


def test_numpy_is_told_before_it_is_imported_and_a_users_own_setting_stays():
    code = (
        "import sys, os, index; print('numpy' in sys.modules, os.environ['OPENBLAS_NUM_THREADS'])"
    )
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "3"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
    )

    assert done.stdout.split() == ["False", "3"]
