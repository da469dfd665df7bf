// One epoch of the modules on what Python hands over at standard input, back as JSON.

import { readFileSync } from "node:fs";

import { load } from "./load.mjs";

const { sgdEpoch, unpack, evaluate } = await load(["sgdEpoch", "unpack", "evaluate"]);
const given = JSON.parse(readFileSync(0, "utf8"));
const numbers = (name) => unpack(given[name]).values;
const weights = Float64Array.from(numbers("weights"));
const biases = Float64Array.from(numbers("biases"));
const measured = sgdEpoch(numbers("images"), given.labels, given.order, {
  weights,
  biases,
  learningRate: given.learning_rate,
  batchSize: given.batch_size,
});
const after = evaluate(numbers("images"), given.labels, weights, biases);
process.stdout.write(
  JSON.stringify({ weights: [...weights], biases: [...biases], ...measured, after }),
);
