// The linear model's arithmetic, the same as helpers/numpy_model.py: `weights` is a flat array of
// pixels * classes numbers, pixel by pixel, as NumPy keeps (784, 10).

/** Scores (classes) of one image: x @ weights + biases. */
function scoresOf(x, weights, biases) {
  const classes = biases.length;
  const scores = Float64Array.from(biases);
  for (let d = 0; d < x.length; d++) {
    if (x[d] === 0) continue; // most of an image is paper
    for (let k = 0; k < classes; k++) scores[k] += x[d] * weights[d * classes + k];
  }
  return scores;
}

/** Probabilities: exp(s_k) / sum_j exp(s_j), with the largest score taken out first. */
function softmax(scores) {
  const largest = Math.max(...scores);
  const exponentials = Float64Array.from(scores, (score) => Math.exp(score - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** -log p_y, straight from the scores: -s_y + log(sum_j exp(s_j)). */
function crossEntropy(scores, label) {
  const largest = Math.max(...scores);
  let sum = 0;
  for (const score of scores) sum += Math.exp(score - largest);
  return largest + Math.log(sum) - scores[label];
}

/** The position of the largest value; of equal ones, the first, as np.argmax. */
function argmax(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

/** The gradient of the mean cross-entropy of some rows, for the weights and the biases.
 * `images` is a flat array of rows * pixels numbers; `rows` lists which of them are meant. */
function gradientOf(images, labels, rows, weights, biases) {
  const classes = biases.length;
  const pixels = weights.length / classes;
  const ofWeights = new Float64Array(weights.length);
  const ofBiases = new Float64Array(classes);
  let loss = 0;
  let right = 0;
  for (const row of rows) {
    const x = images.subarray(row * pixels, (row + 1) * pixels);
    const scores = scoresOf(x, weights, biases);
    loss += crossEntropy(scores, labels[row]);
    right += argmax(scores) === labels[row];
    const errors = softmax(scores);
    errors[labels[row]] -= 1;
    for (let k = 0; k < classes; k++) ofBiases[k] += errors[k] / rows.length;
    for (let d = 0; d < pixels; d++) {
      if (x[d] === 0) continue;
      const share = x[d] / rows.length;
      for (let k = 0; k < classes; k++) ofWeights[d * classes + k] += share * errors[k];
    }
  }
  return { ofWeights, ofBiases, loss: loss / rows.length, accuracy: right / rows.length };
}

/** One epoch of mini-batch SGD in the given order of rows; changes weights and biases in place.
 * It yields after each batch, and returns the means over the epoch, measured on each batch just
 * before its step, as Keras. */
function* sgdSteps(images, labels, order, { weights, biases, learningRate, batchSize }) {
  let loss = 0;
  let accuracy = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    const rows = order.slice(start, start + batchSize);
    const step = gradientOf(images, labels, rows, weights, biases);
    for (let i = 0; i < weights.length; i++) weights[i] -= learningRate * step.ofWeights[i];
    for (let k = 0; k < biases.length; k++) biases[k] -= learningRate * step.ofBiases[k];
    loss += (step.loss * rows.length) / order.length;
    accuracy += (step.accuracy * rows.length) / order.length;
    yield;
  }
  return { loss, accuracy };
}

/** Mean loss and accuracy of all rows. */
function evaluate(images, labels, weights, biases) {
  const pixels = weights.length / biases.length;
  let loss = 0;
  let right = 0;
  for (let row = 0; row < labels.length; row++) {
    const x = images.subarray(row * pixels, (row + 1) * pixels);
    const scores = scoresOf(x, weights, biases);
    loss += crossEntropy(scores, labels[row]);
    right += argmax(scores) === labels[row];
  }
  return { loss: loss / labels.length, accuracy: right / labels.length };
}

/** A generator of numbers in [0, 1) that a seed starts (mulberry32): the same on every machine. */
function randomNumbers(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The numbers from 0 to count - 1 in an order that `random` draws (Fisher and Yates). */
function shuffled(count, random) {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Split images as the lessons do: the first four fifths are for the steps, the last validate. */
function trainingParts({ images, labels }) {
  const pixels = images.length / labels.length;
  const cut = Math.floor(labels.length * 0.8);
  return {
    count: cut,
    train: [images.subarray(0, cut * pixels), labels.slice(0, cut)],
    validation: [images.subarray(cut * pixels), labels.slice(cut)],
  };
}

/** A whole training, a step at a time. It changes weights and biases in place, and yields after
 * each batch { step, steps, history }: the history of the whole epochs, under NumPy's names. */
function* trainingSteps(parts, { epochs, seed, ...settings }) {
  const random = randomNumbers(seed);
  const history = { accuracy: [], loss: [], val_accuracy: [], val_loss: [] };
  const steps = epochs * Math.ceil(parts.count / settings.batchSize);
  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const batches = sgdSteps(...parts.train, shuffled(parts.count, random), settings);
    let batch = batches.next();
    for (; !batch.done; batch = batches.next()) yield { step: ++step, steps, history };
    const validation = evaluate(...parts.validation, settings.weights, settings.biases);
    history.accuracy.push(batch.value.accuracy);
    history.loss.push(batch.value.loss);
    history.val_accuracy.push(validation.accuracy);
    history.val_loss.push(validation.loss);
  }
  return { step, steps, history };
}
