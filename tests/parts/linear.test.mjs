import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { softmax, crossEntropy, gradientOf, shuffled, randomNumbers } = await load([
  "softmax",
  "crossEntropy",
  "gradientOf",
  "shuffled",
  "randomNumbers",
]);

test("softmax stays finite for scores of 1000, and adds up to 1", () => {
  const probabilities = softmax([1000, 0, 999]);
  assert.ok(Math.abs(probabilities.reduce((a, b) => a + b) - 1) < 1e-12);
  assert.ok(Math.abs(probabilities[0] - 1 / (1 + Math.exp(-1))) < 1e-12);
});

test("the gradient is the slope of the loss", () => {
  const random = randomNumbers(3);
  const images = Float32Array.from({ length: 12 }, random); // 3 images of 4 pixels
  const weights = Float64Array.from({ length: 8 }, random); // 2 classes
  const biases = Float64Array.from([0.3, -0.2]);
  const labels = [1, 0, 1];
  const rows = [0, 1, 2];
  const { ofWeights, loss } = gradientOf(images, labels, rows, weights, biases);
  for (let i = 0; i < weights.length; i++) {
    const moved = weights.slice();
    moved[i] += 1e-6;
    const slope = (gradientOf(images, labels, rows, moved, biases).loss - loss) / 1e-6;
    assert.ok(Math.abs(slope - ofWeights[i]) < 1e-5);
  }
  assert.ok(Math.abs(crossEntropy([0, 0], 1) - Math.log(2)) < 1e-12);
});

test("a seed gives the same order each time, and every row once", () => {
  const [one, other] = [shuffled(100, randomNumbers(7)), shuffled(100, randomNumbers(7))];
  assert.deepEqual(one, other);
  assert.deepEqual(one.slice().sort((a, b) => a - b), [...Array(100).keys()]);
});
