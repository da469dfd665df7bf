"""What runs inside the sandbox: a warmed interpreter that forks a process for each submission.

`serve_forks` waits for requests of the grader. For the run of a submission it makes three
processes, one in the other:

- the first enters namespaces of its own (user, mounts, processes) and waits;
- the keeper, process 1 there, mounts what the submission may write to, watches its time, memory
  and processes, and says how it ended. When the keeper ends, the system ends every other process;
- the answers' process runs the learner's cells and answers the examiner's questions.

Nothing in here knows what is right: the checks are judged in the examiner's process
(`examine.py`), which asks through a socket and gets data.
"""

import contextlib
import ctypes
import gc
import json
import os
import random
import resource
import signal
import socket
import sys
import time
import traceback
import types
from pathlib import Path

from teaching.grading.channel import Channel, Closed, wait_for

SCRATCH = Path("/scratch")

_libc = ctypes.CDLL(None, use_errno=True)


def probe() -> None:
    """Enter all namespaces, look around, and print "isolated" if nothing is in reach."""
    enter_namespaces()
    if os.fork():
        _, status = os.wait()
        sys.exit(status and 1)
    mount_own(1 << 20, False)
    if os.getpid() != 1 or [name for name in os.listdir("/proc") if name.isdigit()] != ["1"]:
        sys.exit("other processes can be seen.")
    if len(socket.if_nameindex()) > 1:
        sys.exit("the network can be reached.")
    if os.access("/course/helpers", os.W_OK) or os.path.exists("/course/solutions"):
        sys.exit("the course can be changed.")
    print("isolated", flush=True)
    os._exit(0)


# The process that forks


def main() -> None:
    kind, warm, number, isolated = sys.argv[1:5]
    commands = socket.socket(fileno=int(number))
    hide_checks = kind == "answers"
    prepare(hide_checks)
    if warm == "keras":
        import keras  # noqa: F401
    if kind == "answers":
        from teaching.grading import answers

        shell = make_shell()
        run = lambda ends, request: keep(ends, request, shell, answers, isolated == "isolated")  # noqa: E731
    else:
        from teaching.grading.examine import examine

        run = lambda ends, request: examine(ends)  # noqa: E731
    serve_forks(commands, run)


def prepare(hide_checks: bool) -> None:
    """Import what every lesson uses, so that no submission waits for it."""
    if hide_checks:  # the stand-ins: a `check` in a learner's cell does nothing
        from helpers.checks.registry import LESSONS

        for lesson in LESSONS:
            name = f"helpers.checks.lesson_{lesson[:2]}"
            sys.modules[name] = types.ModuleType(name)
    import matplotlib

    matplotlib.use("Agg")
    import IPython.core.interactiveshell  # noqa: F401
    import matplotlib.pyplot
    import numpy  # noqa: F401
    import pandas  # noqa: F401

    import helpers
    import helpers.checks
    import helpers.parts
    from helpers.checks.sentences import sentences

    helpers.checks.exercises()
    sentences()
    if hide_checks:

        def check(name, *answers):
            """Stands in for the check: the teacher's own judges the answer, elsewhere."""

        helpers.check = helpers.checks.check = check


def serve_forks(commands: socket.socket, run) -> None:
    """Fork for every request, until the grader is gone. A request comes with its sockets."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a child ended
    gc.collect()
    gc.freeze()  # so that a child copies less
    commands.sendall(b"ready")
    while True:
        message, ends, _, _ = socket.recv_fds(commands, 65536, 8)
        if not message:
            with contextlib.suppress(ChildProcessError):
                os.wait()  # returns when the last of them has ended, since none is asked for
            return
        if os.fork() == 0:
            commands.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            try:
                run(ends, json.loads(message))
            except BaseException:
                traceback.print_exc()
            finally:
                os._exit(0)
        for end in ends:
            os.close(end)


# The keeper


def keep(ends: list[int], request: dict, shell, answers, isolated: bool) -> None:
    """Run a submission's process in namespaces of its own, and watch it until it ends."""
    data, control = ends
    if isolated:
        enter_namespaces()
        if os.fork():
            os.close(data)
            os.close(control)
            os.wait()
            return
        mount_own(request["disk"], request["temporary"])
        folder = SCRATCH
    else:
        _libc.prctl(36, 1, 0, 0, 0)  # orphans of the submission become ours
        folder = Path(request["folder"])
    for name in ("home", "work", "tmp", "runs"):
        (folder / name).mkdir(exist_ok=True)
    learner = os.fork()
    if learner == 0:
        os.close(control)
        become_learner(folder, request, isolated)
        with contextlib.suppress(Closed):
            serve_answers(hide(data), shell, answers)
        os._exit(0)
    os.close(data)
    _libc.prctl(4, 0, 0, 0, 0)  # not to be looked into by the submission
    watch(learner, Channel(control), request)
    if not isolated:
        end_all()


def enter_namespaces() -> None:
    """Leave the others': users, mounts, processes and messages between processes."""
    user, group = os.getuid(), os.getgid()
    flags = 0x10000000 | 0x00020000 | 0x20000000 | 0x08000000  # NEWUSER, NEWNS, NEWPID, NEWIPC
    _must(_libc.unshare(flags), "unshare")
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def mount_own(size: int, temporary: bool) -> None:
    """Mount processes and files of the submission's own: `size` bytes for all of its files."""
    options = f"size={size},nr_inodes=4096,mode=700".encode()
    none = 0x2 | 0x4  # no set-user-id, no devices
    _must(_libc.mount(b"proc", b"/proc", b"proc", none | 0x8, None), "mount /proc")
    _must(_libc.mount(b"scratch", b"/scratch", b"tmpfs", none, options), "mount /scratch")
    for name in ("tmp", "shm"):
        (SCRATCH / name).mkdir()
    _must(_libc.mount(b"/scratch/shm", b"/dev/shm", None, 0x1000, None), "mount /dev/shm")
    if temporary:
        _must(_libc.mount(b"/scratch/tmp", b"/tmp", None, 0x1000, None), "mount /tmp")


def _must(result: int, what: str) -> None:
    if result:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def watch(learner: int, control: Channel, limits: dict) -> None:
    """Watch the submission's processes, and say to `control` why they ended.

    A message from there sets the seconds that may be computed from now on: {"seconds": 3}.
    """
    reaped = 0.0
    base = usage(learner)["memory"]
    seconds, computed = None, 0.0
    ended = ""
    pause = 0.004
    while not ended:
        if wait_for([control], pause):
            try:
                seconds = control.receive()["seconds"]
            except Closed:
                return
            computed, pause = usage(learner)["computed"] + reaped, 0.004
        pause = min(pause * 1.5, 0.03)
        now = usage(learner, base)
        if now["processes"] > limits["processes"]:
            ended = "processes"
        elif now["memory"] > limits["memory"]:
            ended = "out of memory"
        elif seconds is not None and now["computed"] + reaped - computed > seconds:
            ended = "timed out"
        while True:
            try:
                process, status, used = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                break
            if not process:
                break
            reaped += used.ru_utime + used.ru_stime
            if process == learner:
                ended = ended or "crashed"
    with contextlib.suppress(Closed):
        control.send({"ended": ended})


TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def usage(learner: int, base: int = 0) -> dict:
    """Processes, bytes of memory beyond `base` each, and computed seconds of the submission."""
    own = os.getpid()
    found = {"processes": 0, "memory": 0, "computed": 0.0}
    for process in descendants(own, learner):
        try:
            with open(f"/proc/{process}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
            with open(f"/proc/{process}/statm") as file:
                memory = [int(number) for number in file.read().split()]
        except (OSError, ValueError):
            continue
        found["processes"] += 1
        found["memory"] += max(0, (memory[1] - memory[2]) * PAGE - base)
        found["computed"] += sum(map(int, fields[11:15])) / TICKS
    return found


def descendants(own: int, learner: int) -> list[int]:
    """The numbers of the submission's processes."""
    if own == 1:
        return [int(name) for name in os.listdir("/proc") if name.isdigit() and name != "1"]
    found, waiting = [], [own]
    while waiting:
        process = waiting.pop()
        try:
            threads = os.listdir(f"/proc/{process}/task")
            for thread in threads:
                with open(f"/proc/{process}/task/{thread}/children") as file:
                    waiting += map(int, file.read().split())
        except OSError:
            continue
        if process != own:
            found.append(process)
    return found


def end_all() -> None:
    """End what is left of a submission that had no namespaces of its own."""
    for _ in range(100):
        processes = descendants(os.getpid(), 0)
        if not processes:
            return
        for process in processes:
            with contextlib.suppress(OSError):
                os.kill(process, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
        time.sleep(0.01)


# The answers' process


def become_learner(folder: Path, request: dict, isolated: bool) -> None:
    """Give up every privilege, and set limits and surroundings."""
    os.setsid()
    if isolated:
        for capability in range(64):
            _libc.prctl(24, capability, 0, 0, 0)
        header = (ctypes.c_uint32 * 2)(0x20080522, 0)
        _must(_libc.capset(header, (ctypes.c_uint32 * 6)()), "capset")
    own_data = next(
        int(line.split()[1]) * 1024
        for line in Path("/proc/self/status").read_text().splitlines()
        if line.startswith("VmData")
    )
    for name, value in (
        ("DATA", own_data + request["memory"]),
        ("FSIZE", request["disk"]),
        ("CORE", 0),
        ("NOFILE", 2048),
    ):
        number = getattr(resource, f"RLIMIT_{name}")
        _, most = resource.getrlimit(number)
        value = value if most == resource.RLIM_INFINITY else min(value, most)
        resource.setrlimit(number, (value, value))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    with open(os.devnull, "r+b", buffering=0) as nothing:
        for number in range(3):
            os.dup2(nothing.fileno(), number)
    os.environ.update(
        HOME=str(folder / "home"),
        TMPDIR="/tmp" if isolated and request["temporary"] else str(folder / "tmp"),
        LINEAR_MODEL_RUNS=str(folder / "runs"),
    )
    import tempfile

    import helpers.progress
    import helpers.runs

    tempfile.tempdir = None
    runs = helpers.RUNS = helpers.runs.RUNS = folder / "runs"
    helpers.runs.RUN_FILE = runs / "trained_run.npz"
    helpers.progress.PROGRESS_FILE = runs / "progress.json"
    os.environ["KERAS_HOME"] = str(runs / "keras")
    os.chdir(folder / "work")


def hide(end: int) -> Channel:
    """The socket under a number that a cell would hardly close by chance."""
    import fcntl

    hidden = fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, random.SystemRandom().randrange(1100, 2000))
    os.close(end)
    return Channel(hidden)


def make_shell():
    """IPython as a notebook has it, without a history file, a page or anything that is shown."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.logstart = False
    shell = InteractiveShell.instance(config=config, user_module=sys.modules["__main__"])
    shell.showtraceback = shell.showsyntaxerror = lambda *given, **options: None
    shell.run_cell("x = 1")  # so that what IPython prepares for its first cell is there
    shell.reset(new_session=False)
    shell._tee = lambda channel: contextlib.nullcontext()  # what is printed is kept nowhere
    shell.enable_gui = lambda *given, **options: None
    shell.enable_matplotlib = lambda *given, **options: ("agg", "agg")
    return shell


def serve_answers(channel: Channel, shell, answers) -> None:
    """Answer the examiner's questions, one after the other, until there are no more."""
    own, get_number, leave = os.getpid(), os.getpid, os._exit
    _originals.update(originals())
    space = shell.user_ns
    while True:
        question = channel.receive()
        try:
            reply = answer(question, shell, space, answers)
        except MemoryError:
            reply = {"problem": "out of memory"}
        if get_number() != own:  # a cell forked, and this is its child
            leave(0)
        channel.send({**reply, "id": question["id"]})


def originals() -> dict[tuple[str, str], int]:
    """What stands for what, in modules whose parts a submission has no reason to replace."""
    names = ("builtins", "json", "numpy", "numpy.linalg", "helpers.checks.verdict", "helpers")
    return {
        (name, part): id(value) for name in names for part, value in vars(sys.modules[name]).items()
    }


_originals: dict[tuple[str, str], int] = {}


def answer(question: dict, shell, space: dict, answers) -> dict:
    if "inspect" in question:
        now = originals()
        return {
            "patched": [
                ".".join(place) for place, value in _originals.items() if now.get(place) != value
            ]
        }
    if "run" in question:
        return run_cell(question["run"], question["names"], shell, space)
    return answers.reply(question, space)


def run_cell(source: str, names: list[str], shell, space: dict) -> dict:
    """Run a cell; say which error it ended in, in which line, and which names it made anew."""
    before = {name: id(space[name]) for name in names if name in space}
    try:
        result = shell.run_cell(source, store_history=False)
        error = result.error_before_exec or result.error_in_exec
    except BaseException as raised:  # such as SystemExit in a place that IPython does not expect
        error = raised
    made = [name for name in names if name in space and id(space[name]) != before.get(name)]
    if error is None:
        return {"error": "", "made": made}
    text = " ".join(str(getattr(error, "msg", None) or error).split())[:200]
    kind = type(error).__name__
    return {
        "error": f"{kind}: {text}" if text else kind,
        "kind": kind,
        "line": line_of(error),
        "made": made,
    }


def line_of(error: BaseException) -> int:
    """The number of the cell's line that an error came from, or 0."""
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_name == "<module>" and "ipython-input" in frame.f_code.co_filename:
            return number
    return 0
