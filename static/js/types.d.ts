// The client's own types, beside those that `manage.py events` makes from the server's models.

import type { FileShape, History, MessageRules, MessageShape, MyChanges, Person, Presence, RoomInfo, SlashShape } from "./events.d.ts";

export * from "./events.d.ts";

/** What the server put into the page. */
export interface Bootstrap {
  me: Person;
  organisation: string;
  room: RoomInfo | null;
  my: MyChanges;
  history: History | null;
  people: Person[];
  presence: Presence;
  csrf: string;
  limits: {
    message_length: number;
    room_name_length: number;
    topic_length: number;
    file_size: number;
    files_per_message: number;
    typing_ms: number;
    /** For how long what was sent may be taken back. */
    undo_ms: number;
    /** In larger rooms only admins call everyone. */
    group_people: number;
    everyone_members: number;
    /** In rooms with more members who has read what is told when asked alone. */
    seen_live_members: number;
    away_ms: number;
  };
  rules: MessageRules;
  /** What a notice says, by its kind: `{actor} joined`. */
  notices: Record<string, string>;
  emoji_url: string;
  /** The commands that this user may give, by name. */
  slash: SlashShape[];
  enter_sends: boolean;
  /** Whether I am told who has read what. */
  receipts: boolean;
  permalink: number | null;
  /** The thread that the address names, by the id of its first message, and a reply in it. */
  thread: { root: number; seq: number | null } | null;
  session: string;
}

/** Why the server refused, or why it could not be asked. */
export interface Failure {
  code: string;
  message: string;
  retry_after?: number;
}

/** What a message may have beside its words. */
export interface SendExtras {
  /** The number of the draft that it was, which goes with it. */
  draft?: number;
  /** The first message of the thread that it is a reply in. */
  thread?: number;
  also_in_room?: boolean;
  /** Uploads of one's own that stand in it. */
  files?: FileShape[];
}

/** A message on its way out: stored until it is acknowledged. */
export interface OutboxItem extends SendExtras {
  client_id: string;
  user: number;
  room: number;
  text: string;
  created_at: string;
  /** Order among the items of one room: milliseconds, then a count within this tab. */
  order: [number, number];
  state: "pending" | "failed";
  failure?: Failure;
}

/** Where an outbox keeps its items: IndexedDB in the browser, memory in tests. */
export interface OutboxStorage {
  all(): Promise<OutboxItem[]>;
  put(item: OutboxItem): Promise<void>;
  delete(clientId: string): Promise<void>;
  clear(): Promise<void>;
}

/** What the tabs of one browser tell each other about the outbox. */
export type OutboxNews =
  | { type: "changed"; item: OutboxItem }
  | { type: "acked"; client_id: string; message: MessageShape }
  | { type: "removed"; client_id: string }
  | { type: "cleared" }
  | { type: "kick" };

/** The other tabs of this browser, and the turn to be the one that sends. */
export interface OutboxTabs {
  post(news: OutboxNews): void;
  listen(hear: (news: OutboxNews) => void): void;
  /** Calls `begin` once this tab is the one that sends. */
  takeTurn(begin: () => void): void;
  endTurn(): void;
}

/** A message that the server has not yet shown us: an outbox item, acknowledged or not. */
export interface Pending extends OutboxItem {
  /** Its place, once acknowledged; it goes when the room's head has reached it. */
  seq?: number;
}

/** One line of the timeline, in the order shown. */
export type Line =
  | { type: "day"; key: string; day: string; at: string }
  | { type: "new"; key: string }
  | { type: "notice"; key: string; message: MessageShape }
  | { type: "message"; key: string; message: MessageShape; grouped: boolean }
  | { type: "pending"; key: string; pending: Pending; grouped: boolean };
