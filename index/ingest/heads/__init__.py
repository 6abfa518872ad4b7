"""Reads the heads and ends of reports: labels, header lines, names of people and of outlets."""
