"""Goes and looks; one folder a question, one file a source."""
