"""The organisation's own emoji in the panel: added, withdrawn, and whose they are."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chat.models import CustomEmoji, Organisation, User
from tests.support.pages import text_of
from tests.support.pictures import drawn, saved

pytestmark = pytest.mark.django_db


def test_an_admin_adds_one_withdraws_it_and_says_who_may(panel: Client, ben: User) -> None:
    new = reverse("admin:chat_customemoji_new")
    assert new in text_of(panel.get(reverse("admin:chat_customemoji_changelist")))
    picture = saved(drawn(40, 40), "PNG")
    wrong = {"name": "smile", "picture": SimpleUploadedFile("x.png", picture)}
    assert "is an emoji already" in text_of(panel.post(new, wrong))
    right = {"name": "tide", "picture": SimpleUploadedFile("x.png", picture)}
    assert panel.post(new, right).status_code == 302
    row = CustomEmoji.objects.get()
    assert row.url in text_of(panel.get(reverse("admin:chat_customemoji_changelist")))
    act = f"{reverse('admin:chat_customemoji_act', args=['withdraw'])}?ids={row.pk}"
    panel.post(act, {"reason": "crude"})
    assert not CustomEmoji.objects.exists()
    organisation, _ = Organisation.objects.get_or_create(defaults={"name": "Harbour"})
    act = f"{reverse('admin:chat_organisation_act', args=['emoji'])}?ids={organisation.pk}"
    panel.post(act, {"makers": "admins"})
    assert Organisation.objects.get().emoji_makers == "admins"
