import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const names = ["inkOf", "growingInk", "mnistForm", "moved", "linearModel", "bestTwo", "errorRange"];
const { randomNumbers, ...pad } = await load([...names, "randomNumbers"], "pad");
const { inkOf, growingInk, mnistForm, moved, linearModel, bestTwo, errorRange } = pad;
const sum = (values) => values.reduce((total, value) => total + value, 0);
const formOf = (...strokes) => mnistForm(inkOf(strokes), 280, 280);

test("a dot is a disc of the pen's size, with soft edges", () => {
  const ink = inkOf([[140, 140]]);
  assert.ok(Math.abs(sum(ink) - Math.PI * 11 ** 2) < 5);
  assert.equal(ink[140 * 280 + 140], 1);
  assert.ok(ink.some((value) => value > 0.1 && value < 0.9));
  assert.equal(ink[140 * 280 + 155], 0);
});

test("crossing strokes are no blacker than ink, and their order does not matter", () => {
  const [one, other] = [
    [50, 50, 200, 200],
    [50, 200, 200, 50],
  ];
  const ink = inkOf([one, other]);
  assert.equal(Math.max(...ink.slice(0)), 1);
  assert.deepEqual(ink, inkOf([other, one]));
});

test("a drawing that grows has the same ink as one that is there at once", () => {
  const grow = growingInk();
  const steps = [
    [[100, 100]],
    [[100, 100, 110, 100]],
    [[100, 100, 130, 100]], // straight on
    [[100, 100, 130, 100, 130, 160]],
    [[100, 100, 130, 100, 30, 60]], // another drawing
    [[100, 100, 130, 100, 130, 160]],
    [[100, 100, 130, 100, 130, 160], [20, 20]],
    [[100, 100, 130, 100, 130, 160], [20, 20, 90, 90, 100, 30], [5, 5]],
    [[100, 100, 130, 100, 130, 160]], // taken back
    [[100, 100, 130, 100, 130, 160], [7, 200]],
    [],
    [[7, 200]],
    [[7, 210, 20, 20]],
  ];
  let before = [];
  for (const step of steps) {
    // As the part does it: a stroke that did not change is the same object.
    const same = (stroke, i) => String(stroke) === String(before[i]);
    const strokes = step.map((stroke, i) => (same(stroke, i) ? before[i] : stroke));
    assert.deepEqual(grow(strokes), inkOf(strokes));
    before = strokes;
  }
});

test("ink at the edges of the paper stays on it", () => {
  const { image, box } = formOf([0, 0, 280, 280]);
  assert.deepEqual(box.slice(2), [20, 20]);
  assert.ok(image.every(Number.isFinite));
});

test("the longer side becomes 20 pixels, and the middle of the mass the middle", () => {
  const strokes = [
    [60, 60, 180, 60, 100, 220],
    [20, 20, 40, 24],
    [10, 140, 270, 140],
  ];
  for (const stroke of strokes) {
    const { image, box } = formOf(stroke);
    const [top, left, height, width] = box;
    assert.equal(Math.max(height, width), 20);
    assert.ok(top >= 0 && left >= 0 && top + height <= 28 && left + width <= 28);
    let [rows, columns] = [0, 0];
    image.forEach((value, d) => {
      rows += value * Math.floor(d / 28);
      columns += value * (d % 28);
    });
    assert.ok(Math.abs(rows / sum(image) - 14) <= 0.51);
    assert.ok(Math.abs(columns / sum(image) - 14) <= 0.51);
  }
});

test("where a drawing is, or how large, does not matter", () => {
  const base = formOf([60, 60, 180, 60, 100, 220]).image;
  const elsewhere = formOf([83, 43, 203, 43, 123, 203]).image;
  assert.deepEqual(base, elsewhere);
});

test("the whole of a drawing stays in the image where its mass is at one end", () => {
  const heavy = [20, 20, 260, 20, 20, 40, 260, 40];
  const { image, box } = formOf(heavy, [140, 20, 140, 260]);
  assert.equal(box[0] + box[2], 28);
  assert.ok(Math.max(...image.slice(27 * 28)) > 0);
});

test("empty paper has no box, and stays empty", () => {
  const { image, box } = mnistForm(new Float64Array(280 * 280), 280, 280);
  assert.equal(box, null);
  assert.equal(sum(image), 0);
});

test("an image that moves out of the paper and comes back has lost its ink", () => {
  const image = Float32Array.from({ length: 784 }, (_, d) => d + 1);
  assert.deepEqual(moved(image, [0, 0]), image);
  assert.equal(moved(image, [1, 0])[1], 1);
  assert.equal(moved(image, [0, 1])[28], 1);
  assert.equal(moved(image, [-1, -1])[0], 30);
  assert.equal(sum(moved(image, [28, 0])), 0);
  assert.equal(sum(moved(image, [0, -28])), 0);
});

test("the evidence and the biases add up to the difference of the scores", () => {
  const random = randomNumbers(1);
  const model = linearModel(
    Float32Array.from({ length: 7840 }, () => random() - 0.5),
    Float32Array.from({ length: 10 }, () => random() - 0.5),
  );
  const image = Float32Array.from({ length: 784 }, random);
  const scores = model.scores(image);
  const [best, second] = bestTwo(scores);
  assert.deepEqual(
    [scores[best], scores[second]],
    [...scores].sort((a, b) => b - a).slice(0, 2),
  );
  const { map, bias } = model.evidence(image, best, second);
  assert.ok(Math.abs(sum(map) + bias - (scores[best] - scores[second])) < 1e-9);
});

test("equal scores have two different best classes", () => {
  assert.deepEqual(bestTwo(new Float64Array(10)), [0, 1]);
});

test("the range of a share has a width at both ends, and narrows", () => {
  for (const [right, count] of [
    [0, 20],
    [20, 20],
    [15, 20],
  ]) {
    const [low, high] = errorRange(right, count);
    const share = right / count;
    assert.ok(low >= 0 && high <= 1 && low <= share && share <= high && high - low > 0.1);
  }
  const width = ([low, high]) => high - low;
  assert.ok(width(errorRange(150, 200)) < width(errorRange(15, 20)) / 2);
  // For many, it is what lessons 6 and 8 compute.
  assert.ok(Math.abs(width(errorRange(9000, 10000)) - 4 * Math.sqrt(0.09 / 10000)) < 1e-4);
});
