"""The tool `trace`: where the sentences of a text stand in the archive, and who had them first."""

from collections.abc import Sequence

from index.json_types import JsonObject
from search.query.filters import filters_of
from search.trace.carriers import TextMatch
from search.trace.trace import MAX_TRACED_CHARS, TextCarrier, Trace, TracedSentence, trace
from search.trace.trace_json import searched_json
from web.mcp.carrier_json import carrier_json, compared_json
from web.mcp.cursors import cursor_number, cursor_text
from web.mcp.tokens import TokenBudget
from web.mcp.tool import CURSOR, FILTERS, Tool, ToolAnswer, ToolCall, cut_text

_CARRIER_TOKENS = 1_200
"""Tokens for the carriers of the whole text, which only the first answer lists."""
_MAX_SENTENCE_CHARS = 100
_LISTED = 20
"""Numbers of sentences that are listed for a carrier."""


def _run(call: ToolCall) -> ToolAnswer:
    traced = trace(call.index, call.arguments["text"], filters_of(call.request()))
    generation = traced.extent.generation
    position = cursor_number(call.tool, call.arguments, generation)
    data = _summary(traced) if position else _summary(traced) | _carriers(call, traced)
    budget = TokenBudget()
    budget.take(data, always=True)
    sentences: list[JsonObject] = []
    for number, sentence in enumerate(traced.sentences[position:], start=position):
        entry = _sentence(call, number, sentence)
        if not budget.take(entry, always=not sentences):
            break
        sentences.append(entry)
    following = position + len(sentences)
    return ToolAnswer(
        data=data | {"sentences": sentences},
        following=cursor_text(call.tool, call.arguments, generation, following)
        if following < len(traced.sentences)
        else "",
    )


def _summary(traced: Trace) -> JsonObject:
    matches = [sentence.match for sentence in traced.sentences]
    return {
        "sentence_count": len(traced.sentences),
        **{match.value: matches.count(match) for match in TextMatch},
        "share": round(traced.share, 3),
        "boilerplate_share": round(traced.boilerplate, 3),
        "more_carriers": traced.more,
        "cut": traced.cut,
        "searched": searched_json(traced.extent),
    }


def _carriers(call: ToolCall, traced: Trace) -> JsonObject:
    """Who carries the text: the earliest, and as many others as fit, oldest first."""
    budget = TokenBudget(_CARRIER_TOKENS)
    earliest = _carrier(call, traced.earliest) if traced.earliest else None
    return {
        "earliest": earliest,
        "carriers": _fitting(call, traced.carriers, budget),
        "undated_carriers": _fitting(call, traced.undated, budget),
        "carrier_count": len(traced.carriers) + len(traced.undated),
    }


def _fitting(
    call: ToolCall, carriers: Sequence[TextCarrier], budget: TokenBudget
) -> list[JsonObject]:
    listed: list[JsonObject] = []
    for carrier in carriers:
        entry = _carrier(call, carrier)
        if not budget.take(entry):
            break
        listed.append(entry)
    return listed


def _carrier(call: ToolCall, carrier: TextCarrier) -> JsonObject:
    """A report with the share of the text that it carries."""
    return call.brief(carrier.report) | {
        "share": round(carrier.share, 3),
        "verbatim": carrier.verbatim,
        "sentences": list(carrier.sentences[:_LISTED]),
    }


def _sentence(call: ToolCall, number: int, sentence: TracedSentence) -> JsonObject:
    """A sentence of the text: how it stands in the archive, where first and where best."""
    located = sentence.located
    known: JsonObject = {
        "number": number,
        "start": sentence.start,
        "end": sentence.end,
        "text": cut_text(sentence.text, _MAX_SENTENCE_CHARS),
        "match": sentence.match.value,
    }
    if sentence.boilerplate:
        spread = (
            {"stories": sentence.stories}
            if sentence.stories
            else {"months": sentence.located.months}
        )
        return known | {"boilerplate": True} | spread
    if located.earliest:
        known["earliest"] = carrier_json(call, located.earliest)
    if located.best and (located.best is not located.earliest or located.best.differences):
        known["best"] = compared_json(call, located.best, sentence.text)
    return known | {"carrier_count": len(located.carriers)}


TRACE_TOOL = Tool(
    name="trace",
    rank=6,
    title="Trace a text",
    description="For each sentence of a text: verbatim, altered (with the differences) or absent "
    "in the archive, who had it first and who has it best; for the whole text the earliest report "
    "and all carriers.",
    path="/api/trace",
    run=_run,
    properties={
        "text": {"type": "string", "maxLength": MAX_TRACED_CHARS},
        **FILTERS,
        "cursor": CURSOR,
    },
    required=("text",),
)
