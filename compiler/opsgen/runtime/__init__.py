"""What the generated tasks run, such as `check` and `drift`.

In: a valid spec and data; out: results for `report`.
"""
