"""What every part shares: its module's text, its picture, its state, and one-line errors."""

import base64
import functools
import json
import re
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from helpers.errors import OneLineError

MIME = "text/vnd.linear-model.part"  # an output's data: the part's name and state, as a JSON text
FOLDER = Path(__file__).parent
SHARED = ("shared", "linear")  # in front of each part's module, which cannot import a file


class PartError(OneLineError):
    """A value that a part cannot take."""


@functools.cache
def module_text(name: str) -> str:
    """Return the whole module of the part `name`, such as "pad": what a browser runs.

    Comments, empty lines and indentation stay in the files: a notebook that was saved with its
    parts holds this text for each of them.
    """
    return "\n".join(bare_text(each) for each in (*SHARED, name))


def bare_text(name: str) -> str:
    """Return one file's text without indentation, empty lines, and comments.

    A comment at a line's end goes only if it holds no quote and no slash: then it can't be the
    end of a text that began before it.
    """
    text = (FOLDER / f"{name}.js").read_text(encoding="utf-8")
    text = re.sub(r"^ */\*\*.*?\*/\n", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^ *//.*\n", "", text, flags=re.MULTILINE)
    text = re.sub(r""" // [^"'`/\n]*$""", "", text, flags=re.MULTILINE)
    return re.sub(r"^[ \n]+", "", text, flags=re.MULTILINE)


def pack(values, dtype) -> dict:
    """Return an array in the form in which it goes to a browser; `unpack` is the way back.

    dtype is "uint8" or "float32". The result is made of texts and numbers: {"shape": [784, 10],
    "dtype": "float32", "base64": "..."}, the numbers row by row, the lowest byte first.
    """
    values = np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder("<"))
    text = base64.b64encode(values.tobytes()).decode("ascii")
    return {"shape": list(values.shape), "dtype": dtype, "base64": text}


def unpack(packed: dict) -> np.ndarray:
    """Return the array in `packed`, a copy of its own, as `pack` was given it."""
    dtype = np.dtype(packed["dtype"]).newbyteorder("<")
    values = np.frombuffer(base64.b64decode(packed["base64"]), dtype=dtype)
    return values.reshape(packed["shape"]).astype(packed["dtype"])


def random_numbers(*seed):
    """Return NumPy's generator for these numbers; PartError unless they are whole and not below 0.

    `random_numbers(seed, 1)` is another generator than `random_numbers(seed)`.
    """
    try:
        return np.random.default_rng(seed)
    except (TypeError, ValueError):
        raise PartError(f"seed must be a whole number from 0 on, not {seed[0]!r}.") from None


class Part(anywidget.AnyWidget):
    """Something that moves in a notebook, and stands still in a stored one.

    A subclass names its module (`module = "pad"` is pad.js) and has traits: those tagged
    `sync=True, state=True` are its state, small and made of numbers, texts and lists; a teacher
    prepares them, in Python or in an address. Data such as images are `sync=True` only, in the
    form of `pack`. `picture` draws what the part shows when nothing moves.

    A value that the part can't take, in the constructor or later, raises PartError: one line. If a
    callback fails while the browser's message is handled, the part shows that line itself.
    """

    module = ""
    _wrong = traitlets.Unicode().tag(sync=True)  # shown in the part, in one line

    def __init_subclass__(cls, **options):
        if "module" in cls.__dict__:  # not the class that anywidget makes of it for each object
            cls._esm = module_text(cls.module)
        super().__init_subclass__(**options)

    def __init__(self, **state):
        unknown = [name for name in state if not self.has_trait(name)]
        if unknown:
            raise PartError(
                f"{type(self).__name__} has no {unknown[0]!r}. It takes "
                f"{', '.join(self.state_names()) or 'nothing'}."
            )
        try:
            super().__init__(**state)
        except traitlets.TraitError as error:
            raise PartError(_one_line(error)) from None

    def __setattr__(self, name, value):
        try:
            super().__setattr__(name, value)
        except traitlets.TraitError as error:
            raise PartError(_one_line(error)) from None

    @classmethod
    def state_names(cls) -> list[str]:
        """The names of the traits that are the part's state, in the order of the alphabet."""
        return sorted(cls.class_trait_names(state=True))

    def __repr__(self) -> str:
        """The line of Python that makes this part again, without its data."""
        changed = [
            f"{name}={getattr(self, name)!r}"
            for name in self.state_names()
            if getattr(self, name) != self.traits()[name].default(self)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    # What a notebook keeps

    def picture(self) -> tuple[dict, dict]:
        """Return one output's data and metadata: a picture of this state, with its words.

        `helpers.plots.base.bundle_of` makes them from a plot function.
        """
        raise NotImplementedError

    def own_traits(self) -> dict:
        """Return what the browser's module works with: each synced trait of the part itself."""
        own = set(self.trait_names(sync=True)) - set(anywidget.AnyWidget.class_trait_names())
        own -= {"_esm", "_anywidget_id", "_wrong"}
        return {name: getattr(self, name) for name in sorted(own)}

    def _repr_mimebundle_(self, **options):
        live, _ = super()._repr_mimebundle_(**options)
        still, metadata = self.picture()
        description = json.dumps({"part": self.module, "traits": self.own_traits()})
        return {**live, **still, MIME: description}, metadata

    # What comes from the browser

    def set_state(self, sync_data):
        """Take over what a reader did, and show in the part what goes wrong with it."""
        self._show_errors(super().set_state, sync_data)

    def _handle_custom_msg(self, content, buffers):
        self._show_errors(super()._handle_custom_msg, content, buffers)

    def _show_errors(self, work, *arguments):
        """Call `work`; if it fails, show in the part why, in one line, and go on."""
        try:
            work(*arguments)
            self._wrong = ""
        except Exception as error:
            self._wrong = f"{type(error).__name__}: {_one_line(error)}"


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or "no reason given"
