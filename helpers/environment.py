"""Is everything in place? The short OK/FAIL list of `start.py` and of lesson 00."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path

COURSE = Path(__file__).resolve().parent.parent
LOCK = COURSE / "requirements.txt"
NEEDED_DISK = 200e6  # bytes; what the lessons save is far smaller
TENSORFLOW_SECONDS = 300  # the very first import on a slow disk takes minutes
REPAIR = "Run `start.py setup` in the course's folder."


class Missing(Exception):
    """A requirement that is not met: what is wrong and what to do, in one line."""


def check_environment(full: bool = False) -> None:
    """Print one row per requirement: its name, then OK, or FAIL with the reason.

    An OK row says the same on every machine. With `full=True`, TensorFlow is
    imported as well, in a process of its own. That takes a few seconds.
    """
    for name, _, problem in _examine(full):
        print(f"{name:<{WIDTH}}  FAIL  {problem}" if problem else f"{name:<{WIDTH}}  OK")


def main() -> int:
    """Print all rows, with what was found behind each OK. Return 1 if one says FAIL."""
    failed = False
    for name, found, problem in _examine(full=True):
        failed = failed or bool(problem)
        print(f"  {name:<{WIDTH}}  {'FAIL' if problem else 'OK  '}  {problem or found}", flush=True)
    return int(failed)


def _examine(full: bool) -> Iterator[tuple[str, str, str]]:
    """Yield name, what was found, and the problem; one of the last two is empty."""
    for name, look in CHECKS.items():
        if look is _tensorflow and not full:
            continue
        try:
            yield name, look(), ""
        except Missing as missing:
            yield name, "", str(missing)
        except Exception as error:  # a row must never become a traceback
            yield name, "", _one_line(f"{type(error).__name__}: {error}")


def _python() -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    if not (3, 11) <= sys.version_info[:2] <= (3, 13):
        raise Missing(f"this is Python {version}; the course needs 3.11, 3.12 or 3.13.")
    return version


def _packages() -> str:
    from packaging.markers import Marker

    wanted = 0
    for line in LOCK.read_text(encoding="utf-8").splitlines():
        pin = re.fullmatch(r"([\w.-]+)==(\S+)(?: ; (.+))?", line)
        if pin is None or (pin[3] and not Marker(pin[3]).evaluate()):
            continue
        wanted += 1
        name, version = pin[1], pin[2]
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            raise Missing(f"{name} {version} is not installed. {REPAIR}") from None
        if installed != version:
            raise Missing(f"{name} is {installed}, the course needs {version}. {REPAIR}")
    return f"{wanted}, each in its locked version"


def _data() -> str:
    from helpers.data import load_mnist

    (x_train, _), (x_test, _) = load_mnist()
    return f"{len(x_train):,} + {len(x_test):,} images"


def _tensorflow() -> str:
    command = [sys.executable, "-P", "-c", "import tensorflow; print(tensorflow.__version__)"]
    try:
        result = subprocess.run(command, capture_output=True, timeout=TENSORFLOW_SECONDS)
    except subprocess.TimeoutExpired:
        raise Missing(f"its import was not done after {TENSORFLOW_SECONDS} s.") from None
    if result.returncode:
        reason = _one_line(result.stderr.decode(errors="replace").strip().rpartition("\n")[2])
        raise Missing(f"cannot be imported. {reason or f'Exit code {result.returncode}.'}")
    return f"{result.stdout.decode().strip()} can be imported"


def _free_disk() -> str:
    free = shutil.disk_usage(COURSE).free
    if free < NEEDED_DISK:
        raise Missing(f"only {free / 1e6:.0f} MB left. Free {NEEDED_DISK / 1e6:.0f} MB.")
    return f"{free / 1e9:.1f} GB"


def _one_line(text: str) -> str:
    return " ".join(text.split())


CHECKS: dict[str, Callable[[], str]] = {
    "Python": _python,
    "Packages": _packages,
    "Data": _data,
    "TensorFlow": _tensorflow,
    "Free disk": _free_disk,
}
WIDTH = max(map(len, CHECKS))


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="replace")
    sys.exit(main())
