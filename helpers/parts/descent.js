// The loss over two weights as a landscape: step down it, at a rate of your own. Python: descent.py

const COLUMNS = 40; // cells across the landscape: places that can be pointed at
const CELL = 9;
const LONGER = 10; // the arrow is so many times as long as the gradient
const MOST_STEPS = 200;
const TEN = 10; // the steps of the question about the rate
const RATES = [1, 3, 10, 30, 100, 300]; // the rates it names; 0 is for "none of them"
const BANDS = 13; // shades between contours, as in the lesson's picture
const SLIDER = [0.1, 0.3, 1, 2, 3, 5, 10, 15, 20, 30, 40, 60, 100, 150, 200, 300, 500, 1000];

/** The mean loss of rows (two pixels each, flat) at two weights: -log p from d = x @ w. */
function lossAt(pixels, labels, [first, second]) {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const d = pixels[2 * i] * first + pixels[2 * i + 1] * second;
    sum += Math.max(d, 0) + Math.log1p(Math.exp(-Math.abs(d))) - labels[i] * d;
  }
  return sum / labels.length;
}

/** The two slopes of that loss: pixel times error, the mean over the rows. */
function slopesAt(pixels, labels, [first, second]) {
  const slopes = [0, 0];
  for (let i = 0; i < labels.length; i++) {
    const d = pixels[2 * i] * first + pixels[2 * i + 1] * second;
    const error = 1 / (1 + Math.exp(-d)) - labels[i];
    slopes[0] += (pixels[2 * i] * error) / labels.length;
    slopes[1] += (pixels[2 * i + 1] * error) / labels.length;
  }
  return slopes;
}

/** The start, and where each step lands: steps + 1 points. */
function pathFrom(pixels, labels, { start, rate, steps }) {
  const path = [start];
  for (let step = 0; step < steps; step++) {
    const slopes = slopesAt(pixels, labels, path[step]);
    path.push(path[step].map((weight, i) => weight - rate * slopes[i]));
  }
  return path;
}

/** The first step after which the loss is higher than before, or 0. */
function firstRise(losses) {
  for (let step = 1; step < losses.length; step++) if (losses[step] > losses[step - 1]) return step;
  return 0;
}

const distance = (one, other) => Math.hypot(one[0] - other[0], one[1] - other[1]);
const pair = (point) => `(${point.map(short).join(",\u00a0")})`; // not broken over two lines

/** What is to be said of a guessed place, given where the step began, its slopes and its end. */
function judgePlace(guess, { from, slopes, landed, lowest }) {
  const taken = distance(landed, from);
  const away = [guess[0] - from[0], guess[1] - from[1]];
  const along = -(away[0] * slopes[0] + away[1] * slopes[1]); // above 0: against the gradient
  const straight = along / (Math.hypot(...slopes) * Math.hypot(...away) || 1);
  if (distance(guess, landed) <= Math.max(0.25 * taken, 0.8)) return "Yes, there.";
  if (along < 0) return "That is uphill. A step goes against the gradient.";
  if (distance(guess, lowest) < 2)
    return "Near the lowest place, but a step knows only the slope where it begins.";
  if (straight > 0.9)
    return `The right way, but too ${Math.hypot(...away) < taken ? "short" : "far"}.`;
  return "Not that way. A step goes straight against the arrow.";
}

function render({ model, el }) {
  const part = frame({
    model,
    el,
    title: "Down the loss, step by step",
    name: "DescentExplorer",
    state: ["kind", "start", "learning_rate", "steps", "guess", "question", "seed", "limits"],
  });
  const { state } = part;
  const { values: pixels } = unpack(state.pixels);
  const { values: labels } = unpack(state.labels);
  const lossOf = (point) => lossAt(pixels, labels, point);
  const slopesOf = (point) => slopesAt(pixels, labels, point);
  const pathOf = (start, rate, steps) => pathFrom(pixels, labels, { start, rate, steps });
  const asksPlace = () => state.kind === "step";
  const asking = () => state.guess.length !== (asksPlace() ? 2 : 1);

  // Where weights lie on the canvas. Row 0 is at the top.
  const span = () => {
    const [left, right, bottom, top] = state.limits;
    return { left, right, bottom, top, wide: right - left, high: top - bottom };
  };
  const rows = () => Math.round((COLUMNS * span().high) / span().wide);
  const toCanvas = ([first, second]) => [
    ((first - span().left) / span().wide) * COLUMNS * CELL,
    ((span().top - second) / span().high) * rows() * CELL,
  ];
  const placeOf = (row, column) => [
    span().left + ((column + 0.5) / COLUMNS) * span().wide,
    span().top - ((row + 0.5) / rows()) * span().high,
  ];
  const cellOf = (point) => {
    const [x, y] = toCanvas(point).map((at) => Math.floor(at / CELL));
    return [Math.min(rows() - 1, Math.max(0, y)), Math.min(COLUMNS - 1, Math.max(0, x))];
  };
  const isInside = ([first, second]) => {
    const { left, right, bottom, top } = span();
    return first >= left && first <= right && second >= bottom && second <= top;
  };

  // The path is worked out once for each start, rate and number of steps.
  let known = {};
  function course() {
    const [start, rate] = [state.start, state.learning_rate];
    const steps = asking() ? 0 : state.steps;
    const key = JSON.stringify([start, rate, steps]);
    if (known.key !== key) {
      const path = pathOf(start, rate, steps);
      known = { key, path, losses: path.map(lossOf), slopes: slopesOf(path[steps]) };
    }
    return known;
  }

  // The landscape is painted once, in shades between contours, closer near the bottom.
  let painted = {};
  function landscape() {
    const key = String(state.limits);
    if (painted.key === key) return painted;
    const { left, top, wide, high } = span();
    const [across, down] = [2 * COLUMNS, 2 * rows()];
    const points = [];
    for (let j = 0; j <= down; j++)
      for (let i = 0; i <= across; i++)
        points.push([left + (i / across) * wide, top - (j / down) * high]);
    const heights = points.map(lossOf);
    const low = Math.min(...heights);
    const range = Math.max(...heights) - low || 1;
    const coarse = dots(down + 1, across + 1, (d) =>
      Array(3).fill(255 * Math.sqrt((heights[d] - low) / range)),
    );
    // The canvas itself fills in what is between these heights; then each gets its band.
    const picture = h("canvas", { width: across * CELL, height: down * CELL });
    const { width, height } = picture;
    const context = picture.getContext("2d", { willReadFrequently: true });
    context.drawImage(coarse, 0.5, 0.5, across, down, 0, 0, width, height);
    const image = context.getImageData(0, 0, width, height);
    const bands = image.data.map((value) => Math.floor((value * BANDS) / 256));
    for (let at = 0; at < bands.length; at += 4) {
      const [band, before, above] = [bands[at], bands[at - 4], bands[at - 4 * width]];
      const first = at % (4 * width) === 0;
      const edge = (!first && band !== before) || band !== (above ?? band);
      image.data.fill(250 - 11 * band - (edge ? 45 : 0), at, at + 3);
    }
    context.putImageData(image, 0, 0);
    painted = { key, picture, lowest: points[argmax(heights.map((each) => -each))] };
    return painted;
  }

  // Questions

  /** The next questions are drawn by the seed, so that everybody gets the same. */
  function ask(question, kind = state.kind) {
    const random = randomNumbers(state.seed * 1000 + question);
    const { left, bottom, wide, high } = span();
    const within = (share) => 0.08 + 0.84 * share;
    let [start, rate] = [state.start, state.learning_rate];
    for (let tries = 0; tries < 200; tries++) {
      start = [left + wide * within(random()), bottom + high * within(random())];
      start = start.map((weight) => Math.round(weight * 10) / 10);
      rate = [3, 5, 10, 15, 20, 30][Math.floor(random() * 6)];
      const [landed] = pathOf(start, rate, 1).slice(1);
      const far = distance(start, landed);
      if (kind === "rate" && distance(start, landscape().lowest) > wide / 4) break;
      if (isInside(landed) && far > wide / 8 && far < wide / 2) break;
    }
    part.set({ question, kind, start, learning_rate: rate, steps: 0, guess: [] });
    if (open.contains(document.activeElement))
      show(asksPlace() ? land : rates.querySelector("button"));
    part.say(questionText());
  }
  function questionText() {
    const from = `from the ring at ${pair(state.start)}`;
    if (!asksPlace())
      return `Ten steps ${from}: what is the smallest rate here at which the loss rises once?`;
    return (
      `One step ${from}, at rate ${short(state.learning_rate)}. The gradient there is ` +
      `${pair(slopesOf(state.start))}. Where does the step land? Choose the place.`
    );
  }
  /** The smallest of the rates at which the loss rises within ten steps, or 0. */
  const smallestRise = () =>
    RATES.find((rate) => firstRise(pathOf(state.start, rate, TEN).map(lossOf))) ?? 0;

  let answered = null; // the start and the rate that the guess was about
  const subject = () => JSON.stringify([state.start, state.learning_rate]);
  const note = () => (answered = asking() ? null : subject());
  note();
  part.watch(["guess"], note);
  /** Whether the picture still shows what was asked. */
  const showsAnswer = () => {
    if (answered !== subject()) return false;
    if (asksPlace()) return state.steps === 1;
    const [guessed] = state.guess;
    return state.steps === TEN && state.learning_rate === shownRate(guessed);
  };
  const shownRate = (guessed) => guessed || RATES.at(-1);

  function answerText() {
    const guess = state.guess;
    if (asksPlace()) {
      const [from, landed] = course().path;
      const slopes = slopesOf(from);
      const { lowest } = landscape();
      const rate = short(state.learning_rate);
      return (
        `${judgePlace(guess, { from, slopes, landed, lowest })} ` +
        `${pair(from)} − ${rate} × ${pair(slopes)} = ${pair(landed)}.`
      );
    }
    const smallest = smallestRise();
    const rise = firstRise(course().losses);
    const verdict = guess[0] === smallest ? "Yes." : "No.";
    if (!smallest) return `${verdict} At none of them does the loss rise within ten steps.`;
    if (!guess[0]) return `${verdict} At ${smallest} it does.`;
    const at = `${verdict} At ${short(guess[0])}`;
    if (!rise) return `${at} each step lowers the loss. At ${smallest} one does not.`;
    const before = guess[0] > smallest ? ` But it rises at ${smallest}, too.` : "";
    return `${at} the loss rises with step ${rise}.${before}`;
  }
  /** Give an element the keys, when the one that had them is about to go. */
  function show(element) {
    rates.hidden = open.hidden = false; // the next draw hides what must be hidden
    element.focus({ preventScroll: true });
  }
  function answer(guess) {
    const changes = asksPlace()
      ? { steps: 1 }
      : { steps: TEN, learning_rate: shownRate(guess[0]) };
    part.set({ ...changes, guess });
    if (rates.contains(document.activeElement)) show(one);
    part.say(answerText());
  }
  function choosePlace(row, column) {
    const place = placeOf(row, column).map((weight) => Number(weight.toFixed(3)));
    pointing = false; // until the next move, so that its mark does not hide what was chosen
    if (asking()) {
      if (asksPlace()) answer(place);
      return;
    }
    part.set({ start: place, steps: 0 });
    part.say(whereText());
  }
  function whereText() {
    const { path, losses, slopes } = course();
    const steps = path.length - 1;
    const last = path[steps];
    const rise = firstRise(losses);
    const told = [
      `${steps ? `Step ${steps}` : "Start"} at ${pair(last)}, loss ${losses[steps].toFixed(3)}.`,
      `Gradient ${pair(slopes)}.`,
    ];
    if (!isInside(last)) told.push("That is off the picture.");
    if (rise) told.push(`The loss first rises with step ${rise}.`);
    if (steps === MOST_STEPS) told.push("More steps are not made.");
    return told.join(" ");
  }

  // The landscape

  let cursor = cellOf(state.start); // where the mouse or the keys are
  let pointing = false;
  const hereText = (place) =>
    `${pair(place.map((weight) => Number(weight.toFixed(2))))}, loss ${lossOf(place).toFixed(3)}`;

  const text = (context, words, x, y, align = "left", size = 12) => {
    const shrunk = (COLUMNS * CELL) / (land.clientWidth || COLUMNS * CELL); // on a narrow page
    context.lineWidth = 3;
    context.lineJoin = "round";
    context.strokeStyle = "#ffffff";
    context.fillStyle = "#000000";
    const how = { align, size: size * Math.max(1, 0.9 * shrunk), widest: COLUMNS * CELL - 12 };
    write(context, words, x, y, { ...how, outlined: true });
  };
  const arrow = (context, colour, [x0, y0], [x1, y1], head = 9) => {
    const angle = Math.atan2(y1 - y0, x1 - x0);
    drawTwice(context, colour, 3, () => {
      context.moveTo(x0, y0);
      context.lineTo(x1, y1);
      for (const turn of [-2.6, 2.6]) {
        context.moveTo(x1, y1);
        context.lineTo(x1 + head * Math.cos(angle + turn), y1 + head * Math.sin(angle + turn));
      }
    });
  };
  function paintAll(context) {
    const [width, height] = [COLUMNS * CELL, rows() * CELL];
    const { left, right, bottom, top } = span();
    const { picture, lowest } = landscape();
    context.drawImage(picture, 0, 0, width, height);
    for (const tick of ticks(left, right)) {
      const [x] = toCanvas([tick, 0]);
      if (x > 24 && x < width - 24) text(context, short(tick), x, height - 8, "center");
    }
    for (const tick of ticks(bottom, top)) {
      const [, y] = toCanvas([0, tick]);
      if (y > 10 && y < height - 20) text(context, short(tick), 4, y);
    }
    text(context, "weight 1 →", width - 4, height - 22, "right");
    text(context, "↑ weight 2", 4, 9);
    text(context, "★", ...toCanvas(lowest), "center", 20);

    const { path, losses, slopes } = course();
    const steps = path.length - 1;
    // Far off the picture, a canvas' numbers end: a point stays on its way, but not so far out.
    const near = (at) => Math.max(-1e5, Math.min(1e5, at));
    const points = path.map((point) => toCanvas(point).map(near));
    const last = points[steps];
    if (steps) drawTwice(context, BLUE, 2, () => points.forEach((point) => context.lineTo(...point)));
    for (const point of points.slice(1)) drawRing(context, BLUE, point, 1.5, 4);
    if (!asking() && asksPlace() && showsAnswer())
      text(context, "×", ...toCanvas(state.guess), "center", 26);
    drawRing(context, "#000000", points[0], 6);
    if (isInside(path[steps])) {
      const end = path[steps].map((weight, i) => weight + LONGER * slopes[i]);
      if (distance(toCanvas(end), last) > 5) arrow(context, RED, last, toCanvas(end));
      if (steps) drawRing(context, BLUE, last, 7);
    } else {
      const x = Math.min(width - 16, Math.max(16, last[0]));
      const y = Math.min(height - 36, Math.max(16, last[1]));
      const away = Math.atan2(last[1] - y, last[0] - x);
      arrow(context, BLUE, [x - 22 * Math.cos(away), y - 22 * Math.sin(away)], [x, y], 12);
      const words = `step ${steps} is off, at ${pair(path[steps])}: loss ${short(losses[steps])}`;
      const [side, margin] = x > width / 2 ? ["right", width - 6] : ["left", 6];
      text(context, words, margin, y > height / 2 ? y - 30 : y + 30, side);
    }
    if (pointing) {
      const [x, y] = toCanvas(placeOf(...cursor));
      text(context, "+", x, y, "center", 24);
    }
  }
  const land = cellGrid(part, {
    rows,
    columns: COLUMNS,
    cell: CELL,
    label: "Landscape of the loss over two weights",
    at: () => cursor,
    over: paintAll,
    describe: (row, column) => hereText(placeOf(row, column)),
    onPoint(row, column) {
      cursor = [row, column];
      pointed(true);
    },
    onChoose: choosePlace,
  });
  land.style.touchAction = "pan-y"; // a finger scrolls over it, and points with a tap
  const pointed = (is) => {
    pointing = is;
    part.refresh();
  };
  part.on(land, {
    pointerleave: () => pointed(document.activeElement === land),
    blur: () => pointed(false),
    focus: () => pointed(true),
  });

  const losses = chart(part, {
    width: 236,
    height: 190,
    room: 48,
    xlabel: "step",
    ylabel: "loss",
    series() {
      const { losses } = course();
      return [{ name: short(losses.at(-1)), x: losses.map((_, step) => step), y: losses }];
    },
    limits: {
      x: () => [0, Math.max(TEN, state.steps)],
      y: () => [0, 1.25 * Math.max(0.2, course().losses[0])],
    },
    describe() {
      const { losses } = course();
      const steps = losses.length - 1;
      const rise = firstRise(losses);
      const from = `The loss over the steps: ${losses[0].toFixed(3)} at the start`;
      if (steps === 0) return `${from}.`;
      const rises = rise ? `first rises with step ${rise}` : "never rises";
      return `${from}, ${losses[steps].toFixed(3)} after step ${steps}; it ${rises}.`;
    },
  });

  // The controls

  const told = h("p", { style: "min-height: 2.9em" });
  const here = h("p", { style: "margin: 0" });
  const where = h("p");
  const rates = h(
    "fieldset",
    {},
    h("legend", {}, "The loss rises from rate"),
    ...[...RATES, 0].map((rate) =>
      button(part, rate ? String(rate) : "none of them", () => answer([rate])),
    ),
  );
  const more = (count) => {
    part.set({ steps: Math.max(0, Math.min(MOST_STEPS, state.steps + count)) });
    part.say(whereText());
  };
  const setRate = (learning_rate) => {
    part.set({ learning_rate });
    part.say(whereText());
  };
  const one = button(part, "One step", () => more(1), { class: "part-first" });
  const ten = button(part, "Ten steps", () => more(TEN));
  const back = button(part, "Back to the start", () => more(-MOST_STEPS));
  const next = button(part, "Ask me another", () => ask(state.question + 1));
  const given = { label: "Rate", trait: "learning_rate", values: SLIDER, work: setRate };
  const open = inColumn(slider(part, given), inRow(one, ten, back, next));
  const key = h(
    "p",
    {},
    "Darker is a higher loss, ★ the lowest here. Ring: the start. Cross: your guess. ",
    `Blue dots: the steps. Orange arrow: the gradient, ${LONGER} times as long.`,
  );
  part.draw(() => {
    told.textContent = asking()
      ? questionText()
      : showsAnswer()
        ? answerText()
        : "Move the rate, make steps, or choose a place to start from.";
    rates.hidden = !asking() || asksPlace();
    open.hidden = asking();
    where.textContent = whereText();
    here.textContent = pointing ? `Pointed at: ${hereText(placeOf(...cursor))}` : "\u00a0";
  });
  const topics = choice(part, {
    label: "Guess",
    trait: "kind",
    options: [
      ["step", "where one step lands"],
      ["rate", "which rate overshoots"],
    ],
    work: (kind) => {
      if (asking()) {
        part.set({ kind, steps: 0, guess: [] });
        part.say(questionText());
      } else ask(state.question + 1, kind);
    },
  });
  part.body.append(
    topics,
    told,
    rates,
    inRow(inColumn(land, here), inColumn(losses)),
    where,
    open,
    key,
  );
  return part.end;
}

export default { render };
