"""Static files come from a table made at the start; no address reads another file."""

import ast
import builtins
import io
import os
import re
import threading
from pathlib import Path
from urllib.parse import quote

import pytest

import search
import web
from index.settings import SETTINGS_FILE

STRANGE = {
    "a path from the root": "/static//etc/hostname",
    "a path from the root, twice": "/static///etc/hostname",
    "a path from the root, escaped": "/static/%2Fetc/hostname",
    "up and out": "/static/../app.py",
    "up and out, escaped": "/static/%2e%2e/app.py",
    "up and out, far": "/static/" + "../" * 12 + "etc/hostname",
    "up and back": "/static/../static/style.css",
    "a device": "/static//dev/zero",
    "a file of this process": "/static//proc/self/environ",
    "backslashes": "/static/..%5capp.py",
    "a NUL": "/static/style.css%00.png",
    "a folder": "/static/.",
    "nothing": "/static/",
    "a name that is too long": "/static/" + "a" * 5000,
    "surrogates": "/static/%ed%a0%80",
    "a hidden file": "/static/.gitignore",
    "another case": "/static/ROOM.CSS",
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_name_that_is_none_of_our_files_is_not_found_and_nothing_is_opened(
    client, monkeypatch, name
):
    client.get("/static/none")  # what the page of errors needs is loaded
    opened = []
    asking = threading.get_ident()

    def noting(real):
        def call(file, *args, **options):
            if threading.get_ident() == asking:  # indexes of other tests are still renewed
                opened.append(str(file))
            return real(file, *args, **options)

        return call

    for module in (builtins, io):
        monkeypatch.setattr(module, "open", noting(module.open))
    for call in ("open", "stat"):
        monkeypatch.setattr(os, call, noting(getattr(os, call)))
    answer = client.get(STRANGE[name])
    monkeypatch.undo()

    assert answer.status_code == 404
    assert set(opened) <= {SETTINGS_FILE}  # every page looks for the archive's name in it


def test_every_file_of_the_folder_is_served_and_style_sheets_and_scripts_without_comments(client):
    folder = Path(web.__file__).parent / "static"
    files = [path for path in folder.rglob("*") if path.is_file()]

    assert files
    for path in files:
        answer = client.get("/static/" + quote(path.relative_to(folder).as_posix()))
        if path.suffix == ".css":
            bare = re.sub(rb"/\*.*?\*/", b"", path.read_bytes(), flags=re.DOTALL)
            assert answer.data.split() == bare.split()
            assert b"/*" not in answer.data
        elif path.suffix == ".js":
            bare = re.sub(rb"(?m)^\s*//.*$", b"", path.read_bytes())
            assert answer.data.split() == bare.split()
            assert not re.search(rb"(?m)^//", answer.data)
        else:
            assert answer.data == path.read_bytes()
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("package", [search, web], ids=["search", "web"])
def test_no_cache_without_a_bound_is_kept_by_what_somebody_asks(package):
    """`functools.cache` is for what takes no argument: everything else could be a stranger's."""
    unbounded = []
    for path in Path(package.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.args.args:
                marks = [ast.unparse(decorator) for decorator in node.decorator_list]
                unbounded += [
                    f"{path.name}: {node.name}"
                    for mark in marks
                    if mark in {"cache", "functools.cache"} or "maxsize=None" in mark
                ]

    assert unbounded == []


@pytest.mark.parametrize(
    "sheet",
    sorted((Path(web.__file__).parent / "static").glob("*.css")),
    ids=lambda path: path.name,
)
def test_the_dark_colours_are_the_same_whether_the_reader_or_the_browser_chose_them(sheet):
    """CSS has no other way to say both: light-dark() is unknown to browsers of Windows 7."""
    css = re.sub(r"\s+", " ", sheet.read_text("utf-8"))
    by_browser = re.findall(
        r"prefers-color-scheme: dark\) \{ :root:not\(\[data-theme=light\]\) \{([^}]*)\}", css
    )
    by_reader = re.findall(r"(?<!\()(?<!not\():root\[data-theme=dark\] \{([^}]*)\}", css)

    assert [block.strip() for block in by_browser] == [
        block.replace("color-scheme: dark;", "").strip() for block in by_reader
    ]


def test_texts_have_the_sizes_of_one_scale():
    styles = "".join(
        path.read_text("utf-8")
        for path in sorted((Path(web.__file__).parent / "static").glob("*.css"))
    )
    screen = re.sub(r"@media print \{.*?\n\}", "", styles, flags=re.DOTALL)
    sizes = re.findall(r"font-size: ?([^;}]+)", screen)
    sizes += re.findall(r"font: ?(?:\d+ )?([\d.]*[\w(][^/ ;]*)(?:/[\d.]+)? [^;]*", screen)
    odd = {
        size for size in sizes if not re.fullmatch(r"var\(--t[1-5]\)|inherit|100%|\.\d+em", size)
    }

    assert odd == set()
