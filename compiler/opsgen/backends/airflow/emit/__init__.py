"""How an outline is written down: imports, arguments and tasks, in terms of one Airflow."""
