"""Results of earlier runs, reused until an input, an output or opsgen changes.

It is imported before anything that takes long, so it imports almost nothing itself.
"""
