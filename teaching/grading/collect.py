"""Find out which file was handed in by whom, for which lesson, in whatever form it comes.

Submissions are only read. Archives are read without unpacking them; of a zip inside another one the
notebooks are kept in the report's own scratch folder. Links are not followed.
"""

import contextlib
import csv
import io
import itertools
import os
import re
import stat
import tempfile
import unicodedata
import zipfile
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from pathlib import Path

from helpers.checks import LESSONS
from teaching.grading.paper import Paper
from teaching.grading.reading import Unreadable, lesson_of, make_paper, read_cells

LARGEST_NOTEBOOK = 100 << 20
LARGEST_ARCHIVE = 4 << 30
"""Bytes that one archive, with all that is inside of it, may unpack to, if it is no larger itself.
"""
LARGEST_INNER = 512 << 20
"""The same for an archive in another one, so that one learner's does not use up all others'."""
LARGER = 8
"""How many times as large as a large archive all may be that is unpacked."""
MOST_FILES = 10_000
"""Files that one archive may hold, beside those that programs put there."""
MOST_IN_ALL = 100_000
"""Files that an archive may hold with all the archives inside of it."""
DEEPEST = 6
"""Archives inside of one another."""
STEEPEST = 200
"""How many times as large as its archive all may be that is unpacked, from 100 MB on."""
DEEPEST_FOLDER = 30
LONGEST_NAME = 1000
MOST_ROWS = 20
"""Files of one learner that are named although they are no notebooks."""
MOST_REFUSED = 500
"""Files of one learner that are named because they cannot be taken."""
EMPTY_FOLDER = "This folder is empty."
ATTENTION = "ATTENTION"
"""Stands for a file in a row that is about all of them."""

NOTEBOOK = re.compile(r"\.ipynb(\.(txt|json))?$", re.IGNORECASE)
ARCHIVE = re.compile(r"\.zip$", re.IGNORECASE)
OTHER_ARCHIVE = re.compile(r"(?<!-ubyte)\.(tar|tgz|gz|bz2|xz|7z|rar|alz|egg)$", re.IGNORECASE)
PACKED = re.compile(f"{ARCHIVE.pattern}|{OTHER_ARCHIVE.pattern}", re.IGNORECASE)
WORK = re.compile(
    rf"({NOTEBOOK.pattern}|{ARCHIVE.pattern}|{OTHER_ARCHIVE.pattern}"
    r"|\.(py|pdf|docx?|hwpx?|html?|odt|rtf))$",
    re.IGNORECASE,
)
"""What may be a learner's work, also if it cannot be graded."""
MOODLE = re.compile(r"^(?P<name>.+?)_(?P<id>\d+)_assignsubmission_\w+?(_(?P<file>.*))?$")
CANVAS = re.compile(r"^(?P<name>[^_]+)_((?P<late>late|LATE)_)?(?P<id>\d+)_\d{3,}_(?P<file>.+)$")
VERSION = re.compile(
    r"(\s*\(\d{1,4}\)|\s*[-_]\s*(copy|kopie|복사본)[ _]?\d{0,3}|의 사본)+$", re.IGNORECASE
)
"""What a browser, a file manager or Jupyter adds to the name of a copy."""
COPY_OF = re.compile(r"^((copy|kopie|copie) (\(\d+\) )?(of|von|de) )+", re.IGNORECASE)
NUMBERED = re.compile(r"^(.+)[-_ ]\d{1,3}$")
STATE = re.compile(
    r"[\s_.-]+\(?(final(ly)?|finished|solved|solutions?|done|completed?|submitted|submission|"
    r"(my )?answers?|homework|hw|copy|v\d{1,3}|ver\.?\d{1,3}|"
    r"과제|숙제|제출본?|최종본?|완료|완성|수정본?|풀이|해답|답안?|복사본?)\)?$",
    re.IGNORECASE,
)
"""What somebody adds to a file's name to say how far it is."""
NUMBER = re.compile(r"\((\d+)\)$|-(\d{1,3})$")
GENERAL = re.compile(
    r"^(my|the|new|final(ly)?|finished|solved|done|completed?|homework|hw|assignments?|"
    r"submissions?|submitted|notebooks?|course|class|downloads?|drive-download.*|archive|files?|"
    r"work|windows|untitled|folder|linear|model|weeks?|days?|units?|parts?|labs?|tasks?|"
    r"exercises?|jupyter|python|desktop|documents?|answers?|readme|syllabus|instructions?|"
    r"rubric|schedule|명단|안내|공지|"
    r"(group|team|section|class)[ _-]?[a-h](?![a-z])|groups?|teams?|sections?|반|분반|조|모둠|"
    r"무제|새 ?폴더|과제|숙제|제출본?|실습|최종본?|주차|완료|완성|수정본?|풀이|해답|답안?|"
    r"사본|복사본|의|번째|차시|"
    r"copy|kopie|of|ver(sion)?|solutions?|lessons?|(?<!\d)v?\d{1,3}(?!\d)|[\W_])+$",
    re.IGNORECASE,
)
"""Names that name no person."""


class CollectError(Exception):
    """Submissions, a roster or a time that cannot be read; the message says why in one line."""


@dataclass
class Person:
    """A learner: one of the roster's, or one that a file's path names."""

    name: str
    id: str = ""
    email: str = ""
    files: list[str] = field(default_factory=list)
    number: str = ""
    """its row's number in a list of the class, or a platform's; a folder may be called by it"""


@dataclass
class File:
    """One file that may be a submission."""

    path: tuple[str, ...]
    """its path below the submissions' folder; an archive counts as a folder"""
    when: float
    """its time of change, in seconds"""
    read: Callable[[], bytes] | None
    """reads it, or raises `Unreadable`"""
    problem: str = ""
    """why it cannot be read, in one line, or "" """
    order: int = 0
    archives: tuple[tuple[int, float], ...] = ()
    """the archives that it lies in: the length of each one's path, and its time of change"""
    came: float = 0
    """when its learner changed it last: the archive in which they sent it counts too"""

    @property
    def shown(self) -> str:
        return clean("/".join(self.path))


@dataclass
class Row:
    """A line of collected.csv: what became of a file."""

    file: str
    learner: str
    lesson: str
    taken: bool
    why: str
    look: bool = False
    """whether it is not sure that the file is this learner's"""


@dataclass
class Collected:
    """All that was handed in."""

    papers: list[Paper] = field(default_factory=list)
    learners: list[Person] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """the names of the roster's learners who handed in nothing at all"""

    @property
    def unplaced(self) -> list[tuple[str, str]]:
        """What somebody must look at: files of nobody, or of no lesson, each with its reason."""
        return [
            (row.file, f"{row.learner}: {row.why}" if row.learner and not row.look else row.why)
            for row in self.rows
            if not row.taken and (not row.learner or not row.lesson or row.look)
        ]


def clean(text: str) -> str:
    """A name or path in one line of characters that can be shown and written."""
    text = "/".join(map(_decoded, text.split("/")))
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if letter.isspace() else letter for letter in text)
    shown = "".join(letter for letter in text if letter.isprintable() or letter == "\u200d")
    return " ".join(shown.split())


def _decoded(name: str) -> str:
    """A name of a file. If its bytes are no UTF-8, they are cp949 where that works."""
    if any("\udc80" <= letter <= "\udcff" for letter in name):
        with contextlib.suppress(UnicodeError):
            name = name.encode("utf-8", "surrogateescape").decode("cp949")
    return unicodedata.normalize("NFC", name)


def read_until(text: str) -> float:
    """Seconds since 1970 of a local time such as "2026-11-27 18:00"; a day ends at midnight.

    Raises `CollectError`.
    """
    try:
        when = datetime.fromisoformat(text.strip())
        if re.fullmatch(r"\d{4}-?\d\d-?\d\d", text.strip()):
            when = datetime.combine(when.date() + timedelta(days=1), time()) - timedelta(seconds=1)
        return when.timestamp()
    except (ValueError, OverflowError, OSError):
        raise CollectError(
            f'--until "{clean(text)}" is no time. Write the day and the time as "2026-11-27 18:00".'
        ) from None


# Finding files


def find_files(root: Path, scratch: Path) -> Iterator[File]:
    """Every file below a folder or in a zip, archives opened, without what programs put there.

    Raises `CollectError` if there is no such folder or zip.
    """
    shown = clean(str(root))
    try:
        folder = stat.S_ISDIR(os.stat(root).st_mode)
        if not folder:
            with open(root, "rb"):
                pass
    except OSError as error:
        raise CollectError(f"{shown} cannot be read ({error.strerror}).") from None
    if folder:
        found = _in_folder(root, (), scratch)
    elif zipfile.is_zipfile(root):
        found = _Archive(root, (), scratch).files()
    elif ARCHIVE.search(root.name):
        raise CollectError(f"{shown} is a damaged zip, or none. Download it again.")
    else:
        raise CollectError(
            f"{shown} is neither a folder nor a zip of submissions. Unpack it, and give its folder."
        )
    for order, file in enumerate(found):
        if not file.path:
            problem = file.problem.replace("This archive", "This zip")
            raise CollectError(f"{shown} cannot be taken. {problem} {_way_out(folder, problem)}")
        file.order = order
        yield file


def _way_out(folder: bool, problem: str) -> str:
    """What to do if all submissions together cannot be read."""
    if folder:
        return "Let yourself read it, or copy it to where you can."
    if "damaged" in problem:
        return "Download it again, or unpack it with another program and give its folder."
    if "empty" in problem:
        return "Give the zip or the folder that holds the notebooks."
    return "Unpack it, and give the folder."


def _in_folder(folder: Path, path: tuple[str, ...], scratch: Path) -> Iterator[File]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        yield File(path, 0, None, f"This folder cannot be read ({error.strerror}).")
        return
    nothing = True
    for entry in entries:
        if _is_of_a_program(entry.name):
            continue
        nothing = False
        own = (*path, _decoded(entry.name))
        try:
            status = entry.stat(follow_symlinks=False)
        except OSError as error:
            yield File(own, 0, None, f"It cannot be read ({error.strerror}).")
            continue
        when = status.st_mtime
        if stat.S_ISLNK(status.st_mode):
            yield File(own, when, None, "It is a link, and links are not followed.")
        elif stat.S_ISDIR(status.st_mode):
            if len(own) > DEEPEST_FOLDER:
                yield File(own, when, None, f"It lies more than {DEEPEST_FOLDER} folders deep.")
            else:
                yield from _in_folder(Path(entry.path), own, scratch)
        elif not stat.S_ISREG(status.st_mode):
            yield File(own, when, None, "It is no file, but a pipe or a device.")
        elif _is_archive(entry.name, lambda path=entry.path: _head(path)):
            yield from _Archive(Path(entry.path), own, scratch).files(when)
        else:
            yield File(own, when, lambda path=entry.path: _read(path))
    if nothing and path:
        yield File(path, 0, None, EMPTY_FOLDER)


def _is_of_a_program(name: str) -> bool:
    """Whether a file was made by a program for itself: checkpoints, what macOS adds, dot files."""
    return name in OF_PROGRAMS or (name.startswith(".") and name.strip(".") != "")


OF_PROGRAMS = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv"}


def _head(path: str) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(4)
    except OSError:
        return b""


def _is_archive(name: str, head: Callable[[], bytes]) -> bool:
    if ARCHIVE.search(name):
        return True
    return bool(NOTEBOOK.search(name)) and head() == b"PK\x03\x04"


def _read(path: str) -> bytes:
    try:
        handle = os.open(
            path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        with open(handle, "rb") as file:
            content = file.read(LARGEST_NOTEBOOK + 1)
    except OSError as error:
        raise Unreadable(f"It cannot be read ({error.strerror}).") from None
    if len(content) > LARGEST_NOTEBOOK:
        raise Unreadable(f"It is larger than {LARGEST_NOTEBOOK >> 20} MB.")
    return content


class _Refused(Exception):
    """An archive that is not read; the message says why."""


class _Budget:
    """How much an archive may still unpack to, and those that it lies in."""

    def __init__(self, most: int, outer: "_Budget | None" = None):
        self.left, self.outer = most, outer

    def take(self, size: int) -> bool:
        """Take so much, unless there is not enough."""
        budgets, each = [], self
        while each is not None:
            budgets.append(each)
            each = each.outer
        if any(budget.left < size for budget in budgets):
            return False
        for budget in budgets:
            budget.left -= size
        return True


class _Archive:
    """A zip, and what is inside of it.

    What an inner one holds is kept in the scratch folder; the inner one itself only while it is
    looked at.
    """

    def __init__(self, file: Path, path: tuple[str, ...], scratch: Path, outer: "_Archive" = None):
        self.file, self.path, self.scratch, self.outer = file, path, scratch, outer
        packed = file.stat().st_size
        most = LARGEST_INNER if outer else max(LARGEST_ARCHIVE, LARGER * packed)
        most = min(most, max(STEEPEST * packed, LARGEST_NOTEBOOK))
        self.bytes = _Budget(most, outer.bytes if outer else None)
        most = MOST_FILES if outer else MOST_IN_ALL
        self.count = _Budget(most, outer.count if outer else None)

    _opened: tuple[Path, zipfile.ZipFile] | None = None

    def _open(self) -> zipfile.ZipFile:
        """This archive, opened. It stays open until another one is, as it has many entries."""
        if _Archive._opened is None or _Archive._opened[0] != self.file:
            _Archive.close()
            _Archive._opened = (self.file, zipfile.ZipFile(self.file))
        return _Archive._opened[1]

    @staticmethod
    def close() -> None:
        """Close the archive that was opened last."""
        if _Archive._opened is not None:
            _Archive._opened[1].close()
            _Archive._opened = None

    def files(self, when: float = 0, depth: int = 1) -> Iterator[File]:
        """What it holds. `when` is its own time of change."""
        for file in self._files(when, depth):
            if len(file.path) > len(self.path):
                file.archives += ((len(self.path), when),)
            yield file

    def _files(self, when: float, depth: int) -> Iterator[File]:
        try:
            if depth > DEEPEST:
                raise _Refused(f"It lies more than {DEEPEST} archives deep.")
            entries = self._entries()
        except _Refused as reason:
            yield File(self.path, when, None, str(reason))
            return
        if not entries:
            yield File(self.path, when, None, "This archive is empty.")
        for info, own, problem in entries:
            changed = _time_of(info)
            if problem:
                yield File(own, changed, None, problem)
            elif _is_archive(own[-1], lambda info=info: self._head(info)):
                yield from self._inner(info, own, changed, depth)
            elif NOTEBOOK.search(own[-1]):
                yield File(own, changed, *self._reader(info))
            else:
                yield File(own, changed, None)

    def _entries(self) -> list[tuple[zipfile.ZipInfo, tuple[str, ...], str]]:
        """What it holds, each with its path and why it cannot be read, or ""."""
        try:
            infos = self._open().infolist()
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError):
            raise _Refused("This archive is damaged.") from None
        entries = []
        for info in infos:
            name = unicodedata.normalize("NFC", _name_of(info))
            parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".")]
            if info.is_dir() or not parts or any(_is_of_a_program(x) for x in parts if x != ".."):
                continue
            problem = ""
            if ".." in parts or name.startswith(("/", "\\")) or re.match(r"[A-Za-z]:", name):
                problem = "Its path leads out of the archive."
                parts = [name]
            elif len(name) > LONGEST_NAME:
                problem, parts = "Its name is too long.", [name[:LONGEST_NAME]]
            elif stat.S_ISLNK(info.external_attr >> 16):
                problem = "It is a link, and links are not followed."
            elif info.flag_bits & 1:
                problem = "It needs a password."
            elif NOTEBOOK.search(parts[-1]) and info.file_size > LARGEST_NOTEBOOK:
                problem = f"It is larger than {LARGEST_NOTEBOOK >> 20} MB."
            entries.append((info, (*self.path, *parts), problem))
        if len(entries) > MOST_FILES:
            raise _Refused(f"This archive holds more than {MOST_FILES:,} files.")
        if not self.count.take(len(entries)):
            raise _Refused("This archive and those beside it hold too many files.")
        too_much = set()
        for info, own, problem in sorted(entries, key=lambda entry: entry[0].file_size):
            wanted = NOTEBOOK.search(own[-1]) or ARCHIVE.search(own[-1])
            if wanted and not problem and not self.bytes.take(info.file_size):
                too_much.add(id(info))
        said = "Its archive would unpack to too much with it: it has {:,} MB."
        return [
            (info, own, said.format(info.file_size >> 20) if id(info) in too_much else problem)
            for info, own, problem in entries
        ]

    def _head(self, info: zipfile.ZipInfo) -> bytes:
        try:
            with self._open().open(info) as file:
                return file.read(4)
        except (*BROKEN, OSError):
            return b""

    def _blocks(self, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """What an entry holds, no more than the size that it states. Raises `Unreadable`."""
        try:
            with self._open().open(info) as file:
                while block := file.read(1 << 20):
                    yield block
        except (*BROKEN, OSError):
            raise Unreadable("It is damaged in its archive.") from None

    def _reader(self, info: zipfile.ZipInfo) -> tuple[Callable[[], bytes] | None, str]:
        """How to read an entry later on, and why it cannot be read, or ""."""
        if self.outer is None:
            return lambda: b"".join(self._blocks(info)), ""
        try:
            copy = self._copy(info)
        except Unreadable as reason:
            return None, str(reason)
        return lambda: _read(str(copy)), ""

    def _copy(self, info: zipfile.ZipInfo) -> Path:
        """A copy of an entry in the scratch folder.

        Raises `Unreadable` if the entry is damaged, `CollectError` if the copy cannot be written.
        """
        path = None
        try:
            handle, name = tempfile.mkstemp(dir=self.scratch, suffix=".copy")
            path = Path(name)
            with open(handle, "wb") as target:
                for block in self._blocks(info):
                    target.write(block)
            return path
        except Unreadable:
            path.unlink()
            raise
        except OSError as error:
            raise CollectError(
                f"The disk that REPORT lies on cannot be written to ({error.strerror}). Make room "
                "on it, or give another --out."
            ) from None

    def _inner(self, info, own, changed, depth) -> Iterator[File]:
        """What an archive in this one holds."""
        try:
            copy = self._copy(info)
        except Unreadable:
            yield File(own, changed, None, "This archive is damaged in its archive.")
            return
        yield from _Archive(copy, own, self.scratch, self).files(changed, depth + 1)
        _Archive.close()
        copy.unlink()


BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, ValueError, EOFError)
"""What reading an entry of a zip raises."""


def _name_of(info: zipfile.ZipInfo) -> str:
    """An entry's name. Without the mark of UTF-8 it is UTF-8 all the same, or cp949."""
    if info.flag_bits & 0x800:
        return info.orig_filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.orig_filename
    for encoding in ("utf-8", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def _time_of(info: zipfile.ZipInfo) -> float:
    try:
        return datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0


# Whose it is


def person_of(stem: str) -> tuple[str, str, str]:
    """Who a file's or folder's name names: name, id, and the file's own name in it; "" each."""
    for pattern in (MOODLE, CANVAS):
        found = pattern.match(stem)
        if found:
            return found["name"].replace("_", " ").strip(), found["id"], found["file"] or ""
    return "", "", ""


def names_in(files: Iterable[str], known: Callable[[str], bool] | None = None) -> dict[str, str]:
    """The learner's name in each of the names of files that lie in one folder, or "".

    A number at the end is a version's if the same name without it lies beside it, and otherwise
    part of the name. If words stand on both sides of the lesson's name, they are the name on the
    side where there are more of them, unless `known` knows the others.
    """
    stems = {file: _plain_stem(file) for file in files}
    all_stems = {stem.casefold() for stem in stems.values()}
    sides = {}
    for file, stem in stems.items():
        numbered = NUMBERED.match(stem)
        if numbered and numbered[1].casefold() in all_stems:
            stem = numbered[1]
        before, _, behind = _without_lesson(stem).partition("\0")
        sides[file] = [_without_state(part) for part in (before, behind)]
    different = [len({pair[side].casefold() for pair in sides.values()} - {""}) for side in (0, 1)]
    better = 1 if different[1] > different[0] else 0
    names = {}
    for file, pair in sides.items():
        order = [pair[better], pair[1 - better]]
        if known is not None and known(order[1]) and not known(order[0]):
            order.reverse()
        names[file] = order[0] or order[1]
    return names


def name_in(file: str) -> str:
    """The learner's name in the name of a file with no other beside it, or ""."""
    return names_in([file])[file]


def _plain_stem(file: str) -> str:
    """A file's name without its ending and what makes it a copy."""
    stem = file
    while WORK.search(stem):
        stem = WORK.sub("", stem)
    return VERSION.sub("", COPY_OF.sub("", stem)).strip()


def _without_lesson(stem: str) -> str:
    """A name with \\0 in place of the lesson's name."""
    for lesson in LESSONS:
        number, title = lesson.split("_", 1)
        words = "[ _-]*".join(map(re.escape, title.split("_")))
        rest = re.sub(rf"(?i)(?<![^\W\d_]){number}[ _.-]*{words}|{words}", "\0", stem, count=1)
        if rest != stem:
            return rest
    return stem


def _without_state(part: str) -> str:
    """A part of a file's name without such words as "final", or "" if it names no person."""
    part = part.strip(" _-.()[]")
    while (rest := STATE.sub("", part)) != part:
        part = rest
    part = VERSION.sub("", part).strip(" _-.()[]")
    return "" if GENERAL.match(part) else part


def _wording(file: File) -> str:
    """What a file's name has beside the lesson's name and what makes it a version."""
    parts = _without_lesson(_plain_stem(file.path[-1])).split("\0")
    return " ".join(filter(None, map(_without_state, parts))).casefold()


def lesson_in(path: tuple[str, ...]) -> str:
    """The lesson that a file's name names, or a folder's with the lesson's number, or ""."""
    for part in reversed(path):
        text = re.sub(r"[\W_]+", "_", unicodedata.normalize("NFC", part).casefold())
        titles = [lesson for lesson in LESSONS if lesson[3:] in text] if part is path[-1] else []
        found = [lesson for lesson in LESSONS if lesson in text] or titles
        if found:
            return max(found, key=len)
    return ""


class Tree:
    """A folder or an archive, in it files and others."""

    def __init__(self, path: tuple[str, ...] = ()):
        self.path = path
        self.name = path[-1] if path else ""
        self.stem = self.name
        """its name without an archive's ending, and without a lesson's name in it"""
        self.inner: dict[str, Tree] = {}
        self.files: list[File] = []
        self.named: dict[str, str] = {}
        """for the name of each file: the learner whom it names, or "" """

    def add(self, file: File, parts: tuple[str, ...]) -> None:
        if len(parts) == 1:
            self.files.append(file)
        else:
            own = (*self.path, parts[0])
            self.inner.setdefault(parts[0], Tree(own)).add(file, parts[1:])

    def find_names(self, known: Callable[[str], bool]) -> None:
        """Find the names in the names of the files and archives, now that all are there."""
        archives = [name for name in self.inner if ARCHIVE.search(name)]
        names = [f.path[-1] for f in self.files if f.problem or WORK.search(f.path[-1])]
        found = names_in(dict.fromkeys((*archives, *names)), known)
        self.named = {name: person_of(name)[0] or found[name] for name in names}
        for name, inner in self.inner.items():
            if name in archives:
                inner.stem = found[name] or ARCHIVE.sub("", name)
            inner.find_names(known)

    def all(self) -> Iterator[File]:
        yield from self.files
        for inner in self.inner.values():
            yield from inner.all()

    def has_work(self) -> bool:
        """Whether there is a notebook or an archive anywhere in it."""
        last = (file.path[-1] for file in self.all())
        return any(NOTEBOOK.search(name) or PACKED.search(name) for name in last)

    def notebooks(self) -> list[File]:
        return [file for file in self.files if NOTEBOOK.search(file.path[-1])]

    def names(self) -> list[str]:
        """The learners whom the names of its own notebooks name."""
        return [self.named[file.path[-1]] for file in self.notebooks()]

    def packed(self, documents: bool) -> list[str]:
        """The learners whom the names of archives that were not opened name, or of documents."""
        return [
            self.named.get(file.path[-1], "")
            for file in self.files
            if not NOTEBOOK.search(file.path[-1]) and (documents or PACKED.search(file.path[-1]))
        ]


Owner = tuple[str, str]
"""A learner's name and id, ("", "") for nobody."""


def assign(files: list[File], roster: "Roster") -> Iterator[tuple[File, Owner, str]]:
    """Say for each file whose it is, and why."""
    tree = Tree()
    for file in files:
        tree.add(file, file.path)
    tree.find_names(lambda name: roster.find(name) is not None)
    yield from _assign_class(tree, roster)


def _assign_class(tree: Tree, roster, top: bool = True) -> Iterator[tuple[File, Owner, str]]:
    """A folder that holds the work of several learners."""
    for file in tree.files:
        last = file.path[-1]
        file.came = file.when
        name, number, _ = person_of(last)
        if name:
            yield file, (name, number), "the platform's name for the file"
            continue
        name, stem = tree.named.get(last, ""), _plain_stem(last)
        if not name and roster.is_called(stem):
            name = stem
        yield file, (name, ""), FLAT if name else "no name in its path"
    alone = len(tree.inner) == 1 and not tree.notebooks()
    within = Counter(
        name
        for inner in tree.inner.values()
        for name in (*inner.inner, *{name for name in inner.names() if name})
    )
    repeated = {name for name, count in within.items() if count > 1}
    for inner in tree.inner.values():
        name, number, _ = person_of(inner.name)
        # A short number may be a week's or a lesson's as well as a learner's.
        called = roster.is_called(inner.stem) and not GENERAL.match(inner.stem)
        if name:
            yield from _assign_all(inner, (name, number), "the platform's name for the folder")
        elif inner.name == "submitted" and inner.inner:  # nbgrader's
            for learner in inner.inner.values():
                yield from _assign_all(learner, (learner.name, ""), "nbgrader's folder")
        elif called:
            yield from _assign_all(inner, (inner.stem, ""), "the folder's name")
        elif _is_class(inner, alone, roster, repeated):
            yield from _assign_class(inner, roster, False)
        elif (
            GENERAL.match(inner.stem)
            and not roster.is_called(inner.stem)
            and (not top or (not inner.stem.isdecimal() and not inner.has_work()))
        ):
            yield from _assign_all(inner, ("", ""), "no name in its path")
        else:
            yield from _assign_all(inner, (inner.stem, ""), "the folder's name")


FLAT = "the name in the file's name"


def _is_class(tree: Tree, alone: bool, roster, repeated: Iterable[str] = ()) -> bool:
    """Whether a folder or archive holds the work of several learners, and not of one.

    `alone` says that there is no other beside it; `repeated` are names that stand in several of
    those beside it, so they are no people's.
    """
    inner = [each for each in tree.inner.values() if any(True for _ in each.all())]
    files = tree.notebooks()
    if any(person_of(each.name)[0] or each.name == "submitted" for each in inner):
        return True
    if any(person_of(file.path[-1])[0] for file in files):
        return True
    archive = bool(ARCHIVE.search(tree.name))
    general = bool(GENERAL.match(tree.stem)) or _is_lesson(tree.name)
    titled = general and re.search(r"[^\W\d_]", tree.stem) is not None
    if not titled:
        repeated = {name for name in repeated if not roster.find(name)}
    named = {name for name in tree.names() if name and (general or name not in repeated)}
    people = {
        each.stem
        for each in inner
        if not (GENERAL.match(each.stem) or _is_lesson(each.name))
        and (titled or each.name not in repeated)
    }
    people |= {name for name in tree.packed(general) if name and name not in repeated}
    if titled and len(inner) > 1 and all(roster.is_called(each.stem) for each in inner):
        return True
    members = {found.name for name in named | people if (found := roster.find(name))}
    owner = roster.find(tree.stem)
    sure = owner is not None and not general
    if len(members - ({owner.name} if owner else set())) > sure:
        return True
    if owner and len(named | people) < (3 if sure else 2):
        return False
    fewest = 1 if general else 2 if alone else 3 if archive else len(files) + 1
    if len(named) >= fewest and all(tree.names()):
        return True
    if people and not files and (alone or archive or general):
        folders = any(each.inner and not ARCHIVE.search(each.name) for each in inner)
        return len(people) > 1 or general or (alone and folders)
    return archive and general and len(inner) == 1 and _is_class(inner[0], True, roster)


def _is_lesson(name: str) -> bool:
    return lesson_in((name,)) != "" and name_in(name) == ""


def _assign_all(tree: Tree, owner: Owner, why: str) -> Iterator[tuple[File, Owner, str]]:
    for file in tree.all():
        own = [when for length, when in file.archives if length >= len(tree.path)]
        file.came = max((file.when, *own))
        yield file, owner, why


# The roster

COLUMNS = {
    "name": "name|full name|student|student name|learner|learner name|user|display name|"
    "이름|성명|성함|학생|학생명|학생 이름",
    "first": "first name|firstname|given name|forename|vorname",
    "last": "last name|lastname|surname|family name|nachname|성",
    "id": "id number|idnumber|student id|student number|student no|student no.|sis user id|학번|"
    "user id|userid|username|matrikelnummer|id",
    "email": "email|e-mail|mail|email address|e-mail address|이메일|메일|이메일 주소|sis login id|"
    "login|login id",
    "number": "number|no|no.|nr|nr.|#|번호|순번|연번|identifier",
}
"""The headings of a roster's columns, the better ones first; a number may count rows alone."""


def read_roster(path: Path) -> list[Person]:
    """The learners of a class, from a table with a name in each row.

    Raises `CollectError` if it is none, or if it is not clear what its columns are.
    """
    shown = clean(str(path))
    rows = _table(path)
    columns = _headings(rows[0]) if rows else {}
    if columns:
        if not {"name", "first", "last"} & columns.keys():
            raise CollectError(
                f"The roster {shown} has no column of names. Call one of its columns name."
            )
        rows = rows[1:]
        if "id" not in columns and _long_numbers(rows, columns.get("number")):
            columns["id"] = columns.pop("number")
    elif rows:
        rows, columns = _guessed(rows, shown)
    people = []
    for row in rows:
        cells = {kind: row[place] if place < len(row) else "" for kind, place in columns.items()}
        name = cells.get("name") or _whole_name(cells.get("first", ""), cells.get("last", ""))
        if not name or (name in NO_PEOPLE and columns):
            continue
        number = cells.get("number", "")
        number = number.removeprefix("Participant ").strip()
        person = Person(name, cells.get("id", ""), cells.get("email", ""), number=number)
        if person not in people:
            people.append(person)
    if not people:
        raise CollectError(f"The roster {shown} has no names. Write one into each row.")
    for kind in ("id", "email"):
        of: dict[str, str] = {}
        for person in people:
            value = getattr(person, kind)
            other = of.setdefault(_key(value), person.name)
            if _key(value) and other != person.name:
                raise CollectError(
                    f"In the roster {shown}, {other} and {person.name} have the same {kind} "
                    f"{value}. Mend it in one of the two rows."
                )
    return people


def _whole_name(first: str, last: str) -> str:
    hangul = any("가" <= letter <= "힣" for letter in first + last)
    return f"{last}{first}" if hangul else f"{first} {last}".strip()


NO_PEOPLE = ("Points Possible", "Student, Test", "Test Student")
"""What Canvas' gradebook has in its column of names beside people."""


def _table(path: Path) -> list[list[str]]:
    """The rows of a table. Raises `CollectError`."""
    shown = clean(str(path))
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CollectError(f"The roster {shown} cannot be read ({error.strerror}).") from None
    text = None
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else []
    for encoding in (*encodings, "utf-8-sig", "cp949"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\0" in text or content[:4] == b"PK\x03\x04":
        raise CollectError(f"The roster {shown} is no text. Save it as CSV, in UTF-8.")
    said = re.match(r"\s*sep=(.)\r?\n", text)
    text = text[said.end() :] if said else text
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = said[1] if said else max(";\t,", key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise CollectError(
            f"The roster {shown} is no table ({error}). Save it as CSV, in UTF-8."
        ) from None
    rows = [[clean(field) for field in row] for row in table]
    return [row for row in rows if any(row)]


def _headings(row: list[str]) -> dict[str, int]:
    """For each kind of column that a table's first row names: its place."""
    titles = [re.sub(r"[\s_]+", " ", title).casefold().strip(" :*") for title in row]
    columns = {}
    for kind, known in COLUMNS.items():
        places = [titles.index(title) for title in known.split("|") if title in titles]
        if places:
            columns[kind] = places[0]
    if "sis user id" in titles and "id" in titles:
        columns["number"] = titles.index("id")
    if "last" in columns and "first" not in columns and {"이름", "name"} & set(titles):
        columns["first"] = columns.pop("name")
    return columns


def _long_numbers(rows: list[list[str]], place: int | None) -> bool:
    """Whether a column holds such numbers as a school gives, and not those of the rows."""
    cells = [row[place] for row in rows if place is not None and place < len(row) and row[place]]
    return bool(cells) and all(re.fullmatch(r"[\w-]*\d{4}[\w-]*", cell) for cell in cells)


def _guessed(rows: list[list[str]], shown: str) -> tuple[list[list[str]], dict[str, int]]:
    """The rows and columns of a table without a heading that is known. Raises `CollectError`."""
    width = max(map(len, rows))
    table = list(dict.fromkeys((*row, *[""] * (width - len(row))) for row in rows))
    columns: dict[str, int] = {}
    texts, numbers = [], []
    for place in range(width):
        cells = [row[place] for row in table if row[place]]
        if cells and all("@" in cell for cell in cells):
            columns.setdefault("email", place)
        elif cells and all(re.fullmatch(r"[A-Za-z]{0,3}[\d-]*\d[\d-]*", x) for x in cells):
            if len(set(cells)) == len(cells):
                numbers.append(place)
        elif cells:
            texts.append(place)
    counting = [
        place
        for place in numbers
        if [row[place].lstrip("0") for row in table] == [str(n + 1) for n in range(len(table))]
    ]
    ids = [place for place in numbers if place not in counting]
    if not texts and len(ids or numbers) == 1 and "email" not in columns:
        return rows, {"name": (ids or numbers)[0]}
    if len(texts) != 1 or len(ids) > 1:
        raise CollectError(
            f"It is not clear which column of the roster {shown} has the names. Write a first row "
            "that names the columns, such as name,id,email or first name,last name."
        )
    columns["name"] = texts[0]
    if ids:
        columns["id"] = ids[0]
    if counting:
        columns["number"] = counting[0]
    return rows, columns


def _key(text: str) -> str:
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFC", text)).casefold()
    return "".join(letter for letter in text if letter.isalnum())


def _name_keys(person: Person) -> set[str]:
    """A person's name with its words in any order."""
    words = [_key(word) for word in re.split(r"[\s,._-]+", person.name) if _key(word)]
    keys = {_key(person.name), _key(person.name.partition(" (")[0])}
    if len(words) <= 4:
        keys |= {"".join(order) for order in itertools.permutations(words)}
    return keys - {""}


class Roster:
    """Who is in the class, and by what names a file may call them."""

    def __init__(self, people: list[Person]):
        self.people = people
        self._names: dict[str, list[Person]] = defaultdict(list)
        self._ids: dict[str, list[Person]] = defaultdict(list)
        self._numbers: dict[str, list[Person]] = defaultdict(list)
        self._addresses: dict[str, list[Person]] = defaultdict(list)
        for person in people:
            for key in _name_keys(person):
                self._names[key].append(person)
            for key in {_key(person.id), _key(person.email)} - {""}:
                self._ids[key].append(person)
            if key := _key(person.number):
                self._numbers[key].append(person)
            if key := _key(person.email.partition("@")[0]):
                self._addresses[key].append(person)

    def _called(self, name: str) -> list[Person]:
        """Those whom a whole name means: by their name, else their id, else their address."""
        key = _key(name)
        for table in (self._names, self._ids, self._numbers, self._addresses):
            if key in table:
                return table[key]
        return []

    def is_called(self, name: str) -> bool:
        """Whether a name as a whole means somebody."""
        return len(self._called(name)) == 1

    def find(self, name: str, number: str = "") -> Person | None:
        """The one whom a name means, or None if there is none, or more than one.

        `number` is a platform's: it tells namesakes apart, and helps where there is no name.
        """
        found = self._called(name)
        if not found and number and NAMELESS.match(name):
            found = self._numbers.get(_key(number)) or self._ids.get(_key(number), [])
        if len(found) > 1 and number:
            own = _key(number)
            found = [person for person in found if own in (_key(person.id), _key(person.number))]
        if found:
            return found[0] if len(found) == 1 else None
        hits, others = [], []
        for word in re.split(r"[\s,_()]+", name):
            key = _key(word)
            one = self._ids.get(key, []) if sum(map(str.isdigit, key)) >= 4 or "@" in word else []
            if len(one) == 1:
                hits += one
            elif key and not GENERAL.match(word):
                others.append(word)
        rest = self._names.get(_key("".join(others)), [])
        hits += rest if len(rest) == 1 else []
        return hits[0] if len({id(hit) for hit in hits}) == 1 else None


NAMELESS = re.compile(r"^(participant|anonymous|teilnehmer/?in)?[\W\d_]*$", re.IGNORECASE)


# Putting it together


@dataclass
class Version:
    """One of a learner's files for a lesson, read."""

    file: File
    why: str
    paper: Paper
    said: str
    """how the lesson was found"""

    @property
    def age(self) -> tuple:
        stem = NOTEBOOK.sub("", self.file.path[-1])
        number = NUMBER.search(stem)
        digits = int(number[1] or number[2]) if number else 0
        return round(self.file.when / 2), digits, self.file.order


def collect(
    root: Path, scratch: Path, roster: list[Person] | None = None, until: float | None = None
) -> Collected:
    """Find, assign and read everything that was handed in. Raises `CollectError`."""
    try:
        return _collect(root, scratch, roster, until)
    finally:
        _Archive.close()


def _collect(
    root: Path, scratch: Path, roster: list[Person] | None, until: float | None
) -> Collected:
    roster = _told_apart(roster or [])
    known = Roster(roster)
    collected = Collected(learners=list(roster))
    files = list(find_files(root, scratch))
    assigned = list(assign(files, known))
    namesakes = _namesakes(assigned)
    people: dict[str, Person] = {person.name: person for person in collected.learners}
    groups: dict[tuple[str, str], list[Version]] = defaultdict(list)
    whole: dict[str, list[tuple[File, Owner, str]]] = defaultdict(list)
    for file, owner, why in assigned:
        name, number = clean(owner[0]), owner[1]
        person = known.find(name, number) if name else None
        if person is not None:
            why += ", which the roster has" if person.name != name else ""
        elif name:
            shown = f"{name} ({number})" if name in namesakes and number else name
            person = people.get(shown) or Person(shown, number)
            why += ", which is not in the roster" if roster else ""
        whole[person.name if person else ""].append((file, person, why))
        if person is not None and person.name not in people:
            people[person.name] = person
    rows: dict[str, list[Row]] = {}
    for name, own in whole.items():
        versions, rows[name] = _read_all(name, own, until)
        for version in versions:
            groups[name, version.paper.lesson].append(version)
    handed_in = {name for name, _ in groups}
    if until is not None:
        collected.rows += _nearly_all_late(rows, handed_in - {""}, until)
    for name, own in rows.items():
        if all(row.why == EMPTY_FOLDER for row in own):
            own = [replace(row, learner="") for row in own]
        elif name and name not in handed_in:
            handed_in.add(name)
            people[name].files += [row.file for row in own]
            own = [
                replace(row, why=f"handed in, nothing usable: {row.why[:1].lower()}{row.why[1:]}")
                for row in own
            ]
        collected.rows += own
    for (name, lesson), versions in sorted(groups.items()):
        versions.sort(key=lambda version: version.age, reverse=True)
        readable = [each for each in versions if not each.paper.unreadable]
        worked = [each for each in readable if any(each.paper.written.values())]
        best = (worked or readable or versions)[0]
        unlike = _unlike(best, versions)
        for version in versions:
            why = f"whose: {version.why}; which lesson: {version.said}"
            if version is best:
                if len(versions) > 1:
                    why += f"; the newest of {len(versions)}, by its time of change"
                    if version is not versions[0]:
                        why += ", but for what is unreadable or untouched"
                if best.paper.unreadable:
                    why += f"; {best.paper.unreadable}"
            elif version.paper.unreadable:
                why = version.paper.unreadable
            elif version in worked or not worked:
                why = f"older than {best.file.path[-1]}"
            else:
                why = "as it was handed out, and another one is not"
            if look := version in unlike:
                why += f"; another name and another text than that one: is it really {name}'s?"
            elif version is best and unlike:
                why += f"; {len(unlike)} with other names are not taken"
            collected.rows.append(
                Row(version.file.shown, name, lesson, version is best, clean(why), look)
            )
        collected.papers.append(best.paper)
        people[name].files.append(best.file.shown)
    collected.learners = [
        person
        for person in people.values()
        if person.name in handed_in or any(person is each for each in roster)
    ]
    collected.missing = [person.name for person in roster if person.name not in handed_in]
    return collected


def _read_all(
    name: str, own: list[tuple[File, Person, str]], until: float | None
) -> tuple[list[Version], list[Row]]:
    """Read all of a learner's files; the rows are those of the files that cannot be taken."""
    versions: list[Version] = []
    refused: list[Row] = []
    others: list[Row] = []
    notebooks = 0
    for file, _, why in own:
        last = file.path[-1]
        if not NOTEBOOK.search(last):
            row = Row(file.shown, name, "", False, file.problem or _no_notebook(last))
            (refused if file.problem or OTHER_ARCHIVE.search(last) else others).append(row)
            continue
        notebooks += 1
        if until is not None:
            late, said = _late(file, until)
            if late:
                refused.append(Row(file.shown, name, "", False, said))
                continue
            why += said
        try:
            versions.append(_read_version(file, name, why))
        except Unreadable as reason:
            refused.append(Row(file.shown, name, "", False, str(reason)))
    rows = _cut(refused, MOST_REFUSED)
    if not notebooks or not name:
        rows += _cut(others, MOST_ROWS)
    return versions, rows


def _unlike(best: Version, versions: list[Version]) -> list[Version]:
    """Those of a flat folder that are named otherwise than the best, and hold other work."""
    wordings = {id(each): _wording(each.file) for each in versions}
    for key, wording in wordings.items():
        numbered = NUMBERED.match(wording)
        if numbered and numbered[1] in wordings.values():
            wordings[key] = numbered[1]
    return [
        each
        for each in versions
        if each.why.startswith(FLAT)
        and wordings[id(each)] != wordings[id(best)]
        and each.paper.written != best.paper.written
    ]


def _read_version(file: File, name: str, why: str) -> Version:
    """Read a file. Raises `Unreadable` if it cannot be told whose it is, or which lesson it is."""
    lesson, said = lesson_in(file.path), "the file's name"
    try:
        if file.read is None:
            raise Unreadable(file.problem)
        cells, notes = read_cells(file.read())
        if own := lesson_of(cells):
            lesson, said = own, "what its cells hold"
        paper = make_paper(cells, notes, name, lesson) if lesson else None
    except Exception as error:  # whatever a file does to its reader costs no other
        reason = f"It cannot be read ({type(error).__name__})."
        reason = str(error) if isinstance(error, Unreadable) else reason
        if not lesson or not name:
            raise Unreadable(reason) from None
        paper = Paper(name, lesson, unreadable=reason)
    if paper is None:
        raise Unreadable("It holds no exercise of any lesson.")
    if not name:
        raise Unreadable("It cannot be told whose it is: no name stands in its path.")
    return Version(file, why, paper, said)


def _told_apart(roster: list[Person]) -> list[Person]:
    """The roster with other names for those who share one."""
    shared = Counter(person.name for person in roster)
    names: Counter[str] = Counter()
    apart = []
    for person in roster:
        name = person.name
        if shared[name] > 1:
            names[name] += 1
            name = f"{name} ({person.id or person.email or names[name]})"
        apart.append(replace(person, name=name, files=[]))
    return apart


def _namesakes(assigned: list[tuple[File, Owner, str]]) -> set[str]:
    """The names that several people have, as the numbers in one export show."""
    numbers: dict[tuple, set[str]] = defaultdict(set)
    for file, (name, number), _ in assigned:
        if number:
            at = next(x for x, part in enumerate(file.path) if person_of(part)[1] == number)
            numbers[file.path[:at], clean(name)].add(number)
    return {name for (_, name), own in numbers.items() if len(own) > 1}


TOO_LATE = "It came after the time that counts"


def _late(file: File, until: float) -> tuple[bool, str]:
    """Whether a file came too late, and what to say of it.

    Canvas writes the time of the export into its zip, so there the name says it.
    """
    for part in file.path:
        found = CANVAS.match(part)
        if found and not MOODLE.match(part):
            late = found["late"] is not None
            said = "as the LATE in Canvas' name for it says."
            return late, f"{TOO_LATE}, {said}" if late else ", in time by Canvas' name for it"
    return file.came > until, f"{TOO_LATE}, at {_shown_time(file.came)}." * (file.came > until)


def _shown_time(seconds: float) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M")


def _nearly_all_late(rows: dict[str, list[Row]], in_time: set[str], until: float) -> list[Row]:
    """A row that says so if nearly all learners' work came too late; that is mostly an error."""
    late = {name for name, own in rows.items() if any(TOO_LATE in row.why for row in own)} - {""}
    late, all_learners = len(late - in_time), len(late | in_time)
    if all_learners < 3 or late <= 0.8 * all_learners:
        return []
    return [
        Row(
            ATTENTION,
            "",
            "",
            False,
            f"the work of {late} of {all_learners} learners came after {_shown_time(until)}. The "
            "times of files count, and a copy or a download may have set them all: copy with "
            "cp -a, or give another --until.",
        )
    ]


def _cut(rows: list[Row], most: int) -> list[Row]:
    """The first of these rows, and one that says how many there are beside them."""
    if len(rows) <= most:
        return rows
    folder = rows[most].file.rpartition("/")[0]
    more = f"and {len(rows) - most:,} more files that are not taken."
    return [*rows[:most], replace(rows[most], file=f"{folder}/...".lstrip("/"), why=more)]


def _no_notebook(name: str) -> str:
    if OTHER_ARCHIVE.search(name):
        return "This kind of archive is not opened. Unpack it, or make a zip of it."
    return "It is no notebook."
