import assert from "node:assert/strict";
import { connect, connected, done, once, until, url } from "./tools.mjs";

const cookies = (answer) => answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]).join("; ");

async function post(username, password) {
  const form = await fetch(url);
  const token = /name="csrfmiddlewaretoken" value="(\w+)"/.exec(await form.text())[1];
  const body = new URLSearchParams({ csrfmiddlewaretoken: token, username, password });
  return fetch(url, { method: "POST", body, redirect: "manual", headers: { Cookie: cookies(form) } });
}

async function logIn(name) {
  const answer = await post(name, "example");
  assert.equal(answer.status, 302);
  return { extraHeaders: { Cookie: cookies(answer) } };
}

// Without a session nobody is let in, on either transport; nor with a wrong password, nor from elsewhere.
for (const transports of [["websocket"], ["polling"]]) {
  const [{ message }] = await once(connect({ transports }), "connect_error");
  assert.equal(message, "log in first");
}
const wrong = await post("ada", "wrong");
assert.match(await wrong.text(), /Not that name and password/);
const hers = await logIn("ada");
const Origin = "http://evil.example";
for (const transports of [["websocket"], ["polling"]]) {
  const [error] = await once(connect({ transports, extraHeaders: { ...hers.extraHeaders, Origin } }), "connect_error");
  assert.notEqual(error.message, "log in first");
}

const ada = await connected(hers);
assert.deepEqual(await ada.emitWithAck("users"), [{ name: "ada", here: true }, { name: "ben", here: false }]);
const ben = await connected(await logIn("ben"));
assert.deepEqual(await ada.emitWithAck("users"), [{ name: "ada", here: true }, { name: "ben", here: true }]);

ada.emit("send-message", "hello");
await until(() => ada.heard.length && ben.heard.length);
assert.deepEqual(ada.heard, [["message-saved", { success: true }]]);
assert.deepEqual(ben.heard, ada.heard);
assert.deepEqual(await ben.emitWithAck("messages"), [{ from: "ada", text: "hello" }]);
done();
