"""Workbooks that Excel encrypts with its own password are read; those with another are refused."""

import functools

import pytest

from index.indexing import extract, file_types
from index.ingest.formats.compound import ENCRYPTED, CompoundFile
from index.ingest.formats.office import default_password
from index.ingest.source_file import SourceFile
from index.report import Skipped
from tests.locked_files import agile_xlsx, standard_xlsx, xls_of_1997, xls_of_2002
from tests.made_files import compound_file

WAYS = {
    "Excel 97": (xls_of_1997, "a.xls"),
    "Excel 2002": (xls_of_2002, "a.xls"),
    "Excel 2007": (standard_xlsx, "a.xlsx"),
    "Excel 2010": (functools.partial(agile_xlsx, method="SHA1", bits=128), "a.xlsx"),
    "Excel 2013": (agile_xlsx, "a.xlsx"),
}


def read(name, data):
    kind = file_types.kind_of(name, file_types.Sample(data))
    return list(extract.read(SourceFile(path=name, file="", kind=kind, data=data)))


@pytest.mark.parametrize("way", WAYS)
def test_a_workbook_with_excels_own_password_is_read(way):
    made, name = WAYS[way]
    [report] = read(name, made())
    assert "雾桥镇 | 120" in report.body


@pytest.mark.parametrize("way", WAYS)
def test_a_workbook_with_another_password_is_refused(way):
    made, name = WAYS[way]
    [skipped] = read(name, made("another"))
    assert skipped.reason == ENCRYPTED


@pytest.mark.parametrize("way", WAYS)
def test_a_damaged_workbook_under_a_password_ends_in_a_sentence(way):
    made, name = WAYS[way]
    data = made()
    for start in range(0, len(data), max(len(data) // 12, 1)):
        damaged = data[:start] + b"\xff" * 40 + data[start + 40 :]
        assert read(name, damaged) is not None


def test_a_password_that_would_be_hashed_for_minutes_is_not_tried(monkeypatch):
    monkeypatch.setattr(default_password, "_MAX_SPINS", 50)
    [skipped] = read("a.xlsx", agile_xlsx())
    assert isinstance(skipped, Skipped)
    assert skipped.reason == ENCRYPTED


@pytest.mark.parametrize("info", [b"", b"\4\0\4\0\x40\0\0\0<a/>", b"\4\0\2\0" + bytes(90)])
def test_an_unknown_encryption_is_refused(info):
    data = compound_file({"EncryptionInfo": info, "EncryptedPackage": bytes(48)})
    assert CompoundFile(data).has("EncryptedPackage")
    [skipped] = read("a.xlsx", data)
    assert skipped.reason == ENCRYPTED
