"""One room in sandboxes for all tests of this folder that a worker runs in a row."""

import os

import pytest

from teaching.grading.judge import Room
from teaching.grading.sandbox import isolation_problem


@pytest.fixture(scope="package")
def room():
    """Where papers are judged; without isolation the test fails under CI, and is left out else."""
    problem = isolation_problem()
    if problem:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(problem)
    with Room() as opened:
        yield opened
