import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const names = ["runningSums", "changedScores", "becameOf", "decimalsThatFit", "fixed", "chance"];
names.push("softmax", "argmax", "randomNumbers");
const module = await load(names, "scores");
const { runningSums, changedScores, becameOf, decimalsThatFit, fixed, chance, softmax } = module;

test("the sums grow by one product a pixel, for each class", () => {
  const sums = runningSums([1, 0, 0.5], [2, -1, 9, 9, 4, 6], 2);
  assert.deepEqual([...sums], [0, 0, 2, -1, 2, -1, 4, 2]);
});

test("a constant changes no probability; a factor above 0 keeps the decision", () => {
  const random = module.randomNumbers(1);
  for (let trial = 0; trial < 50; trial++) {
    const scores = Float64Array.from({ length: 10 }, () => 10 * random() - 5);
    const before = softmax(scores);
    const added = softmax(changedScores(scores, 1, 1000 * random()));
    assert.ok(added.every((p, k) => Math.abs(p - before[k]) < 1e-9));
    assert.equal(becameOf(Math.max(...before), Math.max(...added)), "same");
    const larger = softmax(changedScores(scores, 3, 0));
    assert.equal(module.argmax(larger), module.argmax(before));
    assert.equal(becameOf(Math.max(...before), Math.max(...larger)), "larger");
    const smaller = softmax(changedScores(scores, 0.5, 0));
    assert.equal(becameOf(Math.max(...before), Math.max(...smaller)), "smaller");
  }
});

test("what is shown of a sum and a bias adds up to what is shown of the score", () => {
  const random = module.randomNumbers(2);
  let more = 0;
  for (let trial = 0; trial < 500; trial++) {
    const [sum, bias] = [20 * random() - 10, 2 * random() - 1];
    const decimals = decimalsThatFit(sum, bias);
    more += decimals > 2;
    const read = (value) => Number(fixed(value, decimals).replace("−", "-"));
    assert.ok(Math.abs(read(sum) + read(bias) - read(sum + bias)) < 10 ** -decimals / 2);
  }
  assert.ok(more > 50, "two decimals are not always enough");
});

test("numbers have a true minus, and none before a zero", () => {
  assert.equal(fixed(-1.234), "−1.23");
  assert.equal(fixed(-0.001), "0.00");
  assert.equal(fixed(2, 3), "2.000");
});

test("no probability is said to be 0 or 1 that is not", () => {
  assert.deepEqual([0, 1e-9, 0.25, 0.99999, 1].map(chance), [
    "0.000",
    "< 0.001",
    "0.250",
    "> 0.999",
    "1.000",
  ]);
});
