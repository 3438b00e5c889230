"""Results as text and files, one package for each command.

In: diagnostics or results; out: text, JSON, JUnit, SARIF, HTML and others.
"""
