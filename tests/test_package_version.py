"""Versions of installed packages, which indexes are marked with."""

from importlib import metadata

import pytest

from index.system.package_version import package_version


@pytest.mark.parametrize("package", ["jieba", "rjieba", "opencc"])
def test_the_version_read_from_a_folder_is_the_one_in_it(package):
    assert package_version(package) == metadata.version(package)


def test_a_package_installed_in_another_way_has_its_version_too():
    assert package_version("baogao") == metadata.version("baogao")


def test_a_package_that_is_not_there_has_none():
    assert package_version("no_such_package") == ""
