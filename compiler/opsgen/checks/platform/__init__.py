"""Checks of schedules, resources, secrets, rollouts and outputs."""
