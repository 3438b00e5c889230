"""Print the image and the variables of each task of several DAG folders, read in one process of Airflow's Python."""

from __future__ import annotations

import json
import sys
from typing import Any


def bag(folder: str) -> Any:
    """Read a folder as Airflow does, which puts it on Python's path."""
    try:
        from airflow.dag_processing.dagbag import BundleDagBag
    except ImportError:  # Airflow 2
        from airflow.models.dagbag import DagBag

        sys.path.append(folder)
        return DagBag(folder, include_examples=False)
    return BundleDagBag(folder, bundle_path=folder, bundle_name="dags-folder")


found = {}
for folder in sys.argv[1:]:
    read = bag(folder)
    if read.import_errors:
        sys.exit(str(read.import_errors))
    for dag in read.dags.values():
        found |= {f"{dag.dag_id}.{task.task_id}": [task.image, task.env] for task in dag.tasks}
print("\n" + json.dumps(found))
