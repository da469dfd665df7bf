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
            ("flat = board", "the board itself"),
            ("board.flatten()", "flatten"),  # the result is not assigned: still not attempted
            ("flat = board.reshape(1, -1)", "You want one"),
            ("flat = board.reshape(-1, 1)", "column"),
            ("flat = board.flatten(order='F')", "Fortran"),
            ("flat = board.T.reshape(-1)", "Fortran"),
            ("flat = board.T", "swaps the axes"),
            ("flat = list(board.flatten())", "np.array"),
            ("flat = board.flatten", "Call it"),
            ("flat = np.sort(board, axis=None)", "sorted"),
            ("flat = board[0]", "first row only"),
            ("flat = board.flatten() / 255", "are not right"),
            ("flat = print(board.flatten())", "None"),
            ("flatt = board.flatten()\ndel flat", "there is no `flat` yet"),
        ],
    },
    "predict-shape": {
        "right": ["shape = (5, 12, 2)", "shape = [5, 12, 2]", "shape = (5, 120 // 5 // 2, 2)"],
        "wrong": [
            ("shape = (5, -1, 2)", "only an order"),
            ("shape = (5, 2)", "three axes"),
            ("shape = (5, 17, 2)", "that is not as many"),
            ("shape = (10, 4, 3)", "not the two lengths"),
            ("shape = 120", "tuple"),
            ("shape = '(5, 12, 2)'", "tuple"),
            ("shape = (5, 12.0, 2)", "whole numbers"),
            ("shape = (2, 12, 5)", "not the two lengths"),
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
            ("def as_batch(image):\n    return image.reshape(-1)", "lacks the axis of images"),
            ("def as_batch(image):\n    return image.reshape(-1, 1)", "axes are swapped"),
            ("def as_batch(image):\n    return image[np.newaxis]", "rows and columns are still"),
            ("def as_batch(image):\n    return image", "as it came"),
            ("def as_batch(image):\n    return image.reshape(1, 16)", "fixed 16"),
            ("def as_batch(image):\n    return image.reshape(1, 784)", "fixed 784"),
            ("def as_batch(image):\n    return image.T.reshape(1, -1)", "down the columns"),
            ("def as_batch(image):\n    image.reshape(1, -1)", "no return"),
            ("def as_batch(image):\n    print(image.reshape(1, -1))", "Use return, not print"),
            ("def as_batch(image):\n    return [image.flatten()]", "np.array"),
            ("def as_batch(image):\n    return image.reshape(1, 0)", "raised ValueError"),
            ("def as_batch(image):\n    image *= 2\n    return image.reshape(1, -1)", "changed"),
            ("def as_batch(image):\n    return image.reshape(1, -1).astype(float)", "dtype"),
            ("def as_batch():\n    return image.reshape(1, -1)", "raised TypeError"),
            ("as_batch = np.zeros((4, 4)).reshape(1, -1)", "not a function"),
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
            ("def vectorize(images):\n    return images.reshape(-1)", "into one vector"),
            ("def vectorize(images):\n    return images.reshape(1, -1)", "into one row"),
            ("def vectorize(images):\n    return images.reshape(-1, len(images))", "mixes images"),
            ("def vectorize(images):\n    return images.reshape(len(images), -1).T", "transposed"),
            (
                "def vectorize(images):\n    return images.reshape(-1, len(images)).T",
                "jump through several images",
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
                "Fortran",
            ),
            (
                "def vectorize(images):\n    return images.reshape(len(images), -1, order='F')",
                "Fortran",
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
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(-1, width, height)",
                "swapped",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(-1, width, height).transpose(0, 2, 1)",
                "Fortran",
            ),
            (
                "def unvectorize(vectors, height, width):\n"
                "    return vectors.reshape(-1, height, width, order='F')",
                "Fortran",
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
                "changed the array",
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
                "not one number",
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
