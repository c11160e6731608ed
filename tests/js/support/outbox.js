import { Outbox } from "../../../static/js/outbox.js";

/** What IndexedDB keeps, shared by the tabs of one browser; each write takes a turn of the loop. */
export class MemoryStorage {
  items = new Map();
  log = [];

  async all() {
    await tick();
    return [...this.items.values()].map((item) => structuredClone(item));
  }

  async put(item) {
    await tick();
    this.log.push(`put ${item.text}`);
    this.items.set(item.client_id, structuredClone(item));
  }

  async delete(clientId) {
    await tick();
    this.items.delete(clientId);
  }

  async clear() {
    await tick();
    this.items.clear();
  }
}

/** The tabs of one browser: what each says the others hear, and one has the turn. */
export class Browser {
  storage = new MemoryStorage();
  holder = null;
  #tabs = new Set();
  #queue = [];

  tab() {
    const browser = this;
    const tab = {
      hear: () => {},
      post(news) {
        for (const other of browser.#tabs) {
          if (other !== tab) setImmediate(() => other.hear(structuredClone(news)));
        }
      },
      listen(hear) {
        tab.hear = hear;
      },
      takeTurn(begin) {
        if (browser.holder === tab || browser.#queue.some((each) => each.tab === tab)) return;
        browser.#queue.push({ tab, begin });
        browser.#next();
      },
      endTurn() {
        browser.#queue = browser.#queue.filter((each) => each.tab !== tab);
        if (browser.holder === tab) browser.holder = null;
        browser.#next();
      },
      close() {
        browser.#tabs.delete(tab);
        tab.hear = () => {};
        tab.endTurn();
      },
    };
    this.#tabs.add(tab);
    return tab;
  }

  #next() {
    if (this.holder || !this.#queue.length) return;
    const { tab, begin } = this.#queue.shift();
    this.holder = tab;
    setImmediate(begin);
  }
}

/** The server: it takes a `client_id` once and answers the same ever after. */
export class Server {
  stored = [];
  attempts = [];
  /** Called with each item before it is stored; may raise. */
  before = () => {};
  /** Called after; an error here is an acknowledgement that was lost. */
  after = () => {};

  async send(item) {
    this.attempts.push(item.client_id);
    await tick();
    this.before(item);
    let message = this.stored.find((each) => each.client_id === item.client_id);
    if (!message) {
      message = { client_id: item.client_id, room: item.room, text: item.text, seq: 0 };
      message.seq = this.stored.push(message);
    }
    this.after(item);
    return message;
  }

  texts(room = 1) {
    return this.stored.filter((each) => each.room === room).map((each) => each.text);
  }
}

/** One tab with its outbox; `pauses` are the waits it asked for, which take no time. */
export function openTab(browser, server, { random = () => 0.5, wait } = {}) {
  const tab = browser.tab();
  const pauses = [];
  const outbox = new Outbox({
    user: 7,
    storage: browser.storage,
    tabs: tab,
    send: (item) => server.send(item),
    random,
    wait:
      wait ??
      (async (ms) => {
        pauses.push(ms);
        await tick();
      }),
  });
  const shown = new Map();
  outbox.signals.on("changed", (item) => shown.set(item.client_id, item));
  outbox.signals.on("acked", ({ client_id }) => shown.delete(client_id));
  outbox.signals.on("removed", (id) => shown.delete(id));
  outbox.signals.on("cleared", () => shown.clear());
  return { tab, outbox, shown, pauses };
}

export const tick = () => new Promise((done) => setImmediate(done));

/** Until nothing has happened for a while. */
export async function settle(turns = 60) {
  for (let at = 0; at < turns; at += 1) await tick();
}

export function failure(code, extra = {}) {
  return Object.assign(new Error(code), { code, ...extra });
}
