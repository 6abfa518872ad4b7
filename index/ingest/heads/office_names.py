"""Recognises the name of an office, a company or a school that issues documents."""

import re

from index.ingest.line_wrapping import width

_MAX_NAME_WIDTH = 80
_OFFICE = re.compile(
    r"[\u3400-\u9fff（）()]{2,40}(?:政府|委员会|委員會|办公室|辦公室|办公厅|辦公廳|指挥部|指揮部"
    r"|领导小组|領導小組|[局厅廳部处處院署委]|检察院|檢察院|公司|集团|集團|中心|协会|協會|学会|學會"
    r"|联合会|聯合會|大学|大學|学院|學院|学校|學校|[中小]学|[中小]學|幼[儿兒]园|幼[儿兒]園|医院|醫院|银行|銀行|工会|工會"
    r"|(?:档案|檔案|图书|圖書|博物|文化|美术|美術|纪念|紀念)[馆館]|文化站|派出所|研究所|[电電][视視][台臺]"
    r"|(?:调查|調查|[总總支大])[队隊]|基金[会會]|商[会會]|研究[会會]|合作社)"
    r"(?:[（(](?:代章|章|盖章|蓋章|印章|公章)[）)])?"
)
_SEAL = re.compile(r"\s?[（(](?:代章|章|盖章|蓋章|印章|公章)[）)]$")


def is_office(line: str) -> bool:
    """Whether a line is the name of an office and nothing else, perhaps with spaces in it."""
    return width(line) <= _MAX_NAME_WIDTH and _OFFICE.fullmatch(re.sub(r"\s", "", line)) is not None


def without_seal(name: str) -> str:
    """The name of an office without the place of its seal: 澜溪县水务局（盖章）."""
    return _SEAL.sub("", name)
