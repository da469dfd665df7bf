"""Ordinary submissions, as most of a class hands them in: right, wrong and open answers mixed.

They are drawn from the answer bank, by a seed, so that the same class can be made again. With
`python -m tests.grading.ordinary FOLDER 300 01` a class of lesson 1 can be looked at.
"""

import random
import sys
from pathlib import Path

from tests.answers import bank
from tests.grading.submission import LESSONS, Submission

SHARE_RIGHT, SHARE_OPEN = 0.7, 0.1
SLOW = ("while True", "sleep", "input(")


def ordinary(learner: str, lesson: str = "01", seed: int = 0) -> tuple[Submission, dict[str, str]]:
    """One submission, and for each exercise whether its answer is "right", "wrong" or "open"."""
    rng = random.Random(f"{seed} {lesson} {learner}")
    paper, kinds = Submission(lesson, learner=learner), {}
    for exercise in paper.exercises():
        answers = bank(LESSONS[lesson]).ANSWERS[exercise]
        drawn = rng.random()
        if drawn < SHARE_RIGHT:
            kinds[exercise] = "right"
            paper.write(exercise, rng.choice(answers["right"]))
        elif drawn < SHARE_RIGHT + SHARE_OPEN:
            kinds[exercise] = "open"
            paper.open(exercise)
        else:
            kinds[exercise] = "wrong"
            wrong = [code for code, _ in answers["wrong"] if not any(w in code for w in SLOW)]
            paper.write(exercise, rng.choice(wrong))
    return paper, kinds


def write_ordinary(
    root: Path, count: int, lesson: str = "01", seed: int = 0
) -> dict[str, dict[str, str]]:
    """Write the submissions of so many learners, a folder each.

    Returns for each learner what the answers are, as `ordinary` does.
    """
    written = {}
    for number in range(1, count + 1):
        learner = f"learner-{number:03d}"
        paper, written[learner] = ordinary(learner, lesson, seed)
        (root / learner).mkdir(parents=True)
        (root / learner / paper.name).write_bytes(paper.bytes())
    return written


if __name__ == "__main__":
    write_ordinary(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
