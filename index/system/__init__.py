"""What the machine gives: processes, memory, time, regular files and the terminal."""
