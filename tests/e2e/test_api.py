"""A token made for one thing, and the API's page, in a real browser."""

from playwright.sync_api import expect

from tests.e2e.conftest import Enter


def test_a_token_is_made_for_one_thing_and_the_api_is_read_and_tried(enter: Enter) -> None:
    alice = enter("alice")
    page, url = alice.page, alice.stack.url
    page.goto(f"{url}/settings/tokens/")
    page.get_by_label("What is it for?").fill("the weather board")
    expect(page.get_by_role("checkbox", name="Read:")).to_be_checked()
    page.get_by_role("button", name="Make a token").click()
    token = page.locator("[data-token]").inner_text()
    row = page.get_by_role("row").filter(has_text="the weather board")
    expect(row.locator(".scopes")).to_have_text("read")

    # Asked without the page's cookies: a token alone opens it, and only what it was made for.
    bearer = {"Authorization": f"Bearer {token}", "Cookie": ""}
    me = page.request.get(f"{url}/api/me", headers=bearer)
    assert me.json()["username"] == "alice"
    assert "RateLimit" in {name.title().replace("Ratelimit", "RateLimit") for name in me.headers}
    refused = page.request.post(
        f"{url}/api/rooms", headers=bearer, data={"name": "not by this token"}
    )
    assert (refused.status, refused.json()["code"]) == (403, "insufficient_scope")

    page.get_by_role("link", name="What the API can do").click()
    page.goto(f"{url}{refused.json()['type']}")
    expect(page.locator("#insufficient_scope")).to_be_in_viewport()
    operation = page.locator("#people_me")
    operation.locator("summary").press("Enter")
    operation.get_by_role("button", name="Try it").click()
    expect(operation.locator("[data-result]")).to_contain_text('"username": "alice"')
