"""The command `baogao`: each subcommand is imported only when it is the one that runs."""

import os
import signal
import sys

_STARTED = os.path.basename(sys.argv[0]) in {"baogao", "baogao.py"}  # noqa: PTH119 - pathlib is slow
"""Whether this process is the command, not a test or a worker that imports it."""
if _STARTED and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # else Ctrl-C during the imports shows a trace

import atexit
import contextlib
import datetime
import gc
import importlib
from collections.abc import Callable, Iterator, Mapping

import click

from index.api import Index
from index.errors import OperatorError
from index.settings import Settings
from index.system import faults, interruption
from index.system.console import (
    CLOSED_OUTPUT_EXIT_CODE,
    failed_printing,
    forget_failed_outputs,
    open_missing_streams,
    tolerate_encodings,
)
from index.system.garbage import collect_rarely
from index.system.sanitize import sanitized_sentence

COMMANDS = {
    "index": "index.operations.index:index_command",
    "search": "search.commands.search:search_command",
    "trace": "search.commands.trace:trace_command",
    "verify": "search.commands.verify:verify_command",
    "phrases": "search.commands.phrases:phrases_command",
    "explain": "search.commands.explain:explain_command",
    "read": "index.operations.read:read_command",
    "web": "web.server.commands:web_command",
    "mcp": "web.server.mcp_command:mcp_command",
    "watch": "index.operations.watch:watch_command",
    "check": "index.operations.upkeep:check_command",
    "stats": "index.operations.upkeep:stats_command",
    "backup": "index.operations.upkeep:backup_command",
    "restore": "index.operations.upkeep:restore_command",
    "rollback": "index.operations.upkeep:rollback_command",
    "desk": "web.desk.commands:desk_command",
}

SHORT = frozenset({"search", "trace", "verify", "phrases", "explain"})
"""Commands that answer and write nothing."""
LONG = frozenset({"index", "watch", "check", "backup", "restore"})
"""Commands that can take long and for which nobody waits at a page."""
COMMAND_NICENESS = 10
"""How much they leave to a server on the same machine, in steps of `nice`."""
SERVING = frozenset({"web", "mcp"})
"""Commands that end by a signal when all is answered, and see to it themselves."""


UNTOLD_EXIT_CODE = 1
"""The exit code of a command that is done and could not say so."""
COMPLETION_VARIABLES = ("COMP_WORDS", "COMP_CWORD")
"""What a shell tells a program whose words it completes: the line, and which word of it."""
MAX_POSITION_CHARS = 10


class LazyGroup(click.Group):
    """A group whose commands are found by name in COMMANDS and imported on first use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of COMMANDS."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does; an error names arguments so that they steer no terminal."""
        with _plain_errors():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> object:
        """As click does; an error names arguments so that they steer no terminal."""
        with _plain_errors():
            result: object = super().invoke(ctx)
            return result


@contextlib.contextmanager
def _plain_errors() -> Iterator[None]:
    """Clean the messages of click: `baogao read *` has the names of strangers' files in them."""
    try:
        yield
    except click.ClickException as error:
        error.message = sanitized_sentence(error.message)  # type: ignore[misc]  # click itself only reads it
        raise
    except BrokenPipeError:  # click would end with 1, which says that something is amiss
        raise click.exceptions.Exit(CLOSED_OUTPUT_EXIT_CODE) from None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="baogao")
@click.pass_context
def baogao(ctx: click.Context) -> None:
    """Index, search and read an archive of Chinese and English reports."""
    ctx.obj = _gate
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        ctx.color = False


def _gate(settings: Settings) -> Callable[[Index], None]:
    """The golden queries as a gate for new indexes: index/ knows no search to ask them with."""
    from search.views.golden import gate  # noqa: PLC0415 - only a build with golden queries needs it

    return gate(settings, datetime.date.today())  # noqa: DTZ011 - the user's own day


def main() -> None:
    """Run the command; an error an operator can fix is one sentence and its exit code."""
    if LONG.intersection(sys.argv[1:2]) and hasattr(os, "nice"):
        os.nice(COMMAND_NICENESS)
    if not _can_complete(os.environ):
        sys.exit(1)
    open_missing_streams()
    tolerate_encodings()
    collect_rarely()
    if not SERVING.intersection(sys.argv[1:2]):
        interruption.end_by_error()
    if SHORT.intersection(sys.argv[1:2]):
        atexit.register(gc.freeze)  # or a tenth of a search goes by in a last look for garbage
    try:
        baogao(standalone_mode=True)
    except OperatorError as error:
        _end(str(error), error.exit_code)
    except interruption.Interrupted as stopped:
        click.echo(f"baogao: {stopped}", err=True)
        raise
    except BrokenPipeError:
        sys.exit(CLOSED_OUTPUT_EXIT_CODE)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is said in a sentence
        _end(*_unforeseen(error))
    finally:
        forget_failed_outputs()
        interruption.keep_exit_code()


def _can_complete(environment: Mapping[str, str]) -> bool:
    """Whether a shell that asks for completion tells what click reads without looking."""
    asked = environment.get("_BAOGAO_COMPLETE", "")
    words, number = (environment.get(name, "") for name in COMPLETION_VARIABLES)
    counted = number.isdecimal() and len(number) < MAX_POSITION_CHARS
    told = bool(words) and (counted or asked.startswith("fish"))  # fish tells the word itself
    return told or not asked.endswith("_complete")


def _unforeseen(error: Exception) -> tuple[str, int]:
    """The sentence and the exit code of an error that no command foresaw."""
    sentence, code = faults.sentence(error), faults.exit_code(error)
    if not failed_printing(error):
        return sentence, code
    if failed_printing(error, click.exceptions):  # what could not be told is a wrong option
        return sentence, click.UsageError.exit_code
    if interruption.is_finishing():
        return (
            f"Standard output: {error}. What the command did is done and whole.",
            UNTOLD_EXIT_CODE,
        )
    return f"Standard output: {sentence}", code


def _end(sentence: str, code: int) -> None:
    with contextlib.suppress(OSError):  # there may be nobody to tell
        try:
            click.echo(f"baogao: {sanitized_sentence(sentence)}", err=True)
        except MemoryError:
            os.write(sys.stderr.fileno(), faults.LAST_WORDS)
    if os.environ.get(faults.TRACE_VARIABLE):
        raise  # noqa: PLE0704 - only called where an error is being handled
    sys.exit(code)


if __name__ == "__main__":
    main()
