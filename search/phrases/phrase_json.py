"""Phrases as JSON: the same for the command line and the API. Keys are only ever added."""

from index.json_types import JsonObject
from index.report import Report
from search.json_output import brief_json, note_json
from search.phrases.curve import PhraseMonth
from search.phrases.forms import Form
from search.phrases.heat import LIMITS
from search.phrases.history import PhraseHistory
from search.phrases.neighbours import Neighbour
from search.phrases.new_phrases import NewPhrase, NewPhrases


def history_json(history: PhraseHistory) -> JsonObject:
    """The history of a phrase; months are named like "2023-02"."""
    curve = history.curve
    return {
        "phrase": history.phrase,
        "query": history.request.text,
        "total": history.total,
        "stories": history.stories,
        "undated": history.undated,
        "first": _brief(history.first),
        "last": _brief(history.last),
        "peak": month_json(curve.peak) if curve.peak else None,
        "rise": curve.rise.month if curve.rise else None,
        "halved": curve.halved.month if curve.halved else None,
        "half_life": curve.half_life,
        "state": curve.state.value,
        "grades": {one.value: least for one, least in LIMITS},
        "months": [month_json(month) for month in curve.months],
        "sources": history.sources,
        "adopters": [
            {
                "source": adopter.source,
                "reports": adopter.reports,
                "copy": adopter.copy,
                "first": brief_json(adopter.report),
            }
            for adopter in history.adopters
        ],
        "notes": [note_json(note) for note in history.notes],
    }


def month_json(one: PhraseMonth) -> JsonObject:
    """A month; `grade` is null without the phrase or with few reports in the archive."""
    return {
        "month": one.month,
        "reports": one.reports,
        "stories": one.stories,
        "all_reports": one.everything,
        "per_1000": round(one.share, 3),
        "grade": one.grade.value if one.grade else None,
        "few": one.few,
    }


def neighbour_json(one: Neighbour) -> JsonObject:
    """A phrase that rose together with another."""
    return {
        "phrase": one.phrase,
        "query": one.request.text,
        "reports": one.reports,
        "rise": one.rise,
        "alike": one.alike,
        "together": one.together,
    }


def form_json(one: Form) -> JsonObject:
    """Another form of a phrase."""
    return {
        "phrase": one.phrase,
        "query": one.request.text,
        "reports": one.reports,
        "first": one.first,
        "last": one.last,
        "relation": one.relation.value,
    }


def new_json(one: NewPhrases) -> JsonObject:
    """The new phrases of a period."""
    return {
        "period": one.period,
        "read": one.read,
        "all_reports": one.everything,
        "earlier_reports": one.earlier,
        "exact": one.exact,
        "new": [_phrase(each) for each in one.new],
        "risen": [_phrase(each) for each in one.risen],
    }


def _phrase(one: NewPhrase) -> JsonObject:
    return {
        "phrase": one.phrase,
        "query": one.request.text,
        "total": one.total,
        "reports": one.reports,
        "per_1000": round(one.share, 3),
        "before_per_1000": round(one.before, 3),
        "grade": one.grade.value if one.grade else None,
        "first": brief_json(one.first),
    }


def _brief(report: Report | None) -> JsonObject | None:
    return brief_json(report) if report else None
