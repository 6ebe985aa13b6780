"""`minutes sources`: listing, choosing, adding, and first contact with a site over real HTTP."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from minutes.cli import run
from minutes.demo_site import Site, serve
from minutes.new_source import append, entry, recognise, site_address
from scraper.errors import SourceError
from scraper.sources import Sources

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def minutes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a way to run the program in a place of its own: status, stdout, stderr."""
    monkeypatch.setenv("MINUTES_ARCHIVE", str(tmp_path / "archive.sqlite"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("MINUTES_SOURCES", raising=False)

    def call(*arguments: str) -> tuple[int, str, str]:
        status = run(arguments)
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, minutes: Run) -> Iterator[Site]:  # noqa: ARG001
    """Serve the pretend council site, whose towns are in the user's own sources file."""
    with serve() as running:
        file = tmp_path / "own.toml"
        file.write_text(running.sources_toml(), encoding="utf-8")
        monkeypatch.setenv("MINUTES_SOURCES", str(file))
        yield running


def records(text: str) -> list[dict[str, Any]]:
    """Return the JSON lines of a text."""
    return [json.loads(line) for line in text.splitlines()]


# --- list ---


def test_bare_sources_lists_what_can_be_read(minutes: Run) -> None:
    status, out, err = minutes("sources")
    assert status == 0
    assert "siilinjarvi" in out
    assert "seinajoki" not in out
    assert "(--all)" in err


def test_all_lists_every_publisher_once(minutes: Run) -> None:
    _, out, _ = minutes("sources", "--all", "--format", "jsonl")
    rows = records(out)
    assert len(rows) == len(Sources.load())
    states = {row["id"]: row["state"] for row in rows}
    assert states["oulu"] == "said no"
    assert states["hyvinkaa"] == "feed only"
    assert states["seinajoki"] == states["helsinki"] == "off"
    assert states["imatra"] == "not supported yet"
    assert states["tampere"] == ""
    assert states["kuopio"] == ""


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["Siilinjärven"], {"siilinjarvi"}),
        (["749"], {"siilinjarvi"}),
        (["list", "PUBLISH.kuopio.fi"], {"kuopio"}),
        (["kimitoöns", "kommun"], {"kemionsaari"}),
        (["--platform", "mfiles"], {"imatra", "lappeenranta"}),
        (["savo", "--supported"], {"savonlinna"}),
        (["--language", "sv", "--platform", "helsinki"], {"helsinki"}),
    ],
)
def test_words_and_filters_narrow(minutes: Run, arguments: list[str], ids: set[str]) -> None:
    _, out, _ = minutes("sources", *arguments, "--format", "jsonl")
    assert {row["id"] for row in records(out)} >= ids
    if arguments[0] != "savo":
        assert {row["id"] for row in records(out)} == ids


def test_csv_has_the_documented_columns(minutes: Run) -> None:
    _, out, _ = minutes("sources", "siilinjarvi", "--format", "csv")
    head, row = csv.reader(out.splitlines())
    assert head[:6] == ["id", "name", "platform", "languages", "state", "last_success"]
    assert dict(zip(head, row, strict=True)) | {"address": ""} == {
        "id": "siilinjarvi",
        "name": "Siilinjärven kunta",
        "platform": "dynasty",
        "languages": "fi",
        "state": "",
        "last_success": "",
        "municipality": "Siilinjärvi",
        "code": "749",
        "address": "",
        "stance": "open",
        "supported": "true",
        "enabled": "false",
        "verified": "false",
        "muted_until": "",
        "note": "",
    }


def test_a_mistyped_platform_or_subcommand_is_named(minutes: Run) -> None:
    status, _, err = minutes("sources", "--platform", "dynasti")
    assert (status, "did you mean 'dynasty'" in err) == (2, True)
    status, _, err = minutes("sources", "enabel", "kuopio")
    assert (status, "did you mean 'enable'" in err) == (2, True)


def test_a_wrong_own_file_is_an_error(minutes: Run, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text("[sources.kuopio]\nadress = 'https://example.org/'")
    status, _, err = minutes("sources", "list", "--sources", str(file))
    assert status == 2
    assert "unknown key 'adress'; did you mean 'address'" in err


# --- enable, disable, mute ---


def test_enabling_and_disabling_is_kept(minutes: Run) -> None:
    assert minutes("sources", "enable", "kuopio", "Siilinjärvi")[0] == 0
    _, out, _ = minutes("sources", "--enabled", "--format", "jsonl")
    assert {row["id"] for row in records(out)} == {"kuopio", "siilinjarvi"}
    assert minutes("sources", "disable", "kuopio")[0] == 0
    _, out, _ = minutes("sources", "--enabled", "--format", "jsonl")
    assert {row["id"] for row in records(out)} == {"siilinjarvi"}


def test_one_that_left_the_own_file_can_be_disabled(minutes: Run, site: Site, tmp_path: Path) -> None:  # noqa: ARG001
    assert minutes("sources", "enable", "kuusilampi")[0] == 0
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    assert "kuusilampi is enabled, but no sources file has it" in minutes("sources", "--enabled", "--all")[2]
    assert minutes("sources", "disable", "kuusilampi", "kuopio")[0] == 0
    assert minutes("sources", "disable", "kuusilampii")[0] == 2


def test_nothing_enabled_says_how(minutes: Run) -> None:
    status, out, err = minutes("sources", "--enabled")
    assert (status, out) == (0, "")
    assert "minutes sources enable ID" in err


@pytest.mark.parametrize(
    ("id_", "message"),
    [
        ("oulu", "said no on 1.9.2026"),
        ("hyvinkaa", "allows only its feed"),
        ("seinajoki", 'write stance = "open"'),
        ("helsinki", "is off by default: its lists come from the search"),
        ("kannonkoski", "publishes with own-site, which minutes cannot read yet"),
        ("kotka", "no address of its minutes is known"),
        ("kuopoi", "did you mean 'kuopio'"),
    ],
)
def test_what_cannot_be_read_cannot_be_enabled(minutes: Run, tmp_path: Path, id_: str, message: str) -> None:
    status, _, err = minutes("sources", "enable", "lahti", id_)
    assert status == 2
    assert message in err
    assert not (tmp_path / "archive.sqlite").exists()


def test_muting_and_its_end(minutes: Run) -> None:
    status, _, err = minutes("sources", "mute", "kuopio", "--until", "2999-12-31")
    assert (status, "Muted until 31.12.2999: kuopio." in err) == (0, True)
    _, out, _ = minutes("sources", "kuopio", "--format", "jsonl")
    assert records(out)[0]["state"] == "muted"
    assert records(out)[0]["muted_until"].startswith("3000-01-01")
    minutes("sources", "mute", "kuopio", "--days", "0")
    _, out, _ = minutes("sources", "kuopio", "--format", "jsonl")
    assert records(out)[0]["muted_until"] is None


@pytest.mark.parametrize("options", [["--until", "2020-01-01"], ["--until", "2999", "--days", "3"], ["--days", "-1"]])
def test_wrong_mutes(minutes: Run, options: list[str]) -> None:
    assert minutes("sources", "mute", "kuopio", *options)[0] == 2


# --- add ---


@pytest.mark.parametrize(
    ("url", "platform", "publisher"),
    [
        ("https://keitele.oncloudos.com/cgi/DREQUEST.PHP?page=meeting&id=2026", "dynasty", "keitele"),
        ("https://kotka10fi.oncloudos.com/cgi/DREQUEST.PHP", "dynasty", "kotka"),
        ("https://dynastyjulkaisu.kase.fi/D10_Lestijarvi/cgi/DREQUEST.PHP", "dynasty", "lestijarvi"),
        ("https://vaasa.cloudnc.fi/fi-FI", "casem", "vaasa"),
        ("https://lemi.tweb.fi/ktwebscr/pk_tek_tweb.htm", "ktweb", "lemi"),
        ("https://mfiles.example.org/Kokoukset/lemi", "mfiles", "lemi"),
        ("https://www.example.org/", None, None),
    ],
)
def test_what_an_address_tells(url: str, platform: str | None, publisher: str | None) -> None:
    found = recognise(url, None, Sources.load())
    assert (found.platform, found.publisher.id if found.publisher else None) == (platform, publisher)


def test_what_a_page_tells() -> None:
    page = "<title>Dynasty tietopalvelu</title> Haku RSS Keiteleen kunta ... Siilinjärven kunta"
    found = recognise("https://minutes.example.org/", page, Sources.load())
    assert (found.platform, found.publisher and found.publisher.id, found.evidence) == (
        "dynasty",
        "keitele",
        "the page",
    )


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://a.fi/D10_B/cgi/DREQUEST.PHP?page=meeting&id=1#x", "https://a.fi/D10_B/cgi/DREQUEST.PHP"),
        ("https://a.fi/D10_B/kokous/2026-1.PDF", "https://a.fi/D10_B/cgi/DREQUEST.PHP"),
        ("http://a.fi/kokous/TELIN-200.HTM", "http://a.fi/kokous/TELIMET.HTM"),
        ("https://a.cloudnc.fi/sv-FI/Organ/Stadsstyrelsen/Mote_1232024/Bidrag(8)?x=1", "https://a.cloudnc.fi/sv-FI"),
        ("https://a.cloudnc.fi/", "https://a.cloudnc.fi/fi-FI"),
        ("https://ah.a.fi/kh/2017/0502011x/3540817.htm", "https://ah.a.fi/"),
        ("https://paatokset.a.fi/fi/asia/hel-2026-000123?paatos=x", "https://paatokset.a.fi/"),
        ("https://a.tweb.fi/ktwebscr/pk_asil_tweb.htm?+bid=7", "https://a.tweb.fi/ktwebscr/pk_tek_tweb.htm"),
        ("https://a.tweb.fi/ktwebscr/epj_rssfeed.htm", "https://a.tweb.fi/ktwebscr/epj_rssfeed.htm"),
        ("https://www.a.fi/minutes?id=1#x", "https://www.a.fi/minutes"),
    ],
)
def test_an_address_is_cut_to_the_site(url: str, site: str) -> None:
    assert site_address(url) == site


def test_adding_overrides_a_known_publisher(minutes: Run, tmp_path: Path) -> None:
    status, out, err = minutes("sources", "add", "https://keitele.oncloudos.com/cgi/DREQUEST.PHP?page=meeting_frames")
    assert status == 0
    assert "It is Keiteleen kunta" in err
    assert 'address = "https://keitele.oncloudos.com/cgi/DREQUEST.PHP"' in out
    known = Sources.load(tmp_path / "config" / "minutes" / "sources.toml")
    assert (known.get("keitele").platform, known.get("keitele").code) == ("dynasty", "239")
    assert minutes("sources", "keitele")[1].count("keitele") == 1


def test_adding_an_unknown_publisher_needs_a_name(minutes: Run, tmp_path: Path) -> None:
    with serve() as site:
        url = f"{site.url}/harjuvesi/cgi/DREQUEST.PHP"
        status, _, err = minutes("sources", "add", url)
        assert (status, "add --name and --municipality" in err) == (2, True)
        file = tmp_path / "mine.toml"
        status, out, _ = minutes(
            "sources",
            "add",
            url,
            "--name",
            'Harjuveden "kaupunki"',
            "--municipality",
            "Harjuvesi",
            "--write-to",
            str(file),
        )
    assert status == 0
    added = Sources.load(file).get("harjuvesi")
    assert (added.name, added.platform, added.address) == ('Harjuveden "kaupunki"', "dynasty", url)
    assert out.startswith("# Added by `minutes sources add` on ")


def test_adding_makes_the_file_that_the_environment_names(
    minutes: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new" / "mine.toml"
    monkeypatch.setenv("MINUTES_SOURCES", str(file))
    assert minutes("sources", "add", "https://kotka.oncloudos.com/cgi/DREQUEST.PHP")[0] == 0
    assert minutes("sources", "add", "https://lemi.oncloudos.com/cgi/DREQUEST.PHP")[0] == 0
    assert {Sources.load(file).get(id_).platform for id_ in ("kotka", "lemi")} == {"dynasty"}


def test_a_known_or_refused_address_is_not_added(minutes: Run, tmp_path: Path) -> None:
    status, _, err = minutes("sources", "add", "https://kuopio.oncloudos.com/cgi/DREQUEST.PHP")
    assert (status, "id kuopio" in err) == (0, True)
    status, _, err = minutes("sources", "add", "https://uusi.vantaa.fi/cgi/DREQUEST.PHP", "--name", "Vantaan kaupunki")
    assert (status, "said no on 24.8.2026" in err) == (2, True)
    status, _, err = minutes(
        "sources", "add", "https://a.example.org/cgi/DREQUEST.PHP", "--id", "kuopio", "--name", "Kuopio"
    )
    assert (status, "there is a source 'kuopio' already" in err) == (2, True)
    status, _, err = minutes("sources", "add", "nothing")
    assert (status, "no http or https address" in err) == (2, True)
    assert not (tmp_path / "config").exists()


def test_a_mistake_leaves_the_own_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('# mine\n[sources.kuopio]\nnote = "x"\n')
    before = file.read_bytes()
    with pytest.raises(SourceError, match=r"own\.toml"):
        append(file, '[sources.kuopio]\nnote = "twice"\n')
    assert file.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["own.toml"]


def test_an_entry_without_a_system_is_refused() -> None:
    with pytest.raises(SourceError, match="no publishing system"):
        entry("https://example.org/", recognise("https://example.org/", "<p>Tervetuloa</p>", Sources.load()))


# --- check ---


def test_first_contact_shows_what_was_read(
    minutes: Run,
    site: Site,  # noqa: ARG001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scraper.platforms.dynasty.parse", None)  # here: the page is read in a process of its own
    status, out, err = minutes("sources", "check", "kuusilampi", "--format", "jsonl")
    rows = {row["field"]: row for row in records(out)}
    assert rows["rss/meetingitems"]["value"] == "8 links"
    assert rows["body"] == {"field": "body", "found": True, "value": "Kunnanhallitus"}
    assert rows["decision"]["found"] is False
    assert status == 0, err
    assert "minutes sources enable kuusilampi" in err
    with sqlite3.connect(tmp_path / "archive.sqlite") as archive:
        assert archive.execute("SELECT count(*) FROM page WHERE source = 'kuusilampi'").fetchone() == (1,)
        assert archive.execute("SELECT first_success IS NOT NULL FROM source_state").fetchone() == (1,)
    archive.close()


def test_a_strangers_page_is_kept_without_a_decision(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.toml").write_text("", encoding="utf-8")
    archive = tmp_path / "strangers.sqlite"
    own = ("--sources", str(tmp_path / "empty.toml"), "--archive", str(archive))
    assert run(["sources", "check", site.base("kuusilampi"), *own]) == 0
    said = capsys.readouterr().err
    assert f"Next: minutes sources add {site.base('kuusilampi')}" in said
    assert "minutes reparse reads it again" in said
    assert run(["reparse", "--archive", str(archive)]) == 0
    assert "1 page: 0 new" in capsys.readouterr().err
    connection = sqlite3.connect(archive)
    assert connection.execute("SELECT count(*) FROM page").fetchone() == (1,)
    assert connection.execute("SELECT count(*) FROM decision").fetchone() == (0,)
    connection.close()


def test_one_page_can_be_checked(minutes: Run, site: Site) -> None:
    url = f"{site.base('kuusilampi')}?page=meetingitem&id=2026103-2"
    status, out, _ = minutes("sources", "check", url, "--format", "jsonl")
    rows = {row["field"]: row["value"] for row in records(out)}
    assert status == 0
    assert rows["section"] == "79"
    assert rows["municipality"] == "Kuusilampi"


def test_a_page_that_is_not_understood_is_kept_and_reported(
    minutes: Run, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from minutes.demo_pages import Reply

    whole = site.reply

    def broken(target: str) -> Reply | None:
        if "page=meetingitem" in target:
            return Reply(b"<html><body><p>Huoltokatko. /kokous/2026118-1.PDF</p></body></html>", "text/html")
        return whole(target)

    monkeypatch.setattr(site, "reply", broken)
    status, _, err = minutes("sources", "check", "kuusilampi")
    assert status == 1
    assert "Not understood:" in err
    assert "Please report it at" in err
    assert site.base("kuusilampi") in err
    with sqlite3.connect(tmp_path / "archive.sqlite") as archive:
        assert archive.execute("SELECT count(*) FROM page").fetchone() == (1,)
        assert archive.execute("SELECT count(*) FROM failure").fetchone() == (1,)
        assert archive.execute("SELECT count(*) FROM source_state WHERE first_success IS NOT NULL").fetchone() == (0,)
    archive.close()
    asked = len(site.requests)
    status, _, err = minutes("reparse", "--source", "kuusilampi")
    assert (status, "1 page:" in err, len(site.requests)) == (1, True, asked)


def test_a_site_that_does_not_answer_is_reported(minutes: Run, tmp_path: Path) -> None:
    with serve() as gone:
        text = gone.sources_toml()
    file = tmp_path / "own.toml"
    file.write_text(text, encoding="utf-8")
    status, _, err = minutes("sources", "check", "harjuvesi", "--sources", str(file))
    assert status == 1
    assert "Not understood:" in err


def test_nothing_is_asked_for_while_another_run_writes(minutes: Run, site: Site, tmp_path: Path) -> None:
    from minutes.lock import only_writer

    with only_writer(tmp_path / "archive.sqlite"):
        assert minutes("sources", "check", "kuusilampi")[0] == 75
        assert minutes("sources", "enable", "kuusilampi")[0] == 75
    assert site.requests == []


def test_empty_feeds_lead_to_the_lists(minutes: Run, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = site.reply
    monkeypatch.setattr(
        site, "reply", lambda target: whole(target.replace("show=", "show=0&none=") if "rss/" in target else target)
    )
    status, out, err = minutes("sources", "check", "harjuvesi", "--format", "jsonl")
    rows = {row["field"]: row["value"] for row in records(out)}
    assert rows["rss/meetingitems"] == "0 links"
    assert rows["body"] == "Kaupunginhallitus"
    assert status == 0, err


def test_another_address_is_tried_where_the_first_is_dead(minutes: Run, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    dead = "http://127.0.0.1:9/cgi/DREQUEST.PHP"
    text = site.sources_toml().split("\n\n")[1]
    address = site.base("harjuvesi")
    file.write_text(
        text.replace(f'"{address}"', f'"{dead}"') + f'\nother_addresses = ["{address}"]\n', encoding="utf-8"
    )
    status, out, err = minutes("sources", "check", "harjuvesi", "--format", "jsonl")
    assert {row["field"]: row["value"] for row in records(out)}["municipality"] == "Harjuvesi"
    assert (status, dead in err) == (1, True)


def test_sync_asks_for_permission_too(minutes: Run) -> None:
    for id_ in ("vantaa", "oulu"):
        status, _, err = minutes("sync", id_)
        assert (status, "must not be read" in err) == (2, True)


def test_one_enabled_source_that_cannot_be_read_stops_no_other(minutes: Run, site: Site, tmp_path: Path) -> None:
    assert minutes("sources", "enable", "granskar", "harjuvesi")[0] == 0
    (tmp_path / "own.toml").write_text(site.sources_toml().split("\n\n")[0], encoding="utf-8")
    status, out, err = minutes("sync", "--format", "jsonl")
    assert (status, [row["source"] for row in records(out)]) == (0, ["granskar"])
    assert "`minutes sources disable harjuvesi` stops following it" in err


def test_refused_publishers_are_not_contacted(minutes: Run) -> None:
    for publisher in ("oulu", "https://asiakirjat.ouka.fi/ktwebscr/pk_tek_tweb.htm"):
        status, _, err = minutes("sources", "check", publisher)
        assert (status, "said no on 1.9.2026" in err) == (2, True)
