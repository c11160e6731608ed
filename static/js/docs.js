// @ts-check
import { copy, listenForCopy } from "./copying.js";
import { listenForTheme } from "./theme.js";

/** Longer answers are cut where they are shown. */
const MOST_SHOWN = 20_000;

/** What an address names is open when one comes there, from outside or by a link on the page. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    target.scrollIntoView();
  }
}

/** The forms that try an operation, which need a script. */
function offerToTry() {
  for (const form of document.querySelectorAll("form[data-try]")) {
    if (!(form instanceof HTMLFormElement)) continue;
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void ask(form);
    });
  }
}

/**
 * Ask with the session's cookie, and show what is answered.
 *
 * @param {HTMLFormElement} form
 */
async function ask(form) {
  const result = form.querySelector("[data-result]");
  if (!(result instanceof HTMLElement)) return;
  result.textContent = "Asking…";
  try {
    const answer = await fetch(addressOf(form), { headers: { Accept: "application/json" } });
    show(result, `${answer.status} ${answer.statusText}`, await answer.text());
  } catch {
    show(result, "No answer: the network or the server is away.", "");
  }
}

/** @param {HTMLFormElement} form */
function addressOf(form) {
  let path = form.dataset.try ?? "";
  const query = new URLSearchParams();
  for (const field of form.querySelectorAll("input")) {
    if (field.dataset.in === "path") {
      path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    } else if (field.value !== "") query.set(field.name, field.value);
  }
  return query.size > 0 ? `${path}?${query}` : path;
}

/**
 * @param {HTMLElement} result
 * @param {string} status
 * @param {string} body
 */
function show(result, status, body) {
  const head = document.createElement("p");
  head.textContent = status;
  const box = document.createElement("div");
  box.className = "prose";
  const pre = document.createElement("pre");
  pre.tabIndex = 0;
  pre.textContent = indented(body).slice(0, MOST_SHOWN);
  box.append(pre);
  result.replaceChildren(head, ...(body === "" ? [] : [box]));
}

/** @param {string} text */
function indented(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** The buttons beside examples. */
function listenForExamples() {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-copy-example]");
    if (!(button instanceof HTMLElement)) return;
    const code = button.parentElement?.querySelector("code")?.textContent ?? "";
    void copy(code).then((copied) => (button.textContent = copied ? "Copied" : "Press Ctrl+C"));
  });
}

listenForCopy();
listenForTheme();
listenForExamples();
offerToTry();
openTarget();
window.addEventListener("hashchange", openTarget);
