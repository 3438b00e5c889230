"""Gates of a model: its metrics compared with limits and with the champion's metrics."""
