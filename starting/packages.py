"""Is each package in .venv whole? And what in .venv knows the folder that it is in.

A package's RECORD names its files, with size and hash. Reading all of them takes
longer than looking for the files, so a list of names and sizes is kept from the
time when everything was in order. As every start waits for it, what only a
repair needs is imported there.
"""

import base64
import hashlib
import json
import os
import re
import shutil
import sys
from pathlib import Path

from starting import PYTHON, ROOT, VENV

LIST = VENV / "course.files"
END = "= end"  # the last line of a list that is whole
INSTALLERS = ("pip", "uv")  # needed to install, and in no lock


def find_damage():
    """Names of the listed packages of which a file is missing or has another size.

    None, if there is no list.
    """
    try:
        lines = LIST.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return None
    if lines[-1] != END:
        return None
    hurt, name = [], ""
    folder, stat = str(_site()) + os.sep, os.stat
    for line in lines[:-1]:
        size, _, path = line.partition(" ")
        if size == "=":
            name = path
            continue
        try:
            whole = stat(folder + path).st_size == int(size)
        except OSError:
            whole = False
        if not whole and name not in hurt:
            hurt.append(name)
    return hurt


def examine(names, hashes=False, keep=False):
    """Which of the packages are damaged or not there at all, by their RECORD.

    Presence and size are looked at; with `hashes`, which takes seconds, the content too.
    With `keep`, the list is written anew if none is damaged.
    """
    from concurrent.futures import ThreadPoolExecutor

    records = _read_records(names)
    wrong = _find_changed if hashes else _find_missing
    with ThreadPoolExecutor() as pool:
        found = pool.map(lambda name: not records.get(name) or wrong(records[name]), names)
        hurt = [name for name, damaged in zip(names, found, strict=True) if damaged]
    if keep and not hurt:
        write_list(names, records)
    return hurt


def write_list(names, records=None):
    """Keep what find_damage looks for: the files of these packages."""
    lines = []
    records = records or _read_records(names)
    for name in names:
        lines.append(f"= {name}")
        lines += [f"{size} {path}" for path, _, size in records.get(name) or () if size]
        if not records.get(name):
            lines.append(f"0 {name} without a RECORD")  # a path that is never there
    spare = LIST.with_suffix(".new")
    spare.write_text("\n".join([*lines, END]), encoding="utf-8")
    os.replace(spare, LIST)


def listed():
    """The names of the packages in the list."""
    try:
        return re.findall(r"^= (.+)\n", LIST.read_text(encoding="utf-8"), re.M)
    except (OSError, ValueError):
        return []


def has_version(pin):
    """Whether a package is there in just the version that `name==version` says."""
    return (_site() / "{}-{}.dist-info".format(*pin.split("=="))).is_dir()


def names_in(lock_text):
    """The packages that .venv must hold: those of the lock, installers, the course itself.

    A line with a marker may not be for this machine: it counts if it is installed.
    """
    pins = re.findall(r"^([\w.-]+)==\S+( ;)?", lock_text, re.M)
    here = {_name(folder) for folder in _site().glob("*.dist-info")}
    names = [_normal(name) for name, marker in pins if not marker or _normal(name) in here]
    links = _site().glob("*.dist-info/direct_url.json")
    own = [_name(path.parent) for path in links if _linked_folder(path) == ROOT]
    return [*dict.fromkeys([*names, *INSTALLERS, *own])]


def clear_half_packages():
    """Remove the entry of each package whose entry itself is not whole: it counts as installed."""
    for folder in list(_site().glob("*.dist-info")):
        record = _read_record(folder)
        own = [line for line in record or () if line[0].startswith(folder.name + "/")]
        if not own or _find_missing(own):
            shutil.rmtree(folder)


def clear_pip():
    """Remove what is left of a damaged pip."""
    for folder in [_site() / "pip", *_site().glob("pip-*.dist-info")]:
        shutil.rmtree(folder, ignore_errors=True)


def _site():
    if os.name == "nt":
        return VENV / "Lib" / "site-packages"
    return VENV / "lib" / "python{}.{}".format(*sys.version_info[:2]) / "site-packages"


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _name(folder):
    return _normal(folder.name.removesuffix(".dist-info").rpartition("-")[0])


def _read_records(names):
    """{name: [(path, hash, size), ...]}; None in place of the list if it is not whole."""
    records = {}
    for folder in sorted(_site().glob("*.dist-info")):
        name = _name(folder)
        if name in names:
            # Two entries of one package: an exchange of versions was broken off.
            records[name] = None if name in records else _read_record(folder)
    return records


def _read_record(folder):
    """The lines of one RECORD; None if it is missing or cut off. Bytecode may come and go."""
    import csv

    try:
        content = (folder / "RECORD").read_bytes()
        text = content.decode("utf-8")
        lines = [(path, code, size) for path, code, size in csv.reader(text.splitlines())]
    except (OSError, ValueError):
        return None
    if not text.endswith("\n") or not any(path == f"{folder.name}/RECORD" for path, *_ in lines):
        return None
    lines.append((f"{folder.name}/RECORD", "", str(len(content))))
    return [line for line in lines if "__pycache__" not in line[0]]


def _find_missing(record):
    """The first path that is missing or has another size."""
    folder = str(_site()) + os.sep
    for path, _, size in record:
        try:
            if size and os.stat(folder + path).st_size != int(size):
                return path
        except OSError:
            return path
    return ""


def _find_changed(record):
    """The first path whose content is not what RECORD says."""
    for path, code, _ in record:
        if code:
            method, _, wanted = code.partition("=")
            try:
                content = (_site() / path).read_bytes()
            except OSError:
                return path
            if _hash(content, method) != wanted:
                return path
    return _find_missing(record)


def _hash(content, method="sha256"):
    digest = hashlib.new(method, content).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


# A folder that was moved or copied


def move(old):
    """Let what packages know of the folder `old` name this one. Needs no network."""
    old = Path(old)
    for folder in _site().glob("*.dist-info"):
        record = _read_record(folder) or []
        scripts = [path for path, *_ in record if path.startswith("../")]
        editable = [path for path, *_ in record if re.match(r"__editable__.*\.py$", path)]
        links = [path for path, *_ in record if path.endswith("/direct_url.json")]
        for path in scripts:
            _point_to_python(_site() / path)
        for path in editable:
            _replace(_site() / path, old)
        for path in links:
            if _linked_folder(_site() / path) == old:
                link = {"url": ROOT.as_uri(), "dir_info": {"editable": True}}
                (_site() / path).write_text(json.dumps(link), encoding="utf-8")
        _correct_record(folder, {*scripts, *editable, *links})


def _replace(path, old):
    """Let the strings in a Python file that name a file in the old folder name the new one."""

    import ast

    def anew(found):
        text = ast.literal_eval(found[0])
        inside = text == str(old) or text.startswith(str(old) + os.sep)
        return repr(str(ROOT) + text[len(str(old)) :]) if inside else found[0]

    text = path.read_text(encoding="utf-8")
    text = re.sub(r"'(?:[^'\\\n]|\\.)*'|\"(?:[^\"\\\n]|\\.)*\"", anew, text)
    path.write_text(text, encoding="utf-8", newline="")


def _linked_folder(path):
    """The folder that a direct_url.json names, or None."""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname  # takes longer to import than all else here

    try:
        address = urlsplit(json.loads(path.read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return Path(url2pathname(address.path)) if address.scheme == "file" else None


def _point_to_python(script):
    """Let a script begin with this folder's Python. Programs of Windows are left as they are."""
    import shlex

    try:
        content = script.read_bytes()
    except OSError:
        return
    first = re.match(rb"#!/bin/sh\n'''exec' .*\n' '''\n|#!.*python.*\n", content)
    if first is None:
        return
    line = f"#!{PYTHON}\n"
    if " " in line or len(line.encode()) > 127:  # more than systems read of a first line
        line = f"#!/bin/sh\n'''exec' {shlex.quote(str(PYTHON))} \"$0\" \"$@\"\n' '''\n"
    script.write_bytes(line.encode() + content[first.end() :])


def _correct_record(folder, paths):
    """Write the sizes and hashes of changed files into a package's RECORD."""
    import csv

    with open(folder / "RECORD", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    for line in lines:
        if line[0] in paths and line[1] and (_site() / line[0]).is_file():
            content = (_site() / line[0]).read_bytes()
            line[1:] = ["sha256=" + _hash(content), str(len(content))]
    with open(folder / "RECORD", "w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(lines)
