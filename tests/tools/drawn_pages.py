"""Pages drawn from real reports in several fonts and scripts, and spoilt as scanners spoil them."""

import gzip
import io
import itertools
import json
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import opencc
from PIL import Image, ImageDraw, ImageFilter, ImageFont

HAN_FONTS = {
    "song": "/usr/share/fonts/truetype/arphic/uming.ttc",
    "kai": "/usr/share/fonts/truetype/arphic/ukai.ttc",
    "hei": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "song bold": "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
}
LATIN_FONTS = {
    "serif": "/usr/share/fonts/truetype/liberation/LiberationSerif-Regular.ttf",
    "sans": "/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf",
    "dejavu": "/usr/share/fonts/truetype/dejavu/DejaVuSerif.ttf",
}
FACES = {"simplified": 2, "traditional": 3}
"""The face of each script in the collections of Noto; the first is Japanese, whose 门 differs."""
WAYS = ("clean", "skew", "noise", "jpeg", "seal", "low")
SCRIPTS = ("simplified", "simplified", "english", "simplified", "traditional")
WIDTH, HEIGHT = 8.27, 11.69  # inches of a page
SEAL = "澜溪县人民政府办公室"


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as a scanner delivers it, and what was printed on it, a paragraph a line."""

    picture: Image.Image
    text: str
    script: str
    font: str
    way: str


class Printer:
    """Draws pages of reports in a folder of `*.jsonl.gz`, a number always the same page."""

    def __init__(self, folder: str, seed: int = 4) -> None:
        chance = random.Random(seed)
        self._seed = seed
        self._texts = {script: _texts(folder, script, chance) for script in dict.fromkeys(SCRIPTS)}

    def page(self, number: int) -> DrawnPage:
        """The page of that number, from 0: scripts, fonts and ways take turns."""
        chance = random.Random(f"{self._seed} {number}")
        script = SCRIPTS[number % len(SCRIPTS)]
        way = (WAYS + WAYS[::-1])[number % (2 * len(WAYS))]
        fonts = _there(LATIN_FONTS if script == "english" else HAN_FONTS)
        rounds, script_number = divmod(number, len(SCRIPTS))
        turn = rounds * SCRIPTS.count(script) + SCRIPTS[:script_number].count(script)
        name, path = fonts[turn % len(fonts)]
        text = self._texts[script][turn % len(self._texts[script])]
        if script == "traditional":
            text = opencc.OpenCC("s2t").convert(text)
        dpi = 150 if way == "low" else chance.choice((200, 300))
        face = FACES.get(script, 0) if "Noto" in path else 0
        picture, printed = _page(text, ImageFont.truetype(path, round(11 / 72 * dpi), face), dpi)
        return DrawnPage(_spoilt(picture, way, dpi, chance), printed, script, name, way)


def _there(fonts: dict[str, str]) -> list[tuple[str, str]]:
    return [(name, path) for name, path in fonts.items() if Path(path).exists()]


def _texts(folder: str, script: str, chance: random.Random) -> list[str]:
    """The longer texts in a script, in any order."""
    texts = []
    for path in sorted(Path(folder).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in itertools.islice(stream, 3, 8_000, 1 if script == "english" else 41):
                report = json.loads(line)
                if (report["lang"] == "en") == (script == "english") and len(report["body"]) > 600:
                    texts.append(report["body"])
    chance.shuffle(texts)
    return texts


def _drawable(text: str, font: ImageFont.FreeTypeFont) -> str:
    """A text without the signs that a font lacks, which it draws as an empty box."""
    box = bytes(font.getmask(_NO_SIGN))
    lacking = {sign for sign in set(text) - {"\n"} if bytes(font.getmask(sign)) == box}
    return "".join(sign for sign in text if sign not in lacking)


_NO_SIGN = "\U0010fffd"


def _page(text: str, font: ImageFont.FreeTypeFont, dpi: int) -> tuple[Image.Image, str]:
    """A page of the text, and what stands on it."""
    text, size = _drawable(text, font), round(font.size)
    picture = Image.new("L", (round(WIDTH * dpi), round(HEIGHT * dpi)), 255)
    draw = ImageDraw.Draw(picture)
    margin, step = dpi, round(size * 1.6)
    top = margin
    printed = []
    for paragraph in text.split("\n"):
        whole = ""
        for line in _lines(paragraph.strip(), font, picture.width - 2 * margin):
            if top + step > picture.height - margin:
                break
            draw.text((margin, top), line, font=font, fill=20)
            whole += line
            top += step
        printed.append(whole)
    return picture, "\n".join(filter(None, printed))


def _lines(paragraph: str, font: ImageFont.FreeTypeFont, width: int) -> Iterator[str]:
    """A paragraph in lines; English breaks behind a space, which stays on the line."""
    english = paragraph.isascii() or paragraph.count(" ") > len(paragraph) / 12
    pieces = [f"{word} " for word in paragraph.split(" ")] if english else list(paragraph)
    line = ""
    for piece in pieces:
        if line and font.getlength((line + piece).rstrip()) > width:
            yield line
            line = ""
        line += piece
    if line.strip():
        yield line


def _spoilt(picture: Image.Image, way: str, dpi: int, chance: random.Random) -> Image.Image:
    if way == "skew":
        picture = picture.rotate(
            chance.uniform(-2, 2), resample=Image.Resampling.BICUBIC, fillcolor=255
        )
    elif way == "noise":
        noise = np.random.default_rng(chance.randrange(1 << 30)).normal(
            0, 28, (picture.height, picture.width)
        )
        data = np.clip(np.asarray(picture, dtype=float) * 0.9 + 10 + noise, 0, 255)
        picture = Image.fromarray(data.astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.6))
    elif way == "jpeg":
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=25)
        picture = Image.open(out).convert("L")
    elif way == "seal":
        seal = _seal(round(1.6 * dpi), chance)
        picture = picture.convert("RGB")
        across = round(chance.uniform(1.2, WIDTH - 2.8) * dpi)
        down = round(chance.uniform(1.2, HEIGHT / 2) * dpi)
        picture.paste(seal, (across, down), seal)
    return picture.convert("RGB")


def _seal(side: int, chance: random.Random) -> Image.Image:
    """A round stamp of 4 cm: a ring, its office along the ring, a star; ink that covers in part."""
    seal = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(seal)
    ink = (215, 35, 35, 165)
    middle, edge = side / 2, side / 2 - 2
    draw.ellipse((2, 2, side - 2, side - 2), outline=ink, width=max(side // 36, 3))
    points = [
        (middle + r * math.sin(n * math.pi / 5), middle - r * math.cos(n * math.pi / 5))
        for n in range(10)
        for r in [edge * (0.32 if n % 2 == 0 else 0.13)]
    ]
    draw.polygon(points, fill=ink)
    path = HAN_FONTS["song bold"]
    size = side // 9
    font = ImageFont.truetype(path, size) if Path(path).exists() else ImageFont.load_default(size)
    for number, char in enumerate(SEAL):
        degrees = -120 + 240 * number / (len(SEAL) - 1)
        glyph = Image.new("RGBA", (size * 2, size * 2), (0, 0, 0, 0))
        ImageDraw.Draw(glyph).text((size, size), char, font=font, fill=ink, anchor="mm")
        glyph = glyph.rotate(-degrees, resample=Image.Resampling.BICUBIC)
        x = middle + edge * 0.74 * math.sin(math.radians(degrees)) - size
        y = middle - edge * 0.74 * math.cos(math.radians(degrees)) - size
        seal.alpha_composite(glyph, (max(round(x), 0), max(round(y), 0)))
    return seal.rotate(chance.uniform(-20, 20), resample=Image.Resampling.BICUBIC)
