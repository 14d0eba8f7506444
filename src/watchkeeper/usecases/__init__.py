"""What the product does, gather, decide, act; wiring is the only composition root."""
