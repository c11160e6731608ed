// @ts-check

export const ZOOM_MOST = 4;

/** The square of a picture that is shown: where it lies and how large it is. */
export class Crop {
  /** 1: as much as there is. */
  zoom = 1;
  #x;
  #y;

  /**
   * @param {number} width of the picture, in its pixels
   * @param {number} height
   */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.#x = width / 2;
    this.#y = height / 2;
  }

  get side() {
    return Math.min(this.width, this.height) / this.zoom;
  }

  /** @returns {{left: number, top: number, side: number}} in the picture's pixels, within it */
  get box() {
    return { left: this.#x - this.side / 2, top: this.#y - this.side / 2, side: this.side };
  }

  /**
   * @param {number} x parts of the square that is shown, to the right
   * @param {number} y down
   */
  move(x, y) {
    this.#put(this.#x + x * this.side, this.#y + y * this.side);
  }

  /** @param {number} zoom about the middle of what is shown */
  zoomTo(zoom) {
    this.zoom = Math.min(ZOOM_MOST, Math.max(1, zoom));
    this.#put(this.#x, this.#y);
  }

  /**
   * @param {number} x
   * @param {number} y
   */
  #put(x, y) {
    const half = this.side / 2;
    this.#x = Math.min(this.width - half, Math.max(half, x));
    this.#y = Math.min(this.height - half, Math.max(half, y));
  }
}
