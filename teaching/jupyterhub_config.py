"""JupyterHub's settings for a class. Copy this file to where your hub starts; CLASS is yours.

Everybody works in the same installation, with notebooks and a folder `runs/` of their own.
TEACHING.md says how to prepare it. JupyterHub gives `c`, its configuration, by `get_config`.
"""

import os
from pathlib import Path

c = get_config()  # noqa: F821 - JupyterHub defines it for this file

# The folder of the class, unzipped and set up, which everybody may read.
CLASS = Path(os.environ.get("CLASS", "/srv/linear-model-course"))

# Run as the learner, in the learner's home. `cp -n` never replaces what is there.
c.Spawner.cmd = [
    *("/bin/sh", "-c"),
    'export LINEAR_MODEL_RUNS="$HOME/runs"; mkdir -p my_notebooks; '
    'cp -n "$CLASS"/notebooks/*.ipynb my_notebooks/; '
    'exec "$CLASS/.venv/bin/python" -P -m jupyterhub.singleuser "$@"',
    "sh",
]
c.Spawner.environment = {
    "CLASS": str(CLASS),
    "JUPYTER_PREFER_ENV_PATH": "1",  # the kernel is that of the class
    "OPENBLAS_NUM_THREADS": "1",  # many people share the processors
}
first = min(path.name for path in (CLASS / "notebooks").glob("*.ipynb"))
c.Spawner.default_url = f"/lab/tree/my_notebooks/{first}"
c.Spawner.start_timeout = 120
