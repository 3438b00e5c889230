"""The gates of a model: what its metrics must be, by themselves and beside the champion's, before it is promoted."""
