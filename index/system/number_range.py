"""The type of an option of commands that is a number in a range."""

import math

import click


class NumberRange(click.FloatRange):
    """A number from a least to a greatest value; `nan`, which compares with nothing, is none."""

    name = "number range"

    def convert(
        self, value: float, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number that a person wrote; click.BadParameter for anything else."""
        number: float = super().convert(value, param, ctx)
        if math.isnan(number):
            self.fail(f"{value!r} is not a number.", param, ctx)
        return number
