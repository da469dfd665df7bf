"""What passes between the steps of grading, as plain data: a `Paper` in, `Result`s out.

`reading` makes a paper of a submitted notebook, `judge` makes the results of a paper, `report`
writes them down. All of it can be kept as JSON (`dataclasses.asdict`), and handed to another
machine. `code_digest` says which code has judged.
"""

import hashlib
from dataclasses import dataclass, field

from helpers.checks import LESSONS, exercises
from helpers.runs import COURSE
from helpers.version import __version__

FORM_NO_VERDICT = ("__main__", "cluster", "collect", "reading", "report", "side_by_side")
"""The modules of grading whose change alters no result of a paper."""

NOT_JUDGED = "Something outside of this answer went wrong: "
"""How the message of a result begins that says nothing of the answer."""
COULD_NOT_TELL = "The grader could not tell. A person has to look at this."

STATES = {
    "correct": "Correct",
    "incorrect": "Incorrect",
    "not attempted": "Not attempted",
    "error": "Error in the answer",
    "timed out": "Timed out",
    "crashed": "Crashed",
    "out of memory": "Out of memory",
    "unreadable": "Unreadable file",
    "needs a look": "Needs a look",
}
"""Every way in which an exercise can end, and how a report names it. There is no other."""


@dataclass
class Cell:
    """One code cell that is to be run, in the order in which the learner left it."""

    source: str
    role: str = "own"
    """"given": the lesson's own code, unchanged; "answer": what was written to an exercise;
    "own": anything else of the learner's; checks and guesses' checks are left out of a paper"""
    exercises: tuple[str, ...] = ()
    """the exercises that are judged right after this cell has run"""
    number: int = 0
    """its place among the code cells of the submitted notebook, from 1, for messages"""


@dataclass
class Paper:
    """What one learner handed in for one lesson."""

    learner: str
    lesson: str
    """such as "01_vectorization" """
    cells: list[Cell] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """for each exercise, what the learner visibly wrote, "" if it is as it was handed out"""
    other_names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """for an exercise whose check was given other variables than its own: these"""
    unreadable: str = ""
    """why nothing could be read, in one line, or "" """
    notes: list[str] = field(default_factory=list)
    """what was odd and could be mended (a BOM, two cells of one id), a line each"""
    flags: list[str] = field(default_factory=list)
    """what is suspicious in the file itself, a line each"""
    shown_correct: tuple[str, ...] = ()
    """the exercises that the file's stored output calls correct"""


@dataclass
class Result:
    """How one exercise of one paper ended."""

    learner: str
    lesson: str
    exercise: str
    state: str
    """one of `STATES`"""
    points: float
    of: float
    """how many points the exercise gives"""
    cause: str = ""
    """the misconception's or broken property's name in `sentences.toml`, or "" """
    message: str = ""
    """one line for the learner"""
    line: str = ""
    """for an error of theirs: the cell, the line's number and its text"""
    flags: list[str] = field(default_factory=list)


def not_judged(paper: Paper, why: str) -> list[Result]:
    """Results that say that a paper could not be judged, and why."""
    return [
        Result(
            *(paper.learner, paper.lesson, each.name, "needs a look", 0.0, float(each.points)),
            message=NOT_JUDGED + why,
        )
        for each in exercises().values()
        if each.lesson == paper.lesson
    ]


def code_digest(lesson: str) -> str:
    """A digest of all code that forms the verdicts of a lesson, as it lies on the disk now."""
    digest = hashlib.sha256(__version__.encode())
    others = {f"lesson_{name[:2]}.py" for name in LESSONS if name != lesson}
    paths = [path for path in (COURSE / "helpers").rglob("*") if path.suffix in (".py", ".toml")]
    grading = (COURSE / "teaching" / "grading").glob("*.py")
    paths += [path for path in grading if path.stem not in FORM_NO_VERDICT]
    for path in sorted(path for path in paths if path.name not in others):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
