// What every part shares: its frame, drawing, colours, keys, and how its state is handed on.
// This text stands in front of each part's module, so nothing here is exported.

const STYLE = `
.part {
  --text: var(--jp-ui-font-color0, var(--pst-color-text-base, #1b1b1b));
  --back: var(--jp-layout-color0, var(--pst-color-background, #ffffff));
  --edge: color-mix(in srgb, var(--text) 55%, var(--back));
  --soft: color-mix(in srgb, var(--text) 8%, var(--back));
  --mark: #0072b2;
  box-sizing: border-box; max-width: 46em; margin: 0.3em 0; padding: 0.8em 1em;
  color: var(--text); background: var(--back); border: 1px solid var(--edge);
  border-radius: 0.5em; font: var(--part-size, 14px)/1.45 system-ui, sans-serif;
  container-type: inline-size;
}
.part *, .part *::before { box-sizing: border-box; }
.part [hidden] { display: none !important; }
.part p, .part table, .part fieldset { margin: 0.5em 0; }
.part-title { font-weight: 600; margin-top: 0; }
.part > div:not(.part-foot) > * + * { margin-top: 0.7em; }
.part-row { display: flex; flex-wrap: wrap; gap: 0.6em 1.2em; align-items: flex-start; }
.part-group { gap: 0.3em; }
.part-wide { flex: 1 1 15em; }
.part-column { display: flex; flex-direction: column; gap: 0.5em; min-width: 0; }
.part button {
  font: inherit; color: var(--text); background: var(--soft); min-height: 2em;
  border: 1px solid var(--edge); border-radius: 0.3em; padding: 0.25em 0.8em; cursor: pointer;
}
.part button.part-first { background: var(--mark); color: #ffffff; border-color: var(--mark); }
.part button:disabled { opacity: 1; color: var(--edge); background: none; cursor: default; }
.part button[aria-pressed=true] { outline: 2px solid var(--text); outline-offset: -3px; box-shadow: inset 0 0 0 2px var(--text); font-weight: 600; }
.part :is(*, button):focus-visible { outline: 3px solid #d55e00; outline-offset: 2px; }
.part fieldset { border: 0; padding: 0; min-width: 0; display: flex; flex-wrap: wrap; gap: 0.3em 1em; align-items: center; }
.part legend, .part-label { float: left; margin: 0 0.6em 0 0; padding: 0; font-weight: 600; font-size: 1em; line-height: 2em; }
.part label { display: inline-flex; max-width: 100%; gap: 0.4em; align-items: center; min-height: 2em; }
.part input[type=range] { width: 12em; min-width: 5em; flex: 0 1 12em; max-width: 60cqw; accent-color: var(--mark); }
.part input[type=radio], .part input[type=checkbox] { accent-color: var(--mark); font: inherit; flex: none; width: 1.1em; height: 1.1em; margin: 0; }
.part canvas { display: block; max-width: 100%; touch-action: none; border-radius: 2px; }
.part canvas[role=img] { touch-action: auto; }
.part code { font: 0.95em ui-monospace, monospace; background: var(--soft); color: var(--text); padding: 0.1em 0.3em; }
.part-bars { border-collapse: collapse; font-variant-numeric: tabular-nums; width: 100%; max-width: 22em; }
.part-bars caption { float: none; text-align: left; }
.part .part-bars :is(td, th) { padding: 0.05em 0.4em; border: 0; text-align: right; background: none; font-size: 1em; }
.part .part-bars tr { background: none; }
.part-bars :is(td, th) { width: 1%; white-space: nowrap; }
.part-bars td.part-track { width: 98%; text-align: left; }
.part-track span { display: block; position: relative; height: 1.1em; }
.part-track i { position: absolute; top: 0.1em; bottom: 0.1em; background: var(--mark); }
.part-track i.part-negative { background: #d55e00; }
.part-bars tr.part-strong { font-weight: 700; }
.part-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.part-wrong { border-left: 0.3em solid #d55e00; padding-left: 0.6em; }
.part-foot { display: flex; flex-wrap: wrap; gap: 0.5em; align-items: center; margin-top: 0.7em; font-size: 0.93em; }
@media (prefers-reduced-motion: no-preference) { .part-track i { transition: width 0.08s; } }
`;

const BLUE = "#0072b2";
const RED = "#d55e00";
const LINES = [BLUE, RED, "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]; // as in course.mplstyle
const DARK_LINES = ["#56b4e9", "#f08a3c", "#2fc59a", "#e39cc4", "#f0b83c", "#9ad0f5"];
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [1, 3], [10, 4]];

/** Make an element: h("p", { class: "x", onclick: f }, "text", anotherElement). */
function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (typeof value === "boolean") element.toggleAttribute(name, value);
    else element.setAttribute(name, value);
  }
  element.append(...children);
  return element;
}

/** Elements beside one another, which break into lines; below one another; buttons for one thing. */
const inRow = (...children) => h("div", { class: "part-row" }, ...children);
const inColumn = (...children) => h("div", { class: "part-column" }, ...children);
const group = (label, ...children) =>
  h("div", { class: "part-row part-group", role: "group", "aria-label": label }, ...children);

/** The frame that a part lives in: title, content, a live text, a line for errors, a foot.
 *
 * render({ model, el }) begins with `const part = frame({ model, el, title, name, state })` and
 * ends with `return part.end`. `name` is the Python class, `state` the names of its state traits.
 * part.state has the newest value of each trait, such as part.state.seed;
 * part.on(element, { click: f }) listens, safely; part.body takes the content; part.draw(f) draws now, and again, once a frame, after refresh();
 * part.rebuilt(f) is f, whose next call ends what it let be drawn before;
 * part.watch(names, f) calls f, then refresh(), when one of these traits changes; part.say(text)
 * tells a screen reader; part.safely(f) is f, with an error shown as one line in the part;
 * part.fail(error) shows one, for promises; part.set({ trait: value }) changes the model and sends
 * it on.
 */
function frame({ model, el, title, name, state }) {
  const body = h("div");
  const live = h("p", { class: "part-hidden", role: "status" });
  const wrong = h("p", { class: "part-wrong", role: "alert", hidden: true });
  const foot = h("div", { class: "part-foot" });
  const root = h(
    "section",
    { class: "part", "aria-label": title },
    h("style", {}, STYLE),
    h("p", { class: "part-title" }, title),
    body,
    wrong,
    live,
    foot,
  );
  // Its notebook would take the arrow keys away from a slider.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  // JupyterLab's shortcuts, such as d d for deleting a cell, must not see a part's keys. It looks
  // for this mark at the element that has the focus first.
  root.addEventListener("focusin", (event) =>
    event.target.setAttribute("data-lm-suppress-shortcuts", "true"),
  );
  const drawings = [];
  const endings = [];
  let asked = 0;
  let saying = 0;

  function complain(text) {
    wrong.hidden = !text;
    wrong.textContent = text;
  }
  const safely =
    (work) =>
    (...given) => {
      try {
        return work(...given);
      } catch (error) {
        const again = model.alone ? "Open the page again" : "Run its cell again";
        complain(`This part could not go on: ${error.message}. ${again}.`);
        return undefined;
      }
    };
  const inReach = () => [...root.querySelectorAll("button, input, select, [tabindex]")];
  const usable = (each) => each.isConnected && !each.disabled && each.checkVisibility();
  const drawAll = safely(() => {
    asked = 0;
    // Scrolled far away, it is out of the page and has no colours. Back in it, its size changes.
    if (!root.isConnected) return;
    const held = root.contains(document.activeElement) ? document.activeElement : null;
    const place = inReach().indexOf(held);
    for (const draw of drawings.slice()) draw(); // drawing may add some
    // Whoever works with keys stays in the part when the button under them goes away.
    if (held && !usable(held)) {
      const rest = inReach().slice(0, place + 1);
      rest.findLast(usable)?.focus({ preventScroll: true });
    }
    root.dataset.drawn = Number(root.dataset.drawn ?? 0) + 1;
  });
  const fail = safely((error) => {
    throw error;
  });
  function refresh() {
    if (!asked) asked = requestAnimationFrame(drawAll);
  }
  function listen(event, work) {
    model.on(event, work);
    endings.push(() => model.off(event, work));
  }
  const part = {
    model,
    state: new Proxy({}, { get: (_, trait) => model.get(trait) }),
    root,
    body,
    foot,
    safely,
    fail,
    refresh,
    on(element, works) {
      for (const [event, work] of Object.entries(works))
        element.addEventListener(event, safely(work));
    },
    draw(work) {
      drawings.push(work);
      refresh();
    },
    rebuilt(build) {
      let old = [];
      return () => {
        for (const each of old) drawings.splice(drawings.indexOf(each), 1);
        const others = new Set(drawings);
        build();
        old = drawings.filter((each) => !others.has(each));
      };
    },
    watch(names, work = () => {}) {
      const changed = safely(() => {
        work();
        refresh();
      });
      for (const each of names) listen(`change:${each}`, changed);
    },
    say(text) {
      clearTimeout(saying); // while somebody sweeps, only the last one is told
      live.textContent = ""; // so that the same words are told again
      saying = setTimeout(() => (live.textContent = text), 150);
    },
    set(changes) {
      for (const [trait, value] of Object.entries(changes)) model.set(trait, value);
      model.save_changes();
    },
    onEnd(work) {
      endings.push(work);
    },
    end() {
      cancelAnimationFrame(asked);
      clearTimeout(saying);
      for (const work of endings) work();
    },
  };
  part.watch(state); // whoever changed it, it is drawn
  part.watch(["_wrong"], () => complain(model.get("_wrong")));
  complain(model.get("_wrong") || "");
  addCopies(part, name, state);
  // Canvases are drawn in the page's colours: again when it changes from light to dark.
  const themes = new MutationObserver(refresh);
  for (const element of [document.documentElement, document.body])
    themes.observe(element, { attributeFilter: ["data-theme", "data-jp-theme-name", "class"] });
  const sizes = new ResizeObserver(refresh);
  sizes.observe(root);
  endings.push(() => themes.disconnect(), () => sizes.disconnect());
  el.replaceChildren(root);
  return part;
}

/** Buttons that copy the state as a line of Python and, on a page without a kernel, as a link. */
function addCopies(part, name, state) {
  const { model } = part;
  const current = () => Object.fromEntries(state.map((trait) => [trait, model.get(trait)]));
  const copy = async (text, what) => {
    try {
      await navigator.clipboard.writeText(text);
      part.say(`${what} copied.`);
      copied.textContent = `${what} copied.`;
    } catch {
      shown.value = text; // a page that was opened from a file may not use the clipboard
      shown.hidden = false;
      shown.select();
    }
  };
  const copied = h("span", { "aria-hidden": "true" }); // a screen reader was told
  part.watch(state, () => (copied.textContent = ""));
  const shown = h("input", { readonly: true, hidden: true, "aria-label": "To copy" });
  const asPython = () => {
    const given = Object.entries(current()).map(([trait, value]) => `${trait}=${python(value)}`);
    return `${name}(${given.join(", ")})`;
  };
  if (state.length === 0) return;
  part.foot.append(button(part, "Copy as Python", () => copy(asPython(), "Line of Python")));
  if (model.link)
    part.foot.append(button(part, "Copy link", () => copy(model.link(current()), "Link")));
  part.foot.append(shown, copied);
}

/** A value as Python writes it. */
function python(value) {
  if (value === null || value === undefined) return "None";
  if (value === true) return "True";
  if (value === false) return "False";
  if (Array.isArray(value)) return `[${value.map(python).join(", ")}]`;
  if (typeof value === "object")
    return `{${Object.entries(value).map(([key, each]) => `${python(key)}: ${python(each)}`).join(", ")}}`;
  return JSON.stringify(value);
}

// Data

/** The numbers of an array that Python packed, with its shape: { values, shape }. */
function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed.base64), (letter) => letter.charCodeAt(0));
  const values = packed.dtype === "uint8" ? bytes : new Float32Array(bytes.buffer);
  return { values, shape: packed.shape };
}

/** The other way: what helpers.parts.part.unpack reads. `dtype` is "uint8" or "float32". */
function pack(values, shape, dtype) {
  const typed = dtype === "uint8" ? Uint8Array.from(values) : Float32Array.from(values);
  const bytes = new Uint8Array(typed.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096)
    text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return { shape, dtype, base64: btoa(text) };
}

// Colours

/** The colours of the page right now, for a canvas. */
function colours(part) {
  const style = getComputedStyle(part.root);
  const [red, green, blue] = style.backgroundColor.match(/[\d.]+/g).map(Number);
  const dark = 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  return {
    dark,
    text: style.color,
    back: style.backgroundColor,
    grid: dark ? "#555555" : "#cccccc",
    lines: dark ? DARK_LINES : LINES,
  };
}

/** Colours are red, green and blue. White paper to black ink: 0 to 1. Paper is white in the dark,
 * too. */
function grey(share) {
  const level = Math.round(255 * (1 - clamp(share, 0, 1)));
  return [level, level, level];
}

/** Red for -1, white for 0, blue for 1, as in the lessons' pictures. */
function redBlue(share) {
  const strength = Math.min(1, Math.abs(share));
  return (share < 0 ? [213, 94, 0] : [0, 114, 178]).map((end) =>
    Math.round(255 + (end - 255) * strength),
  );
}

// Drawing

/** A canvas for a drawing of width × height units (one unit is 1 px at the page's normal size),
 * which may be functions.
 * `paint(context, width, height)` is called anew in each draw, on a cleared canvas that is sharp
 * on every screen and never wider than its place. `words()` tells what it shows; `properties` are
 * the canvas' attributes. */
function canvas(part, { width, height, paint, words, ...properties }) {
  const element = h("canvas", { role: "img", ...properties });
  const context = element.getContext("2d");
  part.draw(() => {
    const size = parseFloat(getComputedStyle(part.root).fontSize) / 14; // grows with the text
    const own = typeof height === "function" ? height() : height;
    const wide = typeof width === "function" ? width() : width;
    const sharp = size * (window.devicePixelRatio || 1);
    if (element.width !== Math.round(wide * sharp)) element.width = Math.round(wide * sharp);
    if (element.height !== Math.round(own * sharp)) element.height = Math.round(own * sharp);
    element.style.width = `${wide * size}px`;
    element.style.aspectRatio = `${wide} / ${own}`;
    context.setTransform(sharp, 0, 0, sharp, 0, 0);
    context.clearRect(0, 0, wide, own);
    paint(context, wide, own);
    if (words) element.setAttribute("aria-label", words());
  });
  return element;
}

/** A grid of cells that is pointed at with a mouse, a finger or the arrow keys.
 *
 * `rows` and `columns` are numbers or functions, `cell` is a cell's size. `paint(context, row,
 * column, x, y, cell)` draws one cell; `at()` is the cursor's [row, column] or null;
 * `onPoint(row, column, how)` is called with how = "move", "down" or "key"; `onChoose(row, column)`
 * for a click, Enter or the space bar. `describe(row, column)` is read out. It is a slider to
 * a screen reader, which announces its value whenever it changes. `over(context)` paints over all
 * cells, `style` is CSS. */
function cellGrid(part, given) {
  const { rows, columns, cell, label, paint, over, at, onPoint, onChoose, describe, style } = given;
  const count = (value) => (typeof value === "function" ? value() : value);
  const size = () => [count(rows), count(columns)];
  const [, widest] = size();
  const element = canvas(part, {
    width: widest * cell,
    height: () => count(rows) * cell,
    role: "slider",
    tabindex: "0",
    "aria-label": label,
    "aria-valuemin": "0",
    style: style ?? "",
    paint(context) {
      const [height, width] = size();
      const cursor = at();
      for (let row = 0; row < height; row++)
        for (let column = 0; column < width; column++)
          paint?.(context, row, column, column * cell, row * cell, cell);
      over?.(context);
      element.setAttribute("aria-valuemax", height * width - 1);
      element.setAttribute("aria-valuenow", cursor ? cursor[0] * width + cursor[1] : 0);
      element.setAttribute("aria-valuetext", cursor ? describe(...cursor) : "nothing chosen");
    },
  });
  const place = (event) => {
    const [height, width] = size();
    const box = element.getBoundingClientRect();
    const row = Math.floor(((event.clientY - box.top) / box.height) * height);
    const column = Math.floor(((event.clientX - box.left) / box.width) * width);
    return [clamp(row, 0, height - 1), clamp(column, 0, width - 1)];
  };
  const step = {
    ArrowLeft: ([row, column]) => [row, column - 1],
    ArrowRight: ([row, column]) => [row, column + 1],
    ArrowUp: ([row, column]) => [row - 1, column],
    ArrowDown: ([row, column]) => [row + 1, column],
    Home: ([row]) => [row, 0],
    End: ([row]) => [row, count(columns) - 1],
    PageUp: ([, column]) => [0, column],
    PageDown: ([, column]) => [count(rows) - 1, column],
  };
  part.on(element, {
    pointermove: (event) => onPoint?.(...place(event), "move"),
    pointerdown: (event) => onPoint?.(...place(event), "down"),
    click: (event) => onChoose?.(...place(event)),
    keydown(event) {
      const [height, width] = size();
      const from = at() ?? [0, 0];
      const chosen = event.key === "Enter" || event.key === " ";
      if (!chosen && !step[event.key]) return;
      event.preventDefault();
      if (chosen) return onChoose?.(...from);
      const [row, column] = at() ? step[event.key](from) : from;
      if (row >= 0 && row < height && column >= 0 && column < width) onPoint?.(row, column, "key");
    },
  });
  return element;
}

/** Outline a cell, so that it is seen on white, on black and without colour. */
function outline(context, x, y, cell, colour, width = 3) {
  drawTwice(context, colour, width, () => context.rect(x + 2, y + 2, cell - 4, cell - 4));
}

/** A square at x, y. */
function fillCell(context, colour, x, y, cell) {
  context.fillStyle = `rgb(${colour})`;
  context.fillRect(x, y, cell, cell);
}

/** A thin grey edge, which is seen on white and on black. */
function drawEdge(context, x, y, width, height) {
  context.lineWidth = 1;
  context.strokeStyle = "#767676";
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

/** A line through points [x, y]. */
function drawLine(context, ...points) {
  context.beginPath();
  for (const point of points) context.lineTo(...point);
  context.stroke();
}

/** A line in white with the colour on it, so that it is seen on every shade. */
function drawTwice(context, colour, width, trace) {
  for (const [each, thickness] of [["#ffffff", width + 2.5], [colour, width]]) {
    context.strokeStyle = each;
    context.lineWidth = thickness;
    context.beginPath();
    trace();
    context.stroke();
  }
}

/** A ring in white and the colour. */
function drawRing(context, colour, [x, y], radius, width = 2.5) {
  drawTwice(context, colour, width, () => context.arc(x, y, radius, 0, 2 * Math.PI));
}

/** A plus or a minus in a cell, so that the colour does not say it alone. */
function drawSign(context, value, x, y, cell) {
  const [middle, from, to] = [0.5, 0.25, 0.75].map((share) => share * cell);
  context.lineWidth = 1;
  drawLine(context, [x + from, y + middle], [x + to, y + middle]);
  if (value > 0) drawLine(context, [x + middle, y + from], [x + middle, y + to]);
}

/** Words on a canvas, in the colour of its fillStyle, and with a line around them if `outlined`. */
function write(context, words, x, y, { align, base, size = 12, widest, outlined } = {}) {
  context.font = `${size}px system-ui, sans-serif`;
  context.textAlign = align ?? "center";
  context.textBaseline = base ?? "middle";
  if (outlined) context.strokeText(words, x, y, widest);
  context.fillText(words, x, y, widest);
}

/** A picture with one dot for each pixel, row by row; `colour(pixel)` gives its colour. */
function dots(height, width, colour) {
  const picture = h("canvas", { width, height });
  const image = new ImageData(width, height);
  for (let d = 0; d < height * width; d++) image.data.set([...colour(d), 255], 4 * d);
  picture.getContext("2d").putImageData(image, 0, 0);
  return picture;
}

/** Paint such a picture, each dot a sharp square cell. */
function paintDots(context, picture, cell, x = 0, y = 0) {
  context.imageSmoothingEnabled = false;
  context.drawImage(picture, x, y, picture.width * cell, picture.height * cell);
}

/** A table with a bar for each class. update(values, { strong, text }) sets it.
 * Bars reach from 0 to the values, within `range` = [lowest, highest] or the values' own. */
function classBars(caption, names, range) {
  const rows = names.map((name) => {
    const bar = h("i");
    const value = h("td");
    const row = h(
      "tr",
      {},
      h("th", { scope: "row" }, name),
      h("td", { class: "part-track" }, h("span", { "aria-hidden": "true" }, bar)),
      value,
    );
    return { row, bar, value };
  });
  const table = h(
    "table",
    { class: "part-bars" },
    h("caption", { class: "part-label" }, caption),
    h("tbody", {}, ...rows.map((each) => each.row)),
  );
  function update(values, { strong = -1, text = (value) => value.toFixed(2) } = {}) {
    const [low, high] = range ?? [Math.min(0, ...values), Math.max(0, ...values)];
    const span = high - low || 1;
    const share = (value) => ((clamp(value, low, high) - low) / span) * 100;
    rows.forEach(({ row, bar, value }, k) => {
      const [from, to] = [share(0), share(values[k])].sort((a, b) => a - b);
      bar.style.left = `${from}%`;
      bar.style.width = `${to - from}%`;
      bar.classList.toggle("part-negative", values[k] < 0);
      value.textContent = text(values[k], k);
      row.classList.toggle("part-strong", k === strong);
    });
  }
  return { table, update };
}

/** Curves on common axes. `series()` gives [{ name, x, y, faded }], drawn in this order, each with
 * its own colour, dash and, at its end, name. Values that are not finite, or above the axis, leave
 * the frame at its top with an arrow. `logarithmic` is for the y axis. `describe()` is the words.
 * `room` is kept for the names. */
function chart(part, { width = 420, height = 260, room = 96, xlabel, ylabel, series, limits, logarithmic, describe }) {
  return canvas(part, {
    width,
    height,
    words: describe,
    paint(context, wide) {
      const look = colours(part);
      const all = series();
      const box = { left: 52, right: wide - room, top: 12, bottom: height - 40 };
      const finite = all.flatMap((line) => [...line.y].filter(Number.isFinite));
      const [x0, x1] = limits?.x?.() ?? [
        Math.min(0, ...all.flatMap((line) => [...line.x])),
        Math.max(1, ...all.flatMap((line) => [...line.x])),
      ];
      let [y0, y1] = limits?.y?.() ?? [Math.min(...finite, 0), Math.max(...finite, 0.1)];
      const scale = logarithmic ? Math.log10 : (value) => value;
      if (y0 === y1) y1 = y0 + 1;
      const across = (x) => box.left + ((x - x0) / (x1 - x0 || 1)) * (box.right - box.left);
      const up = (y) =>
        box.bottom - ((scale(y) - scale(y0)) / (scale(y1) - scale(y0))) * (box.bottom - box.top);
      context.fillStyle = look.text;
      context.strokeStyle = look.grid;
      context.lineWidth = 1;
      for (const tick of logarithmic ? powers(y0, y1) : ticks(y0, y1)) {
        drawLine(context, [box.left, up(tick)], [box.right, up(tick)]);
        write(context, short(tick), box.left - 6, up(tick), { align: "right" });
      }
      for (const tick of ticks(x0, x1))
        write(context, short(tick), across(tick), box.bottom + 5, { base: "top" });
      write(context, xlabel, (box.left + box.right) / 2, box.bottom + 22, { base: "top" });
      context.save();
      context.translate(11, (box.top + box.bottom) / 2);
      context.rotate(-Math.PI / 2);
      write(context, ylabel, 0, 0);
      context.restore();
      const labels = [];
      all.forEach((line, place) => {
        context.globalAlpha = line.faded ? 0.45 : 1;
        context.strokeStyle = look.lines[(line.colour ?? place) % look.lines.length];
        context.setLineDash(DASHES[(line.colour ?? place) % DASHES.length]);
        context.lineWidth = 2;
        const points = [...line.x].map((x, i) => {
          const y = line.y[i];
          if (!Number.isFinite(y) || y > y1) return [across(x), box.top, "↑ "];
          return [across(x), Math.min(box.bottom, up(Math.max(y, y0))), ""];
        });
        drawLine(context, ...points);
        context.setLineDash([]);
        context.fillStyle = context.strokeStyle;
        context.globalAlpha = 1;
        if (!points.length) return;
        const [x, y, escaped] = points.at(-1);
        if (points.length === 1) context.fillRect(x - 2, y - 2, 5, 5); // no line yet
        labels.push({ text: escaped + line.name, x, y });
      });
      labels.sort((a, b) => a.y - b.y);
      labels.forEach((each, i) => {
        if (i > 0) each.y = Math.max(each.y, labels[i - 1].y + 13);
        context.fillStyle = look.text;
        write(context, each.text, Math.max(each.x, box.left) + 5, each.y, { align: "left" });
      });
    },
  });
}

/** Round numbers from low to high, about five of them. */
function ticks(low, high) {
  const rough = (high - low) / 5 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
  const found = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1e6; tick += step)
    found.push(Math.abs(tick) < step / 1e6 ? 0 : tick);
  return found;
}

function powers(low, high) {
  const found = [];
  for (let power = Math.floor(Math.log10(low)); 10 ** power <= high * 1.001; power++)
    for (const each of [1, 2, 5])
      if (each * 10 ** power >= low * 0.999 && each * 10 ** power <= high * 1.001)
        found.push(each * 10 ** power);
  return found.length > 7 ? found.filter((tick) => Number.isInteger(Math.log10(tick))) : found;
}

/** A number in few characters: 0.25, 12,000, 1e-7; with a true minus sign. */
function short(value) {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "not a number" : "infinite";
  const size = Math.abs(value);
  let text = String(Number(value.toPrecision(3)));
  if (size >= 1000 && size < 1e9) text = Math.round(value).toLocaleString("en-US");
  return text.replace("-", "−");
}

/** The number in this range that is nearest. */
const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

/** A number with that many decimals and a true minus; never a minus before zeros. */
function fixed(value, decimals = 2) {
  const text = Math.abs(value).toFixed(decimals);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

// Controls

/** A button. `properties` may hold class: "part-first" for the most important one. */
function button(part, text, work, properties = {}) {
  return h("button", { type: "button", ...properties, onclick: part.safely(work) }, text);
}

/** Radio buttons for a trait: options are [value, text] pairs. */
function choice(part, { label, trait, options, work = (value) => part.set({ [trait]: value }) }) {
  const shared = `part-${Math.random().toString(36).slice(2)}`;
  const inputs = options.map(([value, text]) => {
    const input = h("input", { type: "radio", name: shared });
    part.on(input, { change: () => input.checked && work(value) });
    return { value, input, label: h("label", {}, input, text) };
  });
  const update = () => {
    for (const each of inputs) each.input.checked = each.value === part.state[trait];
  };
  part.watch([trait], update);
  update();
  return h("fieldset", {}, h("legend", {}, label), ...inputs.map((each) => each.label));
}

/** A slider for a number trait over `values`, a list of the numbers that it can have. */
function slider(part, { label, trait, values, text = short, work = (value) => part.set({ [trait]: value }) }) {
  const input = h("input", { type: "range", min: "0", max: String(values.length - 1), step: "1" });
  const shown = h("span", { "aria-hidden": "true" }); // the slider tells its value itself
  const nearest = (value) => argmax(values.map((each) => -Math.abs(each - value)));
  const update = () => {
    const value = part.state[trait];
    if (document.activeElement !== input || values[input.value] !== value)
      input.value = String(nearest(value));
    shown.textContent = text(value);
    input.setAttribute("aria-valuetext", text(value));
  };
  part.on(input, { input: () => work(values[input.value]) });
  part.watch([trait], update);
  update();
  return h("label", {}, h("span", { class: "part-label" }, label), input, shown);
}

// Work without a kernel

/** The training images that a page of the site carries: { images, labels }, each image a row of
 * 784 numbers from 0 to 1. The page has them as one picture, 50 images in a row of it. */
async function siteImages(model) {
  const { png, labels } = model.get("_site_images");
  const picture = new Image();
  picture.src = png;
  await picture.decode();
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [picture.width, picture.height];
  const context = sheet.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, sheet.width, sheet.height);
  const across = sheet.width / 28;
  const images = new Float32Array(labels.length * 784);
  for (let i = 0; i < images.length; i++) {
    const [number, row, column] = [Math.floor(i / 784), Math.floor((i % 784) / 28), i % 28];
    const y = Math.floor(number / across) * 28 + row;
    images[i] = data[4 * (y * sheet.width + (number % across) * 28 + column)] / 255;
  }
  return { images, labels };
}

/** Work through a generator for 8 ms at a time, so that the page stays alive. `pause(value)` is
 * called with the newest value after each such time, `end(value)` at the end. Returns a function
 * that stops the work; it says nothing then. */
function inSlices(part, steps, pause, end) {
  let timer = 0;
  const go = part.safely(() => {
    const until = performance.now() + 8;
    let step = steps.next();
    while (!step.done && performance.now() < until) step = steps.next();
    if (step.done) return end(step.value);
    timer = setTimeout(go, 0);
    return pause(step.value);
  });
  timer = setTimeout(go, 0);
  const stop = () => clearTimeout(timer);
  part.onEnd(stop);
  return stop;
}

/** Notices that the kernel stays silent. expect() begins to wait for it (again), heard() ends this;
 * `note` is the line that then says so, to be put into the part. */
function kernelWatch(part) {
  const note = h("p", { class: "part-wrong", hidden: true });
  let timer = 0;
  const show = (text) => {
    note.hidden = !text;
    note.textContent = text;
  };
  part.onEnd(() => clearTimeout(timer));
  return {
    note,
    silent: () => !note.hidden,
    heard() {
      clearTimeout(timer);
      show("");
    },
    expect() {
      clearTimeout(timer);
      show("");
      if (part.model.alone) return;
      timer = setTimeout(() => {
        show(
          "The kernel says nothing. If a cell is running, wait for its end. If the kernel was " +
            "restarted, run the cells again.",
        );
        part.say(note.textContent);
        part.refresh();
      }, 8000);
    },
  };
}
