"""What a comparison finds in data, which it reads with DuckDB."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from runtime.check.lab import Steps, write
from runtime.drift.lab import columns, comparisons, counts, rows, run, spec, store

if TYPE_CHECKING:
    from pathlib import Path

    from opsgen.runtime.drift.result import DriftResult


def compared(
    folder: Path, type_: str, values: tuple[str, str], *metrics: str, count: int = 1000, **monitor: Any
) -> DriftResult:
    """Compare a column `x` of this type, whose values are SQL over `i`, the number of the row."""
    learned, asked = (rows(count, x=value) for value in values)
    store(folder, learned, asked)
    return run(folder, spec({"x": {"type": type_}}, [{"column": "x", "metric": each} for each in metrics], **monitor))


ALL = ("psi", "js", "kl", "hellinger", "tvd", "chi_square", "ks", "wasserstein")


def test_identical_data_does_not_drift(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("sin(i) * 1e6",) * 2, *ALL)
    assert result.outcome == "ok"
    assert {key: (each.value, each.outcome) for key, each in comparisons(result).items()} == {
        ("x", metric): (1.0 if metric in ("ks", "chi_square") else 0.0, "ok") for metric in ALL
    }


def test_every_metric_finds_what_has_moved(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("i", "i + 400"), *ALL)
    assert result.outcome == "drift"
    assert {each.outcome for each in comparisons(result).values()} == {"drift"}
    found = comparisons(result)
    assert found["x", "ks"].statistic == pytest.approx(0.4)
    assert found["x", "tvd"].value == pytest.approx(0.4)
    deviation = ((1000**2 - 1) / 12) ** 0.5  # of the numbers from 0 to 999
    assert found["x", "wasserstein"].value == pytest.approx(400 / deviation)


def test_the_edges_are_deciles_of_the_reference(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("(i + 1) / 10", "50"), "psi")
    assert counts(columns(result)["x"]) == {
        "up to 10": (100, 0),
        **{f"{low} to {low + 10}": (100, 1000 if low == 40 else 0) for low in range(10, 90, 10)},
        "over 90": (100, 0),
    }


def test_whole_numbers_lie_in_ranges_that_name_both_ends(tmp_path: Path) -> None:
    result = compared(tmp_path, "integer", ("i % 50", "i % 25"), "psi")
    assert list(counts(columns(result)["x"]))[:3] == ["up to 4", "5 to 9", "10 to 14"]


def test_few_numbers_are_compared_by_value(tmp_path: Path) -> None:
    result = compared(tmp_path, "integer", ("i % 4 * 10", "i % 2 * 10 + 5"), "psi")
    assert counts(columns(result)["x"]) == {
        "0": (250, 0),
        "10": (250, 0),
        "20": (250, 0),
        "30": (250, 0),
        "new": (0, 1000),
    }
    assert columns(result)["x"].message == "all 1,000 current values are new: the reference has none of them"


def test_a_small_sample_of_many_numbers_is_not_taken_for_few_numbers(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("i + 0.5", "i + 0.25"), "psi", count=20, min_rows=1)
    assert {each.kind for each in columns(result)["x"].bins} == {"range"}


@pytest.mark.parametrize(
    ("type_", "learned", "asked"),
    [
        # A quarter of the current rows has a value that the reference never had, in place of a value that it had.
        ("string", "'v' || i % 4", "case when i % 4 = 0 then 'new' else 'v' || i % 4 end"),
        ("string", "'v' || i % 500", "case when i % 4 = 0 then 'new' || i else 'v' || i % 500 end"),
        ("boolean", "true", "i % 4 > 0"),
        ("integer", "7", "case when i % 4 = 0 then 6 else 7 end"),
        ("integer", "i % 2 * 10", "case when i % 4 = 1 then 5 else i % 2 * 10 end"),
        ("integer", "i % 10 * 10", "case when i % 4 = 1 then i % 10 * 10 - 1 else i % 10 * 10 end"),
        ("number", "greatest(0, i - 600)", "case when i % 8 < 2 and i < 600 then -1 else greatest(0, i - 600) end"),
        (
            "number",
            "case when i < 300 then i else 400 end",
            "case when i < 300 then i when i < 600 then 350 else 400 end",
        ),
    ],
)
def test_values_that_the_reference_never_had_are_seen_by_every_metric(
    tmp_path: Path, type_: str, learned: str, asked: str
) -> None:
    result = compared(tmp_path, type_, (learned, asked), *ALL[:6])
    found = comparisons(result)
    assert {each.outcome for each in found.values()} == {"drift"}, found
    assert (found["x", "tvd"].value or 0) >= 0.14


def test_identifiers_that_are_all_new_are_reported_in_words(tmp_path: Path) -> None:
    result = compared(tmp_path, "string", ("'a' || i", "'b' || i"), *ALL[:6])
    assert columns(result)["x"].message == "all 1,000 current values are new: the reference has none of them"
    assert counts(columns(result)["x"])["new"] == (0, 1000)
    assert {each.outcome for each in comparisons(result).values()} == {"drift"}
    result = compared(tmp_path, "string", ("'a' || i", "'a' || (999 - i)"), *ALL[:6])
    assert (columns(result)["x"].message, result.outcome) == (None, "ok")


def test_a_frequent_number_has_a_bin_apart_from_those_below_it(tmp_path: Path) -> None:
    learned = "case when i < 500 then 0 else i - 499 end"
    result = compared(tmp_path, "integer", (learned, "i % 2 - 1"), "psi")
    labels = counts(columns(result)["x"])
    assert labels["below 0"] == (0, 500)
    assert labels["0"] == (500, 500)
    learned = "case when i < 500 then 250.5 when i < 750 then i / 2.0 - 250 else i end"
    labels = counts(columns(compared(tmp_path, "number", (learned, "200"), "psi"))["x"])
    assert labels["99.5 to below 250.5"] == (50, 1000)
    assert labels["250.5"] == (500, 0)


def test_a_constant_has_a_bin_of_its_own_and_what_is_not_it_another(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("7", "case when i < 10 then 8 else 7 end"), "tvd", "wasserstein")
    assert counts(columns(result)["x"]) == {"7": (1000, 990), "new": (0, 10)}
    found = comparisons(result)
    assert found["x", "tvd"].value == pytest.approx(0.01)
    assert found["x", "wasserstein"].value == pytest.approx(0.01 / 0.001)  # of what hardly varies, in thousandths


def test_null_nan_and_infinity_are_missing(tmp_path: Path) -> None:
    asked = "case i % 5 when 0 then null when 1 then 'nan'::double when 2 then '-inf'::double else i end"
    result = compared(tmp_path, "number", ("i::double", asked), "tvd", "ks", "wasserstein", max_drifted_fraction=1)
    assert columns(result)["x"].bins[-1].label == "missing"
    assert (columns(result)["x"].bins[-1].reference, columns(result)["x"].bins[-1].current) == (0, 600)
    found = comparisons(result)
    assert found["x", "tvd"].value == pytest.approx(0.6)
    assert found["x", "ks"].outcome == found["x", "wasserstein"].outcome == "ok"  # what is left is spread alike


def test_a_column_without_a_value_drifts_by_its_bins_and_has_no_verdict_by_its_numbers(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("i::double", "null::double"), "psi", "ks")
    found = comparisons(result)
    assert (found["x", "psi"].outcome, found["x", "ks"].outcome) == ("drift", "undecided")
    assert (
        found["x", "ks"].message
        == "too few numbers: 1,000 in the reference and 0 in the current data, but a verdict needs 100"
    )
    assert result.outcome == "drift"


def test_a_reference_without_a_number_has_a_bin_for_any(tmp_path: Path) -> None:
    result = compared(tmp_path, "number", ("null::double", "i::double"), "tvd")
    assert counts(columns(result)["x"]) == {"any number": (0, 1000), "missing": (1000, 0)}
    assert comparisons(result)["x", "tvd"].value == 1


def test_texts_have_bins_by_how_frequent_they_are(tmp_path: Path) -> None:
    learned = "case when i < 700 then 'a' when i < 900 then '' when i < 950 then null else 'it''s' end"
    asked = "case when i < 500 then 'a' when i < 600 then 'new' else '' end"
    result = compared(tmp_path, "string", (learned, asked), "tvd", "chi_square")
    assert counts(columns(result)["x"]) == {
        "a": (700, 500),
        "(empty)": (200, 400),
        "it's": (50, 0),
        "new": (0, 100),
        "missing": (50, 0),
    }
    assert comparisons(result)["x", "tvd"].value == pytest.approx(0.3)


def test_of_many_texts_the_most_frequent_have_bins(tmp_path: Path) -> None:
    result = compared(tmp_path, "string", ("'v' || i % 40",) * 2, "psi")
    bins = columns(result)["x"].bins
    assert len(bins) == 31
    assert [each.label for each in bins[:3]] == ["v0", "v1", "v10"]  # all are as frequent, so their order decides
    assert (bins[-1].label, bins[-1].reference) == ("other", 250)


def test_a_long_text_calls_its_bin_by_how_it_begins(tmp_path: Path) -> None:
    result = compared(tmp_path, "string", ("repeat('x', 80 + i % 2)",) * 2, "psi")
    assert counts(columns(result)["x"]) == {"x" * 80: (500, 500), "x" * 79 + "…": (500, 500)}


def test_booleans_have_bins(tmp_path: Path) -> None:
    result = compared(tmp_path, "boolean", ("i % 2 = 0", "i % 4 = 0"), "hellinger")
    assert counts(columns(result)["x"]) == {"false": (500, 750), "true": (500, 250)}


def test_what_stands_in_the_spec_is_the_limit_and_reaching_it_passes(tmp_path: Path) -> None:
    learned, asked = rows(1000, x="i % 2"), rows(1000, x="i % 4 // 3")
    store(tmp_path, learned, asked)
    for limit, outcome in ((0.25, "ok"), (0.2499, "drift")):
        tree = spec({"x": {"type": "integer"}}, [{"column": "x", "metric": "tvd", "max": limit}])
        assert run(tmp_path, tree).outcome == outcome
    least = comparisons(run(tmp_path, spec({"x": {"type": "integer"}}, [{"column": "x", "metric": "chi_square"}])))
    assert least["x", "chi_square"].limit == 0.05
    assert least["x", "chi_square"].direction == "min"


def test_one_drifted_metric_makes_a_column_drift_and_a_share_of_columns_may(tmp_path: Path) -> None:
    store(
        tmp_path,
        rows(1000, a="i", b="i", c="i"),
        rows(1000, a="i", b="i", c="i + 900"),
    )
    tables = {name: {"type": "integer"} for name in "abc"}
    drift = [{"columns": ["a", "b", "c"], "metric": "psi"}, {"column": "c", "metric": "psi", "max": 100}]
    for most, outcome in ((0, "drift"), (0.33, "drift"), (0.34, "ok")):
        result = run(tmp_path, spec(tables, drift, max_drifted_fraction=most))
        assert (result.outcome, result.drifted_fraction) == (outcome, pytest.approx(1 / 3))
        assert [column.outcome for column in result.columns] == ["ok", "ok", "drift"]


def test_too_few_rows_give_no_verdict(tmp_path: Path) -> None:
    for few, outcome in ((99, "undecided"), (100, "drift")):
        result = compared(tmp_path, "integer", ("i", "i + 1000"), "psi", "ks", count=few)
        assert result.outcome == outcome
    result = compared(tmp_path, "integer", ("i", "i + 1000"), "psi", count=99)
    assert result.message == "too few rows: 99 in the reference and 99 in the current data, but a verdict needs 100"
    assert result.drifted_fraction is None
    assert comparisons(result)["x", "psi"].value is None
    result = compared(tmp_path, "integer", ("i", "i"), "psi", count=0, min_rows=1)
    assert (result.outcome, result.message) == (
        "undecided",
        "too few rows: 0 in the reference and 0 in the current data, but a verdict needs 1",
    )


@pytest.mark.parametrize(
    ("sizes", "message"),
    [
        ((1000, 0), "the current data has no rows to compare"),
        ((0, 1000), "the reference has no rows to compare"),
        ((1000, 99), "too few rows: 1,000 in the reference and 99 in the current data, but a verdict needs 100"),
        ((99, 1000), "too few rows: 99 in the reference and 1,000 in the current data, but a verdict needs 100"),
    ],
)
@pytest.mark.parametrize("type_", ["integer", "string"])
def test_no_data_on_either_side_is_no_verdict(tmp_path: Path, sizes: tuple[int, int], message: str, type_: str) -> None:
    value = "i" if type_ == "integer" else "'v' || i"
    store(tmp_path, *(rows(size, x=value) for size in sizes))
    result = run(tmp_path, spec({"x": {"type": type_}}, [{"column": "x", "metric": "psi"}]))
    assert (result.outcome, result.message, result.on_no_data) == ("undecided", message, "error")


def test_a_column_without_values_in_either_dataset_has_no_verdict(tmp_path: Path) -> None:
    null = "null::double"
    store(tmp_path, *(rows(1000, x=null, y="i"),) * 2)
    tables = {"x": {"type": "number"}, "y": {"type": "integer"}}
    for metric in ("psi", "chi_square", "ks"):
        result = run(tmp_path, spec(tables, [{"columns": ["x", "y"], "metric": metric}]))
        assert result.outcome == "undecided"
        found = comparisons(result)
        assert (found["x", metric].message, found["y", metric].outcome) == ("neither dataset has a value", "ok")


@pytest.mark.parametrize(
    ("type_", "metric", "message"),
    [
        ("string", "ks", "ks is for numbers, and `x` has none"),
        ("boolean", "wasserstein", "wasserstein is for numbers, and `x` has none"),
        ("timestamp", "psi", "`x` is of type timestamp; only numbers, texts and booleans can be compared"),
        ("integer", "psi", "learned: `x` is VARCHAR in the data, not integer"),
    ],
)
def test_what_cannot_be_compared_is_an_error_beside_the_others(
    tmp_path: Path, type_: str, metric: str, message: str
) -> None:
    values = {"string": "'a'", "boolean": "true", "timestamp": "now()::timestamp", "integer": "'no'"}[type_]
    store(tmp_path, *(rows(1000, x=values, y="i"),) * 2)
    tables = {"x": {"type": type_}, "y": {"type": "integer"}}
    drift = [{"column": "x", "metric": metric}, {"column": "y", "metric": "psi"}]
    result = run(tmp_path, spec(tables, drift))
    assert result.outcome == "error"
    assert {key: (each.outcome, each.message) for key, each in comparisons(result).items()} == {
        ("x", metric): ("error", message),
        ("y", "psi"): ("ok", None),
    }


def test_a_column_that_is_not_there_is_an_error_unless_drift_is_certain(tmp_path: Path) -> None:
    for factor, outcome in ((1, "error"), (9, "drift")):
        store(
            tmp_path,
            rows(1000, y="i", x="1"),
            rows(1000, y=f"{factor} * i"),
        )
        drift = [{"columns": ["x", "y"], "metric": "psi"}]
        result = run(tmp_path, spec({"x": {"type": "integer"}, "y": {"type": "integer"}}, drift))
        assert result.outcome == outcome
        assert comparisons(result)["x", "psi"].message == "asked: the data has no column `x`"


def test_a_column_of_two_kinds_cannot_be_compared(tmp_path: Path) -> None:
    store(tmp_path, rows(1000, x="i"), rows(1000, x="'a'"))
    tree = spec({"x": {"type": "integer"}}, [{"column": "x", "metric": "psi"}])
    tree["datasets"]["asked"] = {**tree["datasets"]["asked"], "columns": {"x": {"type": "string"}}}
    (comparison,) = comparisons(run(tmp_path, tree)).values()
    assert comparison.message == "`x` is integer in one dataset and string in the other"


def test_data_that_is_not_there_is_an_error_as_a_whole(tmp_path: Path) -> None:
    result = run(tmp_path, spec({"x": {"type": "integer"}}, [{"column": "x", "metric": "psi"}]))
    assert (result.outcome, result.columns) == ("error", ())
    assert "No files found" in (result.message or "")


def test_personal_values_are_masked(tmp_path: Path) -> None:
    store(tmp_path, *(rows(1000, who=f"'{name}'", age="i") for name in ("ada", "alan")))
    tables = {"who": {"type": "string", "classification": "pii"}, "age": {"type": "integer", "classification": "pii"}}
    drift = [{"columns": ["who", "age"], "metric": "tvd"}]
    found = columns(run(tmp_path, spec(tables, drift)))
    assert {each.label for each in found["age"].bins} == {"***"}
    assert [(each.label, each.reference, each.current) for each in found["who"].bins] == [
        ("***", 1000, 0),
        ("new", 0, 1000),
    ]


def test_names_with_other_letters_are_quoted(tmp_path: Path) -> None:
    name = 'Odd "name"; drop'
    store(tmp_path, *(rows(1000, **{name.replace('"', '""'): "i"}),) * 2)
    drift = [{"column": name, "metric": metric} for metric in ("psi", "ks")]
    result = run(tmp_path, spec({name: {"type": "integer"}}, drift))
    assert (result.outcome, list(columns(result))) == ("ok", [name])


def test_the_current_data_is_scanned_once(tmp_path: Path) -> None:
    store(tmp_path, *(rows(1000, n="i", m="i * 2", s="'v' || i % 5"),) * 2)
    tables = {"n": {"type": "integer"}, "m": {"type": "integer"}, "s": {"type": "string"}}
    drift = [{"columns": list(tables), "metric": metric} for metric in ("psi", "js", "chi_square")]
    steps = Steps()
    run(
        tmp_path,
        spec(tables, [*drift, {"column": "n", "metric": "ks"}, {"column": "n", "metric": "wasserstein"}]),
        steps,
    )
    assert steps.made == [*["learned: bins"] * 3, "learned: rows", "asked: rows", "asked: n"]


def test_csv_and_json_lines_are_compared(tmp_path: Path) -> None:
    write(tmp_path, "x,s\n" + "".join(f"{i % 10},{'a' if i % 2 else ''}\n" for i in range(200)), "learned.csv")
    lines = "".join(f'{{"x": {i % 10}, "s": {chr(34) + "a" + chr(34) if i % 2 else "null"}}}\n' for i in range(200))
    write(tmp_path, lines, "asked.jsonl")
    tables = {"x": {"type": "integer"}, "s": {"type": "string"}}
    sources = {"connection": "lake", "path": "learned.csv"}, {"connection": "lake", "path": "asked.jsonl"}
    drift = [{"columns": ["x", "s"], "metric": "psi"}, {"column": "x", "metric": "ks"}]
    result = run(tmp_path, spec(tables, drift, sources))
    assert (result.outcome, result.reference.rows, result.current.rows) == ("ok", 200, 200)
    assert {each.value for each in comparisons(result).values()} == {0, 1}
