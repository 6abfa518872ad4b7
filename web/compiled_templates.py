"""Keeps compiled templates in memory, for all applications of a process and those it forks.

Compiling them takes 0.4 s of processor, which each worker spent on its first pages.
"""

from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class CompiledTemplates(BytecodeCache):
    """The code of templates by their key; Jinja checks it against the text of the template."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give Jinja the code of a template, if it was compiled before."""
        code = self._code.get(bucket.key)
        if code is not None:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code that Jinja compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


COMPILED_TEMPLATES = CompiledTemplates()


def compile_all(environment: Environment) -> None:
    """Compile all templates of an application, before processes are forked."""
    for name in environment.list_templates():
        environment.get_template(name)
