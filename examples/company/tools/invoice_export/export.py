"""Writes open invoices as CSV for controlling."""

import csv
import sys

from services.customer_api.app import open_invoices


def export(invoices: list[dict[str, object]]) -> None:
    """Write the open invoices to standard output."""
    writer = csv.DictWriter(sys.stdout, ["number", "total"])
    writer.writeheader()
    for invoice in open_invoices(invoices):
        writer.writerow({"number": invoice["number"], "total": invoice["total"]})
