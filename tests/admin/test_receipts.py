"""Read receipts in the panel: switched off and on for everyone."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Organisation
from tests.support.pages import text_of

pytestmark = pytest.mark.django_db


def test_an_admin_switches_read_receipts(panel: Client) -> None:
    organisation, _ = Organisation.objects.get_or_create(defaults={"name": "Harbour"})
    act = f"{reverse('admin:chat_organisation_act', args=['receipts'])}?ids={organisation.pk}"
    assert "People see who has read" in text_of(panel.get(act))
    for answer, on in (({}, False), ({"on": "on"}, True)):
        assert panel.post(act, answer).status_code == 302
        assert Organisation.objects.get().read_receipts is on
