"""The features made by a rule: what they do to an image, and what they leave alone."""

import numpy as np
import pytest

from helpers.data import load_mnist
from helpers.features import (
    FeatureError,
    deskew,
    orientations,
    random_features,
    random_projection,
)


@pytest.fixture(scope="module")
def images():
    return load_mnist()[0][0][:300].astype("float32") / 255


def moments(image):
    """Return centre and slant, as lesson 9 has the learner write them."""
    share = image.astype(float) / image.sum(dtype=float)
    rows, columns = np.indices(image.shape)
    row, column = (share * rows).sum(), (share * columns).sum()
    covariance = (share * (rows - row) * (columns - column)).sum()
    return row, column, covariance / (share * (rows - row) ** 2).sum()


def sheared(image, slant, right=0):
    columns = np.arange(28)
    rows = [
        np.interp(columns - right - slant * (r - 13.5), columns, values, left=0, right=0)
        for r, values in enumerate(image)
    ]
    return np.array(rows, dtype="float32")


def test_a_deskewed_image_is_upright_and_in_the_middle(images):
    straight = deskew(images)
    assert straight.shape == images.shape and straight.dtype == np.float32
    assert straight.min() >= 0 and straight.max() <= 1
    found = np.array([moments(image) for image in straight])
    assert abs(found[:, 0] - 14).max() < 0.51  # up and down in whole pixels
    assert abs(found[:, 1] - 14).max() < 0.15
    assert abs(found[:, 2]).max() < 0.05
    assert np.ptp([moments(image)[2] for image in images]) > 1


def test_a_slanted_and_moved_copy_is_deskewed_to_nearly_the_same(images):
    for image in images[:20]:
        once, again = deskew(np.stack([image, sheared(image, 0.15, right=2)]))
        assert abs(once - again).mean() < 0.03
        assert abs(image - sheared(image, 0.15, right=2)).mean() > 0.05


def test_deskewing_is_the_rows_of_the_lesson(images):
    """Each row is moved by the slant and the centre, between two pixels by interpolation."""
    columns = np.arange(28)
    for image, straight in zip(images[:20], deskew(images[:20]), strict=True):
        row, column, slant = moments(image)
        down = round(row) - 14
        for r in range(28):
            if 0 <= r + down < 28:
                places = columns + slant * (r + down - row) + column - 14
                wanted = np.interp(places, columns, image[r + down], left=0, right=0)
                np.testing.assert_allclose(straight[r], wanted, atol=1e-5)


def test_white_paper_and_no_image_at_all():
    paper = np.zeros((2, 28, 28))
    assert not deskew(paper).any() and not orientations(paper).any()
    assert deskew(paper[:0]).shape == (0, 28, 28)
    assert orientations(paper[:0]).shape == (0, 392)
    assert orientations(paper[:0], overlapping=True).shape == (0, 1152)


def test_arguments_stay_as_they_were(images):
    before = images.copy()
    deskew(images), orientations(images), random_features(images, 5)
    assert np.array_equal(images, before)


def test_a_part_of_many_images_is_what_it_is_alone(images, monkeypatch):
    whole = deskew(images), orientations(images)
    monkeypatch.setattr("helpers.features.PART", 7)
    for one, other in zip(whole, (deskew(images), orientations(images)), strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_random_features_are_fixed_by_their_seed(images):
    projection = random_projection(784, 50, seed=3)
    assert projection.shape == (784, 50) and projection.dtype == np.float32
    assert np.array_equal(projection, random_projection(784, 50, seed=3))
    assert not np.array_equal(projection, random_projection(784, 50, seed=4))
    features = random_features(images, 50, seed=3)
    wanted = np.maximum(0, images.reshape(300, 784) @ projection)
    np.testing.assert_allclose(features, wanted, atol=1e-5)


def test_the_projection_looks_random():
    projection = random_projection(784, 1000).astype(float)
    spread = 2 / np.sqrt(784)
    assert abs(projection.mean()) < 0.01 * spread
    assert abs(projection.std() / spread - 1) < 0.01
    columns = np.corrcoef(projection[:, :60].T)
    assert abs(columns - np.eye(60)).max() < 0.2
    shares = np.histogram(projection, 10, (projection.min(), projection.max()))[0]
    assert abs(shares / projection.size - 0.1).max() < 0.002


def test_orientations_are_those_of_the_lesson(images):
    """Cell by cell, pixel by pixel, as lesson 9 has the learner write the histogram."""
    padded = np.pad(images[:3], ((0, 0), (1, 1), (1, 1))).astype(float)
    for cell, first, overlapping in ((4, range(0, 28, 4), False), (6, range(0, 23, 2), True)):
        found = orientations(images[:3], overlapping=overlapping)
        for image, own in zip(padded, found, strict=True):
            gx = (image[1:-1, 2:] - image[1:-1, :-2]) / 2
            gy = (image[2:, 1:-1] - image[:-2, 1:-1]) / 2
            sums = np.zeros((len(first), len(first), 8))
            for i, top in enumerate(first):
                for j, left in enumerate(first):
                    for r in range(top, top + cell):
                        for c in range(left, left + cell):
                            o = np.arctan2(gy[r, c], gx[r, c]) * 8 / np.pi % 8
                            size = np.hypot(gx[r, c], gy[r, c])
                            sums[i, j, int(o) % 8] += size * (1 - (o - int(o)))
                            sums[i, j, (int(o) + 1) % 8] += size * (o - int(o))
            shares = sums / sums.sum()
            if overlapping:
                shares /= shares.sum(axis=2, keepdims=True) + 0.01
            wanted = 10 * np.sqrt(shares / shares.sum())
            np.testing.assert_allclose(own.reshape(wanted.shape), wanted, atol=1e-5)


@pytest.mark.parametrize(
    "call, fragment",
    [
        (lambda: deskew(np.zeros((3, 784))), "reshape(-1, 28, 28)"),
        (lambda: orientations(np.zeros((28, 28))), "(N, height, width)"),
        (lambda: deskew(np.zeros((1, 28, 28), dtype="uint8")), "divide the images by 255"),
        (lambda: random_projection(784, 0), "from 1 up"),
        (lambda: random_projection(784, 2.5), "n_features is 2.5"),
    ],
)
def test_bad_input_gets_one_line(call, fragment):
    with pytest.raises(FeatureError) as caught:
        call()
    assert fragment in str(caught.value) and "\n" not in str(caught.value)
