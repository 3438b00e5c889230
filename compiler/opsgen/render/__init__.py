"""The only user of Jinja.

In: a template and its values; out: a text in which every value is encoded for its position.
"""
