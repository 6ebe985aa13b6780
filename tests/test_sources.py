"""The publishers: what the packaged list holds, what a user's own file may do, and who is never read."""

import contextlib
import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper import sources
from scraper.errors import SourceError, UnknownSource
from scraper.refusals import site_of
from scraper.source import KEYS, Source, Stance, read_entry, slug
from scraper.sources import PACKAGED, Sources


def own(tmp_path: Path, text: str) -> Path:
    """Write a user's own sources file and return its path."""
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def packaged() -> Sources:
    """Return the packaged publishers alone."""
    return Sources.load()


NEW_TOWN = """
[sources.hiirola]
name = "Hiirolan kunta"
municipality = "Hiirola"
platform = "dynasty"
address = "https://hiirola.example.fi/cgi/DREQUEST.PHP"
"""


def test_every_dynasty_publisher_is_there(packaged: Sources) -> None:
    dynasty = [source for source in packaged if source.platform == "dynasty"]
    assert len(dynasty) >= 149
    assert all(source.address.endswith("/cgi/DREQUEST.PHP") for source in dynasty)


def test_no_publisher_is_listed_twice(packaged: Sources) -> None:
    codes = [source.code for source in packaged if source.code]
    addresses = [address.casefold() for source in packaged for address in source.addresses]
    assert len(codes) == len(set(codes))
    assert len(addresses) == len(set(addresses))


def test_every_entry_is_whole(packaged: Sources) -> None:
    for source in packaged:
        assert re.fullmatch(r"[a-z0-9-]+", source.id)
        assert source.name.isprintable()
        assert source.name == source.name.strip()
        joint = source.code is None
        assert joint or source.name.endswith((" kunta", " kaupunki", " kommun")), source.id
        assert not joint or "hyvinvointialue" in source.name or "kuntayhtymä" in source.name, source.id
        assert ("sv" in source.languages and "fi" in source.languages) == bool(source.name_sv), source.id
        assert source.address or source.platform == "own-site", source.id


@pytest.mark.parametrize(
    ("id_", "name", "code"),
    [
        ("siilinjarvi", "Siilinjärven kunta", "749"),
        ("kuopio", "Kuopion kaupunki", "297"),
        ("joensuu", "Joensuun kaupunki", "167"),
        ("espoo", "Espoon kaupunki", "049"),
        ("sastamala", "Sastamalan kaupunki", "790"),
        ("lappajarvi", "Lappajärven kunta", "403"),
        ("turku", "Turun kaupunki", "853"),
        ("helsinki", "Helsingin kaupunki", "091"),
        ("alajarvi", "Alajärven kaupunki", "005"),
        ("virrat", "Virtain kaupunki", "936"),
        ("isokyro", "Isonkyrön kunta", "152"),
        ("uusikaupunki", "Uudenkaupungin kaupunki", "895"),
        ("loppi", "Lopen kunta", "433"),
        ("koski-tl", "Kosken Tl kunta", "284"),
        ("lansi-uudenmaan-hva", "Länsi-Uudenmaan hyvinvointialue", None),
    ],
)
def test_names_and_codes(packaged: Sources, id_: str, name: str, code: str | None) -> None:
    source = packaged.get(id_)
    assert (source.name, source.code) == (name, code)


def test_a_bilingual_publisher_has_both_names(packaged: Sources) -> None:
    kimito = packaged.get("kemionsaari")
    assert kimito.languages == ("sv", "fi")
    assert kimito.full_name == "Kemiönsaaren kunta – Kimitoöns kommun"
    assert packaged.get("brando").full_name == "Brändö kommun"


def test_the_address_that_was_seen_comes_first(packaged: Sources) -> None:
    assert packaged.get("kuopio").addresses == (
        "https://publish.kuopio.fi/cgi/DREQUEST.PHP",
        "https://kuopio.oncloudos.com/cgi/DREQUEST.PHP",
    )


@pytest.mark.parametrize(
    ("url", "id_"),
    [
        ("http://dynastyjulkaisu.pohjoiskarjala.net:80/joensuu/cgi/DREQUEST.PHP?page=rss/meetings", "joensuu"),
        ("https://dynastyjulkaisu.pohjoiskarjala.net/Lieksa/kokous/20231-2.PDF", "lieksa"),
        ("https://dynastyjulkaisu.kase.fi/D10_Perho/cgi/DREQUEST.PHP?page=meeting&id=2023", "perho"),
        ("https://dynastyjulkaisu.pohjoiskarjala.net/", None),
        ("https://KUOPIO.oncloudos.com/cgi/DREQUEST.PHP", "kuopio"),
        ("https://publish.kuopio.fi/kokous/1.PDF", "kuopio"),
        ("https://evijarvi.fi/djulkaisu/cgi/DREQUEST.PHP", "evijarvi"),
        ("https://loviisa.oncloudos.com/sv/cgi/DREQUEST.PHP", "loviisa"),
        ("https://example.org/cgi/DREQUEST.PHP", None),
        ("http://[::1", None),
        ("kuopio", None),
        ("", None),
    ],
)
def test_a_source_is_found_by_its_address(packaged: Sources, url: str, id_: str | None) -> None:
    found = packaged.for_url(url)
    assert (found.id if found else None) == id_


@given(st.text(max_size=80))
def test_no_address_breaks_the_lookup(text: str) -> None:
    known = Sources.load()
    for url in (text, f"https://{text}/cgi/DREQUEST.PHP", f"http://asiakirjat.ouka.fi/{text}"):
        refusal = known.refusal(url)
        assert refusal is None or refusal.covers(url)
        known.for_url(url)


def test_an_unknown_id_names_the_nearest(packaged: Sources) -> None:
    with pytest.raises(UnknownSource, match="no source 'siilinjavi'; did you mean 'siilinjarvi'"):
        packaged.get("siilinjavi")
    with pytest.raises(UnknownSource, match="'minutes sources' shows the ids"):
        packaged.get("#")


def test_a_name_serves_as_an_id(packaged: Sources) -> None:
    assert packaged.get("Siilinjärvi").id == "siilinjarvi"
    assert packaged.get("Mänttä-Vilppula").id == "mantta-vilppula"


@given(st.text())
def test_a_slug_is_an_id_or_nothing(text: str) -> None:
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug(text))


# --- publishers that said no ---


@pytest.mark.parametrize(
    ("id_", "stance"),
    [
        ("oulu", Stance.refused),
        ("vantaa", Stance.refused),
        ("lappeenranta", Stance.refused),
        ("hyvinkaa", Stance.feed_only),
        ("seinajoki", Stance.off),
        ("imatra", Stance.off),
        ("helsinki", Stance.off),
        ("tampere", Stance.open),
        ("kuopio", Stance.open),
    ],
)
def test_stances(packaged: Sources, id_: str, stance: Stance) -> None:
    assert packaged.get(id_).stance is stance


def test_all_ktweb_and_mfiles_are_off(packaged: Sources) -> None:
    stances = {source.stance for source in packaged if source.platform in {"ktweb", "mfiles"}}
    assert stances == {Stance.off, Stance.refused, Stance.feed_only}


def test_a_refusal_says_who_when_and_how(packaged: Sources) -> None:
    assert packaged.get("oulu").note == ("Oulun kaupunki said no on 1.9.2026 (in writing: not even the RSS feed)")


@pytest.mark.parametrize(
    ("url", "forbidden"),
    [
        ("https://asiakirjat.ouka.fi/ktwebscr/pk_rssfeed.htm", True),
        ("https://ouka.fi/", True),
        ("https://ASIAKIRJAT.OUKA.FI./", True),
        ("https://asiakirjat.ou%6Ba.fi/", True),
        ("http://new.poytakirjat.vantaa.fi:8080/cgi/DREQUEST.PHP", True),
        ("https://mfiles.lappeenranta.fi/Kokoukset/lappeenranta", True),
        ("https://asianhallintavhp.hyvinkaa.fi/ktwebscr/pk_tek_tweb.htm", True),
        ("https://asianhallintavhp.hyvinkaa.fi/ktwebscr/pk_rssfeed.htm", False),
        ("https://asianhallintavhp.hyvinkaa.fi/ktwebscr/epj_rssfeed.htm?toimielin=", False),
        ("https://notouka.fi/", False),
        ("https://ouka.fi.example.org/", False),
        ("https://kuopio.oncloudos.com/cgi/DREQUEST.PHP", False),
    ],
)
def test_refused_addresses(packaged: Sources, url: str, forbidden: bool) -> None:
    assert (packaged.refusal(url) is not None) == forbidden


@pytest.mark.parametrize(
    "entry",
    [
        '[sources.oulu]\nnote = "mine"',
        '[sources.oulu]\nstance = "open"',
        '[sources.oulu]\npermission = "they said yes"',
        '[sources.hyvinkaa]\nstance = "open"',
        '[sources.kuopio]\naddress = "https://asiakirjat.ouka.fi/cgi/DREQUEST.PHP"',
        '[sources.kuopio]\nother_addresses = ["https://uusi.vantaa.fi/cgi/DREQUEST.PHP"]',
        NEW_TOWN + 'code = "564"',
        NEW_TOWN.replace('"Hiirola"', '"oulu"'),
        NEW_TOWN.replace("hiirola.example.fi", "sub.ouka.fi"),
    ],
)
def test_no_own_file_reads_a_refused_publisher_by_accident(tmp_path: Path, entry: str) -> None:
    with pytest.raises(SourceError, match=r'said no .*permission = "who allowed it and when'):
        Sources.load(own(tmp_path, entry))


def test_a_recorded_permission_lifts_a_refusal(tmp_path: Path) -> None:
    known = Sources.load(own(tmp_path, '[sources.vantaa]\npermission = "Kirjaamo, 3.3.2027"'))
    vantaa = known.get("vantaa")
    assert vantaa.stance is Stance.open
    assert "Kirjaamo, 3.3.2027" in vantaa.note
    assert known.refusal(vantaa.address) is None
    assert known.refusal("https://asiakirjat.ouka.fi/") is not None
    assert known.refusal("https://other.vantaa.fi/") is not None


def test_an_address_is_asked_through_its_publisher_or_its_host_alone(packaged: Sources) -> None:
    assert packaged.to_ask("https://kuopio.oncloudos.com/kokous/1.PDF").id == "kuopio"
    unknown = packaged.to_ask("https://Paatokset.example.org/a?b=1")
    assert (set(unknown.hosts), unknown.loopback) == ({"paatokset.example.org"}, False)
    assert packaged.to_ask("http://127.0.0.1:8001/").hosts == {"127.0.0.1:8001"}
    assert packaged.to_ask("http://127.0.0.1:8001/").loopback
    with pytest.raises(SourceError, match=r"must not be read: Oulun kaupunki said no"):
        packaged.to_ask("https://asiakirjat.ouka.fi/")
    with pytest.raises(SourceError, match="no http or https address"):
        packaged.to_ask("file:///etc/passwd")


# --- a user's own file ---


def test_an_own_file_adds_and_overrides(tmp_path: Path, packaged: Sources) -> None:
    known = Sources.load(own(tmp_path, NEW_TOWN + '[sources.seinajoki]\nstance = "open"'))
    assert len(known) == len(packaged) + 1
    hiirola = known.get("hiirola")
    assert (hiirola.languages, hiirola.stance, hiirola.code, hiirola.loopback) == (("fi",), Stance.open, None, False)
    assert known.for_url("https://hiirola.example.fi/kokous/1.PDF") == hiirola
    seinajoki = known.get("seinajoki")
    assert (seinajoki.stance, seinajoki.code) == (Stance.open, "743")


def test_sites_on_this_machine_differ_by_port(tmp_path: Path) -> None:
    text = "".join(
        NEW_TOWN.replace("sources.hiirola", f"sources.town-{port}").replace(
            "https://hiirola.example.fi", f"http://127.0.0.1:{port}"
        )
        + "loopback = true\n"
        for port in (8001, 8002)
    )
    known = Sources.load(own(tmp_path, text))
    assert known.get("town-8001").hosts == {"127.0.0.1:8001"}
    found = known.for_url("http://127.0.0.1:8002/cgi/DREQUEST.PHP?page=meeting&id=1")
    assert found is not None
    assert found.id == "town-8002"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[sources.hiirola", "not valid TOML"),
        ("[source.hiirola]\nname='x'", r"unknown table \[source\]; an entry begins with \[sources.ID\]"),
        ("[refused.oulu]\nname='x'", r"unknown table \[refused\]"),
        ("sources = 3", "'sources' must be a table"),
        ("[sources]\nkuopio = 3", r"\[sources.kuopio\] must be a table of keys"),
        ("[sources.kuopio]\nadress = 'https://x.fi/'", "unknown key 'adress'; did you mean 'address'"),
        ("[sources.Hiirola]\nname = 'x'", "an id is lower-case .*did you mean 'hiirola'"),
        ("[sources.hiirola]\nname = 'Hiirolan kunta'", "lacks the key 'municipality'"),
        (NEW_TOWN.replace("address", "note"), "lacks the key 'address'"),
        (NEW_TOWN.replace('"dynasty"', '"dynasti"'), "unknown platform 'dynasti'; did you mean 'dynasty'"),
        ("[sources.kuopio]\ncode = 297", "'code' must be three digits in quotes"),
        ("[sources.kuopio]\ncode = '29'", "'code' must be three digits"),
        ("[sources.kuopio]\nname = ' '", "'name' must be a text that is not empty"),
        ("[sources.kuopio]\naddress = 'ftp://x.fi/'", "'address' must be an http or https address"),
        ("[sources.kuopio]\naddress = 'https://user:word@x.fi/'", "'address' must be"),
        ("[sources.kuopio]\naddress = 'https://[x/'", "'address' must be"),
        ("[sources.kuopio]\nother_addresses = 'https://x.fi/'", "'other_addresses' must be a list"),
        ("[sources.kuopio]\nlanguages = ['en']", "'languages' must be"),
        ("[sources.kuopio]\nlanguages = []", "'languages' must be"),
        ("[sources.kuopio]\nstance = 'refused'", "'stance' must be"),
        ("[sources.kuopio]\nloopback = true", "'loopback' is only for addresses of this machine"),
        ("[sources.kuopio]\nplatform = 'dynasty.x'", "unknown platform 'dynasty.x'; did you mean 'dynasty'"),
        ("[sources.kuopio]\nloopback = 'yes'", "'loopback' must be true or false"),
    ],
)
def test_a_wrong_file_is_named_with_its_mistake(tmp_path: Path, text: str, message: str) -> None:
    file = own(tmp_path, text)
    with pytest.raises(SourceError, match=message) as error:
        Sources.load(file)
    assert str(file) in str(error.value)


@given(
    st.text(max_size=20),
    st.dictionaries(
        st.one_of(st.sampled_from(sorted(KEYS)), st.text(max_size=12)),
        st.one_of(
            st.text(max_size=40), st.booleans(), st.integers(), st.floats(), st.lists(st.text(max_size=20), max_size=3)
        ),
        max_size=6,
    ),
)
def test_any_table_is_an_entry_or_an_error(id_: str, table: dict[str, object]) -> None:
    base = Source(id="a", name="A", municipality="A", platform="dynasty")
    with contextlib.suppress(SourceError):
        assert read_entry(id_, table, base=base).hosts <= {site_of(url) for url in _texts(table)}


def _texts(table: dict[str, object]) -> list[str]:
    lists = [value if isinstance(value, list) else [value] for value in table.values()]
    return [item for values in lists for item in values if isinstance(item, str)]


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match="cannot read the sources file"):
        Sources.load(file)


def test_a_file_that_is_named_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SourceError, match="cannot read the sources file"):
        sources.load(tmp_path / "missing.toml")
    monkeypatch.setenv("MINUTES_SOURCES", str(tmp_path / "gone.toml"))
    with pytest.raises(SourceError, match=r"gone\.toml"):
        sources.load()


def test_the_file_is_found_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MINUTES_SOURCES", str(own(tmp_path, NEW_TOWN)))
    assert sources.load().get("hiirola").name == "Hiirolan kunta"


def test_without_any_own_file_the_packaged_ones_serve(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MINUTES_SOURCES", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert sources.own_file() == tmp_path / "minutes" / "sources.toml"
    assert len(sources.load()) == len(Sources.load())


# --- support ---


@pytest.mark.parametrize(
    ("id_", "supported"),
    [
        ("kuopio", True),
        ("tampere", True),
        ("turku", True),
        ("helsinki", True),
        ("seinajoki", True),
        ("oulu", True),
        ("imatra", False),
        ("kannonkoski", False),
        ("kotka", False),
    ],
)
def test_supported_is_what_a_module_can_find(packaged: Sources, id_: str, supported: bool) -> None:
    assert packaged.get(id_).supported is supported


def test_what_rests_on_hearsay_is_off(packaged: Sources) -> None:
    assert packaged.get("helsinki").stance is Stance.off
    assert packaged.get("helsinki").note
    assert {source.stance for source in packaged if source.platform in {"casem", "turku"}} == {Stance.open}


def test_the_refused_are_listed_as_publishers_too(packaged: Sources) -> None:
    refused = tomllib.loads(PACKAGED.read_text(encoding="utf-8"))["refused"]
    assert {packaged.get(id_).name for id_ in refused} == {table["name"] for table in refused.values()}
