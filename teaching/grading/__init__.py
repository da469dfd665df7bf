"""Judging submissions from outside: what a grade needs, a step a file."""
