"""Encoders: what makes text from a spec inert data in the file that it lands in.

A template holds the structure of a file, and marks where values go. The encoder of the file's language writes each
value for the place where it lands: quoted, escaped, laid out in lines as the language's formatter would. The marks
are found by `render.py`; `layout.py` tells the encoder about the place; one module a language does the writing.
"""
