"""What a class's report says, and that nothing of a learner's acts in it."""

import csv
import json
import os
import random
import re
import time
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from helpers.checks import exercises
from helpers.checks.sentences import sentences
from teaching.grading import report
from teaching.grading.collect import Person
from teaching.grading.paper import Paper, Result
from tests.browser.lab import CHROMIUM, FLAGS
from tests.browser.look import AXE_SCRIPT

LESSON = "01_vectorization"
ASKED = [each for each in exercises().values() if each.lesson == LESSON]
MINDS = {"vectorize": "melts-all-into-a-vector", "unvectorize": "width-before-height"}
"""Two misconceptions that the same learners of the made-up class have."""
OTHERS = ["flatten-column", "shape-misplaced", "batch-is-column", "flatten-is-a-view"]
ODD = [
    '=HYPERLINK("http://evil.example","you")',
    "<script>alert(1)</script>",
    "\x1b[31mred\x1b]0;title\x07",
    "right\u202eto left\u2066",
    "a\x00b\ud800c",
    "\u0644\u064a\u0644\u0649",
    "`'\"&amp;{{ 7 * 7 }}",
]
ACTS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters and those that turn the reading direction."""
# fmt: off
KOREAN = [
    "김민준", "이서연", "박도윤", "최지우", "정하준", "강서현", "조은우", "윤하은",
    "장시우", "임지유", "한건우", "오수아", "신유준", "서다은", "권현우", "황예린",
    "안지호", "송채원", "류준서", "홍나윤", "전선우",
]
# fmt: on


def made_up(names, seed=0, long=""):
    """Papers, results and learners of a class: every third has both `MINDS`, others have few."""
    rng = random.Random(seed)
    papers, results, learners = [], [], []
    for place, name in enumerate(names):
        learners.append(Person(name, f"s{place:03}", f"s{place}@x.example", [f"{place}.ipynb"]))
        paper = Paper(name, LESSON, written={})
        for each in ASKED:
            state, cause, message = "correct", "", "That is right."
            if each.name in MINDS and place % 3 == 0:
                state, cause = "incorrect", MINDS[each.name]
                message = sentences()[cause]
            elif each.name == "flatten" and place % 4 == 1:
                state, cause = "incorrect", OTHERS[0]
                message = sentences()[cause]
            elif rng.random() < 0.15:
                state, message = rng.choice(
                    [
                        ("not attempted", ""),
                        ("timed out", "Your code ran longer than 0.9 seconds."),
                        ("error", "NameError: name 'vecs' is not defined"),
                    ]
                )
            points = float(each.points) if state == "correct" else 0.0
            one = Result(name, LESSON, each.name, state, points, float(each.points), cause, message)
            if state == "error":
                one.line = "cell 7, line 2: return vecs"
            code = f"def answer(images):\n    return {each.name!r}\n"
            paper.written[each.name] = "" if state == "not attempted" else code
            results.append(one)
        if long and place == 0:
            paper.written["vectorize"] = long
        papers.append(paper)
    return papers, results, learners


def write(out: Path, papers, results, learners, **changed):
    more = dict(
        unplaced=[("loose.ipynb", "no name")],
        missing=[],
        collected="",
        isolated="",
        graded_at="2026-11-28 12:00",
        lessons=[LESSON],
    )
    return report.write(
        out / "out",
        out / "scratch",
        papers=papers,
        results=results,
        learners=learners,
        **{**more, **changed},
    )


def read_table(path: Path) -> list[dict]:
    with open(path, encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def all_of(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def odd_report(tmp_path_factory):
    """A report of a class with Korean and odd names, long code, flags and points by hand."""
    folder = tmp_path_factory.mktemp("odd")
    long = "\n".join(f"x_{n} = images.reshape({n}, -1)  # {'축' * n}" for n in range(1, 90))
    papers, results, learners = made_up([*KOREAN, *ODD], long=long)
    papers[0].flags = ["It patches numpy.allclose."]
    for paper in papers[-len(ODD) :]:
        paper.written["flatten"] = f"{paper.learner}\n</code></pre><img src=x onerror=a()>"
        paper.notes = [f"The file began with {paper.learner}."]
    for one in results:
        if one.learner == KOREAN[0]:
            one.flags = list(papers[0].flags)
        if one.learner in ODD and one.state == "incorrect":
            one.message = f"`{one.learner}` is {one.learner}"
    results[1].flags.append("set by hand")
    write(folder, papers, results, learners)
    return folder / "out", papers, results


def test_tables_hold_every_learner_exercise_and_state(odd_report):
    out, papers, results = odd_report
    grades = read_table(out / "grades.csv")
    assert list(grades[0]) == ["learner", *(each.name for each in ASKED), "total"]
    assert len(grades) == len(papers)
    for row in grades:
        assert float(row["total"]) == sum(float(row[each.name]) for each in ASKED)
    verdicts = read_table(out / "verdicts.csv")
    header = ["learner", "exercise", "state", "points", "misconception", "message"]
    assert list(verdicts[0]) == [*header, "lesson", "flags"]
    assert len(verdicts) == len(results) + 1
    assert verdicts[-1]["learner"] == "?" and "loose.ipynb: no name" in verdicts[-1]["message"]
    kept = json.loads((out / "verdicts.json").read_text("utf-8"))
    assert {(one["learner"], one["exercise"], one["state"]) for one in kept["results"]} == {
        ("?", "", "needs a look"),
        *((one.learner, one.exercise, one.state) for one in results),
    }
    assert sum(one["set_by_hand"] for one in kept["results"]) == 1
    for name in ("grades.csv", "verdicts.csv", "learners.csv"):
        assert (out / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_nothing_that_a_learner_wrote_acts_anywhere(odd_report):
    out, _, _ = odd_report
    for name, content in all_of(out).items():
        text = content.decode("utf-8")
        assert not ACTS.search(text), name
        if name.endswith(".html"):
            assert "<script" not in text and "<img" not in text, name
            assert not re.search(r'(?:src|href)="(?!learners/[\w-]+\.html")', text), name
            assert "url(" not in text and "@import" not in text, name
        if name.endswith(".csv"):
            for row in csv.reader(text.removeprefix("\ufeff").splitlines()):
                assert not [cell for cell in row if re.match(r"[=+@\t\r＝]|-.", cell)], name


class Outline(HTMLParser):
    """The levels of a page's headings, its language, and header cells without a scope."""

    def __init__(self, page: str):
        super().__init__()
        self.levels, self.language, self.loose, self.title = [], None, 0, False
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if re.fullmatch("h[1-6]", tag):
            self.levels.append(int(tag[1]))
        self.language = attributes.get("lang", self.language)
        self.loose += tag == "th" and "scope" not in attributes
        self.title |= tag == "title"


def test_pages_have_a_language_a_title_and_an_outline(odd_report):
    out, papers, _ = odd_report
    pages = [*out.glob("*.html"), *out.glob("learners/*.html")]
    assert len(pages) == 2 + len(papers)
    for path in pages:
        outline = Outline(path.read_text("utf-8"))
        assert (outline.language, outline.title, outline.loose) == ("en", True, 0)
        assert outline.levels[0] == 1 and outline.levels.count(1) == 1
        steps = zip(outline.levels, outline.levels[1:], strict=False)
        assert all(below - above <= 1 for above, below in steps)


def test_a_learner_sees_verdict_and_code_and_no_flag(odd_report):
    out, papers, results = odd_report
    pages = json.loads((out / "verdicts.json").read_text("utf-8"))["pages"]
    page = (out / "learners" / pages[KOREAN[0]]).read_text("utf-8")
    assert KOREAN[0] in page and "It patches" not in page and KOREAN[1] not in page
    assert "melted into one vector" in page and "x_89 = images.reshape(89, -1)" in page
    assert "set by hand by your teacher" in page
    assert all(re.fullmatch(r"[\w-]{32}\.html", name) for name in pages.values())
    links = {row["learner"]: row["page"] for row in read_table(out / "learners.csv")}
    assert links[KOREAN[0]] == f"learners/{pages[KOREAN[0]]}"
    assert len(set(links.values())) == len(papers)


def test_misconceptions_are_counted_with_who_and_what_goes_together(odd_report):
    out, papers, results = odd_report
    teacher, shown = ((out / f"{kind}.html").read_text("utf-8") for kind in ("teacher", "class"))
    count = -(-len(papers) // 3)
    said = f"{count} of {len(papers)}"
    title = report.title_of("melts-all-into-a-vector")
    assert title == "All images melted into one vector"
    for page in (teacher, shown):
        assert re.search(f'<th scope="row">{title}.*?<td class="number">{said}</td>', page)
        together = page.partition("that go together</h2>")[2].partition("<h2>")[0]
        [pair] = re.findall("<li>.*?</li>", together)
        assert f"{count} of {len(papers)} have both" in pair
        assert title in pair and report.title_of("width-before-height") in pair
        assert len(re.findall("<blockquote>", page)) == 3
    assert not [name for name in KOREAN if name in shown] and "learners/" not in shown
    assert "It patches numpy.allclose." in teacher and "It patches" not in shown
    assert all(name in teacher for name in KOREAN)


def test_misconceptions_by_chance_do_not_go_together():
    names = [f"n{place}" for place in range(24)]
    results = []
    for place, name in enumerate(names):  # each of the four combinations is as frequent
        for exercise, wrong in (("vectorize", place % 2), ("unvectorize", place // 2 % 2)):
            state, cause = ("incorrect", MINDS[exercise]) if wrong else ("correct", "")
            results.append(Result(name, LESSON, exercise, state, 0.0, 1.0, cause))
    counted = report.Counted(results, [LESSON], {name: name for name in names})
    assert counted.pairs() == ([], 1)


def test_what_is_no_answer_yet_is_no_misconception():
    results = [Result("a", LESSON, "flatten", "incorrect", 0.0, 1.0, "no-such-name")]
    assert report.Counted(results, [LESSON], {"a": "a"}).misconceptions() == []


def test_each_misconception_has_a_title_and_a_question_of_its_lesson():
    lessons = report.lessons_read()
    for asked in exercises().values():
        assert lessons.headings[asked.name] and lessons.sections[asked.name]
        question = lessons.address(asked.name, "all-values")
        assert question.text and question.lesson >= asked.lesson
    for name in sentences():
        assert report.title_of(name).strip(" …"), name


@pytest.mark.parametrize(
    "exercise, cause, words",
    [
        ("vectorize", "melts-all-into-a-vector", "Which axis must stay"),
        ("batch-of-one", "batch-lacks-axis", "You have one image of shape `(28, 28)`"),
        ("view-or-copy", "flatten-is-a-view", "`flatten`"),
        ("softmax", "softmax-over-the-batch", "Along which axis"),
    ],
)
def test_the_question_to_repeat_is_about_the_misconception(exercise, cause, words):
    assert words in report.lessons_read().address(exercise, cause).text


def test_names_that_look_the_same_are_told_apart(tmp_path):
    names = ["가나", "\u1100\u1161\u1102\u1161", "Ann", "ann\u200b", "Bo", "Bo "]
    papers, results, learners = made_up(names)
    learners[4].id = learners[5].id = ""
    write(tmp_path, papers, results, learners)
    shown = [row["learner"] for row in read_table(tmp_path / "out/grades.csv")]
    assert len(set(shown)) == len(names)
    assert {"가나 (s000)", "가나 (s001)", "Bo (1)", "Bo (2)"} <= set(shown)


def test_pages_keep_their_names_and_the_same_class_gives_the_same_bytes(tmp_path):
    papers, results, learners = made_up(KOREAN)
    write(tmp_path, papers, results, learners)
    before = all_of(tmp_path / "out")
    write(tmp_path, papers[::-1], results[::-1], learners[::-1])
    assert all_of(tmp_path / "out") == before
    write(tmp_path, papers[1:], results[len(ASKED) :], learners[1:])
    after = all_of(tmp_path / "out")
    gone = set(before) - set(after)
    assert len(gone) == 1 and not set(after) - set(before)
    write(tmp_path, papers, results, learners)
    assert set(all_of(tmp_path / "out")) == set(before)


def test_a_run_that_is_ended_leaves_the_old_report(tmp_path, monkeypatch):
    papers, results, learners = made_up(KOREAN)
    write(tmp_path, papers, results, learners)
    before = all_of(tmp_path / "out")

    def end(*details, **more):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(report, "_write_pages", end)
        write(tmp_path, papers, results, learners, graded_at="2026-11-29")
    assert all_of(tmp_path / "out") == before
    # Ended while files take their places, it is completed by the next run, whatever that one does.
    real, count = os.replace, 0

    def end_late(source, target):
        nonlocal count
        count += 1
        if count == 4:
            raise KeyboardInterrupt
        real(source, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", end_late)
        write(tmp_path, papers, results, learners, graded_at="2026-11-29")
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(report, "_write_pages", end)
        write(tmp_path, papers, results, learners, graded_at="2026-11-30")
    after = all_of(tmp_path / "out")
    assert set(after) == set(before)
    assert all(b"2026-11-29" in after[name] for name in after if name.endswith(".html"))


def test_a_table_that_another_program_holds_is_said_in_one_line(tmp_path, monkeypatch):
    papers, results, learners = made_up(KOREAN[:2])
    real = os.replace

    def held(source, target):
        if Path(source).name == "grades.csv":
            raise PermissionError(13, "Permission denied", str(source))
        real(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(report.ReportError, match=r"^grades\.csv cannot be replaced\. Close it"):
        write(tmp_path, papers, results, learners)


def test_moodle_and_canvas_know_their_own(tmp_path):
    papers, results, learners = made_up(["Ann", "Bo", "Points Possible"])
    learners[0].files = ["Ann_4711_assignsubmission_file/01.ipynb"]
    learners[1].files = ["bo_late_815_9900_01.ipynb"]
    write(tmp_path, papers, results, learners, missing=["Cy"])
    moodle = {row["Full name"]: row for row in read_table(tmp_path / "out/moodle.csv")}
    assert moodle["Ann"]["Identifier"] == "Participant 4711"
    assert moodle["Bo"]["Identifier"] == ""  # a number of somebody else's would be worse than none
    assert moodle["Ann"]["Email address"] == "s0@x.example"
    assert moodle["Cy"]["Grade"] == ""  # nothing handed in is no grade, not 0
    assert float(moodle["Ann"]["Maximum Grade"]) == sum(each.points for each in ASKED)
    assert {"Grade", "Last modified (grade)"} <= set(moodle["Ann"])  # Moodle asks for them
    canvas = read_table(tmp_path / "out/canvas.csv")
    first = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "1. Vectorization"]
    assert list(canvas[0]) == first
    assert [row["Student"] for row in canvas if "Points Possible" in row["Student"]] == [
        "Points Possible"
    ]
    bo = next(row for row in canvas if row["Student"] == "Bo")
    assert (bo["ID"], bo["SIS User ID"], bo["SIS Login ID"]) == ("815", "s001", "s1@x.example")


def test_missing_isolation_stands_at_the_top_for_the_teacher_and_not_in_tables(tmp_path):
    papers, results, learners = made_up(["Ann"])
    write(tmp_path, papers, results, learners, isolated="It was asked for.")
    out = tmp_path / "out"
    for kind in ("teacher", "class"):
        before = (out / f"{kind}.html").read_text("utf-8").partition("<h2>")[0]
        assert "Without isolation:" in before and "It was asked for." in before
    kept = json.loads((out / "verdicts.json").read_text("utf-8"))
    assert (kept["isolated"], kept["why_not_isolated"]) == (False, "It was asked for.")
    for name in ("grades.csv", "moodle.csv", "canvas.csv"):
        assert "isolation" not in (out / name).read_text("utf-8").lower()


@pytest.mark.parametrize("names", [[], ["Ann"]])
def test_no_class_is_too_small(tmp_path, names):
    write(tmp_path, *made_up(names))
    assert "No pair is more frequent" in (tmp_path / "out/teacher.html").read_text("utf-8")


def test_three_hundred_learners_take_few_seconds(tmp_path):
    papers, results, learners = made_up([f"learner {place}" for place in range(300)])
    began = time.process_time()
    write(tmp_path, papers, results, learners)
    assert time.process_time() - began < 15
    assert len(list((tmp_path / "out/learners").iterdir())) == 300


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        fail = pytest.fail if os.environ.get("CI") else pytest.skip
        fail("This test needs the browser Chromium: `sudo apt install chromium`.")
    with sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_have_no_barrier_ask_for_nothing_and_fit_a_phone(odd_report, browser, scheme):
    out, _, _ = odd_report
    pages = json.loads((out / "verdicts.json").read_text("utf-8"))["pages"]
    addresses = ["teacher.html", "class.html", f"learners/{pages[KOREAN[0]]}"]
    addresses.append(f"learners/{pages[ODD[0]]}")
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, color_scheme=scheme, bypass_csp=True
    )
    for address in addresses:
        page, asked = context.new_page(), []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((out / address).as_uri())
        assert len(asked) == 1
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        page.evaluate(f"{{ {AXE_SCRIPT} }}")
        found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
        assert found["violations"] == [], [
            (each["id"], [node["html"][:200] for node in each["nodes"][:3]])
            for each in found["violations"]
        ]
    context.close()
