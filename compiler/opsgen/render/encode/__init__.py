"""Encoders: they make text of a spec inert data in the file that contains it.

A template has the structure of a file and marks the positions of values. The encoder of the file's language writes each
value for its position: quoted, escaped, and broken into lines as the language's formatter would do. `jinja.py` finds
the marks; `layout.py` describes each position to the encoder; and there is one module per language.
"""
