"""The program: `minutes`, and `python -m minutes`."""

import sys

INTERRUPTED = 130  # minutes.errors has it, too; nothing is imported outside the guard


def main() -> None:
    """Run as a program and end with its exit status, Ctrl-C included while the command line is still being imported."""
    try:
        from minutes.cli import run

        status = run()
    except KeyboardInterrupt:
        status = INTERRUPTED
    sys.exit(status)


if __name__ == "__main__":
    main()
