"""The registry of trained models: versions, model cards and the champion."""
