"""Sections of the page, one module each: from results to figures, tables and paragraphs."""
