"""What alerts watch: their queries, the labels that they fire with, whether they can, and who exports their metrics."""
