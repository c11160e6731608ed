"""Imported by Python's fork server, which imports modules and calls nothing."""

from tests.support.forked import load_libraries

load_libraries()
