"""Which kinds of files there are, by the ends of their names."""

_KINDS = {
    ".html": "html",
    ".htm": "html",
    ".shtml": "html",
    ".xhtml": "html",
    ".mhtml": "mhtml",
    ".mht": "mhtml",
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".json": "json",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".docx": "docx",
    ".pdf": "pdf",
    ".epub": "epub",
    ".eml": "eml",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".zip": "zip",
    ".warc": "warc",
    ".mbox": "mbox",
    ".gz": "gz",
}
_CONTAINERS = frozenset({"jsonl", "csv", "tsv", "zip", "warc", "mbox", "gz"})


def of(name: str) -> str | None:
    """The kind of a file by its name; empty where it has no ending, None where it is not read."""
    stem, dot, ending = name.rpartition("/")[2].rpartition(".")
    if not dot or not stem or " " in ending or len(ending) > 12:
        return ""
    return _KINDS.get("." + ending.lower())


def container(kind: str) -> bool:
    """Whether a file of that kind holds several reports and is streamed."""
    return kind in _CONTAINERS
