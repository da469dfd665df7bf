"""The benchmark's own arithmetic and tables. Nothing here depends on how fast a machine is."""

import json
import re
import shutil
import sys

import pytest

from teaching import benchmark


@pytest.fixture
def results():
    """Return made-up results whose medians and ratios are easy to check."""
    run = {"accuracy": 0.9171, "memory": 300.0}
    timings = {"lesson": 60, "steps": 22, "numpy": 2, "floor": 1.8}
    contenders = {name: [{"missing": "torch"}] for name in benchmark.CONTENDERS}
    for name, seconds in timings.items():
        contenders[name] = [{**run, "seconds": seconds * factor} for factor in (1, 0.9, 1.2)]
    contenders["floor"] = [{**entry, "accuracy": None} for entry in contenders["floor"]]
    sizes = {
        f"{name} {rows} {batch_size}": rows / 10_000
        for name in ("numpy", "floor")
        for rows, batch_size in benchmark.size_cases()
    }
    seconds = {"first_output": 1.5, "end": 3.0, "tensorflow": False}
    return {
        **{"epochs": 30, "batch_size": 64, "rows": 48_000, "quick": False, "machine": "a machine"},
        "contenders": contenders,
        "sizes": [sizes] * 3,
        "imports": [{"libraries": 0.5, "helpers": 0.1, "load_mnist": 0.4, "tensorflow": False}],
        "notebooks": {
            f"{number}_x": seconds for number in ("00", "01", "02", "03", "05", "07", "09")
        },
        "waits": {"start": 2.0},
    }


def line_with(text, results):
    (line,) = [line for line in benchmark.report(results).splitlines() if text in line]
    return " ".join(line.split())


def test_medians_spread_and_ratios(results):
    assert line_with("as it stands", results) == (
        "| Keras, the lesson's fit as it stands | 60.00 (54.00–72.00) | 30.00 | 0.917 | 300 MB |"
    )
    assert "| 0.90 | – | 300 MB |" in line_with("| floor, plain", results)
    assert "| not installed: torch |" in line_with("| PyTorch, eager loop", results)
    assert "--python" in benchmark.report(results)


def test_memory_that_cannot_be_measured_is_said_to_be_so(results):
    for run in results["contenders"]["numpy"]:
        run["memory"] = None
    assert "| not measured |" in line_with("| NumPy model ", results)


def test_targets_can_be_met_and_missed(results):
    assert line_with("at least 25 times", results).endswith("| 30.0 | met |")
    assert line_with("at least 3 times", results).endswith("| not measured | – |")
    assert line_with("at most 1.3 times the floor, plain", results).endswith("| 1.11 | met |")
    assert line_with("linear in rows", results).endswith("| 2.00, 2.00, 2.00 | met |")
    assert line_with("import helpers adds", results).endswith("| 0.10 s | met |")
    assert line_with("never import TensorFlow", results).endswith("| met |")
    for run in results["contenders"]["numpy"]:
        run["seconds"] *= 2
    results["sizes"][0]["numpy 48000 64"] *= 2
    results["imports"][0]["helpers"] = 0.4
    results["notebooks"]["03_x"] = {**results["notebooks"]["03_x"], "tensorflow": True}
    results["waits"].update(original=50, tests=150)
    assert line_with("at least 25 times", results).endswith("| 15.0 | not met |")
    assert line_with("at most 1.3 times the floor, plain", results).endswith("| 2.22 | not met |")
    assert line_with("linear in rows", results).endswith("| 2.00, 2.00, 4.00 | not met |")
    assert line_with("import helpers adds", results).endswith("| not met |")
    assert line_with("never import TensorFlow", results).endswith("| 03_x | not met |")
    assert line_with("original script: every test", results).endswith("| 3.00 | not met |")


def test_times_in_the_browser_are_shown_and_judged_if_there_are_any(results):
    assert "In the browser" not in benchmark.report(results)
    pointer = [*range(1, 100), 400]  # one in a hundred may be late
    results["browser"] = {
        "A: pointer to redraw": pointer,
        "B: pointer to redraw": [5.0] * 9 + [60.0],
        "C: slider to the first new curve": [151.0],
        "a page of the site: opened to first content": [80.4, 90.4, 100.4],
    }
    row, target = (
        " ".join(line.split())
        for line in benchmark.report(results).splitlines()
        if line.startswith("| A: pointer to redraw")
    )
    assert row == "| A: pointer to redraw | 50 | 95 |"
    assert target.endswith("| 50 ms, 95 ms | not met |")
    assert line_with("B: pointer to redraw within 16 ms", results).endswith("| not met |")
    assert line_with("new curve within 150 ms", results).endswith("| 151 ms | not met |")
    assert line_with("first content within 300 ms", results).endswith("| 90 ms | met |")
    assert benchmark.browser_table(results) in benchmark.quotation(results)


def test_grading_is_shown_and_judged_if_it_was_measured(results):
    assert "## Grading" not in benchmark.report(results)
    run = {"count": 40, "nbgrader": 60.0, "ours": 5.0, "loads": [0.3, 2, 2], "exercises": 320}
    results["grading"] = {
        "lessons": {
            "01_vectorization": {**run, "different": []},
            "04_model": {**run, "ours": 20.0, "different": ["learner-001, softmax: 2, 0"]},
        },
        "growth": {
            "30": {"seconds": 4.0, "memory": 500.0},
            "300": {"seconds": 38.0, "memory": 700.0},
        },
        "otter": None,
    }
    assert "otter-grader was not measured" in benchmark.report(results)
    assert line_with("| 01_vectorization ", results) == (
        "| 01_vectorization | 40 | 60.0 | 5.0 | 12.0 | 0 of 320 | 0.3, 2.0, 2.0 |"
    )
    assert line_with("10 times nbgrader's throughput", results).endswith("| 12.0 | met |")
    assert line_with("5 times nbgrader's throughput", results).endswith("| 3.0 | not met |")
    assert line_with("the same points", results).endswith("| 1 differ | not met |")
    assert line_with("at most 10 times as long", results).endswith("| 9.5 | met |")
    assert line_with("1.25 times the memory", results).endswith("| 1.40 | not met |")
    assert "| 04_model " in benchmark.quotation(results)
    results["grading"]["otter"] = 9.84
    assert "took 9.8 s for a submission" in benchmark.report(results)


def test_a_quick_run_is_marked(results):
    assert "not to quote" not in benchmark.report(results)
    assert "not to quote" in benchmark.report({**results, "quick": True})


def test_the_plot_is_drawn(results, tmp_path):
    benchmark.plot(results, tmp_path / "sizes.png")
    assert (tmp_path / "sizes.png").read_bytes().startswith(b"\x89PNG")


def test_a_contender_is_measured_in_a_process_of_its_own():
    figures = benchmark.measured(["--contender", "numpy", "--epochs", "1"])
    assert figures["seconds"] > 0 and figures["accuracy"] > 0.8
    assert figures["memory"] is None or figures["memory"] > 100


def test_a_missing_peer_is_found_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.linear_model", None)
    monkeypatch.setattr(benchmark, "read_mnist", lambda dtype: ([], [], [], []))
    assert benchmark.measure_contender("sgd", 1)["missing"].startswith("sklearn")


def test_a_failing_measurement_is_one_line():
    with pytest.raises(SystemExit, match="^benchmark: `--contender abacus` failed: .*choice"):
        benchmark.measured(["--contender", "abacus"])


def test_the_end_of_a_failing_commands_output_is_shown(capsys):
    command = [sys.executable, "-c", "print('the reason'); raise SystemExit(3)"]
    assert benchmark.time_command(command) is None
    assert "the reason" in capsys.readouterr().err


@pytest.mark.parametrize("options", [["--rounds", "0"], ["--contender", "abacus"]])
def test_bad_options(options, capsys):
    with pytest.raises(SystemExit, match="2"):
        benchmark.main(options)
    assert "error:" in capsys.readouterr().err


@pytest.fixture
def files(monkeypatch, tmp_path):
    """A folder of its own for all that the benchmark writes, and README.md as it is."""
    monkeypatch.setattr(benchmark, "LATEST", tmp_path / "runs" / "benchmark" / "results")
    monkeypatch.setattr(benchmark, "PUBLISHED", tmp_path / "benchmark_results")
    monkeypatch.setattr(benchmark, "README", tmp_path / "README.md")
    shutil.copy(benchmark.COURSE / "README.md", tmp_path)
    return tmp_path


def content(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def refused(capsys, *arguments):
    """Call the benchmark, which must end in one line; return that line."""
    with pytest.raises(SystemExit) as caught:
        benchmark.main(list(arguments))
    assert re.fullmatch(r"benchmark: [^\n]+", str(caught.value))
    return str(caught.value)


def test_a_run_changes_no_file_of_the_course(results, files, monkeypatch, capsys):
    monkeypatch.setattr(benchmark, "measure_all", lambda options: results)
    before = content(files)
    benchmark.main(["--quick"])
    assert content(files) == before
    benchmark.main([])
    said = capsys.readouterr()
    assert said.out.startswith("# Benchmark") and "benchmark --publish" in said.err
    folder = files / "runs" / "benchmark"
    assert sorted(path.name for path in folder.iterdir()) == [
        *("results.json", "results.md", "results.png")
    ]
    assert json.loads((folder / "results.json").read_text("utf-8")) == results
    assert content(files).keys() - before.keys() == {
        str(path.relative_to(files)) for path in folder.iterdir()
    }


def test_publishing_brings_results_and_readme_together(results, files, monkeypatch):
    monkeypatch.setattr(benchmark, "measure_all", lambda options: results)
    benchmark.main([])
    before = (files / "README.md").read_text("utf-8")
    benchmark.main(["--publish"])
    assert json.loads((files / "benchmark_results.json").read_text("utf-8")) == results
    assert (files / "benchmark_results.md").read_text("utf-8") == benchmark.report(results)
    assert (files / "benchmark_results.png").read_bytes().startswith(b"\x89PNG")
    after = (files / "README.md").read_text("utf-8")
    assert after == benchmark.with_quotation(before, benchmark.quotation(results))
    assert "| 60.00 (54.00–72.00)" in after and "| 60.00 (54.00–72.00)" not in before
    assert after.count("## ") == before.count("## ")
    benchmark.main(["--publish"])
    assert (files / "README.md").read_text("utf-8") == after  # publishing twice adds nothing


def test_the_quotation_leaves_single_notebooks_and_advice_out(results):
    quoted = benchmark.quotation(results)
    assert "| load_mnist()" in quoted and "| NumPy model " in quoted
    assert "first output" not in quoted and "--python" not in quoted
    assert all(line.startswith("| ") for line in quoted.splitlines() if line)
    assert set(quoted.splitlines()) <= set(benchmark.report(results).splitlines())


def test_without_a_run_nothing_is_published(files, capsys):
    before = content(files)
    assert "no results to publish" in refused(capsys, "--publish")
    assert content(files) == before


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", "3", '{"contenders": {"gone": []}}'])
def test_damaged_results_are_not_published(damage, files, capsys):
    benchmark.LATEST.parent.mkdir(parents=True)
    benchmark.LATEST.with_suffix(".json").write_text(damage, "utf-8")
    before = content(files)
    assert "results.json is damaged" in refused(capsys, "--publish")
    assert content(files) == before


@pytest.mark.parametrize("mark", [benchmark.QUOTE_BEGINS, benchmark.QUOTE_ENDS])
def test_a_readme_without_the_marks_is_left_alone(mark, results, files, capsys):
    benchmark.write(results, benchmark.LATEST)
    benchmark.README.write_text(benchmark.README.read_text("utf-8").replace(mark, ""), "utf-8")
    before = content(files)
    assert "README.md lacks the lines" in refused(capsys, "--publish")
    assert content(files) == before


def test_results_that_cannot_be_written_are_shown_all_the_same(results, files, monkeypatch, capsys):
    monkeypatch.setattr(benchmark, "measure_all", lambda options: results)
    (files / "runs").write_text("a file where the folder should be")
    assert "cannot be written" in refused(capsys)
    assert capsys.readouterr().out.startswith("# Benchmark")


def test_the_readme_quotes_the_published_results():
    readme = benchmark.README.read_text(encoding="utf-8")
    published = json.loads(benchmark.PUBLISHED.with_suffix(".json").read_text(encoding="utf-8"))
    report = benchmark.PUBLISHED.with_suffix(".md").read_text(encoding="utf-8")
    assert benchmark.report(published) == report
    assert benchmark.with_quotation(readme, benchmark.quotation(published)) == readme
    assert len(benchmark.quotation(published).splitlines()) > 10
