"""Start one command and say how long it took and how much memory it needed; for benchmarks.cli.

A small process of its own, because on Linux the peak memory of a child counts from what its parent held when it was made.

    python -m benchmarks.start COMMAND [ARGUMENT …]
"""

import os
import sys
import time


def main() -> None:
    """Run the command with its output dropped and print seconds and peak MB; end with its exit code."""
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    started = time.perf_counter()
    process = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ, file_actions=silent)
    _, status, usage = os.wait4(process, 0)
    print(time.perf_counter() - started, usage.ru_maxrss / 1024)
    raise SystemExit(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
