"""Rules about what judges the change, and whether it was weakened."""
