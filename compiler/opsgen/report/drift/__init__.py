"""What a comparison found, in the forms that people and programs read."""
