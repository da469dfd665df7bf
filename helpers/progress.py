"""Which exercises the learner has solved, kept in a small file of their own.

The file can be deleted at any time. If it is damaged or cannot be written, only
the display of the progress is lost.
"""

import json

from helpers.checks.registry import LESSONS, exercises
from helpers.runs import RUNS, RunError, say_once, write_atomically

PROGRESS_FILE = RUNS / "progress.json"


def remember(name: str) -> None:
    """Note that exercise `name` was solved. If the file cannot be written, say so once."""
    solved = solved_exercises()
    if name in solved:
        return
    text = json.dumps({"solved": [*solved, name]}, indent=1)
    try:
        write_atomically(PROGRESS_FILE, lambda file: file.write(text.encode()))
    except RunError as error:
        say_once(f"Your progress is not kept: {error}")


def solved_exercises() -> list[str]:
    """The exercises solved so far, each once; none if the file is missing or damaged."""
    try:
        content = json.loads(PROGRESS_FILE.read_text(encoding="utf-8"))
        known = exercises()
        return [name for name in dict.fromkeys(content["solved"]) if name in known]
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return []


def show_progress() -> None:
    """Print a row per lesson: exercises solved, minutes left, and what to do next."""
    known, solved = exercises(), set(solved_exercises())
    print(f"{'lesson':<22}{'solved':>9}{'minutes left':>15}")
    minutes, following = 0, None
    for lesson, length in LESSONS.items():
        names = [item.name for item in known.values() if item.lesson == lesson]
        open_names = [name for name in names if name not in solved]
        left = round(length * len(open_names) / max(len(names), 1))
        minutes += left
        if open_names and following is None:
            following = (lesson, open_names[0])
        done = f"{len(names) - len(open_names)} of {len(names)}"
        print(f"{lesson:<22}{done:>9}{left:>15}")
    done = f"{len(solved)} of {len(known)}"
    print(f"{'all':<22}{done:>9}{minutes:>15}")
    if following is None:
        print("Next: nothing is left. You have solved every exercise.")
    else:
        print(f"Next: exercise {following[1]} in {following[0]}.ipynb")
