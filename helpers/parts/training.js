// Watch a model train: its curves and its templates grow together. Python: training.py

const CHOICES = [10, 30, 50, 70, 90];
const MOST_MESSAGES = 100; // milliseconds between two drawings of a training without a kernel

/** Seconds as a person says them: 0.4 s, 12 s, 2 min 5 s. */
function seconds(value) {
  if (value < 10) return `${value.toFixed(1)} s`;
  const whole = Math.round(value);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** How long it still takes, from the share that is done, or null as long as it is too early. */
function remaining(elapsed, share) {
  return share > 0.01 && elapsed > 0.2 ? (elapsed * (1 - share)) / share : null;
}

function render({ model, el }) {
  const part = frame({
    model,
    el,
    title: "Watch a model train",
    name: "LiveTraining",
    state: ["guess"],
  });
  const { state } = part;
  const settings = { ...state.settings };
  if (model.alone) {
    const count = model.get("_site_images").labels.length;
    settings.images = Math.floor(count * 0.8);
    settings.validation = count - settings.images;
  }
  const progress = () => model.get("_progress");
  const { epochs } = settings;
  const which = settings.validation ? "validation" : "training";
  const first = () => progress().history[which === "validation" ? "val_accuracy" : "accuracy"]?.[0];
  const count = (number) => number.toLocaleString("en-US");
  const steps = Math.ceil(settings.images / settings.batch_size);

  // Without a kernel, the module trains; it writes the same traits.
  const begin = progress(); // the untrained model, wherever this view begins
  let images = null;
  let stopSteps = null;
  async function trainHere() {
    images ??= trainingParts(await siteImages(model));
    const weights = Float64Array.from(unpack(begin.weights).values);
    const biases = Float64Array.from(unpack(begin.biases).values);
    const started = performance.now();
    let told = 0;
    const now = (status, { step, steps, history }) => ({
      status,
      epoch: history.loss.length,
      share: step / steps,
      seconds: (performance.now() - started) / 1000,
      history: structuredClone(history),
      weights: pack(weights, [784, 10], "float32"),
      biases: pack(biases, [10], "float32"),
    });
    let last = { step: 0, steps: 1, history: { loss: [] } };
    part.set({ _progress: now("running", last) });
    const work = trainingSteps(images, {
      epochs,
      seed: settings.seed,
      weights,
      biases,
      learningRate: settings.learning_rate,
      batchSize: settings.batch_size,
    });
    const stop = inSlices(
      part,
      work,
      (value) => {
        last = value;
        if (performance.now() - told < MOST_MESSAGES) return;
        told = performance.now();
        part.set({ _progress: now("running", value) });
      },
      (value) => part.set({ _progress: now("done", value) }),
    );
    stopSteps = () => {
      stop();
      part.set({ _progress: now("stopped", last) });
    };
  }

  // What was asked of the kernel, and whether it answers
  let asked = null; // "start" or "stop", until the kernel has done it
  const kernel = kernelWatch(part);
  const running = () => progress().status === "running";
  function ask(what) {
    asked = what;
    kernel.expect();
    part.refresh();
    if (!model.alone) {
      try {
        model.send({ do: what });
      } catch {} // the kernel was restarted; its silence is told
    } else if (what === "start") trainHere().catch(part.fail);
    else stopSteps?.();
  }
  part.watch(["_progress"], () => {
    const { status } = progress();
    if (!(asked === "stop" && status === "running")) asked = null;
    if (running()) kernel.expect();
    else kernel.heard();
    const text = `${status}${first() === undefined ? "" : " after one epoch"}`;
    if (text !== told) part.say(`${words()} ${verdict()}`);
    told = text;
  });
  let told = "ready";

  // Words
  const rate = settings.learning_rate === null ? "" : `, learning rate ${short(settings.learning_rate)}`;
  const question =
    `Each of ${count(settings.images)} training images is shown once, in batches of ` +
    `${settings.batch_size}${rate}. How many of 100 ${which} images does the model get right ` +
    "after this first epoch? Say what you think, then start.";
  function words() {
    const { status, epoch, share, seconds: elapsed } = progress();
    if (asked === "start") return "Starting.";
    if (status === "ready") return `Ready for ${epochs} epochs.`;
    if (asked === "stop") return "Stopping after this step.";
    const done = `${epoch} of ${epochs} epochs`;
    if (status === "running") {
      const left = remaining(elapsed, share);
      return `${done}, ${seconds(elapsed)} so far${left === null ? "" : `, about ${seconds(left)} to go`}.`;
    }
    if (status === "stopped")
      return `Stopped after ${done} and ${seconds(elapsed)}. The model has the weights of its last step and can be used.`;
    if (status === "failed") return `It broke off after ${done}.`;
    return `Done: ${done} in ${seconds(elapsed)}.`;
  }
  function verdict() {
    if (first() === undefined) return "";
    const right = Math.round(100 * first());
    const guess = state.guess;
    const yours = guess < 0 ? "" : ` You said about ${guess}. That epoch made ${count(steps)} steps.`;
    return `After the first epoch: ${right} of 100 ${which} images.${yours}`;
  }

  // What is seen
  const told1 = h("p");
  const told2 = h("p");
  const bar = h("progress", { max: "1", "aria-label": "Share of the training that is done" });
  const start = button(part, "Start training", () => ask("start"), { class: "part-first" });
  const stop = button(part, "Stop", () => ask("stop"));
  const guess = choice(part, {
    label: "Right, of 100",
    trait: "guess",
    options: CHOICES.map((value) => [value, value === 10 ? "10, as by chance" : String(value)]),
  });
  const curve = (metric) =>
    chart(part, {
      width: 294,
      height: 200,
      xlabel: "epoch",
      ylabel: metric,
      limits: {
        x: () => [0, epochs],
        y: () => [0, metric === "accuracy" ? 1 : Math.max(1, ...losses())],
      },
      series: () => curves(metric),
      describe: () => {
        const all = curves(metric);
        if (!all.length) return `${metric} over ${epochs} epochs: nothing yet`;
        return all
          .map(({ name, y }) => `${name} ${metric} from ${y[0].toFixed(2)} to ${y.at(-1).toFixed(2)} in ${y.length} epochs`)
          .join("; ");
      },
    });
  const losses = () => curves("loss").flatMap(({ y }) => y).filter(Number.isFinite);
  function curves(metric) {
    const { history } = progress();
    return [
      ["training", history[metric]],
      ["validation", history[`val_${metric}`]],
    ]
      .filter(([, y]) => y?.length)
      .map(([name, y]) => ({ name, y, x: y.map((_, i) => i + 1) }));
  }
  const templates = canvas(part, {
    width: 460,
    height: 212,
    paint(context) {
      const { weights: packed, epoch } = progress();
      if (!packed) return;
      const { values, shape } = unpack(packed);
      const [pixels, classes] = shape;
      const side = Math.round(Math.sqrt(pixels));
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
      for (let k = 0; k < classes; k++) {
        const [x, y] = [(k % 5) * 93, Math.floor(k / 5) * 106];
        context.fillStyle = colours(part).text;
        write(context, k, x + 42, y, { base: "top", size: 13 });
        const template = dots(side, side, (d) => redBlue(values[d * classes + k] / largest));
        paintDots(context, template, 84 / side, x, y + 17);
      }
      templates.setAttribute(
        "aria-label",
        `Templates of the classes after ${epoch} epochs: blue for positive weights, red for ` +
          `negative ones, white for zero; the largest weight is ${short(largest)}`,
      );
    },
  });
  templates.hidden = !begin.weights;
  part.draw(() => {
    const { status, share } = progress();
    if (kernel.silent()) asked = null;
    const busy = running() || asked === "start";
    const answered = state.guess >= 0;
    told1.textContent = first() === undefined ? question : verdict();
    told2.textContent = words();
    bar.value = share;
    for (const input of guess.querySelectorAll("input"))
      input.disabled = busy || first() !== undefined;
    const focused = document.activeElement;
    start.disabled = (busy && !kernel.silent()) || !answered;
    stop.disabled = !busy;
    start.textContent = status === "ready" || status === "running" ? "Start training" : "Train again";
    // The focus stays with the training when its button is done.
    if (focused === start && start.disabled) stop.focus();
    if (focused === stop && stop.disabled) start.focus();
  });
  const playable = !model.alone || settings.alone;
  part.body.append(
    told1,
    guess,
    ...(playable
      ? [inRow(start, stop, bar)]
      : [h("p", {}, "This page has no kernel, and cannot train this model: run the lesson in Jupyter.")]),
    told2,
    kernel.note,
    inRow(curve("accuracy"), curve("loss")),
    templates,
  );
  if (running()) kernel.expect(); // a view that opens meanwhile
  return part.end;
}

export default { render };
