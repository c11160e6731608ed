// @ts-check
/** @import {FilesPage, FileShape} from "../types.d.ts" */
/** @import {Connection} from "../connection.js" */

/** Files. Their bytes go by HTTP (static/js/files). */
export class FileCommands {
  #connection;

  /** @param {Connection} connection */
  constructor(connection) {
    this.#connection = connection;
  }

  /**
   * @param {string} file its id
   * @param {string} alt
   * @returns {Promise<FileShape>}
   */
  async describe(file, alt) {
    return (await this.#connection.request("file:describe", { file, alt })).file;
  }

  /** @param {string} file its id */
  async remove(file) {
    await this.#connection.request("file:remove", { file });
  }

  /**
   * @param {number} room
   * @param {string | null} kind
   * @param {number | null} before the id of the last one had
   * @returns {Promise<FilesPage>}
   */
  async page(room, kind, before) {
    return (await this.#connection.request("room:files", { room, kind, before })).page;
  }
}
