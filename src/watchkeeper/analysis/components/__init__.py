"""Components: which tools and services a tree holds, and which of them a change brings along."""
