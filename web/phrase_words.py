"""The words of pages about phrases in the language of the page."""

from search.phrases.curve import State
from search.phrases.forms import Relation
from search.phrases.heat import LIMITS, Grade
from web import formatting
from web.language import gettext


def grade(value: Grade) -> str:
    """The name of a grade of heat."""
    return {
        Grade.BOILING: gettext("boiling"),
        Grade.SCALDING: gettext("scalding"),
        Grade.HOT: gettext("hot"),
        Grade.WARM: gettext("warm"),
        Grade.TEPID: gettext("tepid"),
        Grade.COLD: gettext("cold"),
    }[value]


def state(value: State) -> str:
    """The state of a phrase at the end of the archive."""
    return {
        State.RISING: gettext("at its peak"),
        State.STEADY: gettext("still in full use"),
        State.COOLING: gettext("cooling"),
        State.QUIET: gettext("no longer used for a year"),
        State.UNKNOWN: gettext("too little to say"),
    }[value]


def relation(value: Relation) -> str:
    """The relation of another form to a phrase."""
    return {
        Relation.REPLACED_BY: gettext("replaced this form"),
        Relation.REPLACED: gettext("replaced by this form"),
        Relation.BESIDE: gettext("used beside it"),
    }[value]


def grade_limits() -> tuple[tuple[str, str, str], ...]:
    """Each grade: its code, its name, and the shares per thousand that it covers."""
    limits = []
    above: float | None = None
    for level, least in LIMITS:
        if above is None:
            span = gettext("%(least)s or more", least=formatting.decimal(least))
        elif least:
            span = gettext(
                "%(least)s to %(most)s",
                least=formatting.decimal(least),
                most=formatting.decimal(above),
            )
        else:
            span = gettext("below %(most)s", most=formatting.decimal(above))
        limits.append((level.value, grade(level), span))
        above = least
    return tuple(limits)
