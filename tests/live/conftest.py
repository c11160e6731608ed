"""Servers for the live tests."""

from tests.support.fixtures import database_url, postgres, redis_server

__all__ = ["database_url", "postgres", "redis_server"]
