"""Finds the text of a report on a page, between menus, comments, cards and appeals."""
