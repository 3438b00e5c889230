"""The model of a diagnostic, near names, fixes and secret patterns.

In: text and names; out: findings, diagnostics and edits. Knows nothing of the language.
"""
