"""Answers that live in another process, behind the interface that every check uses.

`AnswerProcess` runs a learner's cells in a process of its own. Only data passes between the two:
JSON lines, arrays as raw bytes with their dtype and shape. Nothing of theirs is unpickled or
evaluated here, so a check can judge code that it does not trust.
"""

import base64
import contextlib
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import numpy as np

from helpers.checks.sentences import Opaque
from helpers.checks.verdict import Answer, Outcome, OutOfTime


def encode(value):
    """Plain data (see `verdict.snapshot`) as what JSON can hold."""
    if isinstance(value, np.ndarray):
        return {
            "array": base64.b64encode(np.ascontiguousarray(value).tobytes()).decode(),
            "dtype": value.dtype.str,
            "shape": list(value.shape),
        }
    if isinstance(value, Opaque):
        return {
            "opaque": [value.kind, value.type_name, value.name],
            "shape": list(value.shape) if value.shape is not None else None,
        }
    if isinstance(value, np.generic):
        return {"scalar": encode(np.asarray(value))}
    if value is None or isinstance(value, bool | str):
        return value
    if value is Ellipsis:
        return {"dots": True}
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float | complex):
        return {type(value).__name__: repr(value)}
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, list | tuple | set):
        return {type(value).__name__: [encode(item) for item in value]}
    if isinstance(value, dict):
        return {"dict": [[encode(key), encode(item)] for key, item in value.items()]}
    raise TypeError(f"{type(value).__name__} is no plain data")


def decode(value):
    """The plain data that `encode` was given. Raises ValueError for anything else."""
    try:
        return _decode(value)
    except (
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OverflowError,
    ) as error:
        raise ValueError(f"not plain data: {error}") from None


OPAQUE = ("class", "function", "generator", "object", "objects", "pandas", "subclass", "tensor")
LARGEST_ARRAY = 200_000_000
"""numbers; an array whose texts are empty has no bytes, whatever its shape says"""


def _decode(value):
    if not isinstance(value, dict):
        if value is None or isinstance(value, bool | str):
            return value
        raise ValueError("not plain data")
    if "array" in value:
        return _decode_array(value)
    if "opaque" in value:
        kind, type_name, name = (
            None if text is None else str(text)[:200] for text in value["opaque"]
        )
        shape = None if value["shape"] is None else tuple(int(side) for side in value["shape"])
        if kind not in OPAQUE:
            raise ValueError("an unknown kind of object")
        return Opaque(kind, type_name, name, shape)
    [(kind, content)] = value.items()
    if kind == "scalar":
        return _decode(content)[()]
    if kind == "dots":
        return Ellipsis
    if kind in ("int", "float", "complex") and isinstance(content, str):
        return {"int": int, "float": float, "complex": complex}[kind](content)
    if kind == "bytes":
        return base64.b64decode(content, validate=True)
    if not isinstance(content, list):
        raise ValueError("not plain data")
    if kind in ("list", "tuple", "set"):
        return {"list": list, "tuple": tuple, "set": set}[kind](map(_decode, content))
    if kind == "dict":
        return {_decode(key): _decode(item) for key, item in content}
    raise ValueError(f"unknown kind {kind!r}")


def _decode_array(value: dict) -> np.ndarray:
    """An array whose bytes are as many as its shape and kind say."""
    if not re.fullmatch(r"[<>|=][biufcSU]\d{1,6}", value["dtype"]):
        raise ValueError("an array of another kind")
    dtype, raw = np.dtype(value["dtype"]), base64.b64decode(value["array"], validate=True)
    shape = tuple(value["shape"])
    if not all(type(side) is int and side >= 0 for side in shape) or len(shape) > 32:
        raise ValueError("no shape")
    size = math.prod(shape)
    if size > LARGEST_ARRAY or size * dtype.itemsize != len(raw):
        raise ValueError("more or fewer bytes than the shape says")
    return np.frombuffer(raw, dtype).reshape(shape).copy() if raw else np.zeros(shape, dtype)


class AnswerProcess:
    """A process that has run a learner's cells, and answers questions about what they made.

    `cells` are sources, run in order in one namespace; one that raises is left behind. `seconds`
    bounds each question. Use it as a context manager: leaving it ends the process.
    """

    def __init__(self, cells: list[str], seconds: float = 60.0):
        self.seconds = seconds
        self._process = subprocess.Popen(
            [sys.executable, __file__],  # a safe path does not know the folder that it stands in
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self.errors = self.run(cells)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self._process.kill()
        self._process.wait()
        self._process.stdin.close()
        self._process.stdout.close()

    def refuse(self) -> None:
        """End the process, whose reply was no data."""
        self._process.kill()

    def run(self, cells: list[str]) -> list[str]:
        """Run more cells in the same namespace; return the type of error of each, or ""."""
        return self.ask({"cells": cells})["errors"]

    def answer(self, name: str) -> "RemoteAnswer":
        """The learner's variable `name`. Raises NameError if there is none."""
        seen = self.ask({"look": name})
        if "missing" in seen:
            raise NameError(name)
        return RemoteAnswer(self, name, seen)

    def ask(self, question: dict) -> dict:
        """Send one question, return its answer. Raises OutOfTime, or EOFError if it has died."""
        late = threading.Event()

        def stop():
            late.set()
            self._process.kill()

        timer = threading.Timer(self.seconds, stop)
        timer.start()
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if late.is_set():
            raise OutOfTime
        if not line:
            raise EOFError("the answer's process has ended")
        return json.loads(line)


class RemoteAnswer:
    """One answer in another process, with the interface of `verdict.Answer`.

    `process` is what asks the questions: an `AnswerProcess`, or the examiner's view of a
    submission. A reply that is no data ends it.
    """

    def __init__(self, process, name: str, seen: dict):
        self._process = process
        self.name = self._variable = name
        with self._strictly():
            self.value = decode(seen["value"])
            self.is_function = bool(seen["is_function"])
            self.is_stub = bool(seen["is_stub"])
            self.globals_read = tuple(map(str, seen["globals_read"]))
            self.ignores = tuple(map(str, seen["ignores"]))

    @property
    def object(self):
        """What stands for a model, a table, a figure, or a function of these: see `objects`."""
        from teaching.grading.objects import stand_in

        with self._strictly():
            return stand_in(self, self._variable, self._process.ask)

    def call(self, *arguments, **options) -> Outcome:
        """Call it there with these arguments, plain data; return what happened."""
        question = {
            "call": self._variable,
            "arguments": [encode(value) for value in arguments],
            "options": {key: encode(value) for key, value in options.items()},
        }
        folder = _own_folder(arguments)
        if folder is not None:
            question["folder"], question["files"] = str(folder), pack(folder)
        outcome = self._process.ask(question)
        with self._strictly():
            if folder is not None:
                unpack(folder, outcome["files"])
            return Outcome(
                decode(outcome["returned"]),
                " ".join(str(outcome["raised"])[:300].split()),
                str(outcome["printed"]),
                tuple(int(place) for place in outcome["changed"]),
                tuple(decode(value) for value in outcome["arguments"]),
                tuple(bool(shared) for shared in outcome["shares"]),
            )

    @contextlib.contextmanager
    def _strictly(self):
        """End the process if what it replied is no data."""
        try:
            yield
        except (ValueError, KeyError, TypeError, AttributeError, OSError):
            self._process.refuse()
            raise


# Files that a call reads and writes: they are carried, too, since the processes share none.

MOST_FILES, LARGEST_FILE = 100, 100_000_000


def _own_folder(arguments: tuple) -> Path | None:
    """The folder of the first argument that is a path in a temporary folder of this process."""
    for value in arguments:
        if isinstance(value, str) and value.startswith(tempfile.gettempdir() + os.sep):
            folder = Path(value).parent
            if folder.is_dir() and folder != Path(tempfile.gettempdir()):
                return folder
    return None


def pack(folder: Path) -> dict[str, str]:
    """The ordinary files in a folder, by their names, as Base64. Links are left out."""
    with os.scandir(folder) as entries:
        files = [entry for entry in entries if entry.is_file(follow_symlinks=False)]
    return {
        entry.name: base64.b64encode(Path(entry).read_bytes()).decode()
        for entry in files[:MOST_FILES]
        if entry.stat(follow_symlinks=False).st_size <= LARGEST_FILE
    }


def unpack(folder: Path, files: dict[str, str]) -> None:
    """Let a folder hold these files and no others. Raises ValueError for a name that leads out."""
    if len(files) > MOST_FILES or any(
        name in ("", ".", "..") or "/" in name or "\0" in name for name in files
    ):
        raise ValueError("no files")
    for path in folder.iterdir():
        if path.name not in files and not path.is_dir():
            path.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(base64.b64decode(content))


# In the answer's own process


def serve(questions, replies) -> None:
    """Answer one question a line until there are no more. Runs in the answer's own process."""
    space: dict = {"__name__": "__main__"}
    for line in questions:
        question = json.loads(line)
        if "cells" in question:
            answered = {"errors": [_run(source, space) for source in question["cells"]]}
        else:
            answered = reply(question, space)
        replies.write(json.dumps(answered) + "\n")
        replies.flush()


def reply(question: dict, space: dict) -> dict:
    """The answer to a question about what stands in the namespace `space`."""
    if "look" in question:
        return _look(question["look"], space)
    if "object" in question or "model" in question:
        from teaching.grading.objects import answer_with_objects

        return answer_with_objects(question, space)
    return _call(question, space)


def _run(source: str, space: dict) -> str:
    try:
        exec(compile(source, "<cell>", "exec"), space)
    except BaseException as error:
        return type(error).__name__
    return ""


def _look(name: str, space: dict) -> dict:
    if name not in space:
        return {"missing": True}
    answer = Answer(space[name], name)
    return {
        "value": encode(answer.value),
        "is_function": answer.is_function,
        "is_stub": answer.is_stub,
        "globals_read": answer.globals_read,
        "ignores": answer.ignores,
    }


def _call(question: dict, space: dict) -> dict:
    arguments = [decode(value) for value in question["arguments"]]
    options = {key: decode(value) for key, value in question["options"].items()}
    answer = Answer(space[question["call"]], question["call"])
    files = {}
    if "folder" in question:
        folder = Path(question["folder"])
        folder.mkdir(parents=True, exist_ok=True)
        unpack(folder, question["files"])
        with tempfile.TemporaryDirectory() as elsewhere, contextlib.chdir(elsewhere):
            outcome = _uninterrupted(answer, arguments, options)
        files = pack(folder)
    else:
        outcome = _uninterrupted(answer, arguments, options)
    return {
        "returned": encode(outcome.returned),
        "raised": outcome.raised,
        "printed": outcome.printed,
        "changed": outcome.changed,
        "arguments": [encode(value) for value in outcome.arguments],
        "shares": outcome.shares,
        "files": files,
    }


def _uninterrupted(answer: Answer, arguments: list, options: dict) -> Outcome:
    """Call an answer. Nobody interrupts this process, so a KeyboardInterrupt is its own."""
    try:
        return answer.call(*arguments, **options)
    except KeyboardInterrupt:
        return Outcome(None, raised="KeyboardInterrupt")


if __name__ == "__main__":
    own_replies, sys.stdout = sys.stdout, sys.stderr  # what a cell prints is no reply
    serve(sys.stdin, own_replies)
