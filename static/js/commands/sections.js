// @ts-check
/** @import {SectionShape} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */
/** @import {Store} from "../store.js" */

/** How a person arranges their sidebar. */
export class SectionCommands {
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

  /** @param {string} name @returns {Promise<string>} the key of the section that was made */
  async create(name) {
    const before = new Set(this.#store.sidebar.sections.map(({ key }) => key));
    const { sidebar } = await this.#connection.request("section:create", { name });
    this.#store.takeSidebar(sidebar);
    const made = sidebar.sections.find((/** @type {SectionShape} */ { key }) => !before.has(key));
    return made?.key ?? "";
  }

  /**
   * @param {string} section
   * @param {{name?: string, sort?: string, folded?: boolean, before?: string}} changes before: the
   *   key of the section that it is to stand before, "" for the end
   */
  async update(section, changes) {
    const { sidebar } = await this.#connection.request("section:update", { section, ...changes });
    this.#store.takeSidebar(sidebar);
  }

  /**
   * Folded here at once, and then everywhere; a loss is mended by the next time.
   *
   * @param {string} section
   * @param {boolean} folded
   */
  fold(section, folded) {
    const { sidebar } = this.#store;
    const sections = sidebar.sections.map((each) =>
      each.key === section ? { ...each, folded } : each,
    );
    this.#store.takeSidebar({ ...sidebar, sections });
    this.update(section, { folded }).catch(() => {});
  }

  /** @param {string} section */
  async remove(section) {
    const { sidebar } = await this.#connection.request("section:delete", { section });
    this.#store.takeSidebar(sidebar);
  }

  /**
   * @param {number} room
   * @param {string} section "" puts it back where it belongs
   */
  async put(room, section) {
    const { mine } = await this.#connection.request("section:put", { room, section });
    this.#store.takeOwn(mine);
  }
}
