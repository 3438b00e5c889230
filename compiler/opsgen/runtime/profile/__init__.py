"""Statistics of data, column by column, and quality rules proposed from them."""
