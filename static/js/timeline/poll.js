// @ts-check
/** @import {MessageShape} from "../types.d.ts" */
/** @import {Store} from "../store.js" */
/** @import {Asking} from "../store/polls.js" */
/** @import {Times} from "../times.js" */
import { clone, hook, hooks, maybe, setAttribute, setText, show } from "../dom.js";
import { isClosed } from "../store/polls.js";
import { namesInWords } from "./reactions.js";

const NAMES_MOST = 6;

/**
 * A message's poll: its options as buttons, with how many chose each, and who where it is told.
 *
 * @param {HTMLElement} article
 * @param {MessageShape} message
 * @param {Store} store
 * @param {Times} times
 */
export function fillPoll(article, message, store, times) {
  const held = maybe("poll", article);
  if (!message.poll) {
    held?.remove();
    return;
  }
  const poll = held ?? clone("poll");
  if (!held) hook("body", article).parentElement?.after(poll);
  const asking = { ...message, poll: message.poll };
  const mine = store.votes.of(asking);
  if (mine === null) store.signals.emit("votes-unknown", asking);
  fillOptions(poll, asking, mine ?? [], store);
  setText(hook("poll-facts", poll), factsOf(asking, times));
  const runs = message.author?.id === store.me.id || ["owner", "admin"].includes(store.me.role);
  show(hook("poll-close", poll), runs && !isClosed(asking.poll));
}

/**
 * @param {HTMLElement} element
 * @param {Asking} message
 * @param {number[]} mine
 * @param {Store} store
 */
function fillOptions(element, { poll }, mine, store) {
  const list = hook("poll-options", element);
  while (list.children.length < poll.options.length) list.append(clone("poll-option"));
  hooks("poll-option", list).forEach((row, place) => {
    const { text, votes, users } = poll.options[place];
    const button = /** @type {HTMLButtonElement} */ (hook("vote", row));
    const chosen = mine.includes(place);
    setAttribute(button, "data-vote", String(place));
    setAttribute(button, "aria-pressed", String(chosen));
    setAttribute(button, "aria-label", optionWords(text, votes, poll.voters));
    button.disabled = isClosed(poll);
    setText(hook("poll-text", row), text);
    setText(hook("poll-count", row), votes ? `${share(votes, poll.voters)} %` : "");
    setAttribute(hook("poll-bar", row), "max", String(poll.voters || 1));
    setAttribute(hook("poll-bar", row), "value", String(votes));
    const names = users.map((id) => (id === store.me.id ? "You" : store.people.get(id)?.display_name ?? "Someone"));
    const count = votes === 1 ? "1 vote" : `${votes} votes`;
    const who = poll.named ? namesInWords(names, NAMES_MOST) : votes ? count : "";
    setText(hook("poll-names", row), who);
    show(hook("poll-names", row), who !== "");
  });
}

/**
 * @param {string} text
 * @param {number} votes
 * @param {number} voters
 */
export function optionWords(text, votes, voters) {
  return `${text}, ${votes === 1 ? "1 vote" : `${votes} votes`}, ${share(votes, voters)} %`;
}

/**
 * @param {number} votes
 * @param {number} voters
 */
function share(votes, voters) {
  return voters ? Math.round((100 * votes) / voters) : 0;
}

/**
 * @param {Asking} message
 * @param {Times} times
 */
function factsOf({ poll }, times) {
  const facts = [poll.voters === 1 ? "1 person voted" : `${poll.voters} people voted`];
  if (poll.multiple) facts.push("choose several");
  if (poll.anonymous) facts.push("anonymous");
  if (isClosed(poll)) facts.push("closed");
  else if (poll.closes_at) {
    const { day, time } = times.moment(poll.closes_at);
    const text = times.dayText(day);
    facts.push(`closes ${text === "Today" ? "today" : text} at ${time}`);
  }
  return facts.join(" · ");
}
