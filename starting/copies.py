"""The learner's own notebooks: copies, so that nothing that brings a new course touches work.

The course brings `notebooks/`, and git or a new download may replace what is in it. The
learner works in `my_notebooks/`, which only the learner changes, and this file.
"""

import hashlib
import json
import os
import shutil

from starting import ROOT, THIS, Stop

SHIPPED, MINE = "notebooks", "my_notebooks"


def lay_out(root=ROOT):
    """Copy the notebooks that the learner has not got yet. Return lines on newer versions.

    A copy in which no cell was changed follows the course; one that was worked in stays.
    """
    lines = []
    make_folder(root)
    every = sorted((root / SHIPPED).glob("*.ipynb"))
    if not every and not any((root / MINE).glob("*.ipynb")):
        raise Stop(f"There is no notebook in {SHIPPED}/. Download the course again, all of it.")
    for shipped in every:
        mine = root / MINE / shipped.name
        newest, shown = versions(shipped)
        if shown is None:  # cut off, or with the marks of a merge: nothing is copied from it
            lines.append(
                f"{SHIPPED}/{shipped.name} cannot be read. Take that file from a new download of "
                "the course."
            )
            continue
        if not mine.exists():
            put(shipped, mine)
            continue
        made, now = versions(mine)
        fresh = f"`{THIS} restore {short_name(mine, every)}`"
        if newest != shown:
            lines.append(
                f"{SHIPPED}/{shipped.name} was changed. The next version of the course will "
                f"replace it: what you want to keep belongs in {MINE}/."
            )
        elif now is None:
            lines.append(
                f"{MINE}/{mine.name} cannot be read. {fresh} gives a fresh one, and keeps it."
            )
        elif made == now != newest:
            put(shipped, mine)
        elif made not in (None, newest):
            lines.append(
                f"There is a newer version of {MINE}/{mine.name}. Yours stays; {fresh} gives the "
                "newer one, and keeps yours beside it."
            )
    return lines


def restore(names, root=ROOT):
    """Make the named copies fresh; keep those from before under new names. Return what was done.

    A name is the beginning of a notebook's: 03, 3 or 03_preprocessing.
    """
    every = sorted((root / SHIPPED).glob("*.ipynb"))
    if not names:
        known = ", ".join(short_name(path, every) for path in every)
        raise Stop(f"Which notebook shall be fresh? Name it after `{THIS} restore`: {known}.")
    lines, found = [], []
    for name in names:
        start = name.zfill(2) if name.isdigit() else os.path.basename(name)
        matches = [path for path in every if path.name.startswith(start) and start]
        matches = [path for path in matches if start in (path.name, path.stem)] or matches
        if len(matches) > 1:
            several = ", ".join(path.stem for path in matches)
            raise Stop(f"More than one notebook begins with {name!r}. Say which: {several}.")
        if not matches:
            known = ", ".join(short_name(path, every) for path in every)
            raise Stop(f"There is no notebook {name!r} to restore. There are {known}.")
        if versions(matches[0])[1] is None:
            raise Stop(
                f"{SHIPPED}/{matches[0].name} cannot be read, so there is no fresh one. Take that "
                "file from a new download of the course."
            )
        if not is_untouched(matches[0]):
            raise Stop(
                f"{SHIPPED}/{matches[0].name} was changed too, so there is no fresh one. Rename "
                "it if it is your work, and take that file from a new download of the course."
            )
        found += matches
    make_folder(root)
    for shipped in dict.fromkeys(found):
        mine = root / MINE / shipped.name
        kept = put(shipped, mine, keep=True)
        if kept is not None:
            lines.append(f"Yours from before is now {MINE}/{kept.name}.")
        lines.append(f"{MINE}/{mine.name} is fresh. If it is open in JupyterLab, open it again.")
    return lines


def make_folder(root):
    """Make the learner's folder, unless it is there."""
    folder = root / MINE
    if folder.is_symlink() and not folder.is_dir():
        raise Stop(f"{MINE} is a link to a folder that is not there. Delete it, or mend it.")
    if os.path.lexists(folder) and not folder.is_dir():
        raise Stop(f"{MINE} is a file, not a folder. Rename it, then run `{THIS}` again.")
    folder.mkdir(exist_ok=True)


def put(shipped, mine, keep=False):
    """Copy a notebook in one step: an interrupted copy leaves nothing that is half.

    With `keep`, what was there gets a new name, once the copy is whole; return its path.
    """
    part = mine.with_name(f".{mine.name}.{os.getpid()}.part")
    kept = free_name(mine) if keep and mine.exists() else None
    try:
        shutil.copyfile(shipped, part)
        if kept is not None:
            os.rename(mine, kept)
        os.replace(part, mine)
        return kept
    finally:
        if part.exists():
            part.unlink()


def free_name(path):
    """A name beside `path` that nothing has."""
    number = 1
    while os.path.lexists(path.with_name(f"{path.stem}_before_{number}{path.suffix}")):
        number += 1
    return path.with_name(f"{path.stem}_before_{number}{path.suffix}")


def short_name(path, every):
    """The number of a notebook, such as 03; all of its name if another one has that number."""
    number = path.name[:2]
    return number if sum(other.name[:2] == number for other in every) < 2 else path.stem


def is_untouched(path):
    """Whether every cell says what it said when the notebook was made."""
    made, now = versions(path)
    return made is not None and made == now


def versions(path):
    """The digests of the cells' sources, as made and as they are; None where that is not known.

    They are computed as teaching/build.py does when it makes a notebook.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"]]
        made = notebook["metadata"].get("course", {}).get("sources")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None, None
    text = "\0".join(f"{kind}\0{source}" for kind, source in sources)
    return made, hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
