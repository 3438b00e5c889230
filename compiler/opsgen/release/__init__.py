"""Releases: which files an environment runs, and the proof that they are what another environment has run.

In: the files of a build, opsgen.lock, the commits of the repository. Out: entries of the lock, files of releases.
"""
