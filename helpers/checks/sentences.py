"""Everything that checks say: one table of sentences, and how data becomes a line.

The table is `sentences.toml` beside this file. A check never holds a sentence: it names one, with
the fields that go into it, and only here does that become a line. Another language is another
table with the same names.
"""

import functools
import tomllib
import types
from pathlib import Path
from typing import NamedTuple

import numpy as np

TABLE = Path(__file__).with_name("sentences.toml")


class Words(NamedTuple):
    """A piece of a sentence as data: the name of its template, and what goes into it."""

    template: str
    fields: dict


class Opaque(NamedTuple):
    """Stands for a value that is no plain data: what can be said of it, and nothing else."""

    kind: str
    """function, class, generator, tensor, pandas, subclass, objects or object"""
    type_name: str
    name: str = ""
    """a function's own name, or another word on it"""
    shape: tuple | None = None


@functools.cache
def sentences() -> dict[str, str]:
    """Every sentence of the course's checks by its name.

    The table's sections only keep it readable: names are unique across all of them.
    """
    found: dict[str, str] = {}
    for section, entries in tomllib.loads(TABLE.read_text(encoding="utf-8")).items():
        for name, sentence in entries.items():
            if name in found:
                raise ValueError(f"{TABLE.name}: {name!r} stands twice, again in [{section}]")
            found[name] = sentence
    return found


def say(template: str, fields: dict) -> str:
    """The sentence named `template` with its fields filled in, pieces of sentences included."""
    spoken = {
        name: say(*value) if isinstance(value, Words) else value for name, value in fields.items()
    }
    return sentences()[template].format(**spoken)


# Describing what was given


def describe(value) -> Words:
    """What a value is, in the learner's terms, as data. Takes plain data or `Opaque`."""
    if isinstance(value, Opaque):
        fields = {"type": value.type_name, "name": value.name, "shape": str(value.shape)}
        return Words(value.kind, fields)
    if isinstance(value, np.ndarray):
        fields = {"shape": str(value.shape), "dtype": str(value.dtype)}
        if value.size <= 12 and value.ndim <= 2 and value.dtype.kind in "biufc":
            text = array_text(value)
            if len(text) <= 90:
                return Words("small-array", {"value": text, **fields})
        return Words("large-array", fields)
    if isinstance(value, np.generic | bool | int | float | complex):
        return Words("number", {"value": number(value), "type": type(value).__name__})
    if value is None:
        return Words("nothing", {})
    if value is Ellipsis:
        return Words("dots", {})
    if isinstance(value, str):
        return Words("text", {"value": repr(short(value))})
    if isinstance(value, list | tuple | dict | set):
        kind = type(value).__name__
        text = short(plain(value), 61)
        if len(text) <= 60 and not _holds_arrays(value):
            return Words("small-collection", {"type": kind, "value": text})
        template = "pair" if kind == "tuple" and len(value) == 2 else "collection"
        if template == "pair":
            first, second = (describe(item) for item in value)
            return Words("pair", {"first": first, "second": second})
        return Words("collection", {"type": kind, "count": len(value)})
    return Words("object", {"type": type(value).__name__})


def describe_call(name: str, arguments: tuple) -> str:
    """A call as the learner could type it, with large arrays shortened to their shape."""
    return f"{name}({', '.join(_argument(value) for value in arguments)})"


def _argument(value) -> str:
    if isinstance(value, np.ndarray):
        if value.size <= 12 and value.dtype.kind in "biuf":
            text = array_text(value)
            if len(text) <= 70:
                ordinary = value.dtype in (np.int64, np.float64)
                return f"np.array({text}{'' if ordinary else f', np.{value.dtype}'})"
        return f"<{value.dtype} array {value.shape}>"
    if isinstance(value, list | tuple | dict | set) and _holds_arrays(value):
        text = plain(value)
        if len(text) <= 180 and _is_python(value):
            return text
        return f"<{type(value).__name__} of {len(value)}>"
    if isinstance(value, types.FunctionType):
        return value.__name__
    return short(plain(value), 60)


def _is_python(value) -> bool:
    """Whether a collection holds Python's own numbers, texts and collections alone."""
    if isinstance(value, dict):
        return all(map(_is_python, [*value, *value.values()]))
    if isinstance(value, list | tuple | set):
        return all(map(_is_python, value))
    return type(value) in (bool, int, float, str, types.NoneType)


def _holds_arrays(value) -> bool:
    items = value.values() if isinstance(value, dict) else value
    return any(isinstance(item, np.ndarray | Opaque | list | tuple | dict) for item in items)


def plain(value) -> str:
    """A value as Python shows it, NumPy's numbers as plain ones."""
    if isinstance(value, np.generic | float):
        return number(value)
    if isinstance(value, Opaque):
        return f"<{value.type_name}>"
    if isinstance(value, tuple):
        return f"({', '.join(map(plain, value))}{',' if len(value) == 1 else ''})"
    if isinstance(value, list):
        return f"[{', '.join(map(plain, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{plain(key)}: {plain(item)}" for key, item in value.items()) + "}"
    if isinstance(value, np.ndarray):
        return array_text(value)
    return repr(value)


def array_text(value: np.ndarray) -> str:
    """An array on one line, as NumPy shows it, without the spaces that line up columns."""
    text = np.array2string(value, precision=3, separator=", ", threshold=20, max_line_width=999)
    return " ".join(text.split()).replace("[ ", "[").replace(" ,", ",").replace(" ]", "]")


def number(value) -> str:
    """A number with six digits at the most; a float is seen to be one."""
    if not isinstance(value, float | np.floating):
        return str(value)
    text = f"{float(value):.6g}"
    return text if any(sign in text for sign in ".en") else f"{text}.0"


def short(text: str, length: int = 100) -> str:
    """A text on one line, cut at `length`."""
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1] + "…"
