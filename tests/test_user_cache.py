"""Arrays that are kept for later processes of the same user."""

import multiprocessing
import os
import shutil
import time

import numpy as np
import pytest

from index.system.tempfiles import UNLOCKED_SECONDS
from index.system.user_cache import UNUSED_SECONDS, keep_arrays, kept_arrays

ARRAYS = {"words": np.frombuffer("物流 port".encode(), np.uint8), "ends": np.arange(9)}


@pytest.fixture(autouse=True)
def cache_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path


def same(arrays):
    return arrays is not None and {name: values.tolist() for name, values in arrays.items()} == {
        name: values.tolist() for name, values in ARRAYS.items()
    }


def test_what_was_kept_under_a_key_is_found_under_it_alone():
    keep_arrays("one", ARRAYS)

    assert same(kept_arrays("one"))
    assert kept_arrays("two") is None


def test_looking_makes_no_folder(cache_home):
    assert kept_arrays("one") is None
    assert not list(cache_home.iterdir())


def test_a_user_without_a_home_that_can_be_written_keeps_nothing(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    for home in (tmp_path / "file" / "below", "/proc/nowhere"):
        monkeypatch.setenv("XDG_CACHE_HOME", str(home))
        keep_arrays("one", ARRAYS)
        assert kept_arrays("one") is None


def test_without_a_named_folder_it_is_the_one_of_the_home(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    keep_arrays("one", ARRAYS)

    assert (tmp_path / "home" / ".cache" / "baogao" / "one").is_dir()
    assert same(kept_arrays("one"))


def cut(folder):
    (folder / "ends.npy").write_bytes((folder / "ends.npy").read_bytes()[:-1])


def flipped(folder):
    data = bytearray((folder / "words.npy").read_bytes())
    data[-1] ^= 1
    (folder / "words.npy").write_bytes(data)


def without_sum(folder):
    (folder / "sum").unlink()


def odd_sum(folder):
    (folder / "sum").write_text("³")


def one_less(folder):
    (folder / "ends.npy").unlink()


def pickled(folder):
    """The sum is right, the array is one that would run code."""
    from index.system import user_cache  # noqa: PLC0415 - its own sum

    np.save(folder / "ends.npy", np.array([ARRAYS], dtype=object), allow_pickle=True)
    (folder / "sum").write_text(str(user_cache._sum(folder)))


def long_sum(folder):
    (folder / "sum").write_text("9" * 6_000)


def pipe_as_sum(folder):
    (folder / "sum").unlink()
    os.mkfifo(folder / "sum")


def pipe_as_array(folder):
    (folder / "ends.npy").unlink()
    os.mkfifo(folder / "ends.npy")


def endless_array(folder):
    (folder / "ends.npy").unlink()
    (folder / "ends.npy").symlink_to("/dev/zero")


def sparse_array(folder):
    os.truncate(folder / "ends.npy", 1 << 40)


def headed(shape):
    """An array whose header is another, behind a right sum."""

    def harm(folder):
        from index.system import user_cache  # noqa: PLC0415 - its own sum

        header = f"{{'descr': '<i8', 'fortran_order': False, 'shape': {shape}}}".encode()
        length = len(header).to_bytes(2, "little")
        (folder / "ends.npy").write_bytes(b"\x93NUMPY\x01\x00" + length + header + bytes(80))
        (folder / "sum").write_text(str(user_cache._sum(folder)))

    return harm


def without_arrays(folder):
    """As a program that tidies up old files might leave it."""
    for path in folder.glob("*.npy"):
        path.unlink()
    (folder / "sum").write_text("0")


def file_instead(folder):
    shutil.rmtree(folder)
    folder.write_text("x")


def link_instead(folder):
    shutil.rmtree(folder)
    folder.symlink_to("/nowhere")


DAMAGES = {
    "cut": cut,
    "flipped": flipped,
    "without a sum": without_sum,
    "a sum in another script": odd_sum,
    "a sum of thousands of digits": long_sum,
    "one array less": one_less,
    "a pickle": pickled,
    "a pipe as the sum": pipe_as_sum,
    "a pipe as an array": pipe_as_array,
    "an array without an end": endless_array,
    "an array of a terabyte": sparse_array,
    "a shape of many digits": headed(f"({10**18},)"),
    "a shape beyond all numbers": headed(f"({10**30},)"),
    "a negative shape": headed("(-9,)"),
    "a shape that never ends": headed("(" * 500),
    "a shape of a word": headed("('x',)"),
    "no array left": without_arrays,
    "a file in the place": file_instead,
    "a link in the place": link_instead,
}


@pytest.mark.parametrize("harm", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_one_counts_as_none_and_is_made_anew(cache_home, harm):
    keep_arrays("one", ARRAYS)
    harm(cache_home / "baogao" / "one")
    assert kept_arrays("one") is None

    keep_arrays("one", ARRAYS)
    assert same(kept_arrays("one"))


def file_in_the_way(home):
    (home / "baogao").write_text("")


def open_to_all(home):
    (home / "baogao").mkdir()
    (home / "baogao").chmod(0o777)


def link_to_elsewhere(home):
    (home / "elsewhere").mkdir(mode=0o700)
    (home / "baogao").symlink_to(home / "elsewhere")


@pytest.mark.parametrize("place", [file_in_the_way, open_to_all, link_to_elsewhere])
def test_nothing_is_kept_or_found_where_the_folder_is_not_this_users_alone(cache_home, place):
    place(cache_home)
    keep_arrays("one", ARRAYS)

    assert kept_arrays("one") is None
    assert not list((cache_home / "elsewhere").glob("*"))


def test_old_ones_and_what_a_killed_process_left_go_and_new_ones_stay(cache_home):
    keep_arrays("before", ARRAYS)
    (cache_home / "baogao" / ".baogao-locked-left").mkdir()
    keep_arrays("young", ARRAYS)
    now = time.time()
    for name, age in (("before", UNUSED_SECONDS), (".baogao-locked-left", UNLOCKED_SECONDS)):
        os.utime(cache_home / "baogao" / name, (now - age - 9, now - age - 9))
    keep_arrays("one", ARRAYS)

    assert {path.name for path in (cache_home / "baogao").iterdir()} == {"young", "one"}


def test_several_processes_keep_the_same_at_once_and_it_is_whole():
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=keep_arrays, args=("one", ARRAYS)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    assert same(kept_arrays("one"))
