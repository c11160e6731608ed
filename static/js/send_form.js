// @ts-check
import { CommandError } from "./connection.js";

/**
 * Sends a small picture, alone or in a form, over the HTTP API, for it is too large for the socket.
 *
 * @param {string} path
 * @param {FormData | Blob | null} body
 * @param {string} [method]
 * @returns {Promise<any>} the answer; raises a `CommandError` with words for the person
 */
export async function sendForm(path, body, method = "POST") {
  const headers = { "X-CSRFToken": csrf() };
  const response = await fetch(path, { method, body, headers }).catch(() => null);
  if (!response) throw failed("unavailable", "That could not be sent. Check your connection.");
  if (response.status === 413) throw failed("invalid", "That file is too large: 1 MB at most.");
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw failed(answer.code ?? "internal", answer.detail ?? "That did not work. Try again.");
}

/** A chat page has the token in its state, another in its forms. */
function csrf() {
  const page = document.getElementById("bootstrap")?.textContent;
  if (page) return JSON.parse(page).csrf;
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return /** @type {HTMLInputElement | null} */ (field)?.value ?? "";
}

/**
 * @param {string} code
 * @param {string} message
 */
const failed = (code, message) => new CommandError({ code, message });
