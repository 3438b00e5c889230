"""The registry of trained models: what a version of a model is, and which one is the champion."""
