"""Turns files of reports into an index that answers questions."""

from index.system import machine

machine.tune()  # before any module here imports NumPy
