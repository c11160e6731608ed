"""Pictures of people: set, shown to those who see them, taken away."""

import pytest
from django.core.files.storage import storages
from django.test import Client

from chat.actions import avatars
from chat.errors import Forbidden, Invalid, LoginRequired, NotFound
from chat.models import AuditEntry, User
from tests.chat.actions.conftest import Committing
from tests.support.api import bearer, refusal
from tests.support.pictures import drawn, saved

pytestmark = pytest.mark.usefixtures("full_buckets")
PICTURE = saved(drawn(80, 40), "PNG")


def test_one_is_set_told_and_replaces_the_one_before(ada: User, committing: Committing) -> None:
    with committing() as sent:
        first = avatars.set_avatar(user=ada, picture=PICTURE)
    assert sent.names() == ["person:changed"]
    assert sent.events("person:changed")[0]["person"] == first.model_dump(mode="json")
    assert first.avatar is not None
    assert storages["files"].exists(first.avatar[1:])
    with committing():
        second = avatars.set_avatar(user=ada, picture=PICTURE, box=(40, 0, 40))
    assert second.avatar not in {None, first.avatar}, "a new picture has a new name"
    assert not storages["files"].exists(first.avatar[1:])
    with committing() as sent:
        assert avatars.remove_avatar(user=ada).avatar is None
    assert sent.events("person:changed")[0]["person"]["avatar"] is None


def test_what_is_no_picture_and_who_is_nobody_is_refused(ada: User) -> None:
    with pytest.raises(Invalid):
        avatars.set_avatar(user=ada, picture=b"<svg/>")
    ada.is_active = False
    ada.save()
    with pytest.raises(LoginRequired):
        avatars.set_avatar(user=ada, picture=PICTURE)
    with pytest.raises(LoginRequired):
        avatars.remove_avatar(user=ada)


def test_an_admin_takes_someones_away_and_it_is_recorded(ada: User, ben: User, olga: User) -> None:
    avatars.set_avatar(user=ada, picture=PICTURE)
    with pytest.raises(Forbidden):
        avatars.remove_avatar_of(actor=ben, user_id=ada.pk)
    assert avatars.remove_avatar_of(actor=olga, user_id=ada.pk, reason="crude").avatar is None
    assert AuditEntry.objects.get().act == "user.remove_picture"
    with pytest.raises(NotFound):
        avatars.remove_avatar_of(actor=olga, user_id=ada.pk)


def test_over_http_it_is_put_fetched_and_deleted(ada: User, ben: User, client: Client) -> None:
    hers = bearer(ada)
    put = hers.put("/api/me/avatar?left=40&side=40", PICTURE, content_type="image/png")
    url = put.json()["avatar"]
    assert client.get(url).status_code == 302, "a stranger sees no face"
    client.force_login(ben)
    small, large = client.get(url), client.get(url.replace(".webp", "-large.webp"))
    assert (small["Content-Type"], large["X-Content-Type-Options"]) == ("image/webp", "nosniff")
    assert "immutable" in small["Cache-Control"]
    bad = hers.put("/api/me/avatar", b"GIF89a", content_type="image/gif")
    assert refusal((bad.status_code, bad.json())) == (400, "invalid")
    assert hers.delete("/api/me/avatar").json()["avatar"] is None
    assert client.get(url).status_code == 200 or not ada.refreshed().avatar
