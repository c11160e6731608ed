// Made by `manage.py events` from chat/events: change the models there, not this file.

/** What someone says they are at. */
export interface Status {
  emoji: string;
  text: string;
  /** null: until they say otherwise */
  until: string | null;
}

/** Someone, as everyone who may see them sees them. */
export interface Person {
  id: number;
  username: string;
  display_name: string;
  initials: string;
  /** the generated avatar's colour */
  hue: number;
  role: "owner" | "admin" | "member" | "guest";
  is_active: boolean;
  time_zone: string;
  /** a square picture, WebP of 96 pixels; with `-large` before the ending, of 256 */
  avatar: string | null;
  status: Status | null;
  /** they say so themselves; see also presence */
  away: boolean;
}

/** Who is not offline, of those whom the reader may see, and how many they are. */
export interface Presence {
  online: number;
  /** by user id; who is missing is offline */
  states: Record<string, "online" | "away" | "offline">;
}

/** One of the organisation's own emoji, written `:name:`; `active` false: it was withdrawn, and where it was used its name shows. */
export interface EmojiShape {
  id: number;
  name: string;
  /** its picture, WebP, for whoever is logged in */
  url: string;
  /** who may withdraw it beside the admins */
  maker: number | null;
  active: boolean;
}

/** People whom one name mentions, where they are in the room; `active` false: it is gone. */
export interface GroupShape {
  id: number;
  handle: string;
  name: string;
  members: number[];
  active: boolean;
}

/** One emoji under a message, and who set it, the first of them first. */
export interface ReactionShape {
  emoji: string;
  /** what it is called, such as `thumbs up` */
  name: string;
  users: number[];
  /** of one of the organisation's own */
  picture: string | null;
}

/** What hangs on a message that has replies in a thread. */
export interface ThreadSummary {
  replies: number;
  /** when the last reply was written */
  last_at: string;
  /** who replied, the latest first, a few */
  people: number[];
}

/** Who pinned a message to its room, and when. */
export interface PinShape {
  /** null when the account is gone */
  by: number | null;
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  at: string;
}

/** One answer of a poll. */
export interface PollOptionShape {
  text: string;
  votes: number;
  /** who votes for it, unless the poll names nobody */
  users: number[];
}

/** What a message asks: the question is its text. */
export interface PollShape {
  options: PollOptionShape[];
  /** whether one may choose several */
  multiple: boolean;
  anonymous: boolean;
  /** false: `users` are empty; ask `poll:mine` for one's own votes */
  named: boolean;
  /** from when on no votes are taken */
  closes_at: string | null;
  voters: number;
}

/** A file in a message. Its addresses ask each time whether whoever comes may have it. */
export interface FileShape {
  id: string;
  /** as its owner called it */
  name: string;
  /** its media type, decided by its content */
  type: string;
  kind: "picture" | "video" | "audio" | "document" | "other";
  /** bytes */
  size: number;
  /** pixels, of a picture */
  width: number | null;
  height: number | null;
  /** what it shows, in words, for who cannot see it */
  alt: string;
  url: string;
  /** a small picture of it */
  thumbnail: string | null;
}

/** A picture of an address, kept and served by Hearth itself. */
export interface PreviewPicture {
  url: string;
  width: number;
  height: number;
  alt: string;
}

/** What is said of an address in a message, by itself: words, never markup. */
export interface PreviewShape {
  id: number;
  url: string;
  kind: "page" | "picture";
  site: string;
  title: string;
  description: string;
  picture: PreviewPicture | null;
}

/** One entry of a room's timeline: a message, its tombstone (`deleted`), or a notice. */
export interface MessageShape {
  id: number;
  room: number;
  /** its place in the room; never changes */
  seq: number;
  /** its last change, in the room's sequence */
  changed_seq: number;
  kind: "text" | "notice";
  /** null when the account is gone */
  author: Person | null;
  /** whom a notice is about */
  subject: Person | null;
  /** joined, left, added, removed, renamed, topic, created, pinned */
  notice: string;
  /** the author's own name for it */
  client_id: string | null;
  /** as written; empty when deleted */
  text: string;
  /** `/me waves`: `html` says what its author does */
  action: boolean;
  /** rendered and sanitised; empty when deleted */
  html: string;
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  created_at: string;
  edited_at: string | null;
  deleted: boolean;
  reactions: ReactionShape[];
  /** the message to which this is a reply in a thread */
  thread_root: number | null;
  /** whether it stands in the room's timeline; a reply does not, unless it was sent to the room too */
  in_room: boolean;
  /** null without replies */
  thread: ThreadSummary | null;
  /** its author took it back at once: deleted, and to be shown nowhere */
  withdrawn: boolean;
  pin: PinShape | null;
  poll: PollShape | null;
  files: FileShape[];
  /** of its links, once they were fetched */
  previews: PreviewShape[];
  /** members whom it mentions by name, in a group or being online */
  mentions: number[];
  /** it mentions everyone in the room */
  mentions_room: boolean;
}

/** What a message said from some time on. */
export interface Wording {
  text: string;
  /** when it was written */
  at: string;
}

/** A file where it stands in a room. */
export interface RoomFile {
  /** of its place: pages go by it */
  id: number;
  file: FileShape;
  message: number;
  /** the message's place in the room */
  seq: number;
  /** where the message is a reply in a thread */
  thread_root: number | null;
  /** who sent it; null when the account is gone */
  author: Person | null;
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  at: string;
}

/** Files of a room, those sent last first. */
export interface FilesPage {
  files: RoomFile[];
  /** whether older ones follow */
  more: boolean;
}

/** A room's own facts, the same for everyone who may see it. */
export interface RoomInfo {
  id: number;
  kind: "public" | "private" | "direct";
  /** direct messages between several people */
  group: boolean;
  /** direct messages have none, and groups need none: the client names the others */
  name: string;
  topic: string;
  is_general: boolean;
  /** who made it, and hosts it beside the admins */
  host: number | null;
  /** hosts: others react, and reply in threads */
  posting: "everyone" | "hosts";
  /** between two messages of who is no host */
  slow_seconds: number;
  /** it is only read, until it is brought back */
  archived: boolean;
  /** the last change to these facts */
  changed_seq: number;
  /** the room's head when this was read */
  last_seq: number;
  /** who is in a direct room */
  people: Person[];
  member_count: number;
}

/** A public room as the asker finds it when browsing. */
export interface BrowsedRoom {
  room: RoomInfo;
  joined: boolean;
}

/** Someone's place in a room; `active` false is the tombstone of one who left. */
export interface Member {
  room: number;
  person: Person;
  active: boolean;
  changed_seq: number;
}

/** A room as one member has it; `active` false means that it is gone from their list. */
export interface MyRoom {
  room: RoomInfo;
  active: boolean;
  /** its last change in the user's own sequence */
  me_seq: number;
  /** the read cursor: the last room number seen */
  read_seq: number;
  /** at the top of their list */
  starred: boolean;
  /** counted nowhere but for mentions */
  muted: boolean;
  /** of the sidebar, by its key; one that is gone counts as none */
  section: string;
  /** messages of others after the read cursor, counted up to 1,000 */
  unread: number;
  /** the unread messages that mention the reader, the newest 100 */
  mentions: number[];
  /** when the last message was sent */
  last_at: string | null;
}

/** What one has begun to write in a room or one of its threads; an empty `text` is the tombstone of one that was sent or emptied. */
export interface DraftShape {
  room: number;
  /** the thread's first message; null for the room itself */
  thread: number | null;
  text: string;
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  saved_at: string;
  /** its last change in the user's own sequence */
  me_seq: number;
}

/** A thread as someone has it who follows it; `following` false says that they no longer do. */
export interface MyThread {
  /** the thread's first message */
  root: number;
  room: number;
  /** its last change in the user's own sequence */
  me_seq: number;
  following: boolean;
  /** how far they have read: a number of the room's */
  read_seq: number;
  /** replies of others after it, counted up to 1,000 */
  unread: number;
  /** the room's head when they were counted */
  upto: number;
}

/** A thread in the list of those that the asker follows. */
export interface FollowedThread {
  mine: MyThread;
  root: MessageShape;
  /** the last reply that was not deleted */
  latest: MessageShape | null;
}

/** A message of one's own that waits for its time (`waiting`) or could not be sent (`failed`, with the `reason`); `sent` and `cancelled` are tombstones, without their text. */
export interface ScheduledShape {
  id: number;
  room: number;
  text: string;
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  at: string;
  state: "waiting" | "failed" | "sent" | "cancelled";
  reason: string;
  /** its last change in the user's own sequence */
  me_seq: number;
}

/** A message on one's own list. `reminded_at` is set once its reminder has come, until one has said what becomes of it. `removed` is a tombstone. */
export interface SavedShape {
  id: number;
  message: number;
  room: number;
  /** the message's place in its room */
  seq: number;
  state: "open" | "done" | "removed";
  note: string;
  remind_at: string | null;
  reminded_at: string | null;
  /** its last change in the user's own sequence */
  me_seq: number;
}

/** A saved message with what it says; null when one cannot see it any more. */
export interface SavedEntry {
  saved: SavedShape;
  message: MessageShape | null;
}

/** A page of one's saved messages. `more`: ask again before the last. */
export interface SavedPage {
  entries: SavedEntry[];
  more: boolean;
}

/** A command that begins with a slash. */
export interface SlashShape {
  name: string;
  usage: string;
  help: string;
}

/** What became of a command: a sentence for the one who gave it, or the message it sent. */
export interface CommandOutcome {
  said: string;
  message: MessageShape | null;
}

/** A section of one's sidebar. `starred`, `rooms` and `direct` are always there, and without a name; one's own have other keys. */
export interface SectionShape {
  key: string;
  name: string;
  sort: "name" | "latest" | "unread";
  folded: boolean;
}

/** One's sidebar: its sections, in their order. A room is in the section it was put in (`MyRoom.section`), else where its kind belongs; one that is starred is in `starred`. */
export interface SidebarShape {
  sections: SectionShape[];
  /** its last change in the user's own sequence */
  me_seq: number;
}

/** Words of a message, and whether they are what was looked for. */
export interface ExcerptPart {
  text: string;
  match: boolean;
}

/** What was said just before or after a message that was found, on one line. */
export interface SearchLine {
  /** who said it */
  name: string;
  text: string;
}

/** A message that was found. */
export interface SearchHit {
  message: MessageShape;
  /** empty for direct messages */
  room_name: string;
  /** the part of it that shows why */
  excerpt: ExcerptPart[];
  before: SearchLine | null;
  after: SearchLine | null;
}

/** A page of what was found, the newest first. */
export interface SearchPage {
  hits: SearchHit[];
  /** ask `before` it for more; null: that is all */
  next: number | null;
  /** why nothing can be found by it, for the asker */
  problem: string;
  /** the time was over: what is older was not looked through */
  cut: boolean;
}

/** A message that mentions one, the latest of a thread that one follows, or a message of one's own to which others have reacted. `item` names it, together with `kind`. */
export interface InboxItem {
  kind: "mention" | "thread" | "reaction";
  /** the mention, the thread's first message, or one's own message */
  item: number;
  /** when the latest of it happened */
  at: string;
  unread: boolean;
  /** what to show: of a thread, the latest reply */
  message: MessageShape;
  /** of a thread, its first message */
  root: MessageShape | null;
  /** of a thread, the unread replies, up to 1,000 */
  count: number;
  /** who reacted last */
  by: number | null;
  /** with what */
  emoji: string;
}

/** A page of the inbox, the latest first. Ask again with `before` = `next` while it is set. */
export interface InboxPage {
  items: InboxItem[];
  next: string | null;
}

/** How much of each kind waits, counted up to 100. */
export interface InboxCounts {
  mention: number;
  thread: number;
  reaction: number;
}

/** That one has said something of one's inbox: what was read of it from it is out of date. */
export interface InboxState {
  /** what happened up to then is read */
  read_at: string | null;
  /** its last change in the user's own sequence */
  me_seq: number;
}

/** How far someone has read in a room. */
export interface Reader {
  user: number;
  /** the last room number they have seen */
  seq: number;
  /** of two such words of one person's, the later has the higher */
  order: number;
}

/** How far the others have read in a small room. In a larger one, or where one is not told, `live` is false, and nobody is named. */
export interface Readers {
  room: number;
  live: boolean;
  readers: Reader[];
}

/** Who has read a message, of those who tell. */
export interface SeenBy {
  message: number;
  /** by name, up to 200 */
  users: number[];
  /** how many they are in all */
  count: number;
  /** how many could be, without its author and the asker */
  of: number;
}

/** For how long authors may edit and delete what they wrote, and who sees what a message said before. */
export interface MessageRules {
  /** null: for ever; 0: never */
  edit_minutes: number | null;
  /** null: for ever; 0: never */
  delete_minutes: number | null;
  versions_for: "everyone" | "admins";
}

/** A room's changes in `(after, upto]`. The client's head becomes `upto`. `limited`: too far behind; `messages` is then the newest page, `has_before` says whether there are older ones, and the client drops what it held of the room. `more`: ask again after `upto`. */
export interface RoomChanges {
  room: number;
  after: number;
  upto: number;
  limited: boolean;
  more: boolean;
  has_before: boolean;
  /** set when the room's facts changed */
  info: RoomInfo | null;
  messages: MessageShape[];
  members: Member[];
}

/** The user's own changes after a head: rooms joined and left, read cursors, drafts, threads, scheduled messages. */
export interface MyChanges {
  after: number;
  upto: number;
  limited: boolean;
  rooms: MyRoom[];
  drafts: DraftShape[];
  threads: MyThread[];
  scheduled: ScheduledShape[];
  saved: SavedShape[];
  inbox: InboxState[];
  /** one at most */
  sidebars: SidebarShape[];
}

/** A page of a room's timeline, oldest first, and the head it was read at. */
export interface History {
  room: number;
  messages: MessageShape[];
  has_before: boolean;
  has_after: boolean;
  /** the first entry at or after the time that was asked for */
  at: number | null;
  /** the room's head at the reading */
  upto: number;
}

/** Who comes by one transport. Someone who comes by two counts once for each. */
export interface TransportCount {
  /** websocket, polling or plain */
  transport: string;
  sockets: number;
  people: number;
}

/** One worker process, and who is connected to it. */
export interface WorkerState {
  name: string;
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  started_at: string;
  sockets: number;
  /** each once, in however many tabs */
  people: number;
  transports: TransportCount[];
  /** percent of one core, since the last sample */
  cpu: number;
  /** bytes resident; null where the system does not say */
  memory: number | null;
  /** ms by which its event loop was late at most, in the last 5 s; null at first */
  lag: number | null;
}

/** The database. Where it does not answer, all but its name is null. */
export interface DatabaseState {
  /** PostgreSQL or SQLite */
  name: string;
  version: string | null;
  /** ms for the least that can be asked */
  latency: number | null;
  /** bytes */
  size: number | null;
  /** open at the server; null for SQLite */
  connections: number | null;
  connections_max: number | null;
}

/** Redis. Where it does not answer, all is null. */
export interface RedisState {
  version: string | null;
  /** ms of a ping */
  latency: number | null;
  /** bytes */
  memory: number | null;
  clients: number | null;
}

/** What runs, and which. */
export interface Version {
  name: string;
  version: string;
}

/** Says what the client has; answered by `{me: MyChanges, rooms: [RoomChanges]}` of all that it lacks. Rooms it names but may not see are missing from the answer; rooms it may see but did not name are in `me`. Send it on every connect, before anything else. */
export interface Sync {
  me?: number;
  rooms?: Record<string, number>;
}

/** Asks for a room's changes after a number; answered by `{changes: RoomChanges}`. */
export interface RoomChangesAfter {
  room: number;
  after: number;
}

/** Asks for a page of the timeline before, after or around a number, or around the first entry `at` or after a time (one of them; none: the newest); answered by `{history: History}`. */
export interface RoomHistory {
  room: number;
  before?: number | null;
  after?: number | null;
  around?: number | null;
  at?: string | null;
  limit?: number | null;
}

/** Sends a message; answered by `{message: MessageShape}` once it is stored. The same `client_id` again gives the same answer; with another text, place or other files, `conflict`. `draft` is the number (`me_seq`) of the draft that it was, 0 for one that was never saved: it goes with the send, unless it was changed since. */
export interface MessageSend {
  room: number;
  client_id: string;
  text: string;
  draft?: number | null;
  /** the message to reply to in a thread */
  thread?: number | null;
  /** a reply: show it in the room too */
  also_in_room?: boolean;
  /** one's own uploads, not sent before; then `text` may be empty */
  files?: string[];
}

/** Sends a message that the asker may read to another room, quoted under a comment; answered by `{message: MessageShape}`, the new one. */
export interface MessageForward {
  room: number;
  message: number;
  to: number;
  client_id: string;
  comment?: string;
}

/** Shows what a text would look like as a message; answered by `{html}`. Nothing is stored. */
export interface MessagePreview {
  text: string;
}

/** Changes one's own message; answered by `{message: MessageShape}`. */
export interface MessageEdit {
  room: number;
  message: number;
  text: string;
}

/** Asks what a message has said before it was edited; answered by `{versions: [Wording]}`, the oldest first and the one of now last. */
export interface MessageVersions {
  room: number;
  message: number;
}

/** Takes back one's own message that was just sent, so that it leaves no tombstone; answered by `{message: MessageShape}`. Some seconds later, or once somebody has replied, `conflict`. */
export interface MessageUndo {
  room: number;
  message: number;
}

/** Deletes one's own message, leaving a tombstone; answered by `{message: MessageShape}`. */
export interface MessageDelete {
  room: number;
  message: number;
}

/** Sets one's reaction under a message: an emoji or the `:name:` of one. Answered by `{message: MessageShape}`; the same again changes nothing. */
export interface ReactionAdd {
  room: number;
  message: number;
  emoji: string;
}

/** Takes one's reaction back; answered by `{message: MessageShape}`. */
export interface ReactionRemove {
  room: number;
  message: number;
  emoji: string;
}

/** Keeps what one has begun to write in a room, or in the thread of its message `thread`, for all of one's devices; an empty text ends it. Of two saves the last holds. Answered by `{draft: DraftShape}`. */
export interface DraftSave {
  room: number;
  thread?: number | null;
  text: string;
}

/** Asks for a page of a room's files, those sent last first; `before` is the `id` of the last that one has. Answered by `{page: FilesPage}`. */
export interface RoomFiles {
  room: number;
  kind?: "picture" | "video" | "audio" | "document" | "other" | null;
  before?: number | null;
}

/** Asks for one's own whole files that wait to be sent; answered by `{files: [FileShape]}`. */
export interface FileUnsent {
}

/** Says in words what one's own file shows that was not sent yet; answered by `{file}`. */
export interface FileDescribe {
  file: string;
  alt: string;
}

/** Throws away one's own file that was not sent, or that has not arrived whole. */
export interface FileRemove {
  file: string;
}

/** Pins a message to its room, which says so; answered by `{message: MessageShape}`. */
export interface MessagePin {
  room: number;
  message: number;
}

/** Takes a pin away; answered by `{message: MessageShape}`. */
export interface MessageUnpin {
  room: number;
  message: number;
}

/** Asks for a room's pinned messages, the last pinned first; answered by `{messages: [MessageShape]}`. */
export interface RoomPins {
  room: number;
}

/** Keeps a message until its time, and sends it then, whether its author is there or not; answered by `{scheduled: ScheduledShape}`. The same `client_id` again gives the same answer. `draft` is as in `message:send`. */
export interface MessageSchedule {
  room: number;
  client_id: string;
  text: string;
  at: string;
  draft?: number | null;
}

/** Changes the text or the time of one's own scheduled message, what is null stays; one that could not be sent waits again. Answered by `{scheduled: ScheduledShape}`. */
export interface ScheduledUpdate {
  scheduled: number;
  text?: string | null;
  at?: string | null;
}

/** Takes a scheduled message back; answered by `{scheduled: ScheduledShape}`. */
export interface ScheduledCancel {
  scheduled: number;
}

/** Sends a scheduled message now; answered by `{message: MessageShape}`. */
export interface ScheduledSend {
  scheduled: number;
}

/** Asks for one's sidebar; answered by `{sidebar: SidebarShape}`. */
export interface SidebarMine {
}

/** Makes a section in one's sidebar; answered by `{sidebar: SidebarShape}`. */
export interface SectionCreate {
  name: string;
}

/** Renames, sorts or folds a section, or moves it to stand before another ("": at the end); what is null stays. Answered by `{sidebar: SidebarShape}`. */
export interface SectionUpdate {
  section: string;
  name?: string | null;
  sort?: "name" | "latest" | "unread" | null;
  folded?: boolean | null;
  before?: string | null;
}

/** Takes away a section of one's own, not what is in it; answered by `{sidebar: SidebarShape}`. */
export interface SectionDelete {
  section: string;
}

/** Puts a room in a section of one's own, or ("") back to where it belongs; answered by `{mine: MyRoom}`. */
export interface SectionPut {
  room: number;
  section: string;
}

/** Sends a message that asks something, with 2 to 10 options; answered by `{message: MessageShape}` once it is stored. `closes_in` is in seconds. The same `client_id` again gives the same answer; with another poll, `conflict`. */
export interface PollCreate {
  room: number;
  client_id: string;
  question: string;
  options: string[];
  multiple?: boolean;
  anonymous?: boolean;
  closes_in?: number | null;
}

/** Votes for these options, by their places from 0, and for no others; none takes the vote back. Answered by `{message: MessageShape}`. */
export interface PollVoteSet {
  room: number;
  message: number;
  options: number[];
}

/** Asks what one votes for in a poll that names nobody; answered by `{options: [place]}`. */
export interface PollMine {
  room: number;
  message: number;
}

/** Takes no more votes in one's own poll; answered by `{message: MessageShape}`. */
export interface PollClose {
  room: number;
  message: number;
}

/** Asks for messages by words, "phrases", -not, and filters: `from:`, `in:`, `before:`, `after:`, `on:`, `has:file|image|link|pin|poll`, `is:thread|saved`. `before` is the `next` of the page before this one. Answered by `{page: SearchPage}`. */
export interface Search {
  query: string;
  before?: number | null;
  limit?: number | null;
}

/** Takes a link's preview from a message, for everyone and for good: its author or an admin; answered by `{message: MessageShape}`. */
export interface PreviewRemove {
  room: number;
  message: number;
  preview: number;
}

/** Asks for the commands that one may give; answered by `{commands: [SlashShape]}`. */
export interface CommandList {
}

/** Gives a command, such as `/topic boats`, in a room; answered by a sentence for the one who asked (`said`) or the message that it sent. An unknown command is `invalid`, and nothing is sent. */
export interface CommandRun {
  room: number;
  client_id: string;
  text: string;
}

/** Says what one is at: an emoji (or its `:name:`), words or both, for so long; neither clears it. Answered by `{person: Person}`. */
export interface StatusSet {
  emoji?: string;
  text?: string;
  until?: string | null;
}

/** Shows one as away on all one's devices, or no longer; answered by `{person: Person}`. */
export interface AwaySet {
  away: boolean;
}

/** Makes a room with the asker in it; answered by `{mine: MyRoom}`. */
export interface RoomCreate {
  name: string;
  kind?: "public" | "private";
  topic?: string;
  members?: number[];
}

/** Renames a room or sets its topic (what is null stays); answered by `{room: RoomInfo}`. A group of direct messages may be called "", by its people. */
export interface RoomUpdate {
  room: number;
  name?: string | null;
  topic?: string | null;
}

/** Says who begins messages in a room, and how often (what is null stays); answered by `{room: RoomInfo}`. By its hosts: admins and whoever made it. */
export interface RoomRules {
  room: number;
  posting?: "everyone" | "hosts" | null;
  slow_seconds?: number | null;
}

/** Archives a room, or brings it back; answered by `{room: RoomInfo}`. By its hosts. */
export interface RoomArchive {
  room: number;
  archived: boolean;
}

/** Stars or mutes a room for the asker alone (what is null stays); answered by `{mine: MyRoom}`. */
export interface RoomPrefs {
  room: number;
  starred?: boolean | null;
  muted?: boolean | null;
}

/** Joins a public room; answered by `{mine: MyRoom}`. */
export interface RoomJoin {
  room: number;
}

/** Leaves a room; answered by `{}`. #general and direct messages between two cannot be left. */
export interface RoomLeave {
  room: number;
}

/** Adds someone to a room; answered by `{member: Member}`. */
export interface RoomMemberAdd {
  room: number;
  user: number;
}

/** Removes someone from a room; answered by `{member: Member}`. */
export interface RoomMemberRemove {
  room: number;
  user: number;
}

/** Asks who is in a room; answered by `{members: [Member]}`, active ones only. */
export interface RoomMembers {
  room: number;
}

/** Asks for the public rooms; answered by `{rooms: [BrowsedRoom]}`. */
export interface RoomBrowse {
}

/** Opens the direct messages with someone, made when new; answered by `{mine: MyRoom}`. */
export interface DirectOpen {
  user: number;
}

/** Opens the direct messages with several people, made when new: the same people share the same ones. To add people, open those of all of them; what was said before stays between those who were there. Answered by `{mine: MyRoom}`. */
export interface DirectGroup {
  users: number[];
}

/** Puts a message on one's own list; answered by `{saved: SavedShape}`. */
export interface MessageSave {
  room: number;
  message: number;
}

/** Changes what one keeps of a saved message, what is null stays; answered by `{saved: SavedShape}`. `quiet` takes a reminder away, one that has come too; `done` does so. */
export interface SavedUpdate {
  saved: number;
  note?: string | null;
  done?: boolean | null;
  remind_at?: string | null;
  quiet?: boolean;
}

/** Takes a message off one's list; answered by `{saved: SavedShape}`, a tombstone. */
export interface SavedRemove {
  saved: number;
}

/** Asks for a page of one's saved messages, those saved last first; `before` is the id of the last that one has. Answered by `{page: SavedPage}`. */
export interface SavedList {
  done?: boolean;
  before?: number | null;
}

/** Asks for a page of one's inbox, the latest first: one `kind` or all, what is `unread` or what is not (null: both). `before` is the `next` of the page one has. Answered by `{page: InboxPage}`. */
export interface InboxList {
  kind?: "mention" | "thread" | "reaction" | null;
  unread?: boolean | null;
  before?: string | null;
}

/** Asks how much waits in one's inbox; answered by `{counts: InboxCounts}`. */
export interface InboxCount {
}

/** Says that one is done with an item, or wants it back; answered by `{inbox: InboxState}`. What happens to it later is new again. */
export interface InboxMarkSet {
  kind: "mention" | "thread" | "reaction";
  item: number;
  done: boolean;
}

/** Says that one is done with all that is in one's inbox; answered by `{inbox: InboxState}`. */
export interface InboxRead {
}

/** Asks who has read a message of a room that one is in; answered by `{seen: SeenBy}`. Refused where the organisation has that switched off, and to who does not tell of their own reading. */
export interface MessageSeen {
  room: number;
  message: number;
}

/** Asks how far the others have read in a small room that one is in; answered by `{readers: Readers}`. From then on `room:read` tells. */
export interface RoomReaders {
  room: number;
}

/** Says whether others are told what one has read, and one what they have; answered by `{tells: bool}`. */
export interface ReadingTell {
  tells: boolean;
}

/** Asks for everyone the asker may see; answered by `{people: [Person], presence: Presence}`. */
export interface PeopleList {
}

/** Asks for the groups that `@handle` mentions, none for guests; answered by `{groups}`. Ask on every connect: `group:changed` has no number. */
export interface GroupList {
}

/** Moves the read cursor (forward only, unless `unread`: then to before `seq`); answered by `{mine: MyRoom}`. */
export interface ReadSet {
  room: number;
  seq: number;
  unread?: boolean;
}

/** Reads all there is: moves the cursor of every room with something unread to its head; answered by `{rooms: [MyRoom]}`, those rooms. */
export interface ReadAll {
}

/** Says that the user types in a room; lapses after 6 s unless said again. Answered by `{}`. */
export interface TypingStart {
  room: number;
}

/** Says that the user stopped typing. Answered by `{}`. */
export interface TypingStop {
  room: number;
}

/** Says whether the person is at this client (`active`) or not (`away`). Answered by `{}`. */
export interface PresenceSet {
  state: "active" | "away";
}

/** Asks for the organisation's own emoji; answered by `{emoji, may_add}`. Ask again after each connect: `emoji:changed` has no number. */
export interface EmojiList {
}

/** Takes one away, as an admin or whoever made it; answered by `{emoji: EmojiShape}`. */
export interface EmojiWithdraw {
  emoji: number;
}

/** Asks for a page of a thread, as `room:history` does of a room; the page that begins it has its first message too. Answered by `{history: History}`. */
export interface ThreadHistory {
  room: number;
  thread: number;
  before?: number | null;
  after?: number | null;
  around?: number | null;
  limit?: number | null;
}

/** Follows a thread or no longer does; answered by `{thread: MyThread}`. Whoever replies, and whose message is replied to, follows without asking. */
export interface ThreadFollow {
  room: number;
  thread: number;
  following: boolean;
}

/** Moves the read cursor in a thread that one follows, forward only; answered by `{thread: MyThread}`. */
export interface ThreadRead {
  room: number;
  thread: number;
  seq: number;
}

/** Asks for the threads that the asker follows, those with something unread first, then those with the latest reply; answered by `{threads: [FollowedThread]}`. */
export interface ThreadList {
}

/** A message or notice took its place in a room. */
export interface MessageCreated {
  room: number;
  seq: number;
  message: MessageShape;
}

/** A message was edited or deleted; `message` is all of it as it is now. */
export interface MessageChanged {
  room: number;
  seq: number;
  message: MessageShape;
}

/** Someone joined a room or left it. */
export interface MemberChanged {
  room: number;
  seq: number;
  member: Member;
  member_count: number;
}

/** A room's name or topic changed. */
export interface RoomChanged {
  room: number;
  seq: number;
  info: RoomInfo;
}

/** What the server found that this process's sockets missed in a room. */
export interface RoomCaughtUp {
  room: number;
  seq: number;
  changes: RoomChanges;
}

/** One of the user's own: a room joined or left, a read cursor moved, a draft saved, a thread followed or read, a message scheduled. To that user alone; `seq` is in the user's own sequence. One of the other fields is set, the others are null. Whoever leaves a room follows none of its threads any more. */
export interface MeChanged {
  seq: number;
  mine: MyRoom | null;
  draft: DraftShape | null;
  thread: MyThread | null;
  scheduled: ScheduledShape | null;
  saved: SavedShape | null;
  inbox: InboxState | null;
  sidebar: SidebarShape | null;
}

/** What the user votes for in a poll now: to that user alone, in all their tabs. It has no number; `poll:mine` answers the same. */
export interface PollVoted {
  room: number;
  message: number;
  options: number[];
}

/** How far someone has read in a small room (up to `SEEN_LIVE_MEMBERS` members): to the others there, of those who tell of their own reading. It has no number; `room:readers` answers the same. */
export interface RoomRead {
  room: number;
  reader: Reader;
}

/** Someone is new, or changed their name or role, or can no longer log in. */
export interface PersonChanged {
  person: Person;
}

/** A group was made, filled, emptied or removed. To everyone but guests. */
export interface GroupChanged {
  group: GroupShape;
}

/** One of the organisation's own emoji is new or withdrawn. To everyone. */
export interface EmojiChanged {
  emoji: EmojiShape;
}

/** Someone types in a room, or stopped. Lapses 6 s after the last. */
export interface Typing {
  room: number;
  user: number;
  display_name: string;
  active: boolean;
}

/** Someone came, went away or left. How many are connected is the client's to count: it hears of those whom its user may see, and a guest need not know of the others. */
export interface PresenceChanged {
  user: number;
  state: "online" | "away" | "offline";
}

/** This log-in has ended; the connection closes next and the client must not come back by itself. */
export interface SessionEnded {
  reason: "logged_out" | "deactivated" | "password_changed" | "token_withdrawn" | "changed";
}

/** How this Hearth is: to owners and admins, every 2 s while one of them is connected. */
export interface OpsSample {
  /** ISO 8601 in UTC, milliseconds, ending in Z */
  at: string;
  sockets: number;
  /** each once, whatever they are connected to */
  people: number;
  transports: TransportCount[];
  workers: WorkerState[];
  /** workers that live but did not answer in time */
  silent: string[];
  /** workers there should be */
  expected: number;
  /** written in each of the last 60 minutes, the one that runs last; null while the database does not answer */
  messages: number[] | null;
  versions: Version[];
  database: DatabaseState;
  /** null where it is not in use */
  redis: RedisState | null;
}

/** What the server emits, by name. */
export interface ServerEvents {
  "message:created": MessageCreated;
  "message:changed": MessageChanged;
  "member:changed": MemberChanged;
  "room:changed": RoomChanged;
  "room:caught_up": RoomCaughtUp;
  "me:changed": MeChanged;
  "poll:voted": PollVoted;
  "room:read": RoomRead;
  "person:changed": PersonChanged;
  "group:changed": GroupChanged;
  "emoji:changed": EmojiChanged;
  "typing": Typing;
  "presence": PresenceChanged;
  "session:ended": SessionEnded;
  "ops:sample": OpsSample;
}

/** What a client may ask for, by name. */
export interface Commands {
  "sync": Sync;
  "room:changes": RoomChangesAfter;
  "room:history": RoomHistory;
  "message:send": MessageSend;
  "message:forward": MessageForward;
  "message:preview": MessagePreview;
  "message:edit": MessageEdit;
  "message:versions": MessageVersions;
  "message:undo": MessageUndo;
  "message:delete": MessageDelete;
  "reaction:add": ReactionAdd;
  "reaction:remove": ReactionRemove;
  "draft:save": DraftSave;
  "room:files": RoomFiles;
  "file:unsent": FileUnsent;
  "file:describe": FileDescribe;
  "file:remove": FileRemove;
  "message:pin": MessagePin;
  "message:unpin": MessageUnpin;
  "room:pins": RoomPins;
  "message:schedule": MessageSchedule;
  "scheduled:update": ScheduledUpdate;
  "scheduled:cancel": ScheduledCancel;
  "scheduled:send": ScheduledSend;
  "sidebar:mine": SidebarMine;
  "section:create": SectionCreate;
  "section:update": SectionUpdate;
  "section:delete": SectionDelete;
  "section:put": SectionPut;
  "poll:create": PollCreate;
  "poll:vote": PollVoteSet;
  "poll:mine": PollMine;
  "poll:close": PollClose;
  "search": Search;
  "preview:remove": PreviewRemove;
  "command:list": CommandList;
  "command:run": CommandRun;
  "status:set": StatusSet;
  "away:set": AwaySet;
  "room:create": RoomCreate;
  "room:update": RoomUpdate;
  "room:rules": RoomRules;
  "room:archive": RoomArchive;
  "room:prefs": RoomPrefs;
  "room:join": RoomJoin;
  "room:leave": RoomLeave;
  "room:member:add": RoomMemberAdd;
  "room:member:remove": RoomMemberRemove;
  "room:members": RoomMembers;
  "room:browse": RoomBrowse;
  "direct:open": DirectOpen;
  "direct:group": DirectGroup;
  "message:save": MessageSave;
  "saved:update": SavedUpdate;
  "saved:remove": SavedRemove;
  "saved:list": SavedList;
  "inbox:list": InboxList;
  "inbox:count": InboxCount;
  "inbox:mark": InboxMarkSet;
  "inbox:read": InboxRead;
  "message:seen": MessageSeen;
  "room:readers": RoomReaders;
  "reading:tell": ReadingTell;
  "people:list": PeopleList;
  "group:list": GroupList;
  "read:set": ReadSet;
  "read:all": ReadAll;
  "typing:start": TypingStart;
  "typing:stop": TypingStop;
  "presence:set": PresenceSet;
  "emoji:list": EmojiList;
  "emoji:withdraw": EmojiWithdraw;
  "thread:history": ThreadHistory;
  "thread:follow": ThreadFollow;
  "thread:read": ThreadRead;
  "thread:list": ThreadList;
}

/** What comes with `ok: true`, by the command's name. */
export interface Answers {
  "sync": { me: MyChanges; rooms: RoomChanges[] };
  "room:changes": { changes: RoomChanges };
  "room:history": { history: History };
  "message:send": { message: MessageShape };
  "message:forward": { message: MessageShape };
  "message:preview": { html: string };
  "message:edit": { message: MessageShape };
  "message:versions": { versions: Wording[] };
  "message:undo": { message: MessageShape };
  "message:delete": { message: MessageShape };
  "reaction:add": { message: MessageShape };
  "reaction:remove": { message: MessageShape };
  "draft:save": { draft: DraftShape };
  "room:files": { page: FilesPage };
  "file:unsent": { files: FileShape[] };
  "file:describe": { file: FileShape };
  "file:remove": Record<string, never>;
  "message:pin": { message: MessageShape };
  "message:unpin": { message: MessageShape };
  "room:pins": { messages: MessageShape[] };
  "message:schedule": { scheduled: ScheduledShape };
  "scheduled:update": { scheduled: ScheduledShape };
  "scheduled:cancel": { scheduled: ScheduledShape };
  "scheduled:send": { message: MessageShape };
  "sidebar:mine": { sidebar: SidebarShape };
  "section:create": { sidebar: SidebarShape };
  "section:update": { sidebar: SidebarShape };
  "section:delete": { sidebar: SidebarShape };
  "section:put": { mine: MyRoom };
  "poll:create": { message: MessageShape };
  "poll:vote": { message: MessageShape };
  "poll:mine": { options: number[] };
  "poll:close": { message: MessageShape };
  "search": { page: SearchPage };
  "preview:remove": { message: MessageShape };
  "command:list": { commands: SlashShape[] };
  "command:run": { said: string; message: MessageShape | null };
  "status:set": { person: Person };
  "away:set": { person: Person };
  "room:create": { mine: MyRoom };
  "room:update": { room: RoomInfo };
  "room:rules": { room: RoomInfo };
  "room:archive": { room: RoomInfo };
  "room:prefs": { mine: MyRoom };
  "room:join": { mine: MyRoom };
  "room:leave": Record<string, never>;
  "room:member:add": { member: Member };
  "room:member:remove": { member: Member };
  "room:members": { members: Member[] };
  "room:browse": { rooms: BrowsedRoom[] };
  "direct:open": { mine: MyRoom };
  "direct:group": { mine: MyRoom };
  "message:save": { saved: SavedShape };
  "saved:update": { saved: SavedShape };
  "saved:remove": { saved: SavedShape };
  "saved:list": { page: SavedPage };
  "inbox:list": { page: InboxPage };
  "inbox:count": { counts: InboxCounts };
  "inbox:mark": { inbox: InboxState };
  "inbox:read": { inbox: InboxState };
  "message:seen": { seen: SeenBy };
  "room:readers": { readers: Readers };
  "reading:tell": { tells: boolean };
  "people:list": { people: Person[]; presence: Presence };
  "group:list": { groups: GroupShape[] };
  "read:set": { mine: MyRoom };
  "read:all": { rooms: MyRoom[] };
  "typing:start": Record<string, never>;
  "typing:stop": Record<string, never>;
  "presence:set": Record<string, never>;
  "emoji:list": { emoji: EmojiShape[]; may_add: boolean };
  "emoji:withdraw": { emoji: EmojiShape };
  "thread:history": { history: History };
  "thread:follow": { thread: MyThread };
  "thread:read": { thread: MyThread };
  "thread:list": { threads: FollowedThread[] };
}
