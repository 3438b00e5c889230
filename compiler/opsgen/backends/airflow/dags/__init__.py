"""What each DAG is about: its steps, its schedule and what there is to know of it."""
