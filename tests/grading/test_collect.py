"""Submissions are found in whatever form they come, and nothing else is touched."""

import io
import os
import unicodedata
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from helpers.runs import COURSE
from teaching.grading import collect as collecting
from teaching.grading.collect import (
    CollectError,
    Person,
    collect,
    name_in,
    read_roster,
    read_until,
)
from tests.grading.submission import Submission

NOTEBOOK = "01_vectorization.ipynb"
DONE = Submission(learner="done").bytes()
WRONG = Submission(learner="done")
WRONG.write("flatten", "flat = board")
WRONG = WRONG.bytes()
OPEN = (COURSE / "notebooks" / NOTEBOOK).read_bytes()
OTHER_LESSON = Submission("00", learner="done").bytes()


def zipped(files: dict[str, bytes], date=(2026, 11, 20, 10, 0, 0)) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in files.items():
            file.writestr(zipfile.ZipInfo(name, date), content, zipfile.ZIP_DEFLATED)
    return memory.getvalue()


@pytest.fixture
def gather(tmp_path):
    """Write files below a folder, and collect them; the folder is unchanged by it."""

    def run(files: dict[str, bytes], roster=None, until=None, times=None):
        root, scratch = tmp_path / "class", tmp_path / "scratch"
        scratch.mkdir()
        for name, content in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            when = (times or {}).get(name, 1_700_000_000)
            os.utime(path, (when, when))
        before = {path: path.stat() for path in root.rglob("*")}
        found = collect(root, scratch, roster, until)
        after = {path: path.stat() for path in root.rglob("*")}
        assert {path: status.st_mtime_ns for path, status in before.items()} == {
            path: status.st_mtime_ns for path, status in after.items()
        }
        assert {path.name for path in tmp_path.iterdir()} == {"class", "scratch"}
        return found

    return run


def who(found) -> dict[str, str]:
    """For each learner and lesson the file that was taken."""
    return {
        f"{row.learner} {row.lesson[:2]}": row.file.rsplit("/", 1)[-1]
        for row in found.rows
        if row.taken
    }


FORMS = {
    "folders": ({f"Kim Minji/{NOTEBOOK}": DONE, f"Lee/{NOTEBOOK}": DONE}, "Kim Minji|Lee"),
    "a folder of folders": ({f"class/{x}/hw/{NOTEBOOK}": DONE for x in ("kim", "lee")}, "kim|lee"),
    "one learner": ({f"kim/{NOTEBOOK}": DONE}, "kim"),
    "flat": ({f"kim_min_{NOTEBOOK}": DONE, "01_vectorization - Lee.ipynb": DONE}, "kim_min|Lee"),
    "flat, by number": ({f"20231234_{NOTEBOOK}": DONE, f"20231235_{NOTEBOOK}": DONE},
                        "20231234|20231235"),
    "flat, names alone": ({"Kim Minji.ipynb": DONE, "홍길동.ipynb": DONE}, "Kim Minji|홍길동"),
    "Moodle": ({f"Kim Minji_77_assignsubmission_file_/{NOTEBOOK}": DONE,
                f"Lee_78_assignsubmission_file/{NOTEBOOK}": DONE}, "Kim Minji|Lee"),
    "Moodle, flat": ({f"Kim Minji_77_assignsubmission_file_{NOTEBOOK}": DONE}, "Kim Minji"),
    "Moodle, one name twice": ({f"Kim_77_assignsubmission_file_/{NOTEBOOK}": DONE,
                                f"Kim_78_assignsubmission_file_/{NOTEBOOK}": DONE},
                               "Kim (77)|Kim (78)"),
    "Canvas": ({"kimminsu_12345_67890_01_vectorization-2.ipynb": DONE,
                f"leehana_LATE_12346_67891_{NOTEBOOK}": DONE}, "kimminsu|leehana"),
    "Classroom": ({f"Vectorization/Choi Yuna - {NOTEBOOK}": DONE,
                   f"Vectorization/Kim - {NOTEBOOK}": DONE}, "Choi Yuna|Kim"),
    "nbgrader": ({f"submitted/kim/01_vectorization/{NOTEBOOK}": DONE,
                  "submitted/kim/01_vectorization/timestamp.txt": b"2026"}, "kim"),
    "a zip of folders": ({"class.zip": zipped({f"kim/{NOTEBOOK}": DONE, f"lee/{NOTEBOOK}": DONE})},
                         "kim|lee"),
    "a zip a learner": ({"kim.zip": zipped({NOTEBOOK: DONE}),
                         "lee_01_vectorization.zip": zipped({f"hw/{NOTEBOOK}": DONE})}, "kim|lee"),
    "a zip a learner, parts in it": (
        {f"{x}.zip": zipped({f"one/{NOTEBOOK}": DONE, "two/x.ipynb": OTHER_LESSON})
         for x in ("kim", "lee")}, "kim|kim|lee|lee"),
    "names beside the lessons' names": (
        {f"{x}/first try {NOTEBOOK}": DONE for x in ("kim", "lee")}, "kim|lee"),
    "a folder a lesson, flat": (
        {"Lesson 0/kim_00_start_here.ipynb": OTHER_LESSON, f"Lesson 1/kim_{NOTEBOOK}": DONE,
         f"Lesson 1/lee_{NOTEBOOK}": DONE}, "kim|kim|lee"),
    "the same learners every week": (
        {f"Week 1/{name}/{NOTEBOOK}": DONE for name in ("kim", "lee")}
        | {f"Week 2/{name}/x.ipynb": OTHER_LESSON for name in ("kim", "lee")}, "kim|kim|lee|lee"),
    "groups": ({f"Group {x}/{name}{x}/{NOTEBOOK}": DONE for x in "AB" for name in ("kim", "lee")},
               "kimA|kimB|leeA|leeB"),
    "numbers and parts": ({f"{x}/first try/{NOTEBOOK}": DONE for x in ("01", "02")}, "01|02"),
    "a class in NFD": (
        {unicodedata.normalize("NFD", f"1반 과제/{name}_01_vectorization_최종.ipynb"): DONE
         for name in ("김민수", "이하나")}, "김민수|이하나"),
    "zips in zips": ({"kim/a.zip": zipped({"b.zip": zipped({NOTEBOOK: DONE})})}, "kim"),
    "what programs add": ({f"kim/{NOTEBOOK}": DONE, f"kim/.ipynb_checkpoints/{NOTEBOOK}": WRONG,
                           f"__MACOSX/kim/._{NOTEBOOK}": b"\0", ".DS_Store": b"\0"}, "kim"),
    "NFD": ({f"{unicodedata.normalize('NFD', '박서준')}/{NOTEBOOK}": DONE}, "박서준"),
    "cp949": ({"x.zip": zipped({f"XXXXXX/{NOTEBOOK}": DONE, f"lee/{NOTEBOOK}": DONE})
               .replace(b"XXXXXX", "홍길동".encode("cp949"))}, "lee|홍길동"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_each_form_names_its_learners(form, gather):
    files, learners = FORMS[form]
    found = gather(files)
    assert sorted(paper.learner for paper in found.papers) == sorted(learners.split("|"))
    assert not any(row.learner == "" for row in found.rows)
    assert all(all(paper.written.values()) for paper in found.papers)


def test_a_zip_is_as_good_as_a_folder(tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(zipped({f"kim/{NOTEBOOK}": DONE}))
    assert who(collect(path, tmp_path)) == {"kim 01": NOTEBOOK}


def test_the_lesson_is_told_by_what_is_inside(gather):
    found = gather({"kim/Untitled3.ipynb": DONE, f"kim/{NOTEBOOK}": OTHER_LESSON})
    assert who(found) == {"kim 01": "Untitled3.ipynb", "kim 00": NOTEBOOK}


@pytest.mark.parametrize(
    "name", ["", "Untitled", "homework 2", "01_vectorization (3)", "Copy of 1"]
)
def test_a_file_without_a_name_is_nobodys(name, gather):
    assert name_in(f"{name}.ipynb") == ""
    [row] = gather({f"{name or 'final'}.ipynb": DONE}).rows
    assert (row.learner, row.taken) == ("", False)
    assert "whose" in row.why


def test_the_newest_version_counts(gather):
    names = [NOTEBOOK, "01_vectorization (1).ipynb", "01_vectorization (2).ipynb"]
    files = {
        f"kim/{name}": content for name, content in zip(names, (WRONG, DONE, WRONG), strict=True)
    }
    times = {f"kim/{name}": 10**9 + when for name, when in zip(names, (0, 1000, 500), strict=True)}
    found = gather(files, times=times)
    assert who(found) == {"kim 01": names[1]}
    assert "newest of 3, by its time of change" in next(row.why for row in found.rows if row.taken)


def test_a_number_decides_between_versions_of_one_time(gather):
    files = {f"kim/01_vectorization{x}.ipynb": DONE for x in ("", " (2)", " (10)")}
    assert who(gather(files)) == {"kim 01": "01_vectorization (10).ipynb"}


@pytest.mark.parametrize("newer", [OPEN, DONE[:5000]])
def test_an_untouched_or_broken_copy_displaces_no_work(newer, gather):
    files = {f"kim/{NOTEBOOK}": DONE, "kim/01_vectorization (1).ipynb": newer}
    found = gather(files, times={"kim/01_vectorization (1).ipynb": 1_800_000_000})
    assert who(found) == {"kim 01": NOTEBOOK}
    assert len(found.rows) == 2


def test_what_came_too_late_is_named(gather):
    files = {
        f"kim/{NOTEBOOK}": DONE,
        "kim/01_vectorization (1).ipynb": WRONG,
        f"lee/{NOTEBOOK}": DONE,
    }
    late = {"kim/01_vectorization (1).ipynb": 1_800_000_000, f"lee/{NOTEBOOK}": 1_800_000_000}
    found = gather(files, until=1_750_000_000, times=late)
    assert who(found) == {"kim 01": NOTEBOOK}
    assert sorted(file for file, why in found.unplaced if "came after" in why) == sorted(late)


FRIDAY, SATURDAY = (2026, 11, 27, 12, 0, 0), (2026, 11, 28, 12, 0, 0)
UNTIL = read_until("2026-11-27 18:00")


@pytest.mark.parametrize("unpacked", [False, True])
def test_of_canvas_the_name_says_what_is_late(unpacked, gather):
    files = {f"{x}_12345_67890_{NOTEBOOK}": DONE for x in ("kim", "lee", "park_LATE")}
    times = dict.fromkeys(files, read_until("2026-11-28"))
    content = files if unpacked else {"export.zip": zipped(files, SATURDAY)}
    found = gather(content, until=UNTIL, times=times)
    assert [paper.learner for paper in found.papers] == ["kim", "lee"]
    assert all("in time by Canvas' name" in row.why for row in found.rows if row.taken)
    [(_, why)] = found.unplaced
    assert "it came after the time that counts, as the LATE in Canvas' name" in why


def test_what_was_zipped_too_late_is_late_whatever_is_in_it(gather):
    old = zipped({NOTEBOOK: DONE}, FRIDAY)
    late = zipped({f"{x}.zip": old for x in ("kim", "lee")}, SATURDAY)
    in_time = zipped({f"{x}.zip": old for x in ("park", "choi")}, FRIDAY)
    files = {"late.zip": late, "in time.zip": in_time, "hong.zip": old, "jung/a.zip": old}
    times = {"jung/a.zip": read_until("2026-11-28"), "in time.zip": read_until("2026-11-29")}
    found = gather(files, until=UNTIL, times=times)
    assert sorted(paper.learner for paper in found.papers) == ["choi", "hong", "park"]
    assert {row.learner for row in found.rows if "2026-11-28" in row.why} == {"kim", "lee", "jung"}


@pytest.mark.parametrize("late", [8, 9])
def test_it_is_said_aloud_if_nearly_all_came_too_late(late, gather):
    files = {f"{chr(97 + number)}/{NOTEBOOK}": DONE for number in range(10)}
    times = {name: UNTIL + 60 * (number < late) for number, name in enumerate(files)}
    first = gather(files, until=UNTIL, times=times).rows[0]
    assert (first.file == "ATTENTION") == (late == 9)
    assert late == 8 or "9 of 10 learners came after 2026-11-27 18:00" in first.why


def test_times_are_local_and_a_day_lasts_until_midnight():
    assert read_until("2026-11-27 18:00") == read_until("2026-11-27T18:00:00")
    assert read_until("2026-11-27") - read_until("2026-11-27 18:00") == 6 * 3600 - 1
    with pytest.raises(
        CollectError, match=r'--until "Friday" is no time\. Write .*"2026-11-27 18:00"'
    ):
        read_until("Friday")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_links_and_pipes_are_named_and_not_followed(gather, tmp_path):
    folder = tmp_path / "class" / "kim"
    folder.mkdir(parents=True)
    (folder / NOTEBOOK).symlink_to(COURSE / "solutions" / NOTEBOOK)
    (folder.parent / "lee").mkdir()
    os.mkfifo(folder.parent / "lee" / NOTEBOOK)
    (folder.parent / "park").symlink_to(COURSE / "solutions")
    found = gather({f"choi/{NOTEBOOK}": DONE})
    reasons = {paper.learner: paper.unreadable for paper in found.papers}
    assert "link" in reasons["kim"] and "pipe" in reasons["lee"] and reasons["choi"] == ""
    [(file, why)] = found.unplaced
    assert file == "park" and why.endswith("it is a link, and links are not followed.")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_names_of_folders_may_be_in_cp949(tmp_path):
    folder = os.path.join(os.fsencode(tmp_path), b"class", "홍길동".encode("cp949"))
    os.makedirs(folder)
    with open(os.path.join(folder, NOTEBOOK.encode()), "wb") as file:
        file.write(DONE)
    found = collect(tmp_path / "class", tmp_path)
    assert [paper.learner for paper in found.papers] == ["홍길동"]
    assert found.rows[0].file == f"홍길동/{NOTEBOOK}"


def test_names_in_zips_lead_nowhere(gather):
    evil = zipped(
        {f"../lee/{NOTEBOOK}": WRONG, f"/tmp/{NOTEBOOK}": WRONG, f"C:\\{NOTEBOOK}": WRONG}
    )
    found = gather({"kim/evil.zip": evil, f"lee/{NOTEBOOK}": DONE})
    by_learner = {paper.learner: paper for paper in found.papers}
    assert "leads out" in by_learner["kim"].unreadable and not by_learner["lee"].unreadable


def link() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        entry = zipfile.ZipInfo("answers.ipynb")
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        file.writestr(entry, "/etc/passwd")
    return memory.getvalue()


BAD_ZIPS = {
    "damaged": zipped({NOTEBOOK: DONE})[:900],
    "unpack to too much": zipped({"a.ipynb": b"{}", "b.ipynb": b" " * (100 << 20)}),
    "larger than": zipped(
        {"answers.ipynb": bytes((100 << 20) + 1)} | {"x.bin": os.urandom(1 << 20)}
    ),
    "more than": zipped({f"x/{x}": b"" for x in range(collecting.MOST_FILES + 1)}),
    "is a link": link(),
    "is empty": zipped({}),
}


@pytest.mark.parametrize("reason", BAD_ZIPS)
def test_archives_are_bounded(reason, gather):
    found = gather({"kim/work.zip": BAD_ZIPS[reason], f"lee/{NOTEBOOK}": DONE})
    assert who(found) == {"lee 01": NOTEBOOK}
    file, why = found.unplaced[-1]
    assert file.startswith("kim/work.zip") and reason in why


BIG = {"a notebook": {f"kim/{NOTEBOOK}": b" " * ((100 << 20) + 1)},
       "a bomb": {"kim.zip": zipped({f"{x}/{NOTEBOOK}": bytes(60 << 20) for x in range(3)})},
       "bombs in a bomb": {"kim.zip": zipped({f"{x}.zip": zipped({NOTEBOOK: bytes(60 << 20)})
                                              for x in range(3)})}}  # fmt: skip


@pytest.mark.parametrize("root", [False, True])
@pytest.mark.parametrize("kind", BIG)
def test_one_learners_large_file_costs_no_other_theirs(kind, root, gather, tmp_path):
    content = zipped({f"lee/{NOTEBOOK}": DONE, "park.zip": zipped({NOTEBOOK: DONE})} | BIG[kind])
    if root:
        path = tmp_path / "export.zip"
        path.write_bytes(content)
        found = collect(path, tmp_path)
    else:
        found = gather({"export.zip": content})
    assert {paper.learner for paper in found.papers if not paper.unreadable} == {"lee", "park"}
    assert "kim" in {person.name for person in found.learners}


def test_what_all_archives_unpack_to_is_bounded(gather, monkeypatch):
    monkeypatch.setattr(collecting, "LARGEST_NOTEBOOK", 1 << 20)
    monkeypatch.setattr(collecting, "LARGEST_INNER", 3 << 20)
    monkeypatch.setattr(collecting, "LARGER", 0)
    monkeypatch.setattr(collecting, "STEEPEST", 1 << 20)
    blank = DONE + b" " * ((1 << 20) - len(DONE))
    inner = zipped({f"{x}/{NOTEBOOK}": blank for x in range(9)})
    monkeypatch.setattr(collecting, "LARGEST_ARCHIVE", 3 * len(inner) + (7 << 20))
    found = gather({"all.zip": zipped({f"{x}.zip": inner for x in ("kim", "lee", "park")})})
    refused = Counter(row.file[:12] for row in found.rows if "to too much" in row.why)
    assert refused == {"all.zip/kim.": 6, "all.zip/lee.": 6, "all.zip/park": 8}


def test_the_files_of_all_archives_together_are_bounded(gather, monkeypatch):
    monkeypatch.setattr(collecting, "MOST_IN_ALL", 10)
    inner = zipped({NOTEBOOK: DONE} | {f"x{x}": b"" for x in range(3)})
    found = gather({"all.zip": zipped({f"{x}.zip": inner for x in ("kim", "lee", "park")})})
    assert [paper.learner for paper in found.papers] == ["kim"]
    assert all("too many files" in why for _, why in found.unplaced)


def test_what_programs_put_into_a_zip_counts_not(gather):
    crowd = {f".venv/lib/{x}.py": b"" for x in range(6000)}
    crowd |= {f"venv/lib/{x}.py": b"" for x in range(11_000)}
    found = gather({"kim/work.zip": zipped(crowd | {NOTEBOOK: DONE})})
    assert who(found) == {"kim 01": NOTEBOOK} and not found.unplaced


def test_a_full_disk_is_not_called_a_damaged_archive(gather, monkeypatch):
    def fail(**options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(collecting.tempfile, "mkstemp", fail)
    inner = zipped({NOTEBOOK: DONE})
    with pytest.raises(CollectError, match=r"No space left on device\)\. Make room"):
        gather({"kim/out.zip": zipped({"in.zip": inner})})


def test_of_an_archive_in_another_one_only_notebooks_stay_in_the_scratch(gather, tmp_path):
    inner = zipped({NOTEBOOK: DONE, "x.bin": b"x"})
    gather({"class.zip": zipped({"kim.zip": zipped({"in.zip": inner})})})
    assert [path.read_bytes() for path in (tmp_path / "scratch").iterdir()] == [DONE]


def test_zips_are_not_opened_without_end(gather):
    content = zipped({NOTEBOOK: DONE})
    for _ in range(collecting.DEEPEST):
        content = zipped({"in.zip": content})
    [(file, why)] = gather({"kim/out.zip": content}).unplaced
    assert file.startswith("kim/out.zip/in.zip") and "archives deep" in why


def test_what_cannot_be_placed_is_named(gather):
    files = {
        "kim/answers.docx": b"PK",
        "lee/work.rar": b"Rar!",
        "park/shop.ipynb": b'{"cells": []}',
    }
    found = gather(files)
    assert not found.papers and {file for file, _ in found.unplaced} == set(files)


NUMBERED = [f"student_{number:02}" for number in range(1, 31)]


@pytest.mark.parametrize(
    "form", [f"{{}}_{NOTEBOOK}", "01_vectorization_{}.ipynb", "{}.ipynb", "{}.zip"]
)
def test_people_with_a_number_for_a_name_are_told_apart(form, gather):
    content = zipped({NOTEBOOK: DONE}) if form.endswith(".zip") else DONE
    found = gather({form.format(name): content for name in NUMBERED})
    assert sorted(paper.learner for paper in found.papers) == NUMBERED


@pytest.mark.parametrize(
    "file, name",
    [
        ("Ana_01_vectorization_solved.ipynb", "Ana"),
        ("김민수_01_vectorization_final.ipynb", "김민수"),
        ("김민수_01_vectorization-Copy1.ipynb", "김민수"),
        ("김민수_01_vectorization_최종_v2 (3).ipynb", "김민수"),
        ("Bo_01_vectorization_My Answers.ipynb", "Bo"),
        ("01_vectorization_solution_Ana.ipynb", "solution_Ana"),
        ("Copy of Ana - Vectorization.ipynb", "Ana"),
        ("Ana Lee_done.ipynb", "Ana Lee"),
        ("01_vectorization-Copy1.ipynb", ""),
        ("01_vectorization_solved.ipynb", ""),
        ("student-07.zip", "student-07"),
        ("kim.tar.gz", "kim"),
        ("copy1" * 40 + "q.ipynb", "copy1" * 40 + "q"),
    ],
)
def test_a_name_is_found_beside_other_words(file, name):
    assert name_in(file) == name


def test_the_names_are_where_they_differ(gather):
    found = gather({f"A반_01_vectorization_{name}.ipynb": DONE for name in ("김민수", "이하나")})
    assert [paper.learner for paper in found.papers] == ["김민수", "이하나"]


def test_a_number_is_a_version_beside_the_same_name_without_it(gather):
    files = {f"01_vectorization_kim{x}.ipynb": DONE for x in ("", "_2", "-Copy1", " (4)")}
    assert who(gather(files)) == {"kim 01": "01_vectorization_kim (4).ipynb"}


def test_work_under_one_name_that_looks_like_two_peoples_is_named(gather):
    roster = [Person("Kim Minji", "20231234")]
    files = {f"20231234_{x}_{NOTEBOOK}": DONE for x in ("A", "A_2")}
    files |= {f"20231234_B_{NOTEBOOK}": WRONG, f"20231234_C_{NOTEBOOK}": DONE}
    times = {f"20231234_A_{NOTEBOOK}": 1_800_000_000}
    found = gather(files, roster, times=times)
    assert who(found) == {"Kim Minji 01": f"20231234_A_{NOTEBOOK}"}
    [(file, why)] = found.unplaced
    assert file == f"20231234_B_{NOTEBOOK}" and "is it really Kim Minji's?" in why
    assert "1 with other names" in next(row.why for row in found.rows if row.taken)


UNUSABLE = {
    "homework.ipynb": DONE[:5000],
    "work.7z": b"7z",
    "work.zip": zipped({NOTEBOOK: DONE})[:900],
    "answers.docx": b"PK",
    "late.ipynb": DONE,
}


@pytest.mark.parametrize("roster", [None, [Person("Minsu"), Person("Lee"), Person("Park")]])
@pytest.mark.parametrize("file", UNUSABLE)
def test_a_learner_whose_work_cannot_be_taken_stays_in_the_class(file, roster, gather):
    files = {f"Minsu/{file}": UNUSABLE[file], f"Lee/{NOTEBOOK}": DONE}
    times = {"Minsu/late.ipynb": 1_800_000_000}
    found = gather(files, roster, until=1_750_000_000, times=times)
    assert {person.name for person in found.learners} >= {"Minsu", "Lee"}
    assert found.missing == (["Park"] if roster else [])
    [row] = [row for row in found.rows if not row.taken]
    assert (row.learner, row.file) == ("Minsu", f"Minsu/{file}")
    assert row.why.startswith("handed in, nothing usable: ")
    assert found.unplaced == [(row.file, f"Minsu: {row.why}")]


def test_an_empty_folder_is_nothing_handed_in(gather, tmp_path):
    (tmp_path / "class" / "Minsu").mkdir(parents=True)
    found = gather({f"Lee/{NOTEBOOK}": DONE}, [Person("Minsu")])
    assert found.missing == ["Minsu"]
    assert found.unplaced == [("Minsu", "This folder is empty.")]


def test_every_file_of_a_flat_folder_has_a_row_with_its_name(gather):
    names = [f"learner {chr(97 + number)}" for number in range(26)]
    found = gather({f"{x}{end}": b"x" for x in names for end in (".tgz", "_01_vectorization.pdf")})
    assert {row.learner for row in found.rows} == set(names) == {p.name for p in found.learners}
    assert len(found.rows) == 52


@pytest.mark.parametrize("folder", ["Week 1", "class 3"])
@pytest.mark.parametrize("end", ["7z", "pdf"])
def test_a_folder_of_others_than_notebooks_is_a_class_too(folder, end, gather):
    found = gather({f"{folder}/{name}.{end}": b"x" for name in ("kim", "lee", "park")})
    assert {person.name for person in found.learners} == {"kim", "lee", "park"}


def test_an_archive_that_is_not_opened_is_named_beside_a_notebook(gather):
    found = gather({f"kim/{NOTEBOOK}": DONE, "kim/02.7z": b"7z", "kim/notes.txt": b"x"})
    assert who(found) == {"kim 01": NOTEBOOK}
    reason = "kim: This kind of archive is not opened. Unpack it, or make a zip of it."
    assert found.unplaced == [("kim/02.7z", reason)]


def test_data_of_the_lessons_is_no_archive_of_work(gather):
    files = {f"kim/{NOTEBOOK}": DONE, "kim/data/train-images-idx3-ubyte.gz": b"x"}
    assert gather(files).unplaced == []


def test_where_rows_are_cut_the_rest_is_counted(gather):
    found = gather({f"kim/picture{number}.png": b"x" for number in range(50)})
    assert len(found.rows) == collecting.MOST_ROWS + 1
    assert found.rows[-1].file == "kim/..." and "and 30 more files" in found.rows[-1].why


@pytest.mark.parametrize("name", ["_" * 60 + "q", "1" * 80 + "q", "final " * 40 + "q", "(1)" * 80])
def test_no_name_holds_the_search_up(name):
    assert name_in(f"{name}.ipynb") in (name, name.strip("_"), "")


def test_a_file_that_breaks_its_reader_costs_no_other(gather, monkeypatch):
    make = collecting.make_paper

    def fail(cells, notes, learner, lesson):
        if learner == "kim":
            raise KeyError("a fault")
        return make(cells, notes, learner, lesson)

    monkeypatch.setattr(collecting, "make_paper", fail)
    found = gather({f"kim/{NOTEBOOK}": DONE, f"lee/{NOTEBOOK}": DONE})
    assert [paper.unreadable for paper in found.papers] == ["It cannot be read (KeyError).", ""]


ROSTERS = {
    "names": "Kim Minji\nHong Gildong",
    "a heading": "Name;E-Mail\nKim Minji;m@x.org\nHong Gildong;h@x.org",
    "Moodle's": "First name,Last name,ID number\nMinji,Kim,77\nGildong,Hong,78",
    "Canvas'": 'Student,ID,SIS Login ID\n"Kim, Minji",77,m@x.org\n"Hong, Gildong",78,h@x.org',
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
@pytest.mark.parametrize("kind", ROSTERS)
def test_a_roster_helps_to_match_and_says_who_is_missing(kind, encoding, gather, tmp_path):
    path = tmp_path / "names.csv"
    path.write_bytes(f"{ROSTERS[kind]}\n홍길동".encode(encoding))
    roster = read_roster(path)
    path.unlink()
    found = gather({f"MinjiKim/{NOTEBOOK}": DONE, f"gildong_hong_{NOTEBOOK}": DONE}, roster)
    assert [paper.learner for paper in found.papers] == sorted(
        person.name for person in roster if person.name != "홍길동"
    )
    assert found.missing == ["홍길동"]
    assert len(found.learners) == 3


KIM, LEE = ("Kim Minsu", "20231234", "k@x.kr"), ("Lee Hana", "20231235", "l@x.kr")
TABLES = {
    "Kim Minsu\nLee Hana": "n",
    "20231234,Kim Minsu\n20231235,Lee Hana": "ni",
    "1,20231234,Kim Minsu\n2,20231235,Lee Hana": "ni",
    "Kim Minsu;k@x.kr\nLee Hana;l@x.kr": "ne",
    "No,Student Name\n1,Kim Minsu\n2,Lee Hana": "n",
    "번호,이름\n1,Kim Minsu\n2,Lee Hana": "n",
    "번호\t학번\t이름\n1\t20231234\tKim Minsu\n2\t20231235\tLee Hana": "ni",
    "name,group\nKim Minsu,G1\nLee Hana,G2": "n",
    "20231234,Kim Minsu,3\n20231234,Kim Minsu,3\n20231235,Lee Hana,3": "ni",
    "No.,성,이름\n20231234,Minsu,Kim\n20231235,Hana,Lee": "ni",
    "sep=;\nName;E-Mail\nKim Minsu;k@x.kr\nLee Hana;l@x.kr": "ne",
    "group,Student_ID,NAME :\nA,20231234,Kim Minsu\nA,20231235,Lee Hana": "ni",
    "section,name,email\nA,Kim Minsu,k@x.kr\nB,Kim Minsu,k@x.kr\nA,Lee Hana,l@x.kr": "ne",
    "Student,ID,SIS User ID,SIS Login ID,Section,Lesson (77)\n,,,,,Manual Posting\n"
    "    Points Possible,,,,,10\nKim Minsu,7,20231234,k@x.kr,A,3\nLee Hana,8,20231235,l@x.kr,A,\n"
    '"Student, Test",9,,abc,A,': "nie",
    "Identifier,Full name,Email address\nParticipant 7,Kim Minsu,k@x.kr\n"
    "Participant 8,Lee Hana,l@x.kr": "ne",
}


@pytest.mark.parametrize("table", TABLES)
def test_a_roster_is_read_with_and_without_a_heading(table, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(table, "utf-8")
    kinds = TABLES[table]
    assert [(person.name, person.id, person.email) for person in read_roster(path)] == [
        tuple(value * (kind in kinds) for kind, value in zip("nie", person, strict=True))
        for person in (KIM, LEE)
    ]


def test_a_family_name_and_a_given_name_are_one_name(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("성,이름\n김,민수", "utf-8")
    assert read_roster(path) == [Person("김민수")]


@pytest.mark.parametrize(
    "table, reason",
    [
        ("Kim,Minsu\nLee,Hana", "not clear which column .* Write a first row .* name,id,email"),
        ("Kim Minsu,G1 blue\nLee Hana,G2 red", "not clear which column"),
        ("Teilnehmer,Kürzel\nKim,1\nLee,2", "not clear which column"),
        ("20231234,010-55,Kim\n20231235,010-66,Lee", "not clear which column"),
        ("id,email\n7,k@x.kr", "no column of names. Call one"),
        ("name,id\nKim,7\nLee,7", "Kim and Lee have the same id 7. Mend"),
        ("PK\x03\x04", "Save it as CSV"),
        (f'name\n"{"x" * 200_000}"', "no table"),
    ],
)
def test_a_roster_that_can_mean_two_things_is_refused(table, reason, tmp_path):
    path = tmp_path / "names.csv"
    path.write_text(table, "utf-8")
    with pytest.raises(CollectError, match=reason) as said:
        read_roster(path)
    assert "names.csv" in str(said.value) and "\n" not in str(said.value)


def test_a_learner_is_found_by_the_row_and_by_the_number_of_the_platform(gather):
    roster = [Person("Kim", number="1"), Person("Lee", number="7700124"), Person("Lee", "9")]
    files = [f"1/{NOTEBOOK}", f"Lee_7700124_assignsubmission_file_/{NOTEBOOK}"]
    found = gather(dict.fromkeys(files, DONE), roster)
    assert [paper.learner for paper in found.papers] == ["Kim", "Lee (1)"]


def test_a_roster_matches_by_id_and_address(gather):
    roster = [Person("Kim Minji", "2023-77", "minji.k@x.org"), Person("Kim Minji", "2023-78")]
    found = gather({f"202377/{NOTEBOOK}": DONE, f"Kim_2023-78/{NOTEBOOK}": DONE}, roster)
    assert [paper.learner for paper in found.papers] == [
        "Kim Minji (2023-77)",
        "Kim Minji (2023-78)",
    ]
    assert "roster" in found.rows[0].why and found.missing == []


@pytest.mark.parametrize("folder", ["Week 3", "01_vectorization", "3", "class 20231234"])
def test_a_number_in_a_folders_name_makes_not_all_in_it_one_learners(folder, gather):
    people = ["Kim Minji", "Lee Hana", "Hong Gildong"]
    roster = [Person(name, f"{number:02}") for number, name in enumerate(people, 1)]
    roster += [Person("Park", "3"), Person("Choi", "20231234")]
    found = gather({f"{folder}/{name}/{NOTEBOOK}": DONE for name in people}, roster)
    assert sorted(paper.learner for paper in found.papers) == sorted(people)


def test_short_ids_name_the_folders_of_every_week(gather):
    roster = [Person("Kim Minji", "1"), Person("Lee Hana", "2")]
    works = {"Week 1": DONE, "Week 2": OTHER_LESSON}
    files = {f"{week}/{x}/a.ipynb": works[week] for week in works for x in "12"}
    found = gather(files, roster)
    assert Counter(paper.learner for paper in found.papers) == {"Kim Minji": 2, "Lee Hana": 2}


def test_a_folder_of_tasks_is_no_learner(gather):
    found = gather({f"kim/{NOTEBOOK}": DONE, "tasks/01.pdf": b"x"})
    assert [person.name for person in found.learners] == ["kim"]


def test_a_short_id_is_a_folders_name_only_as_a_whole(gather):
    roster = [Person("Kim Minji", "3"), Person("Lee Hana", "7")]
    found = gather({f"3/{NOTEBOOK}": DONE, f"team 7/{NOTEBOOK}": DONE}, roster)
    assert [paper.learner for paper in found.papers] == ["Kim Minji", "team 7"]


@pytest.mark.parametrize(
    "folder, learner",
    [
        ("Kim Jiwoo", "Kim Jiwoo"),
        ("kim", "Kim Minsu"),
        ("kim homework", "kim homework"),
        ("kim@x.kr homework", "Kim Minsu"),
        ("Minsu Kim homework", "Kim Minsu"),
        ("20231234 M. Kim", "Kim Minsu"),
        ("20231234 Lee Hana", "20231234 Lee Hana"),
        ("Kim Jiwoo_20231234_assignsubmission_file_", "Kim Jiwoo"),
        ("Participant 1_20231234_assignsubmission_file_", "Kim Minsu"),
    ],
)
def test_one_word_of_a_longer_name_makes_nobody_somebody_else(folder, learner, gather):
    roster = [Person("Kim Minsu", "20231234", "kim@x.kr"), Person("Lee Hana")]
    found = gather({f"{folder}/{NOTEBOOK}": DONE, f"Choi/{NOTEBOOK}": DONE}, roster)
    assert {paper.learner for paper in found.papers} == {learner, "Choi"}


def test_a_name_that_two_share_is_not_guessed(gather):
    roster = [Person("Kim Minji"), Person("Kim Minji")]
    found = gather({f"Kim Minji/{NOTEBOOK}": DONE}, roster)
    assert [paper.learner for paper in found.papers] == ["Kim Minji"]
    assert found.missing == ["Kim Minji (1)", "Kim Minji (2)"]


@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff\xfe" * 9])
def test_a_roster_that_is_none_is_named(content, tmp_path):
    path = tmp_path / "names.csv"
    path.write_bytes(content)
    with pytest.raises(CollectError, match="roster"):
        read_roster(path)


def directories_only() -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        file.writestr("kim/", b"")
    return memory.getvalue()


def directory_damaged() -> bytes:
    content = bytearray(zipped({f"kim/{NOTEBOOK}": DONE}))
    start = content.rindex(b"PK\x01\x02")
    content[start : start + 4] = b"XXXX"
    return bytes(content)


ROOTS = {
    "This zip is empty": zipped({}),
    "is empty. Give": directories_only(),
    "is empty. Give the": zipped({f"__MACOSX/kim/._{NOTEBOOK}": b"x"}),
    "holds more than": zipped({f"x/{x}": b"" for x in range(collecting.MOST_FILES + 1)}),
    "damaged. Download it again": directory_damaged(),
    "is a damaged zip, or none": zipped({f"kim/{NOTEBOOK}": DONE})[:900],
}


@pytest.mark.parametrize("reason", ROOTS)
def test_a_zip_that_cannot_be_taken_is_no_fault_of_the_program(reason, tmp_path):
    path = tmp_path / "class.zip"
    path.write_bytes(ROOTS[reason])
    with pytest.raises(CollectError, match=rf"class\.zip .*{reason}.*\.$"):
        collect(path, tmp_path)


def test_a_folder_that_cannot_be_read_is_no_fault_of_the_program(tmp_path, monkeypatch):
    def refuse(folder):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "scandir", refuse)
    with pytest.raises(CollectError, match=r"cannot be taken\. This folder .*Permission denied"):
        collect(tmp_path, tmp_path)


@pytest.mark.parametrize("name", ["nowhere", "file.txt"])
def test_submissions_that_are_none_are_named(name, tmp_path):
    (tmp_path / "file.txt").write_text("x")
    with pytest.raises(CollectError, match=name):
        collect(Path(tmp_path, name), tmp_path)
