"""Bad input and what it gets: the rows that no test of one module holds by itself."""
