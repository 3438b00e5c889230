"""Names: what cannot be one, what would be the same to some platform, what is misspelt, and what is of another kind."""

from __future__ import annotations

from bad_inputs.case import edit, edits

COLUMN = "      distance: {type: integer, min: 1, max: 6000}\n"
ENVIRONMENT = "  dev: {kubernetes: {namespace: delays-dev}}\n"
DATASET = "  features:\n"


def _twin(name: str) -> str:
    """A dataset of this name, before another one."""
    return f"  {name}:\n    source: {{connection: lake, path: other.csv}}\n    columns: {{id: {{type: integer}}}}\n"


CASES = [
    # no names
    edit("a name that is quotes", "PLT104", "name: delays", 'name: ▸\'"""\''),
    edit("a name that is code", "PLT104", "name: delays", "name: ▸__import__('os')"),
    edit("a name that is a command", "PLT104", "name: delays", "name: ▸$(id)"),
    edit("a name that is a dot", "PLT104", "name: delays", "name: ▸."),
    edit("a name that is two dots", "PLT104", "name: delays", "name: ▸.."),
    edit("a name that is a path", "PLT104", "name: delays", "name: ▸../../etc"),
    edit("a dataset that is two dots", "PLT104", DATASET, f"{_twin('▸..')}{DATASET}"),
    edit("a dataset that is a quote", "PLT104", DATASET, _twin('▸"a\'"') + DATASET),
    edit("a reserved device", "PLT104", DATASET, f"{_twin('▸con')}{DATASET}", "Windows"),
    edit("a reserved device with a number", "PLT104", DATASET, f"{_twin('▸lpt1')}{DATASET}", "Windows"),
    edit("a folder named as a device", "LNG108", "path: dags", "path: ▸dags/nul", "Windows"),
    edit("a name that is too long", "PLT104", DATASET, _twin("▸" + "a" * 51) + DATASET, "50 characters"),
    edit("a name that is too long for Kubernetes", "PLT104", "name: delays", f"name: ▸{'a' * 64}", "63"),
    edit("a name in upper case", "PLT104", "name: delays", "name: ▸Delays", "write `delays`"),
    edit("a namespace in upper case", "PLT104", "namespace: delays-dev", "namespace: ▸Delays", "write `delays`"),
    edit("an environment variable in lower case", "PLT104", "{TEXT: some}", "{▸text: some}", "write `TEXT`"),
    edit("a column that is empty", "LNG107", COLUMN, f'      ▸"": {{type: integer}}\n{COLUMN}'),
    edit("a column of two lines", "LNG107", COLUMN, f'      ▸"a\\nb": {{type: integer}}\n{COLUMN}'),
    edit("a repeated letter of two scripts", "LNG104", "type: string", "type: ▸str\u0456ng"),
    # names that are the same elsewhere
    edit("datasets that - and _ tell apart", "REF109", DATASET, _twin("▹late-one") + _twin("▸late_one") + DATASET),
    edit("environments that - and _ tell apart", "REF109", ENVIRONMENT, "  ▹a-b: {}\n  ▸a_b: {}\n" + ENVIRONMENT),
    edit(
        "columns that case tells apart",
        "REF109",
        COLUMN,
        "      ▹Far: {type: integer}\n      ▸far: {type: integer}\n" + COLUMN,
    ),
    edit(
        "columns that normalisation tells apart",
        "REF109",
        COLUMN,
        "      ▹\u00e9: {type: integer}\n      ▸e\u0301: {type: integer}\n" + COLUMN,
    ),
    edits(
        "rules of one name",
        "REF110",
        ("{name: enough", "{name: ▹enough"),
        ("{name: far", "{name: ▸enough"),
        said=("the first is here",),
    ),
    # misspelt
    edit("a misspelt key of the root", "LNG101", "datasets:", "▸dataset:", "`datasets`"),
    edit("a misspelt key", "LNG101", "    tags: [aviation]", "    ▸tag: [aviation]", "`tags`"),
    edit("a key in upper case", "LNG101", "    tags: [aviation]", "    ▸Tags: [aviation]", "`tags`"),
    edit("a misspelt type", "LNG104", "type: string", "type: ▸strin", "`string`"),
    edit("a misspelt task", "LNG104", "task: classification", "task: ▸classificaton", "`classification`"),
    edit("a misspelt kind of rule", "LNG101", "- row_count:", "- ▸row_cuont:", "`row_count`"),
    edit("a misspelt dataset", "REF103", "inputs: [flights]", "inputs: [▸fligths]", "`flights`"),
    edit("a misspelt column", "REF104", "label: late", "label: ▸lat", "`late`"),
    edit(
        "a misspelt column of a rule", "REF104", "not_null: {column: carrier", "not_null: {column: ▸carier", "`carrier`"
    ),
    edit("a misspelt model", "REF105", "model: delay\n", "model: ▸dealy\n", "`delay`"),
    edit("a misspelt team", "REF101", "owner: data", "owner: ▸dta", "`data`"),
    edit(
        "a misspelt connection",
        "REF102",
        "{connection: lake, path: flights",
        "{connection: ▸lkae, path: flights",
        "`lake`",
    ),
    edit("a misspelt variable", "VAR101", "${var.lake}", "▸${var.laek}", "`lake`"),
    # of another kind
    edit("a model where a dataset is meant", "REF103", "inputs: [flights]", "inputs: [▸delay]", "dataset", "model"),
    edit("a dataset where a model is meant", "REF105", "model: delay\n", "model: ▸features\n", "dataset", "model"),
    edit(
        "a deployment where a dataset is meant", "REF103", "current: flights", "current: ▸api", "dataset", "deployment"
    ),
]
