"""Which machines the course can be set up on, and what a failure means, in one line.

Older Pythons than the course's read this file too, to say what is needed: it is
written for 3.6. Each function that asks the machine can be given the answer instead.
"""

import errno
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from collections import namedtuple

from starting import ROOT, THIS, Stop

FRESH_GB, UPDATE_GB = 3.0, 0.5  # free disk that an install needs
OLDEST_GLIBC, OLDEST_MACOS = (2, 28), (12,)
# A path on Windows has 259 characters at most, unless the user has lifted this limit. The longest
# path within .venv is that of a file of TensorFlow, and takes so many of them.
LONGEST_PATH, LONGEST_IN_VENV = 259, len(r"\.venv\Lib\site-packages" + "\\") + 170
ELSEWHERE = "in a Linux container, such as a Dev Container, or in the browser, on Binder or Colab"


# Before an install


Machine = namedtuple("Machine", "system processor version libc wide avx silicon path_length")


def this_machine():
    """What decides whether TensorFlow has a package for this machine and this Python.

    system is sys.platform; processor the one that this Python is made for; version
    that of macOS, libc that of glibc, both as tuples, empty if there is none; wide
    is False in a 32-bit Python; avx False where a processor is known to lack these
    instructions; silicon True on a Mac with Apple silicon; path_length the length of
    the course's path on a Windows that limits it, else 0.
    """
    system, version, libc, avx, silicon = sys.platform, (), (), True, False
    if system == "win32":
        processor = sysconfig.get_platform().replace("win-", "")
    else:
        processor = os.uname().machine
    if system == "darwin":
        import platform

        version = _numbers_of(platform.mac_ver()[0])
        silicon = processor == "arm64" or _says("sysctl", "-n", "hw.optional.arm64") == "1"
    elif system == "linux":
        try:
            libc = _numbers_of(os.confstr("CS_GNU_LIBC_VERSION") or "")
        except (OSError, ValueError):  # another library, such as musl
            libc = ()
        avx = processor != "x86_64" or _has_avx()
    length = len(str(ROOT)) if system == "win32" and not _has_long_paths() else 0
    return Machine(system, processor, version, libc, sys.maxsize > 2**32, avx, silicon, length)


def refuse(machine=None):
    """Raise Stop if the course cannot be installed on this machine."""
    problem = find_problem(machine or this_machine())
    if problem:
        raise Stop(problem)


def find_problem(machine):
    """Why the course cannot be installed there and what works instead, or ""."""
    system, processor = machine.system, machine.processor
    if not machine.wide or processor == "win32":
        return (
            "This is a 32-bit Python, for which TensorFlow has no package. Install a 64-bit "
            f"Python 3.13 from https://www.python.org, then run `{THIS}` again."
        )
    if system == "darwin" and processor != "arm64":
        if machine.silicon:
            return (
                "This Python is made for Intel Macs, and this Mac has Apple silicon. Install "
                "Python 3.13 from https://www.python.org, then run `python3.13 start.py`."
            )
        return (
            "TensorFlow has no package for Macs with an Intel processor. The course works "
            f"{ELSEWHERE}."
        )
    if system == "darwin" and machine.version and machine.version[:1] < OLDEST_MACOS:
        return (
            f"TensorFlow needs macOS {OLDEST_MACOS[0]} or newer, and this is macOS "
            f"{_dotted(machine.version[:2])}. Update macOS; or the course works {ELSEWHERE}."
        )
    if system == "win32" and "arm" in processor:
        return (
            "TensorFlow has no package for Windows on ARM. Linux within Windows works: run "
            "`wsl --install` once, then `python3 start.py` in it, on a copy of the course there."
        )
    if system == "win32" and machine.path_length > LONGEST_PATH - LONGEST_IN_VENV:
        return (
            f"The course's folder is too deep: its path has {machine.path_length} characters, and "
            f"this Windows allows {LONGEST_PATH - LONGEST_IN_VENV} before the packages' own. Move "
            "the folder, for example to C:\\course."
        )
    if system == "linux" and not machine.libc:
        return (
            "TensorFlow has no package for this Linux, which is made on another C library than "
            "glibc (on musl, as Alpine is). The course works on Debian, Ubuntu or Fedora, in a "
            "container too."
        )
    if system == "linux" and machine.libc < OLDEST_GLIBC:
        return (
            f"The packages need glibc {_dotted(OLDEST_GLIBC)} or newer, and this Linux has "
            f"{_dotted(machine.libc)}. The course works from Debian 10, Ubuntu 20.04 and RHEL 8 "
            "on, in a container too."
        )
    if system == "linux" and processor not in ("x86_64", "aarch64"):
        return f"TensorFlow has no package for a processor of the kind {processor}."
    if system not in ("linux", "darwin", "win32"):
        return f"TensorFlow has no package for {system}. The course works {ELSEWHERE}."
    if not machine.avx:
        return (
            "TensorFlow needs a processor with AVX instructions, and this one has none. The course "
            "works in the browser, on Binder or Colab."
        )
    return ""


def advise_python(oldest, newest, windows=os.name == "nt"):
    """Name an installed Python of the versions from `oldest` to `newest`, or say how to get one."""
    for minor in range(newest[1], oldest[1] - 1, -1):
        start = ["py", f"-3.{minor}"] if windows else [f"python3.{minor}"]
        if _says(*(start + ["-c", "import ensurepip, venv; print('fits')"])) == "fits":
            return f"Python 3.{minor} is installed: run `{' '.join(start)} start.py`."
    start = "py -3." if windows else "python3."
    return (
        f"Install Python 3.{newest[1]} from https://www.python.org, beside the one that is there. "
        f"Then run `{start}{newest[1]} start.py`."
    )


def _says(*command):
    """What a program prints, or "" if it fails."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    # Python's manager for Windows would install what it is asked for.
    environment = dict(os.environ, PYTHON_MANAGER_AUTOMATIC_INSTALL="false")
    try:
        output = subprocess.check_output(
            (program,) + command[1:], stderr=subprocess.DEVNULL, timeout=20, env=environment
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return output.decode("utf-8", "replace").strip()


def _has_avx():
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            flags = re.search(r"^flags\s*:(.*)$", file.read(), re.M)
    except OSError:
        return True  # not known
    return flags is None or "avx" in flags.group(1).split()


def _has_long_paths():
    try:
        import winreg

        place = r"SYSTEM\CurrentControlSet\Control\FileSystem"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            return winreg.QueryValueEx(key, "LongPathsEnabled")[0] == 1
    except (ImportError, OSError):
        return False


def _numbers_of(text):
    return tuple(int(number) for number in re.findall(r"\d+", text))


def _dotted(numbers):
    return ".".join(map(str, numbers))


# Before JupyterLab


def options_for_root(options, root=None, container=None, sudo=None):
    """The option with which JupyterLab runs as root, where that is safe; else raise Stop.

    JupyterLab refuses root because whoever reaches it may run any command. While it listens
    to this machine alone and asks for its token, only who can read this terminal reaches it,
    and root could do all of it anyway. In a container root is the usual user, and what
    can be reached from outside is decided outside. Only a server for a network stays refused.
    """
    if os.name != "posix":
        return []
    root = os.geteuid() == 0 if root is None else root
    if not root:
        return []
    sudo = ("SUDO_UID" in os.environ and os.stat(str(ROOT)).st_uid != 0) if sudo is None else sudo
    if sudo:
        raise Stop(f"Run `{THIS}` without sudo: what root writes here, you could not change later.")
    text = "\n".join(options)
    if re.search(r"^--(ServerApp\.)?allow[-_]root", text, re.M):
        return []
    found = re.search(r"^--(?:ServerApp\.)?ip[=\n](.*)", text, re.M)
    alone = found is None or found.group(1) in ("localhost", "127.0.0.1", "::1")
    if container is None:
        container = any(map(os.path.exists, ("/.dockerenv", "/run/.containerenv")))
    if alone or container:
        return ["--allow-root"]
    raise Stop(
        "As root, JupyterLab would let all who reach it command this machine. Run "
        f"`{THIS}` as another user, or without --ip; or add --allow-root if you mean it."
    )


# After a failure

CUT_OFF = "A download was cut off. Check your connection to the internet"
NO_NETWORK = "The packages could not be downloaded. Check your connection to the internet"

# What it means, what failed programs say (in small letters), and the numbers of the errors: those
# of errno by name, and those of Windows, whose words come in the system's language.
CAUSES = [
    (
        f"The disk is full. Free {FRESH_GB:.0f} GB",
        ("no space left", "not enough space", "disk quota"),
        ("ENOSPC", "EDQUOT"),
        (39, 112, 1295),
    ),
    (
        "The certificate of the download was not accepted. Check the date of this computer; "
        "where a school or firm looks into the traffic, set SSL_CERT_FILE to its certificate",
        ("invalid peer certificate", "certificate_verify_failed", "certificate verify failed"),
        (),
        (),
    ),
    (
        "The proxy between you and the internet wants a name and a password. Set HTTPS_PROXY to "
        "http://name:password@host:port",
        ("407 proxy", "proxy authentication required"),
        (),
        (),
    ),
    (
        CUT_OFF,
        (
            *("do not match the hashes", "hash mismatch", "connection reset", "end of file"),
            *("broken pipe", "incompleteread", "connection broken", "failed to extract"),
            "error decoding response body",
        ),
        ("ECONNRESET", "EPIPE", "ECONNABORTED"),
        (10053, 10054),
    ),
    (
        NO_NETWORK,
        (
            *("name resolution", "dns error", "failed to establish a new connection"),
            *("error sending request", "network is unreachable", "connection timed out"),
            *("connecttimeout", "read timed out", "tcp connect error"),
            "(from versions: none)",
        ),
        ("ENETUNREACH", "EHOSTUNREACH", "ETIMEDOUT", "ECONNREFUSED", "ENETDOWN"),
        (10013, 10050, 10051, 10060, 10061, 10065, 11001, 11004),
    ),
    (
        "pip's settings send packages to another folder: `pip config list` shows a target or a "
        "prefix. Take it out",
        ("no module named uv",),
        (),
        (),
    ),
    (
        "A path is too long. Move the course's folder up, for example to C:\\course or to your "
        "home folder",
        ("file name too long", "filename too long"),
        ("ENAMETOOLONG",),
        (206,),
    ),
    (
        "Windows or a virus scanner does not let this program run. Allow it, or ask whoever looks "
        "after this computer",
        (),
        (),
        (225, 226, 1260, 4551),
    ),
    (
        "This machine's memory is full. Close other programs",
        ("cannot allocate memory", "memoryerror"),
        ("ENOMEM",),
        (8, 14, 1455),
    ),
    (
        "No permission to write. Close JupyterLab if it is open, or copy the course "
        "to a folder of your own",
        ("permission denied", "access is denied", "read-only file system"),
        ("EACCES", "EPERM", "EROFS"),
        (5, 19, 32, 33),
    ),
]


def explain(output, windows=os.name == "nt"):
    """What to do about a failure, in one line, from what the failed program said."""
    text = output.lower()
    found = re.findall(r"\b(errno|winerror|os error) (\d+)", text)
    # Python writes `Errno` and `WinError`; uv writes `os error`, for the system's own number.
    native = "winerror" if windows else "errno"
    numbers = {(native if kind == "os error" else kind, int(number)) for kind, number in found}
    for meaning, words, names, windows_numbers in CAUSES:
        signs = {("errno", getattr(errno, name, -1)) for name in names}
        signs |= {("winerror", number) for number in windows_numbers}
        if numbers & signs or any(word in text for word in words):
            return f"{meaning}, then run `{THIS}` again: it goes on where it was."
    said = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in said if line.lower().startswith("error")]
    return (errors or said or ["A program failed and did not say why."])[-1]
