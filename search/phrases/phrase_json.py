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
        "imprecise": history.imprecise,
        "first": _brief(history.first),
        "last": _brief(history.last),
        "peak": month_json(curve.peak) if curve.peak else None,
        "rise": curve.rise.month if curve.rise else None,
        "halved": curve.halved.month if curve.halved else None,
        "half_life": curve.half_life,
        "state": curve.state.value,
        "grades": {grade.value: least for grade, least in LIMITS},
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


def month_json(month: PhraseMonth) -> JsonObject:
    """A month; `grade` is null without the phrase or with few reports in the archive."""
    return {
        "month": month.month,
        "reports": month.reports,
        "stories": month.stories,
        "all_reports": month.everything,
        "per_1000": round(month.share, 3),
        "grade": month.grade.value if month.grade else None,
        "few": month.few,
    }


def neighbour_json(neighbour: Neighbour) -> JsonObject:
    """A phrase that rose together with another."""
    return {
        "phrase": neighbour.phrase,
        "query": neighbour.request.text,
        "reports": neighbour.reports,
        "rise": neighbour.rise,
        "alike": neighbour.alike,
        "together": neighbour.shared_reports,
    }


def form_json(form: Form) -> JsonObject:
    """Another form of a phrase."""
    return {
        "phrase": form.phrase,
        "query": form.request.text,
        "reports": form.reports,
        "first": form.first,
        "last": form.last,
        "relation": form.relation.value,
    }


def new_json(news: NewPhrases) -> JsonObject:
    """The new phrases of a period."""
    return {
        "period": news.period,
        "read": news.read,
        "all_reports": news.everything,
        "earlier_reports": news.earlier,
        "exact": news.exact,
        "new": [_phrase(phrase) for phrase in news.new],
        "risen": [_phrase(phrase) for phrase in news.risen],
    }


def _phrase(phrase: NewPhrase) -> JsonObject:
    return {
        "phrase": phrase.phrase,
        "query": phrase.request.text,
        "total": phrase.total,
        "reports": phrase.reports,
        "per_1000": round(phrase.share, 3),
        "before_per_1000": round(phrase.before, 3),
        "grade": phrase.grade.value if phrase.grade else None,
        "first": brief_json(phrase.first),
    }


def _brief(report: Report | None) -> JsonObject | None:
    return brief_json(report) if report else None
