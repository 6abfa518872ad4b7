"""Labels such as 来源： and Editor in charge: to the fields they name, in both languages.

Pages and text copies write them with odd spacing, in any case, several to a line and without
spaces between; a value ends where the next label, a soft break or a line break begins.
"""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index import dates

#: Stands in a block's text where one inline element ends and the next begins.
BREAK = "\x1f"

#: Labels by field; `other` are those whose value belongs to no field, but is no text either.
NAMES = {
    "title": "标题 標題 题目 文章标题 Title Headline Subject",
    "date": (
        "发布时间 发布日期 发布于 发表时间 发表日期 发表于 公布日期 公布时间 发稿时间 刊发时间 刊发日期 发文时间 上传时间 上传日期"
        " 添加时间 录入时间 信息时间 信息日期 稿件时间 公开日期 公开时间 出版日期 新闻时间 文章日期 时间 日期 發布時間 發布日期"
        " 發佈時間 發佈日期 發表時間 刊登日期 出版時間 時間"
        " Date Published Published_on Publication_date Publication_time Publish_date Published_date"
        " Date_published Publish_time Publishing_time Publishing_date Release_date Release_time Released"
        " Released_on Date_of_publication Date_of_release Date_issued Issued_on Issue_date Posted Posted_on"
        " Post_date Post_time Posting_time Date_posted Time Pubdate Release_Date&Time"
    ),
    "updated": (
        "更新时间 更新日期 修改时间 最后更新 最后更新时间 更新時間 最後更新 Updated Last_updated Updated_on Update_time"
        " Last_modified Modified"
    ),
    "written": "成文日期 成文时间 发文日期 印发日期 印发时间 生成日期 生成时间 签发日期 Date_written Written_on",
    "source": (
        "来源 信息来源 本文来源 本文来自 文章来源 稿件来源 新闻来源 内容来源 消息来源 来源媒体 稿源 出处 文章出处 来自 转自 转载自 摘自 原文来源"
        " 来源网站 來源 信息來源 文章來源 新聞來源 資料來源於 稿件來源 转载来源"
        " Source Sources Information_source News_source Article_source Source_of_information"
        " Content_source Original_source From Origin Reprinted_from Source_media Media"
    ),
    "author": (
        "作者 文章作者 原作者 本文作者 记者 本报记者 撰文 撰稿 撰稿人 执笔 采写 特约撰稿 通讯员 特约记者 实习记者 作者/编辑 記者 撰文者 編譯 编译"
        " Author Authors By Writer Written_by Reporter Reporters Correspondent Byline Reported_by Article_by"
    ),
    "editor": (
        "责任编辑 责编 责编人 编辑 本文编辑 值班编辑 网络编辑 网站编辑 网页编辑 见习编辑 执行编辑 本期编辑 新媒体编辑 责任编缉 编辑人"
        " 文章编辑 信息编辑 責任編輯 責編 編輯 主編 责任编校 文字编辑"
        " Editor Editors Editor_in_charge Editor-in-charge Responsible_editor Edited_by Duty_editor"
        " Managing_editor Web_editor Executive_editor Editor_on_duty Commissioning_editor Charge_editor"
        " Editor_responsible Editor_in_Charge_of"
    ),
    "views": (
        "浏览次数 浏览量 浏览数 浏览 点击数 点击量 点击率 点击次数 点击 阅读次数 阅读量 阅读数 阅读 访问次数 访问量 人气 已阅读 浏览人数"
        " 阅读人数 查看次数 查看 阅览次数 瀏覽次數 瀏覽量 瀏覽數 瀏覽 點閱 點擊數 點擊 閱讀數 閱讀 人氣 點閱數 點閱率 觀看次數"
        " Views View View_count Page_views Pageviews Hits Clicks Click_count Reads Read_count Visits"
        " Visit_count Times_read Times_viewed Number_of_views Viewed Browse Browsing Browse_count"
        " Number_of_visits Number_of_clicks Browsing_times Views_count Browses Click Number_of_Browses"
    ),
    "number": (
        "文号 发文字号 发文文号 文件编号 文件字号 文件号 公文文号 文書號 文號 發文字號 Document_number Document_No Doc_No"
        " Reference_number Reference_No Document_no."
    ),
    "issuer": (
        "发文机关 发文机构 制发机关 发布机构 发布机关 发文单位 发布单位 公开单位 责任单位 信息提供单位 公开主体 發文機關 發布機關 發布單位 发文部门 发布部门"
        " Issued_by Issuing_authority Issuing_body Issuer Issuing_agency Issuing_department"
    ),
    "url": "网址 原文链接 原文地址 原文网址 文章链接 链接 网页地址 原网址 網址 原文網址 URL Link Original_link Original_URL Web_address",
    "keywords": "关键词 关键字 主题词 標籤 關鍵字 关键 标签 Keywords Key_words Tags Tag",
    "description": "摘要 内容摘要 内容概述 Abstract Summary",
    "other": (
        "字号 字体 字体大小 文字大小 字號 字体大小 资料来源 原标题 原題 原题 原標題 數據來源 数据来源 图片来源 图源 資料來源 圖片來源 分享到 分享至 分享 打印 收藏 校对 审核 审校"
        " 终审 初审 复审 监制 监审 总监制 索引号 主题分类 索引號 分类 栏目 主题 类别 信息分类 公开方式 公开范围 有效性 有效期 效力状态 组配分类 体裁分类"
        " 服务对象 公文种类 文章类型 信息索引 实施日期 生效日期 废止日期 失效日期 主办 承办 制作 摄影 攝影 摄像 策划 统筹 设计 制图 供图 图片 海报 评论 评论数 跟帖 点赞 回复"
        " 上一篇 下一篇 上一条 下一条 上一页 下一页 语言 版面 版次 列印 轉寄 名称 名 称 主编 供稿 审签 签发 值班主任 值班总编 投稿 电话 邮箱 举报电话 热线"
        " Text_size Font_size Font Share Share_to Share_on Print Photo Photos Image Picture Proofread"
        " Proofreader Proofread_by Reviewed_by Review Category Column Section Index_number Comments"
        " Previous Next Language Effective_date Photo_by Translator Translated_by Contact"
    ),
}

#: A label that is a common word besides: its value must be what such a field holds, and nothing more.
WEAK = frozenset(
    [
        "时间",
        "日期",
        "時間",
        "date",
        "time",
        "by",
        "from",
        "view",
        "click",
        "media",
        "read",
        "title",
        "subject",
        "查看",
        "来自",
        "链接",
        "link",
        "主题",
        "图片",
        "分享",
        "摘要",
        "关键",
        "标签",
        "设计",
        "制作",
        "名称",
        "photo",
        "image",
        "picture",
        "share",
        "print",
        "review",
        "section",
        "column",
        "category",
        "contact",
        "next",
        "previous",
        "电话",
        "邮箱",
        "投稿",
        "评论",
        "分类",
        "类别",
        "语言",
        "released",
        "posted",
        "published",
        "modified",
        "updated",
        "记者",
        "記者",
        "阅读",
        "閱讀",
        "浏览",
        "点击",
        "人气",
        "browse",
        "编译",
        "編譯",
        "主編",
        "主编",
        "origin",
        "sources",
        "tag",
        "tags",
        "abstract",
        "summary",
    ]
)

_COLON = r"\s{0,3}[:：∶﹕︰]"


def _tree(names: list[str], gap: str) -> str:
    """A pattern for any of the names, longest first, with `gap` between their characters.

    Nested by common beginnings: re tries the alternatives of a flat list one by one, which took
    most of the time a page needs.
    """
    ends = "" in names
    firsts = dict.fromkeys(name[0] for name in sorted(filter(None, names)))
    branches = [
        re.escape(first) + _rest([name[1:] for name in names if name[:1] == first], gap)
        for first in firsts
    ]
    return f"(?:{'|'.join(branches)}){'?' if ends else ''}"


def _rest(names: list[str], gap: str) -> str:
    """What follows a common beginning."""
    if names == [""]:
        return ""
    longer = [name for name in names if name]
    tree = f"{gap}{_tree(longer, gap)}" if longer[0][0] != " " else _tree(longer, gap)
    return f"(?:{tree})?" if "" in names else tree


_FIELDS = {
    re.sub(r"[\s_\x1f-]", "", name).lower(): field
    for field, names in NAMES.items()
    for name in names.split()
}
_ALL = sorted({name for names in NAMES.values() for name in names.split()})
#: Pages write 来 源 and Editor  in charge: Han characters may stand apart, words too.
_HAN_NAMES = [name for name in _ALL if not name.isascii()]
_LATIN_NAMES = [re.sub("[_-]", " ", name).lower() for name in _ALL if name.isascii()]
_HAN_TREE = _tree(_HAN_NAMES, r"[\s\x1f]{0,4}")
_LONG_TREE = _tree([name for name in _HAN_NAMES if len(name) > 3], r"[\s\x1f]{0,4}")
_LATIN_TREE = _tree(sorted(set(_LATIN_NAMES)), "").replace(r"\ ", r"[\s\x1f_-]{1,3}")
_FIRSTS = "".join(sorted({re.escape(name[0].lower()) for name in _ALL}))
_LABEL = re.compile(
    rf"(?=[{_FIRSTS}])"
    rf"(?:(?:(?<![\u3400-\u9fff])|(?<=\d[日号號次]))(?P<han>{_HAN_TREE})|(?P<long>{_LONG_TREE})"
    rf"|(?<![A-Za-z\u3400-\u9fff'’-])(?P<latin>{_LATIN_TREE}))"
    rf"(?:\(s\)|（s）)?(?:[】\]〕）]?{_COLON}|[】\]〕]|(?P<bare>[\s\x1f]{{1,4}}(?=\d)|[(（][\s\x1f]*(?=\d)))",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    rf"^[\W_]*(?P<label>{_HAN_TREE}|{_LATIN_TREE})(?P<mark>[*_\s]*[:：=＝－—–-]?[*_\s]*)(?<=[\W_])(?P<value>[^\W_].*)$",
    re.IGNORECASE,
)
_SLASH = re.compile(
    r"(?:^|(?<=[\s\x1f（(【\[]))(?P<label>图?文|执笔|撰文|作者|记者|編譯|编辑|责编|來源|来源|摄影|图)\s?[/／丨｜|]\s?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(\d[\d,，]*)(\.\d+)?\s?(万|萬|w\b|k\b|千)?\s?\+?", re.IGNORECASE)
_SCALE = {"": 1, "万": 10_000, "萬": 10_000, "w": 10_000, "k": 1_000, "千": 1_000}
_COUNTED = re.compile(
    r"(?<![\d.,])(\d[\d,]*(?:\.\d+)?\s?[万萬wWkK]?)\+?\s?(?:次|人)?\s?(?:浏览|阅读|点击|瀏覽|閱讀|人气|(?:page\s?)?views?\b|reads?\b|hits\b|clicks\b|次阅读)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A labelled value; `label` as it is written, `start` to `end` the code points it all takes."""

    field: str
    label: str
    value: str
    start: int
    end: int


#: Code points of a line that can hold labels; a longer one is text.
_LONGEST = 1_000


@functools.lru_cache(maxsize=1024)
def scan(text: str) -> tuple[Labelled, ...]:
    """The labelled values of a line or a block, in their order; values may be empty.

    The last thousand texts are remembered: each reader asks about the same lines.
    """
    return tuple(_scan(text)) if len(text) <= _LONGEST else ()


def _scan(text: str) -> Iterator[Labelled]:
    marks = sorted(_marks(text), key=lambda mark: mark[0])
    for place, (start, begin, label, bare) in enumerate(marks):
        limit = marks[place + 1][0] if place + 1 < len(marks) else len(text)
        name = re.sub(r"[\s_\x1f-]", "", label).lower()
        field = _FIELDS.get(name, _FIELDS.get(label, "author"))
        if bare and field not in {"date", "updated", "written", "views"}:
            continue
        end, value = _value(text, begin, limit)
        if bare and field == "views" and not re.match(r"[\d,，.]+\s?[万萬wk]?\s?[)）次]?$", value):
            continue
        yield Labelled(field, re.sub(r"[\s\x1f]+", " ", label).strip(), value, start, end)


def _marks(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Where labels stand: start, where the value begins, the label, whether it has no colon."""
    end = 0
    for match in _LABEL.finditer(text):
        label = match["han"] or match["long"] or match["latin"]
        end = match.end()
        yield match.start(), end, label, match["bare"] is not None
    if "/" in text or "／" in text or "丨" in text or "｜" in text or "|" in text:
        for match in _SLASH.finditer(text):
            label = match["label"]
            yield match.start(), match.end(), "图片" if label in {"图", "摄影"} else label, False


_EDGES = "* \u3000\xa0-—·•|｜丨/[［【】］](（,，;；、.。"


def _value(text: str, begin: int, limit: int) -> tuple[int, str]:
    """The end and the text of the value that begins at `begin`."""
    while begin < limit and (text[begin].isspace() or text[begin] in BREAK + "：:"):
        begin += 1
    if begin < limit and text[begin] in "[［【(（":
        begin += 1
    stop = re.compile(r"[\x1f\n\r\t|｜丨]|\s{3,}|\u3000").search(text, begin, limit)
    end = stop.start() if stop else limit
    value = text[begin:end].strip(_EDGES)
    if not re.search(r"[（(【\[]", value):
        value = value.rstrip(_EDGES + "）)】]")
    return end, value


def spelled(line: str, *, among: bool) -> str:
    """A line that begins with a label in loose form, as label：value; else as it is.

    Loose are = and dashes in place of the colon, emphasis around the label, and, `among` other
    header lines, white space alone.
    """
    match = _LOOSE.match(line)
    strict = scan(line)
    if match is None or (strict and strict[0].start < 4 and fits(strict[0])):
        return line
    bare = not match["mark"].strip("*_ \t\u3000")
    if bare and not (among and len(match["value"].split()) <= 6 and len(line) <= 60):
        return line
    again = f"{match['label']}：{match['value']}"
    found = scan(again)
    return again if found and found[0].start == 0 and all(map(fits, found)) else line


def number(value: str) -> int | None:
    """A printed count: 8, 1,234, 3.5万; None where there is none."""
    match = _NUMBER.match(value.strip(" \u3000(（[【"))
    if not match:
        return None
    whole = match[1].replace(",", "").replace("，", "")
    if len(whole) > 12:
        return None
    scale = _SCALE[(match[3] or "").lower()]
    return round(float(whole + (match[2] or "")) * scale)


def counted(text: str) -> int | None:
    """Views written with the number first: 1,234 views, 8次浏览."""
    match = _COUNTED.search(text)
    return number(match[1]) if match else None


def fits(item: Labelled) -> bool:
    """Whether the value is one that its field can have."""
    value = item.value
    weak = re.sub(r"[\s_-]", "", item.label).lower() in WEAK
    if item.field in {"date", "updated", "written"}:
        found = next(iter(dates.find(value)), None)
        return found is not None and (not weak or len(value) < found.end - found.start + 22)
    if item.field == "views":
        return number(value) is not None and len(value) < 24
    if item.field in {"source", "author", "editor", "issuer"}:
        return named(value) and not (weak and len(value) > (18 if _han(value) else 40))
    if item.field == "url":
        return bool(re.match(r"(https?://|www\.)\S+$", value))
    return bool(value) and len(value) < 200


def named(value: str) -> bool:
    """Whether the value can be the name of a person or an outlet."""
    limit = 40 if _han(value) else 80
    return 0 < len(value) <= limit and not re.search(r"[。！？；!?;]|\.\s|https?:|[\d]{5}", value)


def _han(value: str) -> bool:
    return bool(re.search("[\u3400-\u9fff]", value))
