"""What answers queries: one engine a type of connection, each behind the same protocol, imported when it is needed."""
