"""Ugly submissions whose cells do what nobody meant them to do: each costs its own exercise only.

Everything that grows has an end of its own, so that a run without limits survives it.
"""

from tests.grading.submission import Submission, ugly


def cell(name: str, where: str, why: str, code: str, **expected: str) -> None:
    """Register a submission with this code in it.

    `where` is "first", "last" or "after EXERCISE" for a cell of its own, or the name of an
    exercise, below whose answer the code stands. `expected` as in `ugly`.
    """

    def make(paper: Submission):
        if where == "first":
            paper.first(code.strip())
        elif where == "last":
            paper.add(code.strip())
        elif where.startswith("after "):
            paper.add(code.strip(), after="check-" + where.removeprefix("after "))
        else:
            paper.cell(where)["source"] += "\n" + code.strip()

    ugly(why, name=name, **expected)(make)


# Hanging
cell(
    "loop-in-cell",
    "flatten",
    "an endless loop in an answer's cell",
    """
while True:
    pass
""",
    flatten="timed out|correct",
)
cell(
    "loop-before-answer",
    "flatten",
    "the cell of the answer never ends",
    """
flat = ...
while True:
    flat = board
""",
    flatten="timed out",
)
cell(
    "loop-in-function",
    "vectorize",
    "an endless loop in a function",
    """
def vectorize(images):
    while True:
        pass
""",
    vectorize="timed out",
)
cell(
    "loop-that-cannot-be-stopped",
    "vectorize",
    "the loop catches every interrupt",
    """
def vectorize(images):
    while True:
        try:
            sum(range(10**6))
        except BaseException:
            pass
""",
    vectorize="timed out",
)
cell(
    "loop-ignoring-signals",
    "unvectorize",
    "signals are ignored before the loop",
    """
import signal
for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
def unvectorize(vectors, height, width):
    while True:
        pass
""",
    unvectorize="timed out",
)
cell(
    "loop-in-last-cell",
    "last",
    "an endless loop after all answers",
    """
while True:
    pass
""",
)
cell(
    "loop-in-first-cell",
    "first",
    "an endless loop before all answers",
    """
while True:
    pass
""",
)
cell(
    "sleep",
    "after vectorize",
    "a cell sleeps for a day",
    """
import time
time.sleep(100_000)
""",
)
cell("slow-C-call", "last", "one call that no interrupt reaches", "sum(range(10**13))")
cell("input", "after flatten", "nobody answers the question", 'name = input("your name? ")')
cell(
    "deadlock",
    "last",
    "a cell waits for itself",
    """
import threading
lock = threading.Lock()
lock.acquire()
lock.acquire()
""",
)
cell(
    "stopped",
    "last",
    "the process is stopped, and will never say that it ended",
    """
import os, signal
os.kill(os.getpid(), signal.SIGSTOP)
""",
)
cell(
    "hang-at-exit",
    "last",
    "the process hangs when it should end",
    """
import atexit, time
atexit.register(time.sleep, 100_000)
""",
)
cell(
    "thread-for-ever",
    "last",
    "a thread that keeps the process alive",
    """
import threading, time
def work():
    while True:
        time.sleep(0.01)
threading.Thread(target=work, daemon=False).start()
""",
)
cell(
    "thread-that-computes",
    "after flatten",
    "a background thread takes half the processor",
    """
import threading
def work():
    while True:
        pass
threading.Thread(target=work, daemon=True).start()
""",
)
cell(
    "thread-that-prints",
    "after flatten",
    "background output while other cells run",
    """
import threading
def work():
    while True:
        print('still here')
threading.Thread(target=work, daemon=True).start()
""",
)

# Ending
cell(
    "sys-exit",
    "after flatten",
    "a kernel lives on after it",
    """
import sys
sys.exit(1)
""",
)
cell("exit", "last", "a habit from the terminal", "exit()")
cell("quit-in-answer", "flatten", "the answer stands above it", "quit()", flatten="correct")
cell(
    "os-exit-first",
    "first",
    "the first cell ends the process",
    """
import os
os._exit(0)
""",
)
cell(
    "os-exit-last",
    "last",
    "the last cell ends the process",
    """
import os
os._exit(1)
""",
)
cell(
    "os-exit-in-answer",
    "vectorize",
    "the answer's cell ends the process",
    """
import os
os._exit(0)
""",
    vectorize="crashed",
)
cell(
    "os-exit-in-function",
    "vectorize",
    "the process ends when the answer is called",
    """
import os
def vectorize(images):
    os._exit(0)
""",
    vectorize="crashed",
)
cell(
    "kill-self",
    "after batch-of-one",
    "as if the kernel had been killed",
    """
import os, signal
os.kill(os.getpid(), signal.SIGKILL)
""",
)
cell(
    "kill-self-in-function",
    "unvectorize",
    "killed when called",
    """
import os
def unvectorize(vectors, height, width):
    os.kill(os.getpid(), 9)
""",
    unvectorize="crashed",
)
cell(
    "terminate-group",
    "last",
    "every process of the group is told to end",
    """
import os, signal
os.killpg(0, signal.SIGTERM)
""",
)
cell(
    "abort",
    "after flatten",
    "as an assertion in C would",
    """
import os
os.abort()
""",
)
cell(
    "segfault",
    "mend-corner",
    "reads address 0",
    """
import ctypes
def blank_corner(images):
    ctypes.string_at(0)
""",
    mend_corner="crashed",
)
cell(
    "deep-recursion",
    "vectorize",
    "calls itself without end, which Python stops",
    """
def vectorize(images):
    return vectorize(images)
""",
    vectorize="incorrect",
)
cell(
    "stack-overflow",
    "vectorize",
    "recursion that overruns the stack",
    """
import sys, threading
sys.setrecursionlimit(10**9)
class Deep(list):
    def __repr__(self):
        return repr([self])
def vectorize(images):
    return repr(Deep())
""",
    vectorize="crashed|incorrect|out of memory",
)
cell(
    "closed-streams",
    "after flatten",
    "every file is closed",
    """
import os
os.closerange(0, 256)
""",
)
cell(
    "no-stdout",
    "after flatten",
    "nowhere to print",
    """
import sys
sys.stdout = sys.stderr = None
""",
)

# Errors
cell("syntax-error", "flatten", "a bracket is open", "flat = board.flatten(", flatten="error")
cell(
    "indentation",
    "vectorize",
    "no indentation",
    """
def vectorize(images):
return images
""",
    vectorize="error",
)
cell(
    "prose",
    "view-or-copy",
    "a sentence for an answer",
    "I think it is b, because c is a copy",
    view_or_copy="error",
)
cell(
    "quotes-from-a-word-processor",
    "view-or-copy",
    "pasted from a word processor",
    "letter = “b”",
    view_or_copy="error",
)
cell(
    "no-break-space",
    "flatten",
    "pasted from a web page",
    "flat\u00a0= board.flatten()",
    flatten="error",
)
cell(
    "full-width-brackets",
    "predict-shape",
    "typed with a Korean keyboard",
    "shape = （5, 12, 2）",
    predict_shape="error",
)
cell(
    "null-character",
    "flatten",
    "a character that ends C's texts",
    "flat = board.flatten()\x00",
    flatten="error",
)
cell(
    "name-error",
    "flatten",
    "a slip of the finger",
    "flat = ...\nflat = bord.flatten()",
    flatten="error",
)
cell("error-in-last-cell", "last", "an experiment at the end fails", "1 / 0")
cell("error-in-first-cell", "first", "imports what is not here", "import torch_that_is_not_there")
cell(
    "error-without-text",
    "vectorize",
    "an exception that cannot be shown",
    """
class Odd(Exception):
    def __str__(self):
        raise Odd
    __repr__ = __str__
def vectorize(images):
    raise Odd
""",
    vectorize="incorrect|error",
)
cell(
    "base-exception",
    "vectorize",
    "an exception that usual handlers let through",
    """
def vectorize(images):
    raise KeyboardInterrupt
""",
    vectorize="incorrect|error",
)
cell("generator-exit", "flatten", "one more of these", "raise GeneratorExit")
cell(
    "megabyte-message",
    "vectorize",
    "an error message of ten megabytes",
    """
def vectorize(images):
    raise ValueError('x' * 10**7)
""",
    vectorize="incorrect|error",
)

# Breaking what follows
cell("variable-check", "after flatten", "a variable of their own named check", "check = 5")
cell(
    "function-check",
    "first",
    "a check of their own",
    """
def check(*anything):
    return True
""",
)
cell("reset", "after view-or-copy", "every variable is gone", "%reset -f")
cell("reset-at-the-end", "last", "every variable is gone at the end", "%reset -f")
cell("numpy-lost", "after flatten", "the lesson's import is overwritten", "np = None")
cell(
    "len-lost",
    "first",
    "built-in names are used for variables",
    """
len = 28
list = [1, 2]
""",
)
cell(
    "print-lost",
    "after flatten",
    "built-in functions are replaced",
    """
import builtins
builtins.print = None
builtins.len = None
""",
)
cell(
    "modules-cleared",
    "after flatten",
    "nothing can be imported any more",
    """
import sys
sys.modules.clear()
sys.path.clear()
""",
)
cell("board-lost", "after flatten", "deletes an answer after its check", "del board, flat")
cell(
    "answer-overwritten",
    "last",
    "old names are used again after their checks",
    """
flat = shape = letter = 0
del vectorize
""",
)
cell(
    "warnings-are-errors",
    "first",
    "every warning raises",
    """
import warnings
warnings.simplefilter('error')
""",
)
cell(
    "numpy-errors-raise",
    "first",
    "every overflow raises",
    """
import numpy as np
np.seterr(all='raise')
""",
)
cell(
    "print-options",
    "first",
    "arrays print shortened",
    """
import numpy as np
np.set_printoptions(threshold=1, precision=1)
""",
)
cell(
    "another-folder",
    "after flatten",
    "works in another folder",
    """
import os
os.chdir('/')
""",
)
cell(
    "folder-gone",
    "after flatten",
    "the working folder is no more",
    """
import os, tempfile
folder = tempfile.mkdtemp()
os.chdir(folder)
os.rmdir(folder)
""",
)
cell(
    "environment-changed",
    "first",
    "the environment is emptied",
    """
import os
os.environ.clear()
os.environ['PYTHONHOME'] = '/no'
""",
)
cell(
    "random-state",
    "first",
    "random numbers are replaced",
    """
import numpy as np
np.random.seed(0)
np.random.default_rng = lambda *_, **__: None
""",
)
cell(
    "trace",
    "first",
    "a tracer is left behind",
    """
import sys
sys.settrace(lambda *_: None)
sys.setswitchinterval(100)
""",
)

# Output
cell(
    "twenty-thousand-outputs",
    "after flatten",
    "20,000 outputs",
    """
from IPython.display import display
for number in range(20_000):
    display(number)
""",
)
cell(
    "megabytes-printed",
    "after flatten",
    "60 MB printed",
    """
line = 'x' * 1023
for _ in range(60_000):
    print(line)
""",
)
cell(
    "megabytes-printed-by-answer",
    "vectorize",
    "30 MB printed at each call, and right",
    """
def vectorize(images):
    print('x' * 30_000_000)
    return images.reshape(len(images), -1)
""",
    vectorize="correct|out of memory|timed out",
)
cell(
    "bytes-on-stdout",
    "after flatten",
    "bytes that are no text, past Python",
    """
import os
for _ in range(200):
    os.write(1, bytes(range(256)) * 1024)
""",
)
cell(
    "stderr",
    "after flatten",
    "standard error costs nothing",
    """
import os, sys
print('note', file=sys.stderr)
os.write(2, b'from C\\n' * 100_000)
""",
)
cell(
    "stderr-in-answer",
    "vectorize",
    "an answer that notes what it does",
    """
import sys
def vectorize(images):
    print('shape', images.shape, file=sys.stderr)
    return images.reshape(len(images), -1)
""",
)
cell(
    "warnings",
    "vectorize",
    "a warning costs nothing",
    """
import warnings
def vectorize(images):
    warnings.warn('slow')
    return images.reshape(len(images), -1)
""",
)
cell(
    "logging",
    "first",
    "log lines on standard error",
    """
import logging
logging.basicConfig(level=0)
logging.error('hello')
""",
)
cell(
    "many-figures",
    "after flatten",
    "figures that are never closed",
    """
import matplotlib.pyplot as plt
for _ in range(60):
    plt.figure()
""",
)
cell(
    "terminal-codes-printed",
    "after flatten",
    "codes that clear a terminal",
    "print('\\x1b[2J\\x1b[31m\\x1b]0;owned\\x07')",
)
cell("surrogate-printed", "after flatten", "a text that UTF-8 does not know", "print('\\ud800')")
cell(
    "progress-bar",
    "after flatten",
    "a progress bar on one line",
    """
for share in range(5000):
    print(share, end='\\r')
""",
)
cell("prints-in-answer", "flatten", "prints its answer", "print(flat)")
cell(
    "javascript-output",
    "last",
    "output that a page would run",
    """
from IPython.display import HTML, Javascript, display
display(HTML('<script>alert(1)</script>'), Javascript('alert(2)'))
""",
)

# Memory and processes
cell(
    "memory-in-cell",
    "after flatten",
    "12 GB in an own cell",
    """
blocks = []
while len(blocks) < 120:
    blocks.append(bytearray(b'x') * 10**8)
""",
)
cell(
    "memory-in-answer",
    "flatten",
    "12 GB before the answer",
    """
flat = ...
blocks = []
while len(blocks) < 120:
    blocks.append(bytearray(b'x') * 10**8)
""",
    flatten="out of memory",
)
cell(
    "memory-in-function",
    "vectorize",
    "12 GB when called: its memory or its second ends first",
    """
def vectorize(images):
    blocks = []
    while len(blocks) < 120:
        blocks.append(bytearray(b'x') * 10**8)
    return images
""",
    vectorize="out of memory|timed out",
)
cell(
    "array-too-large",
    "after flatten",
    "asks for more than any machine has",
    "huge = np.ones((200_000, 1_000_000))",
)
cell(
    "array-too-large-in-function",
    "vectorize",
    "the same in a function",
    """
def vectorize(images):
    return np.ones((200_000, 1_000_000))
""",
    vectorize="out of memory|incorrect|error",
)
cell(
    "memory-shared",
    "after flatten",
    "6 GB of shared memory",
    """
import mmap
shared = mmap.mmap(-1, 6 * 10**9)
for place in range(0, len(shared), 4096):
    shared[place] = 1
""",
)
cell(
    "memory-by-children",
    "after flatten",
    "twelve processes of 500 MB",
    """
import os, time
for _ in range(12):
    if os.fork() == 0:
        block = bytearray(b'x') * 5 * 10**8
        time.sleep(20)
        os._exit(0)
""",
)
cell(
    "fork-bomb",
    "after flatten",
    "2,048 processes, doubled step by step",
    """
import os, time
for _ in range(11):
    try:
        os.fork()
    except OSError:
        break
else:
    time.sleep(15)
""",
)
cell(
    "threads",
    "after flatten",
    "3,000 threads",
    """
import threading, time
try:
    for _ in range(3000):
        threading.Thread(target=time.sleep, args=(30,), daemon=True).start()
except RuntimeError:
    pass
""",
)
cell(
    "process-left-behind",
    "after flatten",
    "a process that holds the output open",
    """
import subprocess
subprocess.Popen(['sleep', '1000'], start_new_session=True)
""",
)
cell(
    "daemon",
    "after flatten",
    "a process that leaves its parent",
    """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork():
        os._exit(0)
    time.sleep(1000)
    os._exit(0)
""",
)
cell(
    "forked-twin",
    "last",
    "two processes go on with the notebook",
    """
import os
os.fork()
""",
)
cell(
    "pool",
    "after flatten",
    "four processes help to compute",
    """
from multiprocessing import Pool
with Pool(4) as pool:
    print(pool.map(abs, range(-100, 0))[:3])
""",
)

# Files
cell(
    "large-file",
    "after flatten",
    "a file of 4 GB",
    """
with open('large', 'wb') as file:
    for _ in range(4000):
        file.write(bytes(10**6))
""",
)
cell(
    "large-file-in-tmp",
    "after flatten",
    "4 GB in /tmp",
    """
with open('/tmp/large', 'wb') as file:
    for _ in range(4000):
        file.write(bytes(10**6))
""",
)
cell(
    "many-files",
    "after flatten",
    "40,000 files",
    """
import os
os.makedirs('many')
for number in range(40_000):
    open(f'many/{number}', 'w').close()
""",
)
cell(
    "open-files",
    "after flatten",
    "files that are never closed",
    "kept = [open('/dev/null') for _ in range(20_000)]",
)
cell(
    "sparse-file",
    "after flatten",
    "a file that says it has a petabyte",
    """
import os
os.truncate(os.open('sparse', os.O_CREAT | os.O_RDWR), 10**15)
""",
)
cell(
    "file-of-their-own",
    "after flatten",
    "saves and reads a file beside the notebook",
    """
np.save('mine.npy', board)
board_again = np.load('mine.npy')
""",
)

# Notebook language
cell(
    "magics",
    "first",
    "line magics",
    """
%matplotlib inline
%config InlineBackend.figure_format = 'svg'
%who
""",
)
cell(
    "unknown-magic", "after flatten", "no such extension", "%load_ext autoreload_that_is_not_there"
)
cell(
    "shell",
    "after flatten",
    "shell commands",
    """
!ls -la ~ > /dev/null
files = !ls
""",
)
cell(
    "pip-install",
    "first",
    "installs a package, without a network",
    "!pip install --quiet numpy==1.0 > /dev/null 2>&1",
)
cell("help", "last", "asks for help", "np.reshape?")
cell(
    "top-level-await",
    "after flatten",
    "a notebook's cell may wait",
    """
import asyncio
await asyncio.sleep(0.01)
""",
)
cell(
    "widgets",
    "after flatten",
    "a slider of their own",
    """
from ipywidgets import IntSlider, interact
interact(lambda size: size, size=IntSlider(3))
""",
)
cell(
    "last-output",
    "after flatten",
    "uses the last output",
    """
board.flatten()
assert _ is not None or True
""",
)


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
