"""Sphinx's sources for the pages: made of both notebooks of each lesson, and of README.md.

A page is the learner's copy: exercises are open, and the checks say what they need. The answer
to an exercise, what its cell prints and what its check says of it come from the solved notebook
and unfold. What a cell shows between a guess and its check unfolds as well.
"""

import base64
import html
import json
import re
import shutil
import struct
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from helpers.parts.part import MIME
from helpers.runs import COURSE
from teaching.build import LESSON_FOLDER, is_check, kind_of, read_notebooks
from teaching.marks import fit

EXTRA = "extra"  # the folder of what is copied beside the pages as it is
HERE = Path(__file__).parent

# The words that the glossary lists. Each stands in a lesson in *italics* where it is introduced,
# and the sentence there is its entry.
TERMS = """
    vector; score; bias; batch; broadcasting; view; row-major; label; training set; test set;
    baseline; preprocessing; validation set; evidence; softmax; parameters; logits; loss;
    cross-entropy; one-hot; clip; gradient; error; finite difference; learning rate;
    stochastic gradient descent; epoch; update; optimizer; accuracy; history; early stopping;
    L2 regularisation; confusion matrix; recall; normal equations; moments; random features;
    orientation; hidden layer; convolutions
"""
# The keys of the view for the wall, for its panel and for the teachers' page. wall.js obeys them.
KEYS = (
    ("→ or Page Down", "the next section"),
    ("← or Page Up", "the section before"),
    ("↑ and ↓", "move within a long section"),
    ("R", "show the next result and what follows it, after the room has guessed"),
    ("H", "unfold the next hint, answer or reason"),
    ("S", "show the solution, or hide it"),
    ("K", "show these keys, or hide them"),
    ("W or Esc", "leave the view for the wall"),
)
GET_PYTHON = 'It runs in Python: <a href="index.html#start">get the course</a>.'


class SiteError(Exception):
    """What keeps the pages from being built, in one line."""


def write_sources(into: Path, *, solutions: bool) -> None:
    """Write the sources of all pages, and what stands beside them, into the folder `into`.

    Raises `BuildError` if a notebook is not what its lesson makes.
    """
    extra = into / EXTRA
    (extra / "pictures").mkdir(parents=True)
    (extra / "notebooks").mkdir()
    places: dict[str, str] = {}
    lessons = sorted(path.stem for path in LESSON_FOLDER.glob("[0-9][0-9]_*.md"))
    for lesson in lessons:
        solved, learner = read_notebooks(lesson)
        page = make_page(solved if solutions else None, learner)
        mark_terms(page, lesson, places)
        for number, output in enumerate(outputs_of(page)):
            keep_picture(output, extra / "pictures" / f"{lesson[:2]}-{number}.png")
        nbformat.write(page, into / f"{lesson}.ipynb")
        shutil.copy(COURSE / "notebooks" / f"{lesson}.ipynb", extra / "notebooks")
    missing = sorted(set(terms()) - set(places))
    if missing:
        raise SiteError(
            f"no lesson has {missing[0]!r} in italics, which teaching/site/pages.py lists in TERMS."
        )
    start = read_notebooks(lessons[0])[1]
    readme = fit((COURSE / "README.md").read_text(encoding="utf-8"))
    pictures = re.findall(r"!\[[^]]*\]\(([^)/]+)\)", readme)
    for name in ("LICENSE", "CITATION.cff", *pictures):
        shutil.copy(COURSE / name, extra)
    texts = {
        "index": start_page(readme, lessons),
        "symbols": symbols_page(start, places),
        "teachers": teachers_page(readme),
    }
    for name, text in texts.items():
        (into / f"{name}.md").write_text(text, encoding="utf-8")


def outputs_of(notebook: NotebookNode) -> list[NotebookNode]:
    """All outputs of a notebook, in their order."""
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


# A lesson


def make_page(solved: NotebookNode | None, learner: NotebookNode) -> NotebookNode:
    """The notebook that Sphinx makes a page of.

    Without a solved notebook, nothing on the page comes from one.
    """
    answers = {cell.id: cell for cell in solved.cells} if solved else {}
    page = nbformat.from_dict(learner)
    page.cells = []
    guessed = False  # whether a guess still waits for its check
    for cell in learner.cells:
        kind = kind_of(cell)
        if cell.cell_type != "code":
            page.cells.append(new_markdown_cell(cell.source))
        elif kind == "exercise":
            page.cells.append(code(cell, tag="exercise"))
            exercise = answers.get(cell.id)
        elif kind == "guess":
            page.cells.append(code(cell, tag="guess"))
            guessed = True
        elif "check-guess" in cell.metadata.get("tags", []):
            guessed = False  # the page cannot read a guess
        elif is_check(cell):
            page.cells += check_cells(cell, exercise, answers.get(cell.id))
        else:
            shown = shown_outputs(answers.get(cell.id, cell))
            setup = "setup" in cell.metadata.get("tags", [])
            page.cells.append(code(cell, [] if guessed else shown, tag="setup" if setup else ""))
            if guessed and shown:
                page.cells += folded("result", "Guess first, then see what came", outputs(shown))
    return page


def code(cell: NotebookNode, shown: list = (), tag: str = "") -> NotebookNode:
    """A code cell of the page, with these outputs."""
    return new_code_cell(
        cell.source, outputs=list(shown), metadata={"tags": [tag] if tag else []}, execution_count=1
    )


def outputs(shown: list) -> NotebookNode:
    """A cell of the page that is nothing but outputs."""
    return new_code_cell("pass", outputs=shown, metadata={"tags": ["remove-input"]})


def folded(name: str, summary: str, *cells: NotebookNode) -> list[NotebookNode]:
    """Cells that unfold by a click."""
    opening = f'<details class="{name}"><summary>{summary}</summary>\n'
    return [new_markdown_cell(opening), *cells, new_markdown_cell("</details>\n")]


def check_cells(
    check: NotebookNode, exercise: NotebookNode | None, solved: NotebookNode | None
) -> list[NotebookNode]:
    """What the page has in place of a check: where it runs, and the solution behind a click."""
    call = html.escape(check.source, quote=False)
    cells = [new_markdown_cell(f'<p class="check"><code>{call}</code> {GET_PYTHON}</p>')]
    if "wrong-on-purpose" in check.metadata.get("tags", []):  # its verdict is to be read
        cells.append(outputs(shown_outputs(check)))
    if exercise is not None and solved is not None:
        source = re.sub(r"\n? *### (BEGIN|END) SOLUTION", "", exercise.source)
        source = re.sub(r"^\w+ = \.\.\.\n", "", source)
        answer = new_code_cell(source, outputs=shown_outputs(exercise), execution_count=1)
        verdict = outputs(shown_outputs(solved))
        cells += folded("solution", "Solution", answer, verdict)
    return cells


def shown_outputs(cell: NotebookNode) -> list[NotebookNode]:
    """The outputs that a page has: no errors, no empty ones, and of each one form only."""
    shown = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if output.output_type == "stream":
            shown.append(output)
        elif MIME in data:
            picture = data.get("text/html", "")
            shown.append(display(part_html(data[MIME], picture)))
        elif "text/html" in data:
            shown.append(display(data["text/html"]))
        elif "image/png" in data:
            raise SiteError(f"cell {cell.id} shows a picture without alternative text.")
        elif "text/plain" in data:
            shown.append(output)
    return shown


def display(page: str) -> NotebookNode:
    return nbformat.v4.new_output("display_data", {"text/html": page})


def part_html(state: str, picture: str) -> str:
    """The place of an interactive part: its picture, and what parts.js needs to bring it to life.

    `state` is the JSON text of the part's name and traits.
    """
    name = html.escape(json.loads(state)["part"])
    safe = state.replace("</", "<\\/")
    return (
        f'<div class="site-part" data-part="{name}"><div class="site-part-picture">{picture}</div>'
        f'<script type="application/json" class="site-part-state">{safe}</script></div>'
    )


def keep_picture(output: NotebookNode, path: Path) -> None:
    """Move the pictures in an output's HTML into files, which a page loads when they are near.

    The first one gets the name `path`, further ones a number behind it.
    """
    count = 0

    def move(tag: re.Match) -> str:
        nonlocal count
        content = base64.b64decode(tag["data"])
        file = path.with_stem(f"{path.stem}-{count}" if count else path.stem)
        count += 1
        file.write_bytes(content)
        across, down = struct.unpack(">2I", content[16:24])
        width = int(re.search(r'width="(\d+)"', tag[0])[1])
        return (
            f'<img{tag["before"]}src="pictures/{file.name}"{tag["after"]} '
            f'height="{round(width * down / across)}" loading="lazy">'
        )

    data = output.get("data", {})
    if "text/html" in data:
        pattern = (
            r'<img(?P<before>[^>]*?)src="data:image/png;base64,(?P<data>[^"]*)"(?P<after>[^>]*)>'
        )
        data["text/html"] = re.sub(pattern, move, data["text/html"])


# The pages around the lessons


def terms() -> list[str]:
    """The words of the glossary."""
    return [" ".join(term.split()) for term in TERMS.split(";")]


def mark_terms(page: NotebookNode, lesson: str, places: dict[str, str]) -> None:
    """Put a link's target where this page is the first to introduce a word of the glossary.

    `places` gets the word's entry: its sentence, in Markdown, and the link.
    """
    known = {term.lower(): term for term in terms()}
    title = re.search(r"^# (.*)", page.cells[0].source, re.M)[1]
    for cell in page.cells:
        if cell.cell_type != "markdown":
            continue
        paragraphs = cell.source.split("\n\n")
        for number, paragraph in enumerate(paragraphs):
            targets = ""
            if paragraph.startswith(("|", "- ", "#", "$$", "<")):
                continue
            for emphasised in re.finditer(r"(?<![*\w])\*([^*\n]+)\*(?!\*)", paragraph):
                term = known.get(emphasised[1].lower())
                if term is None or term in places:
                    continue
                anchor = "term-" + re.sub(r"\W+", "-", term.lower())
                targets += f"({anchor})=\n"
                said = sentence_around(paragraph, emphasised.start())
                places[term] = f"{said} [{title}](#{anchor})"
            paragraphs[number] = targets + paragraph
        cell.source = "\n\n".join(paragraphs)


def sentence_around(paragraph: str, position: int) -> str:
    """The sentence of a paragraph that stands at a position, and the one before if it needs it."""
    text = paragraph.replace("\n", " ")
    ends = (match.end() for match in re.finditer(r"[.?] +(?=[A-Z*`$(])", text))
    begins = [0, *(end for end in ends if end <= position)]
    begin = begins[-1]
    if re.match(r"(This|That|It|So|Each|The sum) ", text[begin:]):
        begin = begins[-2:][0]
    end = re.search(r"[.?](?= +[A-Z*`(]| *$)|:(?= *$)", text[position:])
    said = text[begin : position + end.end()] if end else text[begin:]
    return said.strip().rstrip(":.") + "."


def section(text: str, heading: str) -> str:
    """A section of a Markdown text, with its heading, up to the next heading of any kind."""
    found = re.search(rf"^#+ {re.escape(heading)}\n.*?(?=^#+ |\Z)", text, re.M | re.S)
    if found is None:
        raise SiteError(f"there is no section {heading!r} to make a page of.")
    return found[0].strip() + "\n"


def start_page(readme: str, lessons: list[str]) -> str:
    """The first page: what README.md says at its top, how to start, the map, the licence."""
    title, *beginning = readme.partition("\n## ")[0].split("\n\n")
    parts = [
        title,
        *beginning,
        *(section(readme, name) for name in ("The map", "Start", "Licence")),
    ]
    text = "\n\n".join(part.strip() for part in parts)
    text = re.sub(r"\(notebooks/(\w+\.ipynb)\)", r"(\1)", text)
    text = re.sub(  # a file that stands beside the pages, and is no page
        r"!?\[([^\]]*)\]\((LICENSE|CITATION\.cff|[^)/]+\.png)\)",
        lambda link: (
            f'<img alt="{html.escape(link[1])}" src="{link[2]}">'
            if link[0].startswith("!")
            else f'<a href="{link[2]}">{link[1]}</a>'
        ),
        text,
    )
    listing = "\n".join(lessons)
    return (
        f"{text}\n\n```{{toctree}}\n:hidden:\n:caption: Lessons\n\n{listing}\n```\n\n"
        "```{toctree}\n:hidden:\n:caption: Beside them\n\nsymbols\nteachers\n```\n"
    )


def symbols_page(start: NotebookNode, places: dict[str, str]) -> str:
    """The table of symbols of lesson 0, and where each word is introduced."""
    text = "\n\n".join(cell.source for cell in start.cells if cell.cell_type == "markdown")
    table = section(text, "One table of symbols").partition("\n")[2]
    entries = [f"**{term}**\n: {places[term]}" for term in sorted(places, key=str.lower)]
    return (
        f"# Symbols and words\n\n## Symbols\n{table}\n## Words\n\n"
        "Each word with the sentence that introduces it, and the lesson where it stands.\n\n"
        + "\n\n".join(entries)
        + "\n"
    )


def teachers_page(readme: str) -> str:
    """The page for teachers: README.md's three ways, teachers.md with the keys, TEACHING.md."""
    text = (HERE / "teachers.md").read_text(encoding="utf-8")
    handbook = (COURSE / "TEACHING.md").read_text(encoding="utf-8")
    filled = {
        "uses": "\n\n".join(section(readme, "Three ways to use it").split("\n\n")[:2]),
        "keys": "| Key | What it does |\n|---|---|\n"
        + "\n".join(f"| **{key}** | {what} |" for key, what in KEYS),
        "handbook": handbook.partition("\n")[2].strip(),  # this page has a title
    }
    for name, value in filled.items():
        text = text.replace("{{ " + name + " }}", value)
    return text
