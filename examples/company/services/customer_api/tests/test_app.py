"""Tests of the customer API."""

import unittest

from services.customer_api.app import open_invoices


class OpenInvoices(unittest.TestCase):
    def test_paid_ones_are_left_out(self) -> None:
        self.assertEqual(open_invoices([{"paid": True, "total": "1.00"}]), [])

    def test_largest_first(self) -> None:
        found = open_invoices([{"paid": False, "total": "1.00"}, {"paid": False, "total": "2.00"}])
        self.assertEqual([invoice["total"] for invoice in found], ["2.00", "1.00"])
