"""What `opsgen check` costs beside what else one would take for it: the same 40 rules on the same rows."""
