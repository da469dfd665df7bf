// One epoch of the modules on what Python hands over at standard input, back as JSON.

import { readFileSync } from "node:fs";

import { atLast, load } from "./load.mjs";

const { sgdSteps, unpack, evaluate } = await load(["sgdSteps", "unpack", "evaluate"]);
const given = JSON.parse(readFileSync(0, "utf8"));
const numbers = (name) => unpack(given[name]).values;
const weights = Float64Array.from(numbers("weights"));
const biases = Float64Array.from(numbers("biases"));
const steps = sgdSteps(numbers("images"), given.labels, given.order, {
  weights,
  biases,
  learningRate: given.learning_rate,
  batchSize: given.batch_size,
});
const measured = atLast(steps);
const after = evaluate(numbers("images"), given.labels, weights, biases);
process.stdout.write(
  JSON.stringify({ weights: [...weights], biases: [...biases], ...measured, after }),
);
