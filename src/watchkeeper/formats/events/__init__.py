"""What a forge says about a change: event files, read narrowly."""
