"""The launcher: what `manage.py serve` runs, over Daphne's server.

`addresses` where workers listen; `services` whether database and Redis are there; `prepare`
migrations and static files; `worker` one serving process; `supervisor` keeps several alive;
`server` and `protocols` are Daphne's, bounded and with an orderly end; `words` what is printed.
"""
