"""Fixes applied to the text of a spec.

In: diagnostics with fixes; out: changed files, and the diagnostics that remain.
"""
