"""nbgrader's settings for the course: copy this file into the folder of your nbgrader course.

TEACHING.md says the rest. nbgrader gives `c`, its configuration, by `get_config`.
"""

import atexit
import os
import tempfile

c = get_config()  # noqa: F821 - nbgrader defines it for this file

# What stands where an answer was. nbgrader's own stub raises, and would end Run All at the first
# guess. It is `STUB` in teaching/build.py.
c.ClearSolutions.code_stub = {"python": "# Your code here."}

# A lesson that trains a model has cells that take longer than nbgrader's own limit.
c.Execute.timeout = 600

# What a submission saves, its progress and its trained run, must not become your own.
_runs = tempfile.TemporaryDirectory(prefix="runs-")
atexit.register(_runs.cleanup)
os.environ["LINEAR_MODEL_RUNS"] = _runs.name
