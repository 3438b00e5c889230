"""The quality rules of each dataset as a file of SQL that runs without opsgen."""
