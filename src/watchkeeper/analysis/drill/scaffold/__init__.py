"""Proposes what a component lacks: alerts, a runbook, a dashboard, a route, a rota, entries of the policy."""
