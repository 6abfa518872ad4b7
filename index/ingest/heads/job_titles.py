"""Recognises what a person is at an outlet: Staff Writer; Correspondent of Northern Courier."""

import re

from index.ingest.heads import person_names

_JOBS = "editor|reporter|correspondent|writer|producer|columnist|contributor|staff"
_JOB = re.compile(rf"\b(?:{_JOBS})s?$", re.IGNORECASE)
_AT = re.compile(
    rf"(?:[A-Z][\w&'’-]{{0,20}} )?(?:[\w&'’-]{{2,20}} ){{0,3}}(?:{_JOBS})s?"
    r"(?:, (?P<place>[A-Z][\w.'’-]{1,20}(?: [A-Z][\w.'’-]{1,20}){0,2})"
    r"|,? (?:of|for|at|with) (?:the )?(?P<outlet>[A-Z][\w.'’&-]{1,20}(?: [\w.'’&-]{1,20}){0,4}))",
    re.IGNORECASE,
)
"""A job with the place or the outlet behind it: Rural correspondent, Tanglin."""
_NAME_JOB = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{1,30} [A-Z][\w'’-]{1,30}) (?:[A-Z][\w&-]{1,30} ){0,3}"
    r"(?:Editor|Reporter|Correspondent|Writer|Producer|Columnist|Contributor|Journalist)"
)
"""A name with the job of its bearer right behind it."""
_NAME_REPORTS = re.compile(
    r"(?P<name>[A-Z][\w.'’-]{1,30} [A-Z][\w'’-]{1,30}),? (?i:reports|writes|reporting)[.:]?"
)
"""A name with what its bearer does: Ada Quill reports."""
_MAX_JOB_CHARS = 60


def is_job(text: str) -> bool:
    """Whether a short text is a job title, such as Senior News Editor."""
    return len(text) < _MAX_JOB_CHARS and (_JOB.search(text) is not None or bool(outlet(text)))


def is_public_office(text: str) -> bool:
    """Whether a short text is a public office, such as Deputy Minister for Health."""
    return len(text) < _MAX_JOB_CHARS and _PUBLIC_OFFICE.fullmatch(text) is not None


_PUBLIC_OFFICE = re.compile(
    r"(?:[A-Z][a-z-]{2,12} ){0,3}"
    r"(?:President|Premier|Minister|Governor|Mayor|Secretary(?:-General)?|Director(?:-General)?"
    r"|Chair(?:man|woman|person)?|Ambassador|Commissioner|Senator|Speaker|Chancellor"
    r"|Chief Executive|Representative|Member)"
    r"(?:(?:,| of| for| to| on) .{2,40})?"
)


def is_job_at_place(text: str) -> bool:
    """Whether a short text is a job title with a place: Rural correspondent, Tanglin."""
    match = _AT.fullmatch(text) if len(text) < _MAX_JOB_CHARS else None
    return match is not None and match["place"] is not None and match["place"][0].isupper()


def outlet(text: str) -> str:
    """The outlet behind a job title, as in Correspondent of Northern Courier; or empty."""
    match = _AT.fullmatch(text) if len(text) < _MAX_JOB_CHARS else None
    name = (match["outlet"] or "") if match is not None else ""
    return name if name[:1].isupper() and person_names.is_latin_outlet(name) else ""


def without_job(value: str) -> str:
    """A name without the job behind it, as in Ada Quill, Staff Writer."""
    match = _NAME_JOB.fullmatch(value) or _NAME_REPORTS.fullmatch(value)
    if match is not None and person_names.has_given_name(match["name"]):
        return match["name"]
    behind = _JOB_BEHIND.fullmatch(_MAILBOX_BEHIND.sub("", value))
    if behind is None or not person_names.are_persons(behind["name"]):
        return value
    employed = is_job(behind["job"]) or _POST.fullmatch(behind["job"]) is not None
    return behind["name"] if employed else value


def parted(value: str) -> tuple[str, str]:
    """A name, and the paper behind it: Ada Quill, Larkford Tide; Ada Quill for Larkford Tide."""
    match = _BEFORE_PAPER.fullmatch(value)
    if match is None or not person_names.has_given_name(match["name"]):
        return value, ""
    return (
        (match["name"], match["outlet"]) if person_names.is_paper(match["outlet"]) else (value, "")
    )


_BEFORE_PAPER = re.compile(
    r"(?P<name>[^,()]{3,40}?)(?:, | for (?:the )?| \()(?P<outlet>[A-Z][^,()]{2,40})\)?"
)


_JOB_BEHIND = re.compile(
    r"(?P<name>[^|｜]{2,60})(?:[,;] | ?[|｜•·] ?| [–—-] )(?P<job>[^|｜,]{3,60})"
)
_MAILBOX_BEHIND = re.compile(r"[ ,|｜•·–—(<-]{1,4}[\w.+-]{1,40}@[\w.-]{3,60}[)>]?$")
_POST = re.compile(
    r"(?:[A-Z][\w&-]{1,20} (?:and )?){0,3}(?:Manager|Master|Engineer|Director|Officer"
    r"|Superintendent|Inspector|Professor|Lecturer|Surveyor|Clerk|Treasurer|Chair(?:man|woman)?|President|Secretary|Mayor|Curator"
    r"|Fellow|Analyst|Advis[eo]r|Economist|Scientist|Researcher|Consultant|Counsel|Coordinator)"
)
"""A post outside the press: Highways Manager, Harbour Master."""


def is_post(text: str) -> bool:
    """Whether a line is a job or a post and nothing else: Programme Manager."""
    return len(text) < _MAX_JOB_CHARS and (is_job(text) or _POST.fullmatch(text) is not None)


def post_and_body(text: str) -> tuple[str, str]:
    """The post that a line names, and the body behind the comma: Senior Fellow, Quay Institute."""
    post, _, body = text.partition(", ")
    return (post, body) if _POST.fullmatch(post) else ("", "")


def without_employer(value: str) -> str:
    """A Chinese name without the office before it, as in 港务局 池小鱼; others are unchanged."""
    office, space, name = value.replace("\u3000", " ").partition(" ")
    return (
        name
        if space and person_names.is_outlet(office) and person_names.is_han_name(name)
        else value
    )
