// @ts-check
import { Connection } from "./connection.js";
import { hook, setAttribute, setText } from "./dom.js";
import { showSample } from "./live/view.js";

/** Samples come every 2 s: after so long without one, the page says so. */
const STALE_MS = 7_000;
const WORDS = {
  live: "Live",
  stale: "No news for a while",
  lost: "Not live: reconnecting…",
  over: "Not live: you no longer run this Hearth",
};

const connection = new Connection("/ops");
/** @type {ReturnType<typeof setTimeout> | undefined} */
let silence;

connection.signals.on("event", ({ name, data }) => {
  if (name === "ops:sample") {
    say("live");
    clearTimeout(silence);
    silence = setTimeout(() => say("stale"), STALE_MS);
    showSample(data);
  } else if (name === "session:ended") leave();
});
connection.signals.on("closed", () => lose("lost"));
connection.signals.on("refused", () => leave());
connection.start();

/** @param {keyof typeof WORDS} state */
function say(state) {
  const shown = hook("live-state");
  setAttribute(shown, "data-live-state", state);
  setText(shown, WORDS[state]);
}

/** @param {keyof typeof WORDS} state */
function lose(state) {
  clearTimeout(silence);
  say(state);
}

/** This log-in is over, or runs nothing any more: the server knows where it belongs. */
function leave() {
  connection.stop();
  lose("over");
  location.reload();
}
