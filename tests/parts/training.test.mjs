import assert from "node:assert/strict";
import { test } from "node:test";

import { atLast, load } from "./load.mjs";

const { randomNumbers, trainingParts, trainingSteps, sgdSteps, shuffled, remaining, seconds } =
  await load(
    ["randomNumbers", "trainingParts", "trainingSteps", "sgdSteps", "shuffled", "remaining", "seconds"],
    "training",
  );

const random = randomNumbers(5);
const images = Float32Array.from({ length: 40 * 6 }, random); // 40 images of 6 pixels
const labels = Array.from({ length: 40 }, (_, i) => (images[6 * i] > 0.5 ? 1 : 0)); // 2 classes
const start = () => ({ weights: new Float64Array(12), biases: new Float64Array(2) });

test("a training is its epochs one after another, in the orders that the seed draws", () => {
  const parts = trainingParts({ images, labels });
  assert.equal(parts.count, 32);
  assert.equal(parts.validation[1].length, 8);
  const settings = { learningRate: 0.5, batchSize: 10 };
  const one = start();
  const steps = trainingSteps(parts, { epochs: 3, seed: 4, ...settings, ...one });
  let count = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) count += 1;
  assert.equal(count, 3 * 4);
  assert.equal(step.value.step, step.value.steps);
  const other = start();
  const orders = randomNumbers(4);
  const losses = [1, 2, 3].map(
    () => atLast(sgdSteps(...parts.train, shuffled(32, orders), { ...settings, ...other })).loss,
  );
  assert.deepEqual(step.value.history.loss, losses);
  assert.deepEqual(one.weights, other.weights);
  assert.ok(step.value.history.val_accuracy.every((value) => value >= 0 && value <= 1));
  assert.ok(losses[2] < losses[0]);
});

test("time is told as a person tells it, and the rest follows from the share", () => {
  assert.equal(seconds(0.42), "0.4 s");
  assert.equal(seconds(12.4), "12 s");
  assert.equal(seconds(119.8), "2 min 0 s");
  assert.equal(remaining(5, 0.25), 15);
  assert.equal(remaining(0.1, 0.5), null);
  assert.equal(remaining(5, 0), null);
});
