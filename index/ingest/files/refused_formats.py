"""Unsupported file formats by extension, with advice for each."""

_CLOSED = "is a closed form. Export it as PDF from its own reader."
_ARCHIVE = "cannot be unpacked here. Unpack it, or pack it again as .zip or .tar.gz."
_MAIL = "is not read. Export the mails as .eml or .mbox."
_OFFICE = "is not read. Save it as .docx, .xlsx or .pptx, or as PDF."
_SHEET = "is not read. Save it as .xlsx or .csv."
_DATABASE = "is a database. Export its table as .csv or .jsonl."
_TABLE = "is a table that only programs read. Export it as .csv or .jsonl."
_OF_TABLE = "belongs to a table (.dbf), which is read with it."
_CHANGES = "holds changes that are not in the database yet. Close the program that writes it."
_DRAWING = "is a drawing. Export it as PDF."
_MEDIA = "holds sound or moving pictures. Put a transcript (.srt, .vtt, .txt) beside it."

_SENTENCES = {
    ".caj": _CLOSED, ".nh": _CLOSED, ".kdh": _CLOSED, ".caa": _CLOSED, ".teb": _CLOSED,
    ".pdg": _CLOSED, ".ceb": _CLOSED, ".cebx": _CLOSED, ".sep": _CLOSED, ".gd": _CLOSED,
    ".vip": _CLOSED, ".kfx": _CLOSED, ".djvu": "is not read. Convert it to PDF.",
    ".lit": _CLOSED,
    ".7z": _ARCHIVE, ".rar": _ARCHIVE, ".z": _ARCHIVE, ".lzh": _ARCHIVE, ".arj": _ARCHIVE,
    ".cab": _ARCHIVE, ".iso": _ARCHIVE, ".lz": _ARCHIVE, ".lzma": _ARCHIVE,
    ".ost": _MAIL, ".dbx": _MAIL, ".nsf": _MAIL,
    ".pages": _OFFICE, ".key": _OFFICE, ".hwp": _OFFICE, ".hwpx": _OFFICE, ".wpd": _OFFICE,
    ".uof": _OFFICE, ".uot": _OFFICE, ".one": _OFFICE, ".pub": _OFFICE, ".vor": _OFFICE,
    ".sdw": _OFFICE, ".lwp": _OFFICE,
    ".numbers": _SHEET, ".uos": _SHEET, ".123": _SHEET, ".wk1": _SHEET,
    ".mdb": _DATABASE, ".accdb": _DATABASE,
    ".parquet": _TABLE, ".orc": _TABLE, ".avro": _TABLE, ".feather": _TABLE, ".arrow": _TABLE,
    ".sav": _TABLE, ".dta": _TABLE, ".rds": _TABLE, ".rdata": _TABLE, ".sas7bdat": _TABLE,
    ".xpt": _TABLE, ".pkl": _TABLE, ".pickle": _TABLE, ".npy": _TABLE, ".npz": _TABLE,
    ".fpt": _OF_TABLE, ".dbt": _OF_TABLE, ".cpg": _OF_TABLE,
    ".db-wal": _CHANGES, ".sqlite-wal": _CHANGES, ".sqlite3-wal": _CHANGES,
    ".vsd": _DRAWING, ".dwg": _DRAWING, ".dxf": _DRAWING, ".ai": _DRAWING,
    ".indd": _DRAWING, ".psd": _DRAWING, ".ps": "is not read. Convert it to PDF.",
    ".mp3": _MEDIA, ".m4a": _MEDIA, ".wav": _MEDIA, ".wma": _MEDIA, ".amr": _MEDIA,
    ".mp4": _MEDIA, ".mov": _MEDIA, ".avi": _MEDIA, ".wmv": _MEDIA, ".mkv": _MEDIA,
    ".flv": _MEDIA,
}  # fmt: skip


def sentence(ending: str) -> str:
    """Why files with an extension (with its dot, or "") are not read, and what to do instead."""
    if not ending:
        return "Files of this kind are not read."
    reason = _SENTENCES.get(ending)
    return f"A {ending} file {reason}" if reason else f"Files of the kind {ending} are not read."
