"""The Airflows that DAG files are written for: what they call things, and which modules keep them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from opsgen.render.encode.python import Call, call

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsgen.render.encode.python import Identifier

_EVERYWHERE = {
    "Any": "typing",
    "KubernetesPodOperator": "airflow.providers.cncf.kubernetes.operators.pod",
    "Path": "pathlib",
    "Secret": "airflow.providers.cncf.kubernetes.secret",
    "TriggerDagRunOperator": "airflow.providers.standard.operators.trigger_dagrun",
    "cached_property": "functools",
    "client": "kubernetes",
    "timedelta": "datetime",
}
_EXCEPTIONS = ("AirflowException", "AirflowFailException", "AirflowSkipException")


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """One Airflow, as far as it differs from the others."""

    modules: Mapping[str, str]
    """Where each name that a DAG file may import comes from."""
    asset_class: str
    asset_or_time_schedule: str
    assets_parameter: str
    exponential_backoff: float | bool
    """What doubles the delay before each further retry."""
    has_partitions: bool = False
    """Whether runs and events carry the key of a partition."""

    def asset_or_time(self, timetable: Call, assets: Sequence[Identifier]) -> Call:
        """A schedule by time, and whenever all the assets were published anew."""
        return call(self.asset_or_time_schedule, timetable=timetable, **{self.assets_parameter: list(assets)})


AIRFLOW_3 = Release(
    modules=_EVERYWHERE
    | dict.fromkeys(
        [
            *("Asset", "AssetAny", "AssetOrTimeSchedule", "BaseOperator", "Context", "DAG"),
            *("CronTriggerTimetable", "CronPartitionTimetable", "PartitionedAssetTimetable"),
            *("StartOfDayMapper", "StartOfMonthMapper"),
        ],
        "airflow.sdk",
    )
    | dict.fromkeys(_EXCEPTIONS, "airflow.sdk.exceptions"),
    asset_class="Asset",
    asset_or_time_schedule="AssetOrTimeSchedule",
    assets_parameter="assets",
    exponential_backoff=2.0,
    has_partitions=True,
)

AIRFLOW_2 = Release(
    modules=_EVERYWHERE
    | dict.fromkeys(["DAG", "Dataset"], "airflow")
    | dict.fromkeys(_EXCEPTIONS, "airflow.exceptions")
    | {
        "BaseOperator": "airflow.models",
        "Context": "airflow.utils.context",
        "CronDataIntervalTimetable": "airflow.timetables.interval",
        "CronTriggerTimetable": "airflow.timetables.trigger",
        "DatasetAny": "airflow.datasets",
        "DatasetOrTimeSchedule": "airflow.timetables.datasets",
    },
    asset_class="Dataset",
    asset_or_time_schedule="DatasetOrTimeSchedule",
    assets_parameter="datasets",
    exponential_backoff=True,
)

RELEASES = {"3": AIRFLOW_3, "2.11": AIRFLOW_2}
"""By what `outputs.airflow.version` may be."""
