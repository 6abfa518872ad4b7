"""Builds all addresses of the site.

A Links has a current search; each method returns the address of one change to it. No address has
the language of the interface, so a shared link uses the reader's language.
"""

import datetime
import functools
import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, quote

from index.api import Order
from index.report import ReportId
from search.page import Piece
from search.request import Chosen, Layer, Match, Request
from web.passage_address import passage_query, text_fragment
from web.quoting import query_string, quote_value, quoted, with_query
from web.request_codec import NO_VALUE, Pairs, pairs_of
from web.search_parameters import KnownParameters, SearchParameters, any_parameters

_ANY = "\x00\x00"
"""Placeholder for a value that is inserted later."""
_NOTHING_CHOSEN = Chosen()
_AWKWARD_IDS = ("", ".", "..")


def _rank(rank: int | None) -> Pairs:
    return [] if rank is None else [("at", str(rank))]


@dataclass(frozen=True)
class Links:
    """Addresses relative to `request`; `here` is the current page, without a language."""

    request: Request
    here: str = "/"
    known_parameters: KnownParameters = any_parameters

    def _address(self, path: str, pairs: Iterable[tuple[str, str]]) -> str:
        return with_query(path, query_string(pairs))

    @functools.cached_property
    def _own(self) -> SearchParameters:
        return SearchParameters(self.request)

    def _keeping(self, path: str, *more: tuple[str, str]) -> str:
        """A page that takes the parameters of this search, and `more` behind them."""
        return with_query(with_query(path, self._own.text), query_string(more))

    def _search(self, **changes: object) -> str:
        return with_query("/search", self._own.changed(**changes))

    def at(self, path: str) -> str:
        """A page that takes no parameters, such as those of the menu."""
        return self._address(path, [])

    def home(self) -> str:
        """The home page."""
        return self._address("/", [])

    def bookmarks(self) -> str:
        """The searches and reports saved in this browser."""
        return self._address("/kept", [])

    def collections(self, page: int = 1) -> str:
        """The reader's collections; pages count from 1."""
        return self._address("/collections", [("page", str(page))] if page > 1 else [])

    def collection(self, number: int, *more: tuple[str, str]) -> str:
        """One collection."""
        return self._address(f"/collections/{number}", more)

    def collection_file(self, number: int, name: str, *more: tuple[str, str]) -> str:
        """A collection as a file; `name` is a key of `web.desk.exports.DOSSIER_EXPORTS`."""
        pairs = [("id", str(number)), *more]
        return self._address(f"/export/collection.{name}", pairs)

    def collecting(self, path: str = "/collections/add") -> str:
        """Where the form that saves hits of this search is sent."""
        return self._keeping(path, ("page", str(self.request.start // self.request.size + 1)))

    def noting(self, report_id: ReportId, rank: int | None = None) -> str:
        """Where the forms of a report's page are sent, with the search that led to it."""
        return self._keeping(self._address("/collections/note", [("id", report_id)]), *_rank(rank))

    def passage(self, report_id: ReportId, quote_of: str, number: int) -> str:
        """A passage on the page of its report, found there by its words."""
        return f"{self.alone(report_id)}#passage-{number}:~:text={text_fragment(quote_of)}"

    def alone(self, report_id: ReportId) -> str:
        """The page of a report without a search."""
        return replace(self, request=Request(text="", today=self.request.today)).report(report_id)

    def preferring(self, name: str, value: str) -> str:
        """This address, and from now on a language (lang) or look (theme) of the interface."""
        return f"/prefer?{name}={quoted(value)}&to={self._quoted_here}"

    @functools.cached_property
    def _quoted_here(self) -> str:
        return quote_value(self.here)

    def in_script(self, script: str) -> str:
        """This address with the report in simplified or traditional characters, or as it is."""
        path, _, query = self.here.partition("?")
        pairs = [pair for pair in parse_qsl(query, errors="surrogatepass") if pair[0] != "script"]
        return self._address(path, [*pairs, *([("script", script)] if script else [])])

    def arrived(self, after: int) -> str:
        """The reports that entered the archive after the arrival of that number, the last first."""
        today = self.request.today
        request = Request(text="", today=today, arrived_after=after, order=Order.ARRIVAL)
        return self._address("/search", pairs_of(request))

    def arrived_ever(self) -> str:
        """This search whenever its reports arrived."""
        return self._search(arrived_after=0)

    def newest(self) -> str:
        """All reports, newest first."""
        request = Request(text="", today=self.request.today, order=Order.NEWEST)
        return self._address("/search", pairs_of(request))

    def only(self, facet: str, value: str) -> str:
        """All reports with one value of a facet."""
        chosen = ((facet, Chosen(values=(value,))),)
        request = Request(text="", today=self.request.today, chosen=chosen)
        return self._address("/search", pairs_of(request))

    def help(self) -> str:
        """The help page."""
        return self._address("/help", [])

    def search(self) -> str:
        """This search, first page."""
        return self._search()

    def query(self, text: str) -> str:
        """A search for `text` and nothing else."""
        request = Request(text=text, today=self.request.today)
        return self._address("/search", pairs_of(request))

    def instead(self, text: str) -> str:
        """This search with another query line."""
        return self._search(text=text, layer=Layer.ASKED)

    def layered(self, layer: Layer) -> "Links":
        """Links relative to a layer of this search, or to the search itself."""
        return replace(self, request=replace(self.request, layer=layer, start=0))

    def matching(self, match: Match) -> str:
        """This search for all of its plain words, or for any of them."""
        return self._search(match=match, layer=Layer.ASKED)

    def without_pieces(self) -> Callable[[Piece], str]:
        """A function from a piece of the query line to this search without that piece."""
        text = self.request.text
        written = {char: quoted(char) for char in set(text)}
        letters = [written[char] for char in text]
        ends = [0, *itertools.accumulate(map(len, letters))]
        line = "".join(letters)
        before, _, after = self._search(text=_ANY, layer=Layer.ASKED).partition(quote_value(_ANY))

        def without(piece: Piece) -> str:
            start = len(text[: piece.start].rstrip())
            end = len(text) - len(text[piece.end :].lstrip())
            if not start and end == len(text):
                return self._search(text="", layer=Layer.ASKED)
            between = "+" if start and end < len(text) else ""
            return f"{before}{line[: ends[start]]}{between}{line[ends[end] :]}{after}"

        return without

    def page(self, number: int) -> str:
        """A page of this search, counted from 1."""
        return self._keeping("/search", *([("page", str(number))] if number > 1 else []))

    def sized(self, size: int) -> str:
        """This search with `size` results a page."""
        return self._search(size=size)

    def collapsed(self) -> str:
        """This search with copies collapsed, the default of a page."""
        return self._search(collapse_copies=None)

    def uncollapsed(self) -> str:
        """This search with copies listed one by one."""
        return self._search(collapse_copies=False)

    def sort(self, order: str) -> str:
        """This search in another order."""
        return self._search(order=Order(order))

    def toggle(self, facet: str, value: str) -> str:
        """This search with a value of a facet chosen, or no longer chosen."""
        chosen = self.chosen(facet)
        values = tuple(other for other in chosen.values if other != value)
        if value not in chosen.values:
            values = (*chosen.values, value)
        excluded = tuple(other for other in chosen.excluded if other != value)
        return self._choose(facet, Chosen(values=values, excluded=excluded))

    def exclude(self, facet: str, value: str) -> str:
        """This search with a value of a facet excluded, or no longer excluded."""
        chosen = self.chosen(facet)
        excluded = tuple(other for other in chosen.excluded if other != value)
        if value not in chosen.excluded:
            excluded = (*chosen.excluded, value)
        values = tuple(other for other in chosen.values if other != value)
        return self._choose(facet, Chosen(values=values, excluded=excluded))

    def toggles(self, facet: str) -> Callable[[str], str]:
        """`toggle` for many values of a facet: their common part is built once."""
        return self._prepared(facet, self.toggle)

    def excludes(self, facet: str) -> Callable[[str], str]:
        """`exclude` for many values of a facet."""
        return self._prepared(facet, self.exclude)

    def _prepared(self, facet: str, make: Callable[[str, str], str]) -> Callable[[str], str]:
        chosen = self.chosen(facet)
        address, mark = make(facet, _ANY), quoted(_ANY)
        if chosen.values or chosen.excluded or address.count(mark) != 1:
            return lambda value: make(facet, value)
        before, _, rest = address.partition(mark)
        return lambda value: f"{before}{quoted(value or NO_VALUE)}{rest}"

    def without(self, facet: str) -> str:
        """This search with nothing chosen in a facet."""
        return self._choose(facet, Chosen())

    def unfiltered(self) -> str:
        """The query line alone."""
        return self._search(chosen=(), first=None, last=None, undated=False, arrived_after=0)

    def filtered(self) -> bool:
        """Whether this search has filters."""
        request = self.request
        dated = request.first or request.last or request.undated
        return bool(request.chosen or dated or request.arrived_after)

    def chosen(self, facet: str) -> Chosen:
        """The choice in a facet."""
        return dict(self.request.chosen).get(facet, _NOTHING_CHOSEN)

    def _choose(self, facet: str, chosen: Chosen) -> str:
        others = [(name, other) for name, other in self.request.chosen if name != facet]
        if chosen.values or chosen.excluded:
            others.append((facet, chosen))
        return self._search(chosen=tuple(sorted(others, key=lambda other: other[0])))

    def period(self, first: datetime.date | None, last: datetime.date | None) -> str:
        """This search from `first` to `last`, both included; None is open."""
        return self._search(first=first, last=last, undated=False)

    def periods(self) -> Callable[[datetime.date, datetime.date], str]:
        """`period` for the bars of a chart: their common part is built once."""
        address = self.period(datetime.date.min, datetime.date.max)
        before, _, rest = address.partition(f"from={datetime.date.min}&to={datetime.date.max}")
        return lambda first, last: f"{before}from={first.isoformat()}&to={last.isoformat()}{rest}"

    def undated(self) -> str:
        """This search limited to reports without a date, or no longer so."""
        return self._search(first=None, last=None, undated=not self.request.undated)

    def report(self, report_id: ReportId, rank: int | None = None) -> str:
        """The page of a report with this search, whose matches it marks.

        `rank` is its position in the results, from 0; with it the page links to its neighbours.
        """
        if report_id in _AWKWARD_IDS:
            return self._keeping(self._address("/report/", [("id", report_id)]), *_rank(rank))
        path = quote(report_id, safe="", errors="surrogatepass")
        return self._keeping(f"/report/{path}", *_rank(rank))

    def line(self, report_id: ReportId, match: int, order: str, line: int) -> str:
        """A report at one of its matches, with the line of the concordance to go back to."""
        address = self.report(report_id)
        between = "&" if "?" in address else "?"
        return f"{address}{between}order={order}&line={line}#m{match}"

    def at_hit(self, rank: int) -> str:
        """The page of this search with the hit of that `rank`, at that hit."""
        return f"{self.page(rank // self.request.size + 1)}#r{rank}"

    def at_line(self, order: str, line: int, per_page: int) -> str:
        """The page of the concordance with a line, at that line."""
        page = self.view("concordance", ("order", order), ("page", line // per_page + 1))
        return f"{page}#l{line}"

    def scan(self, report_id: ReportId, number: int) -> str:
        """The picture of a scanned page of a report."""
        return f"/scan/{quote_value(report_id)}/{number}.webp"

    def urn(self, report_id: ReportId) -> str:
        """The id of a report in feeds; it does not depend on the address of the site."""
        return f"urn:baogao:{quote(report_id, safe='', errors='surrogatepass')}"

    def compare(self, first: str, second: str) -> str:
        """Two reports side by side."""
        return self._address("/compare", [("first", first), ("second", second)])

    def comparison(self, report_ids: Sequence[ReportId]) -> str:
        """The comparison of the reports that were ticked."""
        return self._address("/compare", [("id", report_id) for report_id in report_ids])

    def trace(self) -> str:
        """The page on which a text is traced."""
        return self._address("/trace", [])

    def earlier(self, report_id: ReportId) -> str:
        """The sentences of a report that stood elsewhere before."""
        return self._address("/earlier", [("id", report_id)])

    def marked_passage(self, report_id: ReportId, text: str) -> str:
        """The page of a report with a passage of it marked."""
        request = Request(text=passage_query(text), today=self.request.today)
        return f"{replace(self, request=request).report(report_id)}#m1"

    def cite(self, report_id: ReportId, form: str, page: int | None = None) -> str:
        """A report as a citation, as a file."""
        page_pair = [("page", str(page))] if page else []
        return self._address("/cite", [("id", report_id), ("form", form), *page_pair])

    def that_day(self, source: str, day: datetime.date) -> str:
        """All reports of one source on one day."""
        chosen = (("source", Chosen(values=(source,))),)
        request = Request(text="", today=self.request.today, chosen=chosen, first=day, last=day)
        return self._address("/search", pairs_of(request))

    def also(self, addition: str) -> str:
        """This search with an expansion switched on, or off again."""
        others = tuple(other for other in self.request.additions if other != addition)
        if addition not in self.request.additions:
            others = (*others, addition)
        return self._search(additions=others)

    def values(self, facet: str, find: str = "", order: str = "") -> str:
        """All values of a facet of this search, or those that contain `find`; order: name or ""."""
        more = [pair for pair in (("find", find), ("order", order)) if pair[1]]
        return self._keeping(f"/facet/{facet}", *more)

    def advanced(self) -> str:
        """The advanced form, filled in with this search."""
        return self._keeping("/advanced")

    def batch(self, queries: str = "") -> str:
        """The page for many queries at once, or the answers of some, one a line."""
        pairs = [("queries", queries)] if queries else []
        return self._address("/batch", pairs + pairs_of(replace(self.request, text="")))

    def phrase(self, *texts: str) -> str:
        """Phrases over time, within the chosen facets; the page is about the first."""
        first, *more = texts or ("",)
        pairs = [("q", first)] if first else []
        pairs += [("with", text) for text in more]
        return self._address("/phrase", [*pairs, *self._chosen_pairs()])

    def phrases(self, period: str = "") -> str:
        """The new phrases of a month or year, within the chosen facets."""
        pairs = [("period", period)] if period else []
        return self._address("/phrases", [*pairs, *self._chosen_pairs()])

    def _chosen_pairs(self) -> Pairs:
        """The parameters of the chosen facets alone."""
        request = self.request
        return pairs_of(Request(text="", today=request.today, chosen=request.chosen))

    def of(self, request: Request) -> str:
        """The results of another request."""
        return self._address("/search", pairs_of(request))

    def view(self, name: str, *more: tuple[str, object]) -> str:
        """Another view of these results: trend, concordance or words."""
        return self._keeping(f"/{name}", *[(key, str(value)) for key, value in more])

    def same(self, path: str, *more: tuple[str, str]) -> str:
        """Another path with the parameters of this address that it takes, and `more`."""
        names, changed = self.known_parameters(path), dict(more)
        pairs = parse_qsl(self.here.partition("?")[2], errors="surrogatepass")
        taken = [pair for pair in pairs if names is None or pair[0] in names]
        return self._address(path, [*(pair for pair in taken if pair[0] not in changed), *more])

    def api(self) -> str:
        """This search as JSON."""
        return self._keeping("/api/search")

    def export(self, ending: str) -> str:
        """All results of this search as a file; `ending` is a key of `exports.EXPORTS`."""
        return self._keeping(f"/export.{ending}")

    def feed(self, ending: str) -> str:
        """The results of this search that arrived last as a feed: atom or json."""
        return with_query(f"/feed.{ending}", self._own.changed(order=Order.RELEVANCE))

    def hidden(self, *without: str) -> Pairs:
        """The hidden inputs of a form: the parameters of this search except `without`."""
        return [pair for pair in self._own.pairs if pair[1] and pair[0] not in without]
