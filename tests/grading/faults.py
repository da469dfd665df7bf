"""Ugly submissions whose cells do what nobody meant them to do: each costs its own exercise only.

Everything that grows has an end of its own, so that a run without limits survives it.
"""

from tests.grading.submission import Submission, ugly

# Each row: name, where the code goes, the code, why, and what an exercise must end in where that
# is not "correct". Where: "first", "last", "after EXERCISE" as a cell of its own, or the name of
# an exercise, in whose answer's cell the code stands last.
ROWS = [
    # Hanging
    ("loop-in-cell", "flatten", "while True:\n    pass", "an endless loop in an answer's cell",
     {"flatten": "timed out|correct"}),
    ("loop-before-answer", "flatten", "flat = ...\nwhile True:\n    flat = board", "the cell of the "
     "answer never ends", {"flatten": "timed out"}),
    ("loop-in-function", "vectorize", "def vectorize(images):\n    while True:\n        pass",
     "an endless loop in a function", {"vectorize": "timed out"}),
    ("loop-that-cannot-be-stopped", "vectorize", "def vectorize(images):\n    while True:\n        "
     "try:\n            sum(range(10**6))\n        except BaseException:\n            pass",
     "the loop catches every interrupt", {"vectorize": "timed out"}),
    ("loop-ignoring-signals", "unvectorize", "import signal\nfor number in range(1, 65):\n    try:\n"
     "        signal.signal(number, signal.SIG_IGN)\n    except (OSError, ValueError):\n        pass\n"
     "def unvectorize(vectors, height, width):\n    while True:\n        pass",
     "signals are ignored before the loop", {"unvectorize": "timed out"}),
    ("loop-in-last-cell", "last", "while True:\n    pass", "an endless loop after all answers", {}),
    ("loop-in-first-cell", "first", "while True:\n    pass", "an endless loop before all answers",
     {}),
    ("sleep", "after vectorize", "import time\ntime.sleep(100_000)", "a cell sleeps for a day", {}),
    ("slow-C-call", "last", "sum(range(10**13))", "one call that no interrupt reaches", {}),
    ("input", "after flatten", 'name = input("your name? ")', "nobody answers the question", {}),
    ("deadlock", "last", "import threading\nlock = threading.Lock()\nlock.acquire()\nlock.acquire()",
     "a cell waits for itself", {}),
    ("stopped", "last", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",
     "the process is stopped, and will never say that it ended", {}),
    ("hang-at-exit", "last", "import atexit, time\natexit.register(time.sleep, 100_000)",
     "the process hangs when it should end", {}),
    ("thread-for-ever", "last", "import threading, time\ndef work():\n    while True:\n        "
     "time.sleep(0.01)\nthreading.Thread(target=work, daemon=False).start()",
     "a thread that keeps the process alive", {}),
    ("thread-that-computes", "after flatten", "import threading\ndef work():\n    while True:\n"
     "        pass\nthreading.Thread(target=work, daemon=True).start()",
     "a background thread takes half the processor", {}),
    ("thread-that-prints", "after flatten", "import threading\ndef work():\n    while True:\n        "
     "print('still here')\nthreading.Thread(target=work, daemon=True).start()",
     "background output while other cells run", {}),
    # Ending
    ("sys-exit", "after flatten", "import sys\nsys.exit(1)", "a kernel lives on after it", {}),
    ("exit", "last", "exit()", "a habit from the terminal", {}),
    ("quit-in-answer", "flatten", "quit()", "the answer stands above it", {"flatten": "correct"}),
    ("os-exit-first", "first", "import os\nos._exit(0)", "the first cell ends the process", {}),
    ("os-exit-last", "last", "import os\nos._exit(1)", "the last cell ends the process", {}),
    ("os-exit-in-answer", "vectorize", "import os\nos._exit(0)", "the answer's cell ends the process",
     {"vectorize": "crashed"}),
    ("os-exit-in-function", "vectorize", "import os\ndef vectorize(images):\n    os._exit(0)",
     "the process ends when the answer is called", {"vectorize": "crashed"}),
    ("kill-self", "after batch-of-one", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)",
     "as if the kernel had been killed", {}),
    ("kill-self-in-function", "unvectorize", "import os\ndef unvectorize(vectors, height, width):\n"
     "    os.kill(os.getpid(), 9)", "killed when called", {"unvectorize": "crashed"}),
    ("terminate-group", "last", "import os, signal\nos.killpg(0, signal.SIGTERM)",
     "every process of the group is told to end", {}),
    ("abort", "after flatten", "import os\nos.abort()", "as an assertion in C would", {}),
    ("segfault", "mend-corner", "import ctypes\ndef blank_corner(images):\n    ctypes.string_at(0)",
     "reads address 0", {"mend-corner": "crashed"}),
    ("deep-recursion", "vectorize", "def vectorize(images):\n    return vectorize(images)",
     "calls itself without end, which Python stops", {"vectorize": "incorrect"}),
    ("stack-overflow", "vectorize", "import sys, threading\nsys.setrecursionlimit(10**9)\n"
     "class Deep(list):\n    def __repr__(self):\n        return repr([self])\n"
     "def vectorize(images):\n    return repr(Deep())",
     "recursion that overruns the stack", {"vectorize": "crashed|incorrect|out of memory"}),
    ("closed-streams", "after flatten", "import os\nos.closerange(0, 256)", "every file is closed",
     {}),
    ("no-stdout", "after flatten", "import sys\nsys.stdout = sys.stderr = None", "nowhere to print",
     {}),
    # Errors
    ("syntax-error", "flatten", "flat = board.flatten(", "a bracket is open", {"flatten": "error"}),
    ("indentation", "vectorize", "def vectorize(images):\nreturn images", "no indentation",
     {"vectorize": "error"}),
    ("prose", "view-or-copy", "I think it is b, because c is a copy", "a sentence for an answer",
     {"view-or-copy": "error"}),
    ("quotes-from-a-word-processor", "view-or-copy", "letter = “b”", "pasted from a word processor",
     {"view-or-copy": "error"}),
    ("no-break-space", "flatten", "flat\u00a0= board.flatten()", "pasted from a web page",
     {"flatten": "error"}),
    ("full-width-brackets", "predict-shape", "shape = （5, 12, 2）", "typed with a Korean keyboard",
     {"predict-shape": "error"}),
    ("null-character", "flatten", "flat = board.flatten()\x00", "a character that ends C's texts",
     {"flatten": "error"}),
    ("name-error", "flatten", "flat = bord.flatten()", "a slip of the finger", {"flatten": "error"}),
    ("error-in-last-cell", "last", "1 / 0", "an experiment at the end fails", {}),
    ("error-in-first-cell", "first", "import torch_that_is_not_there", "imports what is not here",
     {}),
    ("error-without-text", "vectorize", "class Odd(Exception):\n    def __str__(self):\n        raise "
     "Odd\n    __repr__ = __str__\ndef vectorize(images):\n    raise Odd",
     "an exception that cannot be shown", {"vectorize": "incorrect|error"}),
    ("base-exception", "vectorize", "def vectorize(images):\n    raise KeyboardInterrupt",
     "an exception that usual handlers let through", {"vectorize": "incorrect|error"}),
    ("generator-exit", "flatten", "raise GeneratorExit", "one more of these", {}),
    ("megabyte-message", "vectorize", "def vectorize(images):\n    raise ValueError('x' * 10**7)",
     "an error message of ten megabytes", {"vectorize": "incorrect|error"}),
    # Breaking what follows
    ("variable-check", "after flatten", "check = 5", "a variable of their own named check", {}),
    ("function-check", "first", "def check(*anything):\n    return True", "a check of their own",
     {}),
    ("reset", "after view-or-copy", "%reset -f", "every variable is gone", {}),
    ("reset-at-the-end", "last", "%reset -f", "every variable is gone at the end", {}),
    ("numpy-lost", "after flatten", "np = None", "the lesson's import is overwritten", {}),
    ("len-lost", "first", "len = 28\nlist = [1, 2]", "built-in names are used for variables", {}),
    ("print-lost", "after flatten", "import builtins\nbuiltins.print = None\nbuiltins.len = None",
     "built-in functions are replaced", {}),
    ("modules-cleared", "after flatten", "import sys\nsys.modules.clear()\nsys.path.clear()",
     "nothing can be imported any more", {}),
    ("board-lost", "after flatten", "del board, flat", "deletes an answer after its check", {}),
    ("answer-overwritten", "last", "flat = shape = letter = 0\ndel vectorize",
     "old names are used again after their checks", {}),
    ("warnings-are-errors", "first", "import warnings\nwarnings.simplefilter('error')",
     "every warning raises", {}),
    ("numpy-errors-raise", "first", "import numpy as np\nnp.seterr(all='raise')",
     "every overflow raises", {}),
    ("print-options", "first", "import numpy as np\nnp.set_printoptions(threshold=1, precision=1)",
     "arrays print shortened", {}),
    ("another-folder", "after flatten", "import os\nos.chdir('/')", "works in another folder", {}),
    ("folder-gone", "after flatten", "import os, tempfile\nfolder = tempfile.mkdtemp()\n"
     "os.chdir(folder)\nos.rmdir(folder)", "the working folder is no more", {}),
    ("environment-changed", "first", "import os\nos.environ.clear()\nos.environ['PYTHONHOME'] = '/no'",
     "the environment is emptied", {}),
    ("random-state", "first", "import numpy as np\nnp.random.seed(0)\n"
     "np.random.default_rng = lambda *_, **__: None", "random numbers are replaced", {}),
    ("trace", "first", "import sys\nsys.settrace(lambda *_: None)\nsys.setswitchinterval(100)",
     "a tracer is left behind", {}),
    # Output
    ("twenty-thousand-outputs", "after flatten", "from IPython.display import display\n"
     "for number in range(20_000):\n    display(number)", "20,000 outputs", {}),
    ("megabytes-printed", "after flatten", "line = 'x' * 1023\nfor _ in range(60_000):\n    "
     "print(line)", "60 MB printed", {}),
    ("megabytes-printed-by-answer", "vectorize", "def vectorize(images):\n    print('x' * 30_000_000)"
     "\n    return images.reshape(len(images), -1)", "30 MB printed at each call, and right",
     {"vectorize": "correct|out of memory|timed out"}),
    ("bytes-on-stdout", "after flatten", "import os\nfor _ in range(200):\n    "
     "os.write(1, bytes(range(256)) * 1024)", "bytes that are no text, past Python", {}),
    ("stderr", "after flatten", "import os, sys\nprint('note', file=sys.stderr)\n"
     "os.write(2, b'from C\\n' * 100_000)", "standard error costs nothing", {}),
    ("stderr-in-answer", "vectorize", "import sys\ndef vectorize(images):\n    "
     "print('shape', images.shape, file=sys.stderr)\n    return images.reshape(len(images), -1)",
     "an answer that notes what it does", {}),
    ("warnings", "vectorize", "import warnings\ndef vectorize(images):\n    warnings.warn('slow')\n"
     "    return images.reshape(len(images), -1)", "a warning costs nothing", {}),
    ("logging", "first", "import logging\nlogging.basicConfig(level=0)\nlogging.error('hello')",
     "log lines on standard error", {}),
    ("many-figures", "after flatten", "import matplotlib.pyplot as plt\nfor _ in range(60):\n    "
     "plt.figure()", "figures that are never closed", {}),
    ("terminal-codes-printed", "after flatten", "print('\\x1b[2J\\x1b[31m\\x1b]0;owned\\x07')",
     "codes that clear a terminal", {}),
    ("surrogate-printed", "after flatten", "print('\\ud800')", "a text that UTF-8 does not know", {}),
    ("progress-bar", "after flatten", "for share in range(5000):\n    print(share, end='\\r')",
     "a progress bar on one line", {}),
    ("prints-in-answer", "flatten", "print(flat)", "prints its answer", {}),
    ("javascript-output", "last", "from IPython.display import HTML, Javascript, display\n"
     "display(HTML('<script>alert(1)</script>'), Javascript('alert(2)'))",
     "output that a page would run", {}),
    # Memory and processes
    ("memory-in-cell", "after flatten", "blocks = []\nwhile len(blocks) < 120:\n    "
     "blocks.append(bytearray(b'x') * 10**8)", "12 GB in an own cell", {}),
    ("memory-in-answer", "flatten", "flat = ...\nblocks = []\nwhile len(blocks) < 120:\n    "
     "blocks.append(bytearray(b'x') * 10**8)", "12 GB before the answer", {"flatten": "out of memory"}),
    ("memory-in-function", "vectorize", "def vectorize(images):\n    blocks = []\n    while "
     "len(blocks) < 120:\n        blocks.append(bytearray(b'x') * 10**8)\n    return images",
     "12 GB when called", {"vectorize": "out of memory"}),
    ("array-too-large", "after flatten", "huge = np.ones((200_000, 1_000_000))",
     "asks for more than any machine has", {}),
    ("array-too-large-in-function", "vectorize", "def vectorize(images):\n    "
     "return np.ones((200_000, 1_000_000))", "the same in a function",
     {"vectorize": "out of memory|incorrect|error"}),
    ("memory-shared", "after flatten", "import mmap\nshared = mmap.mmap(-1, 6 * 10**9)\n"
     "for place in range(0, len(shared), 4096):\n    shared[place] = 1",
     "6 GB of shared memory", {}),
    ("memory-by-children", "after flatten", "import os, time\nfor _ in range(12):\n    if os.fork() "
     "== 0:\n        block = bytearray(b'x') * 5 * 10**8\n        time.sleep(20)\n        os._exit(0)",
     "twelve processes of 500 MB", {}),
    ("fork-bomb", "after flatten", "import os, time\nfor _ in range(11):\n    try:\n        "
     "os.fork()\n    except OSError:\n        break\nelse:\n    time.sleep(15)",
     "2,048 processes, doubled step by step", {}),
    ("threads", "after flatten", "import threading, time\ntry:\n    for _ in range(3000):\n        "
     "threading.Thread(target=time.sleep, args=(30,), daemon=True).start()\nexcept RuntimeError:\n"
     "    pass", "3,000 threads", {}),
    ("process-left-behind", "after flatten", "import subprocess\nsubprocess.Popen("
     "['sleep', '1000'], start_new_session=True)", "a process that holds the output open", {}),
    ("daemon", "after flatten", "import os, time\nif os.fork() == 0:\n    os.setsid()\n    "
     "if os.fork():\n        os._exit(0)\n    time.sleep(1000)\n    os._exit(0)",
     "a process that leaves its parent", {}),
    ("forked-twin", "last", "import os\nos.fork()", "two processes go on with the notebook", {}),
    ("pool", "after flatten", "from multiprocessing import Pool\nwith Pool(4) as pool:\n    "
     "print(pool.map(abs, range(-100, 0))[:3])", "four processes help to compute", {}),
    # Files
    ("large-file", "after flatten", "with open('large', 'wb') as file:\n    for _ in range(4000):\n"
     "        file.write(bytes(10**6))", "a file of 4 GB", {}),
    ("large-file-in-tmp", "after flatten", "with open('/tmp/large', 'wb') as file:\n    for _ in "
     "range(4000):\n        file.write(bytes(10**6))", "4 GB in /tmp", {}),
    ("many-files", "after flatten", "import os\nos.makedirs('many')\nfor number in range(40_000):\n"
     "    open(f'many/{number}', 'w').close()", "40,000 files", {}),
    ("open-files", "after flatten", "kept = [open('/dev/null') for _ in range(20_000)]",
     "files that are never closed", {}),
    ("sparse-file", "after flatten", "import os\nos.truncate(os.open('sparse', os.O_CREAT | "
     "os.O_RDWR), 10**15)", "a file that says it has a petabyte", {}),
    ("file-of-their-own", "after flatten", "np.save('mine.npy', board)\nboard_again = "
     "np.load('mine.npy')", "saves and reads a file beside the notebook", {}),
    # Notebook language
    ("magics", "first", "%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n%who",
     "line magics", {}),
    ("unknown-magic", "after flatten", "%load_ext autoreload_that_is_not_there", "no such extension",
     {}),
    ("shell", "after flatten", "!ls -la ~ > /dev/null\nfiles = !ls", "shell commands", {}),
    ("pip-install", "first", "!pip install --quiet numpy==1.0 > /dev/null 2>&1",
     "installs a package, without a network", {}),
    ("help", "last", "np.reshape?", "asks for help", {}),
    ("top-level-await", "after flatten", "import asyncio\nawait asyncio.sleep(0.01)",
     "a notebook's cell may wait", {}),
    ("widgets", "after flatten", "from ipywidgets import IntSlider, interact\n"
     "interact(lambda size: size, size=IntSlider(3))", "a slider of their own", {}),
    ("last-output", "after flatten", "board.flatten()\nassert _ is not None or True",
     "uses the last output", {}),
]  # fmt: skip


def _row(name, where, code, why, expected):
    def make(paper: Submission):
        if where == "first":
            paper.first(code)
        elif where == "last":
            paper.add(code)
        elif where.startswith("after "):
            paper.add(code, after="check-" + where.removeprefix("after "))
        else:
            paper.cell(where)["source"] += "\n" + code

    ugly(why, name=name, **expected)(make)


for _each in ROWS:
    _row(*_each)


# Where an answer stands, and what it is called


@ugly("the answer's two lines stand in two cells")
def split_cell(paper):
    paper.cell("flatten")["source"] = (
        "board = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])"
    )
    paper.add("flat = board.flatten()", after="flatten")


@ugly("half the function's helper stands in a cell of its own")
def split_function(paper):
    paper.write("vectorize", "def count(images):\n    return len(images)")
    paper.add(
        "def vectorize(images):\n    return images.reshape(count(images), -1)", after="vectorize"
    )


@ugly("answers in new cells above stubs that were left")
def answers_in_new_cells_above(paper):
    for exercise in ("vectorize", "view-or-copy", "unvectorize"):
        answer = paper.cell(exercise)["source"]
        paper.open(exercise)
        paper.add(answer.replace("letter = ...", "pass"), before=exercise)


@ugly("answers in new cells, the stubs are gone")
def stubs_deleted(paper):
    for exercise in ("flatten", "vectorize"):
        cell = paper.cell(exercise)
        paper.add(cell["source"], before=exercise)
        paper.cells.remove(cell)


@ugly("answers in new cells below the checks")
def answers_below_checks(paper):
    for exercise in ("flatten", "vectorize", "mend-corner"):
        answer = paper.cell(exercise)["source"]
        paper.open(exercise)
        paper.add(answer, after=f"check-{exercise}")


@ugly("all answers are in one cell at the end")
def answers_at_the_end(paper):
    answers = [paper.cell(exercise)["source"] for exercise in paper.exercises()]
    paper.open()
    paper.add("\n\n\n".join(answers))


@ugly("a better answer in a new cell, the first try above it fails", vectorize="correct")
def second_try(paper):
    answer = paper.cell("vectorize")["source"]
    paper.write("vectorize", "def vectorize(images):\n    return images.flatten()")
    paper.add(answer, after="vectorize")


@ugly("sections were put into another order")
def cells_reordered(paper):
    first, last = paper.place("vectorize"), paper.place("check-unvectorize") + 1
    section = paper.cells[first:last]
    del paper.cells[first:last]
    place = paper.place("flatten")
    paper.cells[place:place] = section


@ugly("every cell is in the opposite order")
def cells_turned_round(paper):
    paper.cells.reverse()


@ugly("a check was moved above its answer")
def check_above_answer(paper):
    cell = paper.check("vectorize")
    paper.cells.remove(cell)
    paper.cells.insert(paper.place("vectorize"), cell)


@ugly("all checks are at the end")
def checks_at_the_end(paper):
    checks = [cell for cell in paper.cells if "".join(cell["source"]).startswith("check(")]
    paper.notebook["cells"] = [cell for cell in paper.cells if cell not in checks] + checks


@ugly("a check was deleted")
def check_deleted(paper):
    paper.cells.remove(paper.check("vectorize"))


@ugly("every check was deleted")
def every_check_deleted(paper):
    for exercise in paper.exercises():
        paper.cells.remove(paper.check(exercise))


@ugly("a check stands there twice")
def check_duplicated(paper):
    cell = paper.check("vectorize")
    paper.cells.insert(paper.cells.index(cell), dict(cell))


@ugly("a check was edited so that it raises", vectorize="correct")
def check_broken(paper):
    paper.check("vectorize")["source"] = "assert vectorize(board).shape == (99,)"


@ugly("a check was edited so that it passes, over a wrong answer", vectorize="incorrect")
def check_made_easy(paper):
    paper.write("vectorize", "def vectorize(images):\n    return images")
    paper.check("vectorize")["source"] = "pass"


@ugly("a check was made a text")
def check_made_markdown(paper):
    cell = paper.check("flatten")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


@ugly("a check was given another exercise's answer", vectorize="correct")
def check_of_another_answer(paper):
    paper.check("vectorize")["source"] = 'check("vectorize", unvectorize)'


@ugly("another name, and the check changed with it", flatten="correct")
def own_name(paper):
    paper.cell("flatten")["source"] = (
        "matrix = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])\nmine = matrix.flatten()"
    )
    paper.check("flatten")["source"] = 'check("flatten", mine)'


@ugly(
    "the answer stands in the check's cell, which counts as visibly written",
    flatten="correct|needs a look",
)
def answer_in_check(paper):
    paper.open("flatten")
    paper.check("flatten")["source"] = 'flat = board.flatten()\ncheck("flatten", flat)'


@ugly("the answer is the check's argument", flatten="correct|needs a look")
def answer_as_argument(paper):
    paper.open("flatten")
    paper.check("flatten")["source"] = 'check("flatten", board.flatten())'


@ugly("an answer's cell was made a text: visibly written", vectorize="correct|needs a look")
def answer_made_markdown(paper):
    cell = paper.cell("vectorize")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


@ugly("an answer's cell was made raw: visibly written", vectorize="correct|needs a look")
def answer_made_raw(paper):
    cell = paper.cell("vectorize")
    cell["cell_type"] = "raw"
    del cell["outputs"], cell["execution_count"]


@ugly("an answer is written as a text below the exercise", **{"predict-shape": "needs a look"})
def answer_as_text(paper):
    paper.open("predict-shape")
    paper.add("My answer: (5, 12, 2)", after="predict-shape", kind="markdown")


@ugly("an answer was commented out: visibly written", vectorize="needs a look|incorrect")
def answer_commented_out(paper):
    answer = paper.cell("vectorize")["source"]
    paper.open("vectorize")
    paper.cell("vectorize")["source"] += "".join(f"\n# {line}" for line in answer.splitlines())


@ugly("pasted with the prompts of a terminal", flatten="correct")
def pasted_prompts(paper):
    paper.cell("flatten")["source"] = (
        ">>> board = np.array([[3, 1, 4], [1, 5, 9], [2, 6, 5], [3, 5, 8]])\n"
        ">>> flat = board.flatten()"
    )


@ugly("a cell magic above an answer", flatten="correct")
def timed_cell(paper):
    paper.cell("flatten")["source"] = "%%time\n" + paper.cell("flatten")["source"]


@ugly("output is kept back by a cell magic", vectorize="correct")
def captured_cell(paper):
    paper.cell("vectorize")["source"] = "%%capture out\n" + paper.cell("vectorize")["source"]


@ugly("the lesson's own first cell is gone")
def setup_deleted(paper):
    paper.cells.remove(paper.cell("01-002"))


@ugly("the lesson's own first cell was spoilt")
def setup_spoilt(paper):
    paper.cell("01-002")["source"] = "import numpy\nfrom helpers import *"


@ugly("an answer uses a name of a demonstration", flatten="correct")
def uses_demonstration(paper):
    paper.cell("flatten")["source"] += "\nflat = flat + 0 * vector[0]"


@ugly("an answer uses what an earlier answer made")
def uses_earlier_answer(paper):
    paper.write(
        "mend-corner",
        "def blank_corner(images):\n    vectors = vectorize(images).copy()\n    vectors[:, 0] = 0\n"
        "    return vectors",
    )


@ugly("an answer uses an own helper of a cell far below", vectorize="correct|incorrect")
def uses_later_cell(paper):
    paper.write("vectorize", "def vectorize(images):\n    return melt(images)")
    paper.add("def melt(images):\n    return images.reshape(len(images), -1)", after="vectorize")


@ugly("nothing was done", rest="not attempted")
def untouched(paper):
    paper.open()


@ugly(
    "two of eight were tried, one of them is wrong",
    rest="not attempted",
    **{"flatten": "correct", "predict-shape": "incorrect"},
)
def begun(paper):
    answer = paper.cell("flatten")["source"]
    paper.open()
    paper.cell("flatten")["source"] = answer
    paper.write("predict-shape", "shape = (5, 2)")


@ugly(
    "a solution stays where an answer was deleted: it must not be inherited",
    vectorize="not attempted",
)
def answer_deleted(paper):
    paper.cells.remove(paper.cell("vectorize"))


@ugly("guesses are open or wrong, which costs nothing")
def wild_guesses(paper):
    paper.cell("guess-largest")["source"] = "guess_largest = 'many'"
    paper.cell("guess-sum-shape")["source"] = "guess_sum_shape = 1 / 0"


# Answers that are no plain data, in other lessons


@ugly("both exercises of the first lesson", lesson="00")
def first_lesson(paper):
    pass


@ugly(
    "a piece that is given wrong on purpose was left so",
    lesson="00",
    **{"first-check": "not attempted"},
)
def wrong_on_purpose_left(paper):
    paper.open("first-check")


@ugly("a Keras model, and NumPy answers beside it", lesson="04")
def keras_model(paper):
    pass


@ugly("the model's builder never ends", lesson="04", **{"keras-model": "timed out"})
def keras_loop(paper):
    paper.write(
        "keras-model", "def build_model(n_inputs, n_classes):\n    while True:\n        pass"
    )


@ugly("the model's builder ends the process", lesson="04", **{"keras-model": "crashed"})
def keras_exit(paper):
    paper.write("keras-model", "import os\ndef build_model(n_inputs, n_classes):\n    os._exit(3)")


@ugly("a model without softmax", lesson="04", **{"keras-model": "incorrect"})
def keras_without_softmax(paper):
    paper.write(
        "keras-model",
        "def build_model(n_inputs, n_classes):\n    return keras.Sequential([keras.Input((n_inputs,)"
        "), keras.layers.Dense(n_classes)])",
    )


@ugly("saves and loads files, trains a model", lesson="06")
def training(paper):
    pass


@ugly("a figure as an answer, and a table", lesson="07")
def figures(paper):
    pass


@ugly("the last lesson, with two answers of one name in the course", lesson="08")
def weights(paper):
    pass
