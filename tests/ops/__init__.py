"""The launcher, the proxies in front, and what a person runs from a terminal."""
