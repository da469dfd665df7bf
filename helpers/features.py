"""Features made of images by a rule, not by training: lesson 9's, for lesson 10 and the pad.

Images are (N, 28, 28), grey levels from 0 (paper) to 1 (ink), rows from the top. All functions
take images of other sides, too, and leave their arguments as they are.
"""

import numpy as np

from helpers.errors import OneLineError

ORIENTATIONS = 8
FAINT = 0.01  # below this share of an image's edges, a cell counts as nearly empty
THIN = 1e-6  # rows squared: ink in a single row has no slant
PART = 500  # images that are worked on together, so that memory stays small


class FeatureError(OneLineError):
    """Images, or numbers of features, that no features can be made of."""


def deskew(images):
    """Undo the slant of each image and centre it: (N, 28, 28) to (N, 28, 28), float32, 0 to 1.

    The slant is cov(column, row) / var(row) of the ink, in columns a row: second moments, as in
    LeCun, Bottou, Bengio & Haffner, Gradient-Based Learning Applied to Document Recognition (1998),
    section III.A. Each row is moved by the slant times its distance from the centre, between two
    pixels by linear interpolation; up and down by whole pixels. The centre of the ink comes to the
    middle pixel, (14, 14) of 28 × 28, where MNIST has it. Without ink nothing moves.
    """
    images = _images(images)
    moved = [_deskew_part(images[i : i + PART]) for i in range(0, len(images), PART)]
    return np.concatenate(moved) if moved else images


def _deskew_part(images):
    count, height, width = images.shape
    rows, columns = np.arange(height), np.arange(width)
    ink = images.sum(axis=(1, 2), dtype=float)
    ink[ink == 0] = 1
    by_row = images.sum(axis=2, dtype=float)  # (N, 28)
    row = by_row @ rows / ink  # (N,)
    column = images.sum(axis=1, dtype=float) @ columns / ink
    from_row = rows - row[:, np.newaxis]  # (N, 28)
    variance = (by_row * from_row**2).sum(axis=1) / ink
    mean_columns = images @ columns.astype(float)  # (N, 28): ink times column, by row
    covariance = (from_row * mean_columns).sum(axis=1) / ink  # its mean part is 0
    slant = np.where(variance > THIN, covariance / np.where(variance > THIN, variance, 1), 0)
    blank = by_row.sum(axis=1) == 0
    row[blank], column[blank] = height // 2, width // 2

    # In whole rows; of two that are as near, the lower one, however the sums were rounded.
    down = np.floor(row + 0.5 + 1e-6).astype(int) - height // 2
    source = rows + down[:, np.newaxis]  # (N, 28): the row that comes to each place
    shift = slant[:, np.newaxis] * (source - row[:, np.newaxis]) + (
        column[:, np.newaxis] - width // 2
    )  # (N, 28) in columns
    whole = np.floor(shift)
    fraction = (shift - whole).astype("float32")[..., np.newaxis]
    # White on every side, so that a place outside the image is paper.
    edge = width + 1
    padded = np.pad(images, ((0, 0), (1, 1), (edge, edge)))
    source = np.clip(source, -1, height) + 1
    first = np.clip(whole.astype(int), -edge, width) + edge
    row_starts = (np.arange(count)[:, np.newaxis] * padded.shape[1] + source) * padded.shape[2]
    places = (row_starts + first)[..., np.newaxis] + np.arange(width + 1)  # (N, 28, 29)
    taken = padded.reshape(-1)[places]
    return taken[..., :-1] * (1 - fraction) + taken[..., 1:] * fraction


def random_features(x, n_features=1000, seed=0):
    """Return max(0, x @ projection): (N, D) to (N, n_features), float32.

    x holds one image a row, (N, 784) from 0 to 1; (N, 28, 28) is flattened. The projection is
    `random_projection(D, n_features, seed)`: it is drawn once and never trained. (Rahimi & Recht,
    Random Features for Large-Scale Kernel Machines, 2007; with this bend, Cho & Saul, 2009.)
    """
    x = np.asarray(x, dtype="float32")
    x = x.reshape(len(x), -1)
    return np.maximum(0, x @ random_projection(x.shape[1], n_features, seed))


def random_projection(n_inputs, n_features=1000, seed=0):
    """Return a fixed matrix (n_inputs, n_features), float32: uniform, mean 0, variance 4 / D.

    D is n_inputs. It is counted, not drawn one after the other: number p is a mixture of the bits
    of p and of the seed, 32 bits wide, so that a browser makes the same numbers. (The mixture is
    the finaliser of MurmurHash3, Appleby 2011.)
    """
    for name, number in (("n_inputs", n_inputs), ("n_features", n_features)):
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise FeatureError(f"{name} is {number!r}; it must be a whole number from 1 up.")
    bits = np.arange(n_inputs * n_features, dtype="uint32")
    bits += np.uint32((seed + 1) * 0x9E3779B9 % 2**32)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        bits ^= bits >> np.uint32(shift)
        bits *= np.uint32(factor)
    bits ^= bits >> np.uint32(16)
    # 24 bits, the digits of a float32, centred: every step of it is exact.
    centred = (bits >> np.uint32(8)).astype("float32") - np.float32(2**23 - 0.5)
    scale = np.float32(2 * np.sqrt(3 / n_inputs) / 2**23)
    return (centred * scale).reshape(n_inputs, n_features)


def orientations(images, overlapping=False):
    """Return how much edge of each orientation each cell has: (N, 28, 28) to (N, 392), float32.

    The order is cell row, cell column, orientation: (7, 7, 8), a cell of 4 × 4 pixels each. With
    `overlapping` cells of 6 × 6 pixels start every 2 pixels: (12, 12, 8), so (N, 1152). Then each
    cell's histogram is also divided by its own sum plus 0.01, before the root: a faint stroke
    counts nearly as much as a bold one, and noise does not.

    Orientation 0 is an edge whose grey level changes along the row, as an upright stroke's; each
    next one is turned by 22.5 degrees clockwise, and after 8 it is 0 again: which side is dark
    does not count. A pixel's gradient is (right - left) / 2 and (below - above) / 2; its length is
    shared between the two nearest orientations, by how near they are. All is divided by the
    image's sum, and of that the square root is taken (the Hellinger map: Arandjelović & Zisserman
    2012), times 10: so an image's features have about the length of its pixels, as a vector, and
    the same learning rates suit. Histograms of gradients: Dalal & Triggs (2005).
    """
    images = _images(images)
    parts = [
        _orientations_part(images[i : i + PART], overlapping) for i in range(0, len(images), PART)
    ]
    return np.concatenate(parts) if parts else np.zeros((0, 1152 if overlapping else 392), "f4")


def _orientations_part(images, overlapping):
    count, height, width = images.shape
    # In 64 bits: the root, at the end, makes small errors of small numbers large.
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1))).astype(float)
    right = (padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]) / 2
    below = (padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]) / 2
    image, row, column = np.nonzero((right != 0) | (below != 0))
    right, below = right[image, row, column], below[image, row, column]
    length = np.hypot(right, below)
    turn = np.arctan2(below, right) * (ORIENTATIONS / np.pi) % ORIENTATIONS
    lower = np.floor(turn).astype(int)
    share = turn - lower
    # Cells of 2 × 2 pixels, of which the larger ones are put together.
    rows, columns = height // 2, width // 2
    cell = (image * rows + row // 2) * columns + column // 2
    size = count * rows * columns * ORIENTATIONS
    small = np.zeros(size)
    for orientation, part in ((lower, length * (1 - share)), (lower + 1, length * share)):
        places = cell * ORIENTATIONS + orientation % ORIENTATIONS
        small += np.bincount(places, part, minlength=size)
    small = small.reshape(count, rows, columns, ORIENTATIONS)
    if overlapping:
        small = small[:, :-2] + small[:, 1:-1] + small[:, 2:]
        cells = small[:, :, :-2] + small[:, :, 1:-1] + small[:, :, 2:]
    else:
        cells = small[:, 0::2] + small[:, 1::2]
        cells = cells[:, :, 0::2] + cells[:, :, 1::2]
    shares = cells / _or_one(cells.sum(axis=(1, 2, 3), keepdims=True))
    if overlapping:
        shares /= shares.sum(axis=3, keepdims=True) + FAINT
        shares /= _or_one(shares.sum(axis=(1, 2, 3), keepdims=True))
    return 10 * np.sqrt(shares).astype("float32").reshape(count, -1)


def _or_one(sums):
    return np.where(sums > 0, sums, 1)


def fit_squares(x, targets, l2=1.0):
    """Return the weights (D, K) of the smallest squared error of x (N, D) to targets (N, K).

    l2 times the sum of all squared weights is added, so that there is one answer: the normal
    equations (x^T x + l2 I) weights = x^T targets. (Bishop, equation 3.28.)
    """
    left = x.T @ x
    left[np.diag_indices(len(left))] += l2
    return np.linalg.solve(left, x.T @ targets)


def _images(images):
    images = np.asarray(images)
    if images.ndim != 3:
        raise FeatureError(
            f"Images must have the shape (N, height, width), not {images.shape}. "
            "A vector of 784 becomes an image again with reshape(-1, 28, 28)."
        )
    if images.dtype == np.uint8:
        raise FeatureError("Grey levels must go from 0 to 1: divide the images by 255 first.")
    return images.astype("float32", copy=False)
