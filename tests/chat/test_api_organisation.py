"""What holds in the whole organisation, over HTTP."""

import pytest

from chat.models import Organisation, User
from tests.support.api import bearer, call, refusal
from tests.support.factories import make_user

pytestmark = pytest.mark.usefixtures("sent", "full_buckets")


def test_the_rules_for_messages_are_read_by_all_and_set_by_admins(ada: User) -> None:
    Organisation.objects.create(name="Tidewater")
    owner = bearer(make_user("olga", role="owner"))
    rules = {"edit_minutes": 15, "delete_minutes": None, "versions_for": "admins"}
    assert call(owner, "put", "/organisation/rules", **rules) == (200, rules)
    assert call(bearer(ada), "get", "/organisation/rules") == (200, rules)
    assert refusal(call(bearer(ada), "put", "/organisation/rules")) == (403, "forbidden")
    wrong = call(owner, "put", "/organisation/rules", edit_minutes=-1)
    assert refusal(wrong) == (400, "invalid")
