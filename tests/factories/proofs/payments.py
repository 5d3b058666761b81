"""Money."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.factories.reading import Rows


def payments(rows: Rows) -> Iterator[str]:
    """A payment's amounts are the sums of its ledger and keep within each other."""
    sums: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for entry in rows["payment_transaction"]:
        sums[entry["payment_id"]][entry["kind"], entry["status"]] += entry["amount"]
    captured: Counter[str] = Counter()
    refunded: Counter[str] = Counter()
    for payment in rows["payment"]:
        ledger = sums[payment["id"]]
        expected = {
            "authorized": ledger["AUTHORIZE", "SUCCEEDED"],
            "captured": ledger["CAPTURE", "SUCCEEDED"],
            "capturing": ledger["CAPTURE", "PENDING"],
            "voided": ledger["VOID", "SUCCEEDED"],
            "voiding": ledger["VOID", "PENDING"],
            "refunded": ledger["REFUND", "SUCCEEDED"],
            "refunding": ledger["REFUND", "PENDING"],
        }
        for name, amount in expected.items():
            if payment[name] != amount:
                yield f"payment {payment['id']}: {name} is {payment[name]}, its ledger {amount}"
        taken = payment["captured"] + payment["capturing"]
        if taken + payment["voided"] + payment["voiding"] > payment["authorized"]:
            yield f"payment {payment['id']}: captured and voided beyond its authorisation"
        if min(payment[name] for name in expected) < 0:
            yield f"payment {payment['id']}: an amount is below zero"
        if payment["refunded"] + payment["refunding"] > payment["captured"]:
            yield f"payment {payment['id']}: refunded beyond its capture"
        captured[payment["order_id"]] += payment["captured"]
        refunded[payment["order_id"]] += payment["refunded"]
    for order in rows["orders"]:
        if order["captured_total"] != captured[order["id"]]:
            yield f"order {order['number']}: captured {order['captured_total']}, not as payments"
        if order["refunded_total"] != refunded[order["id"]]:
            yield f"order {order['number']}: refunded {order['refunded_total']}, not as payments"
