"""One module for each command, with the options that only it has."""
