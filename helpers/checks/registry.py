"""The list of all exercises and guesses: each lesson's file of checks registers its own."""

import importlib
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np

_COURSE = {
    "00_start_here": 15,
    "01_vectorization": 50,
    "02_inspecting_mnist": 60,
    "03_preprocessing": 55,
    "04_model": 60,
    "05_loss_and_gradient": 60,
    "06_training": 60,
    "07_curves": 60,
    "08_weights": 60,
    "09_features": 50,
    "10_hidden_layer": 55,
}
LESSONS = {
    lesson: minutes
    for lesson, minutes in _COURSE.items()
    if Path(__file__).with_name(f"lesson_{lesson[:2]}.py").exists()
}
"""Every lesson that is here, and the minutes it takes a beginner, as `teaching.build.minutes`
counts them. A class that was handed out may have some of the course's lessons only, and then it
has the checks of these."""


class Exercise(NamedTuple):
    """One exercise or guess: where it stands, what it is worth, how it is checked."""

    name: str
    lesson: str
    answers: tuple[str, ...]
    """the variables that its check cell hands over, in order"""
    points: int
    """0 for a guess: right or wrong, it has none"""
    seconds: float
    """the longest that the learner's code may compute"""
    judge: Callable
    looks_at_object: bool = False
    """whether it looks at a Keras model, a figure or a history, which is no plain data"""


_exercises: dict[str, Exercise] = {}
_seed = 0


def exercise(
    name: str,
    *,
    lesson: str,
    answers,
    points: int = 1,
    seconds: float = 0.9,
    looks_at_object: bool = False,
):
    """Register the decorated function as the check of exercise `name`.

    The function gets an `Answer` for each of `answers`, the names of the learner's variables,
    and a random generator that is the same on each run. It raises a verdict, or returns the
    fields of the sentence `correct-NAME` (a dict), or None if that has none.
    """
    return _register(name, lesson, answers, points, seconds, looks_at_object)


def guess(name: str, *, lesson: str, answer: str):
    """Register the decorated function as the answer to the guess `name`.

    The function gets the learner's guess and what came, both as plain data, and returns the name
    of the sentence that says which idea makes people guess so, or that name and its fields.
    """
    return _register(name, lesson, [answer], 0, 0.9, False)


def _register(name, lesson, answers, *details):
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
        _exercises[name] = Exercise(name, lesson, tuple(answers), *details[:2], judge, details[2])
        return judge

    return register


def exercises() -> dict[str, Exercise]:
    """Every exercise of the course by name, in the order of the lessons, without the guesses."""
    return {name: item for name, item in exercises_and_guesses().items() if item.points}


def exercises_and_guesses() -> dict[str, Exercise]:
    """Every exercise and guess of the course by name, in the order of the lessons."""
    for lesson in LESSONS:
        importlib.import_module(f"helpers.checks.lesson_{lesson[:2]}")
    return dict(_exercises)


def generator(name: str) -> np.random.Generator:
    """The random numbers of exercise `name`: the same on every run, so the verdict is, too."""
    return np.random.default_rng([zlib.crc32(name.encode()), _seed])


def use_seed(seed: int) -> None:
    """Let all trials be drawn anew from another seed: a maintainer's test that luck has no part."""
    global _seed
    _seed = seed
