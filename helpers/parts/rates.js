// Slide the learning rate and the batch size, and see the curve that they make. Python: rates.py

const RATES = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30];
const SIZES = [8, 16, 32, 64, 128, 256, 512, 1024];
const GUESSING = Math.log(10);

/** Weights as they are before a training: uniform, as Glorot and Bengio draw them; no biases. */
function firstWeights(random, pixels = 784, classes = 10) {
  const limit = Math.sqrt(6 / (pixels + classes));
  const draw = () => (2 * random() - 1) * limit;
  return {
    weights: Float64Array.from({ length: pixels * classes }, draw),
    biases: new Float64Array(classes),
  };
}

function render({ model, el }) {
  const part = frame({
    model,
    el,
    title: "Learning rate and batch size",
    name: "RateExplorer",
    state: ["learning_rate", "batch_size", "guess", "seed"],
  });
  const { state } = part;
  const { epochs, asked, asked_size: askedSize, kept: most, lowest, highest, ...rest } =
    state.settings;
  const count = model.alone ? Math.floor(model.get("_site_images").labels.length * 0.8) : rest.images;
  const curves = () => model.get("_curves");
  const kernel = kernelWatch(part);

  // Without a kernel, the module trains; it writes the same trait.
  let images = null;
  let request = 0;
  let stop = () => {};
  let drawn = 0;
  async function trainHere(pairs, busy) {
    const own = ++request;
    stop();
    images ??= trainingParts(await siteImages(model));
    if (own !== request) return; // a newer one came meanwhile
    const ends = [];
    const next = () => {
      const [rate, size] = pairs[ends.length];
      const curve = { rate, batch_size: size, loss: [], colour: drawn++ % 6 };
      const steps = trainingSteps(images, {
        epochs,
        seed: state.seed,
        learningRate: rate,
        batchSize: size,
        ...firstWeights(randomNumbers(state.seed)),
      });
      const tell = ({ history }) => {
        if (history.val_loss.length === curve.loss.length) return;
        curve.loss = [...history.val_loss];
        part.set({ _curves: { ...curves(), now: { ...curve }, busy } });
      };
      stop = inSlices(part, steps, tell, (value) => {
        tell(value);
        ends.push(curve.loss.at(-1));
        const { kept: before, answer: known } = curves();
        const kept = [...before.filter((each) => nameOf(each) !== nameOf(curve)), curve];
        const last = ends.length === pairs.length;
        const answer = last && busy === "question" ? ends : known;
        part.set({
          _curves: { kept: kept.slice(-most - 1), now: null, busy: last ? "" : busy, answer },
        });
        if (!last) next();
      });
    };
    next();
  }
  let pending = false; // the question was answered, and its curves have not begun
  function choose(changes) {
    pending = "guess" in changes;
    part.set(changes);
    if (!model.alone) kernel.expect();
    else {
      const pairs = pending
        ? asked.map((rate) => [rate, askedSize])
        : [[state.learning_rate, state.batch_size]];
      trainHere(pairs, pending ? "question" : "choice").catch(part.fail);
    }
  }
  part.watch(["_curves"], () => {
    pending = false;
    if (curves().busy) kernel.expect();
    else kernel.heard();
    if (!curves().busy && told) part.say(`${verdict()} ${list()}`);
    told = curves().busy;
  });
  let told = "";

  // The newest curve counts only if it belongs to what the sliders say now.
  function all() {
    const { kept, now, busy } = curves();
    const chosen = { rate: state.learning_rate, batch_size: state.batch_size };
    if (!now || (busy !== "question" && nameOf(now) !== nameOf(chosen))) return kept;
    return [...kept.filter((each) => nameOf(each) !== nameOf(now)), now];
  }
  const number = (loss) => loss ?? Infinity;
  const nameOf = ({ rate, batch_size: size }) => `${short(rate)} / ${size}`;
  const endOf = ({ loss }) => (loss.at(-1) === null ? "not a number" : loss.at(-1).toFixed(2));
  const list = () => all().map((each) => `${nameOf(each)}: ${endOf(each)}`).join("; ");
  function verdict() {
    const { answer } = curves();
    if (!answer.length) return "";
    const ends = (above) =>
      asked
        .map((rate, i) => [rate, answer[i]])
        .filter(([, loss]) => number(loss) > GUESSING === above)
        .map(([rate, loss]) => `${short(rate)} (${endOf({ loss: [loss] })})`)
        .join(", ") || "none";
    const guess = state.guess;
    return `Above 2.30 at the end: ${ends(true)}. Below: ${ends(false)}. You said ${guess ? short(guess) : "none"}.`;
  }
  const question =
    `${epochs} epochs with ${count.toLocaleString("en-US")} images, in batches of ${askedSize}. ` +
    "A model that only guesses has a loss of ln 10, 2.30. Which of these learning rates ends above it?";

  const picture = chart(part, {
    width: () => clamp(part.body.clientWidth, 280, 600),
    height: 300,
    xlabel: "epoch",
    ylabel: "validation loss",
    logarithmic: true,
    limits: { x: () => [0, epochs], y: () => [lowest, highest] },
    series: () => [
      { name: "guessing", x: [0, epochs], y: [GUESSING, GUESSING], colour: 4 },
      ...all().map((each, i, { length }) => ({
        name: nameOf(each),
        x: each.loss.map((_, epoch) => epoch + 1),
        y: each.loss.map(number),
        colour: each.colour,
        faded: i < length - 1,
      })),
    ],
    describe: () =>
      `Validation loss on a logarithmic axis, and a line at 2.30 for guessing. Learning rate / batch size and loss at the end: ${list() || "no curve yet"}`,
  });
  const told1 = h("p");
  const told2 = h("p");
  const guess = choice(part, {
    label: "Above 2.30",
    trait: "guess",
    options: [...asked.map((rate) => [rate, short(rate)]), [0, "none"]],
    work: (value) => choose({ guess: value }),
  });
  const sliders = h(
    "fieldset",
    {},
    slider(part, {
      label: "Learning rate",
      trait: "learning_rate",
      values: RATES,
      work: (value) => choose({ learning_rate: value }),
    }),
    slider(part, {
      label: "Batch size",
      trait: "batch_size",
      values: SIZES.filter((size) => size <= count),
      text: String,
      work: (value) => choose({ batch_size: value }),
    }),
  );
  const rows = h("tbody");
  const table = h(
    "table",
    { class: "part-bars" },
    h("caption", { class: "part-hidden" }, "Loss after the last epoch of each curve, the newest first"),
    h(
      "thead",
      {},
      h("tr", {}, ...["learning rate", "batch size", `loss after ${epochs} epochs`].map((name) => h("th", { scope: "col" }, name))),
    ),
    rows,
  );
  part.draw(() => {
    const { busy } = curves();
    told1.textContent = verdict() || question;
    for (const input of guess.querySelectorAll("input")) input.disabled = state.guess >= 0;
    const asking = (pending || busy === "question") && !kernel.silent();
    sliders.disabled = state.guess < 0 || asking;
    told2.textContent = state.guess < 0
      ? ""
      : asking
        ? "Training with all three."
        : `Move the sliders. Your choice now: learning_rate = ${state.learning_rate}, batch_size = ${state.batch_size}.`;
    const shown = all().toReversed();
    table.hidden = !shown.length;
    rows.replaceChildren(
      ...shown.map((each) =>
        h(
          "tr",
          {},
          h("td", {}, short(each.rate)),
          h("td", {}, String(each.batch_size)),
          h("td", {}, each.loss.length < epochs && each.loss.at(-1) !== null ? "…" : endOf(each)),
        ),
      ),
    );
  });
  part.body.append(told1, guess, sliders, told2, kernel.note, picture, table);
  return part.end;
}

export default { render };
