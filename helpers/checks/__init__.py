"""`check(name, answer)`: says whether an exercise's answer is right, and if not, why.

The checks of each lesson stand in a file of their own beside this one; what they
are made of stands in `verdict.py`.
"""

import difflib

from helpers.checks.registry import LESSONS, Exercise, exercise, exercises
from helpers.checks.verdict import (
    Incorrect,
    NotAttempted,
    OutOfTime,
    describe,
    random_state_kept,
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
]


class UnknownExercise(OneLineError):
    """check() was called with a name that no exercise has, or without an answer."""


def check(name: str, *answers) -> None:
    """Judge the answer to exercise `name`, and print one line if it is right.

    Raises `NotAttempted` while the answer is still the stub, and `Incorrect`
    with the likely cause otherwise; both show as one line. The answer, the
    other variables and the random state stay as they were.
    """
    known = exercises()
    if not isinstance(name, str) or name not in known:
        near = difflib.get_close_matches(str(name), known, 1)
        guess = f" Did you mean {near[0]!r}?" if near else ""
        raise UnknownExercise(f"no exercise is named {describe(name)}.{guess}")
    if not answers:
        raise UnknownExercise(f"check({name!r}, ...) takes your answer after the name.")
    asked = known[name]
    for answer in answers:
        if answer is Ellipsis:
            raise NotAttempted(f"{name}. Write your answer in the cell above, run it, then this.")
        if answer is None:
            raise NotAttempted(
                f"{name}. The answer is None: did you assign what print() or an in-place "
                "method returns? Assign the value itself."
            )
    try:
        with random_state_kept(), time_limit(asked.seconds):
            sentence = asked.judge(*answers)
    except OneLineError:
        raise
    except OutOfTime:
        raise Incorrect(
            f"your code ran longer than {asked.seconds:g} s and was stopped. "
            "Look for a loop that never ends, or a loop where one array operation would do."
        ) from None
    except Exception:
        given = ", ".join(describe(answer) for answer in answers)
        raise Incorrect(f"this answer cannot be compared: {given}.") from None
    print(f"Correct: {sentence}")
    remember(name)


def _one_line_for_a_missing_name(shell, error_type, error, traceback, tb_offset=None):
    """Show NameError as NotAttempted where a check cell names a variable that does not exist."""
    last = traceback
    while last.tb_next is not None:
        last = last.tb_next
    code = last.tb_frame.f_code
    if code.co_name == "<module>" and code.co_names[:1] == ("check",):
        missing = NotAttempted(missing_name_text(error.name))
        line = missing._render_traceback_()
        shell._showtraceback(NotAttempted, missing, line)
        return line
    shell.showtraceback((error_type, error, traceback), tb_offset=tb_offset)
    return None


def missing_name_text(name: str) -> str:
    """The line for a check of a variable that was never defined."""
    return (
        f"there is no `{name}` yet. Run the cell above first; if you did, "
        f"it must use exactly this name."
    )


def _install_in_notebook() -> None:
    try:
        from IPython import get_ipython
    except ImportError:
        return
    shell = get_ipython()
    if shell is not None and hasattr(shell, "set_custom_exc"):
        shell.set_custom_exc((NameError,), _one_line_for_a_missing_name)


_install_in_notebook()
