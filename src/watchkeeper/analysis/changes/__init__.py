"""Which commits of a history make one change, what kind it is, what it takes back, and what a tag releases."""
