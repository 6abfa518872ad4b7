"""Scans: pages that are pictures are read by the extra `scans`, kept page by page, and marked."""

import ctypes
import functools
import io
import os
import struct
import sys
import time
import zlib
from email.message import EmailMessage

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from click.testing import CliRunner
from PIL import Image, ImageDraw, ImageFont

from baogao import baogao
from index.indexing import extract, file_types, scan_pages
from index.indexing.build_resources import BuildResources
from index.ingest.files.extraction_rules import ExtractionRules
from index.ingest.files.format import Sample
from index.ingest.files.scans_folder import use_scans_folder
from index.ingest.formats.printed import pdf, pdf_pages, stamps
from index.ingest.scans import pictures, recogniser, seals
from index.ingest.scans.recogniser import RecognisedLine
from index.ingest.scans.scanned_page import ScannedPage
from index.ingest.scans.store import ScanStore, content_key, scans_folder
from index.ingest.source_file import SourceFile
from index.operations.build import build
from index.report import Report, Skipped, from_json, report_id, to_json
from search.page import Mark, Snippet
from tests.made_files import zip_file
from tests.test_formats import pdf_file
from web import page_pictures
from web.server.app import create_app

LINES = ["The Committee Met on the North Quay", "Date: 2023-02-09", "The harbour opens in March."]


def picture(lines=LINES, size=(740, 740), letters=36):
    """A page of text; smaller ones are enlarged before lines are found, so this is the fastest."""
    page = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=letters)
    for number, line in enumerate(lines):
        draw.text((60, 60 + 90 * number), line, fill="black", font=font)
    return page


def as_file(page, kind, **more):
    out = io.BytesIO()
    page.save(out, kind, **more)
    return out.getvalue()


def read(name, data, rules=None):
    kind = file_types.kind_of(name, Sample(data)) or ""
    [item] = extract.read(SourceFile(path=name, file="", kind=kind, data=data), rules)
    return item


FILES = {
    "a.png": as_file(picture(), "PNG"),
    "a.jpg": as_file(picture(), "JPEG"),
    "a.bmp": as_file(picture(), "BMP"),
    "a.webp": as_file(picture(), "WEBP", lossless=True),
    "a.jp2": as_file(picture(), "JPEG2000"),
    "a.pdf": as_file(picture(), "PDF"),
    "turned.png": as_file(picture().rotate(180), "PNG"),
    "lying.png": as_file(picture().rotate(90), "PNG"),
    "camera.jpg": as_file(picture().rotate(180), "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x03\0\0\0\0\0\0\0"),
}  # fmt: skip


@functools.cache
def read_file(name):
    """The report of one of FILES, recognised once for all tests."""
    return read(name, FILES[name])


UNTURNED = ["a.bmp", "a.webp", "a.jp2"]


@pytest.mark.parametrize("name", UNTURNED)
def test_a_picture_is_the_same_page_in_every_format_that_loses_nothing(name):
    pages = []
    for data in (FILES["a.png"], FILES[name]):
        with pictures.opened(data) as opened:
            pages.append(np.asarray(pictures.frame(opened, 1)).astype(int))

    assert file_types.kind_of(name, Sample(FILES[name])) == "picture"
    assert pages[0].shape == pages[1].shape
    assert abs(pages[0] - pages[1]).mean() < 1


@pytest.mark.parametrize("name", sorted(FILES.keys() - set(UNTURNED)))
def test_a_page_that_is_a_picture_becomes_a_report_marked_as_recognised(name):
    report = read_file(name)

    assert isinstance(report, Report), report
    assert "north quay" in report.title.lower()
    assert report.paragraphs[-1] == LINES[2]
    assert report.date is not None
    assert report.recognised > 0.9
    assert report.check == "recognised"
    assert "recognised by machine on pages 1" in dict(report.origins)["paragraphs"]


def test_the_pages_of_a_tiff_are_the_pages_of_the_report():
    second = picture(["A second page follows here.", "It has a second line."])
    data = as_file(picture(), "TIFF", save_all=True, append_images=[second])

    report = read("a.tif", data)

    assert report.paragraphs[report.pages[1] - 1].startswith("A second page")


def test_only_pages_without_a_text_layer_are_recognised():
    scan = as_file(picture(), "PDF")
    text = pdf_file([["A text layer stands here."]])

    assert pdf.scanned_pages(scan) == [1]
    assert pdf.scanned_pages(text) == []
    assert read("a.pdf", text).recognised is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "扫描全能王 创建",
        "Scanned with CamScanner",
        "\ufffd\ufffd\ufffd\ufffdabcd",
        "\ue000\ue001\ue002 abcd",
    ],
)
def test_a_scanners_mark_and_an_unmapped_font_are_no_text_layer(text):
    assert not pdf_pages.usable(text)


STAMP = "Case 1:23-cv-00209 Document 45 Filed 02/09/23 Page 3 of 17"


def with_words(data, words):
    """A PDF with words over its first page."""
    document = pypdfium2.PdfDocument(data)
    page = document[0]
    for number, line in enumerate(words):
        shown = pdfium.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", 9)
        wide = (line + "\0").encode("utf-16-le")
        pdfium.FPDFText_SetText(shown, ctypes.cast(wide, pdfium.FPDF_WIDESTRING))
        pdfium.FPDFPageObj_Transform(shown, 1, 0, 0, 1, 20, 20 + 12 * number)
        pdfium.FPDFPage_InsertObject(page.raw, shown)
    page.gen_content()
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (with_words(as_file(picture(), "PDF"), [STAMP]), [1]),
        (with_words(as_file(picture(), "PDF"), [STAMP, "CONFIDENTIAL"]), [1]),
        (with_words(as_file(picture(), "PDF"), [STAMP] * 8), []),
        (with_words(as_file(picture(), "PDF"), ["-"]), [1]),
        (pdf_file([STAMP]), []),
    ],
    ids=["a stamp", "two stamps", "a page of words", "a mark", "a page without a picture"],
)
def test_a_page_whose_text_layer_is_a_stamp_over_a_picture_is_recognised(data, wanted):
    assert pdf.scanned_pages(data) == wanted


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_a_stamp_is_the_text_and_the_scan_below_it_is_said():
    report = read("a.pdf", with_words(as_file(picture(), "PDF"), [STAMP]))

    assert STAMP in f"{report.title}\n{report.body}"
    assert "pages 1: scans, and the file waits" in dict(report.origins)["paragraphs"]


def lines_of_scan(*texts):
    return ScannedPage(
        tuple(line(text, 1000, 9000, top=900 * n) for n, text in enumerate(texts)), 1000, 1400
    )


LONG = LINES[2] * 8


@pytest.mark.parametrize(
    ("scan", "text"),
    [
        ((STAMP, LONG), f"{STAMP} {LONG}"),
        ((LONG,), f"{STAMP} {LONG}"),
        (("Case 1:23-cv-OO209", "Page 3"), ""),
        ((), ""),
    ],
    ids=["read again", "overlooked", "little more", "nothing"],
)
def test_a_stamp_stays_beside_what_was_recognised_and_counts_alone_if_that_says_no_more(scan, text):
    page = pdf_pages.PdfPage(STAMP, stamped=True)
    kept = stamps.without_repetition([page], {1: lines_of_scan(*scan)})

    assert (
        " ".join(line for scan in kept.values() for line in stamps.with_stamp(page, scan)) == text
    )


def test_what_was_recognised_survives_being_stored():
    report = read_file("a.png")

    assert from_json(to_json(report)) == report


def test_a_page_is_read_once_and_kept(tmp_path):
    kept = ScanStore(str(tmp_path / "scans"))
    rules = ExtractionRules(scans_folder=kept.folder)
    data = FILES["a.png"]
    read("a.png", data, rules)

    page = kept.page(content_key(data), 1)
    kept.put(
        content_key(data),
        1,
        ScannedPage((RecognisedLine("Kept before.", 0.9, (0, 0, 9, 9)),), 9, 9),
    )

    assert [line.text for line in page.lines][-1] == LINES[2]
    assert page.lines[0].box[0] < page.lines[0].box[2] <= recogniser.BOX_SCALE
    assert read("other.png", data, rules).title == "Kept before"


def test_a_damaged_page_in_the_store_is_read_again(tmp_path):
    kept = ScanStore(str(tmp_path))
    rules = ExtractionRules(scans_folder=kept.folder)
    kept.put(content_key(FILES["a.png"]), 1, lines_of_scan("Kept before."))
    assert read("a.png", FILES["a.png"], rules).title == "Kept before"
    for file in tmp_path.rglob("*.lines"):
        file.write_bytes(b"damaged")

    assert "north quay" in read("a.png", FILES["a.png"], rules).title.lower()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "a.pdf").write_bytes(FILES["a.pdf"])
    (reports / "b.png").write_bytes(FILES["a.png"])
    (reports / "c.txt").write_text("Title: South Quay\n\nIt is a text.\n")
    monkeypatch.setenv("BAOGAO_SCANS", "")
    use_scans_folder(str(tmp_path / "scans"))
    return reports


def test_the_recogniser_tells_nobody_that_it_is_used():
    recogniser._engine()

    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"


def test_pages_are_read_ahead_of_a_build_by_several_processes_and_never_twice(folder, tmp_path):
    shown = []

    first = scan_pages.read_ahead(
        [str(folder)],
        BuildResources(2, 2 * scan_pages.PAGE_MEMORY),
        lambda *done: shown.append(done),
    )
    again = scan_pages.read_ahead([str(folder)], BuildResources())
    summary = build([str(folder)], str(tmp_path / "index"))

    assert (first, again) == (2, 0)
    assert shown == [(0, 2), (1, 2), (2, 2)]
    assert summary.indexed == 3
    assert ("recognised", 2) in [(file.reason, file.reports) for file in summary.checked]


@pytest.fixture
def without_the_extra(monkeypatch):
    recogniser.installed.cache_clear()
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    yield
    monkeypatch.undo()
    recogniser.installed.cache_clear()


@pytest.mark.usefixtures("without_the_extra")
def test_without_the_extra_scans_wait_and_the_summary_says_what_reads_them(
    folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(baogao, ["index", str(folder), "--quiet"])

    assert "Scans and pictures that wait: 2. To read them: make scans" in done.output
    assert "1 indexed" in done.output
    assert "make scans" in read("a.pdf", FILES["a.pdf"]).reason


def test_a_small_file_that_shows_a_picture_on_thousands_of_pages_has_few_of_them_recognised():
    out, saved = pypdfium2.PdfDocument.new(), io.BytesIO()
    out.import_pages(pypdfium2.PdfDocument(as_file(picture(), "PDF")), [0] * 400)
    out.save(saved)
    data = saved.getvalue()

    assert len(data) < 150_000
    assert pdf.scanned_pages(data) == [*range(1, 50 + len(data) // 1_000 + 1)]


def _png(width, height):
    """The head of a picture of any size, without its pixels."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 99))
        + chunk(b"IEND", b"")
    )


def _passes(number):
    """A progressive picture whose last pass is repeated."""
    data = as_file(Image.new("L", (800, 800), "grey"), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * number + data[-2:]


def _with_camera_data(number):
    """A picture whose camera data are repeated."""
    block = b"\xff\xe1\xff\xffExif\0\0II*\0\x08\0\0\0" + bytes((1 << 16) - 17)
    return b"\xff\xd8" + block * number + as_file(Image.new("L", (800, 800), "grey"), "JPEG")[2:]


HOSTILE = {
    "a picture in a thousand passes": ("a.jpg", _passes(1_000), "passes"),
    "a picture with camera data a thousand times": ("a.jpg", _with_camera_data(900), "camera data"),
    "a picture with camera data twice": ("a.jpg", _with_camera_data(2), "no text"),
    "a picture in ten passes": ("a.jpg", _passes(1), "no text"),
    "a picture of 100,000 x 100,000": ("a.png", _png(100_000, 100_000), "million pixels"),
    "a picture that is only long": ("a.png", _png(90_000, 300), "million pixels"),
    "a picture without its pixels": ("a.png", _png(2_000, 2_000), "damaged"),
    "a picture that ends early": ("a.jpg", FILES["a.jpg"][:3_000], "damaged"),
    "an icon": ("a.png", as_file(Image.new("RGB", (32, 32)), "PNG"), "too small"),
    "a picture of nothing": ("a.png", as_file(Image.new("RGB", (800, 800), "grey"), "PNG"), "no text"),
    "a picture by its name only": ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 500, "damaged"),
    "pages that lead back to the first": ("a.tif", b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_pictures_end_in_a_sentence(case):
    name, data, expected = HOSTILE[case]
    begun = time.process_time()

    item = read(name, data)

    assert time.process_time() - begun < 10
    assert isinstance(item, Skipped)
    assert expected in item.reason


def _tiff(frames):
    """A picture of many pages, all with the same pixels."""
    entry = struct.pack("<H", 5) + b"".join(
        struct.pack("<HHIHxx", tag, 3, 1, value)
        for tag, value in ((256, 300), (257, 300), (258, 1), (262, 1), (273, 8))
    )
    size = len(entry) + 4
    places = (8 + size * number for number in range(1, frames))
    links = (*places, 0)
    return b"II*\0\x08\0\0\0" + b"".join(entry + struct.pack("<I", at) for at in links)


@pytest.mark.parametrize(
    ("frames", "read"), [(1, 1), (3, 3), (50, 50), (2_000, 182), (30_000, 2_000)]
)
def test_pages_of_a_picture_are_counted_up_to_the_limit_for_its_size(frames, read):
    begun = time.process_time()

    assert len(pictures.pages_of(_tiff(frames))) == read
    assert time.process_time() - begun < 3


UPSIDE_DOWN = Image.Exif()
UPSIDE_DOWN[0x0112] = 3


MODES = {
    "PNG": ("1", "L", "P", "RGB", "RGBA"),
    "JPEG": ("L", "RGB", "CMYK"),
    "TIFF": ("1", "L", "P", "RGB", "RGBA", "CMYK"),
    "WEBP": ("RGB", "RGBA"),
    "BMP": ("1", "L", "P", "RGB"),
    "JPEG2000": ("L", "RGB"),
}


@pytest.mark.parametrize(
    ("kind", "mode"), [(kind, mode) for kind, modes in MODES.items() for mode in modes]
)
def test_a_large_picture_is_reduced_before_anything_is_made_of_it(kind, mode):
    page = Image.new("L", (9_000, 600), 255)
    page.paste(0, (0, 0, 4_500, 600))
    data = as_file(page.convert(mode), kind, exif=UPSIDE_DOWN)

    with pictures.opened(data) as picture:
        frame = pictures.frame(picture, 1)

    turned = kind not in {"BMP", "JPEG2000"}  # these state no direction
    assert frame.mode == "RGB"
    assert 2_000 < frame.width <= 4_000
    assert (frame.getpixel((100, 50))[0] > 200) is turned
    assert (frame.getpixel((frame.width - 100, 50))[0] < 60) is turned


def stamped(size=(1000, 900)):
    """A page with a red seal over the ends of its lines."""
    page = picture([f"Line {n} of the minutes of the harbour board" for n in range(1, 7)], size, 40)
    draw = ImageDraw.Draw(page, "RGBA")
    for radius in (120, 40):
        box = (560 - radius, 300 - radius, 560 + radius, 300 + radius)
        draw.ellipse(box, outline=(215, 35, 35, 200), width=14)
    return page


def test_red_ink_is_taken_off_a_page_and_black_ink_below_it_stays():
    pixels = np.asarray(stamped())

    cleaned = seals.without_red(pixels)

    assert seals.bands(stamped()) == [(pytest.approx(165, abs=12), pytest.approx(435, abs=12))]
    assert seals.bands(picture()) == []
    assert cleaned[300, 447].min() > 230  # the ring, which was red
    assert (cleaned.min(axis=2) < 60).sum() > 0.9 * (np.asarray(picture()).min(axis=2) < 60).sum()


def line(text, left, right, confidence=0.9, top=0):
    return RecognisedLine(text, confidence, (left, top, right, top + 100))


@pytest.mark.parametrize(
    ("again", "texts"),
    [
        ([line("The quay opens in March", 0, 900)], ["The quay opens in March"]),
        ([line("The quay opems", 0, 400)], ["The quay opens"]),
        ([line("in March", 500, 900)], ["The quay opens", "in March"]),
        ([line("~*", 500, 900, confidence=0.6)], ["The quay opens"]),
        ([line("A line below", 0, 400, top=300)], ["The quay opens", "A line below"]),
    ],
)
def test_a_line_read_again_below_a_seal_counts_if_it_says_more(again, texts):
    merged = seals.merged([line("The quay opens", 0, 400)], again)

    assert [text_line.text for text_line in merged] == texts


def page(*boxes, width=1000, height=1400):
    """A page of lines at (left, top, right, bottom, text) in pixels."""
    lines = tuple(
        RecognisedLine(text, 0.9, (left * 10_000 // width, top * 10_000 // height, right * 10_000 // width, bottom * 10_000 // height))
        for left, top, right, bottom, text in boxes
    )  # fmt: skip
    return ScannedPage(lines, width, height)


def test_columns_are_read_one_after_the_other_below_their_heading():
    left = [
        (60, 200 + 40 * n, 480, 225 + 40 * n, f"Left column line {n} runs on") for n in range(6)
    ]
    right = [
        (520, 200 + 40 * n, 940, 225 + 40 * n, f"Right column line {n} runs on") for n in range(6)
    ]
    mixed = [box for pair in zip(left, right, strict=True) for box in pair]

    text = " ".join(page((60, 60, 940, 100, "A heading over both columns"), *mixed).paragraphs())

    assert text.startswith("A heading over both columns")
    assert text.index("Left column line 5") < text.index("Right column line 0")


def test_rows_of_a_table_stay_rows():
    cells = [
        (60 + 300 * n, 100 + 50 * row, 160 + 300 * n, 125 + 50 * row, f"r{row}c{n}")
        for row in range(6)
        for n in range(3)
    ]

    assert page(*cells).paragraphs()[2] == "r2c0 | r2c1 | r2c2"


def test_upright_lines_are_read_from_the_right():
    lines = [
        (800 - 100 * n, 100, 840 - 100 * n, 1200, text)
        for n, text in enumerate(("天地玄黃宇宙洪荒", "日月盈昃辰宿列張"))
    ]

    assert "".join(page(*lines).paragraphs()) == "天地玄黃宇宙洪荒日月盈昃辰宿列張"


def test_lines_of_a_paragraph_join_and_an_indent_begins_another():
    lines = [
        (100, 100, 900, 130, "会议通过了雾桥镇北码头的重建规划并且"), (60, 150, 900, 180, "要求各部门在三月以前完成全部准备工作"),
        (60, 200, 400, 230, "以便按期开工。"), (100, 250, 900, 280, "第二段从这里开始讲述有关的经费问题和"), (60, 300, 300, 330, "其他事项。"),
    ]  # fmt: skip

    assert page(*lines).paragraphs() == [
        "会议通过了雾桥镇北码头的重建规划并且要求各部门在三月以前完成全部准备工作以便按期开工。",
        "第二段从这里开始讲述有关的经费问题和其他事项。",
    ]


@pytest.fixture
def site(folder, tmp_path, tmp_path_factory):
    use_scans_folder(
        str(tmp_path_factory.getbasetemp() / "scans")
    )  # each page is read once for all
    build([str(folder)], str(tmp_path / "index"))
    app = create_app(str(tmp_path / "index"))
    yield app.test_client()
    app.extensions["baogao"].index_manager.close()


def test_the_report_shows_the_picture_of_its_page_with_the_match_framed(site):
    html = site.get("/report/" + report_id("a.pdf") + "?q=harbour").text

    assert "Its text was recognised automatically" in html
    assert f'src="/scan/{report_id("a.pdf")}/1.webp"' in html
    assert html.count("<rect x=") == 1


WIDE = RecognisedLine("北码头的重建规划", 0.9, (1_000, 200, 9_000, 400))
DOWN = RecognisedLine("北码头的重建规划", 0.9, (8_000, 1_000, 8_400, 9_000))
MIXED = RecognisedLine("GDP 增长", 0.9, (0, 0, 8_000, 400))


@pytest.mark.parametrize(
    ("text", "start", "end", "line", "frame"),
    [
        ("关于北码头的重建规划的会议", 3, 5, WIDE, (2_000, 200, 2_000, 200)),
        ("关于北码头的重建规划的会议", 3, 5, DOWN, (8_000, 2_000, 400, 2_000)),
        ("关于北码头的重建规划的会议", 8, 12, WIDE, (7_000, 200, 2_000, 200)),  # goes on below
        ("会议通过的北码头的重建规划", 2, 7, WIDE, (1_000, 200, 2_000, 200)),  # begins above
        ("看北码头的重建规划书", 0, 10, WIDE, (1_000, 200, 8_000, 200)),  # the whole line is in it
        ("GDP 增长", 4, 6, MIXED, (4_000, 0, 4_000, 400)),
        ("南码头关闭了", 1, 3, WIDE, None),
    ],
)
def test_the_frame_is_around_the_match_and_not_around_its_line(text, start, end, line, frame):
    snippet = Snippet(text, (Mark(start, end),), 0)
    framed = page_pictures._frames(
        ScannedPage((line,), 100, 100), list(page_pictures._matches(snippet))
    )

    assert list(framed) == ([frame] if frame else [])


def test_the_picture_of_a_page_is_served_for_reports_in_the_index_only(site):
    there = site.get(f"/scan/{report_id('a.pdf')}/1.webp")

    assert (there.status_code, there.content_type) == (200, "image/webp")
    assert Image.open(io.BytesIO(there.data)).size[0] <= 1_400
    for path in (
        "/scan/other/1.webp",
        f"/scan/{report_id('a.pdf')}/2.webp",
        f"/scan/{report_id('c.txt')}/1.webp",
    ):
        assert site.get(path).status_code == 404


def test_what_was_recognised_and_where_pages_begin_is_in_the_answers(site):
    report = site.get(f"/api/report?id={report_id('a.pdf')}").json
    page = site.get("/api/search?q=check:recognised").json

    assert report["recognised"] > 0.9
    assert report["pages"] == [1]
    assert page["total"] == 2
    assert all(hit["recognised"] > 0.9 for hit in page["hits"])


def test_what_was_recognised_is_labelled_in_lists_files_and_verdicts_in_either_language(site):
    shown = site.get("/search?lang=zh-Hans&q=check:recognised").text
    table = site.get("/export.csv?q=check:recognised").data.decode("utf-8-sig").splitlines()
    verdict = site.post("/trace", data={"text": "The harbour opens.", "what": "verify"}).text
    page = site.get(f"/report/{report_id('a.pdf')}?lang=zh-Hans").text

    assert shown.count('<small class="recognised-by">机器识别') == 2
    assert table[0].endswith("page,recognised")
    assert all(float(row.rpartition(",")[2]) > 0.9 for row in table[1:3])
    assert 'class="recognised-by"' in verdict
    assert "第 1 页由机器识别" in page


@pytest.mark.parametrize(
    ("ending", "piece"),
    [
        ("gbt.txt", " (text recognised by machine)\n"), ("apa.txt", "[text recognised by machine]."),
        ("bib", "  note = {text recognised by machine},"), ("ris", "\r\nN1  - text recognised by machine\r\n"),
    ],
)  # fmt: skip
def test_citations_say_that_a_machine_recognised_the_text(site, ending, piece):
    text = site.get(f"/export.{ending}?q=check:recognised").data.decode("utf-8-sig")

    assert text.count(piece) == 2
    assert "recognised by machine" not in site.get(f"/export.{ending}?q=Notes").text


def test_a_page_of_ofd_that_is_a_picture_is_recognised():
    data = zip_file(
        {
            "OFD.xml": "<OFD><DocBody><DocRoot>D/Document.xml</DocRoot></DocBody></OFD>",
            "D/Document.xml": '<Document><CommonData><DocumentRes>Res.xml</DocumentRes></CommonData><Pages><Page BaseLoc="P.xml"/></Pages></Document>',
            "D/Res.xml": '<Res BaseLoc="Res"><MultiMedias><MultiMedia ID="4" Type="Image"><MediaFile>scan.png</MediaFile></MultiMedia></MultiMedias></Res>',
            "D/P.xml": '<Page><Content><ImageObject Boundary="0 0 210 297" ResourceID="4"/></Content></Page>',
            "D/Res/scan.png": FILES["a.png"],
        }
    )

    report = read("a.ofd", data)

    assert report.paragraphs[-1] == LINES[2]
    assert report.recognised > 0.9


def test_a_scan_attached_to_a_mail_is_a_report_and_its_logo_is_nothing():
    message = EmailMessage()
    message["Subject"] = "The scan"
    message.set_content("See the scan.")
    noisy = picture().effect_spread(2)
    message.add_attachment(
        as_file(noisy, "PNG"), maintype="image", subtype="png", filename="scan.png"
    )
    message.add_attachment(
        as_file(Image.new("RGB", (90, 30)), "PNG"),
        maintype="image",
        subtype="png",
        filename="logo.png",
    )

    mail, scan = extract.read(
        SourceFile(path="a.eml", file="", kind="eml", data=message.as_bytes())
    )

    assert mail.attachments == ("a.eml!scan.png",)
    assert (scan.attached_to, scan.check) == ("a.eml", "recognised")


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("We wi11 refine po1icies", "We will refine policies"),
        ("third-pi11ar tota1", "third-pillar total"),
        ("在省政府召开o", "在省政府召开。"),
        ("分两步走o第二步", "分两步走。第二步"),
        ("唱卡拉ok 时带iPhone或openKylin", "唱卡拉ok 时带iPhone或openKylin"),
        ("wil1, schoo1s, pr0cess", "will, schools, process"),
        (
            "H1N1, covid19, h1n1, table1, 11 March 2011",
            "H1N1, covid19, h1n1, table1, 11 March 2011",
        ),
    ],
)
def test_signs_are_the_ones_that_their_neighbours_ask_for(seen, meant):
    assert recogniser._mended(seen) == meant


def test_pages_that_another_program_recognised_are_marked_with_its_confidence():
    words = "".join(f'<String CONTENT="{word}" WC="0.8"/>' for word in LINES[0].split())
    text = f"<alto><TextBlock><TextLine>{words}</TextLine></TextBlock></alto>"

    report = read("p.xml", f'<?xml version="1.0"?>{text}'.encode())

    assert (report.title, report.recognised) == (LINES[0], 0.8)
    assert report.check == "recognised"


def test_a_page_that_a_reader_stored_is_none_of_those_read_ahead(folder):
    (folder / "a.pdf").unlink()
    store = ScanStore(str(folder.parent / "scans"))
    key = content_key(FILES["a.png"])
    false = ScannedPage((RecognisedLine("It was made up.", 0.9, (0, 0, 9, 9)),), 9, 9)
    store.readers.put(key, 1, false)

    assert store.page(key, 1) == false
    assert scan_pages.read_ahead([str(folder)], BuildResources()) == 1
    assert [line.text for line in store.page(key, 1).lines][-1] == LINES[2]
    assert store.page_of_any_version(key, 1) == store.page(key, 1)


def test_a_sandboxed_reader_stores_pages_below_a_folder_of_its_own(folder):
    [own] = scans_folder()

    assert own == str(folder.parent / "scans" / "inside")


@pytest.mark.parametrize(
    ("name", "numbers", "pages"), [("a.pdf", (1, 9_999, 2), 1), ("a.png", (9_999, 1), 0)]
)
def test_pages_that_a_file_does_not_have_end_what_is_recognised_of_it(name, numbers, pages):
    data = FILES[name]
    kind = "pdf" if name == "a.pdf" else "picture"
    task = scan_pages.ScanTask(name, kind, content_key(data), numbers, data)

    assert len(scan_pages._recognised(task)) == pages
