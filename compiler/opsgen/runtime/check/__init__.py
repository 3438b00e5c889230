"""The run-time half: rules become SQL, an engine answers it, and what was found is judged and reported."""
