"""Load for the benchmarks: clients over raw sockets, and the servers that are compared.

Everything stays on the loopback, and is bounded in clients and seconds.
"""
