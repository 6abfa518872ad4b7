"""Readers of office files and mails, and what they share."""
