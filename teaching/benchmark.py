"""Measure how long training takes, and where a learner waits: `python3 start.py benchmark`.

Every figure is taken in a process of its own, so that neither memory nor warm caches of one
contender reach the next. The contenders run in turn, round after round. Only the training is
timed: imports, reading the data and scaling it come before, the test accuracy after.
The results are kept in runs/benchmark/. Only `python3 start.py benchmark --publish` changes files
of the course: it puts the latest results into teaching/benchmark_results.md, .json and .png, and
quotes them in README.md.
"""

import argparse
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from statistics import median

# The measured processes start from this one, and Linux counts some of its memory as theirs:
# so it imports nothing large before the last measurement is done.

COURSE = Path(__file__).resolve().parent.parent
README = COURSE / "README.md"
QUOTE_BEGINS, QUOTE_ENDS = "<!-- benchmark: begin -->", "<!-- benchmark: end -->"
# Each of these stands for three files: .json, .md and .png.
LATEST = COURSE / "runs" / "benchmark" / "results"
PUBLISHED = Path(__file__).with_name("benchmark_results")
TRAINING_ROWS, EPOCHS, BATCH_SIZE, LEARNING_RATE = 48_000, 30, 64, 0.01
ROW_COUNTS = (6_000, 12_000, 24_000, 48_000)
BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024)
WITHOUT_TENSORFLOW = ("00", "01", "02", "03", "07", "09")  # lessons that never import it
MODEL, FLOOR = "numpy", "floor"
ONE_THREAD = (MODEL, FLOOR)  # their products are too small for a second thread to help
BLAS_THREADS = "OPENBLAS_NUM_THREADS"
SCRATCH = tempfile.TemporaryDirectory(prefix="benchmark-")


# ---- Contenders: each takes (data, epochs, batch_size), and returns two functions: one to be
# timed, and one that returns the test accuracy (or None)


def read_mnist(dtype):
    """Return the training images (60000, 784) and labels, the test images and labels."""
    import numpy as np

    with np.load(COURSE / "helpers" / "mnist" / "mnist.npz") as mnist:
        x_train, x_test = (
            mnist[name].reshape(-1, 784).astype(dtype) / np.array(255, dtype)
            for name in ("x_train", "x_test")
        )
        return x_train, mnist["y_train"], x_test, mnist["y_test"]


def split(data):
    """Return (training images, labels), (validation images, labels): Keras' split by 0.2."""
    x_train, y_train, *_ = data
    rows = TRAINING_ROWS
    return (x_train[:rows], y_train[:rows]), (x_train[rows:], y_train[rows:])


def keras_as_it_stands(data, epochs, batch_size):
    from keras.layers import Dense
    from keras.models import Sequential

    x_train, y_train, x_test, y_test = data
    model = Sequential()
    model.add(Dense(10, activation="softmax", input_shape=(784,)))
    model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd", metrics=["acc"])
    options = {"epochs": epochs, "batch_size": batch_size, "validation_split": 0.2}
    return (
        lambda: model.fit(x_train, y_train, **options),
        lambda: model.evaluate(x_test, y_test, verbose=0)[1],
    )


def keras_with_steps_per_execution(data, epochs, batch_size):
    import keras

    x_train, y_train, x_test, y_test = data
    model = keras.Sequential([keras.Input((784,)), keras.layers.Dense(10, activation="softmax")])
    model.compile(
        optimizer=keras.optimizers.SGD(LEARNING_RATE),
        loss="sparse_categorical_crossentropy",
        metrics=["accuracy"],
        steps_per_execution=50,
    )
    options = {"epochs": epochs, "batch_size": batch_size, "validation_split": 0.2}
    return (
        lambda: model.fit(x_train, y_train, **options),
        lambda: model.evaluate(x_test, y_test, verbose=0)[1],
    )


def numpy_model(data, epochs, batch_size):
    from helpers.numpy_model import SoftmaxClassifier

    training, validation = split(data)
    model = SoftmaxClassifier(LEARNING_RATE, batch_size, epochs)
    return (
        lambda: model.fit(*training, validation_data=validation),
        lambda: model.score(*data[2:]),
    )


def torch_eager(data, epochs, batch_size):
    import torch

    (x, y), (x_validation, y_validation), test = (
        (torch.from_numpy(images), torch.from_numpy(labels).long())
        for images, labels in (*split(data), data[2:])
    )
    model = torch.nn.Linear(784, 10)
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    loss_function = torch.nn.CrossEntropyLoss()

    @torch.no_grad()
    def accuracy(x, y):
        return (model(x).argmax(1) == y).double().mean().item()

    def fit():  # the leanest loop: no training history, one look at the validation set an epoch
        for _ in range(epochs):
            for rows in torch.randperm(len(x)).split(batch_size):
                optimizer.zero_grad()
                loss_function(model(x[rows]), y[rows]).backward()
                optimizer.step()
            accuracy(x_validation, y_validation)

    return fit, lambda: accuracy(*test)


def sgd_classifier(data, epochs, batch_size):
    from sklearn.linear_model import SGDClassifier

    model = SGDClassifier(loss="log_loss", max_iter=epochs, tol=None)
    return lambda: model.fit(*split(data)[0]), lambda: model.score(*data[2:])


def logistic_regression(data, epochs, batch_size):
    import warnings

    from sklearn.linear_model import LogisticRegression

    warnings.simplefilter("ignore")  # 100 iterations are its default, and it says: not enough
    model = LogisticRegression()
    return lambda: model.fit(*split(data)[0]), lambda: model.score(*data[2:])


def floor(data, epochs, batch_size):
    """Only what SGD can't do without: gather the rows, and two matrix products, in float32."""
    import numpy as np

    x = data[0][:TRAINING_ROWS]
    random = np.random.default_rng(0)
    weights = random.random((784, 10), "float32")

    def fit():
        for _ in range(epochs):
            order = random.permutation(len(x))
            for start in range(0, len(x), batch_size):
                rows = order[start : start + batch_size]
                x_batch = x[rows]
                _ = x_batch.T @ (x_batch @ weights)

    return fit, lambda: None


# name: (what the table calls it, the function, dtype of the pixels, package of the extra `peers`)
CONTENDERS = {
    "lesson": ("Keras, the lesson's fit as it stands", keras_as_it_stands, "float64", None),
    "steps": (
        "Keras, steps_per_execution=50",
        keras_with_steps_per_execution,
        "float32",
        None,
    ),
    MODEL: ("NumPy model", numpy_model, "float32", None),
    "torch": ("PyTorch, eager loop", torch_eager, "float32", "torch"),
    "sgd": ("scikit-learn SGDClassifier(log_loss)", sgd_classifier, "float32", "scikit-learn"),
    "logistic": ("scikit-learn LogisticRegression", logistic_regression, "float32", "scikit-learn"),
    FLOOR: ("floor, plain NumPy", floor, "float32", None),
}


# ---- What a measured process does: it prints one line of JSON last


def measure_contender(name, epochs):
    """Train one contender; return its seconds, test accuracy and peak memory in MB."""
    _, contender, dtype, _ = CONTENDERS[name]
    try:
        fit, accuracy = contender(read_mnist(dtype), epochs, BATCH_SIZE)
    except ModuleNotFoundError as error:
        return {"missing": error.name}
    start = time.perf_counter()
    fit()
    seconds = time.perf_counter() - start
    return {"seconds": seconds, "accuracy": accuracy(), "memory": peak_memory()}


def peak_memory():
    """Return this process' largest memory so far in MB; None where it can't be asked."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def measure_sizes(epochs):
    """Train model and floors on more and more rows, then in larger and larger batches.

    Without validation, which takes the same time whatever the number of training rows.
    """
    from helpers.numpy_model import SoftmaxClassifier

    data = read_mnist("float32")
    SoftmaxClassifier(epochs=2).fit(*data[:2], verbose=False)  # so that the first pays no start-up
    seconds = {}
    for rows, batch_size in size_cases():
        x, y = data[0][:rows], data[1][:rows]
        fits = {
            MODEL: lambda x=x, y=y, batch_size=batch_size: SoftmaxClassifier(
                LEARNING_RATE, batch_size, epochs
            ).fit(x, y, verbose=False),
            FLOOR: floor((x, y), epochs, batch_size)[0],
        }
        for name, fit in fits.items():
            start = time.perf_counter()
            fit()
            seconds[f"{name} {rows} {batch_size}"] = time.perf_counter() - start
    return seconds


def size_cases():
    """Return the pairs (rows, batch_size) of the second table, each once."""
    cases = [(rows, BATCH_SIZE) for rows in ROW_COUNTS]
    cases += [(TRAINING_ROWS, batch_size) for batch_size in BATCH_SIZES]
    return list(dict.fromkeys(cases))


def measure_imports():
    """Return the seconds that importing helpers adds to NumPy and Matplotlib, and of MNIST."""
    start = time.perf_counter()
    import matplotlib.pyplot  # noqa: F401
    import numpy  # noqa: F401

    libraries = time.perf_counter()
    import helpers

    imported = time.perf_counter()
    helpers.load_mnist()
    loaded = time.perf_counter()
    return {
        "libraries": libraries - start,
        "helpers": imported - libraries,
        "load_mnist": loaded - imported,
        "tensorflow": "tensorflow" in sys.modules,
    }


def measure_notebook(path):
    """Run a notebook; return the seconds to its first output and to its end."""
    import nbformat
    from nbclient import NotebookClient
    from nbformat.v4 import new_code_cell

    start = time.perf_counter()
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, resources={"metadata": {"path": str(Path(path).parent)}})
    first_output = None
    with client.setup_kernel():
        for index, cell in enumerate(notebook.cells):
            if cell.cell_type == "code":
                client.execute_cell(cell, index)
                if cell.outputs and first_output is None:
                    first_output = time.perf_counter() - start
        end = time.perf_counter() - start
        asked = new_code_cell("import sys; print('tensorflow' in sys.modules)")
        notebook.cells.append(asked)
        client.execute_cell(asked, len(notebook.cells) - 1)
    return {
        "first_output": first_output,
        "end": end,
        "tensorflow": asked.outputs[0].text.strip() == "True",
    }


# ---- Running the measurements


def measured(arguments, python=sys.executable, blas_threads=None, module="teaching.benchmark"):
    """Run a module, this one, in a process of its own; return what its last line says."""
    process = subprocess.run(
        [python, "-m", module, *map(str, arguments)],
        cwd=COURSE,
        env=environment(blas_threads),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if process.returncode:
        problem = (process.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise SystemExit(f"benchmark: `{' '.join(map(str, arguments))}` failed: {problem}")
    return json.loads(process.stdout.strip().splitlines()[-1])


def environment(blas_threads=None):
    """Return the environment of a measured process. A notebook in it saves to a scratch folder.

    blas_threads is for NumPy's matrix products; None leaves their number to the library.
    """
    drop = ("PYTHONDONTWRITEBYTECODE", BLAS_THREADS)
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    if blas_threads:
        kept[BLAS_THREADS] = str(blas_threads)
    return {**kept, "PYTHONIOENCODING": "utf-8", "LINEAR_MODEL_RUNS": SCRATCH.name}


def measure_all(options):
    """Take every measurement; return them as one dictionary."""
    epochs, peers = options.epochs, options.python
    contenders = {name: [] for name in CONTENDERS}
    sizes, imports, notebooks = [], [], {}
    for number in range(1, options.rounds + 1):
        for name, (_, _, _, package) in CONTENDERS.items():
            if contenders[name] and "missing" in contenders[name][0]:
                continue
            say(f"round {number}/{options.rounds}: {name}")
            python = peers if package else sys.executable
            threads = 1 if name in ONE_THREAD else None
            arguments = ["--contender", name, "--epochs", epochs]
            contenders[name].append(measured(arguments, python, threads))
        say(f"round {number}/{options.rounds}: rows and batch sizes")
        sizes.append(measured(["--sizes", "--epochs", epochs], blas_threads=1))
        imports.append(measured(["--imports"]))
    for path in sorted((COURSE / "notebooks").glob("*.ipynb")):
        say(f"notebook {path.stem}")
        notebooks[path.stem] = measured(["--notebook", path])
    waits = {"start": time_second_start()}
    browser = {}
    if options.browser:
        say("the parts and a page of the site in a browser")
        browser = measured([], module="teaching.in_browser")
    grading = {}
    if options.grading:
        say("two classes graded by nbgrader and by start.py grade, and a large one")
        otter = ["--otter", options.otter] if options.otter else []
        grading = measured(otter, module="teaching.grading.side_by_side")
    if options.tests:
        say("the original lesson's script")
        waits["original"] = time_command([sys.executable, "-m", "teaching.original_lesson"])
        say("every test")
        waits["tests"] = time_command([sys.executable, "-m", "pytest", "-q"])
    return {
        "epochs": epochs,
        "batch_size": BATCH_SIZE,
        "rows": TRAINING_ROWS,
        "quick": options.quick,
        "machine": describe_machine(),
        "contenders": contenders,
        "sizes": sizes,
        "imports": imports,
        "notebooks": notebooks,
        "waits": waits,
        "browser": browser,
        "grading": grading,
    }


def time_second_start():
    """Return the seconds that start.py takes, with all in place, to reach JupyterLab."""
    python = getattr(sys, "_base_executable", sys.executable)
    return time_command([python, "start.py", "lab", "--version"])


def time_command(command):
    """Return the seconds a command takes; if it fails, None, and show the end of its output."""
    start = time.perf_counter()
    done = subprocess.run(
        command,
        cwd=COURSE,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    seconds = time.perf_counter() - start
    if done.returncode:
        say("\n".join([f"failed: {' '.join(command)}", *done.stdout.splitlines()[-40:]]))
        return None
    return seconds


def describe_machine():
    """Return what the figures depend on, in one line."""
    packages = ", ".join(f"{name} {version(name)}" for name in ("numpy", "keras"))
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"{system}, Python {platform.python_version()}, {packages}"


def say(text):
    print(text, file=sys.stderr, flush=True)


# ---- The report


def report(results):
    """Return the results as Markdown: four tables or more, the last one of targets."""
    parts = [
        "# Benchmark",
        f"{results['rows']:,} training rows, {results['epochs']} epochs, batch size "
        f"{results['batch_size']}. {results['machine']}. Seconds are the median of "
        f"{len(results['sizes'])} rounds (smallest–largest), and of the training alone: imports, "
        "reading and scaling the data are not in them. Memory is the largest that the process "
        "ever had, the data in it.",
        "## Training",
        contender_table(results),
        "History and validation are in the figures of Keras and the NumPy model; the PyTorch "
        "loop only measures the validation accuracy. scikit-learn's two train in their own way, "
        "without batches, on the same rows. The floor gathers the rows and makes the two matrix "
        "products of each step, and nothing else. NumPy has one thread for its products, which are "
        f"too small to gain from a second ({BLAS_THREADS}=1); the others have what they choose.",
        "## Rows and batch sizes",
        size_table(results),
        "Training alone, without validation.",
        "## Where learners wait",
        wait_table(results),
        *(("## In the browser", browser_table(results)) if results.get("browser") else ()),
        *(("## Grading", *grading_parts(results["grading"])) if results.get("grading") else ()),
        "## Targets",
        target_table(results),
    ]
    if results["quick"]:
        parts.insert(1, "**Quick run: one round, fewer epochs. These figures are not to quote.**")
    return "\n\n".join(parts) + "\n"


def contender_table(results):
    rows = []
    for name, runs in results["contenders"].items():
        label = CONTENDERS[name][0]
        if "missing" in runs[0]:
            rows.append((label, f"not installed: {CONTENDERS[name][3]}", "", "", ""))
            continue
        accuracy, memory = runs[0]["accuracy"], runs[0]["memory"]
        rows.append(
            (
                label,
                spread([run["seconds"] for run in runs]),
                f"{ratio(results, name, MODEL):.2f}",
                "–" if accuracy is None else f"{median(r['accuracy'] for r in runs):.3f}",
                "not measured"
                if memory is None
                else f"{median(r['memory'] for r in runs):,.0f} MB",
            )
        )
    heads = ("", "seconds", "times the NumPy model", "test accuracy", "peak memory")
    missing = any("missing" in runs[0] for runs in results["contenders"].values())
    how = (
        "\n\nTo measure the missing ones, install the extra `peers` (`uv pip install -e .[peers]`) "
        "here, or give `--python` an interpreter that has them."
    )
    return table(heads, rows) + (how if missing else "")


def size_table(results):
    rows = []
    for count, batch_size in size_cases():
        model, lowest = (
            [run[f"{name} {count} {batch_size}"] for run in results["sizes"]]
            for name in (MODEL, FLOOR)
        )
        rows.append((f"{count:,}", batch_size, spread(model), spread(lowest)))
    return table(("rows", "batch size", "NumPy model, seconds", "floor, seconds"), rows)


def wait_table(results):
    imports, waits = results["imports"], results["waits"]
    rows = [
        ("import NumPy and Matplotlib", spread([run["libraries"] for run in imports])),
        ("import helpers, on top of these", spread([run["helpers"] for run in imports])),
        ("load_mnist()", spread([run["load_mnist"] for run in imports])),
        ("second `start.py`, until JupyterLab starts", seconds(waits["start"])),
    ]
    for name, run in results["notebooks"].items():
        tensorflow = "with" if run["tensorflow"] else "without"
        figures = f"{seconds(run['first_output'], 'no output')}, all cells {seconds(run['end'])}"
        rows.append((f"{name}: first output, {tensorflow} TensorFlow", figures))
    if "tests" in waits:
        rows.append(("the original lesson's script", seconds(waits["original"])))
        rows.append(("every test", seconds(waits["tests"])))
    return table(("", "seconds"), rows)


def browser_table(results):
    """Return the table of milliseconds until a part, or a page of the site, shows something."""
    rows = [
        (name, f"{median(times):.0f}", f"{percentile_95(times):.0f}")
        for name, times in results["browser"].items()
    ]
    return table(("", "median, milliseconds", "95th percentile"), rows)


def percentile_95(times):
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


# What the end of a row's name says: the bound on its median, and on its 95th percentile.
BROWSER_TARGETS = {
    "pointer to redraw": (16, 50),
    "drawing to new probabilities": (16, 50),
    "slider to the first new curve": (150, None),
    "slider to ten epochs": (2000, None),
    "opened to first content": (300, None),
}


def browser_targets(results):
    """Return the lines of the table of targets for what was measured in the browser."""
    lines = []
    for name, times in results["browser"].items():
        half, nearly_all = BROWSER_TARGETS[name.rpartition(": ")[2]]
        target, measured = f"{name} within {half} ms", f"{median(times):.0f} ms"
        good = median(times) <= half
        if nearly_all:
            target += f", 95 % within {nearly_all} ms"
            measured += f", {percentile_95(times):.0f} ms"
            good = good and percentile_95(times) <= nearly_all
        lines.append((target, measured, met(good)))
    return lines


def grading_parts(grading):
    """Return the two tables of grading, and what has to be said of them."""
    rows = [
        (
            lesson,
            run["count"],
            seconds(run["nbgrader"]),
            seconds(run["ours"]),
            f"{run['nbgrader'] / run['ours']:.1f}",
            f"{len(run['different'])} of {run['exercises']}",
            ", ".join(f"{load:.1f}" for load in run["loads"]),
        )
        for lesson, run in grading["lessons"].items()
    ]
    heads = ("", "submissions", "nbgrader, seconds", "start.py grade, seconds", "ratio")
    growth = [
        (count, seconds(run["seconds"]), f"{run['memory']:,.0f} MB")
        for count, run in grading["growth"].items()
    ]
    otter = "otter-grader was not measured: `--otter` names an interpreter that has it."
    if grading["otter"]:
        otter = (
            f"`otter run`, one process for each core and without its Docker, took "
            f"{seconds(grading['otter'])} s for a submission of lesson 1."
        )
    return [
        table((*heads, "points that differ", "load"), rows),
        "The same ordinary submissions for both, in one run. nbgrader has a process for each core, "
        "each with its share of the class, and only `nbgrader autograde` is timed; of "
        f"`start.py grade`, everything is, once before nbgrader and once after; "
        "the slower counts. The load averages are those before it, between the two, and after "
        f"nbgrader. {otter}",
        table(("submissions of lesson 1", "seconds", "peak memory, all processes"), growth),
    ]


GRADING_TARGETS = {"01_vectorization": 10, "04_model": 5}


def grading_targets(grading):
    """Return the lines of the table of targets for what was graded."""
    lines = [
        at_least(
            f"nbgrader's throughput, {lesson}",
            run["nbgrader"] / run["ours"],
            GRADING_TARGETS[lesson],
        )
        for lesson, run in grading["lessons"].items()
    ]
    different = sum(len(run["different"]) for run in grading["lessons"].values())
    lines.append(("the same points as nbgrader", f"{different} differ", met(different == 0)))
    (few, small), (many, large) = grading["growth"].items()
    times = int(many) / int(few)
    growth, memory = large["seconds"] / small["seconds"], large["memory"] / small["memory"]
    text = f"{few} to {many} submissions take at most"
    lines.append((f"{text} {times:g} times as long", f"{growth:.1f}", met(growth <= times)))
    lines.append((f"{text} 1.25 times the memory", f"{memory:.2f}", met(memory <= 1.25)))
    return lines


def quotation(results):
    """Return what README.md quotes: the training, and the waits that are no single notebook's."""
    training, _, _ = contender_table(results).partition("\n\n")  # without how to measure more
    waits = [
        line
        for line in wait_table(results).splitlines()
        if not any(line.startswith(f"| {name}: ") for name in results["notebooks"])
    ]
    tables = [training, "\n".join(waits)]
    if results.get("browser"):
        tables.append(browser_table(results))
    if results.get("grading"):
        tables.append(grading_parts(results["grading"])[0])
    return "\n\n".join(tables)


def target_table(results):
    imports, waits, notebooks = results["imports"], results["waits"], results["notebooks"]
    added = median(run["helpers"] for run in imports)
    growth = [
        size_seconds(results, 2 * rows, BATCH_SIZE) / size_seconds(results, rows, BATCH_SIZE)
        for rows in ROW_COUNTS[:-1]
    ]
    importing = [n for n, r in notebooks.items() if r["tensorflow"] and n[:2] in WITHOUT_TENSORFLOW]
    measured_lessons = sorted(n[:2] for n in notebooks if n[:2] in WITHOUT_TENSORFLOW)
    targets = [
        at_least("faster than the lesson's fit", ratio(results, "lesson", MODEL), 25),
        at_least("faster than PyTorch's eager loop", ratio(results, "torch", MODEL), 3),
        at_most("times the floor, plain NumPy", ratio(results, MODEL, FLOOR), 1.3),
        (
            "time linear in rows: twice the rows takes 2 times as long, ± 25 %",
            ", ".join(f"{factor:.2f}" for factor in growth),
            met(all(1.5 <= factor <= 2.5 for factor in growth)),
        ),
        ("import helpers adds under 0.3 s", f"{added:.2f} s", met(added < 0.3)),
        (
            f"lessons {', '.join(WITHOUT_TENSORFLOW)} never import TensorFlow",
            ", ".join(importing) or f"measured: {', '.join(measured_lessons) or 'none'}",
            met(not importing and len(measured_lessons) == len(WITHOUT_TENSORFLOW)),
        ),
    ]
    if waits.get("tests") and waits.get("original"):
        factor = waits["tests"] / waits["original"]
        targets.append(at_most("times the original script: every test", factor, 2))
    if results.get("browser"):
        targets += browser_targets(results)
    if results.get("grading"):
        targets += grading_targets(results["grading"])
    return table(("target", "measured", ""), targets)


def at_least(text, value, bound):
    """Return a line of the table of targets; value is None if a contender is missing."""
    if value is None:
        return f"at least {bound} times {text}", "not measured", "–"
    return f"at least {bound} times {text}", f"{value:.1f}", met(value >= bound)


def at_most(text, value, bound):
    """Return a line of the table of targets."""
    return f"at most {bound} {text}", f"{value:.2f}", met(value <= bound)


def met(yes):
    return "met" if yes else "not met"


def ratio(results, name, other):
    """Return how many times the seconds of `other` the contender `name` takes, or None."""
    runs, others = results["contenders"][name], results["contenders"][other]
    if "missing" in runs[0] or "missing" in others[0]:
        return None
    return median(run["seconds"] for run in runs) / median(run["seconds"] for run in others)


def size_seconds(results, rows, batch_size, name=MODEL):
    return median(run[f"{name} {rows} {batch_size}"] for run in results["sizes"])


def spread(values):
    """Return "median (smallest–largest)"."""
    return f"{median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def seconds(value, otherwise="failed"):
    return otherwise if value is None else f"{value:.1f}"


def table(heads, rows):
    """Return a Markdown table whose columns are aligned as text, too."""
    lines = [[str(field) for field in row] for row in (heads, *rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| " + " | ".join(f"{f:<{w}}" for f, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    )


def plot(results, path):
    """Draw seconds against rows and against batch size, for the model and the floor."""
    import matplotlib
    import matplotlib.pyplot as plt

    matplotlib.use("Agg")
    with plt.style.context(COURSE / "helpers" / "course.mplstyle"):
        figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True)
        for name, label, style in ((MODEL, "NumPy model", "o-"), (FLOOR, "floor", "s--")):
            by_rows = [size_seconds(results, rows, BATCH_SIZE, name) for rows in ROW_COUNTS]
            by_batch = [size_seconds(results, TRAINING_ROWS, b, name) for b in BATCH_SIZES]
            panels[0].plot(ROW_COUNTS, by_rows, style, label=label)
            panels[1].plot(BATCH_SIZES, by_batch, style, label=label)
        panels[0].set_xlabel(f"thousands of training rows (batch size {BATCH_SIZE})")
        panels[0].set_ylabel(f"seconds for {results['epochs']} epochs")
        panels[1].set_xlabel(f"batch size, rows ({TRAINING_ROWS:,} training rows)")
        panels[0].set_xlim(left=0)  # linear: time in proportion to the rows is a straight line
        panels[1].set_xscale("log", base=2)
        panels[0].set_xticks(ROW_COUNTS, [f"{rows / 1000:g}" for rows in ROW_COUNTS])
        panels[1].set_xticks(BATCH_SIZES, [f"{rows:,}" for rows in BATCH_SIZES], minor=False)
        panels[0].set_ylim(bottom=0)  # of both: they share it
        panels[0].legend()
        figure.savefig(path, metadata={"Software": None})
        plt.close(figure)


# ---- The files


def write(results, path, others=None):
    """Write path.json, to be read again, .md and .png, to be seen, and other texts by path."""
    texts = {
        path.with_suffix(".json"): json.dumps(results, indent=1) + "\n",
        path.with_suffix(".md"): report(results),
        **(others or {}),
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        for file, text in texts.items():
            file.write_text(text, "utf-8", newline="\n")
        plot(results, path.with_suffix(".png"))
    except OSError as error:
        raise SystemExit(
            f"benchmark: {error.filename} cannot be written ({error.strerror})."
        ) from None


def publish():
    """Put the latest results into the published files, and quote them in README.md.

    Raises SystemExit, with one line and before any file is changed, if there are no such results,
    they are damaged, or README.md has no place for them.
    """
    latest = LATEST.with_suffix(".json")
    try:
        results = json.loads(latest.read_text("utf-8"))
        quoted = quotation(results)
        report(results)
    except FileNotFoundError:
        raise SystemExit(
            "benchmark: there are no results to publish. Run `start.py benchmark --tests` first."
        ) from None
    except (OSError, ValueError, TypeError, LookupError, AttributeError):
        raise SystemExit(
            f"benchmark: {latest} is damaged, or of another version of the course. Run "
            "`start.py benchmark --tests` again."
        ) from None
    readme = with_quotation(README.read_text("utf-8"), quoted)
    write(results, PUBLISHED, {README: readme})


def with_quotation(readme, quoted):
    """Return the text of README.md with what stands between the two marks replaced."""
    before, begins, rest = readme.partition(QUOTE_BEGINS)
    _, ends, after = rest.partition(QUOTE_ENDS)
    if not (begins and ends):
        raise SystemExit(
            f"benchmark: README.md lacks the lines {QUOTE_BEGINS} and {QUOTE_ENDS}, between which "
            "the results are quoted. Put them back; nothing was published."
        )
    return f"{before}{begins}\n\n{quoted}\n\n{ends}{after}"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="benchmark", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3, help="rounds over all contenders (3)")
    parser.add_argument("--quick", action="store_true", help="one round of 3 epochs; no files")
    parser.add_argument("--tests", action="store_true", help="time the tests too: some minutes")
    parser.add_argument(
        "--browser", action="store_true", help="time the parts and the site in Chromium, too"
    )
    parser.add_argument(
        "--grading", action="store_true", help="grade two classes with nbgrader and with ours, too"
    )
    parser.add_argument("--otter", help="an interpreter that has otter-grader, for --grading")
    parser.add_argument(
        "--publish",
        action="store_true",
        help="measure nothing: put the latest results into teaching/ and README.md",
    )
    parser.add_argument(
        "--python",
        default=sys.executable,
        help="an interpreter that has PyTorch and scikit-learn (default: the course's)",
    )
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=argparse.SUPPRESS)
    parser.add_argument("--contender", choices=CONTENDERS, help=argparse.SUPPRESS)
    parser.add_argument("--sizes", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--imports", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--notebook", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.rounds < 1:
        parser.error("--rounds must be 1 or more")

    if options.publish:
        publish()
    elif options.contender:
        print("\n" + json.dumps(measure_contender(options.contender, options.epochs)))
    elif options.sizes:
        print("\n" + json.dumps(measure_sizes(options.epochs)))
    elif options.imports:
        print("\n" + json.dumps(measure_imports()))
    elif options.notebook:
        print("\n" + json.dumps(measure_notebook(options.notebook)))
    else:
        if options.quick:
            options.rounds, options.epochs = 1, 3
        results = measure_all(options)
        print(report(results))
        if not options.quick:
            write(results, LATEST)
            say(f"Kept in {LATEST.parent}. To publish them: `start.py benchmark --publish`")


if __name__ == "__main__":
    main()
