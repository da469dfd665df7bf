"""Make what a class gets: `python3 start.py release CLASS.zip`.

The zip holds the learner's notebooks and what they need, and no solution, no lesson's source, no
test and nothing of this folder. What README.md and the notebooks say names only what is in it. The
checks are in it, and with them the reference code that they compare with.

A class is refused, with one line that says why, if a notebook is not what its lesson makes, if a
solution fails its check, or if a text would name what the class does not have. Then a zip from
before stays as it was. The same course gives the same bytes.
"""

import argparse
import contextlib
import io
import json
import os
import re
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import nbformat
from nbformat import NotebookNode

from helpers.runs import COURSE
from teaching.build import (
    LESSON_FOLDER,
    BuildError,
    kind_of,
    make_notebooks,
    prove,
    read_notebooks,
    sources_digest,
)
from teaching.marks import fit

FOLDER = "linear-model-course"  # what the zip unfolds to
FILES = ("CITATION.cff", "LICENSE", "pyproject.toml", "requirements.txt", "start.py")
FOLDERS = (".devcontainer", "binder", "helpers", "starting")
HINTS = ("A question", "A direction", "Nearly the line")  # the summaries of an exercise's hints
WHEN = (1980, 1, 1, 0, 0, 0)  # the first time that a zip can name
READY = (".npz", ".png")  # what a zip cannot make smaller


class ReleaseError(Exception):
    """A class that cannot be handed out; the message says why, in one line."""


def release(target: Path, lessons: list[str], *, hints: bool = True) -> None:
    """Write a zip of these lessons, such as "01_vectorization", to the path `target`.

    A file that was there is replaced once the new one is complete. Raises `ReleaseError` or
    `BuildError` if the class cannot be handed out, OSError if the file cannot be written.
    """
    if target.suffix.lower() != ".zip":
        raise ReleaseError(f"{target} is no name of a zip. Write for example CLASS.zip.")
    if target.is_dir():
        raise ReleaseError(f"{target} is a folder. Name a file in it, such as CLASS.zip.")
    if not target.parent.is_dir():
        raise ReleaseError(f"There is no folder {target.parent} to put {target.name} into.")
    files = contents(lessons, hints=hints)
    prove_solutions(lessons)
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(pack(files))
        os.replace(part, target)
    finally:
        with contextlib.suppress(FileNotFoundError):  # it was moved into place
            part.unlink()


def prove_solutions(lessons: list[str]) -> None:
    """Run the solved notebooks of these lessons. Raise `BuildError` if a check refuses one."""
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(2) as pool:

        def prove_one(lesson: str) -> None:
            solved, _ = read_notebooks(lesson)
            prove(solved, lesson, Path(scratch, lesson), COURSE / "solutions")
            print(f"  the solutions of {lesson} pass their checks", flush=True)

        jobs = [pool.submit(prove_one, lesson) for lesson in lessons]
        try:
            for job in jobs:
                job.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def pack(files: dict[str, bytes]) -> bytes:
    """A zip of these files, whose bytes depend on nothing but them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", WHEN)
            entry.create_system = 3  # on Windows too: the permissions are those of a POSIX system
            entry.external_attr = (0o100755 if files[name][:2] == b"#!" else 0o100644) << 16
            ready = name.endswith(READY)
            entry.compress_type = zipfile.ZIP_STORED if ready else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name])
    return buffer.getvalue()


# What is in it


def contents(lessons: list[str], *, hints: bool) -> dict[str, bytes]:
    """Every file of a class with these lessons, by its path."""
    every = every_lesson()
    inside = {*lessons, *(["hints"] if hints else []), *(["every lesson"] * (lessons == every))}
    files = {name: (COURSE / name).read_bytes() for name in FILES}
    for path in sorted(path for folder in FOLDERS for path in (COURSE / folder).rglob("*")):
        name = path.relative_to(COURSE).as_posix()
        other = re.fullmatch(r"helpers/checks/lesson_(\d\d)\.py", name)
        if other and other[1] not in {lesson[:2] for lesson in lessons}:
            continue
        if path.is_file() and not re.search(r"__pycache__|/\.|~$|\.part$|\.pyc$", name):
            files[name] = path.read_bytes()
    readme = fit((COURSE / "README.md").read_text(encoding="utf-8"), inside)
    for picture in re.findall(r"!\[[^]]*\]\(([^):]+)\)", readme):
        files[picture] = (COURSE / picture).read_bytes()
    names = {*files, "README.md", *(f"notebooks/{lesson}.ipynb" for lesson in lessons)}
    files["README.md"] = fit_links(readme, PurePosixPath("README.md"), names).encode()
    for lesson in lessons:
        notebook = class_notebook(lesson, inside, names)
        files[f"notebooks/{lesson}.ipynb"] = (nbformat.writes(notebook) + "\n").encode()
    return files


def every_lesson() -> list[str]:
    """The names of the course's lessons, in their order."""
    return sorted(path.stem for path in LESSON_FOLDER.glob("[0-9][0-9]_*.md"))


def class_notebook(lesson: str, inside: set[str], names: set[str]) -> NotebookNode:
    """The learner's notebook as it is stored, with the text that fits the class.

    `inside` is what the class has, as in `marks.fit`; `names` are the paths of its files.
    """
    _, notebook = read_notebooks(lesson)
    _, fitting = make_notebooks(LESSON_FOLDER / f"{lesson}.md", inside)
    place = PurePosixPath("notebooks", f"{lesson}.ipynb")
    others = [other for other in every_lesson() if other not in inside]
    found = 0
    for cell, fits in zip(notebook.cells, fitting.cells, strict=True):
        if cell.cell_type == "markdown":
            text = fits.source
            if "hints" not in inside:
                text, number = drop_hints(text)
                found += number
            cell.source = fit_links(text, place, names, closing=cell is notebook.cells[-1])
        elif any(other in json.dumps(cell.outputs) for other in others):
            cell.outputs = []  # a table of all lessons: the learner's own run shows those inside
            cell.metadata.pop("collapsed", None)
            cell.metadata.pop("jupyter", None)
    exercises = [cell for cell in notebook.cells if kind_of(cell) == "exercise"]
    if "hints" not in inside and found != len(HINTS) * len(exercises):
        raise ReleaseError(
            f"lessons/{lesson}.md has {found} hints for {len(exercises)} exercises. Each needs "
            f"{len(HINTS)}, named {', '.join(HINTS)}."
        )
    notebook.cells = [cell for cell in notebook.cells if cell.source.strip()]
    notebook.metadata.course = {"sources": sources_digest(notebook)}
    return notebook


def drop_hints(text: str) -> tuple[str, int]:
    """A Markdown text without its hints, and how many they were. What else unfolds stays."""
    names = "|".join(HINTS)
    pattern = rf"<details><summary>(?:{names})</summary>.*?</details>\n?"
    text, number = re.subn(pattern, "", text, flags=re.DOTALL)
    return (re.sub(r"\n{3,}", "\n\n", text).strip("\n") if number else text), number


def fit_links(text: str, place: PurePosixPath, names: set[str], *, closing: bool = False) -> str:
    """A Markdown text without links to lessons that the class does not have.

    `place` is the path of the file that the text is in, and `names` are all paths of the class. In
    a table and in a notebook's `closing` cell, which says what comes next, the line goes with its
    link; elsewhere the words stay. Raises `ReleaseError` for a link to any other missing file.
    """
    kept = []
    for line in text.split("\n"):
        left_out = False
        for link in re.finditer(r"!?\[([^\]]*)\]\(([^)#\s]+)[^)]*\)", line):
            label, target = link.groups()
            if "://" in target or os.path.normpath(place.parent / target) in names:
                continue
            if not re.fullmatch(r"(.*/)?\d\d_\w+\.ipynb", target):
                raise ReleaseError(
                    f"{place} names {target}, which a class does not have. Mark that line in its "
                    "source, as teaching/marks.py says."
                )
            left_out |= closing or line.startswith("|")
            line = line.replace(link[0], label)
        if not left_out:
            kept.append(line)
    return "\n".join(kept).rstrip("\n") + "\n" * text.endswith("\n")


def chosen(names: list[str]) -> list[str]:
    """The lessons that these names begin, such as 3, 03 and 03_preprocessing; all, if none."""
    found = set()
    for name in names:
        start = name.zfill(2) if name.isdigit() else name
        matches = [lesson for lesson in every_lesson() if start in (lesson, lesson[:2])]
        if not matches:
            known = ", ".join(lesson[:2] for lesson in every_lesson())
            raise ReleaseError(f"There is no lesson {name!r}. There are {known}.")
        found.update(matches)
    return sorted(found) or every_lesson()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="start.py release",
        description="Make a zip to hand out: the learner's notebooks and what they need.",
    )
    parser.add_argument("target", type=Path, metavar="CLASS.zip", help="where it goes")
    parser.add_argument(
        "--lessons", nargs="+", default=[], metavar="LESSON", help="such as 00 01; all, if none"
    )
    parser.add_argument("--no-hints", action="store_true", help="leave the exercises' hints out")
    options = parser.parse_args(arguments)
    target = options.target.absolute()
    try:
        lessons = chosen(options.lessons)
        release(target, lessons, hints=not options.no_hints)
    except (ReleaseError, BuildError, OSError) as error:
        print(f"release: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. No zip was made or changed.", file=sys.stderr)
        return 130
    print(f"made {target}: {', '.join(lesson[:2] for lesson in lessons)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
