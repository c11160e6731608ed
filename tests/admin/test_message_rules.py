"""The rules for changing messages in the panel."""

from django.test import Client
from django.urls import reverse

from chat.events.shapes import MessageRules
from chat.models import Organisation
from chat.queries.organisation import message_rules
from tests.support.pages import text_of


def test_an_admin_sets_for_how_long_messages_are_changed(panel: Client) -> None:
    row = Organisation.objects.create(name="Tidewater")
    act = f"{reverse('admin:chat_organisation_act', args=['rules'])}?ids={row.pk}"
    assert "Authors edit a message for" in text_of(panel.get(act))
    rules = {"edit_minutes": "15", "delete_minutes": "", "versions_for": "admins"}
    panel.post(act, rules | {"confirm": "yes"})
    assert message_rules() == MessageRules(edit_minutes=15, versions_for="admins")


def test_every_question_begins_with_the_answer_of_now(panel: Client) -> None:
    row = Organisation.objects.create(
        name="Tidewater", edit_minutes=15, versions_for="admins", emoji_makers="admins",
        link_previews=False, read_receipts=True,
    )  # fmt: skip

    def asked(act: str) -> str:
        return text_of(
            panel.get(f"{reverse('admin:chat_organisation_act', args=[act])}?ids={row.pk}")
        )

    assert 'value="Tidewater"' in asked("rename")
    assert 'name="edit_minutes" value="15"' in asked("rules")
    assert '<option value="admins" selected>' in asked("rules")
    assert '<option value="admins" selected>' in asked("emoji")
    assert " checked" not in asked("previews")
    assert " checked" in asked("receipts")
