"""(g) Text of 200 generated PDFs, with their sums and projects, beside bare pypdf: time and peak memory, each way in a process of its own.

python -m benchmarks.attachments
"""

import io
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

FILES = 200
ROUNDS = 3
LINES = 45
WORDS = """hankkeen kunnan rahoitus talousarvio suunnitelma toteutetaan vuosina palvelut kehittäminen yhteistyössä alueen kuntien
kanssa asukkaiden hyvinvointi kustannukset katetaan avustuksella omarahoitusosuus lautakunta esittää selvitys liitteenä rakennus"""


def generated(seed: int) -> bytes:
    """Return a PDF of 1 to 30 pages of prose with page heads, broken lines and some sums."""
    from minutes.demo_pdf import pdf_of

    dice = random.Random(seed)
    count = dice.choice((1, 2, 3, 5, 8, 30))
    return pdf_of(
        [
            [f"Kuusilammen kunta  Liite {seed}  {number} ({count})", *(_line(dice) for _ in range(LINES))]
            for number in range(1, count + 1)
        ]
    )


def _line(dice: random.Random) -> str:
    line = " ".join(dice.choice(WORDS.split()) for _ in range(dice.randrange(4, 10)))
    if dice.random() < 0.08:
        line += f" {dice.randrange(1, 900)} {dice.randrange(100, 999)} euroa"
    return line + dice.choice((".", "", "", "-"))


def bare(content: bytes) -> None:
    """Read a PDF with pypdf alone."""
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(content)).pages:
        page.extract_text()


def text(content: bytes) -> None:
    """Read a PDF's text, lines put together again, page heads out."""
    from scraper.documents import extract

    assert extract(content).pieces


def whole(content: bytes) -> None:
    """Read a PDF as an attachment: its text, sums and projects."""
    from scraper.attachments import read_file

    assert read_file(content).extracted.pieces


WAYS: dict[str, Callable[[bytes], None]] = {"bare pypdf": bare, "text": text, "text, sums, projects": whole}


def measure(way: str, folder: Path) -> None:
    """Read all files one way and print the seconds of processor time that it took and the process's peak memory in MB."""
    contents = [path.read_bytes() for path in sorted(folder.glob("*.pdf"))]
    WAYS[way](contents[0])
    started = time.process_time()
    for content in contents:
        WAYS[way](content)
    print(time.process_time() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Generate the files, read them all ways in turns and print medians and ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for seed in range(FILES):
            (folder / f"{seed:03}.pdf").write_bytes(generated(seed))
        size = sum(path.stat().st_size for path in folder.iterdir())
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way in WAYS:
                command = [sys.executable, "-m", "benchmarks.attachments", way, name]
                told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
                found[way].append((float(told[0]), float(told[1])))
    print(f"(g) {FILES} PDFs, {size / 1e6:.1f} MB")
    for way, rounds in found.items():
        seconds, memory = (statistics.median(column) for column in zip(*rounds, strict=True))
        pairs = list(zip(rounds, found["bare pypdf"], strict=True))
        slower = statistics.median(ours[0] / theirs[0] for ours, theirs in pairs)
        larger = statistics.median(ours[1] / theirs[1] for ours, theirs in pairs)
        print(f"    {way:22} {seconds:6.2f} s ({slower:.2f} ×), peak {memory:4.0f} MB ({larger:.2f} ×)")


if __name__ == "__main__":
    if len(sys.argv) == 3:
        measure(sys.argv[1], Path(sys.argv[2]))
    else:
        main()
