"""Reads what raises alerts and what shows metrics: rules, dashboards, objectives, monitors, scrapes."""
