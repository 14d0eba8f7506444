"""The dialects of owners files, and what each answers for a path."""
