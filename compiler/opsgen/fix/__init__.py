"""Mending what diagnostics say how to mend, as edits of the text that they were found in."""
