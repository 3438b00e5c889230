"""Engines that run queries, one for each type of connection, imported when needed."""
