"""How well scans are read: pages drawn from real reports in several fonts, spoilt as scanners do.

    var/venv/bin/python tests/tools/bench_scans.py FOLDER [PAGES]

FOLDER holds reports as `*.jsonl.gz`. Fonts and Tesseract (`chi_sim+eng`) are Debian's; what is not
installed is left out. Recall counts characters without white space, as a bag per page; （ and ( are one, as in a search.
"""

import gzip
import io
import itertools
import json
import random
import resource
import shutil
import subprocess
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

import click
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.ingest.scans import recogniser

FONTS = {
    "song": "/usr/share/fonts/truetype/arphic/uming.ttc",
    "kai": "/usr/share/fonts/truetype/arphic/ukai.ttc",
    "hei": "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "serif": "/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc",
}
WAYS = ("clean", "skew", "noise", "jpeg", "seal", "low")
WIDTH, HEIGHT = 8.27, 11.69  # inches of a page


def texts(folder):
    for path in sorted(Path(folder).glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as stream:
            for line in itertools.islice(stream, 3, 4_000, 97):
                yield json.loads(line)["body"]


def lines_of(text, font, width):
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph.strip():
            if font.getlength(line + char) > width and line:
                yield line
                line = ""
            line += char
        if line:
            yield line


def page(text, font_path, dpi):
    """A page of the text, and what stands on it."""
    size = round(11 / 72 * dpi)
    font = ImageFont.truetype(font_path, size)
    picture = Image.new("L", (round(WIDTH * dpi), round(HEIGHT * dpi)), 255)
    draw = ImageDraw.Draw(picture)
    margin, step = dpi, round(size * 1.6)
    drawn = []
    for place, line in enumerate(lines_of(text, font, picture.width - 2 * margin)):
        top = margin + place * step
        if top + step > picture.height - margin:
            break
        draw.text((margin, top), line, font=font, fill=20)
        drawn.append(line)
    return picture, "".join(drawn)


def spoilt(picture, way, chance):
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
        picture = picture.convert("RGB")
        draw = ImageDraw.Draw(picture, "RGBA")
        x, y, r = picture.width * 0.6, picture.height * 0.5, picture.width * 0.12
        draw.ellipse(
            (x - r, y - r, x + r, y + r),
            outline=(220, 30, 30, 150),
            width=max(picture.width // 200, 3),
        )
    return picture.convert("RGB")


def recall(expected, found):
    a, b = (
        Counter(char for char in unicodedata.normalize("NFKC", text) if not char.isspace())
        for text in (expected, found)
    )
    return sum((a & b).values()), sum(a.values())


def tesseract(picture):
    out = io.BytesIO()
    picture.save(out, "PNG")
    done = subprocess.run(
        ["tesseract", "-", "-", "-l", "chi_sim+eng"], input=out.getvalue(), capture_output=True, check=True,
        env={"OMP_THREAD_LIMIT": "1", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    return done.stdout.decode("utf-8", "replace")


def ours(picture):
    return "\n".join(line.text for line in recogniser.recognise(picture)[0])


def main(folder, count):
    engines = {"baogao": ours} | ({"tesseract": tesseract} if shutil.which("tesseract") else {})
    fonts = {name: path for name, path in FONTS.items() if Path(path).exists()}
    chance = random.Random(4)
    tallies = {engine: {way: [0, 0, 0.0, 0] for way in WAYS} for engine in engines}
    strings = [0, 0]
    source = [text for text in texts(folder) if len(text) > 600]
    chance.shuffle(source)
    for text, (font, path), way in zip(
        source[:count],
        itertools.cycle(fonts.items()),
        itertools.cycle(WAYS + WAYS[::-1]),
        strict=False,
    ):
        picture, expected = page(text, path, 150 if way == "low" else chance.choice((200, 300)))
        picture = spoilt(picture, way, chance)
        for name, engine in engines.items():
            used = (
                resource.getrusage(resource.RUSAGE_SELF),
                resource.getrusage(resource.RUSAGE_CHILDREN),
            )
            found = engine(picture)
            now = (
                resource.getrusage(resource.RUSAGE_SELF),
                resource.getrusage(resource.RUSAGE_CHILDREN),
            )
            seconds = sum(
                b.ru_utime + b.ru_stime - a.ru_utime - a.ru_stime
                for a, b in zip(used, now, strict=True)
            )
            tally = tallies[name][way]
            hit, total = recall(expected, found)
            tally[0] += hit
            tally[1] += total
            tally[2] += seconds
            tally[3] += 1
            if name == "baogao" and way == "clean":
                flat, want = (
                    "".join(unicodedata.normalize("NFKC", text).split())
                    for text in (found, expected)
                )
                for _ in range(200):
                    start = chance.randrange(len(want) - 10)
                    strings[0] += want[start : start + 10] in flat
                    strings[1] += 1
            click.echo(f"{name} {font} {way} {picture.size}: {hit / total:.4f} of {total}")
    for name, ways in tallies.items():
        for way, (hit, total, seconds, pages) in ways.items():
            if pages:
                click.echo(
                    f"{name:10} {way:6} {pages:3} pages {hit / total:.4f} {seconds / pages:.1f} s a page"
                )
    click.echo(f"strings of ten characters found on clean pages: {strings[0]} of {strings[1]}")
    click.echo(
        f"{time.strftime('%Y-%m-%d')}, most memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB"
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40)
