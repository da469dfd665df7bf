"""The pages: what they are made of, what they leave out, what is refused. No browser here."""

import base64
import html
import io
import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import nbformat
import numpy as np
import pytest
import snowballstemmer
from docutils.utils.math.latex2mathml import tex2mathml
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from helpers.data import load_mnist
from helpers.parts.part import MIME, module_text
from teaching.build import kind_of, solution_lines
from teaching.site import __main__ as command
from teaching.site import conf, pages

ROOT = Path(__file__).resolve().parents[1]
LESSONS = sorted(path.stem for path in (ROOT / "lessons").glob("[0-9][0-9]_*.md"))
DOT = (  # a PNG of one pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"}


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    return built(tmp_path_factory.mktemp("site") / "site")


@pytest.fixture(scope="module")
def class_site(tmp_path_factory) -> Path:
    return built(tmp_path_factory.mktemp("class") / "site", "--no-solutions")


def built(folder: Path, *options: str) -> Path:
    """Build in a process of its own: Sphinx leaves traces in the one that it runs in."""
    done = subprocess.run(
        [sys.executable, "-m", "teaching.site", "--into", str(folder), *options],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert done.stdout == f"built {folder / 'index.html'}\n"
    assert [path.name for path in folder.parent.iterdir()] == ["site"], "nothing is left behind"
    return folder


class Page(HTMLParser):
    """What a page is made of: ids, links, the addresses that it loads, pictures, tags."""

    def __init__(self, path: Path):
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.pictures: list[dict] = []
        self.open: list[str] = []
        self.count: dict[str, int] = {}
        self.feed(path.read_text(encoding="utf-8"))
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.count[tag] = self.count.get(tag, 0) + 1
        if tag not in VOID:
            self.open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"])
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag == "img":
            self.pictures.append(attributes)
        for name in ("src", "data", "poster", "action", "srcset", "ping", "background"):
            if name in attributes and tag != "a":
                self.loaded.append(attributes[name])
        if tag == "link":
            self.loaded.append(attributes["href"])

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag not in VOID and tag != "p":  # an end of <p> may be left out
            while self.open[-1] == "p" != tag:
                self.open.pop()
            assert self.open.pop() == tag, f"</{tag}> does not fit"
        elif tag == "p" and "p" in self.open[-1:]:
            self.open.pop()


@pytest.fixture(scope="module")
def parsed(site) -> dict[str, Page]:
    found = {path.name: Page(path) for path in sorted(site.glob("*.html"))}
    expected = {f"{name}.html" for name in (*LESSONS, "index", "search", "symbols", "teachers")}
    assert set(found) == expected
    return found


# The whole site


def test_every_link_leads_somewhere(site, parsed):
    between = 0
    for name, page in parsed.items():
        assert len(page.ids) == len(set(page.ids)), name
        for link in page.links:
            path, _, anchor = unquote(link).partition("#")
            if path.startswith(("https://", "http://")):
                continue  # a click; nothing is loaded from there
            assert not re.match(r"\w+:", path), link
            target = (site / path) if path else site / name
            assert target.is_file(), f"{name}: {link}"
            if anchor and anchor != "wall" and target.suffix == ".html":
                assert anchor in parsed[target.name].ids, f"{name}: {link}"
                between += target.name != name
    assert between > len(pages.terms()) - 1  # the words' links, at least


def test_pages_load_nothing_from_elsewhere(site, parsed):
    for name, page in parsed.items():
        for address in page.loaded:
            path = unquote(address).partition("?")[0]
            own = path.startswith(("data:", "#")) or (site / path).is_file()
            assert own, f"{name}: {address}"
    for path in [*site.rglob("*.css"), *site.rglob("*.js")]:
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.S)
        assert not re.search(r"(?:url\(|@import|import\(|fetch\()\s*[\"']?(?:https?:)?//", text), (
            path
        )


def test_every_picture_has_words_and_is_a_file_of_its_own(site, parsed):
    count = 0
    for name in LESSONS:
        for picture in parsed[f"{name}.html"].pictures:
            assert picture["alt"].strip() and not picture["src"].startswith("data:"), picture
            content = (site / picture["src"]).read_bytes()
            assert content.startswith(b"\x89PNG")
            count += 1
    stored = [
        output
        for name in LESSONS
        for output in pages.outputs_of(nbformat.read(ROOT / f"solutions/{name}.ipynb", 4))
        if "image/png" in output.get("data", {})
    ]
    assert count == len(stored) == len(list((site / "pictures").iterdir())) > 40
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(parsed["index.html"].pictures) == readme.count("![") > 0
    for picture in parsed["index.html"].pictures:
        assert f"![{picture['alt']}]({picture['src']})" in readme
        assert (site / picture["src"]).is_file()


def formulas() -> dict[str, list[str]]:
    """Every formula of every lesson, as Markdown's own parser finds them."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin

    parser = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin)
    found = {}
    for name in LESSONS:
        notebook = nbformat.read(ROOT / f"notebooks/{name}.ipynb", 4)
        found[name] = []
        for cell in notebook.cells:
            if cell.cell_type == "markdown":
                tokens = parser.parse(cell.source)
                tokens += [child for token in tokens for child in token.children or []]
                found[name] += [token.content for token in tokens if token.type.startswith("math")]
    return found


def test_the_teachers_page_has_the_handbook_and_no_marks(site, class_site):
    """All of TEACHING.md, in its own words."""
    headings = re.findall(r"^##+ (.*)$", (ROOT / "TEACHING.md").read_text("utf-8"), re.M)
    for folder in (site, class_site):
        text = (folder / "teachers.html").read_text(encoding="utf-8")
        for heading in (*headings, "Three ways to use it"):
            assert f">{html.escape(heading)}<" in text, heading
        for page in folder.glob("*.html"):
            assert "needs solutions" not in page.read_text(encoding="utf-8"), page


def test_every_formula_becomes_mathml(parsed):
    for name, texts in formulas().items():
        for text in texts:
            assert tex2mathml(text).startswith("<math")
        assert parsed[f"{name}.html"].count.get("math", 0) == len(texts), name
    assert parsed["symbols.html"].count["math"] > 12
    assert "mathjax" not in " ".join(parsed["05_loss_and_gradient.html"].loaded).lower()


def test_every_exercise_has_its_solution_and_its_check_says_what_it_needs(site, parsed):
    for name in LESSONS:
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        notebook = nbformat.read(ROOT / f"notebooks/{name}.ipynb", 4)
        exercises = [cell for cell in notebook.cells if kind_of(cell) == "exercise"]
        guesses = [cell for cell in notebook.cells if kind_of(cell) == "guess"]
        assert text.count('<details class="solution">') == len(exercises)
        assert text.count(pages.GET_PYTHON) == len(exercises)
        assert text.count('<details class="result">') >= len(guesses)
        assert "Not attempted:</strong>" not in text and "You guessed" not in text
        learner = sum(cell.source.count("<details>") for cell in notebook.cells)
        assert text.count("<details>") == learner
    assert 'id="start"' in (site / "index.html").read_text(encoding="utf-8")
    assert text_of(site / "index.html").count("python3start.py") >= 2


def test_the_solution_of_every_exercise_is_on_its_page(site):
    for name in LESSONS:
        shown = text_of(site / f"{name}.html")
        solved = nbformat.read(ROOT / f"solutions/{name}.ipynb", 4)
        for cell in solved.cells:
            if kind_of(cell) == "exercise":
                for line in solution_lines(cell.source):
                    assert bare(line) in shown, line


def test_without_solutions_nothing_of_them_is_anywhere(class_site):
    shown = {path: text_of(path) for path in class_site.rglob("*") if readable(path)}
    assert len(shown) > 20
    known = bare("".join(code_of(f"notebooks/{name}.ipynb") for name in LESSONS))
    lines = set()
    for name in LESSONS:
        for cell in nbformat.read(ROOT / f"solutions/{name}.ipynb", 4).cells:
            if kind_of(cell):
                lines |= {bare(line) for line in solution_lines(cell.source)}
    secret = {line for line in lines if len(line) >= 8 and line not in known}
    assert len(secret) > 100
    for path, text in shown.items():
        leaked = [line for line in secret if line in text]
        assert not leaked, f"{path}: {leaked}"
    assert not list(class_site.rglob("solutions*"))


def test_without_solutions_the_search_does_not_know_their_words(site, class_site):
    stem = snowballstemmer.stemmer("english").stemWord
    known, solved = (
        {stem(word) for name in LESSONS for word in words(code_of(f"{folder}/{name}.ipynb"))}
        for folder in ("notebooks", "solutions")
    )
    indexed, left = (
        set(words((folder / "searchindex.js").read_text("utf-8"))) for folder in (site, class_site)
    )
    handbook = {stem(word) for word in words((ROOT / "TEACHING.md").read_text("utf-8"))}
    secret = (solved - known - handbook) & indexed
    assert len(secret) > 2
    assert not secret & left


def words(text: str) -> list[str]:
    return re.findall(r"[a-z]{4,}", text.lower())


def readable(path: Path) -> bool:
    made = path.suffix in (".html", ".ipynb", ".md", ".txt", "") or path.name == "searchindex.js"
    return made and path.is_file()


def text_of(path: Path) -> str:
    """What can be read in a file, without tags and white space."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if path.suffix == ".ipynb":
        return bare(code_of(path))
    return bare(html.unescape(re.sub(r"<[^>]*>", "", text)) if path.suffix == ".html" else text)


def code_of(path) -> str:
    """All that a notebook says: sources and text outputs."""
    notebook = nbformat.read(ROOT / path, 4)
    said = [cell.source for cell in notebook.cells]
    said += [str(output.get("text", "")) for output in pages.outputs_of(notebook)]
    return "\n".join(said)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_the_learners_notebooks_can_be_downloaded(site, class_site):
    for folder in (site, class_site):
        for name in LESSONS:
            copy = (folder / "notebooks" / f"{name}.ipynb").read_bytes()
            assert copy == (ROOT / "notebooks" / f"{name}.ipynb").read_bytes()
            assert f'href="notebooks/{name}.ipynb"' in (folder / f"{name}.html").read_text("utf-8")


def test_the_glossary_and_the_table_come_from_the_lessons(site):
    symbols = text_of(site / "symbols.html")
    table = re.findall(r"^\|.*", (ROOT / "lessons/00_start_here.md").read_text("utf-8"), re.M)
    rows = [row for row in table if "`(" in row]
    assert len(rows) > 5
    for row in rows:
        assert bare(row.split("|")[3].partition("$")[0]) in symbols
    page = (site / "symbols.html").read_text("utf-8")
    for term in pages.terms():
        assert f"<dt><strong>{term}</strong></dt>" in page
        assert "#term-" + re.sub(r"\W+", "-", term.lower()) in page


def test_pages_are_lean(site):
    """Little stands between a reader and the first words."""
    for path in site.glob("*.html"):
        head = path.read_text(encoding="utf-8").partition("</head>")[0]
        blocking = re.findall(r'<script (?!defer)[^>]*src="([^"?]*)', head)
        if path.name != "search.html":
            assert blocking == ["_static/documentation_options.js"], path
            assert path.stat().st_size < 1_000_000
    assert not list(site.rglob("*.woff*")) and not list(site.rglob("fontawesome*"))


# One page


def solved_and_learner():
    """A lesson in small, as its two notebooks: a guess, an exercise, a part."""
    picture = f'<img alt="Two dots" src="data:image/png;base64,{DOT}" width="40" style="x">'
    part = {"text/html": picture, "image/png": DOT, "text/plain": "Two dots"}
    part[MIME] = json.dumps({"part": "unroll", "traits": {"seed": 1, "text": "</script>"}})

    def cells(exercise, verdict, guess):
        return [
            new_markdown_cell("# 1. Small\n\nA *vector* is a list. So is a *batch*.", id="a"),
            new_code_cell(f"guess_it = {guess}", id="g", metadata={"tags": ["guess"]}),
            new_code_cell("print(5)", id="b", outputs=[new_output("stream", text="five\n")]),
            new_code_cell('check("g", guess_it, 5)', id="c", metadata={"tags": ["check-guess"]}),
            new_code_cell("print(6)", id="d", outputs=[new_output("stream", text="six\n")]),
            new_code_cell(exercise, id="e", metadata={"tags": ["exercise"]}),
            new_code_cell(
                'check("e", it)',
                id="f",
                metadata={"nbgrader": {"grade": True}},
                outputs=[new_output("display_data", {"text/html": verdict})],
            ),
            new_code_cell("Part()", id="p", outputs=[new_output("display_data", part)]),
        ]

    answer = "it = ...\n### BEGIN SOLUTION\n# Because.\nit = 42\n### END SOLUTION"
    solved = new_notebook(cells=cells(answer, "<b>Correct</b>", "5"))
    return solved, new_notebook(cells=cells("it = ...\n# Your code here.", "<b>Open</b>", "..."))


def sources(page):
    return [cell.source for cell in page.cells]


def test_a_solution_and_its_verdict_unfold_behind_the_open_exercise():
    page = pages.make_page(*solved_and_learner())
    said = sources(page)
    open_one = said.index("it = ...\n# Your code here.")
    fold = said.index('<details class="solution"><summary>Solution</summary>\n')
    assert open_one < fold < said.index("# Because.\nit = 42") < said.index("</details>\n", fold)
    shown = str(page.cells)
    assert "Correct" in shown and "Open" not in shown
    assert 'check("e", it)' in said[open_one + 1] and "index.html#start" in said[open_one + 1]


def test_what_comes_after_a_guess_unfolds():
    page = pages.make_page(*solved_and_learner())
    said = sources(page)
    fold = said.index(
        '<details class="result"><summary>Guess first, then see what came</summary>\n'
    )
    assert said[fold - 2 : fold] == ["guess_it = ...", "print(5)"]
    assert page.cells[fold - 1].outputs == []
    assert page.cells[fold + 1].outputs[0].text == "five\n"
    later = page.cells[said.index("print(6)")]
    assert later.outputs[0].text == "six\n", "only until the guess is checked"
    assert not any("check(" in source and "guess" in source for source in said)


def test_without_a_solved_notebook_there_is_no_solution():
    _, learner = solved_and_learner()
    page = pages.make_page(None, learner)
    shown = "\n".join([*sources(page), *map(str, pages.outputs_of(page))])
    for secret in ("it = 42", "Because", "Correct", "solution", "Open"):
        assert secret not in shown
    assert "Your code here." in shown and "five" in shown


def test_a_part_keeps_its_picture_and_carries_its_state():
    page = pages.make_page(*solved_and_learner())
    [output] = page.cells[-1].outputs
    text = output.data["text/html"]
    assert list(output.data) == ["text/html"]
    assert 'data-part="unroll"' in text and 'alt="Two dots"' in text
    [state] = re.findall(r'class="site-part-state">(.*?)</script>', text)
    assert json.loads(state)["traits"] == {"seed": 1, "text": "</script>"}


def test_a_page_carries_a_module_once_and_images_only_if_asked():
    def body(*traits):
        states = [json.dumps({"part": "unroll", "traits": each}) for each in traits]
        context = {"body": "".join(pages.part_html(state, "") for state in states)}
        context["css_files"] = []
        conf.complete(None, "x", "x", context, None)
        return context["body"]

    assert conf.inline(module_text("unroll")) in body({})
    assert body({}, {}).count('data-module="unroll"') == 1
    assert 'id="site-images"' not in body({}, {})
    assert body({"_site_images": None}, {}).count('id="site-images"') == 1
    plain = {"body": "<p>No part.</p>", "css_files": []}
    conf.complete(None, "x", "x", plain, None)
    assert plain["body"] == "<p>No part.</p>"


def test_the_images_of_a_page_are_the_first_training_images():
    given = json.loads(conf.images())
    assert given["count"] == 2000
    (x_train, y_train), _ = load_mnist()
    assert given["labels"] == y_train[:2000].tolist()
    head, _, data = given["png"].partition(",")
    assert head == "data:image/png;base64"
    sprite = np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))
    assert sprite.shape == (40 * 28, 50 * 28)
    for number in (0, 49, 50, 1234, 1999):
        row, column = divmod(number, 50)
        tile = sprite[row * 28 : row * 28 + 28, column * 28 : column * 28 + 28]
        assert (tile == x_train[number]).all()


def test_a_linter_finds_nothing_in_the_scripts():
    tool = Path(sys.executable).with_name("oxlint")
    scripts = sorted((ROOT / "teaching/site/static").glob("*.js"))
    command = [tool, "--config", ROOT / "tests/oxlint.json", "--format=unix", *scripts]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert len(scripts) == 2 and done.returncode == 0, done.stdout + done.stderr


def test_a_picture_becomes_a_file_with_its_height(tmp_path):
    page = pages.make_page(*solved_and_learner())
    [output] = page.cells[-1].outputs
    pages.keep_picture(output, tmp_path / "01-0.png")
    assert (tmp_path / "01-0.png").read_bytes() == base64.b64decode(DOT)
    text = output.data["text/html"]
    assert 'alt="Two dots"' in text and 'src="pictures/01-0.png"' in text
    assert 'width="40"' in text and 'height="40"' in text and "base64" not in text


def test_a_picture_without_words_is_refused():
    cell = new_code_cell("x", id="x", outputs=[new_output("display_data", {"image/png": DOT})])
    with pytest.raises(pages.SiteError, match="alternative text"):
        pages.shown_outputs(cell)


def test_a_words_first_place_is_marked():
    page = pages.make_page(*solved_and_learner())
    places = {}
    pages.mark_terms(page, "01_small", places)
    assert places == {
        "vector": "A *vector* is a list. [1. Small](#term-vector)",
        "batch": "A *vector* is a list. So is a *batch*. [1. Small](#term-batch)",
    }
    assert "(term-vector)=\n(term-batch)=\nA *vector*" in page.cells[0].source
    again = pages.make_page(*solved_and_learner())
    pages.mark_terms(again, "02_small", places)
    assert "(term" not in again.cells[0].source


# What is refused, and what then stays


@pytest.fixture
def old_site(tmp_path):
    folder = tmp_path / "place" / "site"
    folder.mkdir(parents=True)
    (folder / command.MARK).write_text("")
    (folder / "index.html").write_text("old")
    return folder


@pytest.mark.parametrize(
    "problem", [pages.SiteError("no"), OSError("disk full"), KeyboardInterrupt]
)
def test_a_build_that_fails_leaves_the_old_site(old_site, problem, monkeypatch, capsys):
    def fail(*_, **__):
        raise problem

    monkeypatch.setattr(command, "write_sources", fail)
    assert command.main(["--into", str(old_site)]) in (1, 130)
    assert (old_site / "index.html").read_text() == "old"
    assert list(old_site.parent.iterdir()) == [old_site]
    assert capsys.readouterr().err.strip().count("\n") == 0


def test_a_swap_that_fails_leaves_the_old_site(old_site, tmp_path):
    with pytest.raises(OSError):
        command.swap(tmp_path / "nothing", old_site, tmp_path / "aside")
    assert (old_site / "index.html").read_text() == "old"
    new = tmp_path / "new"
    new.mkdir()
    (new / "index.html").write_text("new")
    command.swap(new, old_site, tmp_path / "aside")
    assert (old_site / "index.html").read_text() == "new"


def test_a_folder_that_holds_something_else_is_not_replaced(tmp_path, capsys):
    (tmp_path / "thesis.tex").write_text("mine")
    assert command.main(["--into", str(tmp_path)]) == 1
    assert "holds something else" in capsys.readouterr().err
    assert (tmp_path / "thesis.tex").read_text() == "mine"


def test_a_port_that_cannot_be_used_is_one_line(old_site, monkeypatch, capsys):
    monkeypatch.setattr(command, "build", lambda *_, **__: None)
    assert command.main(["--into", str(old_site), "--port", "99999999"]) == 1
    assert capsys.readouterr().err.startswith("site: port 99999999 cannot be used. ")
