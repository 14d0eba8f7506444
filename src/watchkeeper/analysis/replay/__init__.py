"""What a replay of history says about limits and modes."""
