"""Replay: the same answer tomorrow, and the reason when it is not.

`outputs` recomputes every synthesis, `lock` keeps what was accepted, `compare` finds what moved, `attribute`
finds which records moved it, and `check` and `accept` are the two things a curator does with them.
"""
