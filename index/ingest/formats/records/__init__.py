"""Readers of exports: tables, databases, JSON, XML, feeds, bibliographies; and what they share."""
