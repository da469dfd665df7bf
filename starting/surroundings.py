"""What of the machine's settings the course's own programs get to see.

Settings that say where packages come from and how to reach them (mirrors, proxies,
certificates) stay the user's, and so do the theme, the font size and all else that is
chosen in JupyterLab's settings. Everything else that Jupyter, IPython, Keras and
Matplotlib would read from the user's folders is read from a folder in .venv instead: what
was set for another installation, such as an extension that is not installed here or a
backend that shows no picture, would stop the course.
"""

import contextlib
import json
import os
import re
import sys
from pathlib import Path

from starting import ROOT, VENV

NOTEBOOK_FOLDERS = ("notebooks", "solutions", "my_notebooks")
SETTINGS = VENV / "settings"  # all of it can be deleted; each program makes its own anew

# A group of variables whose names begin alike, and the rest of the names that are let through.
GROUPS = {
    "PYTHON": "UTF8|IOENCODING|UNBUFFERED|HASHSEED|_.*",
    "PIP_": (
        "INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|TRUSTED_HOST|CERT|CLIENT_CERT|PROXY|"
        "(DEFAULT_)?TIMEOUT|RETRIES|(NO_)?CACHE_DIR|CONFIG_FILE|KEYRING_PROVIDER|"
        "USE_FEATURE|USE_DEPRECATED"
    ),
    "UV_": (
        "(DEFAULT_)?INDEX|INDEX_.*|EXTRA_INDEX_URL|FIND_LINKS|NO_INDEX|KEYRING_PROVIDER|"
        "INSECURE_HOST|NATIVE_TLS|SYSTEM_CERTS|HTTP_.*|REQUEST_TIMEOUT|CONCURRENT_.*|"
        "CACHE_DIR|NO_CACHE|OFFLINE|LINK_MODE|(NO_)?CONFIG(_FILE)?|CREDENTIALS_DIR"
    ),
    # Options on a command line can be read by everybody on the machine; a token must not be.
    "JUPYTER": "_TOKEN|_ALLOW_INSECURE_WRITES",
    "KERAS_": "",
    "MPL": "",
}
DROPPED = {
    "__PYVENV_LAUNCHER__",
    "IPYTHONDIR",
    "MATPLOTLIBRC",
    "TF_ENABLE_ONEDNN_OPTS",  # these change the last digits; `helpers` decides
    "TF_USE_LEGACY_KERAS",
    "TF_XLA_FLAGS",
    "XLA_FLAGS",
}

# For JupyterLab and what exports a notebook, in .venv/etc/jupyter.
LAB = {
    # It would ask at the first start whether it may fetch its news.
    "labconfig/page_config.json": {
        "disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}
    },
    # Text in which nothing can be changed is shown, not its Markdown.
    "labconfig/default_setting_overrides.json": {
        "@jupyterlab/notebook-extension:tracker": {"showEditorForReadOnlyMarkdown": False},
        # A part that moves is there again when its notebook is opened again.
        "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
    },
    # An exported page would fetch what moves from the network: it gets the picture instead.
    "jupyter_nbconvert_config.json": {
        "NbConvertBase": {
            "display_data_priority": [
                *("text/html", "text/markdown", "image/svg+xml", "text/latex"),
                *("image/png", "image/jpeg", "text/plain"),
            ]
        }
    },
}


def child_environment(environ=None):
    """The environment of everything that runs in .venv. Nothing is written."""
    environ = os.environ if environ is None else environ
    kept = {name: value for name, value in environ.items() if _is_let_through(name)}
    # The matrices of the course are small: NumPy's products are quicker, and their last digits
    # the same on every machine, if one thread computes them.
    kept.setdefault("OPENBLAS_NUM_THREADS", "1")
    users, runtime = _users_jupyter(environ)
    own = {
        "JUPYTER_CONFIG_DIR": SETTINGS / "jupyter",
        "JUPYTER_DATA_DIR": SETTINGS / "jupyter" / "data",
        "JUPYTER_RUNTIME_DIR": runtime,
        "JUPYTERLAB_SETTINGS_DIR": users,
        "JUPYTER_PREFER_ENV_PATH": "1",  # kernels and extensions of .venv come first
        "IPYTHONDIR": SETTINGS / "ipython",
        "KERAS_HOME": SETTINGS / "keras",
        "KERAS_BACKEND": "tensorflow",
        "MPLCONFIGDIR": SETTINGS / "matplotlib",
        "PIP_USER": "0",  # a configuration file may say otherwise; this comes before it
    }
    return {**kept, **{name: str(value) for name, value in own.items()}}


def _is_let_through(name):
    if name in DROPPED:
        return False
    for start, rest in GROUPS.items():
        if name.startswith(start):
            return re.fullmatch(rest, name[len(start) :]) is not None
    return True


def _users_jupyter(environ, platform=sys.platform):
    """The user's own folders for JupyterLab's settings and for what Jupyter keeps while it runs.

    The second is not in the course's folder: Jupyter refuses to keep a kernel's key in a file
    that it cannot hide from others, and a course on a shared or a foreign disk has no such files.
    """
    home = Path(environ.get("HOME") or environ.get("USERPROFILE") or Path.home())
    config = Path(environ.get("JUPYTER_CONFIG_DIR") or home / ".jupyter")
    settings = Path(environ.get("JUPYTERLAB_SETTINGS_DIR") or config / "lab" / "user-settings")
    if platform == "darwin":
        data = home / "Library" / "Jupyter"
    elif platform == "win32":
        data = Path(environ["APPDATA"], "jupyter") if "APPDATA" in environ else config / "data"
    else:
        data = Path(environ.get("XDG_DATA_HOME") or home / ".local" / "share") / "jupyter"
    data = Path(environ.get("JUPYTER_DATA_DIR") or data)
    runtime = Path(environ.get("JUPYTER_RUNTIME_DIR") or data / "runtime")
    if not _can_be_written(runtime):
        runtime = SETTINGS / "jupyter" / "runtime"
    return settings, runtime


def _can_be_written(folder):
    """Whether that folder, or the nearest one above it that exists, is a folder to write in."""
    while not os.path.lexists(folder) and folder != folder.parent:
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


def settle_lab():
    """Write what the course sets in JupyterLab, where it is missing or was changed.

    What JupyterLab itself adds stays. On a full or closed disk it starts without these settings.
    """
    folder = VENV / "etc" / "jupyter"
    for name, settings in LAB.items():
        try:
            there = json.loads((folder / name).read_text(encoding="utf-8"))
            if all({**there[part], **wanted} == there[part] for part, wanted in settings.items()):
                continue
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass
        with contextlib.suppress(OSError):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            spare = folder / f"{name}.{os.getpid()}.new"  # two may start at once
            spare.write_text(json.dumps(settings, indent=1), encoding="utf-8")
            os.replace(spare, folder / name)


def hidden_modules(root=ROOT):
    """A line for each file of the learner's that hides a module from the notebooks beside it."""
    names = set(sys.stdlib_module_names)
    for packages in VENV.glob("Lib/site-packages" if os.name == "nt" else "lib/*/site-packages"):
        names |= {entry.partition(".")[0] for entry in os.listdir(packages)}
    lines = []
    for folder in (root, *(root / name for name in NOTEBOOK_FOLDERS)):
        if folder != root:
            names.add("helpers")  # the course's own, which no notebook does without
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            is_module = path.suffix == ".py" or (path / "__init__.py").is_file()
            if is_module and path.stem in names:
                place = path.relative_to(root).as_posix()
                lines.append(f"{place} hides the module {path.stem} from Python. Rename it.")
    return lines
