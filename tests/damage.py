"""Feeds with known truth, and seeded damage to them: which items a damage touched is known byte by byte.

A feed is a list of pieces: its head, its items with what stands between them, its tail. A damage changes pieces, so an item whose piece
is as it was is undamaged, whatever happened around it.
"""

import datetime as dt
import gzip
import random
from collections.abc import Callable
from dataclasses import dataclass

HOST = "https://poytakirjat.harjuvesi.example"
FEED = f"{HOST}/cgi/DREQUEST.PHP?page=rss/meetingitems&show=100"
BODIES = (
    "Kunnanhallitus",
    "Kunnanvaltuusto",
    "Tekninen lautakunta",
    "Sivistyslautakunta, jaosto",
    "Ympäristölautakunta",
)
WORDS = [
    "talousarvio",
    "hankinta",
    "määräalan",
    "myyminen",
    "lausunto",
    "kaavaehdotuksesta",
    "avustusten",
    "jakaminen",
    "yhdistyksille",
    "tie",
    "silta",
    "koulu",
    "vesihuolto",
    "sähköistäminen",
    "selvitys",
    "aloite",
    "valtuustoaloite",
    "pöytäkirjan",
    "tarkastajat",
    "kokouksen",
    "laillisuus",
    "jäähalli",
    "ryhmä",
]


@dataclass(frozen=True)
class Item:
    """What one item says: the truth that reading the feed is held against."""

    id: str
    body: str
    date: dt.date
    title: str


@dataclass(frozen=True)
class Feed:
    """A generated feed: `pieces[places[n]]` is item n, the other pieces are head, tail and what stands between."""

    items: tuple[Item, ...]
    pieces: tuple[bytes, ...]
    places: tuple[int, ...]
    encoding: str

    @property
    def content(self) -> bytes:
        """Return the feed's bytes."""
        return b"".join(self.pieces)


@dataclass(frozen=True)
class Damaged:
    """A feed after a damage: what is served, which of its items the damage did not touch, and all it had."""

    content: bytes
    intact: tuple[Item, ...]
    items: tuple[Item, ...]
    content_type: str | None = None
    misdeclared: bool = False
    seamless: bool = False
    """A stretch or a pair of tags was taken out, which may leave a perfect feed with fewer items: that shows in nothing."""


def make_feed(rng: random.Random) -> Feed:
    """Return a feed as councils serve them (formats.md 1.3), or, now and then, an Atom feed or one without CDATA."""
    items = tuple(_item(rng, number) for number in range(rng.randint(1, 55)))
    encoding = rng.choice(("iso-8859-1", "iso-8859-1", "windows-1252", "utf-8"))
    write = rng.choice((_dynasty, _dynasty, _dynasty, _plain, _atom))
    head, written, tail = write(items, encoding)
    pieces, places = [head], []
    for one in written:
        places.append(len(pieces))
        pieces += [one, rng.choice(("", "\n", "\r\n  "))]
    pieces.append(tail)
    codec = "windows-1252" if encoding == "iso-8859-1" else encoding
    return Feed(items, tuple(piece.encode(codec, "xmlcharrefreplace") for piece in pieces), tuple(places), encoding)


def _item(rng: random.Random, number: int) -> Item:
    words = rng.choices(WORDS, k=rng.randint(1, 7))
    if rng.random() < 0.2:
        words.insert(
            rng.randrange(len(words) + 1), rng.choice(("/", "–", "5 000 €", "§ 12", "R&D", "(vanha)", '"lainaus"'))
        )
    title = " ".join(words).strip(" /") or "asia"
    date = dt.date(2026, 1, 1) + dt.timedelta(days=rng.randrange(365))
    return Item(f"{date.year}{100 + number}-{rng.randint(1, 30)}", rng.choice(BODIES), date, title.capitalize())


def _said(item: Item) -> str:
    return f"{item.body} {item.date.day:02}.{item.date.month:02}.{item.date.year} / {item.title}"


def _address(item: Item) -> str:
    return f"{HOST}:443/cgi/DREQUEST.PHP?page=meetingitem&id={item.id}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _dynasty(items: tuple[Item, ...], encoding: str) -> tuple[str, list[str], str]:
    head = (
        f"<?xml version='1.0' encoding='{encoding}'?><rss version='2.0'><channel><title><![CDATA[Dynasty]]></title>"
        f"<link><![CDATA[{HOST}:443/cgi/DREQUEST.PHP?page=meeting_frames]]></link>"
        "<description><![CDATA[Dynasty - Kokousasiat]]></description>"
    )
    return (
        head,
        [
            f"<item><title><![CDATA[{_said(item)}]]></title><description><![CDATA[{item.title}]]></description>"
            f"<link><![CDATA[{_address(item)}]]></link></item>"
            for item in items
        ],
        "</channel></rss>",
    )


def _plain(items: tuple[Item, ...], encoding: str) -> tuple[str, list[str], str]:
    head = f'<?xml version="1.0" encoding="{encoding}"?>\n<rss version="2.0"><channel><title>Pöytäkirjat</title><link>{HOST}/</link>\n'
    return (
        head,
        [
            f"<item>\n<title>{_escaped(_said(item))}</title>\n<link>{_escaped(_address(item))}</link>\n"
            f'<guid isPermaLink="true">{_escaped(_address(item))}</guid></item>'
            for item in items
        ],
        "</channel>\n</rss>\n",
    )


def _atom(items: tuple[Item, ...], encoding: str) -> tuple[str, list[str], str]:
    head = f'<?xml version="1.0" encoding="{encoding}"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Asiat</title><id>x</id>'
    return (
        head,
        [
            f"<entry><title>{_escaped(_said(item))}</title><id>tag:{item.id}</id>"
            f'<link rel="alternate" href="{_escaped(_address(item))}"/><updated>2026-01-01T00:00:00Z</updated></entry>'
            for item in items
        ],
        "</feed>",
    )


# --- damages: each takes a feed and returns new pieces; the wholesale ones say themselves what is left ---

Pieces = list[bytes]


def _any(rng: random.Random, pieces: Pieces) -> int:
    """Choose a piece that is not empty, by its size, as an accident would."""
    return rng.choices(range(len(pieces)), [len(piece) for piece in pieces])[0]


def _splice(rng: random.Random, pieces: Pieces, put: bytes, cut: int = 0) -> None:
    n = _any(rng, pieces)
    at = rng.randrange(len(pieces[n]) + 1)
    pieces[n] = pieces[n][:at] + put + pieces[n][at + cut :]


def flip_bytes(rng: random.Random, pieces: Pieces) -> None:
    """Change single bytes to others."""
    for _ in range(rng.randint(1, 12)):
        n = _any(rng, pieces)
        piece = bytearray(pieces[n])
        piece[rng.randrange(len(piece))] ^= 1 << rng.randrange(8)
        pieces[n] = bytes(piece)


def truncate(rng: random.Random, pieces: Pieces) -> None:
    """Lose the end."""
    keep = rng.randrange(sum(map(len, pieces)))
    for n, piece in enumerate(pieces):
        pieces[n] = piece[: max(keep, 0)]
        keep -= len(piece)


def lose_a_stretch(rng: random.Random, pieces: Pieces) -> None:
    """Lose a stretch of up to 2,000 bytes, as where a buffer was dropped."""
    start = rng.randrange(sum(map(len, pieces)))
    stop, at = start + rng.randint(1, 2_000), 0
    for n, piece in enumerate(pieces):
        first, last = max(start - at, 0), max(stop - at, 0)
        at += len(piece)
        pieces[n] = piece[:first] + piece[last:]


def repeat_a_stretch(rng: random.Random, pieces: Pieces) -> None:
    """Serve a stretch within a piece twice, as where a buffer was sent again."""
    n = _any(rng, pieces)
    start = rng.randrange(len(pieces[n]))
    stretch = pieces[n][start : start + rng.randint(1, 300)]
    pieces[n] = pieces[n][: start + len(stretch)] + stretch + pieces[n][start + len(stretch) :]


def insert_nulls(rng: random.Random, pieces: Pieces) -> None:
    """Insert NULs and other control characters."""
    for _ in range(rng.randint(1, 5)):
        _splice(rng, pieces, rng.choice((b"\x00" * rng.randint(1, 600), b"\x0b\x01", b"\x1a", b"\x08\x7f")))


def bad_entities(rng: random.Random, pieces: Pieces) -> None:
    """Insert ampersands and entities that nobody declared."""
    for _ in range(rng.randint(1, 5)):
        _splice(
            rng,
            pieces,
            rng.choice((b"&", b"&nbsp;", b"&auml;", b"&#x110000;", b"&#0;", b"&#xD800;", b"&&amp", b"&x;" * 50)),
        )


def odd_tags(rng: random.Random, pieces: Pieces) -> None:
    """Insert tags that are not closed, or close what is not open."""
    tags = (
        b"<",
        b">",
        b"<b>",
        b"</item>",
        b"</channel>",
        b"<item>",
        b"<title>",
        b"</rss>",
        b"<x:y>",
        b"<a href='",
        b"<!--",
        b"-->",
    )
    for _ in range(rng.randint(1, 4)):
        _splice(rng, pieces, rng.choice(tags))


def odd_cdata(rng: random.Random, pieces: Pieces) -> None:
    """Insert beginnings and ends of CDATA, nested or lost."""
    for _ in range(rng.randint(1, 3)):
        _splice(rng, pieces, rng.choice((b"<![CDATA[", b"]]>", b"<![CDATA[<![CDATA[", b"]]]]>", b"<![CDATA[]]>")))


def lose_a_tag(rng: random.Random, pieces: Pieces) -> None:
    """Lose whole tags or CDATA ends."""
    for _ in range(rng.randint(1, 4)):
        n = _any(rng, pieces)
        lost = rng.choice(
            (
                b"]]>",
                b"<![CDATA[",
                b"</title>",
                b"</link>",
                b"</item>",
                b"<item>",
                b"</entry>",
                b"<link>",
                b"</channel>",
                b">",
            )
        )
        pieces[n] = pieces[n].replace(lost, b"", 1)


def no_link(rng: random.Random, pieces: Pieces) -> None:
    """Take links or their addresses away."""
    for _ in range(rng.randint(1, 5)):
        n = _any(rng, pieces)
        pieces[n] = rng.choice(
            (
                pieces[n].replace(b"meetingitem", b""),
                pieces[n].replace(b"link", b"lnk"),
                pieces[n].replace(b"https", b""),
            )
        )


def repeat_elements(rng: random.Random, pieces: Pieces) -> None:
    """Give an item some element twice, or put another item into it."""
    n = _any(rng, pieces)
    extra = rng.choice(
        (b"<title>muu</title>", b"<link></link>", b"<link>x</link>", b"<item></item>", b"<guid>7</guid>", b"<title/>")
    )
    at = pieces[n].find(b"<title")
    pieces[n] = pieces[n][: max(at, 0)] + extra + pieces[n][max(at, 0) :]


def nest_deeply(rng: random.Random, pieces: Pieces) -> None:
    """Insert a thousand elements one in the other, closed or not."""
    tag = rng.choice((b"div", b"item", b"rss", b"x"))
    _splice(rng, pieces, (b"<" + tag + b">") * 1_000 + (b"</" + tag + b">") * rng.choice((0, 1_000)))


def declare_entities(rng: random.Random, pieces: Pieces) -> None:
    """Declare entities that grow a millionfold, or that lie in files, and use them."""
    grow = b"".join(b"<!ENTITY e%d '%s'>" % (n + 1, b"&e%d;" % n * 10) for n in range(9))
    declared = rng.choice((b"<!ENTITY e0 'ha'>" + grow, b"<!ENTITY e9 SYSTEM 'file:///etc/passwd'>"))
    at = pieces[0].find(b"?>") + 2
    pieces[0] = pieces[0][:at] + b"<!DOCTYPE rss [" + declared + b"]>" + pieces[0][at:]
    _splice(rng, pieces, b"&e9;")


def grow(rng: random.Random, pieces: Pieces) -> None:
    """Blow the feed up between its items."""
    n = rng.choice([n for n in range(len(pieces)) if n % 2 == 0])
    pieces[n] += rng.choice((b"<x>", b"&", b" ", b"<!-- -", b"<![CDATA[ ", b"<description>")) * rng.randint(
        10_000, 60_000
    )


def stray_bytes(rng: random.Random, pieces: Pieces) -> None:
    """Insert bytes that are no letters of the feed's encoding."""
    for _ in range(rng.randint(1, 4)):
        _splice(rng, pieces, rng.choice((b"\xc3", b"\xff\xfe", b"\xe2\x80", b"\xed\xa0\x80", b"\x81", b"\xef\xbf\xbf")))


DAMAGES: tuple[Callable[[random.Random, Pieces], None], ...] = (
    flip_bytes, truncate, lose_a_stretch, repeat_a_stretch, insert_nulls, bad_entities, odd_tags, odd_cdata, lose_a_tag, no_link,
    repeat_elements, nest_deeply, declare_entities, grow, stray_bytes,
)  # fmt: skip


def _misdeclare(rng: random.Random, feed: Feed) -> Damaged:
    """Declare another charset than the feed is in, in the feed or in the header."""
    names = (
        "utf-8",
        "iso-8859-1",
        "us-ascii",
        "utf-16",
        "punycode",
        "unicode_escape",
        "rot13",
        "utf-7",
        "x-none",
        "gb18030",
        "shift_jis",
    )
    name = rng.choice(names)
    if rng.random() < 0.5:
        return Damaged(feed.content, feed.items, feed.items, f"text/xml; charset={name}", True)
    head = feed.pieces[0].replace(feed.encoding.encode(), name.encode(), 1)
    return Damaged(head + b"".join(feed.pieces[1:]), feed.items, feed.items, None, True)


def _recode(rng: random.Random, feed: Feed) -> Damaged:
    """Serve the feed in an encoding of its own with a byte order mark, whatever it declares."""
    codec = "windows-1252" if feed.encoding == "iso-8859-1" else feed.encoding
    return Damaged(feed.content.decode(codec).encode(rng.choice(("utf-8-sig", "utf-16"))), feed.items, feed.items)


def _replace(rng: random.Random, feed: Feed) -> Damaged:
    """Serve something else altogether."""
    page = b"<!DOCTYPE html><html><body><h1>Huoltokatko</h1><p>Palaamme pian.</p></body></html>"
    return Damaged(
        rng.choice((b"", page, gzip.compress(feed.content), b"%PDF-1.7\n" + bytes(99), b"rss", feed.content[:30])),
        (),
        feed.items,
    )


def make_damaged(rng: random.Random) -> Damaged:
    """Return a damaged feed: mostly one kind of damage, at times two."""
    feed = make_feed(rng)
    if rng.random() < 0.1:
        return rng.choice((_misdeclare, _recode, _replace))(rng, feed)
    pieces = list(feed.pieces)
    damages = rng.sample(DAMAGES, rng.choice((1, 1, 1, 2)))
    for damage in damages:
        if any(pieces):
            damage(rng, pieces)
    intact = tuple(
        item for item, place in zip(feed.items, feed.places, strict=True) if pieces[place] == feed.pieces[place]
    )
    return Damaged(b"".join(pieces), intact, feed.items, seamless=not {lose_a_stretch, lose_a_tag}.isdisjoint(damages))
