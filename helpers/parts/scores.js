// Sweep over an image and see its scores grow; then what softmax makes of them. Python: scores.py

const EDGE = "box-shadow: 0 0 0 1px var(--edge)"; // paper is white on a white page, too
// The questions about softmax: what becomes of its largest value when all scores change so.
const TRIALS = {
  add: {
    label: "Add",
    trait: "constant",
    value: 10,
    values: [-100, -50, -20, -10, -5, -2, -1, 0, 1, 2, 5, 10, 20, 50, 100],
    what: (classes) => `Add 10 to all ${classes} scores.`,
    changed: [1, 10],
    why: "only the differences of the scores count, and these stay",
  },
  multiply: {
    label: "Multiply by",
    trait: "factor",
    value: 3,
    values: [-1, 0, 0.1, 0.2, 0.5, 1, 2, 3, 5, 10],
    what: (classes) => `Multiply all ${classes} scores by 3.`,
    changed: [3, 0],
    why: "all differences become 3 times as large, and the order stays",
  },
};

/** The sums of x[d] * weights[d, k] over the first 0, 1, ... pixels: (pixels + 1) * classes. */
function runningSums(x, weights, classes) {
  const sums = new Float64Array((x.length + 1) * classes);
  for (let d = 0; d < x.length; d++)
    for (let k = 0; k < classes; k++)
      sums[(d + 1) * classes + k] = sums[d * classes + k] + x[d] * weights[d * classes + k];
  return sums;
}

/** Scores after a factor and a constant. */
function changedScores(scores, factor, constant) {
  return scores.map((score) => factor * score + constant);
}

/** What became of a number: "smaller", "same" or "larger". */
function becameOf(before, after) {
  if (Math.abs(after - before) < 1e-9) return "same";
  return after < before ? "smaller" : "larger";
}

/** How many decimals, from 2 on, so that a rounded sum and bias add up to the rounded score. */
function decimalsThatFit(sum, bias) {
  for (let decimals = 2; decimals < 7; decimals++) {
    const whole = (value) => Math.round(value * 10 ** decimals);
    if (whole(sum) + whole(bias) === whole(sum + bias)) return decimals;
  }
  return 7;
}

/** A probability; none is said to be 0 or 1 that is not. */
function chance(p) {
  if (p > 0 && p < 0.0005) return "< 0.001";
  if (p < 1 && p > 0.9995) return "> 0.999";
  return p.toFixed(3);
}

function render({ model, el }) {
  const part = frame({
    model,
    el,
    title: "From pixels to scores",
    name: "ScoreExplorer",
    state: "view image guess digit swept guess_add guess_multiply constant factor".split(" "),
  });
  const { state } = part;
  const { values: pixels, shape } = unpack(state.images);
  const [count, height, width] = shape;
  const size = height * width;
  const { values: labels } = unpack(state.labels);
  const { values: weights } = unpack(state.weights);
  const { values: biases } = unpack(state.biases);
  const classes = biases.length;
  const names = Array.from(biases, (_, k) => String(k));
  const strongest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-12);

  // An address may say more than there is.
  const number = () => Math.min(state.image, count - 1);
  const digit = () => Math.min(state.digit, classes - 1);
  const swept = () => Math.min(state.swept, size);
  const asking = () => state.guess < 0;
  const label = () => labels[number()];

  let x, sums, scores, probabilities, loudest;
  const ends = [0, 0]; // of the bars: the same all the way through an image
  function work() {
    x = Float64Array.from(pixels.subarray(number() * size, (number() + 1) * size), (v) => v / 255);
    sums = runningSums(x, weights, classes);
    scores = Float64Array.from(biases, (bias, k) => sums[size * classes + k] + bias);
    probabilities = softmax(scores);
    ends[0] = Math.min(...sums, ...scores);
    ends[1] = Math.max(...sums, ...scores);
    loudest = 1e-12; // the strongest evidence in this image, for any class
    for (let i = 0; i < weights.length; i++)
      loudest = Math.max(loudest, Math.abs(x[Math.floor(i / classes)] * weights[i]));
  }
  work();
  part.watch(["image"], work);
  const product = (d, k = digit()) => x[d] * weights[d * classes + k];
  const sumsHere = () => sums.subarray(swept() * classes, (swept() + 1) * classes);

  // Which image

  const thumbnail = (place) => {
    const picture = dots(height, width, (d) => grey(pixels[place * size + d] / 255));
    picture.setAttribute("aria-hidden", "true");
    picture.style.width = `${(36 * width) / Math.max(height, width) / 14}em`;
    const choose = () => {
      part.set({ image: place, guess: -1, swept: 0, constant: 0, factor: 1 });
      part.say(state.view === "softmax" ? summaryText() : questionText());
    };
    const looks = { "aria-label": `Image ${place}`, style: "padding: 4px" };
    const chosen = button(part, picture, choose, looks);
    part.draw(() => chosen.setAttribute("aria-pressed", place === number()));
    return chosen;
  };
  const thumbnails = group("Choose an image");
  if (count > 1) for (let place = 0; place < count; place++) thumbnails.append(thumbnail(place));

  // Pixels × weights, added up

  const cell = Math.max(6, Math.floor(280 / Math.max(height, width)));
  const grid = cellGrid(part, {
    style: EDGE,
    rows: height,
    columns: width,
    cell,
    label: "The image: sweep over its pixels, row by row",
    at: () => (asking() || swept() === 0 ? null : place(swept() - 1)),
    onPoint(row, column) {
      if (!asking()) part.set({ swept: row * width + column + 1 });
    },
    describe(row, column) {
      const d = row * width + column;
      const sum = fixed(sums[(d + 1) * classes + digit()]);
      return `row ${row}, column ${column}: ${term(d)}, sum for ${digit()}: ${sum}`;
    },
    paint(context, row, column, px, py, side) {
      const d = row * width + column;
      const done = !asking() && d < swept();
      const share = done ? product(d) / (0.6 * loudest) : x[d];
      fillCell(context, done ? redBlue(share) : grey(share), px, py, side);
      context.strokeStyle = Math.abs(share) > 0.6 ? "#ffffff" : "#000000";
      if (done && Math.abs(share) > 0.08) drawSign(context, share, px, py, side);
      if (d === size - 1) cursor(context);
    },
  });
  const place = (d) => [Math.floor(d / width), d % width];
  const term = (d) =>
    `${fixed(x[d])} × ${fixed(weights[d * classes + digit()], 3)} = ${fixed(product(d), 3)}`;

  /** The line between what is added up and what is still to come, and the last pixel. */
  function cursor(context) {
    if (asking() || swept() === 0 || swept() === size) return;
    const [row, column] = place(swept() - 1);
    const [right, top, bottom] = [(column + 1) * cell, row * cell, (row + 1) * cell];
    context.strokeStyle = "#000000";
    context.lineWidth = 1;
    drawLine(context, [0, bottom], [right, bottom], [right, top], [width * cell, top]);
    outline(context, column * cell - 3, top - 3, cell + 6, "#000000", 2);
  }
  // Whoever sweeps out below the image has added up all of it.
  part.on(grid, {
    pointerleave({ clientY }) {
      const { top, bottom, height: shown } = grid.getBoundingClientRect();
      if (asking() || shown === 0) return; // not if the image itself went away
      if (clientY >= bottom - 1) part.set({ swept: size });
      else if (clientY <= top) part.set({ swept: 0 });
    },
  });

  const small = (text, key, colour) => {
    let made, shown;
    const side = 112 / Math.max(height, width);
    const picture = canvas(part, {
      width: width * side,
      height: height * side,
      "aria-hidden": "true",
      style: EDGE,
      paint(context) {
        if (made !== key()) [made, shown] = [key(), dots(height, width, colour)];
        paintDots(context, shown, side);
        if (swept() === 0 || swept() === size) return;
        const [row, column] = place(swept() - 1);
        outline(context, column * side - 3, row * side - 3, side + 6, "#000000", 2);
      },
    });
    const caption = h("span", {}, text());
    part.draw(() => (caption.textContent = text()));
    return inColumn(caption, picture);
  };
  const race = classBars("", names, ends);
  const caption = race.table.querySelector("caption");
  const line = h("p");
  const verdict = h("p");
  const question = h("p");
  const guessed = (k) => {
    part.set({ guess: k, digit: k, swept: 0 });
    part.say("Now sweep over the image, or add up all pixels.");
    grid.focus({ preventScroll: true });
  };
  const answers = group(
    "Your guess",
    ...names.map((name, k) => button(part, name, () => guessed(k))),
  );
  const sweepAll = button(part, "Add up all pixels", () => {
    part.set({ swept: size });
    part.say(verdictText());
  });
  const sweepNone = button(part, "Start again", () => part.set({ swept: 0 }));
  const whose = choice(part, {
    label: "Class",
    trait: "digit",
    options: names.map((name, k) => [k, name]),
  });
  const buttons = inRow(sweepAll, sweepNone);
  const right = inColumn(
    inRow(
      small(() => "pixels", number, (d) => grey(x[d])),
      small(
        () => `× weights of ${digit()}`,
        digit,
        (d) => redBlue(weights[d * classes + digit()] / strongest),
      ),
    ),
    race.table,
  );
  right.classList.add("part-wide");
  const signs = h("span");
  const left = inColumn(signs, grid, line, buttons);
  // As wide as the image and as high as its longest text, so that nothing jumps in a sweep.
  line.style.cssText = "max-width: 100%; min-height: 5.8em; margin: 0";
  line.style.width = `${(width * cell) / 14}em`;
  const scoreView = inColumn(
    question,
    answers,
    whose,
    inRow(left, right),
    verdict,
  );

  const questionText = () =>
    `Image ${number()}. Each class multiplies the pixels by its own weights, and adds up. ` +
    "Which one gets the highest score?";
  function verdictText() {
    const best = argmax(scores);
    const guess = Math.min(state.guess, classes - 1);
    const start =
      guess === best
        ? `Yes, ${best}`
        : `Not ${guess}, its score is ${fixed(scores[guess])}: ${best}`;
    const truth =
      best === label()
        ? `The label is ${label()}, too.`
        : `But the label is ${label()}: the model misreads this image.`;
    return `${start} has the highest score, ${fixed(scores[best])}. ${truth}`;
  }
  function lineText() {
    const k = digit();
    if (swept() === 0)
      return "Sweep over the image from top to bottom, with mouse, finger or arrow keys.";
    if (swept() < size) {
      const [row, column] = place(swept() - 1);
      const sum = fixed(sumsHere()[k]);
      const last = `Row ${row}, column ${column}: pixel × weight = ${term(swept() - 1)}.`;
      return `${last} Sum for ${k} up to here: ${sum}`;
    }
    const sum = sumsHere()[k];
    const decimals = decimalsThatFit(sum, biases[k]);
    const plus = biases[k] < 0 ? "−" : "+";
    const [all, bias, score] = [sum, Math.abs(biases[k]), scores[k]].map((v) => fixed(v, decimals));
    const told = `The ${size} products for ${k} add up to ${all}.`;
    return `${told} ${all} ${plus} ${bias} bias = score ${score}`;
  }
  part.draw(() => {
    const asked = asking();
    for (const element of [whose, signs, buttons, right, line, verdict]) element.hidden = asked;
    for (const element of [question, answers]) element.hidden = !asked;
    question.textContent = questionText();
    grid.tabIndex = asked ? -1 : 0; // there is nothing to sweep over before the guess
    grid.style.touchAction = asked ? "auto" : "none";
    if (asked) return;
    signs.textContent = `pixels × weights: + for ${digit()}, − against ${digit()}`;
    const complete = swept() === size;
    const shown = complete ? scores : sumsHere();
    caption.textContent = complete ? "Scores: sums + biases" : "Sums up to here";
    race.update(shown, { strong: argmax(shown), text: (value) => fixed(value) });
    line.textContent = lineText();
    const leads = swept() > 0 ? ` Up to here, ${argmax(shown)} is ahead.` : "";
    verdict.textContent = complete ? verdictText() : `You said ${state.guess}.${leads}`;
    sweepAll.disabled = complete;
    sweepNone.disabled = swept() === 0;
  });

  // Softmax

  const changed = () => changedScores(scores, state.factor, state.constant);
  const highest = (values) => Math.max(...values);
  function asks(kind) {
    const { label, trait, value, values, what } = TRIALS[kind];
    const guess = `guess_${kind}`;
    const text = h("p");
    const reply = (said) => {
      part.set({ [guess]: said, [trait]: value });
      control.hidden = false; // it takes the keys from the button that goes away
      control.querySelector("input").focus({ preventScroll: true });
      part.say(answerText(kind));
    };
    const choices = group(
      "Your guess",
      ...["smaller", "same", "larger"].map((each) =>
        button(part, each === "same" ? "the same" : each, () => reply(each)),
      ),
    );
    const control = slider(part, { label, trait, values });
    const told = h("p");
    part.draw(() => {
      const asked = state[guess] === "";
      text.hidden = choices.hidden = !asked;
      control.hidden = told.hidden = asked;
      const now = chance(highest(probabilities));
      text.textContent = `${what(classes)} The highest probability, ${now}, becomes …`;
      told.textContent = asked ? "" : answerText(kind);
    });
    return h("div", {}, text, choices, told, control);
  }
  function answerText(kind) {
    const { what, changed, why } = TRIALS[kind];
    const after = highest(softmax(changedScores(scores, ...changed)));
    const truth = becameOf(highest(probabilities), after);
    const became = truth === "same" ? "stays the same" : `becomes ${truth}`;
    const said = state[`guess_${kind}`] === truth ? "Yes" : "No";
    return `${what(classes)} ${said}, the highest probability ${became}, ${chance(after)}: ${why}.`;
  }
  const ofScores = classBars("Scores", names);
  const ofProbabilities = classBars("Probabilities", names, [0, 1]);
  const summary = h("p");
  const summaryText = () => {
    const now = changed();
    const p = softmax(now);
    const [best, y] = [argmax(now), label()];
    const tie = now.every((score) => score === now[best]);
    const decision = tie ? "all scores are equal: nothing decides" : `decision ${best}`;
    const loss = fixed(crossEntropy(now, y), 3);
    return (
      `Image ${number()}, label ${y}: ${decision}. ` +
      `Probability of ${y}: ${chance(p[y])}. Loss, −ln of it: ${loss}.`
    );
  };
  const bare = button(part, "The scores as they were", () => part.set({ constant: 0, factor: 1 }));
  const columns = [ofScores, ofProbabilities].map(({ table }) =>
    h("div", { class: "part-wide" }, table),
  );
  const second = asks("multiply");
  const softmaxView = inColumn(
    asks("add"),
    second,
    inRow(...columns),
    summary,
    bare,
  );
  bare.style.alignSelf = "flex-start";
  part.draw(() => {
    const now = changed();
    const [factor, constant] = [state.factor, state.constant];
    second.hidden = state.guess_add === "";
    bare.hidden = factor === 1 && constant === 0;
    const by = factor === 1 ? "" : ` × ${short(factor)}`;
    const sign = constant < 0 ? "−" : "+";
    const plus = constant === 0 ? "" : ` ${sign} ${short(Math.abs(constant))}`;
    ofScores.table.querySelector("caption").textContent = `Scores${by}${plus}`;
    ofScores.update(now, { strong: argmax(now), text: (value) => fixed(value) });
    ofProbabilities.update(softmax(now), { strong: argmax(now), text: chance });
    summary.textContent = summaryText();
  });
  part.watch(
    ["factor", "constant"],
    () => state.view === "softmax" && part.say(summaryText()),
  );

  part.draw(() => {
    scoreView.hidden = state.view !== "score";
    softmaxView.hidden = !scoreView.hidden;
  });
  part.body.append(
    choice(part, {
      label: "Look at",
      trait: "view",
      options: [
        ["score", "the scores"],
        ["softmax", "softmax"],
      ],
    }),
    thumbnails,
    scoreView,
    softmaxView,
  );
  return part.end;
}

export default { render };
