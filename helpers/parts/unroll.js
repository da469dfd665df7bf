// Point at a pixel and see its place in the vector, and back. Python: unroll.py

const CELL = 26; // px of a cell of the vector

function render({ model, el }) {
  const part = frame({
    model,
    el,
    title: "From image to vector",
    name: "UnrollExplorer",
    state: ["kind", "order", "pixel", "question", "guess", "seed"],
  });
  const { state } = part;
  const { values, shape } = unpack(state.values);
  const [, height, width] = shape;
  const names = {
    image: ["the image"],
    batch: ["image 0", "image 1", "image 2"],
    colour: ["red", "green", "blue"],
  };
  const valueAt = ([number, row, column]) => values[(number * height + row) * width + column];
  const asking = () => state.guess < 0;

  const rowwise = () => state.order === "C";
  const inColour = () => state.kind === "colour";
  const inBatch = () => state.kind === "batch";
  /** The length of one vector. */
  const length = () => height * width * (inColour() ? 3 : 1);
  /** A pixel's place in its vector, and the sum that gives it, in words and numbers: NumPy's order
   * C counts the last axis fastest, F the first. */
  function sumOf([number, row, column]) {
    const [high, low] = rowwise() ? [row, column] : [column, row];
    const long = rowwise() ? width : height;
    let place = high * long + low;
    let words = rowwise() ? `row × ${long} + column` : `column × ${long} + row`;
    let numbers = `${high} × ${long} + ${low}`;
    if (inColour() && rowwise()) {
      place = place * 3 + number;
      words = `(${words}) × 3 + channel`;
      numbers = `(${numbers}) × 3 + ${number}`;
    } else if (inColour()) {
      const all = height * width;
      place += number * all;
      words = `channel × ${all} + ${words}`;
      numbers = `${number} × ${all} + ${numbers}`;
    }
    return { place, text: `${words} = ${numbers} = ${place}` };
  }
  const placeOf = (pixel) => sumOf(pixel).place;
  /** The answer to a question: the place, counted on through the vectors of a batch. */
  const answerOf = (pixel) => (inBatch() ? pixel[0] * length() : 0) + placeOf(pixel);
  const named = (guess) =>
    inBatch() ? `[${Math.floor(guess / length())}, ${guess % length()}]` : guess;
  function pixelAt(line, place) {
    let number = inBatch() ? line : 0;
    if (inColour()) {
      const many = rowwise() ? 3 : height * width;
      const [whole, rest] = [Math.floor(place / many), place % many];
      [number, place] = rowwise() ? [rest, whole] : [whole, rest];
    }
    if (rowwise()) return [number, Math.floor(place / width), place % width];
    return [number, place % height, Math.floor(place / height)];
  }
  function code() {
    const last = !rowwise() ? ', order="F"' : "";
    if (inBatch()) return `images.reshape(3, -1${last})`;
    return `image.flatten(${last.slice(2)})`;
  }
  const where = ([number, row, column]) =>
    `${state.kind === "image" ? "" : `${names[state.kind][number]}, `}row ${row}, column ${column}`;

  /** The questions are drawn by the seed, so that everybody gets the same. */
  function ask(question) {
    const random = randomNumbers(state.seed * 1000 + question);
    const below = (count) => Math.floor(random() * count);
    const number = below(state.kind === "image" ? 1 : 3);
    // Not in the first row or column: there, two rules give the same place.
    const pixel = [number, 1 + below(height - 1), 1 + below(width - 1)].map(
      (at, axis) => Math.min(at, shape[axis] - 1),
    );
    part.set({ question, pixel, guess: -1 });
    part.say(questionText());
  }
  const questionText = () =>
    `Which place does ${where(state.pixel)} get in the vector? Choose it there.`;
  function point(pixel) {
    if (asking()) return; // the question's pixel stays until it is answered
    part.set({ pixel });
  }
  function answer(place, line) {
    if (!asking()) return;
    const pixel = state.pixel;
    const guess = line * length() + place;
    part.set({ guess });
    part.say(`${guess === answerOf(pixel) ? "Yes" : "Not there"}. ${sumOf(pixel).text}`);
  }

  const square = (context, value, covered, x, y, cell) => {
    fillCell(context, grey(covered ? 0 : value / 255), x, y, cell);
    drawEdge(context, x, y, cell, cell);
    context.fillStyle = !covered && value > 127 ? "#ffffff" : "#000000";
    const size = Math.round(cell * 0.42);
    write(context, covered ? "?" : value, x + cell / 2, y + cell / 2 + 1, { size });
  };

  const images = inRow();
  const vectors = inColumn();
  const told = h("p");
  const line = h("p", {}, "In NumPy: ", h("code"));
  let across = 16; // cells in a line of the vector
  const build = part.rebuilt(() => {
    images.replaceChildren(
      ...names[state.kind].map((name, number) => {
        const own = () => {
          const pixel = state.pixel;
          return state.kind === "image" || pixel[0] === number ? pixel.slice(1) : null;
        };
        const grid = cellGrid(part, {
          rows: height,
          columns: width,
          cell: state.kind === "image" ? 34 : 28,
          label: `Pixels of ${name}`,
          at: own,
          onPoint: (row, column) => point([number, row, column]),
          describe: (row, column) =>
            `row ${row}, column ${column}: ${valueAt([number, row, column])}` +
            (asking() ? "" : `, place ${placeOf([number, row, column])}`),
          paint(context, row, column, x, y, cell) {
            square(context, valueAt([number, row, column]), false, x, y, cell);
            const at = own();
            if (at && at[0] === row && at[1] === column) outline(context, x, y, cell, RED);
          },
        });
        return inColumn(state.kind === "image" ? "" : name, grid);
      }),
    );
    const lines = inBatch() ? [0, 1, 2] : [0];
    vectors.replaceChildren(
      ...lines.map((number) => {
        let cursor = 0; // where the keys are while a question is open
        const at = () => {
          const pixel = state.pixel;
          if (asking()) return cursor;
          return inBatch() && pixel[0] !== number ? null : placeOf(pixel);
        };
        return cellGrid(part, {
          rows: Math.ceil(length() / across),
          columns: Math.min(across, length()),
          cell: CELL,
          label: inBatch() ? `Vector of image ${number}` : "The vector",
          at: () => (at() === null ? null : [Math.floor(at() / across), at() % across]),
          onPoint(row, column, how) {
            const place = row * across + column;
            if (place >= length()) return;
            if (!asking()) point(pixelAt(number, place));
            else if (how === "key" || how === "move") {
              cursor = place;
              part.refresh();
            }
          },
          onChoose(row, column) {
            const place = row * across + column;
            if (place < length()) answer(place, number);
          },
          describe: (row, column) => {
            const place = row * across + column;
            if (asking()) return `place ${place}`;
            const pixel = pixelAt(number, place);
            return `place ${place}: ${valueAt(pixel)}, ${where(pixel)}`;
          },
          paint(context, row, column, x, y, cell) {
            const place = row * across + column;
            if (place >= length()) return;
            square(context, valueAt(pixelAt(number, place)), asking(), x, y, cell);
            if (place === at()) outline(context, x, y, cell, asking() ? BLUE : RED);
            else if (number * length() + place === state.guess) outline(context, x, y, cell, "#000000", 1);
          },
        });
      }),
    );
  });
  part.draw(() => {
    const size = parseFloat(getComputedStyle(part.root).fontSize) / 14;
    const fits = part.body.clientWidth < 16 * CELL * size ? 8 : 16;
    if (fits !== across && part.body.clientWidth) {
      across = fits;
      build();
    }
  });
  const again = button(part, "Ask me another", () => ask(state.question + 1));
  part.draw(() => {
    const pixel = state.pixel;
    const guess = state.guess;
    const right = guess === answerOf(pixel);
    const verdict = right ? "Yes. " : `Not ${named(guess)}. `;
    const shown = answered === null ? right : answered === String(pixel);
    told.replaceChildren(
      asking()
        ? questionText()
        : `${shown ? verdict : ""}The place of ${where(pixel)}: ${sumOf(pixel).text}`,
    );
    line.lastChild.textContent = code();
    line.style.visibility = asking() ? "hidden" : "visible";
    again.hidden = asking();
  });
  let answered = null; // the pixel that was asked for, if it was answered here
  part.watch(["guess"], () => (answered = String(state.pixel)));
  part.watch(["kind"], build);
  const restart = (changes) => {
    part.set(changes);
    ask(state.question);
  };
  part.body.append(
    choice(part, {
      label: "Unroll",
      trait: "kind",
      options: [
        ["image", "one image"],
        ["batch", "a batch of three"],
        ["colour", "three channels"],
      ],
      work: (value) => restart({ kind: value }),
    }),
    choice(part, {
      label: "Order",
      trait: "order",
      options: [
        ["C", "row by row"],
        ["F", "column by column"],
      ],
      work: (value) => restart({ order: value }),
    }),
    told,
    images,
    vectors,
    line,
    again,
  );
  build();
  return part.end;
}

export default { render };
