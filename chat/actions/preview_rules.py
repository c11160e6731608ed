"""Link previews for the whole organisation: whether there are any, and what is kept of them."""

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from chat.access import require_admin
from chat.actions import audit
from chat.models import LinkPreview, MessageLink, Organisation, User
from chat.queries.previews import stored_name

AT_ONCE = 100  # that are swept in one transaction


def set_link_previews(*, actor: User, on: bool) -> None:
    """Have what people link to fetched and shown, or not; recorded. What shows already stays until
    it is removed. `Forbidden` but for admins."""
    require_admin(actor)
    with transaction.atomic():
        organisation = Organisation.objects.select_for_update().get()
        organisation.link_previews = on
        organisation.save(update_fields=["link_previews"])
        audit.record(
            actor=actor, act="organisation.previews", target=f"organisation:{organisation.pk}",
            label="on" if on else "off",
        )  # fmt: skip


def sweep() -> int:
    """Forget, with their pictures, addresses that stand in no message any more and were fetched
    long ago; gives how many."""
    before = timezone.now() - timedelta(days=settings.HEARTH["PREVIEW_DAYS"])
    linked = Exists(MessageLink.objects.filter(preview=OuterRef("pk")))
    with transaction.atomic():
        idle = LinkPreview.objects.select_for_update(skip_locked=True).filter(~linked)
        rows = list(idle.filter(due_at=None, fetched_at__lt=before)[:AT_ONCE])
        LinkPreview.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for name in [row.picture for row in rows if row.picture]:
            transaction.on_commit(_deleting(name), robust=True)
    return len(rows)


def _deleting(name: str) -> Callable[[], None]:
    return lambda: storages["files"].delete(stored_name(name))
