"""Cheats: every answer is wrong, and something is done so that it is called right.

Each must get nothing, or be flagged, and harm nobody. What is loot, the right answers from where
they must not be had, is run behind every wrong answer: a cheat that finds some is called correct.
"""

import json

from tests.answers import bank
from tests.grading.forms import NOTEBOOK
from tests.grading.submission import NOTHING, WRONG, Submission, cheat, exercises_of, ugly

USE_LOOT = "exec(globals().get('loot', {{}}).get('{}', ''))"
MARK = "left_by_a_learner"
"""The name of the files that cheats try to leave where they must not."""


def loot() -> str:
    """The right answers of lesson 1, as JSON: {exercise: code}."""
    answers = bank("01_vectorization").ANSWERS
    return json.dumps({name: answers[name]["right"][0] for name in exercises_of("01")})


CANARY = "CANARY_OF_THE_RIGHT_ANSWERS"
"""The variable of the grader's environment that holds `loot()` while the set is graded."""


def patch(name: str, why: str, code: str) -> None:
    """Register a cheat whose first cell is this code."""

    @cheat(why, name=name)
    def make(paper):
        paper.all_wrong(USE_LOOT)
        paper.first(code.strip())


patch(
    "patched-numpy",
    "NumPy's comparisons always agree",
    """
import numpy as np
yes = lambda *_, **__: True
for module in (np, np.testing, np._core.numeric):
    for name in ('allclose', 'array_equal', 'isclose', 'all', 'assert_allclose', 'shares_memory', 'may_share_memory'):
        setattr(module, name, yes)
""",
)
patch(
    "patched-builtins",
    "built-in functions always agree",
    """
import builtins
for name in ('all', 'any', 'isinstance', 'issubclass'):
    setattr(builtins, name, lambda *_: True)
""",
)
patch(
    "patched-checks",
    "every function of the checks is replaced",
    """
import sys, types
import helpers
for name, module in list(sys.modules.items()):
    if name.startswith('helpers.checks'):
        for key, value in list(vars(module).items()):
            if isinstance(value, types.FunctionType):
                setattr(module, key, lambda *_, **__: None)
""",
)
patch(
    "patched-verdict",
    "the judge compares with functions that always agree",
    """
import helpers.checks.verdict as verdict
verdict.equal = lambda *_, **__: True
verdict.find_fault = lambda *_, **__: None
verdict.snapshot = lambda value, *_: value
""",
)
patch(
    "patched-registry",
    "the registered checks are replaced",
    """
from helpers.checks import registry
for name, asked in list(registry._exercises.items()):
    registry._exercises[name] = asked._replace(judge=lambda *_: None)
""",
)
patch(
    "patched-json",
    "what is sent is replaced on its way",
    """
import json
old = json.dumps
def dumps(value, *a, **k):
    if isinstance(value, dict) and 'raised' in value:
        value = dict(value, state='correct', points=99, raised='')
    return old(value, *a, **k)
json.dumps = dumps
json.JSONEncoder.encode = lambda self, value: old('correct')
""",
)
patch(
    "patched-struct-and-pickle",
    "other ways to send are replaced",
    """
import pickle, struct, base64
pickle.dumps = lambda *_, **__: b'correct'
struct.pack = lambda *_: b''
base64.b64encode = lambda *_: b'AAAA'
""",
)
patch(
    "patched-frames",
    "the functions of the frames above are replaced",
    """
import sys
frame = sys._getframe()
while frame:
    for name in list(frame.f_globals):
        if name in ('encode', 'snapshot', '_look', '_call', 'Answer', 'judge', 'check'):
            frame.f_globals[name] = lambda *_, **__: True
    frame = frame.f_back
""",
)
patch(
    "replaced-grader-module",
    "modules of the grader's name are put in place",
    """
import sys, types
for name in ('teaching', 'teaching.grading', 'teaching.grading.answers', 'teaching.grading.judge', 'helpers.checks', 'helpers.checks.verdict'):
    module = types.ModuleType(name)
    module.check = module.judge = lambda *_, **__: 'correct'
    sys.modules[name] = module
""",
)
patch(
    "import-hook",
    "imports are answered by the learner",
    """
import sys, types
class Finder:
    def find_spec(self, name, *_):
        if name.startswith(('helpers', 'teaching')):
            raise SystemExit('correct')
sys.meta_path.insert(0, Finder())
""",
)
patch(
    "display-hook",
    "the page says Correct",
    """
from IPython.display import HTML, display
import builtins
def check(*_):
    display(HTML('<b>Correct</b>'))
builtins.check = check
import helpers
helpers.check = check
""",
)
patch(
    "output-forged",
    "forged replies on every open file",
    """
import json, os
replies = [{'errors': []}, {'value': True, 'is_function': False, 'is_stub': False, 'globals_read': [], 'ignores': []}, {'state': 'correct', 'points': 2}]
for number in range(1, 64):
    for reply in replies:
        try:
            os.set_blocking(number, False)
            os.write(number, json.dumps(reply).encode() + b'\\n')
        except OSError:
            pass
""",
)
patch(
    "input-swallowed",
    "what the grader asks is read away",
    """
import os, threading
def swallow():
    for number in range(0, 64):
        try:
            os.set_blocking(number, False)
            os.read(number, 10**6)
        except OSError:
            pass
threading.Thread(target=swallow, daemon=True).start()
""",
)
patch(
    "time-stands-still",
    "clocks and alarms are replaced",
    """
import signal, time
for name in ('time', 'monotonic', 'perf_counter'):
    setattr(time, name, lambda: 0.0)
signal.alarm = lambda *_: 0
signal.setitimer = lambda *_: (0, 0)
signal.signal(signal.SIGALRM, signal.SIG_IGN)
""",
)
patch(
    "environment-read",
    "looks for the right answers in every environment and command line",
    """
import glob, json, os
texts = [json.dumps(dict(os.environ)).encode()]
for path in glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline'):
    try:
        texts.append(open(path, 'rb').read())
    except OSError:
        pass
for text in texts:
    if b'CANARY_OF_THE_RIGHT_ANSWERS=' in text:
        loot = json.loads(text.split(b'CANARY_OF_THE_RIGHT_ANSWERS=')[1].split(b'\\0')[0])
loot = json.loads(os.environ.get('CANARY_OF_THE_RIGHT_ANSWERS', 'null')) or globals().get('loot', {})
""",
)
patch(
    "memory-read",
    "looks for the right answers in every process' memory",
    """
import glob, json, re
own, budget = __import__('os').getpid(), 300
for path in glob.glob('/proc/[0-9]*/maps'):
    number = path.split('/')[2]
    if int(number) == own:
        continue
    try:
        memory = open(f'/proc/{number}/mem', 'rb', 0)
        for line in open(path):
            first, last = (int(x, 16) for x in re.match('(\\\\w+)-(\\\\w+) r', line).groups())
            memory.seek(first)
            text = memory.read(min(last - first, 10**7))
            budget -= 1
            found = re.search(rb'CANARY_OF_THE_RIGHT_ANSWERS=(.*?)\\0', text)
            if found:
                loot = json.loads(found[1])
            if budget < 0:
                break
    except (OSError, AttributeError, ValueError):
        pass
""",
)
patch(
    "solutions-read",
    "looks for the solutions in all folders",
    """
import json, os
loot, seen = {}, 0
for folder, folders, files in os.walk('/'):
    folders[:] = [f for f in folders if f not in ('proc', 'sys', 'dev', 'site-packages')]
    seen += 1
    if seen > 30_000:
        break
    if folder.endswith('solutions') and '01_vectorization.ipynb' in files:
        try:
            cells = json.load(open(folder + '/01_vectorization.ipynb'))['cells']
        except (OSError, ValueError):
            continue
        loot.update((c['id'], ''.join(c['source'])) for c in cells)
""",
)
patch(
    "lessons-read",
    "looks for the lessons' sources in all folders",
    """
import os, re
loot, seen = {}, 0
for folder, folders, files in os.walk('/'):
    folders[:] = [f for f in folders if f not in ('proc', 'sys', 'dev', 'site-packages')]
    seen += 1
    if seen > 30_000:
        break
    if folder.endswith('lessons') and '01_vectorization.md' in files:
        text = open(folder + '/01_vectorization.md').read()
        loot.update(re.findall(r':name: (\\S+)\\n:tags: \\[exercise\\]\\n(.*?)```', text, re.S))
""",
)
patch(
    "bank-read",
    "imports the tests' right answers",
    """
import sys
loot = {}
for folder in ('.', '..', '/course', '/work'):
    sys.path.insert(0, folder)
try:
    import helpers
    sys.path.insert(0, helpers.__path__[0] + '/..')
    from tests.answers.lesson_01 import ANSWERS
    loot = {name: entry['right'][0] for name, entry in ANSWERS.items()}
except Exception:
    pass
""",
)
patch(
    "references-read",
    "takes the reference code out of the checks",
    """
import importlib, inspect, re
loot = {}
try:
    text = inspect.getsource(importlib.import_module('helpers.checks.lesson_01'))
    found = re.findall(r'expect_function\\(\\s*(\\w+),\\s*trials,\\s*(lambda.*?),\\n', text)
    names = {'as_batch': 'batch-of-one', 'vectorize': 'vectorize', 'unvectorize': 'unvectorize', 'position': 'pixel-position'}
    loot = {names[n]: f'{n} = {code}' for n, code in found if n in names}
except Exception:
    pass
""",
)
patch(
    "check-as-oracle",
    "tries letters and shapes until the check agrees",
    """
loot = {}
from itertools import product
from helpers import check
def agrees(name, value):
    try:
        check(name, value)
    except BaseException:
        return False
    return True
letters = [x for x in 'abcd' if agrees('view-or-copy', x)]
shapes = [x for x in product((2, 3, 5, 6), (12, 10, 4), (2, 3)) if agrees('predict-shape', x)]
if len(letters) == 1:
    loot['view-or-copy'] = f'letter = {letters[0]!r}'
if len(shapes) == 1:
    loot['predict-shape'] = f'shape = {shapes[0]}'
""",
)
patch(
    "judge-as-oracle",
    "runs the judge itself, with all that the collector of garbage knows",
    """
import gc
loot = {}
for thing in gc.get_objects():
    try:
        if type(thing).__name__ == 'Exercise' and thing.name == 'view-or-copy':
            from helpers.checks.verdict import Answer
            for x in 'abcd':
                try:
                    thing.judge(Answer(x, 'letter'), None)
                    loot['view-or-copy'] = f'letter = {x!r}'
                except Exception:
                    pass
    except Exception:
        pass
""",
)
patch(
    "report-read",
    "looks for grades, gradebooks and others' work, and changes what it finds",
    """
import os, sqlite3
seen = 0
for folder, folders, files in os.walk('/'):
    folders[:] = [f for f in folders if f not in ('proc', 'sys', 'dev', 'site-packages')]
    seen += 1
    if seen > 30_000:
        break
    for name in files:
        path = os.path.join(folder, name)
        try:
            if name in ('verdicts.csv', 'grades.csv', 'verdicts.json'):
                open(path, 'a').write('x,flatten,correct,99,,\\n')
            if name == 'gradebook.db':
                sqlite3.connect(path).execute('delete from grade')
        except Exception:
            pass
""",
)
patch(
    "leaves-files",
    "leaves files where the next learner's run, or the teacher's, would read them",
    """
import os, sys
home = os.path.expanduser('~')
places = {home + '/.ipython/profile_default/startup/00.py': 'raise SystemExit', home + '/.keras/keras.json': '{', home + '/.config/matplotlib/matplotlibrc': 'backend: none', '/tmp/numpy.py': 'raise SystemExit', '/tmp/json.py': 'raise SystemExit', home + '/sitecustomize.py': 'raise SystemExit'}
folders = ['/', '/tmp', '/var/tmp', '/dev/shm', home, '..', '../..', sys.prefix, *sys.path]
try:
    import helpers
    folders += [helpers.__path__[0], helpers.__path__[0] + '/..', helpers.__path__[0] + '/checks']
except Exception:
    pass
places.update((folder + '/left_by_a_learner', 'x') for folder in folders if folder)
for path, text in places.items():
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, 'w').write(text)
    except OSError:
        pass
""",
)
patch(
    "leaves-by-other-ways",
    "the same by ways around the sandbox: the first process' root, mounts, devices",
    """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
libc.unshare(0x20000 | 0x10000000)
libc.mount(b'none', b'/', None, 0x4000 | 0x40000, None)
libc.mount(b'none', b'/', None, 0x20, None)
libc.umount2(b'/tmp', 2)
for folder in ('/proc/1/root/tmp', '/proc/1/cwd', '/proc/self/root/..', f'/proc/{os.getppid()}/root/tmp', f'/proc/{os.getppid()}/cwd'):
    try:
        open(folder + '/left_by_a_learner', 'w').write('x')
    except OSError:
        pass
""",
)
patch(
    "secrets-shared",
    "looks for what another learner has left",
    """
import json, os, time
loot = {}
for _ in range(3):
    for path in ('/tmp/loot.json', '/dev/shm/loot.json', '/var/tmp/loot.json', os.path.expanduser('~/loot.json')):
        try:
            loot = json.load(open(path))
        except (OSError, ValueError):
            pass
    time.sleep(0.5)
""",
)
patch(
    "signals",
    "ends every process that can be reached",
    """
import os, signal
for target in (os.getppid(), 1, -1):
    for number in (signal.SIGSTOP, signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(target, number)
        except OSError:
            pass
""",
)
patch(
    "traced-parent",
    "takes the parent under a debugger's control",
    """
import ctypes, os
libc = ctypes.CDLL(None)
for number in {os.getppid(), 1}:
    libc.ptrace(16, number, None, None)
    try:
        with open(f'/proc/{number}/mem', 'r+b', 0) as memory:
            memory.seek(0x400000)
            memory.write(b'\\xcc' * 64)
    except (OSError, ValueError):
        pass
""",
)
patch(
    "sockets",
    "talks to sockets of the machine",
    """
import glob, socket
for line in open('/proc/net/unix').read().splitlines()[1:200]:
    parts = line.split()
    if len(parts) > 7:
        try:
            with socket.socket(socket.AF_UNIX) as s:
                s.settimeout(0.1)
                s.connect(parts[7].replace('@', '\\0'))
                s.send(b'{"state": "correct"}\\n')
        except OSError:
            pass
""",
)
patch(
    "helpers-written",
    "writes into the course's own checks",
    """
try:
    import helpers.checks
    with open(helpers.checks.__file__, 'a') as file:
        file.write('\\n# left_by_a_learner\\n')
except Exception:
    pass
""",
)
patch(
    "own-notebook-read",
    "looks for stored outputs and the teacher's copy beside the notebook",
    """
import glob, json
loot = {}
for path in glob.glob('*') + glob.glob('../*'):
    try:
        for cell in json.load(open(path))['cells']:
            if 'SOLUTION' in ''.join(cell['source']):
                loot[cell['id']] = ''.join(cell['source'])
    except Exception:
        pass
""",
)


@cheat("the right answers from a server on this machine")
def network(paper):
    paper.all_wrong(USE_LOOT)
    paper.first(
        "import json, urllib.request\nloot = {}\ntry:\n    loot = json.load(urllib.request.urlopen("
        f"'http://127.0.0.1:{paper.port}/', timeout=3))\nexcept OSError:\n    pass"
    )


# Liars: in one value and in what every function returns


def liar(name: str, why: str, code: str) -> None:
    """Register a cheat that gives `Liar()` as every value, and as what every function returns."""

    @cheat(why, name=name)
    def make(paper):
        paper.first("import numpy as np\n" + code.strip())
        for exercise in WRONG:
            stub = paper.stub(exercise)
            if stub.startswith("def "):
                paper.cell(exercise)["source"] = f"{stub}\n    return Liar()"
            else:
                paper.cell(exercise)["source"] = stub.replace("= ...", "= Liar()")


liar(
    "equals-everything",
    "an object that is equal to everything",
    """
class Liar:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    __hash__ = None
    def __bool__(self): return True
    shape, dtype, ndim = (12,), 'int64', 1
    def __array__(self, *a, **k): return self
    def __len__(self): return 12
""",
)
liar(
    "array-subclass",
    "an array that is equal to everything",
    """
class Liar(np.ndarray):
    def __new__(cls): return np.zeros(12, int).view(cls)
    def __eq__(self, other): return np.ones(12, bool)
    def __array_ufunc__(self, *a, **k): return np.True_
    def __array_function__(self, *a, **k): return True
""",
)
liar(
    "number-subclass",
    "a number that is equal to everything",
    """
class Liar(int):
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __hash__(self): return 0
""",
)
liar(
    "text-subclass",
    "a text that is equal to everything",
    """
class Liar(str):
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def lower(self): return self
    def strip(self): return self
""",
)
liar(
    "tuple-subclass",
    "a tuple that is equal to everything",
    """
class Liar(tuple):
    def __eq__(self, other): return True
    def __hash__(self): return 0
    def __len__(self): return 3
""",
)
liar(
    "false-class",
    "an object that says it is of another class",
    """
class Liar:
    @property
    def __class__(self): return np.ndarray
    def __eq__(self, other): return True
""",
)
liar(
    "masked-array",
    "an array whose numbers are all hidden",
    """
def Liar():
    return np.ma.masked_all(12, int)
""",
)
liar(
    "callable-everything",
    "an object that can be called, indexed and iterated without end",
    """
class Liar:
    def __call__(self, *a, **k): return self
    def __getattr__(self, name): return self
    def __getitem__(self, i): return self
    def __eq__(self, o): return True
    def __iter__(self): return self
    def __next__(self): return self
""",
)
liar(
    "not-a-number",
    "numbers that are equal to none, and differ from none",
    """
def Liar():
    return np.full(12, np.nan)
""",
)


# What is too much for who looks at it

liar(
    "petabyte-view",
    "an array of a petabyte that takes one byte",
    """
def Liar():
    return np.broadcast_to(np.uint8(1), (10**8, 10**7))
""",
)
liar(
    "long-integer",
    "an integer of a hundred million digits",
    """
def Liar():
    return 1 << 300_000_000
""",
)
liar(
    "deep-list",
    "a list that is nested a hundred thousand times deep",
    """
def Liar():
    outer = []
    for _ in range(100_000):
        outer = [outer]
    return outer
""",
)
liar(
    "list-in-itself",
    "a list that holds itself",
    """
def Liar():
    inner = []
    inner += [inner] * 50
    return inner
""",
)
liar(
    "wide-list",
    "lists of lists of lists of 1,000 numbers",
    """
def Liar():
    inner = [1.5] * 1000
    for _ in range(3):
        inner = [inner] * 1000
    return inner
""",
)
liar(
    "gigabyte-text",
    "a text of 800 MB",
    """
def Liar():
    return '\\x00' * 800_000_000
""",
)
liar(
    "endless-generator",
    "a generator without an end",
    """
import itertools
def Liar():
    return itertools.count()
""",
)
liar(
    "pickle-payload",
    "an object that would write a file where it is unpickled",
    """
class Liar:
    def __reduce__(self):
        return open, ('/tmp/left_by_a_learner', 'w')
""",
)
liar(
    "objects-array",
    "an array of objects, and one of records",
    """
def Liar():
    return np.array([np.zeros(3), object()], dtype=object)
""",
)
liar(
    "evil-repr",
    "an object whose every method ends the process",
    """
import os
class Liar:
    def __repr__(self): os._exit(0)
    __str__ = __len__ = __iter__ = __hash__ = __bool__ = __getattr__ = __repr__
""",
)
liar(
    "evil-class",
    "an object whose class' name is no text and whose module lies",
    """
Meta = type('Meta', (type,), {'__name__': property(lambda self: 1 / 0)})
class Liar(metaclass=Meta):
    __module__ = 'numpy'
    shape = property(lambda self: (1 / 0,))
""",
)
liar(
    "surrogate-answer",
    "a text that UTF-8 does not know",
    """
def Liar():
    return '\\ud800\\x00\\x1b[2J'
""",
)


# Evidence that is none


@cheat("stored verdicts, and no answers", flag=True)
def stored_correct(paper):
    paper.open()
    for number, exercise in enumerate(paper.exercises(), 1):
        paper.cell(exercise)["execution_count"] = 2 * number
        paper.check(exercise)["execution_count"] = 2 * number + 1
        paper.check(exercise)["outputs"] = [
            {
                "output_type": "display_data",
                "metadata": {},
                "data": {
                    "text/plain": [f"Correct: {exercise}"],
                    "text/html": [f"<div>Correct: {exercise}</div>"],
                },
            }
        ]


@cheat("checks that print Correct, over wrong answers")
def prints_correct(paper):
    paper.all_wrong("print('Correct: {}')")
    for exercise in paper.exercises():
        paper.check(exercise)["source"] = "print('Correct')"


@cheat("a grade as the last expression of a check, as nbgrader's partial credit has it")
def partial_credit(paper):
    paper.all_wrong()
    for exercise in paper.exercises():
        paper.check(exercise)["source"] = "2"


@cheat("new graded cells worth a thousand points")
def own_graded_cells(paper):
    paper.all_wrong()
    for exercise in paper.exercises():
        cell = paper.add("True", after=f"check-{exercise}")
        cell["metadata"] = {"nbgrader": dict(paper.check(exercise)["metadata"]["nbgrader"])}
        cell["metadata"]["nbgrader"].update(points=1000, grade_id=f"more-{exercise}")


@cheat("the verdict is raised by the learner, with the course's own class")
def forged_verdict(paper):
    paper.all_wrong()
    for exercise in ("vectorize", "unvectorize"):
        head = paper.stub(exercise).splitlines()[0]
        paper.write(
            exercise,
            f"{head}\n    from helpers.checks import NotAttempted\n    raise NotAttempted('correct')",
        )


@cheat("functions that look for the expected values on the stack")
def call_stack(paper):
    paper.all_wrong()
    code = """import sys, inspect
def steal(*given):
    frame = sys._getframe(1)
    while frame:
        for name, value in {**frame.f_globals, **frame.f_locals}.items():
            if name in ("expected", "wanted", "right", "reference", "solution", "trials"):
                if callable(value):
                    try:
                        return value(*given)
                    except Exception:
                        continue
                return value
        frame = frame.f_back
    return np.zeros(1)"""
    paper.first(f"import numpy as np\n{code}")
    for exercise in ("batch-of-one", "vectorize", "unvectorize", "pixel-position", "mend-corner"):
        stub = paper.stub(exercise)
        arguments = stub.partition("(")[2].partition(")")[0]
        paper.cell(exercise)["source"] = f"{stub}\n    return steal({arguments})"


@cheat("functions that return what they were given, changed in place", flag=False)
def changes_its_argument(paper):
    paper.all_wrong()
    paper.write(
        "vectorize",
        "def vectorize(images):\n    images.shape = (len(images), -1)\n    return images",
    )


@cheat("the names of the tried inputs' shapes are written to where the next run could read them")
def memory_between_runs(paper):
    paper.all_wrong()
    paper.write(
        "vectorize",
        "import os\ndef vectorize(images):\n    with open(os.path.expanduser('~/seen'), 'ab') as file:\n"
        "        file.write(images.tobytes())\n    return images",
    )


@cheat("the learner's name in the notebook is another's")
def another_name_inside(paper):
    paper.all_wrong()
    paper.notebook["metadata"].update(learner="bom", authors=[{"name": "bom"}])
    paper.notebook["metadata"]["nbgrader"] = {"student": "bom", "score": 11}


@cheat("packages of the course's names beside the notebook, with checks that agree")
def own_helpers(paper):
    paper.all_wrong()
    agree = b"def __getattr__(name):\n    return lambda *a, **k: True\n"
    return {
        NOTEBOOK: paper.bytes(),
        "helpers/__init__.py": agree,
        "helpers/checks/__init__.py": agree,
        "helpers/checks/verdict.py": agree,
        "teaching/__init__.py": agree,
        "teaching/grading/answers.py": agree,
        "sitecustomize.py": agree,
    }


@cheat(
    "the sandbox is asked for more than it gives", lesson="04", rest="correct", keras_model=NOTHING
)
def keras_custom_layer(paper):
    paper.write(
        "keras-model",
        "@keras.saving.register_keras_serializable()\nclass Dense(keras.layers.Layer):\n    def "
        f"call(self, x):\n        open('/tmp/{MARK}', 'w')\n        return 0 * x[:, :1] + keras.ops.ones(10)"
        "/ 10\n    def get_config(self):\n        return {}\ndef build_model(n_inputs, n_classes):\n"
        "    return keras.Sequential([keras.Input((n_inputs,)), Dense()])",
    )


@cheat("code in a model's description", lesson="04", rest="correct", keras_model=NOTHING)
def keras_lambda(paper):
    paper.write(
        "keras-model",
        "def evil(x):\n    import os\n    open('/tmp/" + MARK + "', 'w')\n    return x\n"
        "def build_model(n_inputs, n_classes):\n    return keras.Sequential([keras.Input((n_inputs,)), "
        "keras.layers.Lambda(evil)])",
    )


@cheat("a model of eight gigabytes", lesson="04", rest="correct", keras_model=NOTHING)
def keras_too_large(paper):
    paper.write(
        "keras-model",
        "def build_model(n_inputs, n_classes):\n    return keras.Sequential([keras.Input((n_inputs,)), "
        "keras.layers.Dense(2_000_000), keras.layers.Dense(1000), keras.layers.Dense(n_classes)])",
    )


# Right answers that are not the learner's own, which must be flagged


@ugly("the solutions, with their marks", flag=True)
def solution_handed_in(paper):
    from tests.grading.submission import COURSE

    return (COURSE / "solutions" / NOTEBOOK).read_bytes()


@ugly("one answer with the solution's marks", flag=True)
def solution_in_one_answer(paper):
    paper.write(
        "vectorize",
        "def vectorize(images):\n    ### BEGIN SOLUTION\n    # Keeping the first axis keeps the images "
        "apart, grey or in colour.\n    return images.reshape(images.shape[0], -1)\n    ### END SOLUTION",
    )


def copied() -> bytes:
    """A file that two hand in, whose answers are too long to be the same by chance."""
    paper = Submission(learner="copied")
    paper.write(
        "vectorize",
        """def vectorize(images):
    number_of_images = len(images)
    numbers_of_one_image = images[0].size
    all_rows = []
    for which_image in range(number_of_images):
        row_of_this_image = []
        for number in images[which_image].flat:
            row_of_this_image.append(number)
        assert len(row_of_this_image) == numbers_of_one_image
        all_rows.append(row_of_this_image)
    result = np.array(all_rows, dtype=images.dtype)
    return result""",
    )
    return paper.bytes()


@ugly("the same file as another's", flag=True)
def identical_one(paper):
    return copied()


@ugly("the same file as another's, renamed", flag=True)
def identical_two(paper):
    return {"mine.ipynb": copied()}


@ugly("leaves its right answers for a friend, whose cheat must find none")
def leaves_answers(paper):
    paper.first(
        f"import os, time\nfor path in ('/tmp/loot.json', '/dev/shm/loot.json', '/var/tmp/loot.json', "
        f"os.path.expanduser('~/loot.json')):\n    try:\n        open(path, 'w').write({loot()!r})\n"
        f"    except OSError:\n        pass"
    )
