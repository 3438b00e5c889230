"""What data is like: its columns measured, and rules proposed that hold for it and are likely to go on holding."""
