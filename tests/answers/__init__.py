"""The answer bank: per exercise, right answers, and wrong ones with the reason each must get.

A lesson's file holds SETUP, what the lesson's first cells make, ANSWERS and GUESSES. An answer is
code that runs behind the exercise's stub. The reason of a wrong one is the name of its sentence
in helpers/checks/sentences.toml, or a part of the line that the learner sees. GUESSES maps a guess
to pairs (what is guessed, the name of the sentence it gets), with what came first.
"""

import importlib
from functools import cache
from types import ModuleType

from helpers.checks.registry import exercises
from teaching.build import LESSON_FOLDER, make_notebooks


@cache
def bank(lesson: str) -> ModuleType:
    """The answers to the exercises of a lesson, such as "01_vectorization"."""
    return importlib.import_module(f"tests.answers.lesson_{lesson[:2]}")


@cache
def _notebooks(lesson: str) -> tuple:
    return make_notebooks(LESSON_FOLDER / f"{lesson}.md")


def open_cells(name: str) -> tuple[str, str]:
    """The learner's stub of an exercise, and its check cell."""
    return _cells(name, _notebooks(exercises()[name].lesson)[1])


def solved_cells(name: str) -> tuple[str, str]:
    """The solved cell of an exercise, and its check cell."""
    return _cells(name, _notebooks(exercises()[name].lesson)[0])


def _cells(name: str, notebook) -> tuple[str, str]:
    [position] = [index for index, cell in enumerate(notebook.cells) if cell.id == name]
    return notebook.cells[position].source, notebook.cells[position + 1].source
