"""A page of ours by long-polling: a browser sends no Origin with a GET to its own site."""

from tests.e2e.conftest import Enter

POLL = """async () => {
  const path = "/socket.io/?EIO=4&transport=polling";
  const ask = async (query, options) => (await fetch(path + query, options)).text();
  const sid = `&sid=${JSON.parse((await ask("")).slice(1)).sid}`;
  const posted = await ask(sid, { method: "POST", body: "40" });
  const joined = await ask(sid);
  await ask(sid, { method: "POST", body: "1" });
  return [posted, joined];
}"""


def test_a_page_polls_with_the_log_in_of_its_cookie(enter: Enter) -> None:
    posted, joined = enter("alice").page.evaluate(POLL)
    assert posted == "ok"
    assert joined.startswith('40{"sid"'), joined
