"""How a verdict looks: a box that words and shape tell apart, not colour alone."""

import html

from helpers.checks.sentences import say

# For each kind: its sign, and the colour of its left edge. The words come from the table.
KINDS = {
    "correct": ("✓", "#1a7f37", "solid"),
    "incorrect": ("✗", "#b3261e", "solid"),
    "open": ("○", "#6e7781", "dashed"),
    "guess": ("?", "#0969da", "double"),
}


def show_verdict(kind: str, exercise: str, sentence: str) -> None:
    """Show a verdict as a box on the page; where there is no page, as a line if it passes.

    What does not pass is raised as well, so that a terminal sees it, too.
    """
    title = say(f"title-{kind}", {})
    plain = f"{title}: {sentence}"
    try:
        from IPython import get_ipython
        from IPython.display import display

        shell = get_ipython()
    except ImportError:
        shell = None
    if shell is None or not hasattr(shell, "kernel"):
        if kind in ("correct", "guess"):
            print(plain)
        return
    page = _box(kind, title, sentence)
    display({"text/html": page, "text/plain": plain}, raw=True)


def _box(kind: str, title: str, sentence: str) -> str:
    sign, colour, edge = KINDS[kind]
    return (
        f'<div role="status" style="border-left: 6px {edge} {colour}; padding: 0.3em 0.8em; '
        f'overflow-wrap: break-word; max-width: 46em">'
        f'<strong><span aria-hidden="true">{sign}</span> {html.escape(title)}</strong><br>'
        f"{_code(html.escape(sentence, quote=False))}</div>"
    )


def _code(text: str) -> str:
    """Turn `code` in a sentence into HTML."""
    parts = text.split("`")
    return (
        "".join(f"<code>{part}</code>" if place % 2 else part for place, part in enumerate(parts))
        if len(parts) % 2
        else text
    )
