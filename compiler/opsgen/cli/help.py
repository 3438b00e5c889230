"""The help text of a command: usage, arguments, options and exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from opsgen.exit_codes import EXIT_CODES

if TYPE_CHECKING:
    import typer


class Command(TyperCommand):
    """A command whose help ends with its exit codes."""

    def collect_usage_pieces(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        """Typer puts required arguments in braces, which readers of other tools take for a choice."""
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]

    def format_options(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        """Typer adds Python types such as `<list[str]>` to the names of arguments; the metavar is enough."""
        rows: dict[str, list[tuple[str, str]]] = {"argument": [], "option": []}
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None:
                name, text = record
                is_argument = parameter.param_type_name == "argument"
                rows[parameter.param_type_name].append((name.partition(" <")[0] if is_argument else name, text))
        for kind, found in rows.items():
            if found:
                with formatter.section(f"{kind.capitalize()}s"):
                    formatter.write_dl(found)

    def format_epilog(self, ctx: typer.Context, formatter: Any) -> None:  # type: ignore[override]
        codes = EXIT_CODES.get(self.name or "")
        if codes:
            with formatter.section("Exit codes"):
                formatter.write_dl([(str(code), meaning) for code, meaning in sorted(codes.items())])
        super().format_epilog(ctx, formatter)
