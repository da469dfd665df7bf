"""Errors that a notebook shows as one line."""


class OneLineError(Exception):
    """An error whose message says everything: what is wrong, and what to do.

    Jupyter asks an exception for `_render_traceback_` and shows what it returns
    in place of a traceback. The cell still counts as failed, for a person, for
    a test and for a grader.
    """

    def _render_traceback_(self) -> list[str]:
        return [f"{self.heading()}{self}"]

    def heading(self) -> str:
        """The word or two that opens the line. Subclasses may change it."""
        return "Error: "
