"""What a command prints, also as Markdown in a file."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

from cli.test_write_output import FILE, edit, project
from program import opsgen

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["project"]


def _summary(project: Path, *options: str, **environment: str) -> tuple[int, str, str]:
    file = project.parent / "summary"
    result = opsgen("build", *options, "--summary", file, folder=project, **environment)
    assert result.stderr == ""
    return result.returncode, result.stdout, file.read_text()


def test_the_difference_of_a_check_is_in_the_summary(project: Path) -> None:
    opsgen("build", folder=project)
    edit(project / FILE)
    code, printed, summary = _summary(project, "--check", NO_COLOR="", FORCE_COLOR="1")
    assert code == 1
    assert summary.startswith("<p><code>opsgen build --check</code></p>\n\n<pre>")
    text = unescape(summary.partition("<pre>")[2].partition("</pre>")[0])
    assert "+    catchup=False," in text
    assert "\x1b" not in text
    assert text.splitlines()[-1] in printed


def test_an_answer_of_the_cache_is_in_the_summary(project: Path) -> None:
    opsgen("build", folder=project)
    assert _summary(project, "--check") == (
        0,
        "2 files are up to date\n",
        "<p><code>opsgen build --check</code></p>\n\n<pre>2 files are up to date\n</pre>\n",
    )


def test_a_link_of_the_checkout_leads_no_summary_out_of_it(project: Path) -> None:
    (project / "summary").symlink_to(project.parent / "elsewhere")
    result = opsgen("build", "--summary", "summary", folder=project)
    assert result.returncode == 2
    assert "the report is not written" in result.stderr
    assert not (project.parent / "elsewhere").exists()
