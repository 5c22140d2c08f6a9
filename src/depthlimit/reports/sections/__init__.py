"""The sections of the page, one file each: from results to figures, tables and sentences."""
