"""Which of a lesson's own lines a run needs: those that make or change what an answer uses.

Found in the syntax, going backwards from the answers, so nothing runs. It is what makes grading
quick: a demonstration that trains or plots is left out unless an answer uses what it made.
"""

import ast
import builtins
import contextlib
import functools
import re
import symtable
from dataclasses import dataclass, field

from IPython.core.inputtransformer2 import TransformerManager

from teaching.grading.paper import Cell

RANDOM, RUN, SETTINGS = "<random numbers>", "<saved run>", "<settings>"
"""Stand for what lines share without a name."""

CHANGE_NOTHING = re.compile(
    "all|any|arg(max|min|sort)|astype|copy|count(_params)?|cumsum|dot|flatten|format|get(_config)?|"
    "get_weights|head|index|items?|join|keys|lower|max|mean|min|predict|prod|ravel|repeat|reshape|"
    "round|score|split|squeeze|startswith|std|strip|sum|summary|swapaxes|tail|to_numpy|to_string|"
    "tobytes|tolist|transpose|upper|values|var"
)
"""Methods of arrays, texts, lists and models that leave what they are called on as it is."""

BROKEN = (SyntaxError, ValueError, RuntimeError, MemoryError)
"""What reading a cell raises that is no Python, or too deep, or has too many magics."""
LONGEST_WITH_MAGICS = 10_000
"""Characters of a cell that may hold magics: they are looked for again and again."""

ANYTHING = re.compile(
    r"\b(globals|locals|vars|eval|exec|[sg]etattr)\(|%(run|who|store|reset)\b|^del ", re.M
)
"""What may use or change names that its syntax does not show."""


@dataclass
class Step:
    """What a line at the outer level of a cell does with the notebook's names."""

    node: ast.stmt
    makes: set[str] = field(default_factory=set)
    """made, or changed in place as far as the syntax shows it"""
    replaces: set[str] = field(default_factory=set)
    """made anew, whatever they were before"""
    uses: set[str] = field(default_factory=set)
    imports: bool = False
    shows: bool = False
    """whether it only plots or prints"""


@functools.lru_cache(4096)
def python_of(source: str) -> str:
    """A cell as plain Python, which its magics and prompts are not; as it is, if it is none."""
    try:
        ast.parse(source)
    except BROKEN:
        if len(source) <= LONGEST_WITH_MAGICS:
            with contextlib.suppress(*BROKEN):
                return TransformerManager().transform_cell(source)
    return source


@functools.lru_cache(4096)
def steps_of(source: str) -> list[Step]:
    """The steps of a cell; none if its syntax cannot be read, since then it does nothing."""
    try:
        return [_step(node) for node in ast.parse(python_of(source)).body]
    except BROKEN:
        return []


def _step(node: ast.stmt) -> Step:
    step = Step(node)
    waiting = [symtable.symtable(ast.unparse(node), "<line>", "exec")]
    outer = waiting[0]
    while waiting:
        scope = waiting.pop()
        waiting += scope.get_children()
        for symbol in scope.get_symbols():
            if scope is outer or symbol.is_global():
                if symbol.is_assigned() or symbol.is_imported():
                    step.makes.add(symbol.get_name())
                if symbol.is_referenced():
                    step.uses.add(symbol.get_name())
    targets = node.targets if isinstance(node, ast.Assign) else []
    names = [part for target in targets for part in getattr(target, "elts", [target])]
    step.replaces = {name.id for name in names if isinstance(name, ast.Name)}
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        step.replaces.add(node.name)
    step.imports = any(isinstance(part, ast.Import | ast.ImportFrom) for part in ast.walk(node))
    changed = _changed(node)
    step.shows = _only_shows(node) and not changed
    step.makes |= changed
    if isinstance(node, ast.For):  # what its body makes before it uses it comes from nowhere else
        step.uses = {part.id for part in ast.walk(node.iter) if isinstance(part, ast.Name)}
        own = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
        for line in [*node.body, *node.orelse]:
            inner = _step(line)
            step.uses |= inner.uses - own
            own |= inner.replaces
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            name = ast.unparse(part.func)
            if name.startswith(("np.random.", "random.")):
                step.uses |= {RANDOM, SETTINGS}
            elif name in ("load_run", "fit") or name.endswith((".fit", ".load_model")):
                step.uses |= {RUN, SETTINGS}
            elif "get_ipython" in name:
                step.uses.update(re.findall(r"[^\W\d]\w*", ast.unparse(part)))
            elif "keras" in name:
                step.uses.add(SETTINGS)
    return step


def _changed(tree: ast.AST) -> set[str]:
    """Names of what is changed in place: an item, an attribute, by a method, a generator."""
    changed = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Subscript) and not isinstance(node.ctx, ast.Load):
            changed.add(_root(node))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            if name.startswith(("np.random.", "random.")) and not name.endswith("default_rng"):
                changed.add(RANDOM)
            elif name == "save_run" or name.endswith(".save"):
                changed.add(RUN)
            elif name.endswith(("set_random_seed", "set_printoptions", "seterr")):
                changed.add(SETTINGS)
            elif isinstance(node.func, ast.Attribute) and not CHANGE_NOTHING.fullmatch(
                node.func.attr
            ):
                changed.add(_root(node.func))
            for argument in [*node.args, *(keyword.value for keyword in node.keywords)]:
                if isinstance(argument, ast.Name) and argument.id in ("rng", "generator"):
                    changed.add(argument.id)
    return changed - {""}


def _root(node: ast.AST) -> str:
    """The name in front of a chain of attributes, indices and calls, or ""."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _only_shows(line: ast.stmt) -> bool:
    if not (isinstance(line, ast.Expr) and isinstance(line.value, ast.Call)):
        return False
    called = line.value.func
    return isinstance(called, ast.Name) and (
        called.id.startswith(("plot_", "show_", "print", "display")) or called.id[0].isupper()
    )


def cut(cells: list[Cell], always: set[int], steps: list[list[Step]]) -> dict[int, str]:
    """What to run so that the cells at `always` find what they use: sources by their places.

    The cells at `always` are kept whole; of the others the steps that import, or make or change
    what a later step uses. `steps` holds those of each cell.
    """
    modules = {name for own in steps for step in own if step.imports for name in step.makes}
    used: set[str] = set()
    chosen: dict[int, str] = {}
    for place in range(max(always, default=-1), -1, -1):
        whole = place in always
        if whole and ANYTHING.search(cells[place].source):
            used |= {name for own in steps for step in own for name in step.makes}
        kept = []
        for step in reversed(steps[place]):
            if whole or step.imports or (step.makes & used - modules and not step.shows):
                kept.append(step.node)
                used -= step.replaces
                used |= step.uses
        if whole:
            chosen[place] = cells[place].source
        elif kept:
            chosen[place] = "\n".join(ast.unparse(node) for node in reversed(kept))
    return dict(sorted(chosen.items()))


def undisturbed(place: int, cells: list[Cell], steps: list[list[Step]]) -> bool:
    """Whether no other cell of the learner's can matter to the one at `place`.

    None of them makes what it uses, touches the same data, or changes a module.
    """
    sources = cut(cells, {place}, steps)
    if any(cells[other].role != "given" for other in sources if other != place):
        return False
    modules = {name for own in steps for step in own if step.imports for name in step.makes}
    common = modules | set(dir(builtins))
    own = {name for each in sources for step in steps[each] for name in step.uses | step.makes}
    for other in range(place):
        if cells[other].role == "given" or other == place:
            continue
        made = {name for step in steps[other] if not step.imports for name in step.makes}
        touched = made | {name for step in steps[other] for name in step.uses}
        if made & common or (touched - common) & own or ANYTHING.search(cells[other].source):
            return False
    return True
