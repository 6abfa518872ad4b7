"""Phrases (提法) over time: when they appeared, peaked and faded, and what is new."""
