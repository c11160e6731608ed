"""Groups in the panel: made, filled, removed."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import User, UserGroup
from tests.support.pages import text_of

pytestmark = pytest.mark.django_db


def test_an_admin_makes_a_group_and_fills_it(panel: Client, ben: User, eve: User) -> None:
    new = reverse("admin:chat_usergroup_new")
    assert new in text_of(panel.get(reverse("admin:chat_usergroup_changelist")))
    answer = panel.post(new, {"handle": "pilots", "name": "Harbour pilots", "members": [ben.pk]})
    assert answer.status_code == 302
    group = UserGroup.objects.get()
    act = f"{reverse('admin:chat_usergroup_act', args=['add-member'])}?ids={group.pk}"
    panel.post(act, {"person": eve.pk})
    assert set(group.members.all()) == {ben, eve}
    page = text_of(panel.get(reverse("admin:chat_usergroup_change", args=[group.pk])))
    assert "Eve Adams" in page
    panel.post(
        f"{reverse('admin:chat_usergroup_act', args=['delete'])}?ids={group.pk}", {"reason": ""}
    )
    assert not UserGroup.objects.exists()


def test_what_is_wrong_is_said_beside_it(panel: Client, ben: User) -> None:
    page = text_of(
        panel.post(reverse("admin:chat_usergroup_new"), {"handle": "ben", "name": "Ben's"})
    )
    assert "Someone is called that" in page
    assert not UserGroup.objects.exists()
