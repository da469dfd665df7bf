import assert from "node:assert/strict";
import { test } from "node:test";

import { load } from "./load.mjs";

const { firstWeights, randomNumbers } = await load(["firstWeights", "randomNumbers"], "rates");

test("the first weights fill their range evenly, and a seed repeats them", () => {
  const { weights, biases } = firstWeights(randomNumbers(1));
  const limit = Math.sqrt(6 / 794);
  assert.equal(weights.length, 7840);
  assert.ok(Math.max(...weights) <= limit && Math.min(...weights) >= -limit);
  assert.ok(Math.abs(Math.max(...weights) - limit) < limit / 100);
  assert.ok(Math.abs(weights.reduce((a, b) => a + b) / 7840) < limit / 20);
  assert.deepEqual(biases, new Float64Array(10));
  assert.deepEqual(firstWeights(randomNumbers(1)).weights, weights);
});
