"""Ugly files: notebooks that other programs, transfers and learning platforms have changed."""

import io
import os
import struct
import tarfile
import unicodedata
import warnings
import zipfile
import zlib
from pathlib import Path

from tests.grading.submission import LESSONS, Submission, handed_out, ugly

NOTEBOOK = "01_vectorization.ipynb"
LONG_AGO, YESTERDAY = 1_700_000_000, 1_750_000_000  # times of files, in seconds


def zipped(files: dict[str, bytes], **options) -> bytes:
    """A zip of these files."""
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED, **options) as file:
        for name, content in files.items():
            file.writestr(name, content)
    return memory.getvalue()


def dated(paper: Submission, versions: dict[str, tuple[bytes, int]]) -> bool:
    """Write files with their times of change."""
    for name, (content, time) in versions.items():
        path = paper.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        os.utime(path, (time, time))
    return False


def worse(paper: Submission) -> bytes:
    """The same with a wrong answer to "flatten", as an older version would have it."""
    other = paper.another()
    other.write("flatten", "flat = board")
    return other.bytes()


# Metadata


@ugly("no ids, no tags, no nbgrader's metadata at all")
def metadata_stripped(paper):
    paper.notebook["metadata"] = {}
    paper.notebook["nbformat_minor"] = 2
    for cell in paper.cells:
        cell["metadata"] = {}
        del cell["id"]


@ugly("as Google Colab saves it: its own metadata, no ids, no tags")
def colab(paper):
    paper.notebook["metadata"] = {
        "colab": {"provenance": [], "toc_visible": True},
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }
    paper.notebook["nbformat_minor"] = 0
    for number, cell in enumerate(paper.cells):
        del cell["id"]
        cell["metadata"] = {"id": f"aB{number:010d}"}
        if cell["cell_type"] == "code":
            cell["metadata"]["colab"] = {"base_uri": "https://localhost:8080/"}
            cell["metadata"]["outputId"] = "f3c1"
            cell["execution_count"] = number


@ugly("as VS Code saves it: cells without ids, a language in each")
def vs_code(paper):
    paper.notebook["nbformat_minor"] = 2
    for cell in paper.cells:
        del cell["id"]
        cell["metadata"] = {"vscode": {"languageId": "python"}}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)


@ugly("ids drawn anew, as by copying all cells into a new notebook")
def new_ids(paper):
    for number, cell in enumerate(paper.cells):
        cell["id"] = f"{zlib.crc32(str(number).encode()):08x}"
        cell["metadata"] = {}


@ugly("only nbgrader's ids are left")
def nbgrader_ids_only(paper):
    for cell in paper.cells:
        del cell["id"]
        cell["metadata"].pop("tags", None)
    paper.notebook["nbformat_minor"] = 4


@ugly("stripped, and an answer stands in a new cell, and a check was deleted")
def stripped_and_moved(paper):
    answer = paper.cell("vectorize")["source"]
    paper.open("vectorize")
    paper.add(answer, after="vectorize")
    paper.cells.remove(paper.check("flatten"))
    metadata_stripped(paper)


@ugly("every cell has the same id")
def one_id_for_all(paper):
    for cell in paper.cells:
        cell["id"] = "cell"


@ugly(
    "an answer's cell was copied with its id and its metadata, and tried again", vectorize="correct"
)
def id_twice(paper):
    old = dict(paper.cell("vectorize"), source="def vectorize(images):\n    return images")
    paper.cells.insert(paper.place("vectorize"), old)


@ugly("two cells have one grade_id")
def grade_id_twice(paper):
    cell = paper.add("spare = 1", after="vectorize")
    cell["metadata"]["nbgrader"] = dict(paper.cell("vectorize")["metadata"]["nbgrader"])


@ugly("ids that no notebook may have")
def illegal_ids(paper):
    odd = [7, None, "", "with space", "x" * 300, "<b>", ["list"], {"a": 1}, True, "\x1b[2J"]
    for cell, name in zip(paper.cells, odd * 20, strict=False):
        if "nbgrader" not in cell["metadata"]:
            cell["id"] = name


@ugly("nbgrader's metadata were spoilt")
def nbgrader_metadata_spoilt(paper):
    for cell in paper.cells:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] = ["?", 3]
            cell["metadata"]["tags"] = "exercise"


@ugly("the metadata promise points that there are not", flatten="incorrect")
def points_raised(paper):
    paper.write("flatten", "flat = board")
    for cell in paper.cells:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"].update(points=1000, score=1000)


# Keys and versions


@ugly("metadata are null")
def metadata_null(paper):
    paper.notebook["metadata"] = None
    for cell in paper.cells:
        cell["metadata"] = None


@ugly("keys are missing: metadata, outputs, execution_count, nbformat_minor")
def keys_missing(paper):
    del paper.notebook["metadata"], paper.notebook["nbformat_minor"]
    for cell in paper.cells:
        for key in ("metadata", "outputs", "execution_count"):
            cell.pop(key, None)


@ugly("no cell says of which type it is")
def cell_types_missing(paper):
    for cell in paper.cells:
        if cell["cell_type"] == "code":
            del cell["cell_type"]


@ugly("cells that are no cells between the others")
def odd_cells(paper):
    paper.cells[3:3] = [
        None,
        5,
        "text",
        [],
        {},
        {"cell_type": "heading", "source": "x", "level": 1},
    ]


@ugly("a cell's source is no text, the others are", flatten="unreadable|needs a look|error")
def source_of_another_type(paper):
    paper.cell("flatten")["source"] = {"text": "flat = board.flatten()"}


@ugly("a source is null", **{"view-or-copy": "not attempted|needs a look|unreadable"})
def source_null(paper):
    paper.cell("view-or-copy")["source"] = None


@ugly("the sources are lists of lines")
def sources_as_lists(paper):
    for cell in paper.cells:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)


@ugly("outputs of no known kind")
def odd_outputs(paper):
    for cell in paper.cells:
        if cell["cell_type"] == "code":
            cell["outputs"] = [None, {"output_type": "?"}, {"output_type": "stream", "text": 5}]


@ugly("the kernel is another language's")
def another_kernel(paper):
    paper.notebook["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    paper.notebook["metadata"]["language_info"] = {"name": "R"}


@ugly("nbformat 3: worksheets, and input instead of source")
def nbformat_3(paper):
    cells = []
    for cell in paper.cells:
        code = cell["cell_type"] == "code"
        text = {"input" if code else "source": "".join(cell["source"])}
        more = {"outputs": [], "language": "python", "collapsed": False} if code else {}
        cells.append({"cell_type": cell["cell_type"], "metadata": cell["metadata"], **text, **more})
    paper.notebook.update(nbformat=3, nbformat_minor=0, worksheets=[{"cells": cells}])
    del paper.notebook["cells"]


@ugly("a version of the format that is not there yet")
def nbformat_9(paper):
    paper.notebook.update(nbformat=9, nbformat_minor=99)


@ugly("the version is a text, and one key is unknown")
def nbformat_as_text(paper):
    paper.notebook.update(nbformat="4", nbformat_minor="x", future=[1])


@ugly("no version at all")
def nbformat_missing(paper):
    del paper.notebook["nbformat"], paper.notebook["nbformat_minor"]


@ugly("NaN and Infinity in the JSON, as Python writes them")
def nan_in_json(paper):
    paper.notebook["metadata"]["score"] = float("nan")
    paper.cell("flatten")["metadata"]["time"] = float("inf")


@ugly("a stored output of 40 MB")
def large_output(paper):
    paper.cell("01-004")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 40_000_000}
    ]


@ugly("three thousand cells more")
def many_cells(paper):
    for _ in range(3000):
        paper.add("1 + 1")


@ugly("a million lines in one cell of text")
def long_text(paper):
    paper.add("a line\n" * 1_000_000, kind="markdown")


@ugly("an answer of a megabyte", flatten="correct")
def long_answer(paper):
    paper.cell("flatten")["source"] += "\n" + "# a long thought\n" * 60_000


# Encodings


@ugly("a byte order mark before the JSON")
def bom(paper):
    return b"\xef\xbb\xbf" + paper.bytes()


@ugly("UTF-16 with a byte order mark, as Windows' editor saved it")
def utf_16(paper):
    return paper.text().encode("utf-16")


@ugly("UTF-16, big-endian")
def utf_16_big(paper):
    return b"\xfe\xff" + paper.text(ensure_ascii=False).encode("utf-16-be")


@ugly("UTF-16 without a byte order mark")
def utf_16_without_mark(paper):
    return paper.text().encode("utf-16-le")


@ugly("UTF-32")
def utf_32(paper):
    return paper.text().encode("utf-32")


@ugly("Korean comments in cp949: what is ASCII is clear", flatten="correct")
def cp949(paper):
    for cell in paper.cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = "한국어"
        else:
            cell["outputs"] = []
            cell["source"] = "".join(cell["source"]).encode("ascii", "ignore").decode()
    paper.cell("flatten")["source"] += "\n# 한 줄로 편다"
    return paper.text(ensure_ascii=False).encode("cp949")


@ugly("lone surrogates in an answer's comment, escaped in the JSON", flatten="correct")
def lone_surrogate(paper):
    paper.cell("flatten")["source"] += "\n# \ud83d half a face"
    return paper.text().encode()


@ugly("a lone surrogate written as bytes that are no UTF-8", vectorize="correct")
def surrogate_bytes(paper):
    paper.cell("vectorize")["source"] += "\n# \udc80"


@ugly("a byte order mark inside a cell", flatten="correct|error")
def bom_in_cell(paper):
    paper.cell("flatten")["source"] = "\ufeff" + paper.cell("flatten")["source"]


@ugly("line ends of Windows, in the file and in the cells")
def windows_lines(paper):
    for cell in paper.cells:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")
    return paper.text(indent=1).replace("\n", "\r\n").encode()


@ugly("Unicode's own line ends in texts")
def unicode_lines(paper):
    paper.add("one\u2028two\u2029three\x85four", kind="markdown")
    paper.cell("flatten")["source"] += "\n# one\u2028two"


# Files that are none, or half


@ugly("the download was cut off", rest="unreadable")
def truncated(paper):
    return paper.bytes()[:9000]


@ugly("an empty file", rest="unreadable")
def empty_file(paper):
    return b""


@ugly("zeros, as a full disk leaves them", rest="unreadable")
def zeros(paper):
    return bytes(5000)


@ugly("a PDF under the notebook's name", rest="unreadable")
def pdf(paper):
    return b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n\xff\xfe trailer\n%%EOF"


@ugly("the page was saved instead of the notebook", rest="unreadable")
def html(paper):
    return b"<!DOCTYPE html>\n<html><head><title>01_vectorization</title></head><body>flat = "


@ugly("a link to a notebook elsewhere", rest="unreadable")
def link_file(paper):
    return b'{"url": "https://example.org/drive/1", "doc_id": "1"}'


@ugly("JSON, but a list", rest="unreadable")
def json_list(paper):
    return b"[1, 2, 3]"


@ugly("JSON, but null", rest="unreadable")
def json_null(paper):
    return b"null"


@ugly("JSON that is nested ten thousand times deep", rest="unreadable")
def json_deep(paper):
    return b"[" * 100_000


@ugly("a number with a million digits", rest="correct|unreadable")
def json_long_number(paper):
    return paper.text().replace('"nbformat": 4', '"nbformat": 4, "n": ' + "9" * 10**6).encode()


@ugly("two versions in one file, with the marks of a merge", rest="unreadable")
def merge_conflict(paper):
    return b"<<<<<<< HEAD\n" + paper.bytes() + b"\n=======\n{}\n>>>>>>> other\n"


@ugly("the cells were saved as a script", rest="correct|unreadable", unplaced="script.py")
def script(paper):
    code = "\n\n".join("".join(c["source"]) for c in paper.cells if c["cell_type"] == "code")
    return {"script.py": code.encode()}


@ugly("cells is no list", rest="unreadable")
def cells_no_list(paper):
    paper.notebook["cells"] = {"0": paper.cells[0]}


@ugly("a notebook without cells", rest="not attempted|unreadable|needs a look")
def no_cells(paper):
    paper.notebook["cells"] = []


@ugly(
    "a notebook of something else",
    rest="unreadable|needs a look|not attempted",
    unplaced="shopping",
)
def another_notebook(paper):
    paper.notebook["cells"] = [
        {"cell_type": "code", "source": "milk = 2", "metadata": {}, "id": "a", "outputs": []}
    ]
    return {"shopping.ipynb": paper.bytes()}


@ugly("only a document, no notebook", unplaced="answers.docx")
def document(paper):
    return {"answers.docx": b"PK\x03\x04 not really"}


@ugly("a folder with nothing in it", unplaced="empty-folder")
def empty_folder(paper):
    paper.folder.mkdir()
    return False


@ugly("a zip that is damaged", unplaced="work.zip")
def damaged_zip(paper):
    return {"work.zip": zipped({NOTEBOOK: paper.bytes()})[:500]}


@ugly("a zip with a password", unplaced="secret.zip")
def encrypted_zip(paper):
    content = bytearray(zipped({NOTEBOOK: paper.bytes()}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return {"secret.zip": bytes(content)}


@ugly("another kind of archive", rest="correct", unplaced="work.tar.gz")
def tar(paper):
    memory = io.BytesIO()
    with tarfile.open(fileobj=memory, mode="w:gz") as file:
        entry = tarfile.TarInfo(NOTEBOOK)
        content = paper.bytes()
        entry.size = len(content)
        file.addfile(entry, io.BytesIO(content))
    return {"work.tar.gz": memory.getvalue()}


@ugly("a zip under a notebook's name", rest="correct|unreadable")
def zip_as_notebook(paper):
    return zipped({NOTEBOOK: paper.bytes()})


# Links, and files that are no files


@ugly("a link to a file of the machine", unplaced="01_vectorization")
def link_to_machine(paper):
    paper.folder.mkdir()
    (paper.folder / NOTEBOOK).symlink_to("/etc/passwd")
    return False


@ugly("a link to another learner's notebook", unplaced="01_vectorization")
def link_to_another(paper):
    paper.folder.mkdir()
    (paper.folder / NOTEBOOK).symlink_to(f"../bom/{NOTEBOOK}")
    return False


@ugly("a link to the solutions", unplaced="01_vectorization")
def link_to_solution(paper):
    paper.folder.mkdir()
    solution = Path(__file__).resolve().parents[2] / "solutions" / NOTEBOOK
    (paper.folder / NOTEBOOK).symlink_to(solution)
    return False


@ugly("a folder that holds a link to itself")
def link_in_a_circle(paper):
    paper.folder.mkdir()
    (paper.folder / NOTEBOOK).write_bytes(paper.bytes())
    (paper.folder / "again").symlink_to(".")
    return False


@ugly("a pipe under a notebook's name: who opens it waits for ever", unplaced="01_vectorization")
def pipe(paper):
    paper.folder.mkdir()
    os.mkfifo(paper.folder / NOTEBOOK)
    return False


@ugly("a folder under a notebook's name, the notebook in it")
def folder_as_notebook(paper):
    return {f"{NOTEBOOK}/{NOTEBOOK}": paper.bytes()}


# Zips


@ugly("the notebook in a zip")
def in_zip(paper):
    return {"homework.zip": zipped({f"homework/{NOTEBOOK}": paper.bytes()})}


@ugly("zips in zips")
def zip_in_zip(paper):
    inner = zipped({"deep.zip": zipped({NOTEBOOK: paper.bytes()})})
    return {"outer.zip": zipped({"inner/inner.zip": inner})}


@ugly("a zip made on a Mac: resource forks beside the files")
def mac_zip(paper):
    return {
        "Archive.zip": zipped(
            {
                NOTEBOOK: paper.bytes(),
                f"__MACOSX/._{NOTEBOOK}": b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X",
                ".DS_Store": b"\x00\x00\x00\x01Bud1",
            }
        )
    }


@ugly("a zip that would unpack to ten gigabytes", unplaced="bomb.zip")
def zip_bomb(paper):
    return {"bomb.zip": _bomb()}


def _bomb() -> bytes:
    """A zip of forty files of 256 MB of zeros each, all of one compressed piece."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(2**20)
    packed = b"".join(packer.compress(block) for _ in range(256)) + packer.flush()
    checksum = 0
    for _ in range(256):
        checksum = zlib.crc32(block, checksum)
    body, directory, sizes = b"", b"", (checksum, len(packed), 2**28)
    for number in range(40):
        name = f"{number}/{NOTEBOOK}".encode()
        head = (20, 0, 8, 0, 33, *sizes, len(name), 0)
        directory += b"PK\x01\x02" + struct.pack("<HHHHHHIIIHH", 20, *head)
        directory += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name
        body += b"PK\x03\x04" + struct.pack("<HHHHHIIIHH", *head) + name + packed
    end = struct.pack("<HHHHIIH", 0, 0, 40, 40, len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


@ugly("a zip that lies about how large its file is", unplaced="liar.zip")
def zip_with_a_false_size(paper):
    content = bytearray(zipped({NOTEBOOK: bytes(3 * 10**8)}))
    start = content.rindex(b"PK\x01\x02")
    content[start + 24 : start + 28] = struct.pack("<I", 1000)
    content[22:26] = struct.pack("<I", 1000)
    return {"liar.zip": bytes(content)}


@ugly(
    "a zip with fifty thousand empty files beside the notebook",
    rest="correct",
    unplaced="crowd.zip",
)
def zip_with_a_crowd(paper):
    crowd = {f"x/{number}": b"" for number in range(50_000)}
    return {"crowd.zip": zipped({NOTEBOOK: paper.bytes(), **crowd})}


@ugly("zips in zips, forty deep", rest="correct", unplaced="deep.zip")
def zip_forty_deep(paper):
    content = zipped({NOTEBOOK: paper.bytes()})
    for _ in range(40):
        content = zipped({"deep.zip": content})
    return {"deep.zip": content}


@ugly("a zip that would write outside its folder and over another's work")
def zip_slip(paper):
    wrong = worse(paper)
    return {
        "work.zip": zipped(
            {
                NOTEBOOK: paper.bytes(),
                f"../bom/{NOTEBOOK}": wrong,
                "../../left_by_a_learner": b"x",
                "/tmp/left_by_a_learner": b"x",
                "C:\\left_by_a_learner": b"x",
            }
        )
    }


@ugly("a zip that holds a link out of it", unplaced="links.zip")
def zip_with_a_link(paper):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        entry = zipfile.ZipInfo(NOTEBOOK)
        entry.create_system, entry.external_attr = 3, 0o120777 << 16
        file.writestr(entry, "/etc/passwd")
    return {"links.zip": memory.getvalue()}


@ugly("two entries of one name in a zip: the last is the newest, as unpacking has it")
def zip_with_a_name_twice(paper):
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as file:
        for content in (worse(paper), paper.bytes()):
            entry = zipfile.ZipInfo(NOTEBOOK, (2026, 1, 5, 10, 0, 0))
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                file.writestr(entry, content)
    return {"twice.zip": memory.getvalue()}


# Names of files and of learners


@ugly("renamed")
def renamed(paper):
    return {"my homework FINAL v2.ipynb": paper.bytes()}


@ugly("a number added by the browser")
def number_added(paper):
    return {"01_vectorization (1).ipynb": paper.bytes()}


@ugly("an ending that a mail program added")
def ending_added(paper):
    return {f"{NOTEBOOK}.txt": paper.bytes()}


@ugly("the ending in capitals")
def ending_in_capitals(paper):
    return {"01_VECTORIZATION.IPYNB": paper.bytes()}


@ugly("named as another lesson, with this one's cells")
def named_as_another(paper):
    return {"04_model.ipynb": paper.bytes()}


@ugly("folders in folders")
def folders_in_folders(paper):
    return {f"Downloads/course (2)/notebooks/{NOTEBOOK}": paper.bytes()}


@ugly("a name as long as a file system takes")
def long_name(paper):
    return {"n" * 249 + ".ipynb": paper.bytes()}


@ugly("the newest of three versions counts")
def three_versions(paper):
    old = worse(paper)
    return dated(
        paper,
        {
            NOTEBOOK: (old, LONG_AGO),
            "01_vectorization (1).ipynb": (old, YESTERDAY - 5000),
            "01_vectorization (2).ipynb": (paper.bytes(), YESTERDAY),
        },
    )


@ugly("a checkpoint is no version, even if it is newer")
def checkpoint(paper):
    return dated(
        paper,
        {
            NOTEBOOK: (paper.bytes(), LONG_AGO),
            ".ipynb_checkpoints/01_vectorization-checkpoint.ipynb": (worse(paper), YESTERDAY),
        },
    )


@ugly(
    "the newest version cannot be read: the one before it counts, or all is named unreadable",
    rest="correct|unreadable",
)
def newest_unreadable(paper):
    return dated(
        paper,
        {NOTEBOOK: (paper.bytes(), LONG_AGO), "01_vectorization (1).ipynb": (b"{", YESTERDAY)},
    )


@ugly("two lessons in one folder")
def two_lessons(paper):
    other = Submission("00", learner="two-lessons")
    return {NOTEBOOK: paper.bytes(), other.name: other.bytes()}


@ugly("the whole course handed in, one lesson done")
def whole_course(paper):
    files = {
        f"course/notebooks/{lesson}.ipynb": handed_out(number).encode()
        for number, lesson in LESSONS.items()
        if number in ("00", "01", "02")
    }
    return files | {f"course/notebooks/{NOTEBOOK}": paper.bytes()}


@ugly("modules beside the notebook that hide the real ones")
def modules_beside(paper):
    evil = b"raise SystemExit('taken from beside the notebook')"
    names = ("numpy.py", "json.py", "helpers.py", "IPython.py", "sitecustomize.py", "conftest.py")
    return {NOTEBOOK: paper.bytes()} | dict.fromkeys(names, evil)


@ugly("configuration of Jupyter and IPython beside the notebook")
def configuration_beside(paper):
    evil = b"raise SystemExit('configured')"
    return {
        NOTEBOOK: paper.bytes(),
        "ipython_config.py": evil,
        "jupyter_config.py": evil,
        "nbgrader_config.py": evil,
        ".ipython/profile_default/startup/00.py": evil,
        "pyproject.toml": b"[",
        "start.py": evil,
    }


NAMES = {
    "korean": ("김민지", "a Korean name"),
    "korean-decomposed": (unicodedata.normalize("NFD", "박서준"), "Korean, as a Mac writes it"),
    "formula": ("=1+1", "a spreadsheet would compute it"),
    "formula-at": ("@SUM(A1)", "another sign that begins a formula"),
    "formula-minus": ("-2+3", "another"),
    "formula-command": ("+cmd|' C calc'!A0", "another, that starts a program"),
    "html": ("<img src=x onerror=alert(1)>", "a page would run it"),
    "quotes": ("O'Neil \"Al\", B; C", "signs that a table's file uses itself"),
    "terminal": ("\x1b[31mred\x1b]0;owned\x07", "codes that a terminal obeys"),
    "newline": ("two\nlines", "a line end in a name"),
    "tab": ("a\tb", "a tab in a name"),
    "right-to-left": ("\u202egnp.exe", "a name that is shown from right to left"),
    "spaces": (" spaces ", "spaces around a name"),
    "emoji": ("🦊👩‍🔬", "a name of pictures"),
    "dots": ("...", "a name of dots"),
    "brackets": ("{0} %s $HOME `id`", "signs that templates and shells fill in"),
    "long": ("n" * 200, "a name of two hundred letters"),
    "case": ("CASE", "a name in capitals beside the same in small letters"),
    "case-small": ("case", "the same name in small letters"),
    "question-mark": ("?", "the sign of what cannot be placed"),
    "column": ("total", "a name that is a column's"),
    "prototype": ("__proto__", "a name that JavaScript knows"),
    "report": ("verdicts.csv", "a name that is one of the report's files"),
    "invalid": ("not\udcff\udcfeutf", "bytes that are no text"),
}  # fmt: skip


def _named(name, learner, why):
    @ugly(f"learner's name: {why}", name=f"name-{name}", learner=learner)
    def make(paper):
        pass


for _name, (_learner, _why) in NAMES.items():
    _named(_name, _learner, _why)


# Forms of platforms, each as a zip of several learners


@ugly("Moodle's export", learner="Kim Minji")
def moodle(paper):
    other = Submission(learner="Moodle")
    folder = "{}_{}_assignsubmission_file_"
    files = {
        f"{folder.format('Kim Minji', 7700123)}/{NOTEBOOK}": paper.bytes(),
        f"{folder.format('Erika Muster', 7700124)}/{NOTEBOOK}": other.bytes(),
    }
    paper.root.mkdir(exist_ok=True)
    (paper.root / "CS101-Vectorization-77001.zip").write_bytes(zipped(files))
    return False


@ugly("Moodle's export: the second learner of the zip", learner="Erika Muster")
def moodle_second(paper):
    return False


@ugly("Canvas' export: one word for a name, late, with numbers", learner="parkseojun")
def canvas(paper):
    files = {
        f"parkseojun_LATE_1234_567890_{NOTEBOOK}": paper.bytes(),
        "leehana_1235_567891_01_vectorization-1.ipynb": Submission(learner="Canvas").bytes(),
    }
    (paper.root / "submissions.zip").write_bytes(zipped(files))
    return False


@ugly("Canvas' export: the second learner, with the number of a new version", learner="leehana")
def canvas_second(paper):
    return False


@ugly("Google Classroom's export: the name behind a dash", learner="Choi Yuna")
def classroom(paper):
    name = f"Vectorization/Choi Yuna - {NOTEBOOK}"
    (paper.root / "drive-download-20261120T101500Z-001.zip").write_bytes(
        zipped({name: paper.bytes()})
    )
    return False


@ugly("nbgrader's own folders", learner="nbgrader-learner")
def nbgrader_form(paper):
    path = paper.root / "submitted" / "nbgrader-learner" / "01_vectorization"
    path.mkdir(parents=True)
    (path / NOTEBOOK).write_bytes(paper.bytes())
    (path / "timestamp.txt").write_text("2026-11-20 10:15:00.000000 UTC")
    return False


@ugly("a flat file with a name in it", learner="jung.haeun")
def flat_file(paper):
    (paper.root / f"jung.haeun_{NOTEBOOK}").write_bytes(paper.bytes())
    return False


@ugly("a zip from Windows whose names are in cp949", learner="홍길동")
def cp949_zip(paper):
    content = zipped({f"XXXXXX/{NOTEBOOK}": paper.bytes()})
    name = "홍길동".encode("cp949")
    (paper.root / "windows.zip").write_bytes(content.replace(b"XXXXXX", name))
    return False
