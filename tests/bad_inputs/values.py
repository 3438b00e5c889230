"""Schedules, zones, durations, quantities, counts, limits and patterns that mean nothing, or nothing good."""

from __future__ import annotations

from bad_inputs.case import edit, edits

CRON = '"0 4 * * *"'
ROW_COUNT = "row_count: {name: enough, min: 100}"

CASES = [
    # cron
    edit("a minute that there is not", "PLT101", CRON, '▸"60 4 * * *"'),
    edit("four fields", "PLT101", CRON, '▸"0 4 * *"'),
    edit("six fields", "PLT101", CRON, '▸"0 0 4 * * *"'),
    edit("no cron at all", "PLT101", CRON, "▸daily"),
    edit("a step of zero", "PLT101", CRON, '▸"*/0 4 * * *"'),
    edit("a day that never comes", "PLT101", CRON, '▸"0 4 30 2 *"', "never run"),
    # time
    edit("an unknown time zone", "PLT107", "timezone: UTC", "timezone: ▸Europe/Berln", "Europe/Berlin"),
    edit("a path as time zone", "PLT107", "timezone: UTC", "timezone: ▸../../etc/passwd"),
    edit("a duration without unit", "PLT102", "timeout: 1h", "timeout: ▸90"),
    edit("a duration of no unit that there is", "PLT102", "timeout: 1h", "timeout: ▸1y"),
    edit("a negative duration", "PLT102", "timeout: 1h", "timeout: ▸-1h"),
    edit("a duration of nothing", "PLT102", "timeout: 1h", "timeout: ▸0s"),
    edit("a duration without end", "PLT102", "timeout: 1h", f"timeout: ▸{'9' * 30}h"),
    # amounts
    edit("a quantity of no unit that there is", "PLT103", "memory: 2Gi", "memory: ▸2GB"),
    edit("a negative quantity", "PLT103", "memory: 2Gi", 'memory: ▸"-2Gi"'),
    edit("no quantity", "PLT103", "memory: 2Gi", "memory: ▸0"),
    edit("a quantity that is too large", "PLT203", "cpu: 500m", "cpu: ▸5Gi"),
    edit("a negative count", "LNG105", "retries: 1", "retries: ▸-1"),
    edit("a fractional count", "LNG103", "retries: 1", "retries: ▸1.5"),
    edit("a count as text", "LNG103", "retries: 1", 'retries: ▸"1"'),
    edit("no replicas", "LNG105", "scaling: {min: 2", "scaling: {min: ▸0"),
    # limits
    edit("a least above the most", "LNG205", "min: 1, max: 6000", "min: ▸7000, max: ▹6000"),
    edit("fewest replicas above most", "LNG205", "scaling: {min: 2, max: 4", "scaling: {min: ▸8, max: ▹4"),
    edit("rows between nothing", "LNG205", ROW_COUNT, "row_count: {name: enough, min: ▸100, max: ▹10}"),
    edit(
        "a warning after the error",
        "LNG208",
        "{warn_after: 36h, error_after: 48h}",
        "{warn_after: ▸72h, error_after: ▹48h}",
    ),
    edit("a share above one", "LNG105", "max_fraction: 0.1", "max_fraction: ▸3"),
    edit("a negative share", "LNG105", "max_fraction: 0.1", "max_fraction: ▸-0.1"),
    edit("a percentage above a hundred", "LNG105", "cpu_utilization: 70", "cpu_utilization: ▸170"),
    edit("requests above limits", "PLT201", "memory: 512Mi", "memory: ▸2Gi"),
    # patterns
    edit("a regular expression that is none", "LNG109", '"[A-Z]{2}"', '▸"[A-Z"'),
    edits(
        "a regular expression that may take for ever",
        "SQL104",
        ("  lake: {type: files", "  cluster: {type: spark}\n  lake: {type: files"),
        ("{connection: lake, path: flights.csv}", "{connection: cluster, table: flights}"),
        ("    publish: after_checks\n", "    publish: in_place\n"),
        ("    freshness: {warn_after: 36h, error_after: 48h}\n", ""),
        ('"[A-Z]{2}"', '▸"(a+)+b"'),
        said=("matches the same text in many ways",),
    ),
    edit("a back-reference", "LNG109", '"[A-Z]{2}"', "▸'(a)\\1'"),
    edit("a regular expression that is too large", "LNG109", '"[A-Z]{2}"', f"▸{'a' * 1001}"),
    edit("a repeat that is too large", "LNG109", '"[A-Z]{2}"', f"▸'a{{{'9' * 30}}}'"),
]
