"""The syntax nodes and functions that user SQL may contain. Everything else is refused.

Allowlists, not blocklists: a function that a new version of sqlglot or of an engine brings may read files, open
connections or run code. It stays refused until someone adds it here.
"""

from __future__ import annotations


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VALUES = _names(
    "Alias Boolean Bracket Column DataType DataTypeParam Dot Escape HexString Identifier Interval Literal National "
    "Null Paren PropertyEQ RawString Slice Star Tuple Var WeekStart"
)

OPERATORS = _names(
    "Add And Between BitwiseAnd BitwiseLeftShift BitwiseNot BitwiseOr BitwiseRightShift BitwiseXor DPipe Div EQ GT GTE "
    "ILike In IntDiv Is LT LTE Like Mod Mul NEQ Neg Not NullSafeEQ NullSafeNEQ Or Pow RegexpILike RegexpLike SimilarTo "
    "Sub Xor"
)

FUNCTIONS = _names(
    # of any value
    "Case Cast Coalesce Collate DecodeCase EqualNull Greatest If Least Nullif Nvl2 Try TryCast Typeof "
    # of numbers
    "Abs Acos Asin Atan Atan2 Cbrt Ceil Cos Cot Degrees Exp Factorial Floor IsInf IsNan Ln Log Nanvl Pi Radians Rint "
    "Round SafeAdd SafeDivide SafeMultiply SafeNegate SafeSubtract Sign Sin Sqrt Tan Trunc WidthBucket "
    # of text
    "Ascii BitLength ByteLength Chr Concat ConcatWs Contains EndsWith Format FromBase64 Hex Initcap IsAscii Left "
    "Length Levenshtein Lower LowerHex MD5 NumberToStr Overlay Pad RegexpCount RegexpExtract RegexpExtractAll "
    "RegexpFullMatch RegexpInstr RegexpReplace RegexpSplit RegexpSubstr Repeat Replace Reverse Right SHA SHA2 Space "
    "Split SplitPart StartsWith StrPosition String Stuff Substring SubstringIndex ToBase64 ToChar ToDouble ToNumber "
    "Translate Trim Unhex Unicode Upper "
    # of time
    "AddMonths AtTimeZone ConvertTimezone CurrentDate CurrentDatetime CurrentTime CurrentTimestamp Date DateAdd "
    "DateBin DateDiff DateFromParts DateSub DateTrunc Datetime DatetimeAdd DatetimeDiff DatetimeSub DatetimeTrunc Day "
    "DayOfMonth DayOfWeek DayOfWeekIso DayOfYear Dayname Extract FromTimeZone Hour LastDay Localtime Localtimestamp "
    "MakeInterval Minute Month Monthname MonthsBetween NextDay ParseDatetime ParseTime PreviousDay Quarter Second "
    "StrToDate StrToTime StrToUnix Time TimeAdd TimeDiff TimeFromParts TimeStrToDate TimeStrToTime TimeStrToUnix "
    "TimeSub TimeToStr TimeToUnix TimeTrunc Timestamp TimestampAdd TimestampDiff TimestampFromParts TimestampSub "
    "TimestampTrunc TsOrDsAdd TsOrDsDiff TsOrDsToDate TsOrDsToDatetime TsOrDsToTime TsOrDsToTimestamp UnixDate "
    "UnixMicros UnixMillis UnixSeconds UnixToTime Week WeekOfYear Year YearOfWeek "
    # of structures
    "Array ArrayAll ArrayAny ArrayConcat ArrayContains ArrayContainsAll ArrayDistinct ArrayFirst ArrayIntersect "
    "ArrayLast ArrayMax ArrayMin ArrayOverlaps ArrayPosition ArraySize ArraySlice ArraySum ArrayToString "
    "JSONArrayContains JSONBExists JSONBExtract JSONBExtractScalar JSONCast JSONExists JSONExtract "
    "JSONExtractScalar JSONKeys JSONPath JSONPathKey JSONPathRoot JSONPathSubscript JSONPathWildcard "
    "JSONType List Map MapKeys MapSize ParseJSON Struct StructExtract"
)

AGGREGATES = _names(
    "AnyValue ApproxDistinct ApproxQuantile ArgMax ArgMin ArrayAgg Avg Corr Count CountIf CovarPop CovarSamp CumeDist "
    "DenseRank Distinct Filter First FirstValue GroupConcat Grouping IgnoreNulls Kurtosis Lag Last LastValue Lead "
    "LogicalAnd LogicalOr Max Median Min Mode NthValue Ntile PercentRank PercentileCont PercentileDisc Quantile Rank "
    "RespectNulls RowNumber Skewness Stddev StddevPop StddevSamp Sum Variance VariancePop Window WindowSpec "
    "WithinGroup"
)

QUERIES = _names(
    "All Any CTE Cube Except Exists Fetch From Group GroupingSets Having Intersect Join Limit LimitOptions Offset "
    "Order Ordered Qualify Rollup Select Subquery Table TableAlias Union Unnest Values Where With"
)

IN_EXPRESSION = VALUES | OPERATORS | FUNCTIONS
IN_QUERY = IN_EXPRESSION | AGGREGATES | QUERIES

UNTYPED = _names(
    "age array_length bool_and bool_or btrim cardinality century char_length character_length date_format date_part "
    "datepart div epoch epoch_ms epoch_us every gcd isfinite isinf isnan isodow is_finite is_inf is_nan jaccard "
    "json_array_length json_type json_valid lcm len length_grapheme list_contains list_distinct list_sum list_unique "
    "ltrim make_date make_timestamp map_contains nfc_normalize now quantile_cont quantile_disc regexp_full_match "
    "regexp_like regexp_matches rtrim strip_accents strlen strpos struct_extract today to_days to_hours to_minutes "
    "to_seconds try_cast try_divide try_to_number try_to_timestamp unaccent url_decode url_encode"
)
"""Functions without a class in sqlglot, in lower case. They compute values in every engine that has them."""

SIMPLE = OPERATORS | _names(
    "Abs Alias Avg Boolean CTE Coalesce Column Count From Group Having Identifier Join Literal Lower Max Min Null "
    "Nullif Order Ordered Paren Select Star Subquery Sum Table TableAlias Tuple Upper Where With"
)
"""Nodes that sqlglot writes exactly as it read them, so that the second check is skipped. Most SQL has no others."""

ENVIRONMENT = _names(
    "current_catalog current_database current_path current_role current_schema current_user session_user system_user"
)
"""Names that some engines evaluate as calls without parentheses, which reveal the session or the server."""
