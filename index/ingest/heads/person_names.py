"""Recognises names of persons and outlets, and reporters that a text names without a label."""

import functools
import re

from index.ingest import name_placeholders, word_lists
from index.ingest.heads import eastern_names, latin_names, paper_names
from index.ingest.heads.field_labels import BREAK
from index.text.lazy_pattern import lazy_pattern

_SURNAMES = word_lists.characters("surnames", "single")
_DOUBLE = frozenset(word_lists.table("surnames")["double"])
_GIVEN = frozenset(word_lists.table("given_names")["latin"])
_WITH_ROLE = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{0,30}(?: [\w.'’-]{1,30}){1,3}), "
    rf"(?=[^,]{{0,60}}\b(?i:{'|'.join(word_lists.table('given_names')['roles'])})s?\b)[^;|]{{2,80}}"
)
_HAN_PERSON = lazy_pattern(r"[\u3400-\u9fff]{2,4}|[\u3400-\u9fff]{1,8}[·•][\u3400-\u9fff·•]{1,12}")
_NAMED = {key: "|".join(names) for key, names in word_lists.table("outlets").items()}
_OUTLET = re.compile(
    rf"(?:{_NAMED['endings']})$|^(?:{_NAMED['beginnings']})|\b(?:{_NAMED['english']})\b"
)
_STRONG = re.compile(r"(?:(?<!\s)\s++)?[、,，&;；/／|｜丨]++\s*|(?<!\s)\s++and\s+")
_SPLIT = re.compile(r"[、,，&;；/／|｜丨]+|\s++(?:and\s+)?|和\s*")
_HAN = r"[\u3400-\u9fff]"
_TRADES = (
    rf"(?:{word_lists.either('trades', 'before')}){{0,3}}(?:{word_lists.either('trades', 'names')})"
)
_TRADE = lazy_pattern(rf"^{_TRADES}\s*")
_LINE = lazy_pattern(
    rf"^[□■◎●○◆★☆▲*\s]*[（(〔【\[]?[\u3400-\u9fff《》“”A-Za-z·・ /／]{{0,14}}?"
    rf"{_TRADES}[\s{BREAK}:：/／|｜丨]*"
    rf"(?P<names>[\u3400-\u9fff·•、，,/／&A-Za-z .{BREAK}]{{2,40}}?)[）)〕】\]]?$"
)
_WITHIN = lazy_pattern(
    rf"[（(〔【\[]\s*[\u3400-\u9fffA-Za-z·]{{0,14}}?\s{{0,2}}{_TRADES}\s?[:：/／]?\s?"
    r"(?P<names>[^）)〕】\]]{2,36})[）)〕】\]]"
)
_LEAD = lazy_pattern(
    rf"^[（(【〔\[]?(?:[\u3400-\u9fffA-Za-z\d]{{0,20}}(?:讯|訊|电|電)[)）】〕\]]?\s?){_HAN}{{0,6}}{_TRADES}\s?"
    rf"(?P<names>{_HAN}{{2,4}}(?:[、\s]{_HAN}{{2,4}})*?)(?:\s通[讯訊][员員].{{2,12}})?\s?(?:报道|報導|报导)"
)
_VERBS = re.compile(rf"(?:(?:(?<!\s)\s++)?(?:{word_lists.either('trades', 'after')})|[/／])(?s:.*)")
_BOTH = lazy_pattern(
    r"(?:(?<!\s)\s++)?(?:文\s?[/／、并並]\s?[图圖摄攝]|[图圖]\s?[/／、]\s?文|[图圖]文|文\s{1,3}[\u3400-\u9fff]{2,4}\s{0,3}[图圖摄攝])\W*$"
)
"""The author also took the pictures, as in 池鱼 文/图."""
_PHOTO = re.compile(r"(?:摄|攝|摄影|攝影|图|圖|供图|翻攝)\W*$")
_BY = re.compile(
    r"^(?:[Bb]y|Written by|Reported by|BY)[\s\x1f]+(?P<names>[A-ZÀ-Þ][^\d:,;!?]{2,60}?)"
    r"(?:\s*+(?:[,|/•·–—@]|(?<=\s)-\s|\d|\b\w+day\b).*|(?=[^\S\x1f]*\x1f)\s++(?!and\b|[&,]).*"
    r"|(?<=[a-z]{3})\.\s+[A-Z].*)?$"
)
_BY_HAN = re.compile(
    r"(?P<name>[\u3400-\u9fff]{2,4})(?: ?[(（][A-Z][A-Za-z '’-]{2,30}[)）])?(?=$| ?[|/·•,–—-])"
)
"""By 池小鱼 (Chi Xiaoyu)"""
_WORDS = lazy_pattern(
    rf"^文[\s{BREAK}]++(?P<names>{_HAN}{{2,4}}(?:[、\s]{_HAN}{{2,4}})*?)(?:[\s{BREAK}]++[图圖摄攝].*)?$"
)
"""文 池鱼 图 江映雪"""
_AND = re.compile(r"(?<!\s)\s++(and|&)\s++")
_PLACE = re.compile(r"(?<!\s)\s++(?:in|[Oo]n|at|[Ff]or|and photos?)\b(?s:.*)")
_AT_PLACE = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{0,30}(?: [\w.'’-]{1,30}){1,6}?)(?: in| reports? from)"
    r"(?: [A-Z][\w.'’-]{0,30},?){1,4}"
)
_FOR_OUTLET = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{0,30}(?: [\w.'’-]{1,30}){1,3}) [Ff]or"
    r"(?: [A-Z][\w.]{0,30}){1,4}"
)
"""A name with the outlet that its bearer writes for."""
_POSTED = re.compile(
    r"^(?:(?:last )?updated|posted|published|submitted|added|filed|created|written"
    r"|prepared|compiled|drafted|authored)\b[^.;!?]{0,60}?\bby[\s\x1f]+(?=[A-Z])"
    r"|^(?:publié|écrit|mis en ligne|veröffentlicht|erstellt|geschrieben|publicado|escrito"
    r"|pubblicato|scritto|geplaatst|gepubliceerd|publicerad)\b[^;!?]{0,40}?"
    r"\b(?:par|von|por|da|door|av)[\s\x1f]+(?-i:(?=[A-ZÀ-Þ]))",
    re.IGNORECASE,
)
"""The beginning of a byline with its day first: Posted on February 9, 2023 by Ada Quill."""
_MAIL = re.compile(r"[<(（\[]?(?<![\w.+-])[\w.+-]{1,40}@[\w.-]{1,60}[>)）\]]?")
_DESK_OF_AGENCY = re.compile(r"[A-Z]{3,5} [A-Z][a-z]{2,20}|Authority")
"""Who posted a release and is no person: PIB Larkford; by Authority."""
_STOP = re.compile(r"(?<=[A-Za-z]{3})\.$")
"""The full stop of a byline, which is not that of an initial or of Jr."""
_BETWEEN = re.compile(r",? and |, ")
_LATIN_NAME = re.compile(r"[A-Z][\w.'’-]*(?: [\w.'’-]+){1,3}")
_EMPLOYER = lazy_pattern(rf"(?P<outlet>[\u3400-\u9fffA-Za-z]{{2,12}}?)[\s{BREAK}/／]*{_TRADES}")
_LATIN_NAMES = r"(?P<names>[A-Z][\w'’.-]{0,20}(?:,? (?:and )?[A-Z][\w'’.-]{0,20}){1,6})"
_STAFF = re.compile(
    r"(?P<outlet>[A-Z][\w&'’.-]*(?: [A-Z][\w&'’.-]*){1,5}) (?:reporter|correspondent)s? "
    rf"{_LATIN_NAMES}$"
)
"""Larkford News Network reporter Lin Hai"""
_REPORTER = re.compile(
    rf"(?:[A-Z][\w ,.'’-]{{2,60}} )?\((?:Our |Staff )?[Rr]eporters?:? {_LATIN_NAMES}\)"
)
"""(Reporter Lin Hai), perhaps behind agency and day, at the beginning of a translated story."""
_DESK = lazy_pattern(
    rf"^(?!记者|記者){_HAN}{{2,8}}[/／](?P<names>{_HAN}{{2,4}}(?:[、/／]{_HAN}{{2,4}})*)"
    r"(?:综合|綜合)?(?:报道|報導|报导|編譯|编译)$"
)
"""國際中心／江映雪報導"""
_REPORTS = lazy_pattern(
    rf"^(?P<names>{_HAN}{{2,4}}(?:[、\s]{_HAN}{{2,4}}){{0,3}})"
    rf"(?:\s|(?<![组組部社網网心室版])[/／])"
    rf"(?:综合|綜合|摄影|攝影|{_HAN}{{2,3}})?(?:报道|報導|報道|采写|撰文)$"
)
"""池小鱼 报道, 池小魚 瀾溪報導, 池小魚／瀾溪報導"""
_PLACED = lazy_pattern(
    rf"\W?(?:记者|記者)(?P<names>{_HAN}{{2}}(?={_HAN}{{2}}报|{_HAN}{{2}}報)|{_HAN}{{3}}){_HAN}{{2,3}}"
    r"(?:报道|報導|報道)\W?"
)
"""【記者池小魚瀾溪報導】, 【記者池鱼澜溪报道】"""
_WIRE = lazy_pattern(
    rf"(?:记者|記者)(?P<names>{_HAN}{{2}}(?={_HAN}{{2}}[县縣市省区區乡鄉镇鎮州]\d)|{_HAN}{{2,3}})"
    rf"{_HAN}{{2,6}}?\d{{1,2}}日{_HAN}{{0,2}}[电電]"
)
"""漪江社記者江映雪綠溪12日電"""
_HELPERS = r"\s?(?:通讯员|通訊員|实习生|實習生|见习记者|实习记者|特约记者)\s?"
"""Who helped the reporter of a story and is not named: （记者 池鱼 通讯员 江映雪）."""
_ENDING = lazy_pattern(
    r"[（(](?:(?:文\s?[/／]\s?图|图\s?[/／]\s?文|图文|文图|供稿|记者|通讯员|作者|(?:本报|新华社|本网)?评论员)\s*+[:：/／]?+\s*+)?"
    rf"(?P<names>{_HAN}{{2,3}}(?:(?:[、\s]|{_HELPERS}){_HAN}{{2,3}}){{0,2}})[）)]\s*$"
)


def are_persons(value: str) -> bool:
    """Whether a value consists only of names of persons."""
    if not value or len(value) > 60 or value.startswith("Dear ") or is_outlet(value):
        return False
    names = [name.strip() for name in _STRONG.split(value) if name.strip()]
    return bool(names) and all(map(_person, names))


def _person(name: str) -> bool:
    """Whether a text is the name of a person, or of several separated by spaces."""
    if latin_names.PERSON.fullmatch(name):
        return True
    parts = [part for part in _SPLIT.split(name) if part]
    return all(_HAN_PERSON.fullmatch(part) and not is_outlet(part) for part in parts)


def without_trade(value: str) -> str:
    """A name without the occupation before it, as in 記者 江映雪."""
    return _TRADE.sub("", value.strip())


def without_verbs(value: str) -> str:
    """A name without the verbs after it, as in 池鱼 摄影报道; other values are unchanged."""
    return _names(value) or value


def without_helpers(value: str) -> str:
    """The reporters before those who helped them, 池鱼 in 池鱼 通讯员 江映雪; else unchanged."""
    reporters = re.split(_HELPERS, value)[0]
    return reporters if are_persons(reporters) and has_surname(reporters) else value


def is_surname(value: str) -> bool:
    """Whether a value is a common Chinese surname."""
    return value in _SURNAMES or value in _DOUBLE


def has_surname(value: str) -> bool:
    """Whether each part of a value begins with a common Chinese surname."""
    parts = [part for part in _SPLIT.split(value) if part]
    return bool(parts) and all(part[0] in _SURNAMES or part[:2] in _DOUBLE for part in parts)


def has_given_name(value: str) -> bool:
    """Whether a value in Latin letters is one name that begins with a common given name."""
    named = latin_names.PERSON.fullmatch(value) is not None
    return named and value.split(maxsplit=1)[0].title() in _GIVEN


def without_place(value: str) -> str:
    """A name in Latin letters without the place behind it, as in Ada Quill in Larkford."""
    match = _AT_PLACE.fullmatch(value) or _FOR_OUTLET.fullmatch(value)
    return match["name"] if match else value


def without_role(value: str) -> str:
    """A name without what its bearer is, as in Ada Quill, Secretary of State."""
    match = _WITH_ROLE.fullmatch(value)
    return match["name"] if match else value


def is_outlet(value: str) -> bool:
    """Whether a name has the form of a media outlet, an office or a company."""
    named = _OUTLET.search(value) is not None
    return (named and not paper_names.is_no_name(value)) or eastern_names.is_outlet(value)


_SPACED_BAR = re.compile(rf"[ {BREAK}]{{0,4}}([／])[ {BREAK}]{{0,4}}")
_ABBREVIATION = 6
"""The longest abbreviation; a longer word in capitals is a place, as in LARKFORD."""
_DOCUMENT = re.compile(
    r"(?:FORM|NOTICE|ORDER|JUDGMENT|DECISION|REPORT|AGENDA|MINUTES|CHAPTER|PART|SECTION|ANNEX|APPENDIX"
    r"|RESOLUTION|BILL|ACT|DRAFT|TRANSCRIPT|MEMORANDUM|STATEMENT|CURRENT REPORT|ANNUAL REPORT)\b"
)
"""The kind of a document in capitals, which names no outlet."""
HOST_NAME = re.compile(r"[\w-]{2,40}(?:\.[a-z]{2,10}){1,3}")


def is_host(name: str) -> bool:
    """Whether a name is the address of a site: tide.example.com."""
    return HOST_NAME.fullmatch(name) is not None


def is_paper(name: str) -> bool:
    """Whether a name is that of an outlet, or of a paper where one is expected: Larkford Record."""
    return is_outlet(name) or paper_names.has_form(name)


def is_latin_outlet(part: str) -> bool:
    """Whether a part has the form of an outlet, is an abbreviation, or the name of a host."""
    country = part in {"UK", "US", "USA", "EU", "UAE"} or _DOCUMENT.match(part) is not None
    short = (
        part.isupper()
        and part[0].isalpha()
        and (" " in part or len(part) <= _ABBREVIATION)
        and not country
    )
    return short or is_outlet(part) or HOST_NAME.fullmatch(part) is not None


_WITH_PHOTO = re.compile(r"^(文[/／ ][^图圖]{2,30}?) [图圖摄攝][/／:： ].{2,30}$")
"""文/记者 池小鱼 图/通讯员 江映雪"""
_MAX_LINE_CHARS = 80
"""The longest byline, in code points."""


_SPREAD = lazy_pattern(
    r"(?<![\u3400-\u9fff])([\u3400-\u9fff]) ([\u3400-\u9fff])(?![\u3400-\u9fff])"
)
"""A name of two characters that is spread to the width of three, as 林 舟."""


def _staff(text: str) -> re.Match[str] | None:
    match = _STAFF.match(text)
    return match if match is not None and is_outlet(match["outlet"]) else None


_TRADE_ENDS = "".join(sorted({name[-1] for name in word_lists.table("trades")["names"]}))
_REPORTED = re.compile(
    rf"[{_TRADE_ENDS}文道导導写撰자기명材筆글手]"
    r"|\b(?:by|par|von|por|da|door|av)\b|reporter|correspondent",
    re.IGNORECASE,
)
"""Characters that every byline of those who report has; a cheap first test."""


@functools.lru_cache(maxsize=1024)
def reporter_line(text: str) -> str:
    """The names on a byline such as 云河网记者 池鱼 or By Jane Doe; empty for other lines."""
    if len(text) > 2 * _MAX_LINE_CHARS or _REPORTED.search(text) is None:
        return ""
    text = text.replace("\u3000", " ").strip(BREAK + " ")
    if not text.isascii():
        text = _SPACED_BAR.sub(r"\1", _BOTH.sub("", _SPREAD.sub(r"\1\2", text)))
    posted = text[:1] < "\u0100" and _POSTED.match(text) is not None
    text = _POSTED.sub("By ", text) if posted else text
    text = _MAIL.sub("", text) if "@" in text else text
    text = latin_names.with_by(text)
    if text[:3].lower() == "by ":
        if several := _several(text[3:]):
            return several
        text = _AND.sub(r" \1 ", text.partition("|")[0].strip(BREAK + " "))
    text = _WITH_PHOTO.sub(r"\1", text) if text[:1] == "文" else text
    eastern = eastern_names.byline(text.rstrip()).names
    if eastern or len(text) > _MAX_LINE_CHARS or _PHOTO.search(text):
        return eastern
    if (match := _BY.match(text)) is not None:
        published = posted and (
            is_outlet(match["names"]) or _DESK_OF_AGENCY.fullmatch(match["names"])
        )
        named = _PLACE.sub("", match["names"].replace(BREAK, " ")).strip()
        return "" if published else _STOP.sub("", named)
    spaced = _REPORTS.match(text.replace(BREAK, ""))
    if spaced is not None and has_surname(spaced["names"]):
        return spaced["names"].replace(" ", "、")
    match = _staff(text) or _WORDS.match(text) or _DESK.match(text) or _LINE.match(text)
    names = _names(match["names"]) if match else ""
    return _placed(_PLACED.fullmatch(text)) or names


def _placed(match: re.Match[str] | None) -> str:
    """The name before a place; one of two surnames may have four characters and no place."""
    name = match["names"] if match is not None else ""
    return name if name and has_surname(name) and name not in _DOUBLE else ""


def _several(text: str) -> str:
    """The names of three persons or more, joined by commas, or the Chinese name in a byline."""
    if (han := _BY_HAN.match(text)) is not None and has_surname(han["name"]):
        return han["name"]
    parts = [name.strip(" ,") for name in _BETWEEN.split(text)]
    names = [without_place(part) for part in parts]
    pair = len(names) == 2 and names[0] != parts[0]  # Ada Quill in Larkford and Tom Reed
    sure = all(map(has_given_name, names)) if pair else len(names) > 2
    named = sure and " and " in text and all(map(_LATIN_NAME.fullmatch, names))
    return ", ".join(names) if named and not any(map(is_outlet, names)) else ""


_COUNTRY = lazy_pattern(
    r"^[〔\[［【(（]?[\u3400-\u9fff]{1,3}[〕\]］】)）]\s*(?=[\u3400-\u9fffA-Z]{2})"
)
"""The country of a foreign author in brackets before the name, as in [美] 阿达·奎尔."""
_OFFICE = lazy_pattern(r"(?<=[\u3400-\u9fff]{2})[（(][\u3400-\u9fff、，, ]{3,30}[）)]$")
"""A profession or employer in brackets behind a name, as in 池鱼（云河大学教授）."""


def without_office(value: str) -> str:
    """A Chinese name without a profession in brackets; other values are unchanged."""
    name = _OFFICE.sub("", value)
    return name if name != value and are_persons(name) and has_surname(name) else value


def without_country(value: str) -> str:
    """A name without the country of the author before it."""
    return _COUNTRY.sub("", value)


def reporter_within(text: str) -> str:
    """The names in a bracket at the beginning of a story, as （记者池鱼 整合）; or empty."""
    if eastern := eastern_names.within(text):
        return eastern
    if placed := _placed(_PLACED.match(text[:60])):
        return placed
    wire = _WIRE.search(text[:60]) or _WIRED_BY.match(text[:60])
    if wire is not None and has_surname(wire["names"]):
        return wire["names"]
    match = _REPORTER.match(text) or _WITHIN.search(text[:140])
    match = match or _LEAD.match(text[:80])
    names = _BOTH.sub("", match["names"]) if match is not None else ""
    return _names(names) if names and not _NO_WRITER.search(names) else ""


_NO_WRITER = re.compile(r"(?:[摄攝]影?|供[图圖])\W*$|^(?:[简簡]介|介[绍紹]|[盖蓋簽签公]章)$")
"""Who took a picture, （记者马晓东摄）, the label of a biography, 【作者简介】, and a seal,
（盖章）."""


_WIRED_BY = lazy_pattern(
    rf"\s?(?:本[报報网網台臺刊站]|{_HAN}{{2,8}})(?:[讯訊]|\d{{1,2}}月\d{{1,2}}日[电電])\s?"
    rf"[（(](?P<names>{_HAN}{{2,4}}(?:[、\s]{_HAN}{{2,4}}){{0,2}})[)）]"
)
"""本网讯（马晓东）…, 云岭讯（马晓东 李桂芳）…, 云岭网2月9日电 (马晓东)…"""


def employer_within(text: str) -> str:
    """The outlet in a bracket at the beginning of a story, （云岭新闻 记者 马晓东）; or empty."""
    match = _EMPLOYED.match(text[:60])
    return match["outlet"] if match is not None and is_outlet(match["outlet"]) else ""


_EMPLOYED = lazy_pattern(
    rf"\s?[（(〔【\[]\s?(?P<outlet>[\u3400-\u9fff]{{2,10}}?)\s{{0,2}}{_TRADES}\s?[:：]?\s?{_HAN}"
)


def is_han_name(text: str) -> bool:
    """Whether a text is a Chinese name, with four characters only as 欧阳小舟 has them."""
    longest = _MAX_HAN_NAME_CHARS + (text[:2] in _DOUBLE)
    return len(text) <= longest and are_persons(text) and has_surname(text)


_MAX_HAN_NAME_CHARS = 3
OWN_NAMES = frozenset({"本报", "本報", "本网", "本網", "本站", "本刊", "本台", "本臺"})
"""Words by which an outlet calls itself."""


def employer(text: str) -> str:
    """The outlet before a reporter's name, 云河日报 in 云河日报记者 池鱼; or empty."""
    match = _staff(text) or _EMPLOYER.match(text.strip(BREAK + " （(〔[【［"))
    if eastern := eastern_names.byline(text.strip(BREAK + " ")).outlet:
        return eastern
    name = match["outlet"] if match and match["outlet"] not in OWN_NAMES else ""
    return name if name and is_outlet(name) and reporter_line(text) else ""


def signed(text: str) -> str:
    """The names in a bracket at the end of a story, as （池鱼）; or empty."""
    match = _ENDING.search(text)
    names = re.split(_HELPERS, match["names"])[0] if match else eastern_names.signed(text)
    names = "" if _NO_WRITER.search(names) else names
    known = match is None or (are_persons(names) and has_surname(names))
    return names if known else ""


def _names(text: str) -> str:
    text = re.sub(
        r"(?:(?<!\s)\s++)?(?:见习|實習|实习|特约|本报)?(?:记者|記者)\s*",
        " ",
        text.replace(BREAK, " "),
    )
    names = _VERBS.sub("", text).strip(" ，,、/／&")
    return names if are_persons(names) and not name_placeholders.is_nobody(names) else ""
