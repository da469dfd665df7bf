"""Making submissions from the notebooks that are handed out, and what each must end in.

`Submission` is the learner's copy of a lesson with an answer in every exercise, to be edited.
`ugly` registers a function that makes one ugly submission; `write_class` writes them all into one
folder, as one class hands them in.
"""

import copy
import json
import os
import random
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from helpers.checks.registry import exercises
from helpers.runs import COURSE
from tests.answers import bank

LESSONS = {lesson[:2]: lesson for lesson in dict.fromkeys(e.lesson for e in exercises().values())}
NOTHING = "no points, or a flag"
"""What a cheat must end in, in whichever state."""
WRONG = {
    "flatten": "flat = board",
    "predict-shape": "shape = (10, 4, 3)",
    "batch-of-one": "def as_batch(image):\n    return image",
    "view-or-copy": 'letter = "d"',
    "vectorize": "def vectorize(images):\n    return images.reshape(-1)",
    "unvectorize": "def unvectorize(vectors, height, width):\n    return vectors",
    "pixel-position": "def position(row, column, channel, width):\n    return row * width + column",
    "mend-corner": "def blank_corner(images):\n    return images.reshape(len(images), -1)",
}
"""A wrong answer to each exercise of lesson 1."""


IMPORTS = {
    "functools.": "import functools",
    "pickle.": "import pickle",
    "Path(": "from pathlib import Path",
}
"""What an answer of the bank may use that no lesson imports."""


def exercises_of(lesson: str) -> list[str]:
    """The names of the exercises of a lesson, given by its number, in their order."""
    return [name for name, asked in exercises().items() if asked.lesson == LESSONS[lesson]]


@cache
def handed_out(lesson: str) -> str:
    return (COURSE / "notebooks" / f"{LESSONS[lesson]}.ipynb").read_text("utf-8")


class Submission:
    """A lesson's notebook with a right answer in every exercise, to be edited as learners do.

    `root` is the folder of the whole class, `folder` the learner's own, which is not made.
    """

    def __init__(self, lesson: str = "01", root: Path = Path(), learner: str = "", port: int = 0):
        self.lesson, self.root, self.folder, self.port = lesson, root, root / learner, port
        self.name = f"{LESSONS[lesson]}.ipynb"
        self.notebook = json.loads(handed_out(lesson))
        choose = random.Random(os.fsencode(learner)).choice
        for exercise in exercises_of(lesson):
            self.write(exercise, choose(bank(LESSONS[lesson]).ANSWERS[exercise]["right"]))

    @property
    def cells(self) -> list[dict]:
        return self.notebook["cells"]

    def cell(self, name: str) -> dict:
        """The answer's cell of an exercise, or another one by its id."""
        return next(cell for cell in self.cells if cell.get("id") == name)

    def exercises(self) -> list[str]:
        return exercises_of(self.lesson)

    def check(self, exercise: str) -> dict:
        return self.cell(f"check-{exercise}")

    def place(self, name: str) -> int:
        return self.cells.index(self.cell(name))

    def write(self, exercise: str, code: str) -> None:
        """Answer an exercise: a function in place of its stub, anything else below it."""
        stub = self.stub(exercise)
        lines = [line for used, line in IMPORTS.items() if used in code and line not in code]
        code = "\n".join([*lines, code])
        whole = stub.startswith("def ") and "\ndef " not in stub
        self.cell(exercise)["source"] = code if whole else f"{stub}\n{code}"

    def stub(self, exercise: str) -> str:
        cells = json.loads(handed_out(self.lesson))["cells"]
        return "".join(next(cell for cell in cells if cell["id"] == exercise)["source"])

    def open(self, *names: str) -> None:
        """Leave these exercises as they were handed out; all, if none is named."""
        for exercise in names or exercises_of(self.lesson):
            self.cell(exercise)["source"] = self.stub(exercise)

    def all_wrong(self, last_line: str = "") -> None:
        """Give a wrong answer to every exercise of lesson 1, each followed by a line more."""
        for exercise, code in WRONG.items():
            self.write(exercise, f"{code}\n{last_line.format(exercise)}".rstrip())

    def add(self, code: str, before: str = "", after: str = "", kind: str = "code") -> dict:
        """Add a cell before or after another one; at the end, if none is named."""
        cell = {"id": f"own-{len(self.cells)}", "cell_type": kind, "metadata": {}, "source": code}
        if kind == "code":
            cell.update(outputs=[], execution_count=None)
        place = self.place(before) if before else self.place(after) + 1 if after else None
        self.cells.insert(len(self.cells) if place is None else place, cell)
        return cell

    def first(self, code: str) -> dict:
        """Add a cell before all others."""
        return self.add(code, before=self.cells[0]["id"])

    def text(self, **options) -> str:
        return json.dumps(self.notebook, **options)

    def bytes(self) -> bytes:
        return self.text(indent=1, ensure_ascii=False).encode("utf-8", "surrogatepass")

    def another(self) -> "Submission":
        return copy.deepcopy(self)


class Ugly(NamedTuple):
    """One ugly submission, and what it must end in."""

    name: str
    """the learner's name, unless `learner` says another"""
    why: str
    make: Callable
    """gets a `Submission`; returns None (its notebook is what is handed in), the bytes of the
    file, the files of the learner's folder by their paths, or False if it wrote all by itself"""
    lesson: str
    learner: str
    expected: dict[str, str]
    """for each exercise the state in which it must end, several with | between, or `NOTHING`"""
    flag: bool
    """whether it must be flagged"""
    unplaced: str
    """a part of a file's name: it is as well if the report names that file as not placed; or "" """


SET: list[Ugly] = []


def ugly(
    why: str,
    *,
    lesson: str = "01",
    rest: str = "",
    name: str = "",
    learner: str = "",
    flag: bool = False,
    unplaced: str = "",
    **expected: str,
):
    """Register the decorated function. `expected` names exercises, - written as _; `rest` is what
    all others of the lesson must end in: "correct", or "unreadable" if the file may be unplaced.
    """
    rest = rest or ("unreadable" if unplaced else "correct")

    def register(make: Callable) -> Callable:
        own_name = name or make.__name__.replace("_", "-")
        if any(own_name == other.name for other in SET):
            raise ValueError(f"two ugly submissions are named {own_name!r}")
        named = {key.replace("_", "-"): states for key, states in expected.items()}
        unknown = named.keys() - set(exercises_of(lesson))
        if unknown:
            raise ValueError(f"{own_name}: lesson {lesson} has no exercise {unknown}")
        states = dict.fromkeys(exercises_of(lesson), rest) | named
        SET.append(Ugly(own_name, why, make, lesson, learner or own_name, states, flag, unplaced))
        return make

    return register


def cheat(why: str, *, rest: str = NOTHING, **options):
    """Register a cheat: its answers are wrong, so what is called correct must be flagged."""
    return ugly(why, rest=rest, **options)


def write_class(root: Path, port: int = 0) -> None:
    """Write every submission of the set into the folder of a class.

    `port` is that of a server on loopback that tells the right answers to who can reach it.
    """
    for case in SET:
        submission = Submission(case.lesson, root, case.learner, port)
        files = case.make(submission)
        if files is False:
            continue
        if files is None:
            files = submission.bytes()
        if isinstance(files, bytes):
            files = {submission.name: files}
        for path, content in files.items():
            target = os.path.join(submission.folder, path)
            os.makedirs(os.path.dirname(target), exist_ok=True)
            with open(target, "wb") as file:
                file.write(content)
