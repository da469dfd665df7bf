"""`check(name, answer)`: says whether an exercise's answer is right, and if not, why.

The checks of each lesson stand in a file of their own beside this one; what they are made of
stands in `verdict.py`, every sentence in `sentences.toml`, the box on the page in `display.py`.
"""

import difflib

from helpers.checks.cells import failed_cell, watch_cells
from helpers.checks.display import show_verdict
from helpers.checks.registry import (
    LESSONS,
    Exercise,
    exercise,
    exercises,
    exercises_and_guesses,
    generator,
    guess,
)
from helpers.checks.sentences import Words, describe, plain, say, short
from helpers.checks.verdict import (
    Answer,
    Incorrect,
    NotAttempted,
    OutOfTime,
    Verdict,
    state_kept,
    time_limit,
)
from helpers.errors import OneLineError
from helpers.progress import remember

__all__ = [
    "LESSONS",
    "Exercise",
    "Incorrect",
    "NotAttempted",
    "UnknownExercise",
    "check",
    "exercise",
    "exercises",
    "guess",
    "judge",
]


class UnknownExercise(OneLineError):
    """check() was called with a name that no exercise has, or without an answer."""


def check(name: str, *answers) -> None:
    """Judge the answer to exercise `name`, and say in a box what was found.

    A right answer is named as such. Otherwise the box is followed by `NotAttempted`, while the
    answer is still the stub, or `Incorrect`, so that the cell counts as failed. The answer, the
    other variables and the random state stay as they were.

    The check of a guess takes what came as its last argument, and raises only while the guess is
    open.
    """
    known = exercises_and_guesses()
    if not isinstance(name, str) or name not in known:
        near = difflib.get_close_matches(str(name), known, 1)
        hint = say("did-you-mean", {"name": repr(near[0])}) if near else ""
        raise UnknownExercise(
            f"{say('unknown-exercise', {'name': repr(short(str(name)))})} {hint}".strip()
        )
    asked = known[name]
    expected = len(asked.answers) + (asked.points == 0)
    if len(answers) != expected:
        raise UnknownExercise(
            say("wrong-call", {"call": f"check({name!r}, {', '.join(asked.answers)})"})
        )
    try:
        refuse_unrun(asked)
        if not asked.points:
            show_verdict("guess", name, answer_guess(asked, *answers))
            return
        given = [Answer(*pair) for pair in zip(answers, asked.answers, strict=True)]
        sentence = judge(asked, given)
    except Verdict as verdict:
        kind = "open" if isinstance(verdict, NotAttempted) else "incorrect"
        show_verdict(kind, name, verdict.sentence())
        raise verdict from None
    show_verdict("correct", name, sentence)
    remember(name)


def judge(asked: Exercise, answers: list) -> str:
    """The sentence for right `answers` to the exercise; raises a verdict for others.

    `answers` are `Answer`s, or objects of another class with the same interface.
    """
    try:
        for answer in answers:
            refuse_open(answer)
        with state_kept(), time_limit(asked.seconds):
            fields = asked.judge(*answers, generator(asked.name))
        return say(f"correct-{asked.name}", fields or {})
    except Verdict as verdict:
        verdict.exercise = asked.name
        raise
    except OutOfTime:
        verdict = Incorrect("too-long", seconds=f"{asked.seconds:g}")
    except KeyboardInterrupt:
        verdict = NotAttempted("interrupted")
    except Exception:
        first = answers[0]
        seen = Words("is", {"name": first.name, "given": describe(first.value)})
        verdict = Incorrect("cannot-be-compared", seen)
    verdict.exercise = asked.name
    raise verdict from None


def refuse_open(answer) -> None:
    """Raise `NotAttempted` if the answer is no answer yet."""
    value = answer.value
    if value is Ellipsis:
        raise NotAttempted("still-dots", name=answer.name)
    if value is None:
        raise NotAttempted("is-none", name=answer.name)


def refuse_unrun(asked: Exercise) -> None:
    """Raise `NotAttempted` if the last cell that should have made the answer failed."""
    for name in asked.answers:
        problem = failed_cell(name)
        if problem:
            verdict = NotAttempted("cell-failed", name=name, error=problem)
            verdict.exercise = asked.name
            raise verdict


def answer_guess(asked: Exercise, guessed, came) -> str:
    """What to say of a guess: what it was, what came, and which idea makes people guess so."""
    answer = Answer(guessed, asked.answers[0])
    value, result = answer.value, Answer(came, "came").value
    if value is Ellipsis or value is None:
        verdict = NotAttempted("guess-open", name=answer.name)
        verdict.exercise = asked.name
        raise verdict
    try:
        idea = asked.judge(value, result)
    except Exception:
        idea = "guess-of-another-kind"
    template, fields = idea if isinstance(idea, tuple) else (idea, {})
    fields = {"guessed": short(plain(value)), "came": short(plain(result)), **fields}
    return f"{say('guess-and-result', fields)} {say(template, fields)}"


def _one_line_for_a_missing_name(shell, error_type, error, traceback, tb_offset=None):
    """Show NameError as NotAttempted where a check cell names a variable that does not exist."""
    last = traceback
    while last.tb_next is not None:
        last = last.tb_next
    code = last.tb_frame.f_code
    if code.co_name == "<module>" and code.co_names[:1] == ("check",):
        missing = missing_name(error.name)
        show_verdict("open", "", missing.sentence())
        line = missing._render_traceback_()
        shell._showtraceback(NotAttempted, missing, line)
        return line
    shell.showtraceback((error_type, error, traceback), tb_offset=tb_offset)
    return None


def missing_name(name: str) -> NotAttempted:
    """The verdict on a variable that was never defined."""
    problem = failed_cell(name)
    if problem:
        return NotAttempted("cell-failed", name=name, error=problem)
    return NotAttempted("no-such-name", name=name)


def _install_in_notebook() -> None:
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None and hasattr(shell, "set_custom_exc"):
        shell.set_custom_exc((NameError,), _one_line_for_a_missing_name)
        watch_cells(shell)


_install_in_notebook()
