// @ts-check

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * A name of 132 random bits for something of ours. Not `crypto.randomUUID`, which a page served
 * over plain http on a local network does not have.
 */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(22));
  return Array.from(bytes, (byte) => LETTERS[byte % 64]).join("");
}
