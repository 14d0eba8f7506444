"""Knowledge: what history tells about who knows the paths."""
