"""What is generated from the code, so that each fact stands in one place."""
