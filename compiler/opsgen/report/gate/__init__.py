"""What came of a model's gates, in the forms that people and programs read."""
