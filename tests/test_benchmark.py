"""The benchmark's own arithmetic and tables. Nothing here depends on how fast a machine is."""

import json
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
        "notebooks": {f"{number}_x": seconds for number in ("01", "02", "03", "05", "06")},
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


def test_the_files_are_written(results, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(benchmark, "measure_all", lambda options: results)
    monkeypatch.setattr(benchmark, "RESULTS", tmp_path / "benchmark_results")
    benchmark.main([])
    assert capsys.readouterr().out.startswith("# Benchmark")
    saved = sorted(path.suffix for path in tmp_path.iterdir())
    assert saved == [".json", ".md", ".png"]
    assert json.loads((tmp_path / "benchmark_results.json").read_text("utf-8")) == results


def test_the_readme_quotes_the_results():
    readme = (benchmark.COURSE / "README.md").read_text(encoding="utf-8")
    results = benchmark.RESULTS.with_suffix(".md").read_text(encoding="utf-8")
    measured = json.loads(benchmark.RESULTS.with_suffix(".json").read_text(encoding="utf-8"))
    assert benchmark.report(measured) == results
    _, _, section = readme.partition("**How long it takes.**")
    quoted = [line for line in section.splitlines() if line.startswith("| ")]
    assert len(quoted) > 10
    assert [line for line in quoted if line not in results.splitlines()] == []
