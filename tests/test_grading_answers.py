"""The same checks judge an answer in another process, with nothing but data between the two."""

import numpy as np
import pytest

from helpers.checks import Verdict, judge
from helpers.checks.sentences import Opaque
from helpers.checks.verdict import OutOfTime, equal
from teaching.grading.answers import AnswerProcess, decode, encode
from tests.answers import bank, open_cells
from tests.test_answers import EXERCISES, outcome_under

REMOTE = [name for name, asked in EXERCISES.items() if not asked.looks_at_object]


@pytest.mark.parametrize("name", REMOTE)
def test_the_verdict_is_the_same_from_outside(name):
    asked = EXERCISES[name]
    lesson = bank(asked.lesson)
    entry, (stub, _) = lesson.ANSWERS[name], open_cells(name)
    wrong = [code for code, _ in entry["wrong"] if "while True" not in code and "sleep" not in code]
    with AnswerProcess([lesson.SETUP]) as process:
        for code in [entry["right"][0], *wrong[:4]]:
            process.run([stub, code])
            cause = "correct"
            try:
                judge(asked, [process.answer(variable) for variable in asked.answers])
            except Verdict as verdict:
                cause = verdict.cause
            assert cause == outcome_under(0, asked, code), code


@pytest.mark.parametrize(
    "value",
    [
        None,
        ...,
        True,
        -3,
        10**30,
        0.1,
        float("inf"),
        2 + 1j,
        "한글 \n",
        b"\x00",
        [1, (2, {"a": 3.5})],
        {1, 2},
        np.float32(0.1),
        np.uint8(200),
        np.arange(6, dtype=np.int16).reshape(2, 3),
        np.array(["a", "bc"]),
        np.zeros((0, 3)),
        Opaque("function", "function", "f"),
        Opaque("tensor", "EagerTensor", "tensorflow", (2, 3)),
    ],
    ids=repr,
)
def test_data_survives_the_way(value):
    back = decode(encode(value))
    assert type(back) is type(value)
    assert equal(back, value)
    if isinstance(value, np.ndarray):
        assert back.dtype == value.dtype


@pytest.mark.parametrize("odd", [{"array": "AA==", "dtype": "|O", "shape": [1]}, {"eval": "1"}, 3])
def test_what_is_no_data_is_refused(odd):
    with pytest.raises(ValueError):
        decode(odd)


def test_a_process_that_hangs_or_dies_is_told_apart():
    with AnswerProcess(["def f():\n    while True: pass"]) as process:
        answer = process.answer("f")
        process.seconds = 1.0
        with pytest.raises(OutOfTime):
            answer.call()
    with AnswerProcess(["import os\ndef f():\n    os._exit(0)"]) as process:
        answer = process.answer("f")
        with pytest.raises(EOFError):
            answer.call()
    with AnswerProcess(["raise SystemExit", "x = 1"]) as process:
        assert process.errors == ["SystemExit", ""]
        assert process.answer("x").value == 1
        with pytest.raises(NameError):
            process.answer("y")
