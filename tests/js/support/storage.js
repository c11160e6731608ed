/** What a browser's `localStorage` is, in memory. */
export class FakeStorage extends Map {
  getItem = (key) => this.get(key) ?? null;
  setItem = (key, value) => this.set(key, value);
  removeItem = (key) => this.delete(key);
  key = (at) => [...this.keys()][at];
  get length() {
    return this.size;
  }
}
