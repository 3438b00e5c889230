"""The language: pydantic models, one file a noun, and how a located tree becomes them."""
