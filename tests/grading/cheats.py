"""Cheats: every answer is wrong, and something is done so that it is called right.

Each must get nothing, or be flagged, and harm nobody. What is loot, the right answers from where
they must not be had, is run behind every wrong answer: a cheat that finds some is called correct.
"""

import json

from tests.answers import bank
from tests.grading.forms import NOTEBOOK
from tests.grading.submission import WRONG, Submission, cheat, exercises_of, ugly

USE_LOOT = "exec(globals().get('loot', {{}}).get('{}', ''))"
MARK = "left_by_a_learner"
"""The name of the files that cheats try to leave where they must not."""


def loot() -> str:
    """The right answers of lesson 1, as JSON: {exercise: code}."""
    answers = bank("01_vectorization").ANSWERS
    return json.dumps({name: answers[name]["right"][0] for name in exercises_of("01")})


CANARY = "CANARY_OF_THE_RIGHT_ANSWERS"
"""The variable of the grader's environment that holds `loot()` while the set is graded."""

PATCHES = {
    "patched-numpy": (
        "NumPy's comparisons always agree",
        "import numpy as np\nyes = lambda *_, **__: True\nfor module in (np, np.testing, "
        "np._core.numeric):\n    for name in ('allclose', 'array_equal', 'isclose', 'all', "
        "'assert_allclose', 'shares_memory', 'may_share_memory'):\n        setattr(module, name, yes)",
    ),
    "patched-builtins": (
        "built-in functions always agree",
        "import builtins\nfor name in ('all', 'any', 'isinstance', 'issubclass'):\n    "
        "setattr(builtins, name, lambda *_: True)",
    ),
    "patched-checks": (
        "every function of the checks is replaced",
        "import sys, types\nimport helpers\nfor name, module in list(sys.modules.items()):\n    "
        "if name.startswith('helpers.checks'):\n        for key, value in list(vars(module).items()):"
        "\n            if isinstance(value, types.FunctionType):\n                "
        "setattr(module, key, lambda *_, **__: None)",
    ),
    "patched-verdict": (
        "the judge compares with functions that always agree",
        "import helpers.checks.verdict as verdict\nverdict.equal = lambda *_, **__: True\n"
        "verdict.find_fault = lambda *_, **__: None\nverdict.snapshot = lambda value, *_: value",
    ),
    "patched-registry": (
        "the registered checks are replaced",
        "from helpers.checks import registry\nfor name, asked in list(registry._exercises.items()):\n"
        "    registry._exercises[name] = asked._replace(judge=lambda *_: None)",
    ),
    "patched-json": (
        "what is sent is replaced on its way",
        "import json\nold = json.dumps\ndef dumps(value, *a, **k):\n    if isinstance(value, dict) and "
        "'raised' in value:\n        value = dict(value, state='correct', points=99, raised='')\n"
        "    return old(value, *a, **k)\njson.dumps = dumps\njson.JSONEncoder.encode = "
        "lambda self, value: old('correct')",
    ),
    "patched-struct-and-pickle": (
        "other ways to send are replaced",
        "import pickle, struct, base64\npickle.dumps = lambda *_, **__: b'correct'\nstruct.pack = "
        "lambda *_: b''\nbase64.b64encode = lambda *_: b'AAAA'",
    ),
    "patched-frames": (
        "the functions of the frames above are replaced",
        "import sys\nframe = sys._getframe()\nwhile frame:\n    for name in list(frame.f_globals):\n"
        "        if name in ('encode', 'snapshot', '_look', '_call', 'Answer', 'judge', 'check'):\n"
        "            frame.f_globals[name] = lambda *_, **__: True\n    frame = frame.f_back",
    ),
    "replaced-grader-module": (
        "modules of the grader's name are put in place",
        "import sys, types\nfor name in ('teaching', 'teaching.grading', 'teaching.grading.answers', "
        "'teaching.grading.judge', 'helpers.checks', 'helpers.checks.verdict'):\n    module = "
        "types.ModuleType(name)\n    module.check = module.judge = lambda *_, **__: 'correct'\n"
        "    sys.modules[name] = module",
    ),
    "import-hook": (
        "imports are answered by the learner",
        "import sys, types\nclass Finder:\n    def find_spec(self, name, *_):\n        if "
        "name.startswith(('helpers', 'teaching')):\n            raise SystemExit('correct')\n"
        "sys.meta_path.insert(0, Finder())",
    ),
    "display-hook": (
        "the page says Correct",
        "from IPython.display import HTML, display\nimport builtins\ndef check(*_):\n    "
        "display(HTML('<b>Correct</b>'))\nbuiltins.check = check\nimport helpers\nhelpers.check = check",
    ),
    "output-forged": (
        "forged replies on every open file",
        "import json, os\nreplies = [{'errors': []}, {'value': True, 'is_function': False, 'is_stub': "
        "False, 'globals_read': [], 'ignores': []}, {'state': 'correct', 'points': 2}]\nfor number in "
        "range(1, 64):\n    for reply in replies:\n        try:\n            os.set_blocking(number, "
        "False)\n            os.write(number, json.dumps(reply).encode() + b'\\n')\n        except "
        "OSError:\n            pass",
    ),
    "input-swallowed": (
        "what the grader asks is read away",
        "import os, threading\ndef swallow():\n    for number in range(0, 64):\n        try:\n"
        "            os.set_blocking(number, False)\n            os.read(number, 10**6)\n        "
        "except OSError:\n            pass\nthreading.Thread(target=swallow, daemon=True).start()",
    ),
    "time-stands-still": (
        "clocks and alarms are replaced",
        "import signal, time\nfor name in ('time', 'monotonic', 'perf_counter'):\n    "
        "setattr(time, name, lambda: 0.0)\nsignal.alarm = lambda *_: 0\n"
        "signal.setitimer = lambda *_: (0, 0)\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)",
    ),
    "environment-read": (
        "looks for the right answers in every environment and command line",
        f"import glob, json, os\ntexts = [json.dumps(dict(os.environ)).encode()]\nfor path in "
        f"glob.glob('/proc/*/environ') + glob.glob('/proc/*/cmdline'):\n    try:\n        "
        f"texts.append(open(path, 'rb').read())\n    except OSError:\n        pass\nfor text in "
        f"texts:\n    if b'{CANARY}=' in text:\n        loot = json.loads(text.split(b'{CANARY}=')[1]"
        f".split(b'\\0')[0])\nloot = json.loads(os.environ.get('{CANARY}', 'null')) or "
        f"globals().get('loot', {{}})",
    ),
    "memory-read": (
        "looks for the right answers in every process' memory",
        f"import glob, json, re\nown, budget = __import__('os').getpid(), 300\nfor path in "
        f"glob.glob('/proc/[0-9]*/maps'):\n    number = path.split('/')[2]\n    if int(number) == own:\n"
        f"        continue\n    try:\n        memory = open(f'/proc/{{number}}/mem', 'rb', 0)\n        "
        f"for line in open(path):\n            first, last = (int(x, 16) for x in re.match("
        f"'(\\\\w+)-(\\\\w+) r', line).groups())\n            memory.seek(first)\n            text = "
        f"memory.read(min(last - first, 10**7))\n            budget -= 1\n            found = re.search("
        f"rb'{CANARY}=(.*?)\\0', text)\n            if found:\n                loot = "
        f"json.loads(found[1])\n            if budget < 0:\n                break\n    except "
        f"(OSError, AttributeError, ValueError):\n        pass",
    ),
    "solutions-read": (
        "looks for the solutions in all folders",
        "import json, os\nloot, seen = {}, 0\nfor folder, folders, files in os.walk('/'):\n    "
        "folders[:] = [f for f in folders if f not in ('proc', 'sys', 'dev', 'site-packages')]\n    "
        "seen += 1\n    if seen > 30_000:\n        break\n    if folder.endswith('solutions') and "
        "'01_vectorization.ipynb' in files:\n        try:\n            cells = json.load(open(folder + "
        "'/01_vectorization.ipynb'))['cells']\n        except (OSError, ValueError):\n            "
        "continue\n        loot.update((c['id'], ''.join(c['source'])) for c in cells)",
    ),
    "lessons-read": (
        "looks for the lessons' sources in all folders",
        "import os, re\nloot, seen = {}, 0\nfor folder, folders, files in os.walk('/'):\n    folders[:] "
        "= [f for f in folders if f not in ('proc', 'sys', 'dev', 'site-packages')]\n    seen += 1\n    "
        "if seen > 30_000:\n        break\n    if folder.endswith('lessons') and '01_vectorization.md' "
        "in files:\n        text = open(folder + '/01_vectorization.md').read()\n        loot.update("
        "re.findall(r':name: (\\S+)\\n:tags: \\[exercise\\]\\n(.*?)```', text, re.S))",
    ),
    "bank-read": (
        "imports the tests' right answers",
        "import sys\nloot = {}\nfor folder in ('.', '..', '/course', '/work'):\n    "
        "sys.path.insert(0, folder)\ntry:\n    import helpers\n    sys.path.insert(0, "
        "helpers.__path__[0] + '/..')\n    from tests.answers.lesson_01 import ANSWERS\n    loot = "
        "{name: entry['right'][0] for name, entry in ANSWERS.items()}\nexcept Exception:\n    pass",
    ),
    "references-read": (
        "takes the reference code out of the checks",
        "import importlib, inspect, re\nloot = {}\ntry:\n    text = inspect.getsource("
        "importlib.import_module('helpers.checks.lesson_01'))\n    found = re.findall(r'expect_function"
        "\\(\\s*(\\w+),\\s*trials,\\s*(lambda.*?),\\n', text)\n    names = {'as_batch': 'batch-of-one', "
        "'vectorize': 'vectorize', 'unvectorize': 'unvectorize', 'position': 'pixel-position'}\n    "
        "loot = {names[n]: f'{n} = {code}' for n, code in found if n in names}\nexcept Exception:\n"
        "    pass",
    ),
    "check-as-oracle": (
        "tries letters and shapes until the check agrees",
        "loot = {}\nfrom itertools import product\nfrom helpers import check\ndef agrees(name, value):\n"
        "    try:\n        check(name, value)\n    except BaseException:\n        return False\n    "
        "return True\nletters = [x for x in 'abcd' if agrees('view-or-copy', x)]\nshapes = [x for x in "
        "product((2, 3, 5, 6), (12, 10, 4), (2, 3)) if agrees('predict-shape', x)]\nif len(letters) == "
        "1:\n    loot['view-or-copy'] = f'letter = {letters[0]!r}'\nif len(shapes) == 1:\n    "
        "loot['predict-shape'] = f'shape = {shapes[0]}'",
    ),
    "judge-as-oracle": (
        "runs the judge itself, with all that the collector of garbage knows",
        "import gc\nloot = {}\nfor thing in gc.get_objects():\n    try:\n        if "
        "type(thing).__name__ == 'Exercise' and thing.name == 'view-or-copy':\n            from "
        "helpers.checks.verdict import Answer\n            for x in 'abcd':\n                try:\n"
        "                    thing.judge(Answer(x, 'letter'), None)\n                    "
        "loot['view-or-copy'] = f'letter = {x!r}'\n                except Exception:\n"
        "                    pass\n    except Exception:\n        pass",
    ),
    "report-read": (
        "looks for grades, gradebooks and others' work, and changes what it finds",
        "import os, sqlite3\nseen = 0\nfor folder, folders, files in os.walk('/'):\n    folders[:] = "
        "[f for f in folders if f not in ('proc', 'sys', 'dev', 'site-packages')]\n    seen += 1\n    if "
        "seen > 30_000:\n        break\n    for name in files:\n        path = os.path.join(folder, name)"
        "\n        try:\n            if name in ('verdicts.csv', 'grades.csv', 'verdicts.json'):\n"
        "                open(path, 'a').write('x,flatten,correct,99,,\\n')\n            if name == "
        "'gradebook.db':\n                sqlite3.connect(path).execute('delete from grade')\n"
        "        except Exception:\n            pass",
    ),
    "leaves-files": (
        "leaves files where the next learner's run, or the teacher's, would read them",
        "import os, sys\nhome = os.path.expanduser('~')\nplaces = {home + "
        "'/.ipython/profile_default/startup/00.py': 'raise SystemExit', home + '/.keras/keras.json': "
        "'{', home + '/.config/matplotlib/matplotlibrc': 'backend: none', '/tmp/numpy.py': 'raise "
        "SystemExit', '/tmp/json.py': 'raise SystemExit', home + '/sitecustomize.py': 'raise "
        "SystemExit'}\nfolders = ['/', '/tmp', '/var/tmp', '/dev/shm', home, '..', '../..', "
        "sys.prefix, *sys.path]\ntry:\n    import helpers\n    folders += [helpers.__path__[0], "
        "helpers.__path__[0] + '/..', helpers.__path__[0] + '/checks']\nexcept Exception:\n    pass\n"
        f"places.update((folder + '/{MARK}', 'x') for folder in folders if folder)\n"
        "for path, text in places.items():\n    try:\n        os.makedirs(os.path.dirname(path), "
        "exist_ok=True)\n        open(path, 'w').write(text)\n    except OSError:\n        pass",
    ),
    "leaves-by-other-ways": (
        "the same by ways around the sandbox: the first process' root, mounts, devices",
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nlibc.unshare(0x20000 | 0x10000000)"
        "\nlibc.mount(b'none', b'/', None, 0x4000 | 0x40000, None)\nlibc.mount(b'none', b'/', None, "
        "0x20, None)\nlibc.umount2(b'/tmp', 2)\nfor folder in ('/proc/1/root/tmp', "
        "'/proc/1/cwd', '/proc/self/root/..', f'/proc/{os.getppid()}/root/tmp', "
        f"f'/proc/{{os.getppid()}}/cwd'):\n    try:\n        open(folder + '/{MARK}', 'w').write('x')\n"
        "    except OSError:\n        pass",
    ),
    "secrets-shared": (
        "looks for what another learner has left",
        "import json, os, time\nloot = {}\nfor _ in range(3):\n    for path in ('/tmp/loot.json', "
        "'/dev/shm/loot.json', '/var/tmp/loot.json', os.path.expanduser('~/loot.json')):\n        try:\n"
        "            loot = json.load(open(path))\n        except (OSError, ValueError):\n            "
        "pass\n    time.sleep(0.5)",
    ),
    "signals": (
        "ends every process that can be reached",
        "import os, signal\nfor target in (os.getppid(), 1, -1):\n    for number in (signal.SIGSTOP, "
        "signal.SIGTERM, signal.SIGKILL):\n        try:\n            os.kill(target, number)\n        "
        "except OSError:\n            pass",
    ),
    "traced-parent": (
        "takes the parent under a debugger's control",
        "import ctypes, os\nlibc = ctypes.CDLL(None)\nfor number in {os.getppid(), 1}:\n    "
        "libc.ptrace(16, number, None, None)\n    try:\n        with open(f'/proc/{number}/mem', 'r+b', "
        "0) as memory:\n            memory.seek(0x400000)\n            memory.write(b'\\xcc' * 64)\n"
        "    except (OSError, ValueError):\n        pass",
    ),
    "sockets": (
        "talks to sockets of the machine",
        "import glob, socket\nfor line in open('/proc/net/unix').read().splitlines()[1:200]:\n    "
        "parts = line.split()\n    if len(parts) > 7:\n        try:\n            with socket.socket("
        "socket.AF_UNIX) as s:\n                s.settimeout(0.1)\n                s.connect(parts[7]."
        "replace('@', '\\0'))\n                s.send(b'{\"state\": \"correct\"}\\n')\n        except "
        "OSError:\n            pass",
    ),
    "helpers-written": (
        "writes into the course's own checks",
        "try:\n    import helpers.checks\n    with open(helpers.checks.__file__, 'a') as file:\n"
        f"        file.write('\\n# {MARK}\\n')\nexcept Exception:\n    pass",
    ),
    "own-notebook-read": (
        "looks for stored outputs and the teacher's copy beside the notebook",
        "import glob, json\nloot = {}\nfor path in glob.glob('*') + glob.glob('../*'):\n    try:\n"
        "        for cell in json.load(open(path))['cells']:\n            if 'SOLUTION' in "
        "''.join(cell['source']):\n                loot[cell['id']] = ''.join(cell['source'])\n    "
        "except Exception:\n        pass",
    ),
}  # fmt: skip


def _patch(name, why, code):
    @cheat(why, name=name)
    def make(paper):
        paper.all_wrong(USE_LOOT)
        paper.first(code)


for _name, (_why, _code) in PATCHES.items():
    _patch(_name, _why, _code)


@cheat("the right answers from a server on this machine")
def network(paper):
    paper.all_wrong(USE_LOOT)
    paper.first(
        "import json, urllib.request\nloot = {}\ntry:\n    loot = json.load(urllib.request.urlopen("
        f"'http://127.0.0.1:{paper.port}/', timeout=3))\nexcept OSError:\n    pass"
    )


# Liars: in one value and in what every function returns

LIARS = {
    "equals-everything": (
        "an object that is equal to everything",
        "class Liar:\n    def __eq__(self, other): return True\n    def __ne__(self, other): return "
        "False\n    __hash__ = None\n    def __bool__(self): return True\n    shape, dtype, ndim = (12,),"
        " 'int64', 1\n    def __array__(self, *a, **k): return self\n    def __len__(self): return 12",
    ),
    "array-subclass": (
        "an array that is equal to everything",
        "class Liar(np.ndarray):\n    def __new__(cls): return np.zeros(12, int).view(cls)\n    def "
        "__eq__(self, other): return np.ones(12, bool)\n    def __array_ufunc__(self, *a, **k): return "
        "np.True_\n    def __array_function__(self, *a, **k): return True",
    ),
    "number-subclass": (
        "a number that is equal to everything",
        "class Liar(int):\n    def __eq__(self, other): return True\n    def __ne__(self, other): "
        "return False\n    def __hash__(self): return 0",
    ),
    "text-subclass": (
        "a text that is equal to everything",
        "class Liar(str):\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\n"
        "    def lower(self): return self\n    def strip(self): return self",
    ),
    "tuple-subclass": (
        "a tuple that is equal to everything",
        "class Liar(tuple):\n    def __eq__(self, other): return True\n    def __hash__(self): return 0"
        "\n    def __len__(self): return 3",
    ),
    "false-class": (
        "an object that says it is of another class",
        "class Liar:\n    @property\n    def __class__(self): return np.ndarray\n    def __eq__(self, "
        "other): return True",
    ),
    "masked-array": (
        "an array whose numbers are all hidden",
        "def Liar():\n    return np.ma.masked_all(12, int)",
    ),
    "callable-everything": (
        "an object that can be called, indexed and iterated without end",
        "class Liar:\n    def __call__(self, *a, **k): return self\n    def __getattr__(self, name): "
        "return self\n    def __getitem__(self, i): return self\n    def __eq__(self, o): return True\n"
        "    def __iter__(self): return self\n    def __next__(self): return self",
    ),
    "not-a-number": (
        "numbers that are equal to none, and differ from none",
        "def Liar():\n    return np.full(12, np.nan)",
    ),
}  # fmt: skip


def _use_liar(paper: Submission, code: str) -> None:
    """Give `Liar()` as every value, and as what every function returns."""
    paper.first(f"import numpy as np\n{code}")
    for exercise in WRONG:
        stub = paper.stub(exercise)
        if stub.startswith("def "):
            paper.cell(exercise)["source"] = f"{stub}\n    return Liar()"
        else:
            paper.cell(exercise)["source"] = stub.replace("= ...", "= Liar()")


def _liar(name, why, code):
    @cheat(why, name=name)
    def make(paper):
        _use_liar(paper, code)


for _name, (_why, _code) in LIARS.items():
    _liar(_name, _why, _code)


# What is too much for who looks at it

LOADS = {
    "petabyte-view": (
        "an array of a petabyte that takes one byte",
        "def Liar():\n    return np.broadcast_to(np.uint8(1), (10**8, 10**7))",
    ),
    "long-integer": (
        "an integer of a hundred million digits",
        "def Liar():\n    return 1 << 300_000_000",
    ),
    "deep-list": (
        "a list that is nested a hundred thousand times deep",
        "def Liar():\n    outer = []\n    for _ in range(100_000):\n        outer = [outer]\n    "
        "return outer",
    ),
    "list-in-itself": (
        "a list that holds itself",
        "def Liar():\n    inner = []\n    inner += [inner] * 50\n    return inner",
    ),
    "wide-list": (
        "lists of lists of lists of 1,000 numbers",
        "def Liar():\n    inner = [1.5] * 1000\n    for _ in range(3):\n        inner = [inner] * 1000\n"
        "    return inner",
    ),
    "gigabyte-text": (
        "a text of 800 MB",
        "def Liar():\n    return '\\x00' * 800_000_000",
    ),
    "endless-generator": (
        "a generator without an end",
        "import itertools\ndef Liar():\n    return itertools.count()",
    ),
    "pickle-payload": (
        "an object that would write a file where it is unpickled",
        f"class Liar:\n    def __reduce__(self):\n        return open, ('/tmp/{MARK}', 'w')",
    ),
    "objects-array": (
        "an array of objects, and one of records",
        "def Liar():\n    return np.array([np.zeros(3), object()], dtype=object)",
    ),
    "evil-repr": (
        "an object whose every method ends the process",
        "import os\nclass Liar:\n    def __repr__(self): os._exit(0)\n    __str__ = __len__ = __iter__ "
        "= __hash__ = __bool__ = __getattr__ = __repr__",
    ),
    "evil-class": (
        "an object whose class' name is no text and whose module lies",
        "Meta = type('Meta', (type,), {'__name__': property(lambda self: 1 / 0)})\nclass "
        "Liar(metaclass=Meta):\n    __module__ = 'numpy'\n    shape = property(lambda self: (1 / 0,))",
    ),
    "surrogate-answer": (
        "a text that UTF-8 does not know",
        "def Liar():\n    return '\\ud800\\x00\\x1b[2J'",
    ),
}  # fmt: skip


def _load(name, why, code):
    @cheat(why, name=name)
    def make(paper):
        _use_liar(paper, code)


for _name, (_why, _code) in LOADS.items():
    _load(_name, _why, _code)


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


@cheat("the sandbox is asked for more than it gives", lesson="04")
def keras_custom_layer(paper):
    paper.write(
        "keras-model",
        "@keras.saving.register_keras_serializable()\nclass Dense(keras.layers.Layer):\n    def "
        f"call(self, x):\n        open('/tmp/{MARK}', 'w')\n        return keras.ops.ones((len(x), 10))"
        "/ 10\n    def get_config(self):\n        return {}\ndef build_model(n_inputs, n_classes):\n"
        "    return keras.Sequential([keras.Input((n_inputs,)), Dense()])",
    )


@cheat("code in a model's description", lesson="04")
def keras_lambda(paper):
    paper.write(
        "keras-model",
        "def evil(x):\n    import os\n    open('/tmp/" + MARK + "', 'w')\n    return x\n"
        "def build_model(n_inputs, n_classes):\n    return keras.Sequential([keras.Input((n_inputs,)), "
        "keras.layers.Lambda(evil)])",
    )


@cheat("a model of eight gigabytes", lesson="04")
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


@ugly("the same file as another's", flag=True)
def identical_one(paper):
    return Submission(learner="identical").bytes()


@ugly("the same file as another's, renamed", flag=True)
def identical_two(paper):
    return {"mine.ipynb": Submission(learner="identical").bytes()}


@ugly("leaves its right answers for a friend, whose cheat must find none")
def leaves_answers(paper):
    paper.first(
        f"import os, time\nfor path in ('/tmp/loot.json', '/dev/shm/loot.json', '/var/tmp/loot.json', "
        f"os.path.expanduser('~/loot.json')):\n    try:\n        open(path, 'w').write({loot()!r})\n"
        f"    except OSError:\n        pass"
    )
