"""Which partitions a dataset has and which it needs, as pure arithmetic on the calendar: no clock, no files, no data.

In: how datasets are partitioned, keys as text, and an instant for "now". Out: keys, their intervals in UTC, and the
keys that depend on each other.
"""

from opsgen.graph.partitions.dependencies import Dependency, Window
from opsgen.graph.partitions.intervals import Interval
from opsgen.graph.partitions.keys import InvalidKeyError, Key
from opsgen.graph.partitions.partitioning import Partitioning

__all__ = ["Dependency", "Interval", "InvalidKeyError", "Key", "Partitioning", "Window"]
