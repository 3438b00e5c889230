"""The model of a diagnostic, near names, fixes, and the secrets that no output may show."""
