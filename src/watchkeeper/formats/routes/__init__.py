"""Where alerts go, as other tools write it down: configurations of alert managers, one file a source."""
