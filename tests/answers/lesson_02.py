"""Right and wrong answers to the exercises of lesson 2."""

SETUP = "import numpy as np\nimport pandas as pd"

ANSWERS = {
    "last-expression": {
        "right": ["letter = 'c'", "letter = 'C'", "letter = ' c '"],
        "wrong": [
            ("letter = 'a'", "says nothing of print"),
            ("letter = 'b'", "first line"),
            ("letter = 'd'", "whole shape"),
            ("letter = 'e'", "one letter"),
            ("letter = 10000", "one letter"),
            ("letter = (10000, 28, 28)", "one letter"),
            ("letter = print('c')", "None"),
        ],
    },
    "digit-counts": {
        "right": [
            "def digit_counts(labels):\n    return np.bincount(labels, minlength=10)",
            "def digit_counts(labels):\n    return np.array([(labels == digit).sum() for digit in range(10)])",
            "def digit_counts(labels):\n    counts = np.zeros(10, dtype=int)\n    for label in labels:\n        counts[label] += 1\n    return counts",
            "def digit_counts(labels):\n    return (labels[:, np.newaxis] == np.arange(10)).sum(axis=0)",
            "def digit_counts(labels):\n    counts = pd.Series(labels).value_counts()\n    return counts.reindex(range(10), fill_value=0).to_numpy()",
            "def digit_counts(labels):\n    return np.histogram(labels, bins=np.arange(11))[0]",
        ],
        "wrong": [
            (
                "def digit_counts(labels):\n    return np.bincount(labels)",
                "above the largest label",
            ),
            (
                "def digit_counts(labels):\n    return np.unique(labels, return_counts=True)[1]",
                "left out",
            ),
            (
                "def digit_counts(labels):\n    return pd.Series(labels).value_counts().sort_index().to_numpy()",
                "left out",
            ),
            (
                "def digit_counts(labels):\n    return pd.Series(labels).value_counts().to_numpy()",
                "sorted by frequency. Sort by digit",
            ),
            (
                "def digit_counts(labels):\n    return pd.Series(labels).value_counts().reindex(range(10), fill_value=0)",
                ".to_numpy()",
            ),
            (
                "def digit_counts(labels):\n    return [int((labels == digit).sum()) for digit in range(10)]",
                "np.array",
            ),
            (
                "def digit_counts(labels):\n    return np.array([(labels == digit).mean() for digit in range(10)])",
                "shares",
            ),
            (
                "def digit_counts(labels):\n    return np.array([(labels == digit).sum() for digit in range(9)])",
                "range(9)",
            ),
            (
                "def digit_counts(labels):\n    return np.array([(labels == digit).sum() for digit in range(1, 10)])",
                "The digit 0 is missing",
            ),
            (
                "def digit_counts(labels):\n    return np.array([(labels == digit).sum() for digit in range(1, 11)])",
                "shape (10,)",
            ),
            (
                "def digit_counts(labels):\n    counts = np.zeros(10, dtype='uint8')\n    for label in labels:\n        counts[label] += 1\n    return counts",
                "Counted in uint8",
            ),
            ("def digit_counts(labels):\n    return np.unique(labels)", "digits that occur"),
            ("def digit_counts(labels):\n    return len(labels)", "how many labels"),
            (
                "def digit_counts(labels):\n    np.bincount(labels, minlength=10)",
                "no return",
            ),
            (
                "def digit_counts(labels):\n    print(np.bincount(labels, minlength=10))",
                "Use return, not print",
            ),
            (
                "def digit_counts(labels):\n    labels.sort()\n    return np.bincount(labels, minlength=10)",
                "changed the array",
            ),
        ],
    },
    "images-of-digit": {
        "right": [
            "def images_of(images, labels, digit):\n    return images[labels == digit]",
            "def images_of(images, labels, digit):\n    return images[np.flatnonzero(labels == digit)]",
            "def images_of(images, labels, digit):\n    return np.array([image for image, label in zip(images, labels) if label == digit])",
            "def images_of(images, labels, digit):\n    return np.compress(labels == digit, images, axis=0)",
            "def images_of(images, labels, digit):\n    return images[np.where(labels == digit)]",
        ],
        "wrong": [
            ("def images_of(images, labels, digit):\n    return images[digit]", "at that position"),
            (
                "def images_of(images, labels, digit):\n    return images[labels == digit][0]",
                "only the first",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[np.argmax(labels == digit)]",
                "only the first",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[labels == digit][0:1]",
                "only the first",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[labels != digit]",
                "all the others",
            ),
            (
                "def images_of(images, labels, digit):\n    return labels == digit",
                "That is the comparison",
            ),
            (
                "def images_of(images, labels, digit):\n    return np.where(labels == digit)[0]",
                "positions",
            ),
            (
                "def images_of(images, labels, digit):\n    return np.where(labels == digit)",
                "np.array",
            ),
            (
                "def images_of(images, labels, digit):\n    return labels[labels == digit]",
                "Those are labels",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[[int(label == digit) for label in labels]]",
                "0 and 1 were taken",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[np.argwhere(labels == digit)]",
                "one axis too many",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[images == digit]",
                "Compare the labels",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[labels == digit][::-1]",
                "another order",
            ),
            ("def images_of(images, labels, digit):\n    return images[labels == 3]", "fixed 3"),
            (
                "def images_of(images, labels, digit):\n    return images[labels == digit] / 255",
                "not right",
            ),
            (
                "def images_of(images, labels, digit):\n    return [image for image, label in zip(images, labels) if label == digit]",
                "np.array",
            ),
            (
                "def images_of(images, labels, digit):\n    return images[labels == digit].astype(float)",
                "dtype",
            ),
            (
                "def images_of(images, labels, digit):\n    chosen = images[labels == digit]",
                "no return",
            ),
        ],
    },
    "mean-image": {
        "right": [
            "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=0)",
            "def mean_image(images, labels, digit):\n    chosen = images[labels == digit]\n    return chosen.sum(axis=0) / len(chosen)",
            "def mean_image(images, labels, digit):\n    total = np.zeros(images.shape[1:])\n    count = 0\n    for image, label in zip(images, labels):\n        if label == digit:\n            total += image\n            count += 1\n    return total / count",
            "def mean_image(images, labels, digit):\n    return np.average(images, axis=0, weights=labels == digit)",
            "def mean_image(images, labels, digit):\n    return images[labels == digit].astype('float32').mean(axis=0)",
        ],
        "wrong": [
            (
                "def mean_image(images, labels, digit):\n    chosen = images[labels == digit]\n    return sum(chosen) / len(chosen)",
                "added in uint8",
            ),
            (
                "def mean_image(images, labels, digit):\n    total = np.zeros_like(images[0])\n    for image in images[labels == digit]:\n        total += image\n    return total / (labels == digit).sum()",
                "added in uint8",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].sum(axis=0)",
                "the sum, not the mean",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].sum(axis=0) / len(labels)",
                "number of all images",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean()",
                "Say which axis",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=(1, 2))",
                "one number per image",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=1)",
                "axis of rows is gone",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=-1)",
                "axis of columns is gone",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=0, keepdims=True)",
                "batch of one image",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images.mean(axis=0)",
                "mean of all images",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels != digit].mean(axis=0)",
                "other digits",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == 3].sum(axis=0) / max(sum(labels == 3), 1)",
                "fixed 3",
            ),
            (
                "def mean_image(images, labels, digit):\n    return np.median(images[labels == digit], axis=0)",
                "median",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=0).astype('uint8')",
                "whole numbers",
            ),
            (
                "def mean_image(images, labels, digit):\n    return np.round(images[labels == digit].mean(axis=0))",
                "whole numbers",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=0) / 255",
                "divided by 255",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit]",
                "still to come",
            ),
            (
                "def mean_image(images, labels, digit):\n    return images[labels == digit].mean(axis=0).tolist()",
                "np.array",
            ),
            (
                "def mean_image(images, labels, digit):\n    print(images[labels == digit].mean(axis=0))",
                "Use return, not print",
            ),
        ],
    },
    "ink-share": {
        "right": [
            "def ink_share(images):\n    return (images > 0).mean(axis=(1, 2))",
            "def ink_share(images):\n    return np.array([np.count_nonzero(image) / image.size for image in images])",
            "def ink_share(images):\n    vectors = images.reshape(len(images), -1)\n    return (vectors > 0).sum(axis=1) / vectors.shape[1]",
            "def ink_share(images):\n    return 1 - (images == 0).mean(axis=(1, 2))",
            "def ink_share(images):\n    return images.astype(bool).mean(axis=2).mean(axis=1)",
        ],
        "wrong": [
            ("def ink_share(images):\n    return (images > 0).mean()", "all images together"),
            ("def ink_share(images):\n    return (images > 0).mean(axis=0)", "share per pixel"),
            ("def ink_share(images):\n    return (images > 0).mean(axis=1)", "still columns"),
            ("def ink_share(images):\n    return (images > 0).mean(axis=2)", "still rows"),
            (
                "def ink_share(images):\n    return (images > 0).mean(axis=(0, 1))",
                "share per column",
            ),
            ("def ink_share(images):\n    return (images > 0).sum(axis=(1, 2))", "counts"),
            ("def ink_share(images):\n    return (images > 0).sum(axis=(1, 2)) / 784", "fixed 784"),
            ("def ink_share(images):\n    return (images == 0).mean(axis=(1, 2))", "paper"),
            ("def ink_share(images):\n    return (images >= 0).mean(axis=(1, 2))", "at least 0"),
            (
                "def ink_share(images):\n    return (images == 255).mean(axis=(1, 2))",
                "only full ink",
            ),
            (
                "def ink_share(images):\n    return (images > 127).mean(axis=(1, 2))",
                "only dark ink",
            ),
            ("def ink_share(images):\n    return (images > 1).mean(axis=(1, 2))", "level of 1"),
            ("def ink_share(images):\n    return images.mean(axis=(1, 2))", "mean grey level"),
            (
                "def ink_share(images):\n    return images.mean(axis=(1, 2)) / 255",
                "mean grey level",
            ),
            ("def ink_share(images):\n    return 100 * (images > 0).mean(axis=(1, 2))", "per cent"),
            ("def ink_share(images):\n    return images > 0", "That is the comparison"),
            (
                "def ink_share(images):\n    return [float((image > 0).mean()) for image in images]",
                "np.array",
            ),
            (
                "def ink_share(images):\n    images[images > 0] = 1\n    return images.mean(axis=(1, 2))",
                "changed the array",
            ),
        ],
    },
    "difference": {
        "right": [
            "def subtract(first, second):\n    return first.astype(np.int16) - second.astype(np.int16)",
            "def subtract(first, second):\n    return first.astype(float) - second",
            "def subtract(first, second):\n    return np.subtract(first, second, dtype='int32')",
            "def subtract(first, second):\n    return np.where(first > second, first - second, -1.0 * (second - first))",
            "def subtract(first, second):\n    return -1 * second.astype(int) + first",
        ],
        "wrong": [
            (
                "def subtract(first, second):\n    return first - second",
                "Convert before you subtract",
            ),
            (
                "def subtract(first, second):\n    return (first - second).astype('int16')",
                "Convert before you subtract",
            ),
            (
                "def subtract(first, second):\n    return first.astype('uint16') - second.astype('uint16')",
                "no room for negative",
            ),
            (
                "def subtract(first, second):\n    return first.astype('int8') - second.astype('int8')",
                "int8 ends at 127",
            ),
            (
                "def subtract(first, second):\n    return np.int8(first - second)",
                "int8 ends at 127",
            ),
            (
                "def subtract(first, second):\n    return second.astype(int) - first.astype(int)",
                "signs are turned round",
            ),
            ("def subtract(first, second):\n    return second - first", "Wrong way round"),
            (
                "def subtract(first, second):\n    return abs(first.astype(int) - second)",
                "signs are gone",
            ),
            (
                "def subtract(first, second):\n    return np.maximum(first.astype(int) - second, 0)",
                "cut off",
            ),
            (
                "def subtract(first, second):\n    return first / 255 - second / 255",
                "divided by 255",
            ),
            ("def subtract(first, second):\n    return first.astype(int) + second", "the sum"),
            (
                "def subtract(first, second):\n    first -= second\n    return first",
                "changed the array",
            ),
            (
                "def subtract(first, second):\n    return (first.astype(int) - second).tolist()",
                "np.array",
            ),
            (
                "def subtract(first, second):\n    difference = first.astype(int) - second",
                "no return",
            ),
            ("def subtract(first, second):\n    return first.int16 - second", "AttributeError"),
        ],
    },
}
