"""The table of a report's fields: keywords, facets, exports and query names derive from it.

To add a field, add an attribute to `Report`, a line here, and its labels in files to
`ingest/word_lists.toml`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field of `Report`; `label` and all other words that people see are English messages.

    `query_names` can be written before a colon in a query; they include an English and a
    Chinese name. `keyword`: the exact value is indexed. `counted`: an Answer can count its
    values. `choosable`: a URL can select values. `facet` is its position among the facets of a
    results page, from 1. `many_values`: a query on it reads thousands of values, so it is
    expensive. `read`: readers of files look for it. `named`: its values are names of people or
    offices, which people type beside words. `people`: a name may be typed in another order, Li Wei
    for Wei Li. `alone`: a value that is the whole line is found without the name of the field.
    `completed`: its words complete a line. `form_name` is its name in the advanced form. `imprint`:
    the margins of pages and the edges of mails may state it. `ruled`: `sites.toml` can have a
    selector for it. `corrected`: `corrections.toml` can set its text. `numeric`: its values are
    kept as numbers. `exported`: it is a column of exports. `without` is the label for reports
    without a value; `value_labels` are the labels of values that are codes.
    """

    name: str
    label: str
    query_names: tuple[str, ...] = ()
    keyword: bool = False
    counted: bool = False
    choosable: bool = False
    facet: int = 0
    many_values: bool = False
    read: bool = True
    named: bool = False
    people: bool = False
    alone: bool = False
    completed: bool = False
    form_name: str = ""
    imprint: bool = False
    ruled: bool = True
    corrected: bool = True
    numeric: bool = False
    exported: bool = True
    without: str = "none"
    value_labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def chinese_name(self) -> str:
        """The first Chinese name that can be written before a colon."""
        return next(name for name in self.query_names if not name.isascii())


FIELDS = (
    Field(
        name="title",
        label="Title",
        query_names=(
            "title",
            "intitle",
            "headline",
            "subject",
            "ti",
            "hd",
            "标题",
            "题目",
            "题名",
            "篇名",
        ),
        completed=True,
    ),
    Field(
        name="body",
        label="Text",
        query_names=("body", "text", "content", "intext", "正文", "内容", "内文", "全文"),
        read=False,
        ruled=False,
        corrected=False,
        exported=False,
        completed=True,
    ),
    Field(
        name="date",
        label="Date",
        query_names=(
            "date",
            "time",
            "year",
            "py",
            "ye",
            "yr",
            "pd",
            "日期",
            "时间",
            "年份",
            "年代",
            "发布时间",
            "发布日期",
            "发表时间",
            "出版时间",
            "出版日期",
        ),
        corrected=False,
        numeric=True,
    ),
    Field(
        name="source",
        label="Source",
        query_names=(
            "source",
            "from",
            "journal",
            "jn",
            "so",
            "pub",
            "sn",
            "ly",
            "newspaper",
            "publication",
            "来源",
            "信息来源",
            "出处",
            "媒体",
            "报纸",
            "刊名",
            "期刊",
            "文献来源",
        ),
        keyword=True,
        counted=True,
        choosable=True,
        facet=1,
        many_values=True,
        without="no source",
        named=True,
        imprint=True,
        form_name="sources",
    ),
    Field(
        name="author",
        label="Author",
        query_names=("author", "by", "byline", "au", "作者", "记者", "责任者"),
        keyword=True,
        many_values=True,
        named=True,
        people=True,
        alone=True,
        completed=True,
        form_name="authors",
    ),
    Field(
        name="editor",
        label="Editor",
        query_names=("editor", "编辑", "责任编辑", "责编"),
        keyword=True,
        counted=True,
        choosable=True,
        facet=3,
        many_values=True,
        without="no editor",
        named=True,
        people=True,
        alone=True,
        completed=True,
    ),
    Field(name="views", label="Views", numeric=True, corrected=False),
    Field(
        name="site",
        label="Website",
        query_names=("site", "domain", "url", "inurl", "网站", "站点", "网址"),
        keyword=True,
        many_values=True,
        read=False,
        ruled=False,
        corrected=False,
        exported=False,
    ),
    Field(
        name="language",
        label="Language",
        query_names=("language", "lang", "la", "语言", "语种"),
        keyword=True,
        counted=True,
        choosable=True,
        facet=2,
        ruled=False,
        without="unknown language",
        value_labels={"zh": "Chinese", "en": "English"},
    ),
    Field(
        name="kind",
        label="File format",
        query_names=("kind", "type", "filetype", "类型", "体裁"),
        keyword=True,
        counted=True,
        choosable=True,
        facet=4,
        read=False,
        ruled=False,
        corrected=False,
    ),
    Field(
        name="issuer",
        label="Issuing body",
        query_names=("issuer", "发文机关", "发布机构", "发文单位"),
        keyword=True,
        counted=True,
        choosable=True,
        many_values=True,
        named=True,
        imprint=True,
    ),
    Field(
        name="number",
        label="Document number",
        query_names=("number", "文号", "发文字号"),
        keyword=True,
        many_values=True,
        imprint=True,
        alone=True,
    ),
    Field(name="keywords", label="Keywords", corrected=False, exported=False),
    Field(name="description", label="Description", exported=False),
    Field(name="url", label="Address", imprint=True, ruled=False),
    Field(name="path", label="File", read=False, ruled=False, corrected=False),
    Field(
        name="check",
        label="To check",
        query_names=("check", "待查"),
        keyword=True,
        counted=True,
        choosable=True,
        facet=5,
        read=False,
        ruled=False,
        corrected=False,
        exported=False,
        without="nothing",
        value_labels={
            "cut": "too long, cut",
            "incomplete": "less than half of the page",
            "recognised": "recognised by machine",
            "short": "very short",
            "undated": "without a date",
        },
    ),
)

BY_NAME = MappingProxyType({row.name: row for row in FIELDS})
QUERY_FIELDS = MappingProxyType({row.name: row.query_names for row in FIELDS if row.query_names})
"""For each field the names that can be written before a colon."""
ANYWHERE_NAMES = (
    *("su", "ts", "ft", "ky", "kw", "tka", "ab", "lp", "noft", "fulltext"),
    *("主题", "关键词", "篇关摘", "全字段", "全部字段", "任意字段", "所有字段"),
)
"""Names of other databases for a search in all texts: SU=物流."""
KEYWORD_FIELDS = tuple(row.name for row in FIELDS if row.keyword)
COUNTED_FIELDS = tuple(row.name for row in FIELDS if row.counted)
CHOOSABLE_FIELDS = tuple(row.name for row in FIELDS if row.choosable)
FACETS = tuple(row.name for row in sorted(FIELDS, key=lambda row: row.facet) if row.facet)
"""The facets of a results page, in their order on the page."""
MANY_VALUED_FIELDS = tuple(row.name for row in FIELDS if row.many_values)
READ_FIELDS = tuple(row.name for row in FIELDS if row.read)
NAMED_FIELDS = MappingProxyType({row.name: row.chinese_name for row in FIELDS if row.named})
"""Fields whose values people type beside words, with the Chinese name of each."""
PEOPLE_FIELDS = frozenset(row.name for row in FIELDS if row.people)
FIELDS_FOUND_ALONE = tuple(row.name for row in FIELDS if row.alone)
COMPLETED_FIELDS = tuple(row.name for row in FIELDS if row.completed)
FORM_NAMES = MappingProxyType({row.name: row.form_name for row in FIELDS if row.form_name})
"""The fields of the advanced form whose values are names."""
IMPRINT_FIELDS = tuple(row.name for row in FIELDS if row.imprint)
RULED_FIELDS = tuple(row.name for row in FIELDS if row.ruled)
NUMBER_FIELDS = tuple(row.name for row in FIELDS if row.numeric)
COUNT_FIELDS = tuple(name for name in NUMBER_FIELDS if name != "date")
"""Fields that are counts, such as views."""
CORRECTED_FIELDS = tuple(row.name for row in FIELDS if row.corrected)
SUMMARY_FIELDS = ("title", "date", "source", "url")
"""The fields that identify a report in any list."""
DETAIL_FIELDS = tuple(
    row.name for row in FIELDS if row.name not in {*SUMMARY_FIELDS, "body", "check", "site"}
)
"""Further fields of a report in answers to programs."""
EXPORTED_FIELDS = tuple(row.name for row in FIELDS if row.exported)


def messages() -> tuple[str, ...]:
    """All words of the table that people see, for the translation catalogues."""
    words = [row.label for row in FIELDS] + [row.without for row in FIELDS]
    words += [label for row in FIELDS for label in row.value_labels.values()]
    return tuple(dict.fromkeys(words))
