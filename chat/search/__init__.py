"""What search is made of, without a database: how a text is folded, what is asked, what is shown.

Two texts are compared as `folding.fold` leaves them, by substrings, and the same on both databases:
the index (`grams` says what is in it) only picks candidates.
"""
