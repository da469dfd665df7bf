"""Right and wrong answers to the exercises of lesson 9."""

SETUP = (
    "import functools\nimport math\nimport numpy as np\nimport pandas as pd\n"
    "images = np.random.default_rng(5).random((4, 28, 28))\n"
    "x_train = images.reshape(4, 784)\n"
    "targets = np.eye(10)[[0, 1, 2, 3]]\n"
    "x_straight = x_train[::-1]"
)


def function(head):
    """A maker of answers: the head of the function, and its lines."""
    return lambda *lines: f"def {head}:\n" + "\n".join("    " + line for line in lines)


SQUARES = function("least_squares(x, targets, l2)")
MOMENTS = function("moments(image)")
SHEAR = function("straighten(image, row, slant)")
BENT = function("bent(x, projection)")
HISTOGRAM = function("orientation_histogram(gx, gy)")
GONE = function("mistakes_gone(before, after)")

INK = (
    "ink = image / image.sum()",
    "r, c = np.indices(image.shape)",
    "row, column = (ink * r).sum(), (ink * c).sum()",
)
ROWS = ("height, width = image.shape", "columns = np.arange(width)")
LOOP = ("result = np.zeros((height, width))", "for r in range(height):")
EDGES = (
    "length = np.sqrt(gx**2 + gy**2)",
    "turn = np.arctan2(gy, gx) * 8 / np.pi % 8",
    "low = np.floor(turn).astype(int) % 8",
    "share = turn - np.floor(turn)",
    "sums = np.zeros(8)",
)
ADD = (
    "np.add.at(sums, low, length * (1 - share))",
    "np.add.at(sums, (low + 1) % 8, length * share)",
    "return sums",
)

ANSWERS = {
    "least-squares": {
        "right": [
            SQUARES("return np.linalg.solve(x.T @ x + l2 * np.eye(x.shape[1]), x.T @ targets)"),
            SQUARES(
                "a = np.dot(x.transpose(), x)",
                "for d in range(len(a)):",
                "    a[d, d] = a[d, d] + l2",
                "return np.linalg.inv(a) @ np.dot(x.transpose(), targets)",
            ),
            SQUARES(
                "n, d = x.shape",
                "taller = np.vstack([x, np.sqrt(l2) * np.identity(d)])",
                "below = np.vstack([targets, np.zeros((d, targets.shape[1]))])",
                "return np.linalg.lstsq(taller, below, rcond=None)[0]",
            ),
            SQUARES(
                "d = x.shape[-1]",
                "a = np.einsum('nd,ne->de', x, x) + np.diag(np.full(d, l2))",
                "return np.stack([np.linalg.solve(a, x.T @ t) for t in targets.T], axis=1)",
            ),
            SQUARES(
                "frame = pd.DataFrame(x)",
                "a = frame.T.dot(frame).to_numpy() + l2 * np.eye(frame.shape[1])",
                "return np.linalg.solve(a, frame.T.dot(pd.DataFrame(targets)).to_numpy())",
            ),
        ],
        "wrong": [
            (
                SQUARES("return np.linalg.solve(x.T @ targets, x.T @ x + l2 * np.eye(x.shape[1]))"),
                "squares-sides-swapped",
            ),
            (
                SQUARES("return (x.T @ targets) / (x.T @ x + l2 * np.eye(x.shape[1]))"),
                "squares-divided",
            ),
            (
                SQUARES("return np.linalg.solve(x.T @ x, x.T @ targets)"),
                "squares-without-l2",
            ),
            (
                SQUARES("return np.linalg.lstsq(x, targets, rcond=None)[0]"),
                "squares-without-l2",
            ),
            (
                SQUARES("return np.linalg.solve(x.T @ x + l2, x.T @ targets)"),
                "squares-l2-everywhere",
            ),
            (
                SQUARES("return np.linalg.solve(x.T @ x + np.eye(x.shape[1]), x.T @ targets)"),
                "squares-l2-is-one",
            ),
            (
                SQUARES("return np.linalg.solve(x.T @ x - l2 * np.eye(x.shape[1]), x.T @ targets)"),
                "squares-l2-subtracted",
            ),
            (
                SQUARES(
                    "a = x.T @ x / len(x) + l2 * np.eye(x.shape[1])",
                    "return np.linalg.solve(a, x.T @ targets / len(x))",
                ),
                "squares-mean-and-l2",
            ),
            (
                SQUARES("return (x.T @ x + l2 * np.eye(x.shape[1])) @ (x.T @ targets)"),
                "squares-not-solved",
            ),
            (SQUARES("return x.T @ targets"), "squares-right-side"),
            (
                SQUARES(
                    "w = np.linalg.solve(x.T @ x + l2 * np.eye(x.shape[1]), x.T @ targets)",
                    "return x @ w",
                ),
                "squares-scores",
            ),
            (
                SQUARES(
                    "w = np.linalg.solve(x.T @ x + l2 * np.eye(x.shape[1]), x.T @ targets)",
                    "return (x @ w).argmax(axis=1)",
                ),
                "squares-labels",
            ),
            (
                SQUARES(
                    "w = np.linalg.solve(x.T @ x + l2 * np.eye(x.shape[1]), x.T @ targets)",
                    "return w.T",
                ),
                "squares-transposed",
            ),
            (
                SQUARES("return np.linalg.solve(x @ x.T + l2 * np.eye(len(x)), targets)"),
                "squares-over-images",
            ),
            (
                SQUARES("return np.linalg.solve(x.T @ x + l2 * np.eye(784), x.T @ targets)"),
                "raised ValueError",
            ),
            (
                SQUARES("print(np.linalg.solve(x.T @ x + l2 * np.eye(len(x.T)), x.T @ targets))"),
                "not print",
            ),
        ],
    },
    "moments": {
        "right": [
            MOMENTS(*INK, "a = (ink * (r - row) * (c - column)).sum()")
            + "\n    return row, column, a / (ink * (r - row)**2).sum()",
            MOMENTS(
                "total = row = column = 0.0",
                "for r in range(image.shape[0]):",
                "    for c in range(image.shape[1]):",
                "        total += float(image[r, c])",
                "        row += r * float(image[r, c])",
                "        column += c * float(image[r, c])",
                "row, column = row / total, column / total",
                "top = bottom = 0.0",
                "for r in range(image.shape[0]):",
                "    for c in range(image.shape[1]):",
                "        top += float(image[r, c]) * (r - row) * (c - column)",
                "        bottom += float(image[r, c]) * (r - row) ** 2",
                "return row, column, top / bottom",
            ),
            MOMENTS(
                "r, c = np.indices(image.shape)",
                "matrix = np.cov(r.ravel(), c.ravel(), aweights=image.ravel())",
                "row = np.average(r, weights=image)",
                "column = np.average(c, weights=image)",
                "return row, column, matrix[0, 1] / matrix[0, 0]",
            ),
            MOMENTS(
                "p = image.astype(np.float64) / image.sum(dtype=np.float64)",
                "by_row, by_column = p.sum(axis=1), p.sum(axis=0)",
                "r, c = np.arange(p.shape[0]), np.arange(p.shape[1])",
                "row, column = by_row @ r, by_column @ c",
                "cov = r @ p @ c - row * column",
                "return [row, column, cov / (by_row @ r**2 - row**2)]",
            ),
            MOMENTS(
                "table = pd.DataFrame(image).stack().reset_index()",
                "table.columns = ['r', 'c', 'ink']",
                "table['ink'] = table['ink'] / table['ink'].sum()",
                "row = (table.r * table.ink).sum()",
                "column = (table.c * table.ink).sum()",
                "dr, dc = table.r - row, table.c - column",
                "return row, column, (dr * dc * table.ink).sum() / (dr**2 * table.ink).sum()",
            ),
        ],
        "wrong": [
            (
                MOMENTS(*INK, "a = (ink * (r - row) * (c - column)).sum()")
                + "\n    return row, column, a / ((r - row)**2).sum()",
                "moments-variance-without-ink",
            ),
            (
                MOMENTS(
                    *INK,
                    "a = (ink * (r - row) * (c - column)).sum() / (ink * (c - column)**2).sum()",
                    "return row, column, a",
                ),
                "moments-slant-by-columns",
            ),
            (
                MOMENTS(
                    *INK,
                    "a = (ink * (r - row) * (c - column)).sum() / (ink * (r - row)**2).sum()",
                    "return column, row, a",
                ),
                "moments-centre-swapped",
            ),
            (
                MOMENTS(
                    *INK,
                    "a = (ink * (r - row) * (c - column)).sum() / (ink * (r - row)**2).sum()",
                    "return row, column, -a",
                ),
                "moments-slant-turned",
            ),
            (
                MOMENTS(*INK, "return row, column, (ink * (r - row) * (c - column)).sum()"),
                "moments-covariance",
            ),
            (
                MOMENTS(*INK, "a = (ink * r * c).sum() / (ink * r**2).sum()")
                + "\n    return row, column, a",
                "moments-not-about-the-centre",
            ),
            (
                MOMENTS(
                    *INK,
                    "a = ((r - row) * (c - column)).sum() / ((r - row)**2).sum()",
                    "return row, column, a",
                ),
                "moments-without-ink",
            ),
            (
                MOMENTS(
                    *INK,
                    "top = (ink * (r - row) * (c - column)).sum()",
                    "return row, column, top / np.sqrt((ink * (r - row)**2).sum()"
                    " * (ink * (c - column)**2).sum())",
                ),
                "moments-correlation",
            ),
            (
                MOMENTS(
                    "r, c = np.nonzero(image)",
                    "row, column = r.mean(), c.mean()",
                    "a = ((r - row) * (c - column)).sum() / ((r - row)**2).sum()",
                    "return row, column, a",
                ),
                "moments-ink-or-not",
            ),
            (
                MOMENTS(
                    "ink = image / image.sum()",
                    "c, r = np.indices(image.shape)",
                    "row, column = (ink * r).sum(), (ink * c).sum()",
                    "a = (ink * (r - row) * (c - column)).sum() / (ink * (r - row)**2).sum()",
                    "return row, column, a",
                ),
                "moments-transposed",
            ),
            (
                MOMENTS(
                    *INK,
                    "a = (ink * (r - row) * (c - column)).sum() / (ink * (r - row)**2).sum()",
                    "return int(row), int(column), a",
                ),
                "moments-whole-centre",
            ),
            (
                MOMENTS(
                    *INK,
                    "a = (ink * (r - row) * (c - column)).sum() / (ink * (r - row)**2).sum()",
                    "return row + 1, column + 1, a",
                ),
                "moments-count-from-one",
            ),
            (MOMENTS(*INK, "return row, column"), "3 results"),
            (
                MOMENTS("image /= image.sum()", *INK[1:])
                + "\n    ink = image\n    return row, column, 0.0",
                "raised",
            ),
        ],
    },
    "shear": {
        "right": [
            SHEAR(
                *ROWS,
                *LOOP,
                "    places = columns + slant * (r - row)",
                "    result[r] = np.interp(places, columns, image[r], left=0, right=0)",
                "return result",
            ),
            SHEAR(
                "columns = np.arange(image.shape[1])",
                "return np.array([np.interp(columns + slant * (r - row), columns, line)"
                " for r, line in enumerate(image)])",
            ),
            SHEAR(
                "height, width = image.shape",
                "new = np.zeros((height, width))",
                "for r in range(height):",
                "    for c in range(width):",
                "        place = c + slant * (r - row)",
                "        left = math.floor(place)",
                "        part = place - left",
                "        if 0 <= left < width:",
                "            new[r, c] += (1 - part) * image[r, left]",
                "        if 0 <= left + 1 < width:",
                "            new[r, c] += part * image[r, left + 1]",
                "return new",
            ),
            SHEAR(
                "height, width = image.shape",
                "wide = np.pad(image, ((0, 0), (200, 200))).astype(float)",
                "c = np.arange(width)[None, :] + slant * (np.arange(height)[:, None] - row) + 200",
                "left = np.floor(c).astype(int)",
                "r = np.arange(height)[:, None]",
                "return wide[r, left] * (1 - (c - left)) + wide[r, left + 1] * (c - left)",
            ),
        ],
        "wrong": [
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    places = columns - slant * (r - row)",
                    "    result[r] = np.interp(places, columns, image[r], left=0, right=0)",
                    "return result",
                ),
                "shear-other-way",
            ),
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    places = columns + slant * r",
                    "    result[r] = np.interp(places, columns, image[r], left=0, right=0)",
                    "return result",
                ),
                "shear-from-the-top",
            ),
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    places = columns + slant * (r - height / 2)",
                    "    result[r] = np.interp(places, columns, image[r], left=0, right=0)",
                    "return result",
                ),
                "shear-about-the-middle",
            ),
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    places = columns + slant * (r + row)",
                    "    result[r] = np.interp(places, columns, image[r], left=0, right=0)",
                    "return result",
                ),
                "shear-added",
            ),
            (SHEAR("return image"), "shear-not-at-all"),
            (
                SHEAR(
                    *ROWS,
                    "result = np.zeros_like(image, dtype=int)",
                    "for r in range(height):",
                    "    places = columns + slant * (r - row)",
                    "    result[r] = np.interp(places, columns, image[r])",
                    "return result",
                ),
                "shear-whole-numbers",
            ),
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    for c in range(width):",
                    "        place = c + round(slant * (r - row))",
                    "        if 0 <= place < width:",
                    "            result[r, c] = image[r, place]",
                    "return result",
                ),
                "shear-whole-pixels",
            ),
            (
                SHEAR(
                    "result = np.zeros((28, 28))",
                    "for r in range(28):",
                    "    places = np.arange(28) + slant * (r - row)",
                    "    result[r] = np.interp(places, np.arange(28), image[r])",
                    "return result",
                ),
                "shear-fixed-28",
            ),
            (
                SHEAR(
                    *ROWS,
                    "for r in range(height):",
                    "    places = columns + slant * (r - row)",
                    "    image[r] = np.interp(places, columns, image[r])",
                    "return image",
                ),
                "changes-argument",
            ),
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    places = columns + slant * (r - row)",
                    "    result[r] = np.interp(places, columns, image[r])",
                    "    return result",
                ),
                "return",
            ),
            (
                SHEAR(
                    "height, width = image.shape",
                    "rows = np.arange(height)",
                    "result = np.zeros((height, width))",
                    "for c in range(width):",
                    "    places = rows + slant * (c - row)",
                    "    result[:, c] = np.interp(places, rows, image[:, c], left=0, right=0)",
                    "return result",
                ),
                "shear-up-and-down",
            ),
            (
                SHEAR(
                    *ROWS,
                    *LOOP,
                    "    result[r] = np.interp(columns + slant * (r - row), image[r], columns)",
                    "return result",
                ),
                "returned",
            ),
        ],
    },
    "random-bend": {
        "right": [
            BENT("return np.maximum(0, x @ projection)"),
            BENT("h = np.dot(x, projection)", "h[h < 0] = 0", "return h"),
            BENT("h = x @ projection", "return h * (h > 0)"),
            BENT("return np.where(x @ projection > 0, x @ projection, 0)"),
            BENT("return (x @ projection).clip(min=0)"),
            BENT("h = x @ projection", "return (h + np.abs(h)) / 2"),
            BENT(
                "out = np.zeros((len(x), projection.shape[1]))",
                "for i in range(len(x)):",
                "    for j in range(projection.shape[1]):",
                "        out[i, j] = max(0, (x[i] * projection[:, j]).sum())",
                "return out",
            ),
            BENT("return pd.DataFrame(x @ projection).clip(lower=0).to_numpy()"),
        ],
        "wrong": [
            (BENT("return max(0, x @ projection)"), "python-max"),
            (BENT("return x @ projection"), "bend-none"),
            (BENT("return np.abs(x @ projection)"), "bend-sizes"),
            (BENT("return np.minimum(0, x @ projection)"), "bend-other-side"),
            (BENT("return np.maximum(0, x) @ projection"), "bend-ink-first"),
            (BENT("return x @ np.maximum(0, projection)"), "bend-matrix-first"),
            (BENT("return x @ projection > 0"), "bend-true-or-false"),
            (BENT("return np.max(x @ projection)"), "bend-largest"),
            (BENT("return np.max(x @ projection, axis=1)"), "bend-largest-of-row"),
            (BENT("return np.max(x @ projection, 0)"), "bend-along-axis-0"),
            (BENT("return np.clip(x @ projection, 0, 1)"), "bend-cut-at-one"),
            (BENT("return 1 / (1 + np.exp(-x @ projection))"), "bend-sigmoid"),
            (BENT("return np.tanh(x @ projection)"), "bend-tanh"),
            (BENT("return np.maximum(0, x @ projection).T"), "bend-transposed"),
            (BENT("return max(0, x @ projection)"), "raised ValueError"),
            (BENT("return np.maximum(0, x * projection)"), "raised"),
            (BENT("return torch.relu(x @ projection)"), "raised NameError"),
            (BENT("return np.maximum(0, x_train @ projection)"), "raised ValueError"),
            (BENT("print(np.maximum(0, x @ projection))"), "not print"),
        ],
    },
    "orientation-histogram": {
        "right": [
            HISTOGRAM(*EDGES, *ADD),
            HISTOGRAM(
                "sums = [0.0] * 8",
                "for a, b in zip(gx.ravel(), gy.ravel()):",
                "    a, b = float(a), float(b)",
                "    size = math.sqrt(a * a + b * b)",
                "    o = math.atan2(b, a) / math.pi * 8",
                "    if o < 0:",
                "        o += 8",
                "    low = int(o)",
                "    sums[low % 8] += size * (low + 1 - o)",
                "    sums[(low + 1) % 8] += size * (o - low)",
                "return np.array(sums)",
            ),
            HISTOGRAM(
                "length = np.hypot(gx, gy).ravel()",
                "turn = (np.arctan2(gy, gx) * 8 / np.pi % 8).ravel()",
                "low = turn.astype(int)",
                "share = turn - low",
                "return (np.bincount(low % 8, length * (1 - share), minlength=8)"
                " + np.bincount((low + 1) % 8, length * share, minlength=8))",
            ),
            HISTOGRAM(
                "length = np.hypot(gx, gy)",
                "turn = np.arctan2(gy, gx) * 8 / np.pi % 8",
                "sums = []",
                "for k in range(8):",
                "    away = np.abs(turn - k)",
                "    away = np.minimum(away, 8 - away)",
                "    sums.append((length * np.maximum(0, 1 - away)).sum())",
                "return np.array(sums)",
            ),
        ],
        "wrong": [
            (
                HISTOGRAM(
                    *EDGES,
                    "for i in range(gx.shape[0]):",
                    "    for j in range(gx.shape[1]):",
                    "        sums[low[i, j]] += length[i, j] * (1 - share[i, j])",
                    "        sums[low[i, j] + 1] += length[i, j] * share[i, j]",
                    "return sums",
                ),
                "orientation-nothing-wraps",
            ),
            (
                HISTOGRAM(
                    "sums = np.zeros(8)",
                    "for x, y in zip(gx.flatten(), gy.flatten()):",
                    "    o = np.arctan2(y, x) * 8 / np.pi % 8",
                    "    lower = np.floor(o)",
                    "    sums[lower] += np.hypot(x, y) * (1 - (o - lower))",
                    "    sums[(lower + 1) % 8] += np.hypot(x, y) * (o - lower)",
                    "return sums",
                ),
                "orientation-float-as-place",
            ),
            (
                HISTOGRAM(*EDGES, "np.add.at(sums, low, length)", "return sums"),
                "orientation-lower-only",
            ),
            (
                HISTOGRAM(
                    *EDGES,
                    "np.add.at(sums, np.round(turn).astype(int) % 8, length)",
                    "return sums",
                ),
                "orientation-nearest",
            ),
            (
                HISTOGRAM(
                    *EDGES,
                    "np.add.at(sums, low, length * share)",
                    "np.add.at(sums, (low + 1) % 8, length * (1 - share))",
                    "return sums",
                ),
                "orientation-shares-swapped",
            ),
            (
                HISTOGRAM(*EDGES, "length = (gx != 0) | (gy != 0)", *ADD),
                "orientation-counts",
            ),
            (
                HISTOGRAM(
                    *EDGES,
                    "turn = np.arctan2(gy, gx) * 4 / np.pi % 8",
                    "low = np.floor(turn).astype(int) % 8",
                    "share = turn - np.floor(turn)",
                    *ADD,
                ),
                "orientation-whole-turn",
            ),
            (
                HISTOGRAM(
                    *EDGES,
                    "turn = np.arctan2(gx, gy) * 8 / np.pi % 8",
                    "low = np.floor(turn).astype(int) % 8",
                    "share = turn - np.floor(turn)",
                    *ADD,
                ),
                "orientation-arguments-swapped",
            ),
            (
                HISTOGRAM(*EDGES, "length = gx**2 + gy**2", *ADD),
                "orientation-squared-length",
            ),
            (
                HISTOGRAM(
                    *EDGES,
                    "sums[low] += length * (1 - share)",
                    "sums[(low + 1) % 8] += length * share",
                    "return sums",
                ),
                "orientation-added-once",
            ),
            (
                HISTOGRAM(
                    *EDGES,
                    "np.add.at(sums, low, length * (1 - share))",
                    "np.add.at(sums, low + 1, length * share)",
                    "return sums",
                ),
                "raised IndexError",
            ),
            (
                HISTOGRAM(*EDGES, *ADD[:2], "return sums / sums.sum()"),
                "orientation-divided",
            ),
            (HISTOGRAM(*EDGES, *ADD[:2], "return np.sqrt(sums)"), "orientation-root"),
            (
                HISTOGRAM(
                    "return np.histogram(np.arctan2(gy, gx), 8, weights=np.hypot(gx, gy))[0]"
                ),
                "returned",
            ),
            (
                HISTOGRAM(*EDGES, *ADD[:2], "print(sums)"),
                "not print",
            ),
        ],
    },
    "mistakes-gone": {
        "right": [
            GONE("return (after - before) / (1 - before)"),
            GONE("return 1 - (1 - after) / (1 - before)"),
            GONE(
                "old, new = 100 * (1 - before), 100 * (1 - after)",
                "gone = old - new",
                "return gone / old",
            ),
            GONE(
                "wrong = np.array([1 - before, 1 - after])", "return -np.diff(wrong)[0] / wrong[0]"
            ),
            "mistakes_gone = lambda before, after: (before - after) / (before - 1)",
        ],
        "wrong": [
            (GONE("return after - before"), "gone-difference"),
            (GONE("return (1 - after) / (1 - before)"), "gone-what-is-left"),
            (GONE("return (after - before) / before"), "gone-of-right-answers"),
            (GONE("return (after - before) / after"), "gone-of-new-right-answers"),
            (GONE("return (after - before) / (1 - after)"), "gone-of-new-mistakes"),
            (GONE("return (before - after) / (1 - before)"), "gone-turned"),
            (GONE("return abs(after - before) / (1 - before)"), "gone-size"),
            (GONE("return max(0, (after - before) / (1 - before))"), "gone-never-negative"),
            (GONE("return (1 - before) / (1 - after)"), "gone-times"),
            (GONE("return after / before"), "gone-ratio"),
            (GONE("return 100 * (after - before) / (1 - before)"), "gone-percent"),
            (GONE("return round((after - before) / (1 - before), 2)"), "gone-rounds"),
            (GONE("print((after - before) / (1 - before))"), "not print"),
            (GONE("return f'{(after - before) / (1 - before):.0%}'"), "One number"),
        ],
    },
}

GUESSES = {
    "guess-squares": [
        3.8,
        (3.8, "guess-right"),
        (4, "guess-right"),
        (0.1, "guess-squares-smaller"),
        (1, "guess-squares-equal"),
        (2, "guess-squares-less"),
        (10, "guess-squares-more"),
    ],
    "guess-deskewed": [
        0.95,
        (0.95, "guess-right"),
        (0.96, "guess-right"),
        (0.9, "guess-deskewed-worse"),
        (0.92, "guess-deskewed-hardly"),
        (0.93, "guess-deskewed-hardly"),
        (0.99, "guess-deskewed-more"),
        (95, "guess-share-percent"),
    ],
    "guess-orientations": [
        0.99,
        (0.99, "guess-right"),
        (0.985, "guess-right"),
        (0.85, "guess-orientations-half"),
        (0.96, "guess-orientations-less"),
        (0.999, "guess-orientations-more"),
        (98, "guess-share-percent"),
    ],
}
