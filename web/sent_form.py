"""Forms that readers send: one of many thousand fields costs as much as all work of a minute."""

import io
from typing import IO, TYPE_CHECKING

import flask
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

if TYPE_CHECKING:
    from werkzeug.formparser import t_parse_result


class _LimitedFormParser(FormDataParser):
    """Refuses too many fields in every encoding; Werkzeug does in that of files alone."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> "t_parse_result":
        """The fields and files of a form; RequestEntityTooLarge beyond `max_form_parts`."""
        if mimetype == "application/x-www-form-urlencoded":
            data = stream.read()
            if self.max_form_parts is not None and data.count(b"&") >= self.max_form_parts:
                raise RequestEntityTooLarge
            stream = io.BytesIO(data)
        return super().parse(stream, mimetype, content_length, options)


class FormRequest(flask.Request):
    """A request whose form has a limited number of fields."""

    form_data_parser_class = _LimitedFormParser
