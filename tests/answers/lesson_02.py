"""Right and wrong answers to the exercises of lesson 2."""

SETUP = """\
import functools
import numpy as np
import pandas as pd
x_train = np.arange(200, dtype="uint8").reshape(50, 2, 2)
y_train = np.arange(50, dtype="uint8") % 10
"""


def of(signature: str):
    """A function that writes an answer: the def line, and the lines of its body behind it."""

    def answer(*body: str) -> str:
        return "\n".join([f"def {signature}:", *(f"    {line}" for line in body)])

    return answer


negative = of("negative(image)")
counts = of("digit_counts(labels)")
images = of("images_of(images, labels, digit)")
mean = of("mean_image(images, labels, digit)")
share = of("ink_share(images)")
minus = of("subtract(first, second)")
accuracy = of("accuracy(answers, labels)")
nearest = of("nearest_mean(images, means)")

ANSWERS = {
    "last-expression": {
        "right": ["letter = 'c'", "letter = 'C'", "letter = ' c '", "letter = '\"c\"'"],
        "wrong": [
            ("letter = 'a'", "every-line-is-shown"),
            ("letter = 'b'", "first-line-is-shown"),
            ("letter = 'd'", "whole-shape-is-shown"),
            ("letter = 10000", "one-letter"),
            ("letter = 'e'", "one-letter"),
            ("letter = ['c']", "one-letter"),
            ("letter = ''", "one-letter"),
        ],
    },
    "negative-image": {
        "right": [
            negative("return 255 - image"),
            negative("return ~image"),
            negative("return np.invert(image)"),
            negative("return image ^ 255"),
            negative("return (255 - image.astype(int)).astype('uint8')"),
            negative("return np.subtract(255, image)"),
            negative(
                "result = np.zeros_like(image)",
                "for r in range(image.shape[0]):",
                "    for c in range(image.shape[1]):",
                "        result[r, c] = 255 - image[r, c]",
                "return result",
            ),
            negative("return np.full_like(image, 255) - image"),
            negative("return np.iinfo(image.dtype).max - image"),
            "negative = functools.partial(np.subtract, 255)",
            "class Negative:\n    def __call__(self, image):\n        return 255 - image\n"
            "negative = Negative()",
            "negative = lambda image: 255 - image",
        ],
        "wrong": [
            (negative("return -image"), "negative-minus-sign"),
            (negative("return image"), "negative-unchanged"),
            (negative("return image - 255"), "negative-other-way"),
            (negative("return abs(image - 255)"), "negative-other-way"),
            (negative("return 256 - image"), "negative-of-256"),
            (negative("return (256 - image.astype('int16'))"), "negative-of-256"),
            (negative("return 254 - image"), "negative-of-254"),
            (negative("return 1 - image"), "negative-of-one"),
            (negative("return -image.astype(int)"), "negative-below-zero"),
            (negative("return image.astype('int16') - 255"), "negative-below-zero"),
            (negative("return image.max() - image"), "negative-own-maximum"),
            (negative("return np.where(image > 127, 0, 255)"), "negative-only-black-and-white"),
            (negative("return np.where(image == 0, 255, 0)"), "negative-only-black-and-white"),
            (negative("return 1 - image / 255"), "negative-scaled"),
            (negative("return 255 - image / 255"), "negative-scaled-by-255"),
            (negative("return 255.0 - image"), "dtype"),
            (negative("return 255 - image.astype(int)"), "dtype"),
            (negative("return image[::-1]"), "negative-upside-down"),
            (negative("return np.fliplr(image)"), "negative-left-to-right"),
            (negative("image[:] = 255 - image", "return image"), "changes-argument"),
            (negative("return (255 - image).tolist()"), "not-an-array"),
            (negative("print(255 - image)"), "prints"),
            (negative("255 - image"), "returns-nothing"),
            (negative("return 255 - x_train[0]"), "reads-global"),
            (negative("for row in image:", "    return 255 - row"), "axes"),
            ("negative = 255", "not-a-function"),
        ],
    },
    "digit-counts": {
        "right": [
            counts("return np.bincount(labels, minlength=10)"),
            counts("return np.array([(labels == digit).sum() for digit in range(10)])"),
            counts(
                "counts = np.zeros(10)",
                "for label in labels:",
                "    counts[label] += 1",
                "return counts",
            ),
            counts("return np.histogram(labels, bins=np.arange(11))[0]"),
            counts(
                "return pd.Series(labels).value_counts()"
                ".reindex(range(10), fill_value=0).to_numpy()"
            ),
            counts("counts = np.zeros(10, int)", "np.add.at(counts, labels, 1)", "return counts"),
            counts("return (labels[:, None] == np.arange(10)).sum(axis=0)"),
            counts("return np.eye(10)[labels].sum(axis=0)"),
            "digit_counts = functools.partial(np.bincount, minlength=10)",
            "class Counter:\n    def __call__(self, labels):\n"
            "        return np.bincount(labels, minlength=10)\ndigit_counts = Counter()",
        ],
        "wrong": [
            (counts("return np.bincount(labels)"), "counts-stop-at-the-largest"),
            ("digit_counts = np.bincount", "counts-stop-at-the-largest"),
            (counts("return np.bincount(labels, minlength=9)"), "counts-minlength-9"),
            (counts("return np.bincount(labels, minlength=11)"), "counts-eleven"),
            (counts("return np.histogram(labels, bins=range(12))[0]"), "counts-eleven"),
            (counts("return np.unique(labels, return_counts=True)[1]"), "counts-leave-out-zeros"),
            (
                counts("return pd.Series(labels).value_counts().sort_index().to_numpy()"),
                "counts-leave-out-zeros",
            ),
            (counts("return pd.Series(labels).value_counts().to_numpy()"), "counts-by-frequency"),
            (
                counts("return np.sort(np.bincount(labels, minlength=10))"),
                "counts-by-frequency",
            ),
            (counts("return pd.Series(labels).value_counts()"), "not-an-array"),
            (
                counts("return [int((labels == digit).sum()) for digit in range(10)]"),
                "not-an-array",
            ),
            (
                counts("return np.array([(labels == digit).mean() for digit in range(10)])"),
                "counts-as-shares",
            ),
            (
                counts("return np.array([(labels == digit).sum() for digit in range(9)])"),
                "counts-lack-the-9",
            ),
            (
                counts("return np.array([(labels == digit).sum() for digit in range(1, 10)])"),
                "counts-lack-the-0",
            ),
            (
                counts("return np.array([(labels == digit).sum() for digit in range(1, 11)])"),
                "counts-from-1-to-10",
            ),
            (
                counts(
                    "counts = np.zeros(10, dtype='uint8')",
                    "for label in labels:",
                    "    counts[label] += 1",
                    "return counts",
                ),
                "counts-in-uint8",
            ),
            (
                counts(
                    "counts = np.zeros(10)",
                    "for label in labels:",
                    "    counts[label] += 1",
                    "    return counts",
                ),
                "counts-of-the-first-label",
            ),
            (
                counts("counts = np.zeros(10)", "counts[labels] += 1", "return counts"),
                "counts-only-whether",
            ),
            (counts("return np.unique(labels)"), "digits-that-occur"),
            (counts("return len(labels)"), "counts-all-labels"),
            (counts("return labels"), "counts-are-the-labels"),
            (counts("return np.bincount(y_train, minlength=10)"), "reads-global"),
            (counts("np.bincount(labels, minlength=10)"), "returns-nothing"),
            (counts("print(np.bincount(labels, minlength=10))"), "prints"),
            (
                counts("labels.sort()", "return np.bincount(labels, minlength=10)"),
                "changes-argument",
            ),
            (counts("return {d: (labels == d).sum() for d in range(10)}"), "not-an-array"),
        ],
    },
    "images-of-digit": {
        "right": [
            images("return images[labels == digit]"),
            images("return images[np.flatnonzero(labels == digit)]"),
            images("return images[np.where(labels == digit)]"),
            images("return np.compress(labels == digit, images, axis=0)"),
            images("return np.array([x for x, y in zip(images, labels) if y == digit])"),
            images("mask = np.array([y == digit for y in labels])", "return images[mask, :, :]"),
            images(
                "chosen = []",
                "for i in range(len(labels)):",
                "    if labels[i] == digit:",
                "        chosen.append(images[i])",
                "return np.stack(chosen)",
            ),
            images("return np.delete(images, np.flatnonzero(labels != digit), axis=0)"),
            "class Picker:\n    def pick(self, images, labels, digit):\n"
            "        return images[labels == digit]\nimages_of = Picker().pick",
            "def logged(function):\n    @functools.wraps(function)\n    def inner(*arguments):\n"
            "        return function(*arguments)\n    return inner\n"
            "@logged\ndef images_of(images, labels, digit):\n    return images[labels == digit]",
        ],
        "wrong": [
            (images("return images[digit]"), "images-at-that-position"),
            (images("return images[labels == digit][0]"), "images-only-the-first"),
            (images("return images[np.argmax(labels == digit)]"), "images-only-the-first"),
            (images("return images[labels == digit][0:1]"), "images-only-the-first"),
            (
                images(
                    "for image, label in zip(images, labels):",
                    "    if label == digit:",
                    "        return image",
                ),
                "images-only-the-first",
            ),
            (
                images(
                    "for image, label in zip(images, labels):",
                    "    if label == digit:",
                    "        chosen = image",
                    "return chosen",
                ),
                "images-only-the-last",
            ),
            (images("return images[labels != digit]"), "images-of-the-others"),
            (images("return labels == digit"), "images-are-a-comparison"),
            (images("return np.where(labels == digit)[0]"), "images-are-positions"),
            (images("return np.where(labels == digit)"), "images-are-positions"),
            (images("return labels[labels == digit]"), "images-are-labels"),
            (images("return images[[int(y == digit) for y in labels]]"), "images-by-zero-and-one"),
            (images("return images[np.argwhere(labels == digit)]"), "images-axis-too-many"),
            (images("return images[images == digit]"), "images-compare-pixels"),
            (images("return images[labels == digit][::-1]"), "images-turned-order"),
            (images("return images[labels == 3]"), "images-fixed-3"),
            (images("return images"), "images-all"),
            (images("return images[labels == digit].astype(float)"), "dtype"),
            (
                images("return [x for x, y in zip(images, labels) if y == digit]"),
                "not-an-array",
            ),
            (
                images("return images[labels == digit].reshape((labels == digit).sum(), -1)"),
                "images-as-vectors",
            ),
            (images("return x_train[y_train == digit]"), "reads-global"),
            (images("return (labels == digit).sum()"), "images-counted"),
            (images("return images[:digit]"), "images-up-to-digit"),
            (images("images[labels == digit]"), "returns-nothing"),
            (
                images("images[labels != digit] = 0", "return images"),
                "changes-argument-and-wrong",
            ),
            (images("return images * (labels == digit)[:, None, None]"), "images-blanked"),
        ],
    },
    "mean-image": {
        "right": [
            mean("return images[labels == digit].mean(axis=0)"),
            mean("chosen = images[labels == digit]", "return chosen.sum(axis=0) / len(chosen)"),
            mean(
                "total = np.zeros(images.shape[1:])",
                "count = 0",
                "for image, label in zip(images, labels):",
                "    if label == digit:",
                "        total += image",
                "        count += 1",
                "return total / count",
            ),
            mean("return np.average(images, axis=0, weights=labels == digit)"),
            mean("return images[labels == digit].astype('float32').mean(axis=0)"),
            mean("return np.mean([x for x, y in zip(images, labels) if y == digit], axis=0)"),
            mean("return np.einsum('nhw->hw', images[labels == digit] * 1.0) / sum(labels==digit)"),
            mean("return images[labels == digit].mean(0)"),
            mean(
                "flat = images.reshape(len(images), -1)[labels == digit]",
                "return pd.DataFrame(flat).mean().to_numpy().reshape(images.shape[1:])",
            ),
        ],
        "wrong": [
            (
                mean("chosen = images[labels == digit]", "return sum(chosen) / len(chosen)"),
                "mean-added-in-bytes",
            ),
            (
                mean(
                    "total = np.zeros_like(images[0])",
                    "for image in images[labels == digit]:",
                    "    total += image",
                    "return total / (labels == digit).sum()",
                ),
                "mean-added-in-bytes",
            ),
            (
                mean(
                    "total = np.zeros(images.shape[1:])",
                    "for image in images[labels == digit]:",
                    "    total += image",
                    "    return total / (labels == digit).sum()",
                ),
                "mean-divides-too-early",
            ),
            (mean("return images[labels == digit].sum(axis=0)"), "mean-is-a-sum"),
            (
                mean("return images[labels == digit].sum(axis=0) / len(labels)"),
                "mean-by-all-images",
            ),
            (mean("return images[labels == digit].mean()"), "mean-of-everything"),
            (mean("return images[labels == digit].mean(axis=(1, 2))"), "mean-of-each-image"),
            (mean("return images[labels == digit].mean(axis=1)"), "mean-over-rows"),
            (mean("return images[labels == digit].mean(axis=-1)"), "mean-over-columns"),
            (
                mean("return images[labels == digit].mean(axis=0, keepdims=True)"),
                "mean-keeps-the-axis",
            ),
            (mean("return images.mean(axis=0)"), "mean-of-all-images"),
            (mean("return images[labels != digit].mean(axis=0)"), "mean-of-the-others"),
            (
                mean("return images[labels == 3].sum(axis=0) / max(sum(labels == 3), 1)"),
                "mean-fixed-3",
            ),
            (mean("return np.median(images[labels == digit], axis=0)"), "mean-is-a-median"),
            (
                mean("return images[labels == digit].mean(axis=0).astype('uint8')"),
                "mean-of-whole-numbers",
            ),
            (
                mean("return np.round(images[labels == digit].mean(axis=0))"),
                "mean-of-whole-numbers",
            ),
            (mean("return np.round(images[labels == digit].mean(axis=0), 2)"), "mean-rounded"),
            (mean("return images[labels == digit].mean(axis=0) / 255"), "mean-scaled"),
            (mean("return images[labels == digit]"), "mean-still-to-come"),
            (mean("return images[labels == digit][0]"), "mean-is-the-first"),
            (mean("return images[labels == digit].mean(axis=0).tolist()"), "not-an-array"),
            (mean("print(images[labels == digit].mean(axis=0))"), "prints"),
            (mean("return x_train[y_train == digit].mean(axis=0)"), "reads-global"),
            (mean("return images[images == digit].mean(axis=0)"), "mean-compares-pixels"),
            (mean("return images[digit].mean(axis=0)"), "mean-of-image-at-position"),
        ],
    },
    "how-far": {
        "right": ["letter = 'b'", "letter = 'B'", "letter = 'b '", "letter = \"'b'\""],
        "wrong": [
            ("letter = 'a'", "how-far-is-one-image"),
            ("letter = 'c'", "how-far-is-the-largest"),
            ("letter = 'd'", "how-far-is-the-mean"),
            ("letter = 'e'", "one-letter"),
            ("letter = 2", "one-letter"),
            ("letter = ['b']", "one-letter"),
        ],
    },
    "order-centres": {
        "right": [
            "line_order = [6, 4, 3, 1]",
            "line_order = [3, 6, 4, 1]",
            "line_order = (6, 3, 4, 1)",
            "line_order = np.array([6, 4, 3, 1])",
            "line_order = [np.int64(6), 3, 4, 1]",
        ],
        "wrong": [
            ("line_order = [2, 4, 3, 1]", "centre-adds-up-columns"),
            ("line_order = [6, 4, 5, 1]", "centre-by-the-ink-of-all"),
            ("line_order = [1, 6, 4, 3]", "order-too-early"),
            ("line_order = [4, 6, 3, 1]", "order-too-early"),
            ("line_order = [6, 4, 1]", "order-too-early"),
            ("line_order = [6, 4, 3]", "order-length"),
            ("line_order = [6, 6, 3, 1]", "order-twice"),
            ("line_order = [6, 4, 3, 7]", "order-unknown-line"),
            ("line_order = '6431'", "order-not-a-list"),
            ("line_order = 6431", "order-not-a-list"),
            ("line_order = [1, 2, 3, 4, 5, 6]", "centre-adds-up-columns"),
        ],
    },
    "ink-share": {
        "right": [
            share("return (images > 0).mean(axis=(1, 2))"),
            share("return np.array([np.count_nonzero(x) / x.size for x in images])"),
            share(
                "vectors = images.reshape(len(images), -1)",
                "return (vectors > 0).sum(axis=1) / vectors.shape[1]",
            ),
            share("return 1 - (images == 0).mean(axis=(1, 2))"),
            share("return images.astype(bool).mean(axis=2).mean(axis=1)"),
            share("n, h, w = images.shape", "return (images != 0).sum(2).sum(1) / (h * w)"),
            share("return np.minimum(images, 1).mean(axis=(-2, -1))"),
            share(
                "shares = []",
                "for image in images:",
                "    inked = 0",
                "    for level in image.flatten():",
                "        if level > 0:",
                "            inked += 1",
                "    shares.append(inked / image.size)",
                "return np.array(shares)",
            ),
        ],
        "wrong": [
            (share("return (images > 0).mean()"), "ink-of-all-together"),
            (share("return (images > 0).mean(axis=0)"), "ink-by-pixel"),
            (share("return (images > 0).mean(axis=1)"), "ink-by-column"),
            (share("return (images > 0).mean(axis=2)"), "ink-by-row"),
            (share("return (images > 0).mean(axis=(0, 1))"), "ink-by-column-of-all"),
            (share("return (images > 0).sum(axis=(1, 2))"), "ink-counted"),
            (share("return (images > 0).any((1, 2))"), "ink-whether-any"),
            (share("return (images > 0).sum((1, 2)) / len(images)"), "ink-by-number-of-images"),
            (share("return (images > 0).sum((1, 2)) / images.shape[1]"), "ink-by-height"),
            (share("return (images > 0).sum((1, 2)) / images.shape[-1]"), "ink-by-width"),
            (share("return (images > 0).sum((1, 2)) / images.size"), "ink-by-all-pixels"),
            (share("return (images > 0).sum(axis=(1, 2)) / 784"), "ink-by-784"),
            (
                share("return (images > 0).sum((1, 2)) / (images == 0).sum((1, 2))"),
                "ink-to-paper",
            ),
            (
                share(
                    "inked = (images > 0).astype('uint8')",
                    "return inked.sum((1, 2), dtype='uint8') / images[0].size",
                ),
                "ink-in-uint8",
            ),
            (share("return (images == 0).mean(axis=(1, 2))"), "ink-is-paper"),
            (share("return (images >= 0).mean(axis=(1, 2))"), "ink-counts-zero"),
            (share("return (images == 255).mean(axis=(1, 2))"), "ink-only-255"),
            (share("return (images > 127).mean(axis=(1, 2))"), "ink-only-dark"),
            (share("return (images > 1).mean(axis=(1, 2))"), "ink-not-one"),
            (share("return images.mean(axis=(1, 2))"), "ink-grey-level"),
            (share("return images.mean(axis=(1, 2)) / 255"), "ink-grey-level"),
            (share("return 100 * (images > 0).mean(axis=(1, 2))"), "ink-percent"),
            (share("return (images > 0).mean(axis=(1, 2)).round(2)"), "ink-rounded"),
            (share("return images > 0"), "ink-still-a-comparison"),
            (share("return [float((x > 0).mean()) for x in images]"), "not-an-array"),
            (share("for x in images:", "    return (x > 0).mean()"), "ink-of-the-first"),
            (
                share("images[images > 0] = 1", "return images.mean(axis=(1, 2))"),
                "changes-argument",
            ),
            (share("return (x_train > 0).mean(axis=(1, 2))"), "reads-global"),
            (share("return (images > 0).mean(axis=(1, 2), keepdims=True)"), "ink-keeps-axes"),
        ],
    },
    "difference": {
        "right": [
            minus("return first.astype(np.int16) - second.astype(np.int16)"),
            minus("return first.astype(float) - second"),
            minus("return np.subtract(first, second, dtype='int32')"),
            minus("return np.where(first > second, first - second, -1.0 * (second - first))"),
            minus("return -1 * second.astype(int) + first"),
            minus("return np.int16(first) - second"),
            minus("return first - second.astype('int16')"),
            minus("return first.astype('float16') - second.astype('float16')"),
            minus("return first * 1.0 - second"),
            "subtract = lambda first, second: np.array(first, dtype=int) - second",
            "subtract = functools.partial(np.subtract, dtype=np.int16)",
            minus(
                "difference = first.astype(np.int16)", "difference -= second", "return difference"
            ),
        ],
        "wrong": [
            (minus("return first - second"), "difference-in-uint8"),
            (minus("return (first - second).astype('int16')"), "difference-in-uint8"),
            (minus("return np.int16(first - second)"), "difference-in-uint8"),
            (minus("return -(second - first)"), "difference-in-uint8"),
            (minus("return abs(first - second)"), "difference-in-uint8"),
            (minus("return np.diff([second, first], axis=0)[0]"), "difference-in-uint8"),
            (minus("return second - first"), "difference-other-way-in-uint8"),
            (minus("return first.astype('uint16') - second"), "difference-unsigned"),
            (
                minus("return first.astype('uint32') - second.astype('uint32')"),
                "difference-unsigned",
            ),
            (minus("return first.astype('int8') - second.astype('int8')"), "difference-in-int8"),
            (minus("return np.int8(first - second)"), "difference-in-int8"),
            (minus("return second.astype(int) - first.astype(int)"), "difference-other-way"),
            (minus("return abs(first.astype(int) - second)"), "difference-without-sign"),
            (
                minus("return np.maximum(first, second) - np.minimum(first, second)"),
                "difference-without-sign",
            ),
            (minus("return np.where(first > second, first - second, 0)"), "difference-cut-at-zero"),
            (minus("return first / 255 - second / 255"), "difference-scaled"),
            (minus("return first.astype(int) + second"), "difference-is-a-sum"),
            (minus("return (first.astype(int) - second) ** 2"), "difference-squared"),
            (minus("return (first.astype(int) - second).sum()"), "difference-added-up"),
            (minus("return int(first) - int(second)"), "difference-one-number"),
            (minus("return np.sign(first.astype(int) - second)"), "difference-only-signs"),
            (minus("return first.astype(int) - second + 255"), "difference-moved-up"),
            (minus("first -= second", "return first"), "changes-argument-and-wrong"),
            (minus("return (first.astype(int) - second).tolist()"), "not-an-array"),
            (minus("difference = first.astype(int) - second"), "returns-nothing"),
            (minus("return first.int16 - second"), "AttributeError"),
            (minus("return x_train[0].astype(int) - x_train[1]"), "reads-global"),
        ],
    },
    "mend-accuracy": {
        "right": [
            accuracy("return (answers == labels).mean()"),
            accuracy("return np.mean(answers == labels)"),
            accuracy("return (answers == labels).sum() / len(labels)"),
            accuracy("return 1 - (answers != labels).mean()"),
            accuracy("return 1 - np.count_nonzero(answers - labels) / len(labels)"),
            accuracy(
                "right = 0",
                "for answer, label in zip(answers, labels):",
                "    if answer == label:",
                "        right += 1",
                "return right / len(labels)",
            ),
            accuracy("return sum(answers == labels) / labels.size"),
            accuracy("return float(np.average(answers == labels))"),
            accuracy("return pd.Series(answers == labels).mean()"),
            "class Accuracy:\n    def __call__(self, answers, labels):\n"
            "        return (answers == labels).mean()\naccuracy = Accuracy()",
        ],
        "wrong": [
            (
                accuracy("wrong = (answers - labels).sum()", "return 1 - wrong / 12000"),
                "accuracy-not-mended",
            ),
            (
                accuracy("wrong = (answers - labels).sum()", "return 1 - wrong / len(labels)"),
                "accuracy-by-distance",
            ),
            (
                accuracy(
                    "wrong = abs(answers.astype(int) - labels).sum()",
                    "return 1 - wrong / len(labels)",
                ),
                "accuracy-by-distance",
            ),
            (
                accuracy("wrong = (answers != labels).sum()", "return 1 - wrong / 12000"),
                "accuracy-fixed-12000",
            ),
            (accuracy("return (answers == labels).sum() / 12000"), "accuracy-fixed-12000"),
            (accuracy("return (answers != labels).mean()"), "accuracy-of-mistakes"),
            (accuracy("return (answers == labels).sum()"), "accuracy-is-a-count"),
            (accuracy("return 100 * (answers == labels).mean()"), "accuracy-in-percent"),
            (accuracy("return answers == labels"), "accuracy-of-each"),
            (accuracy("return (answers == labels).all()"), "accuracy-all-or-nothing"),
            (accuracy("return np.array_equal(answers, labels)"), "accuracy-all-or-nothing"),
            (accuracy("return np.isin(answers, labels).mean()"), "accuracy-if-it-occurs"),
            (
                accuracy(
                    "right = (answers == labels).astype('uint8')",
                    "return right.sum(dtype='uint8') / len(labels)",
                ),
                "accuracy-in-uint8",
            ),
            (
                accuracy("return (answers == labels).sum() // len(labels)"),
                "accuracy-all-or-nothing",
            ),
            (accuracy("return round((answers == labels).mean(), 2)"), "accuracy-rounded"),
            (
                accuracy(
                    "right = 0",
                    "for answer, label in zip(answers, labels):",
                    "    right += answer == label",
                    "    return right / len(labels)",
                ),
                "accuracy-returns-inside-the-loop",
            ),
            (accuracy("return answers[0] == labels[0]"), "accuracy-of-the-first"),
            (accuracy("print((answers == labels).mean())"), "prints"),
            (accuracy("(answers == labels).mean()"), "returns-nothing"),
            (accuracy("return (y_train == y_train).mean()"), "reads-global"),
            (accuracy("return f'{(answers == labels).mean():.3f}'"), "not-a-number"),
            (accuracy("return answers.mean() / labels.mean()"), "not-right"),
            ("accuracy = 0.824", "not-a-function"),
        ],
    },
    "nearest-mean": {
        "right": [
            nearest(
                "nearest = []",
                "for image in images:",
                "    distances = ((image - means) ** 2).sum(axis=(1, 2))",
                "    nearest.append(distances.argmin())",
                "return np.array(nearest)",
            ),
            nearest(
                "differences = images[:, None].astype(float) - means[None]",
                "return (differences**2).sum(axis=(2, 3)).argmin(axis=1)",
            ),
            nearest(
                "x = images.reshape(len(images), -1) * 1.0",
                "m = means.reshape(len(means), -1)",
                "return (x @ m.T - (m**2).sum(axis=1) / 2).argmax(axis=1)",
            ),
            nearest(
                "result = np.zeros(len(images), dtype=int)",
                "for i in range(len(images)):",
                "    best = np.inf",
                "    for k in range(len(means)):",
                "        distance = np.sum((images[i] - means[k]) ** 2)",
                "        if distance < best:",
                "            best = distance",
                "            result[i] = k",
                "return result",
            ),
            nearest(
                "return np.array([np.argmin([np.linalg.norm(x - m) for m in means])"
                " for x in images])"
            ),
            nearest("return np.array([((x - means)**2).mean((1, 2)).argmin() for x in images])"),
            nearest(
                "d = np.stack([((images - m) ** 2).sum(axis=(1, 2)) for m in means], axis=1)",
                "return d.argmin(axis=1)",
            ),
            nearest(
                "d = pd.DataFrame([[((x - m) ** 2).sum() for m in means] for x in images])",
                "return d.idxmin(axis=1).to_numpy()",
            ),
            nearest(
                "d = [[-((x - m) ** 2).sum() for m in means] for x in images]",
                "return np.argmax(d, axis=1).astype('uint8')",
            ),
        ],
        "wrong": [
            (
                nearest("return np.array([((x - means)**2).sum((1, 2)).argmax() for x in images])"),
                "nearest-is-farthest",
            ),
            (
                nearest("return np.array([(x - means).sum((1, 2)).argmin() for x in images])"),
                "nearest-without-squares",
            ),
            (
                nearest("return np.array([abs(x - means).sum((1, 2)).argmin() for x in images])"),
                "nearest-by-sizes",
            ),
            (
                nearest("return np.array([abs(x - means).max((1, 2)).argmin() for x in images])"),
                "nearest-by-largest",
            ),
            (
                nearest(
                    "ink = means.sum(axis=(1, 2))",
                    "return np.array([abs(x.sum() - ink).argmin() for x in images])",
                ),
                "nearest-by-total-ink",
            ),
            (
                nearest("return np.array([(x * means).sum((1, 2)).argmax() for x in images])"),
                "nearest-by-overlap",
            ),
            (
                nearest(
                    "m = means.astype('uint8')",
                    "return np.array([((x - m)**2).sum((1, 2)).argmin() for x in images])",
                ),
                "nearest-in-uint8",
            ),
            (
                nearest(
                    "m = means.astype(int)",
                    "return np.array([((x - m)**2).sum((1, 2)).argmin() for x in images])",
                ),
                "nearest-whole-means",
            ),
            (
                nearest(
                    "return np.array([((x - means)**2).sum((1, 2)).argmin() + 1 for x in images])"
                ),
                "nearest-counts-from-one",
            ),
            (
                nearest(
                    "result = []",
                    "for x in images:",
                    "    distances = [((x - means[k])**2).sum() for k in range(10)]",
                    "    result.append(np.argmin(distances))",
                    "return np.array(result)",
                ),
                "nearest-always-ten",
            ),
            (
                nearest(
                    "for x in images:", "    return ((x - means)**2).sum(axis=(1, 2)).argmin()"
                ),
                "nearest-only-first",
            ),
            (
                nearest(
                    "for x in images:",
                    "    place = ((x - means)**2).sum(axis=(1, 2)).argmin()",
                    "return place",
                ),
                "nearest-only-last",
            ),
            (
                nearest("return np.array([((x - means)**2).sum((1, 2)) for x in images])"),
                "nearest-distances",
            ),
            (
                nearest("return np.array([((x - means)**2).sum((1, 2)).min() for x in images])"),
                "nearest-smallest-distance",
            ),
            (
                nearest("return np.array([((images - m)**2).sum((1, 2)).argmin() for m in means])"),
                "nearest-image-of-each-mean",
            ),
            (
                nearest(
                    "d = np.array([((x - means)**2).sum((1, 2)) for x in images])",
                    "return d.argmin(axis=0)",
                ),
                "nearest-image-of-each-mean",
            ),
            (
                nearest(
                    "d = np.array([((x - means)**2).sum((1, 2)) for x in images])",
                    "return d.argmin()",
                ),
                "nearest-of-all-distances",
            ),
            (
                nearest(
                    "return np.array([means[((x - means)**2).sum((1, 2)).argmin()] for x in images])"
                ),
                "nearest-mean-itself",
            ),
            (
                nearest("return [int(((x - means)**2).sum((1, 2)).argmin()) for x in images]"),
                "not-an-array",
            ),
            (
                nearest("return np.array([((x - means)**2).sum().argmin() for x in images])"),
                "nearest-always-first",
            ),
            (
                nearest("return ((images - means) ** 2).sum(axis=(1, 2)).argmin()"),
                "nearest-all-at-once",
            ),
            (
                nearest("print(np.array([((x - means)**2).sum((1, 2)).argmin() for x in images]))"),
                "prints",
            ),
            (
                nearest("np.array([((x - means)**2).sum((1, 2)).argmin() for x in images])"),
                "returns-nothing",
            ),
            (
                nearest(
                    "return np.array([((x - means)**2).sum((1, 2)).argmin() for x in x_train])"
                ),
                "reads-global",
            ),
            (
                nearest(
                    "means -= 0.5",
                    "return np.array([((x - means)**2).sum((1, 2)).argmin() for x in images])",
                ),
                "changes-argument-and-wrong",
            ),
        ],
    },
}

GUESSES = {
    "guess-darkest": [
        7.0,
        (7, "guess-right"),
        (0.7, "guess-darkest-as-a-share"),
        (70, "guess-darkest-out-of-ten"),
        (10, "guess-darkest-all"),
        (4, "guess-darkest-few"),
    ],
    "guess-ink-level": [
        253,
        (253, "guess-right"),
        (255, "guess-ink-level-full"),
        (0, "guess-ink-level-paper"),
        (254, "guess-ink-level-near"),
        (10, "guess-ink-level-faint"),
        (128, "guess-ink-level-grey"),
    ],
    "guess-minus": [
        3,
        (3, "guess-right"),
        ("error", "guess-minus-error"),
        (-253, "guess-minus-signed"),
        (253, "guess-minus-size"),
        (0, "guess-minus-stops"),
        (2, "guess-minus-by-one"),
        (100, "guess-minus-other"),
    ],
    "guess-nearest": [
        82.4,
        (80, "guess-right"),
        (0.82, "guess-nearest-as-a-share"),
        (10, "guess-nearest-chance"),
        (95, "guess-nearest-too-high"),
        (60, "guess-nearest-too-low"),
    ],
}
