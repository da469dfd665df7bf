"""Answers to lesson 0."""

SETUP = ""

ANSWERS = {
    "first-check": {
        "right": [
            "def total_ink(pixels):\n    return sum(pixels)",
            "def total_ink(pixels):\n    total = 0\n    for pixel in pixels:\n        total += pixel\n"
            "    return total",
            "import numpy as np\ndef total_ink(pixels):\n    return np.sum(pixels, dtype=int)",
            "total_ink = sum",
        ],
        "wrong": [
            (
                "def total_ink(pixels):\n    total = 1\n    for pixel in pixels:\n        total += pixel\n    return total",
                "starts-at-one",
            ),
            (
                "def total_ink(pixels):\n    for pixel in pixels:\n        total = 0\n        total += pixel\n    return total",
                "starts-anew-in-the-loop",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for pixel in pixels:\n        total == total + pixel\n    return total",
                "stays-at-its-start",
            ),
            (
                "total = 0\ndef total_ink(pixels):\n    global total\n    for pixel in pixels:\n        total += pixel\n    return total",
                "differs-from-call-to-call",
            ),
            (
                "def total_ink(pixels):\n    return max(pixels)",
                "largest-pixel",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for i in range(len(pixels)):\n        total += i\n    return total",
                "adds-the-positions",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for pixel in pixels:\n        pixel += total\n    return total",
                "stays-at-its-start",
            ),
            (
                "def total_ink(pixels, seen=[]):\n    seen += pixels\n    return sum(seen)",
                "differs-from-call-to-call",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for pixel in pixels:\n"
                "        total = pixel\n    return total",
                "keeps-the-last-only",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for pixel in pixels:\n"
                "        total += pixel\n        return total",
                "returns-in-the-loop",
            ),
            ("def total_ink(pixels):\n    return len(pixels)", "counts-the-pixels"),
            ("def total_ink(pixels):\n    return sum(pixels) / len(pixels)", "mean-of-the-pixels"),
            (
                "def total_ink(pixels):\n    total = 0\n    for i in range(len(pixels) - 1):\n"
                "        total += pixels[i]\n    return total",
                "misses-the-last",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for i in range(1, len(pixels)):\n"
                "        total += pixels[i]\n    return total",
                "misses-the-first",
            ),
            (
                "def total_ink(pixels):\n    total = 0\n    for pixel in pixels:\n"
                "        total += pixel\n    total += pixel\n    return total",
                "adds-the-last-twice",
            ),
            ("def total_ink(pixels):\n    print(sum(pixels))", "prints"),
            ("def total_ink(pixels):\n    total = sum(pixels)", "returns-nothing"),
            ("def total_ink(pixels):\n    return max(pixels, default=0)", "largest-pixel"),
            ("total_ink = 12", "not-a-function"),
            (
                "def total_ink(pixels):\n    total = 0\n    while pixels:\n"
                "        total += pixels.pop()\n    return total",
                "changes-argument",
            ),
        ],
    },
    "read-symbols": {
        "right": [
            "scores_shape = (60, 10)",
            "scores_shape = [60, 10]",
            "import numpy as np\nscores_shape = np.zeros((60, 10)).shape",
            "import numpy as np\nscores_shape = np.array([60, 10])",
        ],
        "wrong": [
            ("scores_shape = (10, 60)", "shape-turned-round"),
            ("scores_shape = (60, 784)", "shape-of-the-pixels"),
            ("scores_shape = (784, 10)", "shape-of-the-weights"),
            ("scores_shape = ('N', 10)", "shape-with-a-letter"),
            ("scores_shape = (60,)", "shape-of-the-labels"),
            ("scores_shape = (10,)", "shape-of-one-image"),
            ("scores_shape = 600", "scores-shape-not-a-tuple"),
            ("scores_shape = '(60, 10)'", "scores-shape-not-a-tuple"),
            ("scores_shape = (60, 1)", "shape-other-columns"),
            ("scores_shape = (60000, 10)", "shape-other-rows"),
            ("scores_shape = (784, 60)", "shape-of-no-scores"),
            ("scores_shape = (60, 10, 1)", "shape-not-two-lengths"),
        ],
    },
}

GUESSES = {
    "guess-weights": [
        7840,
        (7840, "guess-weights-right"),
        (784, "guess-weights-one-per-pixel"),
        (7850, "guess-weights-with-biases"),
        ((784, 10), "guess-weights-as-a-shape"),
        (5, "guess-weights-other"),
    ],
}
