"""Goes and looks for what watches: alert rules, dashboards, scrapes, and what code exports."""
