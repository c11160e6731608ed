/**
 * What the server's database would hold, and the answers it would give: the other side of the
 * protocol for tests of the store. It keeps current state alone, as the server does.
 */

export function person(id, name = `Person ${id}`) {
  return {
    id,
    username: `person${id}`,
    display_name: name,
    initials: "P",
    hue: id % 24,
    role: "member",
    is_active: true,
    time_zone: "UTC",
  };
}

export class FakeRoom {
  seq = 0;
  messages = [];
  members = new Map();
  info;

  constructor(id = 1, page = 200, limit = 1_000) {
    this.page = page;
    this.limit = limit;
    this.info = {
      id,
      kind: "public",
      name: "room",
      topic: "",
      is_general: false,
      changed_seq: 0,
      last_seq: 0,
      people: [],
      member_count: 0,
    };
  }

  create(author, text = "hello", clientId = null) {
    this.seq += 1;
    const message = {
      id: 1_000 + this.seq,
      room: this.info.id,
      seq: this.seq,
      changed_seq: this.seq,
      kind: "text",
      author: person(author),
      subject: null,
      notice: "",
      client_id: clientId,
      text,
      html: `<p>${text}</p>`,
      created_at: new Date(1_700_000_000_000 + this.seq * 1_000).toISOString(),
      edited_at: null,
      deleted: false,
      reactions: [],
      thread_root: null,
      in_room: true,
      thread: null,
      withdrawn: false,
      mentions: calls(text),
      mentions_room: false,
    };
    this.messages.push(message);
    return this.#event("message:created", { message });
  }

  edit(index, text) {
    return this.#change(index, { text, html: `<p>${text}</p>`, mentions: calls(text) });
  }

  remove(index) {
    return this.#change(index, { text: "", html: "", deleted: true, mentions: [] });
  }

  member(id, active) {
    this.seq += 1;
    const member = { room: this.info.id, person: person(id), active, changed_seq: this.seq };
    this.members.set(id, member);
    this.info = { ...this.info, member_count: this.activeMembers().length };
    return this.#event("member:changed", { member, member_count: this.info.member_count });
  }

  rename(name) {
    this.seq += 1;
    this.info = { ...this.info, name, changed_seq: this.seq };
    return this.#event("room:changed", { info: this.infoNow() });
  }

  infoNow() {
    return { ...this.info, last_seq: this.seq };
  }

  activeMembers() {
    return [...this.members.values()].filter((member) => member.active);
  }

  /** The answer to `room:changes`. */
  changes(after) {
    const base = { room: this.info.id, after, upto: this.seq, info: null, members: [] };
    if (this.seq - after > this.limit) {
      const messages = this.messages.slice(-50);
      const has_before = messages.length < this.messages.length;
      return { ...base, limited: true, more: false, has_before, info: this.infoNow(), messages };
    }
    const rows = [...this.messages, ...this.members.values()]
      .filter((row) => row.changed_seq > after)
      .sort((a, b) => a.changed_seq - b.changed_seq);
    const page = rows.slice(0, this.page);
    const more = rows.length > page.length;
    const upto = more ? page.at(-1).changed_seq : this.seq;
    const info =
      this.info.changed_seq > after || page.some((r) => r.person) ? this.infoNow() : null;
    return {
      ...base,
      upto,
      more,
      info,
      limited: false,
      has_before: false,
      messages: page.filter((row) => !row.person),
      members: page.filter((row) => row.person),
    };
  }

  /** The answer to `room:history`. */
  history({ before = null, after = null, around = null, limit = 50 }) {
    let from = Math.max(0, this.messages.length - limit);
    if (before !== null) {
      const end = this.messages.filter((message) => message.seq < before).length;
      return this.#page(Math.max(0, end - limit), end);
    }
    if (after !== null) from = this.messages.filter((message) => message.seq <= after).length;
    if (around !== null) {
      const at = this.messages.filter((message) => message.seq < around).length;
      from = Math.max(0, at - Math.floor(limit / 2));
    }
    return this.#page(from, Math.min(this.messages.length, from + limit));
  }

  /** The room as `user` has it, who has read up to `readSeq`. */
  mine(user, readSeq = 0, meSeq = 1) {
    const unread = this.messages.filter(
      (message) => message.seq > readSeq && message.author.id !== user && !message.deleted,
    );
    const last = this.messages.filter((message) => !message.deleted).at(-1);
    return {
      room: this.infoNow(),
      active: true,
      me_seq: meSeq,
      read_seq: readSeq,
      unread: unread.length,
      mentions: unread.filter((message) => message.mentions.includes(user)).map(({ seq }) => seq),
      last_at: last?.created_at ?? null,
    };
  }

  #page(from, to) {
    return {
      room: this.info.id,
      messages: this.messages.slice(from, to),
      has_before: from > 0,
      has_after: to < this.messages.length,
      upto: this.seq,
    };
  }

  #change(index, fields) {
    this.seq += 1;
    const message = { ...this.messages[index], ...fields, changed_seq: this.seq };
    this.messages[index] = message;
    return this.#event("message:changed", { message });
  }

  #event(name, fields) {
    return { name, data: { room: this.info.id, seq: this.seq, ...fields } };
  }
}

/** Whom a text mentions here: `@1` is user 1. */
function calls(text) {
  return [...text.matchAll(/@(\d)/g)].map((match) => Number(match[1]));
}
