// @ts-check
/** @import {RoomInfo} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** What a person does with rooms, and with who is in them. */
export class RoomCommands {
  #store;
  #connection;

  /**
   * @param {Store} store
   * @param {Connection} connection
   */
  constructor(store, connection) {
    this.#store = store;
    this.#connection = connection;
  }

  /** @param {{name: string, kind: string, topic: string}} fields */
  async create(fields) {
    const { mine } = await this.#connection.request("room:create", fields);
    this.#store.takeOwn(mine);
    return mine.room.id;
  }

  /**
   * @param {number} room
   * @param {{name?: string, topic?: string}} fields
   */
  async update(room, fields) {
    await this.#connection.request("room:update", { room, ...fields });
  }

  /**
   * @param {number} room
   * @param {{posting?: string, slow_seconds?: number}} rules
   */
  async setRules(room, rules) {
    await this.#connection.request("room:rules", { room, ...rules });
  }

  /**
   * @param {number} room
   * @param {boolean} archived
   */
  async setArchived(room, archived) {
    await this.#connection.request("room:archive", { room, archived });
  }

  /**
   * @param {number} room
   * @param {{starred?: boolean, muted?: boolean}} prefs
   */
  async setPrefs(room, prefs) {
    const { mine } = await this.#connection.request("room:prefs", { room, ...prefs });
    this.#store.takeOwn(mine);
  }

  /** @param {number} room */
  async join(room) {
    const { mine } = await this.#connection.request("room:join", { room });
    this.#store.takeOwn(mine);
    return mine.room.id;
  }

  /** @param {number} room */
  async leave(room) {
    await this.#connection.request("room:leave", { room });
  }

  /**
   * @param {number} room
   * @param {number} user
   */
  async addMember(room, user) {
    await this.#connection.request("room:member:add", { room, user });
  }

  /**
   * @param {number} room
   * @param {number} user
   */
  async removeMember(room, user) {
    await this.#connection.request("room:member:remove", { room, user });
  }

  /** @param {number} id */
  async loadMembers(id) {
    const room = this.#store.rooms.get(id);
    room?.beginMembers();
    const { members } = await this.#connection.request("room:members", { room: id });
    room?.setMembers(members);
    if (room) this.#store.touched(room);
  }

  /** @returns {Promise<{room: RoomInfo, joined: boolean}[]>} */
  async browse() {
    const { rooms } = await this.#connection.request("room:browse", {});
    return rooms;
  }

  /** @param {number} user */
  async openDirect(user) {
    const { mine } = await this.#connection.request("direct:open", { user });
    this.#store.takeOwn(mine);
    return mine.room.id;
  }

  /** @param {number[]} users the others */
  async openGroup(users) {
    const { mine } = await this.#connection.request("direct:group", { users });
    this.#store.takeOwn(mine);
    return mine.room.id;
  }
}
