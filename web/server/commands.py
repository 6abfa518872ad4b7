"""`baogao web`: the search page, served by waitress."""

import click

from index import settings
from index.desk_file import desk_path
from index.system.number_range import NumberRange
from web.desk.reader import DeskPlan
from web.errors import ServeError
from web.server.listening import listening_socket
from web.server.network_names import HostName, ProxyAddress
from web.server.process_roles import ServerProcess
from web.server.serve import ServerPlan
from web.server.workers import default_workers


@click.command("web")
@click.option("--index", "where", help="Where the index is: a folder or an http(s) URL.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option(
    "--threads", type=click.IntRange(1, 64), default=ServerPlan().threads, show_default=True
)
@click.option(
    "--workers", type=click.IntRange(1, 64), help="Processes; two for each core, up to 4."
)
@click.option(
    "--allow-host",
    "names",
    type=HostName(),
    multiple=True,
    help="A host name to answer to; may be given again.",
)
@click.option(
    "--rate",
    type=NumberRange(0, 100_000),
    default=50.0,
    show_default=True,
    help="Requests a second that one client may make; 0 for any number.",
)
@click.option(
    "--behind-proxy",
    "proxy",
    type=ProxyAddress(),
    default="",
    help="The IP address of the proxy before it.",
)
@click.option("--no-desk", is_flag=True, help="Keep no collections here: browsers keep their own.")
@click.option("--access-log", "log", default="", help="A file for one line per request; - stderr.")
def web_command(  # noqa: PLR0913 - click hands every option over by name
    *,
    where: str | None,
    host: str,
    port: int,
    threads: int,
    workers: int | None,
    names: tuple[str, ...],
    rate: float,
    proxy: str,
    no_desk: bool,
    log: str,
) -> None:
    """Serve the search page. Only this machine can reach it unless --host says otherwise.

    SIGTERM or Ctrl-C ends it after the answers under way.
    """
    chosen = settings.current_settings()
    location = where or chosen.index
    desk = None if no_desk else _desk(location, chosen, proxy)
    listening = listening_socket(host, port, "baogao web")
    plan = ServerPlan(
        workers=min(workers or default_workers(), threads), threads=threads, proxy=proxy
    )
    known = frozenset((*names, host.lower()))
    service = ServerProcess(
        where=location,
        names=known,
        plan=plan,
        rate=rate,
        log=log,
        desk=desk,
    )
    service.prepare()
    shown = f"[{host}]" if ":" in host else host
    click.echo(f"http://{shown}:{listening.getsockname()[1]}/  (Ctrl-C stops)")
    service.run(listening)


def _desk(where: str, chosen: settings.Settings, proxy: str) -> DeskPlan:
    """The desk of the settings; ServeError if any client could say who it is."""
    if chosen.reader_header and not proxy:
        raise ServeError(
            f"baogao.toml says that a proxy names the reader in {chosen.reader_header}, so the "
            "server must know the proxy: baogao web --behind-proxy ADDRESS"
        )
    path = desk_path(where, chosen.desk)
    return DeskPlan(path=path, header=chosen.reader_header, proxy=proxy)
