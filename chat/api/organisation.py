"""What holds in the whole organisation."""

from django.http import HttpRequest
from ninja import Router

from chat.actions.message_rules import set_message_rules
from chat.api.auth import asker
from chat.api.operations import needs
from chat.events.shapes import MessageRules
from chat.queries.organisation import message_rules
from chat.scopes import Scope

router = Router(tags=["organisation"])


@router.get("/organisation/rules", response=MessageRules)
@needs(Scope.READ)
def get_rules(request: HttpRequest) -> MessageRules:
    """For how long messages may be edited and deleted, and who sees what they said before."""
    asker(request)
    return message_rules()


@router.put("/organisation/rules", response=MessageRules)
@needs(Scope.ADMIN)
def set_rules(request: HttpRequest, body: MessageRules) -> MessageRules:
    """Set those rules: by owners and admins, and recorded."""
    return set_message_rules(actor=asker(request), rules=body)
