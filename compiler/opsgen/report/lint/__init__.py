"""Diagnostics in every format: text, concise, JSON, SARIF, JUnit, GitHub annotations."""
