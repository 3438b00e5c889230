"""Predicts whether a flight that leaves New York arrives over 30 minutes late."""
