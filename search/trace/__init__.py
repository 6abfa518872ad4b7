"""Traces texts in the archive: who else has a sentence, who had it first, is a quotation right."""
