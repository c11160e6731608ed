"""Link previews in the panel: switched off and on for everyone."""

import pytest
from django.test import Client
from django.urls import reverse

from chat.models import Organisation
from tests.support.pages import text_of

pytestmark = pytest.mark.django_db


def test_an_admin_switches_link_previews(panel: Client) -> None:
    organisation, _ = Organisation.objects.get_or_create(defaults={"name": "Harbour"})
    act = f"{reverse('admin:chat_organisation_act', args=['previews'])}?ids={organisation.pk}"
    assert "Show what links are" in text_of(panel.get(act))
    for answer, on in (({}, False), ({"on": "on"}, True)):
        assert panel.post(act, answer).status_code == 302
        assert Organisation.objects.get().link_previews is on
