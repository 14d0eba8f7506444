"""The links of the drill, one file each: what breaks it, what it proves, and what would mend it."""
