"""Goes and sees whether a page arrives: one file a way that a test is sent, watched and closed."""
