"""Makes books of help pages (.chm) for tests, with another program's compressor."""

from pyhhc import HHPProject, compile_chm


def help_book(folder, pages):
    """The bytes of a book of pages (name to text, in UTF-8), made in a folder."""
    source = folder / "book"
    source.mkdir()
    for name, text in pages.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(text, "utf-8")
    project = ["[OPTIONS]", "Compiled file=a.chm", "Title=Laws", "[FILES]", *pages]
    (source / "a.hhp").write_text("\n".join(project), "utf-8")
    return compile_chm(HHPProject.parse(str(source / "a.hhp"))).read_bytes()
