"""Who may act, from the shell: keys that change, tokens that are for less than everything, the audit."""

from domain.kernel.capabilities import Capability
from tests.cli.test_shop_commands import Run, data_dir, run  # noqa: F401


def test_a_token_for_less_than_everything(run: Run) -> None:  # noqa: F811
    result = run("token", "staff", "--permission", "payments.refund", "--permission", "catalog.edit")
    assert result.exit_code == 0, result.output
    assert run.bearer(result.stdout).permissions == {
        Capability.PAYMENTS_REFUND,
        Capability.ORDERS_READ,
        Capability.CATALOG_EDIT,
    }
    refused = run("token", "staff", "--permission", "orders.burn")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("There is no permission 'orders.burn'; there are: orders.read")


def test_a_guest_needs_the_orders_own_address(run: Run) -> None:  # noqa: F811
    refused = run("token", "guest", "--order", "W1", "--email", "jo@example.com")
    assert (refused.exit_code, refused.stderr) == (
        1,
        "There is no such order under this address.\n",
    )


def test_a_partner_of_a_channel_that_is_not_there(run: Run) -> None:  # noqa: F811
    result = run("partner", "create", "Elsewhere", "--channel", "gone")
    assert (result.exit_code, result.stderr) == (1, "There is no channel 'gone'.\n")


def test_a_partners_keys_come_and_go_and_the_audit_knows(run: Run) -> None:  # noqa: F811
    first = run("partner", "create", "Changing").stdout.strip()
    second = run("partner", "rotate", "Changing", "--old-keys-last", "1").stdout.strip()
    assert first != second
    assert second.startswith("wb_")
    assert run("partner", "revoke", "Changing", "--key", first[:15]).exit_code == 0
    assert run("partner", "revoke", "Changing").exit_code == 0
    gone = run("partner", "rotate", "Changing")
    assert (gone.exit_code, gone.stderr) == (1, "There is no partner called 'Changing'.\n")
    assert run("token", "revoke", "--subject", "staff:bo@example.com").exit_code == 0
    told = run("audit", "--actor", "system:cli").stdout
    for action in ("createPartner", "rotatePartnerKey", "revokePartner", "revokeTokens"):
        assert action in told
    assert first not in told
