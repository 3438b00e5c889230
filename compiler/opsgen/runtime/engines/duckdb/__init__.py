"""DuckDB, inside this process: files here and in object stores, and DuckDB's own database files."""
