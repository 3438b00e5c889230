"""Which partitions a dataset has and which it needs, as pure arithmetic on the calendar: no clock, no files, no data.

In: how datasets are partitioned, keys as text, and an instant for "now". Out: keys, their intervals in UTC, and the
keys that depend on each other.
"""
