"""Make small faults in a solution, one at a time: what a mutation test runs the checks on."""

import ast
import copy
from collections.abc import Iterator

OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div, ast.Add],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div],
    ast.MatMult: [ast.Mult],
    ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult],
    ast.BitAnd: [ast.BitOr],
    ast.BitOr: [ast.BitAnd],
}
COMPARISONS = {
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
}
NAMES = {
    "max": ["min"],
    "min": ["max"],
    "argmax": ["argmin"],
    "argmin": ["argmax"],
    "sum": ["mean"],
    "mean": ["sum"],
    "ceil": ["floor"],
    "floor": ["ceil"],
    "zeros": ["ones"],
    "ones": ["zeros"],
    "log": ["log2"],
    "exp": ["exp2"],
    "maximum": ["minimum"],
    "minimum": ["maximum"],
}


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Yield (the changed line, the whole changed source) for each fault in the marked solution."""
    lines = source.splitlines()
    begins = [i for i, line in enumerate(lines, 1) if "### BEGIN SOLUTION" in line]
    ends = [i for i, line in enumerate(lines, 1) if "### END SOLUTION" in line]
    tree = ast.parse(source)
    count = sum(1 for _ in ast.walk(tree))
    seen = {ast.unparse(tree)}
    for index in range(count):
        for variant in range(_variants(_node(tree, index))):
            changed = copy.deepcopy(tree)
            node = _node(changed, index)
            here = getattr(node, "lineno", 0)
            if not any(a < here < b for a, b in zip(begins, ends, strict=True)):
                continue
            changed = _apply(changed, node, variant)
            text = ast.unparse(ast.fix_missing_locations(changed))
            if text not in seen:
                seen.add(text)
                yield f"{lines[here - 1].strip()}  ->  {_shown(text, tree)}", text


def _shown(text: str, tree: ast.AST) -> str:
    """The lines that the original has not."""
    original = ast.unparse(tree).splitlines()
    new = [line.strip() for line in text.splitlines() if line not in original]
    return " | ".join(new) or "(line removed)"


def _node(tree: ast.AST, index: int) -> ast.AST:
    for position, node in enumerate(ast.walk(tree)):
        if position == index:
            return node
    raise IndexError(index)


def _variants(node: ast.AST) -> int:
    return len(list(_changes(node)))


def _apply(tree: ast.AST, node: ast.AST, variant: int) -> ast.AST:
    change = list(_changes(node))[variant]
    if change == "remove":
        for parent in ast.walk(tree):
            body = getattr(parent, "body", None)
            if isinstance(body, list) and node in body:
                position = body.index(node)
                body[position] = ast.copy_location(ast.Pass(), node)
        return tree
    replacement = change()
    if replacement is not node:
        _replace(tree, node, replacement)
    return tree


def _replace(tree: ast.AST, old: ast.AST, new: ast.AST) -> None:
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, field, new)
            elif isinstance(value, list) and any(item is old for item in value):
                value[[item is old for item in value].index(True)] = new


def _changes(node: ast.AST) -> Iterator:
    """What can be done to a node: "remove", or a function that returns what takes its place."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.Expr | ast.Return):
        yield "remove"
    if isinstance(node, ast.BinOp):
        for operator in OPERATORS.get(type(node.op), []):
            yield lambda operator=operator: _set(node, op=operator())
        yield lambda: node.left
        yield lambda: node.right
    if isinstance(node, ast.AugAssign):
        for operator in OPERATORS.get(type(node.op), []):
            yield lambda operator=operator: _set(node, op=operator())
    if isinstance(node, ast.UnaryOp):
        yield lambda: node.operand
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        for operator in COMPARISONS.get(type(node.ops[0]), []):
            yield lambda operator=operator: _set(node, ops=[operator()])
    if isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield lambda: ast.Constant(not value)
        elif isinstance(value, int):
            yield lambda: ast.Constant(value + 1)
            yield lambda: ast.Constant(value - 1)
        elif isinstance(value, float):
            yield lambda: ast.Constant(value * 2)
        elif isinstance(value, str):
            yield lambda: ast.Constant(value + "x")
    if isinstance(node, ast.Attribute):
        for name in NAMES.get(node.attr, []):
            yield lambda name=name: _set(node, attr=name)
    if isinstance(node, ast.Name):
        for name in NAMES.get(node.id, []):
            yield lambda name=name: _set(node, id=name)
    if isinstance(node, ast.Call):
        for position in range(len(node.keywords)):
            yield lambda position=position: _drop(node, "keywords", position)
        for position in range(len(node.args)):
            yield lambda position=position: _drop(node, "args", position)
        if len(node.args) >= 2:
            yield lambda: _set(node, args=[node.args[1], node.args[0], *node.args[2:]])
    if isinstance(node, ast.Tuple | ast.List) and len(node.elts) >= 2:
        yield lambda: _set(node, elts=[node.elts[1], node.elts[0], *node.elts[2:]])
    if isinstance(node, ast.Slice):
        if node.lower is not None:
            yield lambda: _set(node, lower=None)
        if node.upper is not None:
            yield lambda: _set(node, upper=None)


def _set(node: ast.AST, **fields) -> ast.AST:
    for name, value in fields.items():
        setattr(node, name, value)
    return node


def _drop(node: ast.AST, field: str, position: int) -> ast.AST:
    items = list(getattr(node, field))
    del items[position]
    return _set(node, **{field: items})
