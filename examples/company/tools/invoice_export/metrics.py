"""What the invoice export tells of itself."""

from prometheus_client import Counter

EXPORTS = Counter("invoice_export_runs_total", "Exports asked for", ["outcome"])
