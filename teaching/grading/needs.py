"""Which cells a run needs: those that make or change what a later cell uses.

Found in the cells' syntax, so nothing runs. It errs on the side of running a cell.
"""

import ast
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager

from teaching.grading.paper import Cell

RANDOM, FILES, SETTINGS = "<random numbers>", "<saved run>", "<settings>"
"""Stand for what cells share without a name of their own."""


@dataclass
class Names:
    """What a cell does with names."""

    makes: set[str] = field(default_factory=set)
    """made anew, or changed in place as far as the syntax shows it"""
    uses: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)
    readable: bool = True
    """whether its syntax could be read; if not, it may do anything"""


def names_of(source: str) -> Names:
    """What a cell makes, uses and imports."""
    found = Names()
    try:
        tree = ast.parse(TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Names(readable=False)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            found.imports.update(
                (alias.asname or alias.name).partition(".")[0] for alias in node.names
            )
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.makes.add(node.name)
        elif isinstance(node, ast.Name):
            (found.uses if isinstance(node.ctx, ast.Load) else found.makes).add(node.id)
        elif isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            found.makes.add(_root(node))
        elif isinstance(node, ast.AugAssign):
            found.uses.add(_root(node.target))
        elif isinstance(node, ast.Call):
            _look_at_call(node, found)
    found.makes.discard("")
    return found


def _root(node: ast.AST) -> str:
    """The name in front of a chain of attributes, indices and calls, or ""."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call | ast.Starred):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _look_at_call(node: ast.Call, found: Names) -> None:
    """A method may change what it is called on, and a generator of numbers moves on."""
    name = ast.unparse(node.func)
    if name.startswith(("np.random.", "numpy.random.", "random.")) and "default_rng" not in name:
        found.makes.add(RANDOM)
        found.uses.add(RANDOM)
    elif name in ("save_run", "load_run"):
        (found.makes if name == "save_run" else found.uses).add(FILES)
    elif "set_random_seed" in name or "set_printoptions" in name or "seterr" in name:
        found.makes.add(SETTINGS)
    if isinstance(node.func, ast.Attribute):
        found.makes.add(_root(node.func))
    for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
        if isinstance(argument, ast.Name) and argument.id in ("rng", "generator"):
            found.makes.add(argument.id)


def needed(cells: list[Cell], always: set[int], known: list[Names]) -> list[int]:
    """The places of the cells that a run of the cells at `always` needs, these included.

    `known` holds what each cell does with names. Cells that import are needed, and those that
    make, or change, a name that a needed cell uses.
    """
    modules = {name for names in known for name in names.imports}
    chosen: list[int] = []
    used = {RANDOM, FILES, SETTINGS}
    for place in range(max(always, default=-1), -1, -1):
        names = known[place]
        if place in always or names.imports or (names.makes - modules) & (used - modules):
            chosen.append(place)
            used |= names.uses
            if not names.readable:
                used |= {name for other in known for name in other.makes}
    return sorted(chosen)
