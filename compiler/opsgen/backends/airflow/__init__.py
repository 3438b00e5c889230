"""Airflow DAGs: one static file each, for Airflow 3 and 2.11."""
