"""YAML as plain values with the place of each, bounded in size, depth and expansion."""
