"""A child process that holds the dictionary: it reads lines of JSON, a list of words each, and answers with their entries.

The dictionary takes 276 MB, which go when the child goes. It ends when its input does, so also when its parent dies.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from search.analysis import lexicon
from search.finnish import Entry

_ROOT = Path(__file__).resolve().parent.parent


class Worker:
    """Analyses words in a child process; in this one where none can be started, or where it has died."""

    def __init__(self) -> None:
        paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        try:
            self._process: subprocess.Popen[str] | None = subprocess.Popen(
                [sys.executable, "-P", "-m", "search.word_worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            )
        except OSError:
            self._process = None

    def entries(self, words: list[str]) -> list[Entry]:
        """Return what the dictionary knows of each word."""
        if self._process and self._process.stdin and self._process.stdout:
            try:
                self._process.stdin.write(json.dumps(words) + "\n")
                self._process.stdin.flush()
                answer = json.loads(self._process.stdout.readline())
                return [Entry(tuple(lookup), tuple(stored), known) for lookup, stored, known in answer]
            except (OSError, ValueError):  # killed, as for want of memory
                self.close()
        return [lexicon(word) for word in words]

    def close(self) -> None:
        """End the child."""
        if self._process:
            for pipe in (self._process.stdin, self._process.stdout):
                try:
                    if pipe:
                        pipe.close()
                except OSError:
                    continue
            self._process.wait()
            self._process = None


def main() -> None:
    """Answer every line of words on stdin until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to the whole group; the parent ends this one
    for line in sys.stdin:
        entries = [lexicon(word) for word in json.loads(line)]
        try:
            print(json.dumps([(entry.lookup, entry.stored, entry.known) for entry in entries]), flush=True)
        except BrokenPipeError:
            os._exit(0)  # nobody reads any more; an orderly end would complain of what was not written


if __name__ == "__main__":
    main()
