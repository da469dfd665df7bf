"""Which cells of this notebook failed, so that a check never judges what an older cell left."""

import re

_failed: dict[str, str] = {}
_before: dict[str, int] = {}
_DEFINES = re.compile(
    r"^[ \t]*(?:(?:async +)?def|class) +(\w+)|^(\w+)[ \t]*(?::[^=\n]*)?=(?!=)", re.M
)


def names_made(source: str) -> set[str]:
    """The names that a cell's source would assign or define at its outer level.

    Found line by line, because the source may be one that Python cannot read.
    """
    return {first or second for first, second in _DEFINES.findall(source)}


def failed_cell(name: str) -> str:
    """The error of the last cell that should have made `name`, if it failed before; or ""."""
    return _failed.get(name, "")


def watch_cells(shell) -> None:
    """Remember from now on which cell failed. A notebook's kernel calls this once."""

    def before(info):
        _before.clear()
        for name in names_made(info.raw_cell or ""):
            _before[name] = id(shell.user_ns.get(name))

    def after(result):
        source = result.info.raw_cell or "" if result.info else ""
        if result.error_before_exec is not None:  # it could not even be read
            for name in names_made(source):
                _failed[name] = _one_line(result.error_before_exec)
        else:
            for name in names_made(source):
                untouched = _before.get(name) == id(shell.user_ns.get(name))
                if result.error_in_exec is not None and untouched:
                    _failed[name] = _one_line(result.error_in_exec)
                else:
                    _failed.pop(name, None)

    shell.events.register("pre_run_cell", before)
    shell.events.register("post_run_cell", after)


def _one_line(error: BaseException) -> str:
    text = " ".join(str(getattr(error, "msg", None) or error).split())[:120]
    line = getattr(error, "lineno", None)
    where = f" (line {line})" if isinstance(error, SyntaxError) and line else ""
    return f"{type(error).__name__}: {text}{where}" if text else type(error).__name__
