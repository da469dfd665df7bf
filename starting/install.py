"""Make .venv and keep it whole. An install ends whole, or what worked before still works.

What is known about .venv stands in it, in the stamp:

  root        the folder that it was made for
  installed   the locks, by name and hash, whose packages are all there and whole
  checked     whether the course's own check has passed since
  before      while an install runs, or after one was broken off: `installed` from before
  unfinished  whether the last install was broken off

A .venv that has to be made anew is set aside under another name, and comes back
if the new one does not get ready.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import time

from starting import DEVELOPER, LEARNER, PYTHON, ROOT, THIS, VENV, Stop, packages, say, turns
from starting.machine import FRESH_GB, UPDATE_GB
from starting.step import LOG, Failed, run_step
from starting.surroundings import child_environment

UV = "uv==0.13.9"
THIS_PYTHON = "{}.{}".format(*sys.version_info[:2])
STAMP = VENV / "course.json"
LISTS = ("installed", "before")  # of those, the ones that are lists
KEPT = ROOT / ".venv-kept"  # the .venv from before, while a new one is made
TRASH = ".venv-trash-"  # what is on its way out; a rename is done at once, a removal takes time
SEAL = "# The lines above are whole if their SHA-256 is "


def set_up(lock_name, again=False):
    """Install what `lock_name` names, unless that is done; raise Stop if anything fails.

    With `again`, look into every file, and install every package anew. Once this
    returns, .venv counts as in use until this process ends.
    """
    if os.pathsep in str(ROOT):
        raise Stop(
            f"The course's folder has a {os.pathsep!r} in its path, with which Python makes no "
            f".venv: {ROOT}. Rename the folder, then run `{THIS}` again."
        )
    refuse_folder(os.fsencode(ROOT), VENV if VENV.is_dir() else ROOT)
    wanted = fingerprint(lock_name)
    with turns.turn():
        settle()
        try:
            bring_about(lock_name, wanted, again)
        except KeyboardInterrupt:
            raise KeyboardInterrupt(settle() or describe()) from None
        except Stop as stop:
            raise Stop(f"{stop} {settle()}".strip()) from None
        except OSError:
            settle()
            raise
        turns.stay()


def refuse_folder(path, place):
    """Raise Stop if no package can be told the course's path, or no program may run there."""
    try:
        path.decode("utf-8")
    except UnicodeDecodeError:
        raise Stop(
            "The name of the course's folder, or of one above it, is not UTF-8 text, and packages "
            f"cannot be installed there: {path!r}. Rename the folder, then run `{THIS}` again."
        ) from None
    if hasattr(os, "statvfs") and os.statvfs(place).f_flag & getattr(os, "ST_NOEXEC", 0):
        raise Stop(
            f"The disk of {place} is set so that no program on it may run (noexec). Move the "
            f"course to another disk, for example to your home folder, then run `{THIS}` again."
        )


def bring_about(lock_name, wanted, again):
    """Do what is not done yet: .venv, the packages, the check. `wanted` is the fingerprint."""
    prepare_venv()
    stamp = read_stamp()
    installed = stamp.get("installed", [])
    hurt = find_hurt(thoroughly=again) if installed else []
    if again or hurt or wanted not in installed:
        if DEVELOPER in " ".join(installed) and fingerprint(DEVELOPER) in installed:
            lock_name, wanted = DEVELOPER, fingerprint(DEVELOPER)  # what is there stays
        turns.check_unused()
        need_disk(UPDATE_GB)
        if hurt:
            say(f"Files are missing or changed in: {', '.join(hurt)}. Mending.")
        else:
            say(f"Installing the packages of {lock_name}. The first time, this takes some minutes.")
        write_stamp(before=installed or stamp.get("before", []), unfinished=True)
        install(lock_name, hurt, everything=again or stamp.get("unfinished", not installed))
        # The developer's lock holds everything that the learner's holds.
        done = [wanted] if lock_name == LEARNER else [fingerprint(LEARNER), wanted]
        write_stamp(installed=done)
        if hurt:
            say(f"Mended: {', '.join(hurt)}.")
    elif stamp.get("checked"):
        return
    say("Checking what the course needs:")
    command = [PYTHON, "-P", ROOT / "helpers" / "environment.py"]
    if subprocess.call(command, cwd=ROOT, env=child_environment()):
        raise Stop(f"Mend what is marked FAIL, then run `{THIS}` again.")
    write_stamp(installed=read_stamp()["installed"], checked=True)
    settle()


def find_hurt(thoroughly):
    """Names of the packages that are not as they were installed."""
    hurt = packages.find_damage()
    if thoroughly or hurt is None:
        names = packages.listed() or packages.names_in(read_lock(LEARNER))
        found = packages.examine(names, hashes=thoroughly, keep=hurt is None)
        hurt = [*dict.fromkeys([*(hurt or []), *found])]
    # The installers may be newer than they were, if only they are whole.
    installers = [name for name in hurt if name in packages.INSTALLERS]
    broken = packages.examine(installers, hashes=thoroughly) if installers else []
    newer = [name for name in installers if name not in broken]
    if newer and hurt == newer:
        packages.write_list(packages.listed())
    return [name for name in hurt if name not in newer]


# Packages


def install(lock_name, hurt, everything):
    """Let uv install a lock. Raise Stop unless every package is whole in the end."""
    install_uv(hurt)
    packages.clear_half_packages()
    options = ["--reinstall"] if everything else []
    options += [f"--reinstall-package={name}" for name in hurt]
    uv_install(lock_name, options)
    names = packages.names_in(read_lock(lock_name))
    left = packages.examine(names, hashes=bool(options), keep=True)
    if left:  # uv's cache, which shares its files with .venv, is damaged too
        run_step([PYTHON, "-m", "uv", "cache", "clean", *left], title="Cleaning uv's cache")
        uv_install(lock_name, [f"--reinstall-package={name}" for name in left])
        left = packages.examine(names, hashes=bool(options), keep=True)
    if left:
        raise Stop(f"These packages are not whole: {', '.join(left)}. Run `{THIS} setup`.")


def uv_install(lock_name, options):
    """Let uv install a lock. `options` say which packages it shall install although they are there.

    Those were downloaded before, so first it looks no further than its cache.
    """
    command = [PYTHON, "-m", "uv", "pip", "install", "--python", PYTHON, "--compile-bytecode"]
    command += ["-r", lock_name, *options]
    if options:
        with contextlib.suppress(Failed):
            title = "Installing what was downloaded before"
            return run_step(command, title, environment={"UV_OFFLINE": "1"})
    try:
        run_step(command)
    except Failed as failed:
        for sign, title, name in AGAIN:
            if sign in failed.output:
                with contextlib.suppress(Failed):
                    return run_step(command, f"Trying once more {title}", environment={name: "1"})
        raise


# What uv says, and a setting with which it may do better.
AGAIN = [
    ("certificate", "with the certificates of the system", "UV_SYSTEM_CERTS"),
    ("Failed to initialize cache", "without a cache, whose folder cannot be made", "UV_NO_CACHE"),
]


def install_uv(hurt=()):
    """Install the installer, unless it is there: uv is some six times as fast as pip."""
    hurt = {*hurt, *packages.examine(packages.INSTALLERS)}
    if not hurt.intersection(packages.INSTALLERS) and packages.has_version(UV):
        return
    if "pip" in hurt:
        packages.clear_pip()
        run_step([PYTHON, "-m", "ensurepip", "--default-pip"], title="Mending pip")
    command = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    if "uv" in hurt:
        packages.clear_half_packages()
        command.append("--force-reinstall")
    run_step(command + [UV], title="Installing " + UV)


# .venv


def prepare_venv():
    """Make sure that .venv is there and its Python runs; make it anew if not."""
    if VENV.is_symlink() and not VENV.is_dir():
        raise Stop(f".venv is a link to a folder that is not there. Delete it. Run `{THIS}` again.")
    if os.path.lexists(VENV) and not VENV.is_dir():
        raise Stop(f".venv is a file, not a folder. Rename it, then run `{THIS}` again.")
    if VENV.is_dir():
        fault = find_fault()
        if not fault:
            mend_moved()
            return
        turns.check_unused()
        if VENV.is_symlink():
            raise Stop(
                f".venv is a link, and it has to be made anew, because {fault}. Delete the link "
                f"(not the folder that it leads to), then run `{THIS}` again."
            )
        say(f"Making .venv anew, because {fault}.")
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Stop(
                f"This Python has no module {module}. On Debian or Ubuntu, install it with "
                "`sudo apt install python3-venv`; elsewhere, use Python from "
                f"https://www.python.org. Then run `{THIS}` again."
            )
    need_disk(FRESH_GB)
    if VENV.is_dir():
        set_aside()
    VENV.mkdir()
    make_venv(title="Making .venv")
    write_stamp(unfinished=False)


def make_venv(*options, title):
    run_step([base_python(), "-m", "venv", *options, VENV], title=title)


def base_python():
    """The Python that .venv is made from: not the one in .venv, even if that runs this file."""
    return getattr(sys, "_base_executable", sys.executable)


def find_fault():
    """Why .venv cannot be used, or "" if it can."""
    if not os.path.lexists(PYTHON):
        return "its Python is missing"
    if not (VENV / "pyvenv.cfg").exists():
        return "it was not finished"
    if made_with() not in ("", THIS_PYTHON):
        return f"it has Python {made_with()}, and this is {THIS_PYTHON}"
    stamp = read_stamp()
    if stamp and os.path.realpath(PYTHON) == os.path.realpath(base_python()):
        return ""  # the Python that runs this file
    # Without a stamp it was made by hand, or its making was interrupted.
    command = [PYTHON, "-I", "-c", ""] if stamp else [PYTHON, "-m", "pip", "--version"]
    try:
        result = subprocess.run(command, capture_output=True, env=child_environment())
    except OSError:
        return "its Python is missing"
    if result.returncode:
        return "its Python does not run" if stamp else "it was not finished"
    return ""


def made_with():
    """The Python that .venv was made with, such as 3.12; "" if not known."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""
    found = re.search(r"^version(?:_info)? *= *(\d+\.\d+)", settings, re.M)
    return found[1] if found else ""


def mend_moved():
    """If .venv was made in another folder, let it know this one."""
    stamp = read_stamp()
    old = stamp.get("root", str(ROOT))
    if old != str(ROOT):
        turns.check_unused()
        say("The course's folder was moved. Mending .venv.")
        make_venv("--without-pip", title="Writing its scripts anew")
        packages.move(old)
        if packages.find_damage() is not None:
            packages.write_list(packages.listed())
        write_stamp(**{**stamp, "root": str(ROOT)})


def set_aside():
    """Take .venv out of the way: where it can come back from if it worked."""
    if read_stamp().get("installed"):
        VENV.rename(KEPT)
    else:
        shutil.rmtree(put_out(VENV), ignore_errors=True)


def settle():
    """Let what worked before a failure, an interruption or a kill work again. Say what that is."""
    for rest in ROOT.glob(TRASH + "*"):
        shutil.rmtree(rest, ignore_errors=True)
    if KEPT.exists():
        if read_stamp().get("checked"):  # the new one is ready
            shutil.rmtree(put_out(KEPT), ignore_errors=True)
            return ""
        rest = put_out(VENV)
        KEPT.rename(VENV)
        with contextlib.suppress(OSError):  # that .venv is back counts for more
            shutil.copy(rest / LOG.name, LOG)
        shutil.rmtree(rest, ignore_errors=True)
        made, back = made_with(), "The .venv from before is back"
        if made in ("", THIS_PYTHON):
            return f"{back}."
        start = f"py -{made}" if os.name == "nt" else f"python{made}"
        works = f": `{start} start.py` works as before" if PYTHON.exists() else ""
        return f"{back}, for Python {made}{works}."
    stamp = read_stamp()
    if stamp.get("before") and packages.find_damage() == []:
        write_stamp(installed=stamp["before"], unfinished=True)
        return "What was installed before is as it was."
    return ""


def describe():
    """How an interruption leaves .venv, in one sentence."""
    stamp = read_stamp()
    if stamp.get("installed"):
        return "The packages are installed." if not stamp.get("checked") else ""
    if VENV.exists():
        return f"The installation is not finished. Run `{THIS}` again: it goes on where it was."
    return "Nothing was changed."


def put_out(folder):
    """Rename a folder, which is done at once, so that it can be removed; return where it is."""
    rest = ROOT / f"{TRASH}{os.getpid()}-{time.time_ns()}"
    with contextlib.suppress(FileNotFoundError):
        folder.rename(rest)
    return rest


def need_disk(gigabytes):
    """Raise Stop if less than that is free."""
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < gigabytes:
        raise Stop(
            f"The disk is too full: the install needs {gigabytes} GB, {free:.1f} GB are free. "
            f"Free some space, then run `{THIS}` again."
        )


def read_stamp():
    """What is known about .venv, as the text at the top says; {} if nothing is known."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(stamp, dict) or not isinstance(stamp.get("root", ""), str):
        return {}
    return stamp if all(isinstance(stamp.get(name, []), list) for name in LISTS) else {}


def write_stamp(**known):
    """Write down what is known about .venv, all of it or nothing."""
    spare = STAMP.with_suffix(".new")
    spare.write_text(json.dumps({"root": str(ROOT), **known}, indent=1), encoding="utf-8")
    os.replace(spare, STAMP)


# The locks


def read_lock(lock_name):
    """The text of a requirements file; raise Stop unless its last line proves it whole."""
    try:
        text = (ROOT / lock_name).read_bytes().decode("utf-8").replace("\r\n", "\n")
    except FileNotFoundError:
        raise Stop(f"{lock_name} is missing. Download the course again.") from None
    except UnicodeDecodeError:
        raise Stop(
            f"{lock_name} is not UTF-8 text, perhaps saved anew by an editor. "
            "Download the course again."
        ) from None
    lines, _, seal = text.rpartition(SEAL)
    if seal.strip() != seal_of(lines):
        raise Stop(
            f"{lock_name} is damaged: a part is missing or was changed. Download the course "
            f"again. (After a change of pyproject.toml, write it with `{THIS} lock`.)"
        )
    return text


def seal_of(lines):
    """The SHA-256 of a lock's lines, for its last line."""
    return hashlib.sha256(lines.encode("utf-8")).hexdigest()


def fingerprint(lock_name):
    """The lock's name and SHA-256, whatever its line ends are."""
    return lock_name + " " + seal_of(read_lock(lock_name))
