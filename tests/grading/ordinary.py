"""Ordinary submissions, as most of a class hands them in: right, wrong and open answers mixed.

They are drawn from the answer bank, by a seed, so that the same class can be made again. With
`python -m tests.grading.ordinary FOLDER 300` a class can be looked at.
"""

import random
import sys
from pathlib import Path

from tests.answers import bank
from tests.grading.submission import LESSONS, Submission

SHARE_RIGHT, SHARE_OPEN = 0.7, 0.1
SLOW = ("while True", "sleep", "input(")


def ordinary(learner: str, lesson: str = "01", seed: int = 0) -> Submission:
    """One submission: each exercise right, open, or wrong as somebody once was."""
    rng = random.Random(f"{seed} {lesson} {learner}")
    paper = Submission(lesson, learner=learner)
    for exercise in paper.exercises():
        answers = bank(LESSONS[lesson]).ANSWERS[exercise]
        kind = rng.random()
        if kind < SHARE_RIGHT:
            paper.write(exercise, rng.choice(answers["right"]))
        elif kind < SHARE_RIGHT + SHARE_OPEN:
            paper.open(exercise)
        else:
            wrong = [code for code, _ in answers["wrong"] if not any(w in code for w in SLOW)]
            paper.write(exercise, rng.choice(wrong))
    return paper


def write_ordinary(root: Path, count: int, lesson: str = "01", seed: int = 0) -> list[str]:
    """Write the submissions of so many learners, a folder each; return the learners' names."""
    learners = [f"learner-{number:03d}" for number in range(1, count + 1)]
    for learner in learners:
        paper = ordinary(learner, lesson, seed)
        folder = root / learner
        folder.mkdir(parents=True, exist_ok=True)
        (folder / paper.name).write_bytes(paper.bytes())
    return learners


if __name__ == "__main__":
    write_ordinary(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:4])
