"""The one verdict mechanism: an answer seen from outside, and the tools that judge it.

A check never touches what the learner wrote. It gets `Answer`s, and asks them for plain data: a
value, or what happened in a call (`Outcome`). So the same check judges an answer in this process,
or in another one (`teaching/grading/answers.py`).

A check raises `Incorrect(name of a misconception, ...)` or returns; the words stand in
`sentences.toml`. A mistake is named only if it explains every trial. Otherwise the learner sees
the smallest failing input, what came back, and the property that is broken.
"""

import _thread
import contextlib
import copy
import dis
import functools
import io
import os
import random
import signal
import sys
import threading
import time
import types
import warnings
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy import allclose, array_equal, isclose  # kept: a cell may replace NumPy's own

from helpers.checks.sentences import Opaque, Words, describe, describe_call, say, short
from helpers.errors import OneLineError

# What a check ends in


class Verdict(OneLineError):
    """Why an answer does not pass, as data: who is asked, which sentence, and what goes into it.

    `exercise` is filled in by `check`. `cause` is the sentence's name: a misconception, or a
    property that is broken. `seen` says what the learner's code gave, or is None.
    """

    title = ""

    def __init__(self, cause: str, seen: Words | None = None, **fields):
        super().__init__(cause)
        self.exercise = ""
        self.cause = cause
        self.seen = seen
        self.fields = fields

    def sentence(self) -> str:
        parts = [self.seen] if self.seen else []
        return " ".join(say(*part) for part in [*parts, (self.cause, self.fields)])

    def __str__(self) -> str:
        return f"{say(self.title, {})}: {self.sentence()}"

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows as the error: the box above it has said the rest."""
        return [f"{say(self.title, {})}: {self.exercise}" if self.exercise else str(self)]


class NotAttempted(Verdict):
    """The exercise is still as it was handed out, or the cell above it did not run."""

    title = "title-open"


class Incorrect(Verdict):
    """The answer is not right; the sentence names what was given and the likely cause."""

    title = "title-incorrect"


class OutOfTime(BaseException):
    """The learner's code ran longer than the check allows."""


# An answer, seen from outside


class Outcome(NamedTuple):
    """What happened in one call of a learner's function."""

    returned: object
    """plain data: numbers, texts, arrays, tuples, lists, dicts of these; `Opaque` for the rest"""
    raised: str = ""
    """"TypeError: ..." in one line, or empty"""
    printed: str = ""
    changed: tuple[int, ...] = ()
    """the positions, from 1, of the arguments that are not what they were"""
    arguments: tuple = ()
    """the arguments afterwards"""
    shares: tuple[bool, ...] = ()
    """for each argument, whether the returned array looks at its memory"""


class Answer:
    """One answer in this process, behind the interface that every check uses.

    Another implementation has the same attributes and methods. Only checks of what is no plain
    data (a Keras model, a figure) may use `object`, and only here.
    """

    def __init__(self, given, name: str):
        self.object = given
        self.name = name

    @property
    def value(self):
        """The answer as plain data, or `Opaque`."""
        return snapshot(self.object)

    @property
    def is_function(self) -> bool:
        return callable(self.object) and not isinstance(self.object, type)

    @property
    def is_stub(self) -> bool:
        """Whether it is a function that does nothing at all."""
        return is_stub(self.object)

    @property
    def globals_read(self) -> tuple[str, ...]:
        """Names of the notebook's own data that the function reads besides its arguments."""
        return _globals_read(self.object)

    @property
    def ignores(self) -> tuple[str, ...]:
        """Names of the arguments that the function never looks at."""
        return _ignored_arguments(self.object)

    def call(self, *arguments, **options) -> Outcome:
        """Call it with copies of the arguments; return what happened. Never raises its errors."""
        own, own_options = copy.deepcopy((arguments, options))
        printed = io.StringIO()
        try:
            with contextlib.redirect_stdout(printed), np.errstate(all="ignore"):
                returned = self.object(*own, **own_options)
        except OutOfTime:
            raise
        except KeyboardInterrupt:  # the time limit, or the learner's own: check tells them apart
            raise
        except BaseException as error:
            return Outcome(None, raised=_one_line(error), printed=printed.getvalue())
        after = tuple(snapshot(value) for value in own)
        before = tuple(snapshot(value) for value in arguments)
        changed = [
            place
            for place, pair in enumerate(zip(before, after, strict=True), 1)
            if not equal(*pair)
        ]
        shares = tuple(
            type(returned) is np.ndarray
            and type(value) is np.ndarray
            and bool(np.may_share_memory(returned, value) and np.shares_memory(returned, value))
            for value in own
        )
        return Outcome(snapshot(returned), "", printed.getvalue(), tuple(changed), after, shares)


PLAIN = (bool, int, float, complex, str, bytes, type(None), type(Ellipsis))
LARGEST = 100_000  # items of a list or dict that are looked at


def snapshot(value, depth: int = 6):
    """A copy of a value as plain data. Whatever is not exactly of a plain type is `Opaque`."""
    kind = type(value)
    if kind in PLAIN:
        return value
    if kind is np.ndarray:
        if value.dtype.kind in "biufcSU":
            return np.array(value)
        return Opaque("objects", str(value.dtype), shape=value.shape)
    if issubclass(kind, np.generic) and kind.__module__ == "numpy":
        return value if value.dtype.kind in "biufcSU" else Opaque("object", kind.__name__)
    if kind in (list, tuple, set) and depth and len(value) <= LARGEST:
        return (
            kind(snapshot(item, depth - 1) for item in value)
            if kind is not set
            else ({item for item in value if type(item) in PLAIN})
        )
    if kind is dict and depth and len(value) <= LARGEST:
        return {_plain_key(key): snapshot(item, depth - 1) for key, item in value.items()}
    return _opaque(value, kind)


def _plain_key(key):
    """A dictionary's key as plain data: NumPy's numbers and texts as Python's."""
    if isinstance(key, np.generic) and type(key).__module__ == "numpy":
        key = key.item()
    return key if type(key) in PLAIN else str(type(key))


def _opaque(value, kind: type) -> Opaque:
    package = kind.__module__.partition(".")[0]
    if issubclass(kind, type):
        return Opaque("class", kind.__name__, _name(value))
    if issubclass(kind, types.GeneratorType):
        return Opaque("generator", "generator")
    if issubclass(kind, np.ndarray):
        return Opaque("subclass", kind.__name__, shape=np.ndarray.__getattribute__(value, "shape"))
    if package in ("tensorflow", "torch", "jax"):
        return Opaque("tensor", kind.__name__, package, _shape(value))
    if package == "pandas":
        return Opaque("pandas", kind.__name__, shape=_shape(value))
    if callable(value) and isinstance(_name(value), str):
        return Opaque("function", kind.__name__, _name(value))
    return Opaque("object", kind.__name__)


def _name(value) -> str | None:
    try:
        name = value.__name__
    except BaseException:
        return None
    return name if type(name) is str else None


def _shape(value) -> tuple | None:
    try:
        return tuple(int(length) for length in value.shape)
    except BaseException:
        return None


def _one_line(error: BaseException) -> str:
    try:
        text = short(str(error), 120)
    except BaseException:
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _code(function):
    """The code object behind a function, a method, a partial or a decorated one; None if none."""
    for _ in range(9):
        if isinstance(function, functools.partial):
            function = function.func
        elif isinstance(function, types.MethodType):
            function = function.__func__
        elif isinstance(function, types.FunctionType):
            inner = function.__dict__.get("__wrapped__")
            if inner is None:
                return function
            function = inner
        else:
            call = type(function).__dict__.get("__call__")
            if not isinstance(call, types.FunctionType):
                return None
            function = call
    return None


def is_stub(function) -> bool:
    """Whether a function does nothing at all: no step between its first line and its end."""
    if not isinstance(function, types.FunctionType):
        return False
    idle = {"RESUME", "NOP", "LOAD_CONST", "RETURN_VALUE", "RETURN_CONST", "POP_TOP", "CACHE"}
    steps = list(dis.get_instructions(function.__code__))
    constants = [step.argval for step in steps if step.opname in ("LOAD_CONST", "RETURN_CONST")]
    return all(step.opname in idle for step in steps) and all(
        constant is None or constant is Ellipsis for constant in constants
    )


def _globals_read(function) -> tuple[str, ...]:
    function = _code(function)
    if function is None:
        return ()
    names, waiting = [], [function.__code__]
    while waiting:
        code = waiting.pop()
        waiting += [part for part in code.co_consts if isinstance(part, types.CodeType)]
        names += [
            step.argval
            for step in dis.get_instructions(code)
            if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
        ]
    space = function.__globals__
    data = (np.ndarray, list, dict, tuple, set)
    return tuple(
        name
        for name in dict.fromkeys(names)
        if name in space
        and (isinstance(space[name], data) or type(space[name]).__module__.startswith("pandas"))
    )


def _ignored_arguments(function) -> tuple[str, ...]:
    function = _code(function)
    if function is None:
        return ()
    code = function.__code__
    used, waiting = set(), [code]
    while waiting:
        part = waiting.pop()
        waiting += [inner for inner in part.co_consts if isinstance(inner, types.CodeType)]
        for step in dis.get_instructions(part):
            if step.opname.startswith(("LOAD_", "STORE_FAST_LOAD", "MAKE_CELL")):
                names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
                used.update(name for name in names if isinstance(name, str))
    return tuple(name for name in code.co_varnames[: code.co_argcount] if name not in used)


# Comparing plain data

TOLERANCE = 1e-5


def equal(given, expected, tolerance: float = 0.0) -> bool:
    """Whether two pieces of plain data have the same shape and, within a tolerance, numbers.

    Types of numbers do not count: 1, 1.0 and np.float32(1) are equal.
    """
    if isinstance(expected, tuple | list) or isinstance(given, tuple | list):
        return (
            isinstance(given, tuple | list)
            and isinstance(expected, tuple | list)
            and len(given) == len(expected)
            and all(equal(*pair, tolerance) for pair in zip(given, expected, strict=True))
        )
    if isinstance(expected, dict) or isinstance(given, dict):
        return (
            isinstance(given, dict)
            and isinstance(expected, dict)
            and given.keys() == expected.keys()
            and all(equal(given[key], expected[key], tolerance) for key in expected)
        )
    if not _numeric(given) or not _numeric(expected):
        if isinstance(given, np.ndarray):  # of texts
            return isinstance(expected, np.ndarray) and array_equal(given, expected)
        return type(given) is type(expected) and bool(given == expected)
    given, expected = np.asarray(given), np.asarray(expected)
    if given.shape != expected.shape:
        return False
    with np.errstate(all="ignore"):
        if "f" in (given.dtype.kind, expected.dtype.kind) or "c" in (
            given.dtype.kind,
            expected.dtype.kind,
        ):
            return bool(allclose(given, expected, rtol=tolerance, atol=tolerance, equal_nan=True))
        return bool(array_equal(given, expected))


def _numeric(value) -> bool:
    return isinstance(value, bool | int | float | complex | np.generic | np.ndarray) and (
        np.asarray(value).dtype.kind in "biufc"
    )


def is_number(value) -> bool:
    """Whether plain data is one finite number (not a truth value)."""
    return (
        not isinstance(value, bool | np.bool_ | np.ndarray | complex)
        and _numeric(value)
        and bool(np.isfinite(value))
    )


def find_fault(given, expected, *, dtype=None, tolerance=TOLERANCE) -> Words | None:
    """The first property of `expected` that `given` lacks, or None: kind, shape, dtype, values.

    The words never hold an expected number. `dtype` is what an array's own must be, or None.
    """
    if isinstance(expected, tuple):
        return _fault_of_several(given, expected, dtype, tolerance)
    if isinstance(expected, np.ndarray):
        return _fault_of_array(given, expected, dtype, tolerance)
    if _numeric(expected):
        return _fault_of_number(given, expected, tolerance)
    return None if equal(given, expected, tolerance) else Words("not-right", {})


def _fault_of_several(given, expected, dtype, tolerance) -> Words | None:
    if not isinstance(given, tuple | list) or len(given) != len(expected):
        return Words("not-several", {"count": len(expected)})
    for place, (own, wanted) in enumerate(zip(given, expected, strict=True), 1):
        fault = find_fault(own, wanted, dtype=dtype, tolerance=tolerance)
        if fault:
            fields = {"place": place, "given": describe(own), "fault": fault}
            return Words("fault-in-part", fields)
    return None


def _fault_of_array(given, expected, dtype, tolerance) -> Words | None:
    if not isinstance(given, np.ndarray):
        hints = {"tensor": "hint-numpy", "pandas": "hint-to-numpy", "function": "hint-call"}
        hint = "hint-none"
        if isinstance(given, Opaque):
            hint = hints.get(given.kind, hint)
        elif isinstance(given, list | tuple):
            hint = "hint-array"
        return Words("not-an-array", {"hint": Words(hint, {})})
    if given.ndim != expected.ndim:
        return Words("axes", {"axes": given.ndim})
    if given.shape != expected.shape:
        return Words("shape", {"shape": str(given.shape)})
    if given.dtype.kind not in "biufc":
        return Words("not-numbers", {})
    if equal(given, expected, tolerance):
        if dtype is not None and given.dtype != np.dtype(dtype):
            return Words("dtype", {"dtype": str(given.dtype)})
        return None
    if given.dtype.kind in "fc" and np.isnan(given).any() and not np.isnan(expected).any():
        return Words("nan", {})
    if given.dtype.kind in "fc" and np.isinf(given).any() and not np.isinf(expected).any():
        return Words("infinite", {})
    return _fault_of_values(given, expected, tolerance)


def _fault_of_values(given, expected, tolerance) -> Words:
    given, expected = np.real(given).astype(np.float64), expected.astype(np.float64)
    flat, wanted = given.ravel(), expected.ravel()

    def alike(a, b):
        return bool(allclose(a, b, rtol=max(tolerance, 1e-4), atol=max(tolerance, 1e-7)))

    if (
        expected.ndim == 2
        and expected.shape[1] > 1
        and expected.min() >= 0
        and alike(expected.sum(axis=1), 1)
        and not alike(given.sum(axis=1), 1)
    ):
        return Words("row-sums", {})
    if alike(flat, wanted):
        return Words("nearly", {})
    if given.size > 1:
        if not flat.any():
            return Words("all-zero", {})
        if alike(given, -expected):
            return Words("signs", {})
        square = expected.ndim == 2 and expected.shape[0] == expected.shape[1]
        if square and alike(given, expected.T):
            return Words("transposed", {})
        if alike(np.sort(flat), np.sort(wanted)):
            return Words("order", {})
        difference = flat - wanted
        if alike(difference, difference[0]):
            return Words("one-constant", {})
        large = np.abs(wanted) > 1e-9
        if large.any() and not np.abs(flat[~large]).max(initial=0) > 1e-9:
            ratios = flat[large] / wanted[large]
            if len(ratios) > 1 and ratios[0] and alike(ratios, ratios[0]):
                return Words("one-factor", {})
    if expected.min() >= 0 and given.min() < 0:
        return Words("negative", {"value": f"{given.min():.3g}"})
    if expected.min() >= 0 and expected.max() <= 1 < given.max():
        return Words("above-one", {"value": f"{given.max():.3g}"})
    wrong = ~isclose(flat, wanted, rtol=tolerance, atol=tolerance, equal_nan=True)
    if wrong.sum() == flat.size:
        return Words("all-values", {})
    first = np.unravel_index(int(np.argmax(wrong)), given.shape)
    place = str([int(index) for index in first])
    return Words("some-values", {"count": int(wrong.sum()), "size": flat.size, "place": place})


def _fault_of_number(given, expected, tolerance) -> Words | None:
    whole = np.asarray(expected).dtype.kind in "iu"
    if isinstance(given, np.ndarray) and given.shape == () and given.dtype.kind in "biuf":
        given = given[()]
    truth = np.asarray(expected).dtype.kind == "b"
    if truth and isinstance(given, bool | np.bool_):
        return None if bool(given) == bool(expected) else Words("not-right", {})
    if not (isinstance(given, bool | int | float | np.generic) and _numeric(given)) or (
        isinstance(given, bool | np.bool_)
    ):
        hint = (
            "hint-call" if isinstance(given, Opaque) and given.kind == "function" else "hint-none"
        )
        return Words("not-a-number", {"hint": Words(hint, {})})
    if equal(given, expected, 0 if whole else tolerance):
        return None
    if not np.isfinite(given) and np.isfinite(expected):
        return Words("not-finite", {})
    if whole and float(given) != int(given):
        return Words("not-whole", {})
    if float(expected) > 0 > float(given):
        return Words("number-negative", {})
    return Words("not-right", {})


# Judging values


Mistake = tuple[str, object]
"""The name of a misconception, and what it gives: a value, or a function of the arguments."""


def expect_value(
    answer: Answer,
    expected,
    mistakes: Sequence[Mistake] = (),
    *,
    dtype=None,
    tolerance: float = TOLERANCE,
) -> None:
    """Raise unless the answer's value is `expected`, an array, a number or a tuple of these.

    `mistakes` holds pairs (misconception, the value it leads to).
    """
    given = answer.value
    fault = find_fault(given, expected, dtype=dtype, tolerance=tolerance)
    if fault is None:
        return
    seen = Words("is", {"name": answer.name, "given": describe(given)})
    if fault.template != "dtype":
        for cause, wrong in mistakes:
            if equal(given, snapshot(wrong), tolerance):
                raise Incorrect(cause, seen)
    if fault.template == "not-right":
        raise Incorrect("not-the-value", seen)
    raise Incorrect(fault.template, seen, **fault.fields)


def expect_choice(answer: Answer, right: str, wrong: dict[str, str]) -> None:
    """Raise unless the answer is the letter `right`; `wrong` maps the others to misconceptions."""
    given = answer.value
    letter = given.strip().lower().strip("\"'") if isinstance(given, str) else None
    if letter == right:
        return
    if letter in wrong:
        raise Incorrect(wrong[letter], Words("chose", {"letter": letter}))
    letters = ", ".join(repr(known) for known in sorted([right, *wrong]))
    seen = Words("is", {"name": answer.name, "given": describe(given)})
    raise Incorrect("one-letter", seen, letters=letters)


class Line(NamedTuple):
    """A numbered line of code to be put in its place."""

    needs: tuple[str, ...]
    """names that earlier lines must have made"""
    makes: tuple[str, ...]
    wrong: str = ""
    """for a line that does not belong: the misconception behind it"""


def expect_order(answer: Answer, lines: dict[int, Line], *, count: int) -> None:
    """Raise unless the answer lists the numbers of `count` lines in an order that works.

    Any order is right in which each line finds what it needs. A line that makes a name again
    belongs behind those that need the earlier one, so give it a need that says so.
    """
    given = answer.value
    if isinstance(given, np.ndarray):
        given = given.tolist()
    seen = Words("is", {"name": answer.name, "given": describe(given)})
    if not isinstance(given, list | tuple) or not all(is_number(item) for item in given):
        raise Incorrect("order-not-a-list", seen)
    numbers = [int(item) for item in given]
    unknown = [item for item in numbers if item not in lines]
    if unknown:
        raise Incorrect("order-unknown-line", seen, line=unknown[0])
    twice = [item for item in numbers if numbers.count(item) > 1]
    if twice:
        raise Incorrect("order-twice", seen, line=twice[0])
    for item in numbers:
        if lines[item].wrong:
            raise Incorrect(lines[item].wrong, Words("order-line", {"line": item}), line=item)
    made: set[str] = set()
    for item in numbers:
        missing = [name for name in lines[item].needs if name not in made]
        if missing:
            raise Incorrect("order-too-early", seen, line=item, name=missing[0])
        made.update(lines[item].makes)
    if len(numbers) != count:
        raise Incorrect("order-length", seen, given=len(numbers))


# Judging functions


def needs_function(answer: Answer) -> None:
    """Raise unless the answer is something to call, and more than the stub."""
    if not answer.is_function:
        seen = Words("is", {"name": answer.name, "given": describe(answer.value)})
        raise Incorrect("not-a-function", seen)
    if answer.is_stub:
        raise NotAttempted("no-lines", name=answer.name)


def expect_function(
    answer: Answer,
    trials: Sequence[tuple],
    reference: Callable,
    mistakes: Sequence[tuple[str, Callable]] = (),
    *,
    dtype: Callable | None = None,
    tolerance: float = TOLERANCE,
    results: Sequence[str] = (),
    parts_alone: bool = True,
    may_change: Iterable[int] = (),
    fault: Callable | None = None,
) -> list[Outcome]:
    """Raise unless the function gives what `reference` gives on every trial.

    `trials` are tuples of arguments, the smallest first: the first that fails is shown.
    `mistakes` holds pairs (misconception, a function that makes it). One is named only if it
    gives on every trial what the learner's function gave; a mistake that raises must raise the
    same error. `dtype` maps the arguments to what the result's dtype must be. `results` names the
    parts if the reference returns a tuple: then a misconception may also explain one part alone,
    unless `parts_alone` is false.
    `may_change` lists arguments, from 1, that the function is allowed to write into.
    `fault(returned, expected)` stands in for `find_fault`. Returns the outcomes.
    """
    needs_function(answer)
    outcomes = [answer.call(*arguments) for arguments in trials]
    wanted = [run_quietly(reference, arguments) for arguments in trials]
    kinds = [dtype(*arguments) if dtype else None for arguments in trials]

    def look(given, expected, kind):
        if fault is not None:
            return fault(given, expected)
        return find_fault(given, expected, dtype=kind, tolerance=tolerance)

    faults = [
        fault_of_error(outcome.raised) if outcome.raised else look(outcome.returned, expected, kind)
        for outcome, expected, kind in zip(outcomes, wanted, kinds, strict=True)
    ]
    failed = [place for place, found in enumerate(faults) if found]
    _refuse_common(answer, outcomes, failed, set(may_change))
    if not failed:
        return outcomes
    first = failed[0]
    seen = what_came(answer, trials[first], outcomes[first])
    if any(faults[place].template != "dtype" for place in failed):
        cause = explain(outcomes, trials, mistakes, tolerance)
        if cause:
            raise Incorrect(cause, seen)
        if results and parts_alone and all(_has_parts(outcome, results) for outcome in outcomes):
            _refuse_part(answer, trials, outcomes, wanted, mistakes, tolerance, results)
    _refuse_global(answer, outcomes, seen)
    _refuse_memory(answer, trials[first], seen)
    found = faults[first]
    if found.template == "fault-in-part" and results:
        found.fields["part"] = results[found.fields["place"] - 1]
        found = Words("fault-in-named-part", found.fields)
    raise Incorrect(found.template, seen, **found.fields)


def fault_of_error(raised: str) -> Words:
    """What to say of an error, given as one line; of a frequent one, the likely cause."""
    for template, start in (
        ("raises-no-module", "ModuleNotFoundError: No module named"),
        ("raises-no-such-method", "AttributeError: 'numpy.ndarray' object has no attribute"),
    ):
        if raised.startswith(start):
            return Words(template, {})
    if raised.startswith("TypeError: ") and "() takes " in raised and " positional arg" in raised:
        return Words("raises-arguments", {})
    return Words("raises", {})


def what_came(answer: Answer, arguments: tuple, outcome: Outcome) -> Words:
    """The words "`call` returned ..." or "`call` raised ..."."""
    call = describe_call(answer.name, arguments)
    if outcome.raised:
        return Words("call-raised", {"call": call, "error": outcome.raised})
    return Words("call-returned", {"call": call, "given": describe(outcome.returned)})


def explain(outcomes, trials, mistakes, tolerance=TOLERANCE) -> str:
    """The first misconception that gives on every trial what the learner's code gave, or ""."""
    for cause, mistake in mistakes:
        if all(
            same_outcome(outcome, run_quietly(mistake, arguments), tolerance)
            for outcome, arguments in zip(outcomes, trials, strict=True)
        ):
            return cause
    return ""


def same_outcome(outcome: Outcome, wrong, tolerance: float) -> bool:
    """Whether a call gave what `run_quietly` gave for one of our own functions."""
    if isinstance(wrong, Raised) or outcome.raised:
        return isinstance(wrong, Raised) and wrong.text == outcome.raised
    return equal(outcome.returned, wrong, tolerance)


def told_apart(draw, reference, mistakes):
    """Trials from `draw()` on which no mistake gives what the reference or another one gives.

    So neither the verdict nor the reason is a matter of luck.
    """
    while True:
        trials = draw()
        right = [run_quietly(reference, trial) for trial in trials]
        made = [
            (cause, [run_quietly(mistake, trial) for trial in trials])
            for cause, mistake in mistakes
        ]
        if not any(_alike(results, right) for _, results in made) and not any(
            one != other and _alike(first, second)
            for (one, first), (other, second) in combinations(made, 2)
        ):
            return trials


def _alike(results, others):
    def same(one, other):
        if isinstance(one, Raised) or isinstance(other, Raised):
            return type(one) is type(other) and one == other
        return equal(one, other, TOLERANCE)

    return all(map(same, results, others))


def _has_parts(outcome: Outcome, results: Sequence[str]) -> bool:
    return isinstance(outcome.returned, tuple | list) and len(outcome.returned) == len(results)


def _refuse_part(answer, trials, outcomes, wanted, mistakes, tolerance, results) -> None:
    if len(results) == 2 and all(
        equal(tuple(outcome.returned), tuple(reversed(expected)), tolerance)
        for outcome, expected in zip(outcomes, wanted, strict=True)
    ):
        seen = what_came(answer, trials[0], outcomes[0])
        raise Incorrect("parts-swapped", seen, first=results[0])
    for place, part in enumerate(results):
        mine = [outcome._replace(returned=outcome.returned[place]) for outcome in outcomes]
        if all(
            equal(own.returned, expected[place], tolerance)
            for own, expected in zip(mine, wanted, strict=True)
        ):
            continue
        picked = [(cause, _picking(mistake, place)) for cause, mistake in mistakes]
        cause = explain(mine, trials, picked, tolerance)
        if cause:
            failing = next(
                index
                for index, (own, expected) in enumerate(zip(mine, wanted, strict=True))
                if not equal(own.returned, expected[place], tolerance)
            )
            call = describe_call(answer.name, trials[failing])
            given = describe(mine[failing].returned)
            seen = Words("call-returned-part", {"call": call, "given": given, "part": part})
            raise Incorrect(cause, seen)
        return


def _picking(function: Callable, place: int) -> Callable:
    def picked(*arguments):
        return function(*arguments)[place]

    return picked


def _refuse_common(answer, outcomes, failed, may_change) -> None:
    """Raise for what goes wrong in the same way in every exercise."""
    name = answer.name
    if all(outcome.returned is Ellipsis for outcome in outcomes):
        raise NotAttempted("returns-dots", name=name)
    if all(outcome.raised.startswith("NotImplementedError") for outcome in outcomes):
        raise NotAttempted("no-lines", name=name)
    nothing = [not outcome.raised and outcome.returned is None for outcome in outcomes]
    if failed and all(nothing):
        if all(outcome.printed.strip() for outcome in outcomes):
            raise Incorrect("prints", name=name)
        if any(outcome.changed for outcome in outcomes):
            raise Incorrect("changes-in-place-and-returns-nothing", name=name)
        raise Incorrect("returns-nothing", name=name)
    changed = sorted({place for outcome in outcomes for place in outcome.changed} - may_change)
    if changed and not failed:
        raise Incorrect("changes-argument", name=name, place=changed[0])
    if changed and all(set(outcome.changed) - may_change for outcome in outcomes):
        raise Incorrect("changes-argument-and-wrong", name=name, place=changed[0])


def _refuse_global(answer, outcomes, seen) -> None:
    """Raise if the function looks at the notebook's data in place of an argument."""
    read = answer.globals_read
    first, *others = [outcome.returned for outcome in outcomes]
    always_the_same = bool(others) and all(equal(first, other) for other in others)
    if read and (answer.ignores or always_the_same):
        raise Incorrect("reads-global", seen, variable=read[0])


def _refuse_memory(answer, arguments, seen) -> None:
    """Raise if two calls one after the other, with the same arguments, give different results."""
    once, again = answer.call(*arguments), answer.call(*arguments)
    if once.raised or again.raised or Opaque in (type(once.returned), type(again.returned)):
        return
    if not equal(once.returned, again.returned, TOLERANCE):
        raise Incorrect("differs-from-call-to-call", seen)


class Raised(NamedTuple):
    """Stands for the outcome of one of our own functions that raised."""

    text: str


def run_quietly(function: Callable, arguments: tuple):
    """What one of our own functions gives, as plain data, or the `Raised` it ends in."""
    try:
        with np.errstate(all="ignore"):
            return snapshot(function(*copy.deepcopy(arguments)))
    except Exception as error:
        return Raised(_one_line(error))


# Leaving no trace


PATIENCE = 5
"""How many times its limit in seconds of a clock a check may take on a busy machine."""


@contextlib.contextmanager
def time_limit(seconds: float):
    """Raise `OutOfTime` in the body if it computes longer. Works in the main thread only.

    Counted are the seconds that this process computes, so that other programs on a
    busy machine do not count; a body that only waits is stopped a little later. Code that
    catches the interruption is interrupted again, in its handler, too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    over, lock, fired = threading.Event(), threading.Lock(), []

    def watch():
        computed, clock = time.process_time(), time.monotonic()
        while not over.wait(0.05):
            waited = (time.monotonic() - clock) / PATIENCE
            if max(time.process_time() - computed, waited) >= seconds:
                with lock:
                    if over.is_set():
                        return
                    fired.append(True)
                    if hasattr(signal, "pthread_kill"):  # a real signal ends a sleep, too
                        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
                    else:
                        _thread.interrupt_main()

    def interrupt(number, frame):
        if fired:
            if _is_leaving(frame):
                return  # the body has ended: this signal is one too late
            # A bare except may catch this. Then the next line of its handler raises it again, in
            # every frame above `Answer.call`.
            theirs = []
            while frame is not None and frame.f_code.co_filename != __file__:
                theirs.append(frame)
                frame = frame.f_back
            if frame is not None:
                for own in theirs:
                    own.f_trace = _interrupt_again
                sys.settrace(lambda *event: None)
        raise KeyboardInterrupt

    # Both raise KeyboardInterrupt through this handler, on every system.
    before, trace = signal.signal(signal.SIGINT, interrupt), sys.gettrace()
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    except KeyboardInterrupt:
        if fired:
            raise OutOfTime from None
        raise
    finally:
        sys.settrace(trace)
        with lock:
            over.set()
        signal.signal(signal.SIGINT, before)


def _is_leaving(frame) -> bool:
    """Whether the `with time_limit(...)` block that a signal was meant for is being left."""
    if frame.f_code.co_filename == contextlib.__file__:
        return True
    while frame is not None:
        if frame.f_code is time_limit.__wrapped__.__code__:
            return True
        frame = frame.f_back
    return False


def _interrupt_again(frame, event, argument):
    if event == "line":  # an "exception" would still be within their try
        raise KeyboardInterrupt
    return _interrupt_again


@contextlib.contextmanager
def state_kept():
    """Put back what an answer may have changed besides its arguments.

    The random states of Python and NumPy, warnings filters, print options, Matplotlib's
    settings, the working folder and the trace function.
    """
    random_states = random.getstate(), np.random.get_state()
    folder, trace = os.getcwd(), sys.gettrace()
    matplotlib = sys.modules.get("matplotlib")
    settings = matplotlib.rc_context() if matplotlib else contextlib.nullcontext()
    try:
        with warnings.catch_warnings(), np.printoptions(), settings:
            yield
    finally:
        random.setstate(random_states[0])
        np.random.set_state(random_states[1])
        sys.settrace(trace)
        with contextlib.suppress(OSError):
            os.chdir(folder)
