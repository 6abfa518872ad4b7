"""Traces and verdicts as JSON: the same for the command line and the API. Keys are only added."""

from collections.abc import Sequence

from index.json_types import JsonObject
from search.json_output import brief_json
from search.trace.carriers import Carrier, Located
from search.trace.differences import Difference
from search.trace.other_words import OtherWords
from search.trace.search_extent import SearchExtent
from search.trace.trace import TextCarrier, Trace, TracedSentence
from search.trace.verification import Verification
from search.trace.verify import Verdict


def trace_json(traced: Trace, other_words: Sequence[OtherWords] = ()) -> JsonObject:
    """A trace; positions are code points of the text and of the reports."""
    return {
        "share": round(traced.share, 4),
        "boilerplate": round(traced.boilerplate, 4),
        "earliest": _text_carrier(traced.earliest) if traced.earliest else None,
        "earliest_sure": traced.earliest_sure,
        "carriers": [_text_carrier(carrier) for carrier in traced.carriers],
        "undated": [_text_carrier(undated) for undated in traced.undated],
        "sentences": [_sentence(sentence) for sentence in traced.sentences],
        "other_words": [_other_words(word) for word in other_words],
        "more": traced.more,
        "cut": traced.cut,
        "searched": searched_json(traced.extent),
    }


def verdict_json(verdict: Verdict) -> JsonObject:
    """A verdict with its carriers."""
    return {
        "quote": verdict.quote,
        "verdict": verdict.match.value,
        "kind": verdict.best.kind.value if verdict.best and verdict.best.kind else None,
        "best": carrier_json(verdict.best) if verdict.best else None,
        "earliest": carrier_json(verdict.earliest) if verdict.earliest else None,
        "earliest_sure": verdict.earliest_sure,
        "carriers": [carrier_json(carrier) for carrier in verdict.carriers],
        "total": verdict.total,
        "more": verdict.more,
        "cut": verdict.cut,
        "searched": searched_json(verdict.extent),
    }


def verification_json(verification: Verification) -> JsonObject:
    """The record of a verification."""
    return {
        "date": verification.date.isoformat(),
        "generation": verification.extent.generation,
        "checksum": verification.checksum,
        "searched": searched_json(verification.extent),
        "quotations": [
            {"start": quotation.quotation.start, "end": quotation.quotation.end}
            | verdict_json(quotation.verdict)
            for quotation in verification.checked
        ],
        "more": verification.more,
        "cut": verification.cut,
    }


def carrier_json(carrier: Carrier) -> JsonObject:
    """A report with the place of a passage and what differs there."""
    return brief_json(carrier.report) | {
        "recognised": carrier.report.recognised,
        "match": carrier.match.value,
        "in_title": carrier.in_title,
        "text": carrier.text,
        "start": carrier.start,
        "end": carrier.end,
        "similarity": round(carrier.similarity, 4),
        "differences": [_difference(difference) for difference in carrier.differences],
    }


def searched_json(covered: SearchExtent) -> JsonObject:
    """The extent of a search: how many reports of which dates, in which state of the index."""
    return {
        "reports": covered.reports,
        "undated": covered.undated,
        "first": covered.first.isoformat() if covered.first else None,
        "last": covered.last.isoformat() if covered.last else None,
        "generation": covered.generation,
        "exact": covered.exact,
    }


def _difference(difference: Difference) -> JsonObject:
    return {
        "kind": difference.kind.value,
        "start": difference.start,
        "end": difference.end,
        "other_start": difference.other_start,
        "other_end": difference.other_end,
    }


def _other_words(words: OtherWords) -> JsonObject:
    return brief_json(words.report) | {
        "sentence": words.sentence,
        "text": words.text,
        "start": words.start,
        "end": words.end,
        "similarity": round(words.similarity, 3),
    }


def _text_carrier(carrier: TextCarrier) -> JsonObject:
    return brief_json(carrier.report) | {
        "share": round(carrier.share, 4),
        "verbatim": carrier.verbatim,
        "sentences": list(carrier.sentences),
    }


def _sentence(sentence: TracedSentence) -> JsonObject:
    located: Located = sentence.located
    return {
        "start": sentence.start,
        "end": sentence.end,
        "text": sentence.text,
        "match": sentence.match.value,
        "boilerplate": sentence.boilerplate,
        "total": located.total,
        "more": located.more,
        "carriers": [carrier_json(carrier) for carrier in located.carriers],
    }
