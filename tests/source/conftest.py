from __future__ import annotations

from datetime import timedelta

from hypothesis import settings

# A busy machine takes its time; a parser that backtracks takes minutes.
settings.register_profile("source", deadline=timedelta(seconds=5))
settings.load_profile("source")
