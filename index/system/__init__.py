"""The machine below: processes, memory, time, regular files and the terminal."""
