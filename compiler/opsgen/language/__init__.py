"""The nouns of the language as pydantic models, one file each. Knows nothing of files or backends."""
