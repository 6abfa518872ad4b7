"""From files to something that answers."""

from index import machine

machine.tune()  # before any module here imports NumPy
