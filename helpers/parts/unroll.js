// Point at a pixel and see its place in the vector, and back. Python: unroll.py

const CELL = 26; // px of a cell of the vector

function render({ model, el }) {
  const state = ["kind", "order", "pixel", "question", "guess", "seed"];
  const part = frame({ model, el, title: "From image to vector", name: "UnrollExplorer", state });
  const { values, shape } = unpack(model.get("values"));
  const [, height, width] = shape;
  const names = {
    image: ["the image"],
    batch: ["image 0", "image 1", "image 2"],
    colour: ["red", "green", "blue"],
  };
  const kind = () => model.get("kind");
  const valueAt = ([number, row, column]) => values[(number * height + row) * width + column];
  const asking = () => model.get("guess") < 0;

  /** The length of one vector. */
  const length = () => height * width * (kind() === "colour" ? 3 : 1);
  /** A pixel's place in its vector: NumPy's order C counts the last axis fastest, F the first. */
  function placeOf([number, row, column]) {
    const colour = kind() === "colour";
    if (model.get("order") === "C") {
      const place = row * width + column;
      return colour ? place * 3 + number : place;
    }
    const place = column * height + row;
    return colour ? number * height * width + place : place;
  }
  /** The answer to a question: the place, counted on through the vectors of a batch. */
  const answerOf = (pixel) => (kind() === "batch" ? pixel[0] * length() : 0) + placeOf(pixel);
  const named = (guess) =>
    kind() === "batch" ? `[${Math.floor(guess / length())}, ${guess % length()}]` : guess;
  function pixelAt(line, place) {
    let number = kind() === "batch" ? line : 0;
    const rowwise = model.get("order") === "C";
    if (kind() === "colour") {
      number = rowwise ? place % 3 : Math.floor(place / (height * width));
      place = rowwise ? Math.floor(place / 3) : place % (height * width);
    }
    if (rowwise) return [number, Math.floor(place / width), place % width];
    return [number, place % height, Math.floor(place / height)];
  }

  /** The sum that gives the place, in words and numbers. */
  function sum([number, row, column]) {
    const colour = kind() === "colour";
    const place = placeOf([number, row, column]);
    if (model.get("order") === "C") {
      const plain = `row × ${width} + column`;
      if (colour) return `(${plain}) × 3 + channel = (${row} × ${width} + ${column}) × 3 + ${number} = ${place}`;
      return `${plain} = ${row} × ${width} + ${column} = ${place}`;
    }
    const plain = `column × ${height} + row`;
    const numbers = `${column} × ${height} + ${row}`;
    if (colour) return `channel × ${height * width} + ${plain} = ${number} × ${height * width} + ${numbers} = ${place}`;
    return `${plain} = ${numbers} = ${place}`;
  }
  function code() {
    const last = model.get("order") === "F" ? ', order="F"' : "";
    if (kind() === "batch") return `images.reshape(3, -1${last})`;
    return `image.flatten(${last.slice(2)})`;
  }
  const where = ([number, row, column]) =>
    `${kind() === "image" ? "" : `${names[kind()][number]}, `}row ${row}, column ${column}`;

  /** The questions are drawn by the seed, so that everybody gets the same. */
  function ask(question) {
    const random = randomNumbers(model.get("seed") * 1000 + question);
    const below = (count) => Math.floor(random() * count);
    const number = below(kind() === "image" ? 1 : 3);
    // Not in the first row or column: there, two rules give the same place.
    const pixel = [number, 1 + below(height - 1), 1 + below(width - 1)].map(
      (at, axis) => Math.min(at, shape[axis] - 1),
    );
    part.set({ question, pixel, guess: -1 });
    part.say(questionText());
  }
  const questionText = () =>
    `Which place does ${where(model.get("pixel"))} get in the vector? Choose it there.`;
  function point(pixel) {
    if (asking()) return; // the question's pixel stays until it is answered
    part.set({ pixel });
  }
  function answer(place, line) {
    if (!asking()) return;
    const pixel = model.get("pixel");
    const guess = line * length() + place;
    part.set({ guess });
    part.say(`${guess === answerOf(pixel) ? "Yes" : "Not there"}. ${sum(pixel)}`);
  }

  const text = (context, value, x, y, cell, dark) => {
    context.fillStyle = dark ? "#ffffff" : "#000000";
    context.font = `${Math.round(cell * 0.42)}px system-ui, sans-serif`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillText(value, x + cell / 2, y + cell / 2 + 1);
  };
  const square = (context, value, covered, x, y, cell) => {
    context.fillStyle = covered ? "#ffffff" : grey(value / 255);
    context.fillRect(x, y, cell, cell);
    context.lineWidth = 1;
    context.strokeStyle = "#767676";
    context.strokeRect(x + 0.5, y + 0.5, cell - 1, cell - 1);
    text(context, covered ? "?" : value, x, y, cell, !covered && value > 127);
  };

  const images = h("div", { class: "part-row" });
  const vectors = h("div", { class: "part-column" });
  const told = h("p");
  const line = h("p", {}, "In NumPy: ", h("code"));
  let across = 16; // cells in a line of the vector
  const build = part.rebuilt(() => {
    images.replaceChildren(
      ...names[kind()].map((name, number) => {
        const own = () => {
          const pixel = model.get("pixel");
          return kind() === "image" || pixel[0] === number ? pixel.slice(1) : null;
        };
        const grid = cellGrid(part, {
          rows: height,
          columns: width,
          cell: kind() === "image" ? 34 : 28,
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
        return h("div", { class: "part-column" }, kind() === "image" ? "" : name, grid);
      }),
    );
    const lines = kind() === "batch" ? [0, 1, 2] : [0];
    vectors.replaceChildren(
      ...lines.map((number) => {
        let cursor = 0; // where the keys are while a question is open
        const at = () => {
          const pixel = model.get("pixel");
          if (asking()) return cursor;
          return kind() === "batch" && pixel[0] !== number ? null : placeOf(pixel);
        };
        const grid = cellGrid(part, {
          rows: Math.ceil(length() / across),
          columns: Math.min(across, length()),
          cell: CELL,
          label: kind() === "batch" ? `Vector of image ${number}` : "The vector",
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
            else if (number * length() + place === model.get("guess")) outline(context, x, y, cell, "#000000", 1);
          },
        });
        return grid;
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
  const again = button(part, "Ask me another", () => ask(model.get("question") + 1));
  part.draw(() => {
    const pixel = model.get("pixel");
    const guess = model.get("guess");
    const right = guess === answerOf(pixel);
    const verdict = right ? "Yes. " : `Not ${named(guess)}. `;
    const shown = answered === null ? right : answered === String(pixel);
    told.replaceChildren(
      asking()
        ? questionText()
        : `${shown ? verdict : ""}The place of ${where(pixel)}: ${sum(pixel)}`,
    );
    line.lastChild.textContent = code();
    line.style.visibility = asking() ? "hidden" : "visible";
    again.hidden = asking();
  });
  let answered = null; // the pixel that was asked for, if it was answered here
  part.watch(["guess"], () => (answered = String(model.get("pixel"))));
  part.watch(["kind"], build);
  const restart = (changes) => {
    part.set(changes);
    ask(model.get("question"));
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
