"""Shared parts of charts as SVG files: colours, and texts that XML can hold."""

from typing import Final

from markupsafe import escape

SVG_FONT: Final = (
    "PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, sans-serif"
)
"""Fonts with Chinese characters first: the generic family may be a calligraphic one."""
SVG_INK: Final = "#1d242a"
SVG_SOFT: Final = "#535e66"
SVG_RULE: Final = "#d8dcd6"


def svg_text(text: str) -> str:
    """A text for XML: control characters, which XML cannot hold, are left out."""
    kept = "".join(char for char in text if char >= " " and not "\ud800" <= char <= "\udfff")
    return str(escape(kept.replace("\ufffe", "").replace("\uffff", "")))


def svg_words(  # noqa: PLR0913 - the attributes of one text
    x: float,
    y: float,
    text: str,
    *,
    fill: str = SVG_INK,
    size: int = 13,
    weight: int = 400,
    anchor: str = "start",
) -> str:
    """A line of text whose baseline begins, or with `anchor` ends or is centred, at a point."""
    return (
        f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="{size}" font-weight="{weight}" '
        f'text-anchor="{anchor}">{svg_text(text)}</text>'
    )
