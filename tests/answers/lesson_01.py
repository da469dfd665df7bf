"""Right and wrong answers to the exercises of lesson 1."""

SETUP = "import numpy as np"

ANSWERS = {
    "flatten": {
        "right": [
            "flat = board.flatten()",
            "flat = board.reshape(-1)",
            "flat = np.concatenate(list(board))",
            "flat = np.array([number for row in board for number in row])",
            "flat = board.ravel()",
        ],
        "wrong": [
            (
                "flat = np.zeros(12)",
                "all-zero",
            ),
            ("flat = board", "flatten-unchanged"),
            ("board.flatten()", "still-dots"),  # the result is not assigned: still not attempted
            ("flat = board.reshape(1, -1)", "You want one"),
            ("flat = board.reshape(-1, 1)", "column"),
            ("flat = board.flatten(order='F')", "flatten-down-the-columns"),
            ("flat = board.T.reshape(-1)", "flatten-down-the-columns"),
            ("flat = board.T", "swaps the axes"),
            ("flat = list(board.flatten())", "np.array"),
            ("flat = board.flatten", "Call the function"),
            ("flat = np.sort(board, axis=None)", "sorted"),
            ("flat = board[0]", "first row only"),
            ("flat = board.flatten() / 255", "one-factor"),
            ("flat = print(board.flatten())", "None"),
            ("flatt = board.flatten()\ndel flat", "there is no `flat` yet"),
        ],
    },
    "predict-shape": {
        "right": ["shape = (5, 12, 2)", "shape = [5, 12, 2]", "shape = (5, 120 // 5 // 2, 2)"],
        "wrong": [
            ("shape = (5, -1, 2)", "only an order"),
            ("shape = (5, 2)", "three axes"),
            ("shape = (5, 17, 2)", "shape-other-count"),
            ("shape = (10, 4, 3)", "shape-not-the-named"),
            ("shape = 120", "tuple"),
            ("shape = '(5, 12, 2)'", "tuple"),
            ("shape = (5, 12.0, 2)", "whole numbers"),
            ("shape = (2, 12, 5)", "shape-misplaced"),
            ("shape = (5, 2, 12)", "shape-misplaced"),
        ],
    },
    "batch-of-one": {
        "right": [
            "def as_batch(image):\n    return image.reshape(1, -1)",
            "def as_batch(image):\n    return image.flatten()[np.newaxis]",
            "def as_batch(image):\n    height, width = image.shape\n"
            "    return np.reshape(image, (1, height * width))",
            "as_batch = lambda image: np.expand_dims(image.ravel(), axis=0)",
        ],
        "wrong": [
            (
                "def as_batch(image):\n    h, w = image.shape\n    return np.zeros((1, h * w))",
                "all-zero",
            ),
            (
                "def as_batch(image):\n    return image.unsqueeze(0)",
                "raises-no-such-method",
            ),
            ("def as_batch(image):\n    return image.reshape(-1)", "batch-lacks-axis"),
            ("def as_batch(image):\n    return image.reshape(-1, 1)", "axes are swapped"),
            ("def as_batch(image):\n    return image[np.newaxis]", "batch-keeps-rows"),
            ("def as_batch(image):\n    return image", "as it came"),
            ("def as_batch(image):\n    return image.reshape(1, 16)", "fixed 16"),
            ("def as_batch(image):\n    return image.reshape(1, 784)", "fixed 784"),
            ("def as_batch(image):\n    return image.T.reshape(1, -1)", "down the columns"),
            ("def as_batch(image):\n    image.reshape(1, -1)", "no return"),
            ("def as_batch(image):\n    print(image.reshape(1, -1))", "Use return, not print"),
            ("def as_batch(image):\n    return [image.flatten()]", "np.array"),
            ("def as_batch(image):\n    return image.reshape(1, 0)", "raised ValueError"),
            (
                "def as_batch(image):\n    image *= 2\n    return image.reshape(1, -1)",
                "changes-argument-and-wrong",
            ),
            ("def as_batch(image):\n    return image.reshape(1, -1).astype(float)", "dtype"),
            ("def as_batch():\n    return image.reshape(1, -1)", "raised TypeError"),
            ("as_batch = np.zeros((4, 4)).reshape(1, -1)", "not-a-function"),
        ],
    },
    "vectorize": {
        "right": [
            "def vectorize(images):\n    return images.reshape(len(images), -1)",
            "def vectorize(images):\n    return np.stack([image.flatten() for image in images])",
            "def vectorize(images):\n"
            "    return images.reshape(images.shape[0], np.prod(images.shape[1:]))",
            "def vectorize(images):\n    rows = [list(image.ravel()) for image in images]\n"
            "    return np.array(rows, dtype=images.dtype)",
        ],
        "wrong": [
            (
                "def vectorize(images):\n    n, h, w = images.shape\n    return images.reshape(n, h * w)",
                "grey-only",
            ),
            (
                "def vectorize(images):\n    return images.reshape(len(images), images.shape[1] ** 2)",
                "vectors-square-only",
            ),
            (
                "def vectorize(images):\n    return images.reshape(-1, images.shape[-1])",
                "vectors-last-axis-only",
            ),
            (
                "def vectorize(images):\n    if images.ndim == 4:\n        images = images.transpose(0, 3, 1, 2)\n    return images.reshape(len(images), -1)",
                "vectors-channel-first",
            ),
            ("def vectorize(images):\n    return images.reshape(-1)", "into one vector"),
            ("def vectorize(images):\n    return images.reshape(1, -1)", "into one row"),
            (
                "def vectorize(images):\n    return images.reshape(-1, len(images))",
                "rows-mix-images",
            ),
            ("def vectorize(images):\n    return images.reshape(len(images), -1).T", "transposed"),
            (
                "def vectorize(images):\n    return images.reshape(-1, len(images)).T",
                "rows-jump-through-images",
            ),
            ("def vectorize(images):\n    return images.reshape(60000, -1)", "fixed 60000"),
            ("def vectorize(images):\n    return images.reshape(-1, 784)", "fixed 784"),
            (
                "def vectorize(images):\n"
                "    return images.reshape(images.shape[0], images.shape[1] * images.shape[2])",
                "one more axis",
            ),
            (
                "def vectorize(images):\n"
                "    return np.stack([image.flatten(order='F') for image in images])",
                "vectors-down-the-columns",
            ),
            (
                "def vectorize(images):\n    return images.reshape(len(images), -1, order='F')",
                "vectors-down-the-columns",
            ),
            ("def vectorize(images):\n    return images", "as they came"),
            ("def vectorize(images):\n    return images.reshape(len(images), -1).tolist()", "list"),
            ("def vectorize(images):\n    images = images.reshape(len(images), -1)", "no return"),
            ("def vectorize(images):\n    while True:\n        pass", "ran longer"),
        ],
    },
    "unvectorize": {
        "right": [
            "def unvectorize(vectors, height, width):\n"
            "    return vectors.reshape(-1, height, width)",
            "def unvectorize(vectors, height, width):\n"
            "    return np.stack([vector.reshape(height, width) for vector in vectors])",
            "def unvectorize(vectors, height, width):\n"
            "    images = np.empty((len(vectors), height, width), vectors.dtype)\n"
            "    for row in range(height):\n"
            "        images[:, row] = vectors[:, row * width : (row + 1) * width]\n"
            "    return images",
        ],
        "wrong": [
            (
                "def unvectorize(vectors, height, width):\n    return vectors.reshape(1, height, width)",
                "one-image-first-length",
            ),
            (
                "def unvectorize(vectors, height, width):\n    return vectors.reshape(-1, height, height)",
                "square-images-only",
            ),
            (
                "def unvectorize(vectors, height, width):\n    side = int(vectors.shape[1] ** 0.5)\n    return vectors.reshape(-1, side, side)",
                "square-images-only",
            ),
            (
                "def unvectorize(vectors, height, width):\n    return vectors.view(-1, height, width)",
                "raises-arguments",
            ),
            (
                "def unvectorize(vectors, height, width):\n    return vectors.reshape(-1, height, width).T",
                "axes-turned-round",
            ),
            (
                "def unvectorize(vectors):\n    return vectors.reshape(-1, 28, 28)",
                "raises-arguments",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(-1, width, height)",
                "swapped",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(-1, width, height).transpose(0, 2, 1)",
                "images-down-the-columns",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(-1, height, width, order='F')",
                "images-down-the-columns",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(height, width, -1)",
                "came last",
            ),
            (
                "def unvectorize(vectors, height, width):\n    return vectors.reshape(height, width)",
                "axis of images is missing",
            ),
            (
                "def unvectorize(vectors, height, width):\n    return vectors.reshape(-1, 28, 28)",
                "fixed 28",
            ),
            ("def unvectorize(vectors, height, width):\n    return vectors", "as they came"),
            (
                "def unvectorize(vectors, height, width):\n"
                "    vectors.shape = (-1, height, width)\n    return vectors",
                "changes-argument",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    print(vectors.reshape(-1, height, width))",
                "Use return, not print",
            ),
        ],
    },
    "pixel-position": {
        "right": [
            "def position(row, column, channel, width):\n"
            "    return (row * width + column) * 3 + channel",
            "def position(row, column, channel, width):\n"
            "    return row * width * 3 + column * 3 + channel",
            "def position(row, column, channel, width):\n"
            "    numbers = np.arange((row + 1) * width * 3).reshape(-1, width, 3)\n"
            "    return numbers[row, column, channel]",
            "def position(row, column, channel, width):\n"
            "    return np.ravel_multi_index((row, column, channel), (row + 1, width, 3))",
        ],
        "wrong": [
            (
                "def position(row, column, channel, width):\n    return 3 * (row * width + column + channel)",
                "position-channel-three-wide",
            ),
            (
                "def position(row, column, channel, width):\n    return 3 * ((row - 1) * width + column) + channel",
                "position-rows-from-one",
            ),
            (
                "def position(row, column, channel, width):\n    return 3 * (row * width + column) + channel - 1",
                "position-one-short",
            ),
            (
                "def position(row, column, channel, width):\n    return (row + 1) * width * 3 + column * 3 + channel",
                "position-rows-from-one",
            ),
            (
                "def position(row, column, channel, width):\n    return 3 * row + 3 * column + channel",
                "position-without-width",
            ),
            (
                "def position(row, column, channel):\n    return 3 * (row * 28 + column) + channel",
                "raises-arguments",
            ),
            (
                "def position(row, column, width, channel):\n    return 3 * (row * width + column) + channel",
                "position-arguments-swapped",
            ),
            (
                "def position(row, column, channel, width):\n    p = row * width + column\n    return p + channel * 3",
                "position-three-at-the-channel",
            ),
            (
                "def position(row, column, channel, width):\n    return row * width + column",
                "counts pixels",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return row * width + column + channel",
                "counts each pixel once",
            ),
            (
                "def position(row, column, channel, width):\n    return 3 * (row * width + column)",
                "channel is missing",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return (column * width + row) * 3 + channel",
                "swapped",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return row * width * 3 + column + channel",
                "column is three numbers wide",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return row * width + 3 * column + channel",
                "row is three times",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return 3 * (row * width + column) + channel + 1",
                "one too far",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return 3 * (row * 28 + column) + channel",
                "fixed 28",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return 3 * (row * width + column) + channel + 0.5",
                "whole",
            ),
            (
                "def position(row, column, channel, width):\n"
                "    return [3 * (row * width + column) + channel]",
                "not-a-number",
            ),
        ],
    },
    "mend-corner": {
        "right": [
            "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n"
            "    vectors[:, 0] = 0\n    return vectors",
            "def blank_corner(images):\n    rows = []\n    for image in images:\n"
            "        row = image.flatten()\n        row[0] = 0\n        rows.append(row)\n"
            "    return np.array(rows)",
            "def blank_corner(images):\n    images = images.copy()\n    images[:, 0, 0] = 0\n"
            "    return images.reshape(images.shape[0], -1)",
        ],
        "wrong": [
            (
                "def blank_corner(images):\n    vectors = images.reshape(784, -1).T.copy()\n    vectors[:, 0] = 0\n    return vectors",
                "corner-fixed-size",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(-1, 784).copy()\n    vectors[:, 0] = 0\n    return vectors",
                "corner-fixed-size",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n    vectors[0, 0] = 0\n    return vectors",
                "corner-one-image-only",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n    vectors[:, 1] = 0\n    return vectors",
                "corner-next-pixel",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n    vectors[:, -1] = 0\n    return vectors",
                "corner-last-pixel",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n    vectors[:, 0] = 255\n    return vectors",
                "corner-made-black",
            ),
            (
                "def blank_corner(images):\n    vectors = images.copy()\n    vectors[:, 0] = 0\n    return vectors.reshape(len(images), -1)",
                "corner-first-row-of-pixels",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1)\n    return vectors[:, 1:]",
                "corner-removed",
            ),
            (
                "def blank_corner(images):\n    vectors = np.delete(images.reshape(len(images), -1), 0, axis=1)\n    return vectors",
                "corner-removed",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1, order='F').copy()\n    vectors[:, 0] = 0\n    return vectors",
                "corner-down-the-columns",
            ),
            (
                "def blank_corner(images):\n    vectors = np.zeros((len(images), images[0].size))\n    return vectors",
                "all-zero",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).clone()\n    vectors[:, 0] = 0\n    return vectors",
                "raises-no-such-method",
            ),
            (
                "def blank_corner(images):\n    images = images.copy()\n    images[0, 0, 0] = 0\n    return images.reshape(len(images), -1)",
                "corner-one-image-only",
            ),
            (
                "def blank_corner(images):\n    images = images.copy()\n    images[:, :, 0] = 0\n    return images.reshape(len(images), -1)",
                "corner-first-column-of-pixels",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n    vectors[0:, 0:] = 0\n    return vectors",
                "all-zero",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(784, -1).T\n"
                "    vectors[:, 0] = 0\n    return vectors",
                "raised ValueError",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1)\n"
                "    vectors[:, 0] = 0\n    return vectors",
                "changes-argument",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(-1, len(images)).T.copy()\n"
                "    vectors[:, 0] = 0\n    return vectors",
                "corner-rows-not-images",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n"
                "    vectors[0] = 0\n    return vectors",
                "corner-first-image",
            ),
            (
                "def blank_corner(images):\n    images = images.copy()\n    images[:, 0, 0] = 0\n"
                "    return images",
                "corner-images-unflattened",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1).copy()\n"
                "    vectors[:, 0] = 0",
                "returns-nothing",
            ),
            (
                "def blank_corner(images):\n    vectors = images.reshape(len(images), -1) * 1.0\n"
                "    vectors[:, 0] = 0\n    return vectors",
                "dtype",
            ),
            (
                "def blank_corner(images):\n    return images.reshape(len(images), -1)",
                "corner-not-blanked",
            ),
        ],
    },
    "view-or-copy": {
        "right": ["letter = 'b'", "letter = 'B'", "letter = ' b '"],
        "wrong": [
            ("letter = 'a'", "neither write"),
            ("letter = 'c'", "flatten"),
            ("letter = 'd'", "both writes"),
            ("letter = 'e'", "one letter"),
            ("letter = [1, 0, 0]", "one letter"),
            ("letter = 2", "one letter"),
        ],
    },
}

GUESSES = {
    "guess-largest": [
        254,
        (254, "guess-right"),
        (255, "guess-largest-255"),
        (256, "guess-largest-256"),
        (200, "guess-largest-other"),
    ],
    "guess-sum-shape": [
        (16, 16),
        ((16, 16), "guess-sum-shape-right"),
        ([16, 16], "guess-sum-shape-right"),
        ((16,), "guess-sum-shape-number-by-number"),
        ((16, 1), "guess-sum-shape-keeps-the-column"),
        ((1, 16), "guess-sum-shape-makes-a-row"),
        ((32,), "guess-sum-shape-put-together"),
        (256, "guess-sum-shape-as-a-count"),
        (16, "guess-sum-shape-other"),
    ],
    "guess-writes": [
        (0, 7),
        ((0, 7), "guess-right"),
        ((0, 0), "guess-writes-never"),
        ([5, 7], "guess-writes-always"),
        ((5, 5), "guess-writes-swapped"),
        ((1, 2), "guess-writes-other"),
    ],
    "guess-transposed": [
        [0, 3, 6, 9],
        ([0, 3, 6, 9], "guess-right"),
        ((0, 1, 2, 3), "guess-transposed-undoes"),
        ([0, 4, 8, 12], "guess-transposed-other"),
    ],
}
