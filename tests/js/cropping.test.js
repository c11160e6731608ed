import assert from "node:assert/strict";
import { test } from "node:test";

import { Crop, ZOOM_MOST } from "../../static/js/cropping.js";

test("at first the middle is shown, as much as there is", () => {
  assert.deepEqual(new Crop(80, 40).box, { left: 20, top: 0, side: 40 });
  assert.deepEqual(new Crop(40, 80).box, { left: 0, top: 20, side: 40 });
});

test("it moves by parts of what is shown, and never out of the picture", () => {
  const crop = new Crop(80, 40);
  crop.move(0.25, 0.5);
  assert.deepEqual(crop.box, { left: 30, top: 0, side: 40 });
  crop.move(-9, -9);
  assert.deepEqual(crop.box, { left: 0, top: 0, side: 40 });
});

test("it comes nearer to a bound, and back within the picture", () => {
  const crop = new Crop(80, 40);
  crop.zoomTo(2);
  assert.deepEqual(crop.box, { left: 30, top: 10, side: 20 });
  crop.move(9, 9);
  assert.deepEqual(crop.box, { left: 60, top: 20, side: 20 });
  crop.zoomTo(1);
  assert.deepEqual(crop.box, { left: 40, top: 0, side: 40 });
  crop.zoomTo(99);
  assert.equal(crop.zoom, ZOOM_MOST);
});
