"""The list of all exercises: each lesson's file of checks registers its own."""

import importlib
from collections.abc import Callable
from typing import NamedTuple

LESSONS = {
    "01_vectorization": 25,
    "02_inspecting_mnist": 30,
    "03_preprocessing": 30,
    "04_model": 35,
    "05_training": 40,
    "06_curves": 35,
    "07_weights": 35,
}
"""Every lesson with exercises, and the minutes it takes a beginner."""


class Exercise(NamedTuple):
    """One exercise: where it stands, what it is worth, how it is checked."""

    name: str
    lesson: str
    points: int
    seconds: float
    judge: Callable


_exercises: dict[str, Exercise] = {}


def exercise(name: str, *, lesson: str, points: int = 1, seconds: float = 0.9):
    """Register the decorated function as the check of exercise `name`.

    The function gets what the check cell hands over, and returns the sentence
    for a right answer. `seconds` is the longest that the learner's code may run.
    """

    def register(judge: Callable) -> Callable:
        known = _exercises.get(name)
        # The same function again is an import that was interrupted and is repeated.
        if known and (known.judge.__module__, known.judge.__name__) != (
            judge.__module__,
            judge.__name__,
        ):
            raise ValueError(f"two exercises are named {name!r}")
        if lesson not in LESSONS:
            raise ValueError(f"exercise {name!r} names an unknown lesson {lesson!r}")
        _exercises[name] = Exercise(name, lesson, points, seconds, judge)
        return judge

    return register


def exercises() -> dict[str, Exercise]:
    """Every exercise of the course by name, in the order of the lessons."""
    for lesson in LESSONS:
        importlib.import_module(f"helpers.checks.lesson_{lesson[:2]}")
    return dict(_exercises)
