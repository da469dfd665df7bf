"""A stand-in until the report is there."""

import csv
import dataclasses
import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Learner:
    name: str
    id: str = ""
    email: str = ""
    files: list[str] = field(default_factory=list)


def write(
    out: Path,
    scratch: Path,
    *,
    results,
    papers,
    learners,
    unplaced,
    missing,
    isolated,
    graded_at,
    lessons,
):
    rows = [dataclasses.asdict(result) for result in results]
    (out / "verdicts.json").write_text(json.dumps(rows), "utf-8")
    with open(out / "verdicts.csv", "w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["learner", "lesson", "exercise", "state", "points", "message"])
        writer.writerows(
            [r.learner, r.lesson, r.exercise, r.state, r.points, r.message] for r in results
        )
        writer.writerows(["?", "", "", "unreadable", 0, f"{name}: {why}"] for name, why in unplaced)
    return [f"{out}/verdicts.csv"]
