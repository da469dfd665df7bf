import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { lossAt, slopesAt, pathFrom, firstRise, judgePlace, randomNumbers } = await load(
  ["lossAt", "slopesAt", "pathFrom", "firstRise", "judgePlace", "randomNumbers"],
  "descent",
);
const random = randomNumbers(5);
const PIXELS = Float32Array.from({ length: 40 }, random);
const LABELS = Uint8Array.from({ length: 20 }, () => Math.round(random()));

test("the slopes are how fast the loss grows", () => {
  for (const point of [[0, 0], [3, -2], [-40, 25]])
    for (const i of [0, 1]) {
      const up = point.map((weight, j) => weight + (i === j ? 1e-5 : 0));
      const down = point.map((weight, j) => weight - (i === j ? 1e-5 : 0));
      const slope = (lossAt(PIXELS, LABELS, up) - lossAt(PIXELS, LABELS, down)) / 2e-5;
      assert.ok(Math.abs(slope - slopesAt(PIXELS, LABELS, point)[i]) < 1e-6);
    }
});

test("without weights the loss is ln 2; far out it stays finite", () => {
  assert.ok(Math.abs(lossAt(PIXELS, LABELS, [0, 0]) - Math.LN2) < 1e-12);
  const far = pathFrom(PIXELS, LABELS, { start: [1e6, -1e6], rate: 1e4, steps: 200 });
  for (const point of far) {
    assert.ok(point.every(Number.isFinite));
    assert.ok(Number.isFinite(lossAt(PIXELS, LABELS, point)));
  }
});

test("short steps lower the loss each time, and the first rise is found", () => {
  const path = pathFrom(PIXELS, LABELS, { start: [4, 4], rate: 0.1, steps: 50 });
  assert.equal(path.length, 51);
  assert.equal(firstRise(path.map((point) => lossAt(PIXELS, LABELS, point))), 0);
  assert.equal(firstRise([3, 2, 2, 1, 1.5, 0, 7]), 4);
  assert.equal(firstRise([3]), 0);
});

test("a guessed place is told what is wrong with it", () => {
  // Uphill is to the left, so the step goes right: from 0 to 4.
  const known = { from: [0, 0], slopes: [-1, 0], landed: [4, 0], lowest: [3, -9] };
  for (const [guess, told] of [
    [[4, 0], /^Yes/],
    [[4.5, 0.5], /^Yes/],
    [[-4, 0], /uphill/],
    [[1, 0], /too short/],
    [[9, 1], /too far/],
    [[3, -8], /lowest place/],
    [[2, 6], /straight against/],
    [[0, 0], /straight against/],
  ])
    assert.match(judgePlace(guess, known), told);
});
