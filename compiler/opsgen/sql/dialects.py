"""What engines call differently, or do not agree on, beyond what sqlglot translates."""

from __future__ import annotations

from sqlglot import exp


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    """A function by the very name that the engine has for it."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def _doubles(*texts: str) -> list[exp.Expr]:
    return [exp.cast(exp.Literal.string(text), "DOUBLE") for text in texts]


def negated(condition: exp.Expr) -> exp.Expr:
    """The opposite of a condition, without saying not twice."""
    return condition.this.unnest() if isinstance(condition, exp.Not) else exp.not_(condition)


class Dialect:
    """How an engine says what rules need. Each method takes and gives trees; columns in them are not changed."""

    name: str
    exact_quantiles = True
    """Whether a quantile is an aggregate among others."""

    def is_nan(self, value: exp.Expr) -> exp.Expr:
        return _call("isnan", value)

    def is_special(self, value: exp.Expr) -> exp.Expr:
        """Whether a number is NaN or infinite."""
        return exp.not_(_call("isfinite", value))

    def matches(self, text: exp.Expr, regex: str) -> exp.Expr:
        """Whether the whole text matches an expression of `regex.portable`."""
        return exp.RegexpLike(this=text, expression=exp.Literal.string(f"^({regex})$"))

    def bytewise(self, text: exp.Expr) -> exp.Expr:
        """A text that compares by its code points."""
        return text

    def sum(self, value: exp.Expr, *, whole: bool) -> exp.Expr:  # noqa: ARG002
        """A sum that does not overflow."""
        return exp.Sum(this=value)

    def quantile(self, value: exp.Expr, at: float) -> exp.Expr:
        """A quantile, interpolated between two rows."""
        ordered = exp.Order(expressions=[exp.Ordered(this=value, nulls_first=False)])
        return exp.WithinGroup(this=exp.PercentileCont(this=exp.convert(at)), expression=ordered)

    def rough_quantile(self, value: exp.Expr, at: float) -> exp.Expr:
        """A quantile, approximately where that spares memory."""
        return exp.ApproxQuantile(this=value, quantile=exp.convert(at))

    def roughly_distinct(self, value: exp.Expr) -> exp.Expr:
        """The number of different values, approximately where that spares memory."""
        return exp.ApproxDistinct(this=value)


class DuckDb(Dialect):
    name = "duckdb"

    def matches(self, text: exp.Expr, regex: str) -> exp.Expr:
        return _call("regexp_full_match", text, exp.Literal.string(regex))

    def quantile(self, value: exp.Expr, at: float) -> exp.Expr:
        return _call("quantile_cont", value, exp.convert(at))


class Postgres(Dialect):
    name = "postgres"

    def is_nan(self, value: exp.Expr) -> exp.Expr:
        return value.eq(*_doubles("NaN"))

    def is_special(self, value: exp.Expr) -> exp.Expr:
        return value.isin(*_doubles("NaN", "Infinity", "-Infinity"))

    def bytewise(self, text: exp.Expr) -> exp.Expr:
        return exp.Collate(this=exp.cast(text, "TEXT"), expression=exp.to_identifier("C", quoted=True))

    def rough_quantile(self, value: exp.Expr, at: float) -> exp.Expr:
        return self.quantile(value, at)  # it sorts on disk, and has no estimates

    def roughly_distinct(self, value: exp.Expr) -> exp.Expr:
        return exp.Count(this=exp.Distinct(expressions=[value]))


class Spark(Dialect):
    name = "spark"

    def is_special(self, value: exp.Expr) -> exp.Expr:
        return value.isin(*_doubles("NaN", "Infinity", "-Infinity"))

    def matches(self, text: exp.Expr, regex: str) -> exp.Expr:
        return exp.RegexpLike(this=text, expression=exp.Literal.string(rf"\A({regex})\z"))

    def sum(self, value: exp.Expr, *, whole: bool) -> exp.Expr:
        return exp.Sum(this=exp.cast(value, "DECIMAL(38, 0)") if whole else value)

    def quantile(self, value: exp.Expr, at: float) -> exp.Expr:
        return exp.Anonymous(this="percentile", expressions=[value, exp.convert(at)])


class Snowflake(Dialect):
    name = "snowflake"

    def is_nan(self, value: exp.Expr) -> exp.Expr:
        return value.eq(*_doubles("NaN"))

    def is_special(self, value: exp.Expr) -> exp.Expr:
        return value.isin(*_doubles("NaN", "inf", "-inf"))

    def matches(self, text: exp.Expr, regex: str) -> exp.Expr:
        # REGEXP_LIKE matches the whole text there, whether anchors say so or not.
        return exp.RegexpLike(this=text, expression=exp.Literal.string(regex))


class BigQuery(Dialect):
    name = "bigquery"
    exact_quantiles = False

    def sum(self, value: exp.Expr, *, whole: bool) -> exp.Expr:
        return exp.Sum(this=exp.cast(value, "DECIMAL(38, 0)") if whole else value)

    def rough_quantile(self, value: exp.Expr, at: float) -> exp.Expr:
        hundredths = _call("APPROX_QUANTILES", value, exp.Literal.number(100))
        offset = _call("OFFSET", exp.Literal.number(round(at * 100)))
        return exp.Bracket(this=hundredths, expressions=[offset])

    def is_nan(self, value: exp.Expr) -> exp.Expr:
        return _call("is_nan", value)

    def is_special(self, value: exp.Expr) -> exp.Expr:
        return exp.or_(_call("is_nan", value), _call("is_inf", value))

    def matches(self, text: exp.Expr, regex: str) -> exp.Expr:
        return exp.RegexpLike(this=text, expression=exp.Literal.string(rf"\A({regex})\z"))


class Trino(Dialect):
    name = "trino"
    exact_quantiles = False

    def is_nan(self, value: exp.Expr) -> exp.Expr:
        return _call("is_nan", value)

    def is_special(self, value: exp.Expr) -> exp.Expr:
        return exp.not_(_call("is_finite", value))

    def matches(self, text: exp.Expr, regex: str) -> exp.Expr:
        return exp.RegexpLike(this=text, expression=exp.Literal.string(rf"\A({regex})\z"))

    def sum(self, value: exp.Expr, *, whole: bool) -> exp.Expr:
        return exp.Sum(this=exp.cast(value, "DECIMAL(38, 0)") if whole else value)


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect for dialect in (DuckDb(), Postgres(), Spark(), Snowflake(), BigQuery(), Trino())
}
