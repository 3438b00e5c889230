"""The spec that benchmarks measure has no mistakes, or its figures would be those of reports."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import TYPE_CHECKING

from program import opsgen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def test_the_large_spec_has_no_mistakes(tmp_path: Path) -> None:
    module = runpy.run_path(str(BENCHMARKS / "big_spec.py"))
    big_spec: Callable[..., str] = module["big_spec"]
    transforms: Callable[..., Iterator[tuple[str, str]]] = module["transforms"]
    (tmp_path / "opsgen.yaml").write_text(big_spec(datasets=20))
    (tmp_path / "transforms").mkdir()
    for name, sql in transforms(datasets=20):
        (tmp_path / "transforms" / name).write_text(sql)
    result = opsgen("lint", folder=tmp_path)
    assert (result.returncode, result.stdout) == (0, "opsgen.yaml: no problems\n")
