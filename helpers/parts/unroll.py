"""Point at a pixel and see its place in the vector, and back."""

import numpy as np
import traitlets

from helpers.parts.part import Part, PartError, pack, random_numbers, unpack
from helpers.plots.arrays import cells_figure, draw_cell
from helpers.plots.base import ORANGE, WIDTH, bundle_of, listing, show

LARGEST = 8  # rows and columns: their numbers must be readable


class UnrollExplorer(Part):
    """An image beside its vector. It asks where a pixel goes; after an answer it can be explored.

    Parameters
    ----------
    image: the numbers of one image (H, W), at most 8 × 8, from 0 to 255. Without one, a 4 × 4
        image is drawn with `seed`. Two more images are drawn to stand beside it.
    kind: "image", "batch" (the three images, one vector each) or "colour" (the three are the
        channels of one image).
    order: "C" writes row by row, as NumPy does unless told otherwise; "F" column by column.
    pixel: [number, row, column], where number counts images or channels from 0.
    question: which of its questions is asked, from 0. guess: the place that was answered, counted
        on through the vectors of a batch, or -1.
    seed: starts the random numbers for pixels and questions.

    Raises PartError, one line, for anything else.
    """

    module = "unroll"
    kind = traitlets.Enum(["image", "batch", "colour"], "image").tag(sync=True, state=True)
    order = traitlets.Enum(["C", "F"], "C").tag(sync=True, state=True)
    pixel = traitlets.List(traitlets.Int(), [0, 1, 2]).tag(sync=True, state=True)
    question = traitlets.Int(0, min=0).tag(sync=True, state=True)
    guess = traitlets.Int(-1, min=-1).tag(sync=True, state=True)
    seed = traitlets.Int(0, min=0).tag(sync=True, state=True)
    values = traitlets.Dict().tag(sync=True)  # (3, H, W), packed

    def __init__(self, image=None, **state):
        seed = state.get("seed", 0)
        if image is None:
            image = random_numbers(seed).integers(0, 256, size=(4, 4))
        try:
            image = np.asarray(image)
        except ValueError:
            raise PartError("UnrollExplorer takes an image whose rows are equally long.") from None
        good = image.ndim == 2 and image.size and max(image.shape) <= LARGEST
        if not good or image.dtype.kind not in "iuf":
            raise PartError(
                f"UnrollExplorer takes one grey image with at most {LARGEST} rows and columns; "
                f"this has the shape {image.shape} and the dtype {image.dtype}."
            )
        if not (np.round(image) == image).all() or image.min() < 0 or image.max() > 255:
            raise PartError("UnrollExplorer takes whole numbers from 0 to 255.")
        state.setdefault("pixel", [0, *np.minimum([1, 2], np.array(image.shape) - 1).tolist()])
        others = random_numbers(seed, 1).integers(0, 256, size=(2, *image.shape))
        super().__init__(values=pack(np.concatenate([image[np.newaxis], others]), "uint8"), **state)

    @traitlets.validate("pixel")
    def _check_pixel(self, proposal):
        shape = tuple(self.values["shape"]) if self.values else (3, LARGEST, LARGEST)
        pixel = proposal["value"]
        if len(pixel) != 3 or not all(
            0 <= at < length for at, length in zip(pixel, shape, strict=True)
        ):
            raise traitlets.TraitError(
                f"pixel must be [number, row, column] within {shape}, not {pixel}."
            )
        return pixel

    def array(self) -> np.ndarray:
        """The array that is unrolled: (H, W), a batch (3, H, W), or in colour (H, W, 3)."""
        images = unpack(self.values)
        if self.kind == "image":
            return images[0]
        return images if self.kind == "batch" else np.moveaxis(images, 0, -1)

    def place(self) -> int:
        """The pixel's place in its vector, from 0."""
        number, row, column = self.pixel
        _, height, width = self.values["shape"]
        if self.kind == "colour":
            index, shape = (row, column, number), (height, width, 3)
        else:
            index, shape = (row, column), (height, width)
        return int(np.ravel_multi_index(index, shape, order=self.order))

    def picture(self):
        """The images and, below them, the vectors. A pixel is marked once its place was guessed."""
        return bundle_of(_plot, self)


ACROSS = 16  # cells in a line


def _plot(part: UnrollExplorer) -> None:
    images = unpack(part.values)[: 1 if part.kind == "image" else 3]  # (images, H, W)
    array = part.array()
    batch = part.kind == "batch"
    vectors = array.reshape(len(array) if batch else 1, -1, order=part.order)
    number, row, column = part.pixel
    _, height, width = images.shape
    lines = [
        (line, start, vector[start : start + ACROSS])
        for line, vector in enumerate(vectors)
        for start in range(0, len(vector), ACROSS)
    ]
    rows = height + 1.6 + 1.6 * len(lines)
    figure, axes = cells_figure(WIDTH, ACROSS + 3, rows)
    asked = part.guess < 0

    def mark(x, y):
        axes.plot([x, x + 1, x + 1, x, x], [y, y, y + 1, y + 1, y], color=ORANGE, linewidth=3)

    def grey(value):
        return str(1 - value / 255)

    names = {"image": ["image"], "batch": ["image 0", "image 1", "image 2"]}
    names = names.get(part.kind, ["red", "green", "blue"])
    for place, (name, image) in enumerate(zip(names, images, strict=True)):
        left = 3 + place * (width + 1.5)
        axes.text(left, rows - 0.5, name, va="center")
        for (r, c), value in np.ndenumerate(image):
            draw_cell(axes, left + c, rows - 2 - r, str(value), grey(value), 6)
    shift = 0 if part.kind == "image" else number * (width + 1.5)
    mark(3 + shift + column, rows - 2 - row)
    for place, (line, start, cells) in enumerate(lines):
        y = rows - height - 3.2 - 1.6 * place
        axes.text(
            2.7, y + 0.5, f"[{line}, {start}]" if batch else f"[{start}]", ha="right", va="center"
        )
        for c, value in enumerate(cells):
            text, shade = ("?", "#ffffff") if asked else (str(value), grey(value))
            draw_cell(axes, 3 + c, y, text, shade, 6)
        at = part.place() - start
        if not asked and line == (number if batch else 0) and 0 <= at < len(cells):
            mark(3 + at, y)
    way = "row by row" if part.order == "C" else "column by column"
    which = names[0] if part.kind == "image" else names[number]
    words = f"{listing(names).capitalize()}, shape ({height}, {width}). In {which} the pixel "
    words += f"in row {row}, column {column} is marked"
    below = "the vectors" if batch else "the vector"
    words += f". Below, {below} of length {vectors.shape[1]}, written {way}, "
    words += (
        "still covered: which place does the pixel get?"
        if asked
        else (f"with that pixel at place {part.place()}.")
    )
    show(figure, words)
