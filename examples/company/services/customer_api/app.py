"""The customer API: looks invoices up."""

from libraries.money.amount import Amount


def open_invoices(invoices: list[dict[str, object]]) -> list[dict[str, object]]:
    """Invoices that are not paid yet, largest first."""
    unpaid = [invoice for invoice in invoices if not invoice["paid"]]
    return sorted(unpaid, key=lambda invoice: Amount.parse(str(invoice["total"])).cents, reverse=True)
