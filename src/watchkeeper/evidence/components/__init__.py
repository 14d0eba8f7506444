"""Components: what is deployed from the tree."""
