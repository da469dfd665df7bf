"""The report: tables that spreadsheets and platforms read, and pages that escape what they show."""

import csv
import json
import re
from html.parser import HTMLParser

import pytest

from helpers.checks import exercises
from teaching.grading import report
from teaching.grading.paper import Paper, Result

LESSON = "01_vectorization"
EVIL = "<img src=x onerror=alert(1)>"
VOID = {"meta", "br", "img", "hr", "input", "link"}


def results_of(learner: str, **causes: str) -> list[Result]:
    """A result for each exercise of the lesson: correct, or wrong for the cause given."""
    results = []
    for each in exercises().values():
        if each.lesson == LESSON:
            cause = causes.get(each.name.replace("-", "_"), "")
            state = "incorrect" if cause else "correct"
            points = 0.0 if cause else float(each.points)
            own = Result(learner, LESSON, each.name, state, points, float(each.points), cause)
            own.message = f"{EVIL} \x1b[31m" if cause else ""
            results.append(own)
    return results


CLASS = {
    "Ada": {},
    "=1+1": {"vectorize": "rows-mix-images", "flatten": "flatten-unchanged"},
    EVIL: {"vectorize": "rows-mix-images", "flatten": "flatten-unchanged"},
    "Kim": {"vectorize": "images-as-columns"},
}


@pytest.fixture
def made(tmp_path):
    """Writes a report of CLASS into a folder, and returns it."""
    work = tmp_path / ".work"
    work.mkdir()

    def write(**changes):
        results = [result for name in CLASS for result in results_of(name, **CLASS[name])]
        results[0].flags = ["Points by hand: 0 in place of 1."]
        results[0].points = 0.0
        written = {"vectorize": f"{EVIL}</code></pre>\n\x1b]0;owned\x07\ttab"}
        options = {
            "papers": [Paper(name, LESSON, written=written) for name in CLASS],
            "results": results,
            "learners": [report.Learner("Kim", "4711", "kim@example.org")],
            "unplaced": [("-2+3.ipynb", "It cannot be told whose it is.")],
            "missing": ["Grace"],
            "isolated": "",
            "graded_at": "2026-11-27 18:00",
            "lessons": [LESSON],
        }
        report.write(tmp_path, work, **{**options, **changes})
        return tmp_path

    return write


def rows_of(path) -> list[dict]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def page_of(folder, learner: str) -> str:
    [row] = [row for row in rows_of(folder / "pages.csv") if row["learner"] == learner]
    return (folder / row["page"]).read_text("utf-8")


def test_grades_have_a_row_a_learner_and_a_column_an_exercise(made):
    folder = made()
    assert (folder / "grades.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    rows = {row["learner"]: row for row in rows_of(folder / "grades.csv")}
    assert list(rows) == sorted(["'=1+1", EVIL, "Ada", "Grace", "Kim"], key=lambda x: x.strip("'"))
    assert (rows["Kim"]["vectorize"], rows["Kim"]["unvectorize"], rows["Kim"]["total"]) == (
        *("0", "1", "9"),
    )
    assert (rows["Grace"]["total"], rows["Grace"]["note"]) == ("", "missing")


def test_no_field_of_a_table_is_a_formula(made):
    for path in made().glob("*.csv"):
        assert "\x1b" not in path.read_text("utf-8-sig")
        for row in rows_of(path):
            assert not [field for field in row.values() if field[:1] in ("=", "+", "-", "@")]


def test_verdicts_are_the_same_in_both_forms(made):
    folder = made()
    table, kept = (
        rows_of(folder / "verdicts.csv"),
        json.loads((folder / "verdicts.json").read_text("utf-8")),
    )
    assert len(table) == len(kept) == 8 * len(CLASS) + 1
    assert [row["state"] for row in table] == [row["state"] for row in kept]
    assert kept[-1]["learner"] == "?" and "2+3" in table[-1]["message"]
    by_hand = [row for row in table if row["set by hand"]]
    assert [(row["learner"], row["exercise"]) for row in by_hand] == [("Ada", "flatten")]


def test_platforms_get_their_columns(made):
    folder = made()
    [kim] = [row for row in rows_of(folder / "moodle.csv") if row["Full name"] == "Kim"]
    assert (kim["Identifier"], kim["Email address"], kim["Grade"], kim["Maximum Grade"]) == (
        *("Participant 4711", "kim@example.org", "9", "11"),
    )
    canvas = rows_of(folder / "canvas.csv")
    assert canvas[0]["Student"] == "Points Possible" and canvas[0]["1. Vectorization"] == "11"
    [kim] = [row for row in canvas if row["Student"] == "Kim"]
    assert (kim["ID"], kim["1. Vectorization"]) == ("4711", "9")


def test_what_learners_wrote_is_text_in_every_page(made):
    folder = made()
    pages = list(folder.rglob("*.html"))
    assert len(pages) == len(CLASS) + 2
    for page in pages:
        text = page.read_text("utf-8")
        assert EVIL not in text and "\x1b" not in text and "\x07" not in text
    assert "&lt;img src=x" in page_of(folder, EVIL)
    assert "\\x1b]0;owned\\x07\ttab" in page_of(folder, "Ada")


def test_pages_are_whole_and_can_be_read_with_a_screen_reader(made):
    class Structure(HTMLParser):
        def __init__(self):
            super().__init__()
            self.open, self.levels = [], []

        def handle_starttag(self, tag, attributes):
            attributes = dict(attributes)
            if tag not in VOID:
                self.open.append(tag)
            if re.fullmatch("h[1-6]", tag):
                self.levels.append(int(tag[1]))
            if tag == "th":
                assert attributes["scope"] in ("row", "col")
            if tag == "html":
                assert attributes["lang"] == "en"
            assert not {"src", "onclick"} & attributes.keys()
            assert "//" not in attributes.get("href", "")

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    for page in made().rglob("*.html"):
        structure = Structure()
        structure.feed(page.read_text("utf-8"))
        assert structure.open == [] and structure.levels.count(1) == 1
        steps = zip(structure.levels, structure.levels[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), page


def test_pages_keep_their_names_that_cannot_be_guessed(made):
    first = rows_of(made() / "pages.csv")
    assert rows_of(made() / "pages.csv") == first
    assert all(len(row["page"]) > 30 for row in first)


def test_a_page_of_a_learner_who_is_gone_goes_too(made):
    made()
    kept = [result for result in results_of("Ada")]
    folder = made(papers=[Paper("Ada", LESSON)], results=kept)
    assert len(list((folder / "learners").iterdir())) == 1


def test_the_teacher_sees_who_and_the_class_does_not(made):
    folder = made()
    teacher = (folder / "teacher.html").read_text("utf-8")
    shown = (folder / "class.html").read_text("utf-8")
    for page in (teacher, shown):
        assert "The images should be the rows" in page and "2 of 4" in page
    assert "Kim" in teacher and "Grace" in teacher and "set by hand" in teacher.lower()
    assert not [name for name in ("Kim", "Ada", "Grace", "1+1", "learners/") if name in shown]


def test_misconceptions_that_go_together_are_named(made):
    page = (made() / "class.html").read_text("utf-8")
    assert re.search(r"\(flatten\) <em>and</em> .*\(vectorize\): 2 have both, of 2 and 2", page)


def test_monday_asks_questions_of_the_lesson(made):
    page = (made() / "class.html").read_text("utf-8")
    asked = re.findall(r"<blockquote>(.*?)</blockquote>", page)
    assert len(asked) == len(set(asked)) == report.REPEATED
    assert all("?" in question or "Guess" in question for question in asked)


def test_every_cause_has_a_title_without_fields():
    for cause, sentence in report.sentences().items():
        title = report.title_of(cause)
        assert title or not re.sub(r"\{\w+\}|\W", "", sentence)
        assert not re.search(r"\{\w+\}", title)


def test_every_exercise_has_a_heading_and_a_question():
    for each in exercises().values():
        lesson = report.lesson_named(each.lesson)
        assert lesson.headings[each.name] and lesson.question(each.name, "", [])


def test_without_isolation_the_report_says_so_at_its_top(made):
    folder = made(isolated="It was asked for.")
    text = (folder / "teacher.html").read_text("utf-8")
    assert text.index("Without isolation") < text.index("<h2")


def test_a_report_that_was_cut_off_on_its_way_is_finished(made):
    folder = made()
    ready = folder / ".work" / "ready"
    ready.mkdir()
    (ready / "grades.csv").write_text("new", "utf-8")
    report.finish(ready, folder)
    assert (folder / "grades.csv").read_text("utf-8") == "new" and not ready.exists()
