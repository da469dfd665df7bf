// Draw a digit, see it in MNIST's form, and see what a model makes of it. Python: pad.py

const PAPER = 280; // units along one side of the pad, as in Python
const PEN = 11; // half the width of the pen's line
const SIDE = 28; // MNIST's form: pixels of the image,
const BOX = 20; // of the digit's box,
const CENTRE = 14; // and where its centre of mass is
const POINTS = 5000; // in all strokes of one drawing
const THINNED = 3; // units between two points of a stroke, at least
const STEP = 10; // units that an arrow key moves the pen
const ROUND = 20; // drawings in a count
const MOVES = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  Home: [-1, -1], // as on a keyboard's block of numbers
  PageUp: [1, -1],
  End: [-1, 1],
  PageDown: [1, 1],
};

// The drawing path, the same as in pad.py

/** The ink of strokes [x, y, x, y, ...] on the paper, flat, from 0 to 1, anti-aliased. */
function inkOf(strokes) {
  const ink = new Float64Array(PAPER * PAPER);
  for (const stroke of strokes) addInk(ink, stroke);
  return ink;
}

/** Add a stroke's ink, from the point at that place in its list. */
function addInk(ink, stroke, from = 0) {
  for (let i = from; i === 0 || i + 3 < stroke.length; i += 2) {
    const [x0, y0] = [stroke[i], stroke[i + 1]];
    const [x1, y1] = stroke.length > 2 ? [stroke[i + 2], stroke[i + 3]] : [x0, y0];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy || 1;
    const left = Math.max(0, Math.min(x0, x1) - PEN - 1);
    const right = Math.min(PAPER, Math.max(x0, x1) + PEN + 1);
    const top = Math.max(0, Math.min(y0, y1) - PEN - 1);
    const bottom = Math.min(PAPER, Math.max(y0, y1) + PEN + 1);
    for (let row = top; row < bottom; row++)
      for (let column = left; column < right; column++) {
        const x = column + 0.5 - x0;
        const y = row + 0.5 - y0;
        const along = clamp((x * dx + y * dy) / squared, 0, 1);
        const across = x - along * dx;
        const up = y - along * dy;
        const value = Math.min(1, PEN + 0.5 - Math.sqrt(across * across + up * up));
        if (value > ink[row * PAPER + column]) ink[row * PAPER + column] = value;
      }
  }
}

/** inkOf() for a drawing that grows: after a new point, only that point's ink is added. */
function growingInk() {
  let [ink, old] = [null, []];
  return (strokes) => {
    const last = old.length - 1;
    const begins = (stroke, longer) => longer && stroke.every((at, i) => at === longer[i]);
    const grown = old.every((stroke, i) =>
      i < last ? stroke === strokes[i] : begins(stroke, strokes[i]),
    );
    if (!ink || !grown) ink = inkOf(strokes);
    else {
      if (last >= 0) addInk(ink, strokes[last], Math.max(0, old[last].length - 4));
      for (const stroke of strokes.slice(last + 1)) addInk(ink, stroke);
    }
    old = strokes;
    return ink;
  };
}

/** For each of `few` means of `many` neighbours: [first, shares of the neighbours from there]. */
function meansOf(many, few) {
  const length = many / few;
  return Array.from({ length: few }, (_, place) => {
    const start = place * length;
    const first = Math.floor(start);
    const shares = [];
    for (let pixel = first; pixel < Math.min(many, start + length); pixel++)
      shares.push((Math.min(start + length, pixel + 1) - Math.max(start, pixel)) / length);
    return [first, shares];
  });
}

/** Ink (flat, height × width, from 0 to 1) in MNIST's form: { image, box }, where box is
 * [top, left, height, width] in the image, or null for empty paper. */
function mnistForm(ink, height, width) {
  const image = new Float32Array(SIDE * SIDE);
  let [top, bottom, left, right] = [height, -1, width, -1];
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++)
      if (ink[row * width + column] > 0) {
        if (row < top) top = row;
        bottom = row;
        if (column < left) left = column;
        if (column > right) right = column;
      }
  if (bottom < 0) return { image, box: null };
  const [high, wide] = [bottom - top + 1, right - left + 1];
  const scaled = (length) => Math.max(1, Math.floor((length * BOX) / Math.max(high, wide) + 0.5));
  const [rows, columns] = [scaled(high), scaled(wide)];
  const across = meansOf(wide, columns);
  const down = meansOf(high, rows);
  const small = new Float64Array(rows * columns);
  let [mass, ofRows, ofColumns] = [0, 0, 0];
  down.forEach(([firstRow, rowShares], row) => {
    across.forEach(([firstColumn, columnShares], column) => {
      let value = 0;
      for (let i = 0; i < rowShares.length; i++) {
        const start = (top + firstRow + i) * width + left + firstColumn;
        let line = 0;
        for (let j = 0; j < columnShares.length; j++) line += columnShares[j] * ink[start + j];
        value += rowShares[i] * line;
      }
      small[row * columns + column] = value;
      mass += value;
      ofRows += value * row;
      ofColumns += value * column;
    });
  });
  // Of two places that are as good, the lower and the right one, however the sums were rounded.
  const placed = (middle, length) =>
    Math.min(SIDE - length, Math.trunc(CENTRE - middle / mass + 0.5 + 1e-6));
  const [y, x] = [placed(ofRows, rows), placed(ofColumns, columns)];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      image[(y + row) * SIDE + x + column] = small[row * columns + column];
  return { image, box: [y, x, rows, columns] };
}

/** The image moved by pixels to the right and down; what comes in is paper. */
function moved(image, [right, down]) {
  const result = new Float32Array(image.length);
  for (let row = Math.max(0, down); row < Math.min(SIDE, SIDE + down); row++)
    for (let column = Math.max(0, right); column < Math.min(SIDE, SIDE + right); column++)
      result[row * SIDE + column] = image[(row - down) * SIDE + column - right];
  return result;
}

// What a model is shown: the same as in helpers/features.py

function deskewed(image) {
  const places = Array.from(image, (ink, d) => [ink, Math.floor(d / SIDE), d % SIDE]);
  const mean = (of) => places.reduce((sum, each) => sum + each[0] * of(each), 0) / mass;
  let mass = 1;
  mass = mean(() => 1);
  if (!mass) return image;
  const row = mean((at) => at[1]);
  const column = mean((at) => at[2]);
  const variance = mean((at) => (at[1] - row) ** 2);
  const slant = variance > 1e-6 ? mean((at) => (at[1] - row) * (at[2] - column)) / variance : 0;
  const down = Math.floor(row + 0.5 + 1e-6) - CENTRE;
  return Float32Array.from(places, ([, to, across]) => {
    const from = to + down;
    if (from < 0 || from >= SIDE) return 0;
    const place = across + slant * (from - row) + column - CENTRE;
    const left = Math.floor(place);
    const at = (c) => (c < 0 || c >= SIDE ? 0 : image[from * SIDE + c]);
    return at(left) * (left + 1 - place) + at(left + 1) * (place - left);
  });
}

function projectionOf(inputs, features) {
  const scale = Math.fround((2 * Math.sqrt(3 / inputs)) / 2 ** 23);
  return Float32Array.from({ length: inputs * features }, (_, place) => {
    let bits = (place + 0x9e3779b9) | 0;
    bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
    bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
    bits ^= bits >>> 16;
    return ((bits >>> 8) - 2 ** 23 + 0.5) * scale;
  });
}

function orientationsOf(image) {
  const at = (r, c) => (r < 0 || r >= SIDE || c < 0 || c >= SIDE ? 0 : image[r * SIDE + c]);
  const cells = new Float64Array(392); // 7 × 7 cells of 8 orientations
  let sum = 0;
  for (let r = 0; r < SIDE; r++)
    for (let c = 0; c < SIDE; c++) {
      const [x, y] = [(at(r, c + 1) - at(r, c - 1)) / 2, (at(r + 1, c) - at(r - 1, c)) / 2];
      const length = Math.hypot(x, y);
      const turn = (((Math.atan2(y, x) * (8 / Math.PI)) % 8) + 8) % 8;
      const lower = Math.floor(turn);
      const first = ((r >> 2) * 7 + (c >> 2)) * 8;
      cells[first + lower] += length * (lower + 1 - turn);
      cells[first + ((lower + 1) % 8)] += length * (turn - lower);
      sum += length;
    }
  return cells.map((value) => 10 * Math.sqrt(value / (sum || 1)));
}

/** A packed array of bytes that stand for numbers: low + step * byte. */
function numbersOf({ low, step, ...packed }) {
  return Float64Array.from(unpack(packed).values, (byte) => low + step * byte);
}

/** One of the pad's five models, whose arrays are packed. */
function readerOf(name, model) {
  const array = {};
  for (const key in model) array[key] = numbersOf(model[key]);
  const bent = (weights, biases) => (image) =>
    scoresOf(image, weights, biases).map((value) => Math.max(0, value));
  const views = {
    deskewed: () => deskewed,
    orientations: () => orientationsOf,
    hidden: () => bent(array.hidden_weights, array.hidden_biases),
    random() {
      const features = array.weights.length / 10;
      return bent(projectionOf(SIDE * SIDE, features), new Float64Array(features));
    },
  };
  const view = views[name]?.() ?? ((image) => image);
  const linear = linearModel(array.weights, array.biases);
  const ofPixels = name === "pixels" || name === "deskewed";
  return {
    scores: (image) => linear.scores(view(image)),
    seen: (image) => (ofPixels ? view(image) : image),
    evidence: (image, ...two) => (ofPixels ? linear.evidence(view(image), ...two) : null),
  };
}

// Models: each makes scores of an image (784). evidence() gives each pixel's share in the
// difference of two scores, and what the biases add to it; a model without such shares gives null.

function linearModel(weights, biases) {
  const classes = biases.length;
  return {
    scores: (image) => scoresOf(image, weights, biases),
    seen: (image) => image,
    evidence(image, first, second) {
      const map = new Float64Array(image.length);
      for (let d = 0; d < image.length; d++)
        map[d] = image[d] * (weights[d * classes + first] - weights[d * classes + second]);
      return { map, bias: biases[first] - biases[second] };
    },
  };
}

/** The classes with the two largest values, the larger first; of equal ones, the first. */
function bestTwo(values) {
  const first = argmax(values);
  return [first, argmax(values.map((value, k) => (k === first ? -Infinity : value)))];
}

/** The range that a share, `right` of `count`, leaves open: two standard errors (Wilson, 1927).
 * Unlike r ± 2 sqrt(r (1 - r) / count) it has a width where all or none are right. */
function errorRange(right, count) {
  const middle = (right + 2) / (count + 4);
  const half = (2 / (count + 4)) * Math.sqrt((right * (count - right)) / count + 1);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

function render({ model, el }) {
  const part = frame({
    model,
    el,
    title: "Draw a digit",
    name: "DrawingPad",
    state: ["strokes", "example", "shift", "label", "free", "answers", "view"],
  });
  const { state } = part;
  const [weights, biases] = [state.weights, state.biases].map((packed) => unpack(packed).values);
  const readers = {};
  for (const name in state.models) readers[name] = readerOf(name, state.models[name]);
  const only = linearModel(weights, biases);
  const examples = unpack(state.examples).values;
  const exampleLabels = state.example_labels;

  // What is shown, computed anew whenever the state has changed.
  let known = null;
  const paper = growingInk();
  function now() {
    if (known) return known;
    const { strokes, example, given } = state;
    let form = { image: new Float32Array(SIDE * SIDE), box: null };
    if (strokes.length) form = mnistForm(paper(strokes), PAPER, PAPER);
    else if (example >= 0) {
      const start = example * SIDE * SIDE;
      const bytes = examples.subarray(start, start + SIDE * SIDE);
      form.image = Float32Array.from(bytes, (value) => value / 255);
    } else if (given.base64) form.image = unpack(given).values;
    const image = moved(form.image, state.shift);
    const reader = readers[state.view] ?? only;
    const scores = reader.scores(image);
    const [best, second] = bestTwo(scores);
    const evidence = reader.evidence(image, best, second);
    const inked = form.image.some((value) => value > 0);
    known = { ...form, unmoved: form.image, image, scores, best, second, evidence, inked };
    known.probabilities = softmax(scores);
    known.seen = reader.seen(image);
    return known;
  }
  const open = () => state.label >= 0 || state.free;

  // The learner's own drawing is counted, once, unless its answer was seen before it was labelled.
  let mine = false; // begun here, on empty paper
  let peeked = false;
  let entry = -1; // its place among the answers
  let ours = false; // whether a change comes from here
  let cleared = null; // what undo brings back after "Clear"
  function change(changes, { saved = true } = {}) {
    ours = true;
    for (const [trait, value] of Object.entries(changes)) model.set(trait, value);
    if (saved) model.save_changes();
    ours = false;
    peeked ||= state.free && state.strokes.length > 0;
  }
  part.watch(["strokes", "example", "given", "shift"], () => {
    known = null;
    if (!ours) [mine, entry] = [false, -1];
  });
  part.watch(["view"], () => (known = null));
  part.watch(["label", "free", "answers", "kept_images"]);
  const fresh = { example: -1, given: {}, shift: [0, 0], label: -1 };

  function begin(x, y) {
    const { strokes } = state;
    const first = !strokes.length;
    if (first) [mine, peeked, entry, cleared] = [true, false, -1, null];
    change({ ...(first && fresh), strokes: [...strokes, [x, y]] }, { saved: false });
  }
  function goTo(x, y, straight = false) {
    const { strokes } = state;
    const last = strokes.at(-1);
    if (!last || strokes.reduce((sum, each) => sum + each.length, 0) >= 2 * POINTS) return;
    const [x0, y0] = last.slice(-2);
    if (Math.hypot(x - x0, y - y0) < THINNED) return;
    const [x1, y1] = last.slice(-4, -2);
    const onward =
      straight &&
      last.length > 2 &&
      (x - x0) * (y0 - y1) === (y - y0) * (x0 - x1) &&
      (x - x0) * (x0 - x1) + (y - y0) * (y0 - y1) > 0;
    const longer = [...(onward ? last.slice(0, -2) : last), x, y];
    change({ strokes: [...strokes.slice(0, -1), longer] }, { saved: false });
  }
  function finish() {
    model.save_changes(); // while a stroke is drawn, only the browser knows it
    part.say(open() ? verdict() : "Stroke drawn.");
  }
  function undo() {
    const { strokes } = state;
    lift();
    if (strokes.length) {
      const left = strokes.slice(0, -1);
      change(left.length ? { strokes: left } : { strokes: left, label: -1 });
      part.say(left.length ? "Last stroke taken back." : "The paper is empty.");
    } else if (cleared) {
      // It may have been answered before, so it is not counted again.
      change({ ...fresh, strokes: cleared });
      [mine, cleared] = [false, null];
      part.say("The drawing is back.");
    }
  }
  function clear() {
    const { strokes } = state;
    if (strokes.length) cleared = strokes;
    [mine, peeked, entry] = [false, false, -1];
    lift();
    change({ ...fresh, strokes: [] });
    part.say("The paper is empty.");
  }
  function showExample() {
    const next = (state.example + 1) % exampleLabels.length;
    clear();
    change({ example: next });
    part.say("An image from the test set. Which digit do you read?");
  }
  function shiftBy(right, down) {
    const at = state.shift;
    const shift = [at[0] + right, at[1] + down];
    if (shift.some((by) => Math.abs(by) > SIDE)) return;
    change({ shift });
    part.say(`${shiftText()}${open() ? ` ${verdict()}` : ""}`);
  }
  function shiftText() {
    const [right, down] = state.shift;
    const words = [];
    if (right) words.push(`${Math.abs(right)} to the ${right > 0 ? "right" : "left"}`);
    if (down) words.push(`${Math.abs(down)} ${down > 0 ? "down" : "up"}`);
    return words.length ? `Moved ${words.join(", ")}.` : "Not moved.";
  }
  function commit(digit) {
    const { inked, best } = now();
    if (!inked) {
      part.say(question());
      return;
    }
    const changes = { label: digit };
    const answers = state.answers.slice();
    if (entry >= 0 && entry === answers.length - 1) {
      answers[entry] = [digit, answers[entry][1]]; // a slip of the finger, mended
      changes.answers = answers;
    } else if (counts()) {
      entry = answers.length;
      changes.answers = [...answers, [digit, best]];
    }
    change(changes);
    part.say(verdict());
  }
  const counts = () => {
    const seen = peeked || state.free || state.label >= 0;
    return mine && !seen && state.shift.every((by) => by === 0);
  };

  function question() {
    const then = "The model answers once you say it.";
    if (!now().inked) return `Draw a digit from 0 to 9, and say which one it is. ${then}`;
    return `Which digit ${state.strokes.length ? "is it" : "do you read"}? ${then}`;
  }
  function verdict() {
    const { best, probabilities } = now();
    const label = state.label;
    const says = `The model says ${best}, with probability ${probabilities[best].toFixed(2)}`;
    if (label < 0) return `${says}.`;
    const example = state.strokes.length ? -1 : state.example;
    const truth = example < 0 ? "" : ` MNIST's label is ${exampleLabels[example]}.`;
    if (label === best) return `${says}, and so do you.${truth}`;
    return `${says}. Your ${label} gets ${probabilities[label].toFixed(2)}.${truth}`;
  }

  const pictureOf = (image) => dots(SIDE, SIDE, (d) => grey(image[d]));

  // The pad
  let pen = [PAPER / 2, PAPER / 2]; // where the keys hold it
  let down = false;
  let byKeys = false;
  const penText = () => {
    const [x, y] = pen;
    const ink = now().inked && state.strokes.length ? "" : ", empty paper";
    return `pen ${down ? "down" : "up"}, ${x / STEP} across, ${y / STEP} down${ink}`;
  };
  function lift() {
    if (down) {
      down = false;
      model.save_changes();
      part.refresh();
    }
  }
  const pad = canvas(part, {
    width: PAPER,
    height: PAPER,
    role: "slider",
    tabindex: "0",
    "aria-label":
      "Drawing pad. Arrow keys move the pen, space puts it down and lifts it, " +
      "a digit says what you drew, Backspace takes back",
    "aria-valuemin": "0",
    "aria-valuemax": String(SIDE * SIDE - 1),
    style: "border: 1px solid #767676; cursor: crosshair;",
    paint(context) {
      context.fillStyle = "#ffffff";
      context.fillRect(0, 0, PAPER, PAPER);
      const { strokes } = state;
      if (!strokes.length) paintDots(context, pictureOf(now().unmoved), STEP);
      context.strokeStyle = "#000000";
      context.lineWidth = 2 * PEN;
      context.lineCap = context.lineJoin = "round";
      for (const stroke of strokes) {
        const points = [stroke.slice(0, 2)]; // a single point is a line to itself, a dot
        for (let i = 0; i < stroke.length; i += 2) points.push(stroke.slice(i, i + 2));
        drawLine(context, ...points);
      }
      if (byKeys && document.activeElement === pad) {
        drawRing(context, RED, pen, PEN, 3);
        if (down) drawRing(context, RED, pen, 2.5, 5);
      }
      const [column, row] = pen.map((at) => Math.min(SIDE - 1, Math.floor(at / STEP)));
      pad.setAttribute("aria-valuenow", row * SIDE + column);
      pad.setAttribute("aria-valuetext", penText());
    },
  });
  const place = (event) => {
    const box = pad.getBoundingClientRect();
    return [
      ((event.clientX - box.left - 1) / (box.width - 2)) * PAPER, // within its line of 1 px
      ((event.clientY - box.top - 1) / (box.height - 2)) * PAPER,
    ].map((at) => clamp(Math.round(at), 0, PAPER));
  };
  let pointer = null;
  const release = (event) => {
    if (event.pointerId !== pointer) return;
    pointer = null;
    finish();
  };
  part.on(pad, {
    pointerdown(event) {
      if (pointer !== null || event.button !== 0) return;
      lift();
      pointer = event.pointerId;
      byKeys = false;
      pad.setPointerCapture(pointer);
      begin(...place(event));
    },
    pointermove(event) {
      if (event.pointerId !== pointer) return;
      const all = event.getCoalescedEvents?.() ?? [];
      for (const each of all.length ? all : [event]) goTo(...place(each));
    },
    pointerup: release,
    pointercancel: release,
    lostpointercapture: release,
    keydown(event) {
      const { key } = event;
      const control = event.ctrlKey || event.metaKey;
      const undoing = key === "Backspace" || (key === "z" && control);
      if (!undoing && (control || event.altKey)) return;
      byKeys = true;
      if (MOVES[key]) {
        pen = pen.map((at, i) => clamp(at + MOVES[key][i] * STEP, 0, PAPER));
        if (down) goTo(...pen, true);
      } else if (key === " ") {
        down = !down;
        if (down) begin(...pen);
        else finish();
      } else if (undoing) undo();
      else if (/^[0-9]$/.test(key)) {
        lift();
        commit(Number(key));
      } else return;
      event.preventDefault();
      part.refresh();
    },
    blur() {
      lift();
      part.refresh();
    },
    focus() {
      byKeys = pad.matches(":focus-visible"); // whoever came with Tab sees where the pen is
      part.refresh();
    },
  });

  // MNIST's form
  const CELL = 7;
  const form = canvas(part, {
    width: SIDE * CELL,
    height: SIDE * CELL,
    words() {
      const { box, inked } = now();
      const size = box ? `, the digit in a box of ${box[2]} × ${box[3]}` : "";
      const straight = state.view === "deskewed" ? ", straightened" : "";
      const seen = `What the model gets: 28 × 28 pixels${size}${straight}. ${shiftText()}`;
      return inked ? seen : "28 × 28 pixels of empty paper";
    },
    paint(context) {
      const { seen, image } = now();
      const box = seen === image ? now().box : null;
      paintDots(context, pictureOf(seen), CELL);
      drawEdge(context, 0, 0, SIDE * CELL, SIDE * CELL);
      const [right, below] = state.shift;
      if (box) {
        const [top, left, height, width] = box;
        context.strokeStyle = RED;
        context.setLineDash([4, 3]);
        const corner = [(left + right) * CELL, (top + below) * CELL];
        context.strokeRect(...corner, width * CELL, height * CELL);
        context.setLineDash([]);
      }
    },
  });
  const arrow = (text, name, ...by) =>
    button(part, text, () => shiftBy(...by), { "aria-label": `Move ${name} by a pixel` });
  const arrows = group(
    "Move by pixels",
    h("span", { style: "line-height: 2em" }, "Move"),
    arrow("←", "left", -1, 0),
    arrow("↑", "up", 0, -1),
    arrow("↓", "down", 0, 1),
    arrow("→", "right", 1, 0),
  );
  const shifted = h("span");

  // The question, and what follows the answer
  const asked = h("p");
  const digits = Array.from({ length: 10 }, (_, digit) =>
    button(part, digit, () => commit(digit), { style: "min-width: 2.3em; padding: 0.25em" }),
  );
  const free = h("input", { type: "checkbox" });
  part.on(free, { change: () => change({ free: free.checked }) });
  const views = Object.keys(readers).map((name) =>
    button(part, name, () => {
      change({ view: name });
      part.say(open() ? verdict() : `The model is shown ${name}.`);
    }, { "data-view": name }),
  );
  const chosen = group("What the model is shown", h("span", {}, "The model is shown"), ...views);
  const noShares = h(
    "p",
    { class: "part-wide" },
    "No map here: this model adds up features, not pixels. A pixel has no share of its own.",
  );
  const bars = classBars(
    "Probability",
    Array.from({ length: 10 }, (_, k) => String(k)),
    [0, 1],
  );
  let cursor = [14, 14];
  const evidence = cellGrid(part, {
    rows: SIDE,
    columns: SIDE,
    cell: CELL,
    label: "Each pixel's share in the difference of the two best scores",
    style: "touch-action: pan-y", // a finger scrolls over it, and points with a tap
    at: () => cursor,
    onPoint: (row, column) => {
      cursor = [row, column];
      part.refresh();
    },
    describe(row, column) {
      const { evidence: found, best, second } = now();
      const value = found?.map[row * SIDE + column] ?? 0;
      const favoured = value === 0 ? "for neither" : `for ${value > 0 ? best : second}`;
      return `row ${row}, column ${column}: ${fixed(value)}, ${favoured}`;
    },
    over(context) {
      const { map } = now().evidence ?? { map: new Float64Array(SIDE * SIDE) };
      const strongest = Math.max(1e-9, ...map.map(Math.abs));
      paintDots(context, dots(SIDE, SIDE, (d) => redBlue(map[d] / strongest)), CELL);
      context.strokeStyle = "#000000";
      map.forEach((value, d) => {
        if (value < -0.12 * strongest)
          drawSign(context, value, (d % SIDE) * CELL, Math.floor(d / SIDE) * CELL, CELL);
      });
      drawEdge(context, 0, 0, SIDE * CELL, SIDE * CELL);
      if (document.activeElement === evidence)
        outline(context, cursor[1] * CELL - 2, cursor[0] * CELL - 2, CELL + 4, "#000000", 2);
    },
  });
  const between = h("p");
  const sums = h("p");
  const pointed = h("p");
  const explained = inColumn(between, evidence, pointed, sums);
  explained.classList.add("part-wide");

  const keep = button(part, "Keep this misread one", () => {
    const { values } = unpack(state.kept_images);
    const labels = [...state.kept_labels, state.label];
    const all = [...values, ...now().image];
    const kept_images = pack(all, [labels.length, SIDE * SIDE], "float32");
    part.set({ kept_images, kept_labels: labels });
    part.say(`${labels.length} kept.`);
  });
  const kept = h("span");
  let lastKept = [null, null]; // the packed images, and the last of them
  function isKept(image) {
    const packed = state.kept_images;
    if (lastKept[0] !== packed) lastKept = [packed, unpack(packed).values.slice(-SIDE * SIDE)];
    return lastKept[1].length > 0 && lastKept[1].every((value, d) => value === image[d]);
  }

  const tally = h("p");
  const why = h(
    "p",
    {},
    "If that whole range is lower than on MNIST’s own images, it is hardly an accident. The model " +
      "learned from other people’s digits, on paper. The form makes size and place the same; it does not make your " +
      "pen, your slant and your way of writing the same. An accuracy holds for images of the kind " +
      "that it was measured on.",
  );
  const again = button(part, "Count again", () => {
    entry = -1;
    change({ answers: [] });
    part.say("The count begins again.");
  });

  const next = button(part, "Clear", clear);
  const back = button(part, "Undo", undo);
  part.draw(() => {
    const { inked, best, second, scores, probabilities, evidence: found, image } = now();
    const label = state.label;
    const shown = open();
    asked.textContent = label >= 0 ? verdict() : question();
    digits.forEach((each, digit) => {
      each.disabled = !inked;
      each.setAttribute("aria-pressed", String(digit === label));
    });
    next.textContent = label >= 0 ? "Next drawing" : "Clear";
    next.classList.toggle("part-first", label >= 0);
    back.disabled = !state.strokes.length && !cleared;
    free.checked = state.free;
    bars.update(shown ? probabilities : new Float64Array(10), {
      strong: shown ? best : -1,
      text: (value) => (shown ? value.toFixed(2) : "?"),
    });
    shifted.textContent = state.shift.some(Boolean) ? shiftText() : "";
    explained.hidden = !shown || !found;
    noShares.hidden = !shown || !inked || !!found;
    chosen.hidden = !views.length;
    views.forEach((each) => {
      const name = each.dataset.view;
      each.setAttribute("aria-pressed", String(name === state.view));
      each.textContent = name;
      if (!shown || !inked) return;
      const all = softmax(readers[name].scores(image));
      const read = argmax(all);
      each.textContent = `${name}: ${read} (${all[read].toFixed(2)})`;
    });
    if (!explained.hidden) {
      const sum = found.map.reduce((total, value) => total + value, 0);
      between.textContent =
        `${best} against ${second}${state.view === "deskewed" ? ", straightened" : ""}: blue pixels speak for ${best}, ` +
        `red ones, with a dash, for ${second}.`;
      const bias = `${found.bias < 0 ? "−" : "+"} ${Math.abs(found.bias).toFixed(2)}`;
      sums.replaceChildren(
        `All pixels ${fixed(sum)} ${bias} from the biases = `,
        h("b", {}, fixed(sum + found.bias)),
        `, the score of ${best} (${fixed(scores[best])}) minus that of ` +
          `${second} (${fixed(scores[second])}).`,
      );
      pointed.textContent = `The pixel in ${evidence.getAttribute("aria-valuetext")}.`;
    }
    const number = state.kept_labels.length;
    keep.hidden = label < 0 || label === best || !inked || isKept(image);
    kept.textContent = number ? `${number} kept, in pad.kept.` : "";
    const answers = state.answers;
    const right = answers.filter(([said, read]) => said === read).length;
    tally.hidden = again.hidden = answers.length === 0;
    why.hidden = answers.length < ROUND;
    if (answers.length) {
      const [low, high] = errorRange(right, answers.length);
      const left = ROUND - answers.length;
      const share = right / answers.length;
      tally.textContent =
        `Your drawings: ${right} of ${answers.length} right. Accuracy ${share.toFixed(2)}, ` +
        `with its error (2σ) between ${low.toFixed(2)} and ${high.toFixed(2)}.` +
        (left > 0 ? ` ${left} more make${left === 1 ? "s" : ""} twenty.` : "");
    }
  });

  part.body.append(
    inRow(
      inColumn(
        pad,
        group("The drawing", back, next),
        button(part, "An example from the test set", showExample),
      ),
      inColumn(h("span", {}, "What the model gets, 28 × 28"), form, arrows, shifted),
    ),
    asked,
    group("Which digit is it?", ...digits),
    h("label", {}, free, "Show the answer while I draw (then it is not counted)"),
    chosen,
    inRow(h("div", { class: "part-wide" }, bars.table), explained, noShares),
    inRow(keep, kept),
    tally,
    why,
    again,
  );
  return part.end;
}

export default { render };
