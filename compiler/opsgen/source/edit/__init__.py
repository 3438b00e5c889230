"""Byte-exact changes of YAML: the base of `lint --fix` and `fmt`.

In: a file and edits of keys or values; out: the file with nothing else changed.
"""
