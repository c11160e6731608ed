"""The log of administrative acts: written beside the act, in its transaction."""

from typing import Any

from chat.models import AuditEntry, User


def record(
    *,
    actor: User | None,
    act: str,
    target: str,
    label: str = "",
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> AuditEntry:
    """Write down one act; call it inside the transaction that does it.

    `actor` is None for an act on the command line. `act` reads `<kind>.<verb>` (`user.deactivate`),
    `target` `<kind>:<id>`. `label` is what the target is called now and `reason` what the actor
    said; both are cut to what fits. `details` says what changed: never a secret.
    """
    return AuditEntry.objects.create(
        actor=actor, act=act, target=target, label=label[:120], reason=reason.strip()[:200],
        details=details or {},
    )  # fmt: skip
