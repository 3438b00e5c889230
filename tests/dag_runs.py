"""DAGs run to their end, in the own way of whichever Airflow this is, and what it then knows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


def prepare(bags: Iterable[Any]) -> None:
    """Make what Airflow keeps its runs in, and tell it of DAGs as the DAG processor does; none of them is paused."""
    from airflow.models.dag import DagModel
    from airflow.utils.db import initdb
    from airflow.utils.session import create_session

    initdb()
    for bag in bags:
        _sync(bag)
    with create_session() as session:
        session.query(DagModel).update({DagModel.is_paused: False})


def run(dag: Any) -> dict[str, str]:
    """Run a DAG; the state that each of its tasks ends in."""
    return {instance.task_id: str(instance.state) for instance in dag.test().get_task_instances()}


def published(uri: str) -> int:
    """How often Airflow was told of a new version of an asset."""
    from airflow.utils.session import create_session

    try:
        from airflow.models.asset import AssetEvent as Event
        from airflow.models.asset import AssetModel as Model
    except ImportError:  # Airflow 2
        from airflow.models.dataset import DatasetEvent as Event
        from airflow.models.dataset import DatasetModel as Model

    key = Event.asset_id if hasattr(Event, "asset_id") else Event.dataset_id
    with create_session() as session:
        return int(session.query(Event).join(Model, Model.id == key).filter(Model.uri == uri).count())


def awaited(dag_id: str) -> int:
    """How many of the assets that a DAG waits for have a new version that it has not seen."""
    from airflow.utils.session import create_session

    try:
        from airflow.models.asset import AssetDagRunQueue as Queue
    except ImportError:  # Airflow 2
        from airflow.models.dataset import DatasetDagRunQueue as Queue

    with create_session() as session:
        return int(session.query(Queue).filter(Queue.target_dag_id == dag_id).count())


def started(dag_id: str) -> int:
    """How many runs of a DAG another has asked for: they are queued, since no scheduler is there to begin them."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session

    with create_session() as session:
        return int(session.query(DagRun).filter(DagRun.dag_id == dag_id, DagRun.state == "queued").count())


def _sync(bag: Any) -> None:
    try:
        from airflow.dag_processing.bundles.manager import DagBundlesManager
        from airflow.dag_processing.dagbag import sync_bag_to_db
    except ImportError:  # Airflow 2
        bag.sync_to_db()
    else:
        DagBundlesManager().sync_bundles_to_db()
        sync_bag_to_db(bag, "dags-folder", None)
