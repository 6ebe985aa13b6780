"""What servers do to their visitors, as scripted replies for `tests.servers`: MISBEHAVIOURS by name, each with what is said of it.

A reply that never ends is bounded by the visitor's deadline alone, so tests give it a short one.
"""

import gzip
import zlib
from dataclasses import dataclass

from tests.servers import Reply

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
BOMB = gzip.compress(bytes(60 * 2**20))
"""Sixty megabytes in sixty kilobytes."""
LOGIN = """<!DOCTYPE html><html lang="fi"><head><title>Kirjaudu sisään</title></head><body><h1>Kirjaudu sisään</h1>
<form method="post" action="/login"><label>Käyttäjätunnus <input name="user"></label><label>Salasana <input type="password"
name="password"></label><button>Kirjaudu</button></form></body></html>""".encode()
SOFT_404 = """<!DOCTYPE html><html lang="fi"><head><title>Sivua ei löytynyt</title></head><body><h1>Sivua ei löytynyt</h1>
<p>Hakemaasi sivua ei ole tai se on siirretty. Palaa <a href="/">etusivulle</a>.</p></body></html>""".encode()
MAINTENANCE = """<!DOCTYPE html><html lang="fi"><body><h1>Huoltokatko</h1><p>Palvelu on pois käytöstä klo 16–18.</p></body></html>""".encode()
ANOTHER_ITEM = """<!DOCTYPE html><html lang="fi"><head><meta charset="utf-8"></head><body><h1>Kunnanhallitus  Pöytäkirja 02.03.2026/Pykälä 9</h1>
<a href='../kokous/2019999-9.PDF'>Kokousasia PDF-muodossa</a><p>Kunnanhallitus 02.03.2026 § 9</p><p>Päätös</p><p>Hyväksyttiin.</p>
</body></html>""".encode()


@dataclass(frozen=True)
class Misbehaviour:
    """A reply, a pattern that the recorded reason matches, and whether it takes up the whole deadline."""

    reply: Reply
    said: str
    slow: bool = False


def _packed(encoding: str, body: bytes) -> Reply:
    return Reply(200, body, {"Content-Type": "text/html", "Content-Encoding": encoding})


BROKEN = {
    "drips the page": Misbehaviour(Reply(200, b"x" * 5_000, drip=0.01), "no whole answer within", slow=True),
    "drips the head": Misbehaviour(
        Reply(raw=HEAD + b"X: " + b"y" * 5_000, drip=0.01), "no whole answer within", slow=True
    ),
    "says nothing": Misbehaviour(Reply(raw=b"", stall=True), "no whole answer within", slow=True),
    "stalls in the head": Misbehaviour(Reply(raw=HEAD, stall=True), "no whole answer within", slow=True),
    "stalls in the page": Misbehaviour(Reply(200, b"x" * 99, cut=9, stall=True), "no whole answer within", slow=True),
    "sends interim answers for ever": Misbehaviour(
        Reply(raw=b"", endless=b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", drip=0.001),
        "no whole answer within",
        slow=True,
    ),
    "hangs up": Misbehaviour(Reply(raw=b""), "no answer from"),
    "resets at once": Misbehaviour(Reply(raw=b"", reset=True), "no answer from"),
    "resets in the page": Misbehaviour(Reply(200, b"x" * 99, cut=9, reset=True), "broke off"),
    "promises more than it sends": Misbehaviour(Reply(200, b"half", {"Content-Length": "100"}, cut=4), "broke off"),
    "speaks no HTTP": Misbehaviour(Reply(raw=b"220 mail.example ESMTP\r\n"), "no answer from"),
    "says a length that is none": Misbehaviour(Reply(raw=HEAD + b"Content-Length: many\r\n\r\nx"), "no answer from"),
    "says two lengths": Misbehaviour(
        Reply(raw=HEAD + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nabcd"), "no answer from"
    ),
    "sends chunks that are none": Misbehaviour(
        Reply(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nwhat\r\n"), "broke off"
    ),
    "leaves out the last chunk": Misbehaviour(
        Reply(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nwhat\r\n"), "broke off"
    ),
    "sends ten thousand headers": Misbehaviour(
        Reply(raw=HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(50_000)) + b"\r\n"), "no answer from"
    ),
    "sends one huge header": Misbehaviour(Reply(raw=HEAD + b"X: " + b"y" * 5_000_000 + b"\r\n\r\n"), "no answer from"),
    "sends headers for ever": Misbehaviour(Reply(raw=HEAD, endless=b"X: y\r\n" * 1_000), "no answer from"),
    "sends a gzip bomb": Misbehaviour(_packed("gzip", BOMB), "larger than 10 MB"),
    "sends a deflate bomb": Misbehaviour(_packed("deflate", zlib.compress(bytes(60 * 2**20))), "larger than 10 MB"),
    "sends a bomb in a bomb": Misbehaviour(_packed("gzip, gzip", gzip.compress(BOMB)), "not asked for"),
    "sends brotli": Misbehaviour(_packed("br", b"\x1b\x03\x00\xf8"), "not asked for"),
    "sends gzip that is none": Misbehaviour(_packed("gzip", b"\x1f\x8bnot gzip"), "damaged"),
    "sends a page without end": Misbehaviour(Reply(raw=HEAD + b"\r\n", endless=b"x" * 2**20), "larger than 10 MB"),
    "redirects for ever": Misbehaviour(
        Reply(302, headers={"Location": "?page=meetingitem&id=20261-1"}), "more than 5 redirects"
    ),
    "redirects nowhere": Misbehaviour(Reply(302, headers={"Location": "javascript:alert(1)"}), "no usable address"),
    "redirects inwards": Misbehaviour(
        Reply(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}), "none of the hosts"
    ),
    "asks for a log-in": Misbehaviour(Reply(401, LOGIN), "status 401"),
    "says 403": Misbehaviour(Reply(403), "status 403"),
    "says 404": Misbehaviour(Reply(404), "status 404"),
    "says 410": Misbehaviour(Reply(410), "status 410"),
    "says 204": Misbehaviour(Reply(204), "status 204"),
    "sends a part": Misbehaviour(Reply(206, b"part", {"Content-Range": "bytes 0-3/99"}), "status 206"),
    "offers a choice": Misbehaviour(Reply(300, b"this or that"), "status 300"),
    "says 500": Misbehaviour(Reply(500, b"oops"), "answers 500"),
    "is busy": Misbehaviour(Reply(429), "answers 429"),
    "is busy until the year 9999": Misbehaviour(
        Reply(503, headers={"Retry-After": "Fri, 31 Dec 9999 23:59:59 GMT"}), "answers 503"
    ),
}
"""Answers that are no page: the fetch fails with a reason."""

WRONG = {
    "an empty page": Misbehaviour(Reply(200, b"", {"Content-Type": "text/html"}), "."),
    "a soft 404": Misbehaviour(Reply(200, SOFT_404, {"Content-Type": "text/html; charset=utf-8"}), "."),
    "a log-in page": Misbehaviour(Reply(200, LOGIN, {"Content-Type": "text/html; charset=utf-8"}), "."),
    "a maintenance page": Misbehaviour(Reply(200, MAINTENANCE, {"Content-Type": "text/html; charset=utf-8"}), "."),
    "another item's page": Misbehaviour(
        Reply(200, ANOTHER_ITEM, {"Content-Type": "text/html; charset=utf-8"}), "another page"
    ),
    "noise": Misbehaviour(Reply(200, bytes(range(256)) * 40, {"Content-Type": "text/html"}), "."),
}
"""Pages that are not the one asked for: fetched, never kept as the item, recorded with a reason."""

MISBEHAVIOURS = BROKEN | WRONG
