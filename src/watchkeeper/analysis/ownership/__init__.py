"""Who answers for a path: owner patterns compiled once into an index, then resolved path by path."""
