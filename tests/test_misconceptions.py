"""Each misconception has its sentence, is told apart from every other, and is no right answer."""

import ast
import contextlib
import importlib
import io
import re
import string

import pytest

from helpers import compare
from helpers.checks import Answer, check, exercises, registry, sentences, verdict
from helpers.runs import COURSE
from tests.answers import bank, solved_cells

CHECKS = COURSE / "helpers" / "checks"
EXERCISES = exercises()
TABLE = sentences.sentences()


def names_in_code() -> set[str]:
    """Every text in the checks' code that could be the name of a sentence."""
    found: set[str] = set()
    for path in CHECKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def used_names() -> set[str]:
    made = {f"correct-{name}" for name in EXERCISES}
    made |= {f"title-{kind}" for kind in ("correct", "incorrect", "open", "guess")}
    return names_in_code() | made


def test_every_sentence_is_used():
    assert set(TABLE) - used_names() == set()


def test_every_exercise_says_what_was_checked():
    assert {f"correct-{name}" for name in EXERCISES} - set(TABLE) == set()


def test_every_sentence_that_a_check_names_stands_in_the_table():
    for path in CHECKS.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in (
                "Incorrect",
                "NotAttempted",
                "Words",
            ):
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    assert first.value in TABLE, f"{path.name}: {first.value}"
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Constant):
                value = node.value.value
                if isinstance(value, str) and value.startswith("guess-"):
                    assert value in TABLE, f"{path.name}: {value}"


def test_a_name_stands_once():
    text = sentences.TABLE.read_text(encoding="utf-8")
    names = re.findall(r"^([\w-]+) = ", text, re.M)
    assert len(names) == len(set(names)) == len(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_a_sentence_is_well_formed(name):
    sentence = TABLE[name]
    fields = [field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None]
    assert all(re.fullmatch(r"\w+", field) for field in fields)
    assert sentence.count("`") % 2 == 0 and "\n" not in sentence and "!" not in sentence
    assert sentence == sentence.rstrip()


class Spy:
    """Stands in for a tool of verdict.py in the check of one exercise, and keeps its arguments."""

    def __init__(self, monkeypatch, lesson: str):
        self.functions: list[tuple] = []
        self.values: list[tuple] = []
        module = importlib.import_module(f"helpers.checks.lesson_{lesson[:2]}")
        for tool in ("expect_function", "expect_value"):
            if hasattr(module, tool):
                monkeypatch.setattr(module, tool, getattr(self, tool))

    def expect_function(self, answer, trials, reference, mistakes=(), **options):
        self.functions.append((answer.name, trials, reference, mistakes, options))
        return verdict.expect_function(answer, trials, reference, mistakes, **options)

    def expect_value(self, answer, expected, mistakes=(), **options):
        self.values.append((answer.name, expected, mistakes, options))
        return verdict.expect_value(answer, expected, mistakes, **options)


def spied(name: str, monkeypatch) -> Spy:
    asked = EXERCISES[name]
    spy = Spy(monkeypatch, asked.lesson)
    solution, check_cell = solved_cells(name)
    space = {"check": check, "compare": compare}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(bank(asked.lesson).SETUP, space)
        exec(solution, space)
        exec(check_cell, space)
    return spy


@pytest.mark.parametrize("name", EXERCISES)
def test_no_two_misconceptions_look_alike(name, monkeypatch):
    spy = spied(name, monkeypatch)
    for _, trials, reference, mistakes, options in spy.functions:
        tolerance = options.get("tolerance", verdict.TOLERANCE)
        right = [verdict.run_quietly(reference, arguments) for arguments in trials]
        made = [
            (cause, [verdict.run_quietly(mistake, arguments) for arguments in trials])
            for cause, mistake in mistakes
        ]
        for place, (cause, results) in enumerate(made):
            assert not alike(results, right, tolerance), f"{cause} is right on every trial"
            for other, others in made[:place]:
                if other != cause:
                    assert not alike(results, others, tolerance), f"{cause} and {other} are one"
    for _, expected, mistakes, options in spy.values:
        tolerance = options.get("tolerance", verdict.TOLERANCE)
        made = [(cause, verdict.snapshot(wrong)) for cause, wrong in mistakes]
        for place, (cause, wrong) in enumerate(made):
            assert not verdict.equal(wrong, expected, tolerance), f"{cause} is right"
            for other, others in made[:place]:
                if other != cause:
                    assert not verdict.equal(wrong, others, tolerance), f"{cause} and {other}"


def alike(results: list, others: list, tolerance: float) -> bool:
    """Whether two lists of results of `run_quietly` are the same, errors included."""

    def same(one, other):
        if isinstance(one, verdict.Raised) or isinstance(other, verdict.Raised):
            return type(one) is type(other) and one == other
        return verdict.equal(one, other, tolerance)

    return all(map(same, results, others))


@pytest.mark.parametrize("name", EXERCISES)
def test_each_misconception_is_told_when_it_is_made(name, monkeypatch):
    spy = spied(name, monkeypatch)
    if len(spy.functions) != 1 or len(EXERCISES[name].answers) != 1:
        return
    [(answer_name, trials, reference, mistakes, options)] = spy.functions
    for cause, mistake in mistakes:
        results = [verdict.run_quietly(mistake, arguments) for arguments in trials]
        if any(isinstance(result, verdict.Raised) or result is None for result in results):
            continue  # told as what it is; the bank has these
        with pytest.raises(verdict.Verdict) as caught:
            verdict.expect_function(
                Answer(mistake, answer_name), trials, reference, mistakes, **options
            )
        told = caught.value.cause
        assert told == cause or told.startswith("changes-argument") or told == "reads-global"


def test_the_trials_are_the_same_on_every_run():
    for name in EXERCISES:
        first, second = registry.generator(name), registry.generator(name)
        assert (first.random(4) == second.random(4)).all()
    assert registry.generator("flatten").random() != registry.generator("vectorize").random()
