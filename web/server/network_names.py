"""The types of options of commands that name hosts: the address of a proxy, the name of a site."""

import ipaddress
import re

import click

_HOST_NAME = re.compile(r"[\w-]+(\.[\w-]+)*\.?")
_MAX_NAME_CHARS = 253
"""Characters of the longest name of a host."""
ANY_PROXY = "*"


class ProxyAddress(click.ParamType[str]):
    """The IP address of a proxy, or ANY_PROXY; a name is compared with no client's address."""

    name = "proxy address"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The address as connections have it; click.BadParameter for anything else."""
        if value in {"", ANY_PROXY}:
            return value
        try:
            return str(ipaddress.ip_address(value))
        except ValueError:
            self.fail(f"{value!r} is no IP address such as 127.0.0.1 or ::1.", param, ctx)


class HostName(click.ParamType[str]):
    """A name as browsers send it: in lower case and ASCII, without a port."""

    name = "host name"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name as browsers send it; click.BadParameter for what they never send."""
        try:
            return str(ipaddress.ip_address(value))
        except ValueError:
            pass
        try:
            name = value.encode("idna").decode("ascii").lower()
        except UnicodeError:  # an empty part, or one of more than 63 characters
            name = ""
        if len(name) > _MAX_NAME_CHARS or not _HOST_NAME.fullmatch(name):
            self.fail(
                f"{value!r} is no name of a host such as reports.example.org, without a port.",
                param,
                ctx,
            )
        return name.rstrip(".")
