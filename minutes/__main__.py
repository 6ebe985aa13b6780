"""Lets `python -m minutes` do what `minutes` does."""

from minutes.cli import main

main()
