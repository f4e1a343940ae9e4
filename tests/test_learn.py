"""Learning a site: which lines are its own, which are its stories', and what a person may change."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from tests.sites import LANGUAGES, Line, Page, Site, extracted, paragraph, site, sites

from cleanarticle import Cleaner, Options
from cleanarticle.cli.learn.command import write
from cleanarticle.profiles.address import site_of
from cleanarticle.profiles.corpus import Corpus, Shared
from cleanarticle.profiles.file import ProfileError, load, parse, render, show
from cleanarticle.profiles.folder import Folder
from cleanarticle.profiles.merge import merged
from cleanarticle.profiles.page import Seen, look
from cleanarticle.profiles.profile import Entry, Profile, prose
from cleanarticle.profiles.site import learn
from cleanarticle.profiles.template import canonical, compiled, skeletons
from cleanarticle.text.segment import segment

CLEANER = Cleaner(Options(preset="body"))
PLACES = ["Aldmouth", "Brackwell", "Carrowby", "Dunsea", "Eastvale", "Fernholt", "Garnock", "Inverby"]


def story(number: int) -> list[str]:
    """The paragraphs of a story that no other has."""
    random = Random(number)  # noqa: S311
    return [paragraph(random, LANGUAGES["en"]) for _ in range(5)]


def page(number: int, head: Sequence[str] = (), tail: Sequence[str] = ()) -> list[str]:
    """A page with lines above and below a story."""
    return [*head, f"{PLACES[number % 8]} looks ahead to year {number}", *story(number), *tail]


def learned(pages: Iterable[Sequence[str]]) -> Profile:
    """What such pages teach, when no other site has anything of theirs."""
    return learn("example.com", [look("\n".join(lines), CLEANER) for lines in pages], lambda _: False)


def texts(profile: Profile) -> list[str]:
    return [entry.text for entry in profile.entries]


# --- whole sites ---

Shape = Callable[[Site], Site]


def whole(one: Site) -> Site:
    """All of the pages' text."""
    return one


def elsewhere(many: Iterable[Site]) -> Shared:
    shared = Shared()
    for one in many:
        for each in one.pages:
            for line in filter(prose, each.text.splitlines()):
                shared.add(canonical(line), one.host)
    return shared


def outcome(one: Site, shared: Shared) -> tuple[int, int, set[str], set[str]]:
    """Of a learned site: right and wrong entries, and its templates that were found and those that pages carry."""
    profile = learn(one.host, [look(each.text, CLEANER) for each in one.pages], shared.__contains__)
    wrong, found, carried = set(), set(), set()
    for each in one.pages:
        for line in each.lines:
            carried |= {line.template} - {""}
            entry = profile.find(canonical(segment(line.text).lines[0].text))
            if entry and line.template:
                found.add(line.template)
            elif entry and not line.teaser:
                wrong.add(entry.text)
    return len(profile.entries) - len(wrong), len(wrong), found, carried


def measured(many: Sequence[Site]) -> tuple[float, float]:
    """Precision and recall over many sites."""
    shared = elsewhere(many)
    right = wrong = found = carried = 0
    for one in many:
        good, bad, mine, all_ = outcome(one, shared)
        right, wrong, found, carried = right + good, wrong + bad, found + len(mine), carried + len(all_)
    return right / (right + wrong), found / carried


@pytest.mark.parametrize("shape", [whole, extracted])
def test_ten_stories_show_a_sites_own_lines_and_no_others(shape: Shape) -> None:
    precision, recall = measured([shape(one) for one in sites(seed=20, count=25, stories=10)])
    assert precision >= 0.995
    assert recall >= 0.95


@pytest.mark.nightly
@pytest.mark.parametrize("shape", [whole, extracted])
@pytest.mark.parametrize("seed", range(8))
def test_ten_stories_do_so_on_many_sites(seed: int, shape: Shape) -> None:
    precision, recall = measured([shape(one) for one in sites(seed=100 + seed, count=100, stories=10)])
    assert precision >= 0.995
    assert recall >= 0.95


@pytest.mark.nightly
def test_five_stories_show_most_lines_and_two_hundred_nearly_all() -> None:
    precision, recall = measured(list(sites(seed=7, count=60)))
    assert precision >= 0.995
    assert recall >= 0.95


def line_is_own(line: Line) -> bool:
    """Whether a line belongs to the story that it stands in."""
    return not line.template and not line.teaser


def lost(one: Site, folder: Path, preset: str) -> tuple[list[str], int, int]:
    """Lines of stories that a profile costs, and how many lines of the template stay without it and with it.

    With `body` a title is furniture, and shows itself the sooner the less of the template stands around it.
    """
    before, after = Cleaner(Options(preset=preset)), Cleaner(Options(preset=preset, profiles=folder))
    gone: list[str] = []
    without = with_it = 0
    for each in one.pages:
        left, less = (set(c.clean(each.text, url=each.url).splitlines()) for c in (before, after))
        own = [line for line in each.lines if line_is_own(line) and not (line.title and preset == "body")]
        gone += [line.text for line in own if line.text in left - less]
        without += sum(1 for line in each.lines if line.template and line.text in left)
        with_it += sum(1 for line in each.lines if line.template and line.text in less)
    return gone, without, with_it


def teach(many: Iterable[Site], folder: Path, sample: int = 500) -> None:
    folder.mkdir(exist_ok=True)
    corpus = Corpus(sample)
    for one in many:
        for each in one.pages:
            assert corpus.add(each.text, each.url)
    write(corpus, folder)
    corpus.close()


@pytest.mark.parametrize("shape", [whole, extracted])
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 12))])
def test_profiles_cost_no_line_of_a_story_and_leave_few_of_the_sites(seed: int, shape: Shape, tmp_path: Path) -> None:
    many = [shape(one) for one in sites(seed, count=6, stories=10)]
    teach(many, tmp_path)
    stayed = went = 0
    for one in many:
        assert lost(one, tmp_path, "news")[0] == []
        gone, without, with_it = lost(one, tmp_path, "body")
        assert gone == []
        stayed, went = stayed + with_it, went + without - with_it
    assert went > stayed


def test_profiles_are_the_same_in_whatever_order_pages_come(tmp_path: Path) -> None:
    one = site(seed=5, stories=30)
    teach([one], tmp_path / "one", sample=16)
    pages = list(one.pages)
    Random(1).shuffle(pages)  # noqa: S311
    teach([replace(one, pages=tuple(pages))], tmp_path / "other", sample=16)
    name = f"{one.host}.toml"
    assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_a_profile_knows_a_line_by_its_canonical_form() -> None:
    one = site(seed=11, stories=12)
    profile = learn(one.host, [look(each.text, CLEANER) for each in one.pages], lambda _: False)
    lines = {line.text for each in site(seed=11, stories=30).pages for line in each.lines}
    known = {text for text in lines if profile.knows(text)}
    assert known == {text for text in lines if profile.find(canonical(segment(text).lines[0].text))}
    assert len(known) > 30


# --- what is evidence ---

CALL = "Harbour post by pigeon"


def test_line_of_one_page_teaches_nothing() -> None:
    assert texts(learned([page(1, tail=[CALL])])) == []


def test_line_below_three_stories_is_the_sites() -> None:
    assert texts(learned([page(n, tail=[CALL]) for n in range(3)])) == [CALL]


def test_near_duplicates_are_one_witness() -> None:
    again = [[*page(1)[:3], f"Correction number {n}.", *page(1)[3:], CALL] for n in range(8)]
    assert learned(again).pages == 1
    assert texts(learned(again)) == []


def test_refrain_among_paragraphs_stays() -> None:
    pages = [page(n, tail=[CALL]) for n in range(10)]
    for lines in pages:
        lines.insert(2, "Nobody was hurt.")
    assert texts(learned(pages)) == [CALL]


def test_refrain_at_the_end_of_some_stories_stays() -> None:
    pages = [page(n, tail=["The inquiry continues."] if n < 5 else []) for n in range(10)]
    assert texts(learned(pages)) == []


def test_heading_over_a_list_that_ends_the_story_stays() -> None:
    flour = [["Ingredients", f"{PLACES[n % 8]} flour and {PLACES[n // 8]} butter"] for n in range(12)]
    assert texts(learned([page(n, tail=[*lines, CALL]) for n, lines in enumerate(flour)])) == [CALL]


SYNDICATED = "The agency has reported on the islands since the first cable was laid, and its reporters live on them."


def test_paragraph_below_all_stories_is_the_sites_unless_other_sites_have_it() -> None:
    pages = [look("\n".join(page(n, tail=[SYNDICATED])), CLEANER) for n in range(4)]
    assert texts(learn("example.com", pages, lambda _: False)) == [SYNDICATED]
    assert texts(learn("example.com", pages, lambda text: text == SYNDICATED)) == []


def test_numbers_dates_and_names_become_slots() -> None:
    heads = [[f"Written by {a} {b} on {n + 1} March 2024"] for n, (a, b) in enumerate(pairwise(PLACES))]
    assert texts(learned([page(n, head=head) for n, head in enumerate(heads)])) == ["Written by {name} on {date}"]


def test_same_name_on_every_page_is_no_slot() -> None:
    assert texts(learned([page(n, head=["Edited by Mara Lind"]) for n in range(6)])) == ["Edited by Mara Lind"]


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("24 comments", "{number} comments"),
        ("Updated 10:31 pm, 1,204 readers", "Updated {time}, {number} readers"),
        ("Stand: 3. März 2024", "Stand: {date}"),
        ("Mis à jour le 3 mars 2024 à 10:31", "Mis à jour le {date} à {time}"),
        ("2024-03-01 | News", "{date} | News"),
        ("Tuesday briefing", "{date} briefing"),
        ("発行 2024年3月1日", "発行 {date}"),
        ("You may march on", "You may march on"),
        ("Hello {{name}}", ""),
        ("Two   spaces", "Two spaces"),
    ],
)
def test_canonical_form(line: str, form: str) -> None:
    assert canonical(line) == form


@pytest.mark.parametrize(
    ("template", "line", "fits"),
    [
        ("By {name}", "By Mara Lind", True),
        ("By {name}", "By Mara van der Lind", True),
        ("By {name}", "By the sea", False),
        ("By {name}", "By ", False),
        ("By {name} | {any}", "By Mara Lind | Coast", True),
        ("{any} reads", "Everybody reads", True),
        ("{any} reads", " reads", False),
        ("a{any}a", "aa", False),
        ("Channel 4", "Channel {number}", True),
        ("Channel 4", "Channel {number} News", False),
    ],
)
def test_template_fits(template: str, line: str, fits: bool) -> None:
    assert compiled(template).matches(line) is fits


def test_names_may_stand_in_several_places() -> None:
    assert "By {name} and {name}, Courier" in skeletons("By Mara Lind and Tom Reed, Courier")


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.example.com/a", "example.com"),
        ("http://m.example.com", "m.example.com"),
        ("EXAMPLE.com./x", "example.com"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("https://user@example.com:99/", "example.com"),
        ("../../etc/passwd", None),
        ("https://[::1", None),
        ("", None),
        ("story", None),
    ],
)
def test_site_of_an_address(url: str, host: str | None) -> None:
    assert site_of(url) == host


def test_sample_is_bounded_and_does_not_depend_on_order() -> None:
    samples = []
    for step in (1, 7):
        corpus = Corpus(sample=20)
        for i in range(1000):
            corpus.add(f"Story {i * step % 1000}", "https://example.com/x")
        samples.append(corpus.pages("example.com"))
        corpus.close()
    assert samples[0] == samples[1]
    assert len(samples[0]) == 20


def test_sentences_of_several_sites_are_told_from_those_of_one() -> None:
    shared = Shared()
    for n in range(2000):
        shared.add(f"Sentence {n}", f"site-{n % 7}.example")
        shared.add(f"Shared {n % 10}", f"site-{n % 7}.example")
    assert all(f"Shared {n}" in shared for n in range(10))
    assert sum(f"Sentence {n}" in shared for n in range(2000)) == 0


# --- as evidence ---

URL = "https://www.example.com/story"
ENTRY = Entry("Harbour post by pigeon", "newsletter", ("tail",), 9, 9, 9)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a profile."""
    (tmp_path / "example.com.toml").write_text(render(Profile("example.com", 9, (ENTRY,))), encoding="utf-8")
    return tmp_path


def test_what_a_profile_removes_bears_its_name(folder: Path) -> None:
    result = Cleaner(Options(profiles=folder)).analyze("\n".join(page(1, tail=[CALL])), url=URL)
    assert [(r.label, r.reason) for r in result.removed] == [("newsletter", f"profile.example.com.{ENTRY.slug}")]
    assert result.text == "\n".join(page(1))


@pytest.mark.parametrize("url", [None, "https://other.example/story", "https://sport.example.com/story", "nothing"])
def test_a_profile_speaks_for_its_site_alone(folder: Path, url: str | None) -> None:
    text = "\n".join(page(1, tail=[CALL]))
    cleaner = Cleaner(Options(profiles=folder))
    cleaner.clean(text, url=URL)
    assert cleaner.clean(text, url=url) == text


def test_a_line_stays_where_it_was_not_learned(folder: Path) -> None:
    text = "\n".join([CALL, *page(1)])
    assert Cleaner(Options(profiles=folder)).clean(text, url=URL) == text


def test_options_and_guards_hold(folder: Path) -> None:
    text = "\n".join(page(1, tail=[CALL]))
    assert Cleaner(Options(profiles=folder, keep={"newsletter"})).clean(text, url=URL) == text
    spoken = replace(ENTRY, text=f'"{CALL}," the host said.')
    (folder / "example.com.toml").write_text(render(Profile("example.com", 9, (spoken,))), encoding="utf-8")
    quoted = "\n".join(page(1, tail=[spoken.text]))
    assert Cleaner(Options(profiles=folder)).clean(quoted, url=URL) == quoted


def test_profiles_go_along_into_other_processes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    copy = pickle.loads(pickle.dumps(Cleaner(Options(profiles="."))))
    monkeypatch.chdir(folder.parent)
    assert CALL not in copy.clean("\n".join(page(1, tail=[CALL])), url=URL)


def test_promises_hold_on_pages_of_a_site(tmp_path: Path) -> None:
    one = extracted(site(seed=2, stories=12))
    teach([one], tmp_path)
    cleaner = Cleaner(Options(profiles=tmp_path))
    for each in one.pages:
        result = cleaner.analyze(each.text, url=each.url)
        assert "".join(segment.span.of(each.text) for segment in result.segments) == each.text
        assert cleaner.clean(result.text, url=each.url) == result.text
        assert all(reason.count(one.host) for r in result.removed if (reason := r.reason).startswith("profile."))


def test_cleaning_twice_is_cleaning_once(folder: Path) -> None:
    cleaner = Cleaner(Options(profiles=folder))
    once = cleaner.clean("\n".join(page(1, tail=["Leave a comment", CALL, "Menu"])), url=URL)
    assert cleaner.clean(once, url=URL) == once


# --- files ---


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("site =", "not TOML"),
        ("pages = 3", 'site is missing: site = "example.com"'),
        ('site = "example.com"\ntial = 3', "unknown key 'tial'; did you mean 'tail'?"),
        ('site = "example.com"\npages = -1', "pages is a number"),
        ('site = "example.com"\ntail = 3', r"tail is a table, with its lines below \[tail\]"),
        ('site = "example.com"\n[tail]\nGo = 3', "line 'Go': label is a label in quotes"),
        ('site = "example.com"\n[tail]\nGo = { pages = 3 }', "line 'Go': label is missing"),
        ('site = "example.com"\n[tail]\nGo = "shear"', "did you mean 'share'?"),
        ('site = "example.com"\n[tail]\nGo = { label = "share", also = ["haed"] }', "did you mean 'head'?"),
        ('site = "example.com"\n[tail]\nGo = { label = "share", off = 1 }', "off is true or false"),
        ('site = "example.com"\n[tail]\n"{nme}, hi" = "share"', "did you mean '{name}'?"),
        ('site = "example.com"\n[tail]\n"{any}" = "share"', "needs a word besides"),
        ('site = "example.com"\n[tail]\n"Go {any}{name}" = "share"', "something between them"),
        ('site = "example.com"\n[head]\n"Go 4" = "share"\n[tail]\n"Go 5" = "share"', "line 'Go 5' stands twice"),
        ('site = "example.com"\n[memory]\nwritten = 1', "written is a list of texts"),
        ('site = "example.com"\nmemory = 1', "memory is a table"),
    ],
)
def test_bad_files_are_errors_that_say_what_is_wrong(data: str, message: str) -> None:
    with pytest.raises(ProfileError, match=message) as caught:
        parse(data, "example.com.toml")
    assert str(caught.value).startswith("example.com.toml: ")


def test_file_under_a_wrong_name_is_an_error(folder: Path) -> None:
    (folder / "example.com.toml").rename(folder / "example.org.toml")
    with pytest.raises(ProfileError, match=r"is about 'example\.com'"):
        Folder(folder).profile("https://example.org/")


def test_missing_folder_is_an_error_at_once(tmp_path: Path) -> None:
    with pytest.raises(ProfileError, match="no folder of profiles"):
        Cleaner(Options(profiles=tmp_path / "none"))


def test_files_read_back_as_they_were_written() -> None:
    odd = Entry('A "quoted" \\ line\t\x7f\u2028', "share", ("head", "tail"), 1, 1, 1, off=True, sure=True, note="a\nb")
    profile = Profile("example.com", 9, (odd, ENTRY), frozenset({"a b tail"}), ("c",))
    assert parse(render(profile), "") == profile
    assert "deleted by hand" in show(profile)


# --- what a person changes ---


def run(old: Profile | None, count: int = 9) -> Profile:
    """The file after one more run over pages with two lines of the site."""
    new = learned([page(n, head=["Cliff path map"], tail=[CALL]) for n in range(count)])
    return parse(render(merged(old, new)), "")


def by_text(profile: Profile, text: str) -> Entry:
    return next(entry for entry in profile.entries if entry.text == text)


def test_counts_add() -> None:
    twice = run(run(None))
    assert [(e.count, e.pages, e.of) for e in twice.entries] == [(18, 18, 18)] * 2
    assert twice.pages == 18


def test_deleted_lines_do_not_come_back() -> None:
    first = run(None)
    edited = replace(first, entries=tuple(entry for entry in first.entries if entry.text != CALL))
    second = run(edited)
    assert texts(second) == ["Cliff path map"]
    assert texts(run(second)) == ["Cliff path map"]


def test_edited_lines_survive() -> None:
    first = run(None)
    call, path = by_text(first, CALL), by_text(first, "Cliff path map")
    mine = Entry("Follow {any} by pigeon", "share", ("tail",))
    edited = replace(first, entries=(replace(call, label="advert", note="ours"), replace(path, off=True), mine))
    second = run(edited)
    assert by_text(second, CALL).label == "advert"
    assert by_text(second, CALL).note == "ours"
    assert by_text(second, CALL).pages == 18
    assert by_text(second, "Cliff path map").off
    assert by_text(second, mine.text) == mine


def test_what_a_person_changed_outlives_the_evidence_and_what_nobody_touched_does_not() -> None:
    first = run(None)
    edited = replace(first, entries=(replace(by_text(first, CALL), sure=True), by_text(first, "Cliff path map")))
    gone = merged(edited, Profile("example.com", pages=2000))
    assert texts(gone) == [CALL]
    assert texts(run(gone)) == ["Cliff path map", CALL]


def test_what_a_template_of_ones_own_covers_is_not_learned_again() -> None:
    mine = Profile("example.com", entries=(Entry("Harbour {any} pigeon", "newsletter", ("tail",)),))
    assert texts(run(mine)) == ["Cliff path map", "Harbour {any} pigeon"]


# --- the command line ---


def call(folder: Path, *arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "cleanarticle", *arguments]
    done = subprocess.run(command, input=data, capture_output=True, cwd=folder, timeout=60, check=False)
    assert b"Traceback" not in done.stderr
    return done


def records(pages: Iterable[Page]) -> bytes:
    return b"".join(json.dumps({"url": each.url, "text": each.text}).encode() + b"\n" for each in pages)


def test_learn_show_and_clean(tmp_path: Path) -> None:
    one = site(seed=3, stories=10)
    (tmp_path / ".git").mkdir()
    (tmp_path / "pages.jsonl").write_bytes(records(one.pages))
    done = call(tmp_path, "learn", "pages.jsonl", "--url-key", "url", "-o", "profiles")
    assert (done.returncode, done.stdout) == (0, b"")
    profile = load(tmp_path / "profiles" / f"{one.host}.toml")
    assert done.stderr.decode() == f"cleanarticle: 1 site, {len(profile.entries)} lines: profiles\n"
    shown = call(tmp_path, "learn", "--show", f"https://{one.host}/", "-o", "profiles")
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert shown.stdout.decode() == show(profile)
    clean = call(tmp_path, "--jsonl", "text", "--url-key", "url", "--profiles", "profiles", "pages.jsonl")
    assert clean.returncode == 0
    library = Cleaner(Options(profiles=tmp_path / "profiles"))
    expected = [library.clean(each.text, url=each.url) for each in one.pages]
    assert [json.loads(line)["text"] for line in clean.stdout.splitlines()] == expected


def test_explanation_names_the_profile(folder: Path) -> None:
    text = "\n".join(page(1, tail=[CALL])).encode()
    done = call(folder, "--no-config", "--explain", "--profiles", ".", "--url", URL, data=text)
    assert f"# profile.example.com.{ENTRY.slug}" in done.stdout.decode()


def test_settings_name_profiles_beside_them(folder: Path) -> None:
    (folder / "cleanarticle.toml").write_text('profiles = "."', encoding="utf-8")
    done = call(folder, "--url", URL, data="\n".join(page(1, tail=[CALL])).encode())
    assert CALL not in done.stdout.decode()


def test_profile_that_cannot_be_used_fails_the_documents_of_its_site(folder: Path) -> None:
    (folder / "example.com.toml").write_text("site = 3", encoding="utf-8")
    data = b"".join(
        json.dumps({"url": url, "text": "Rain."}).encode() + b"\n" for url in (URL, "https://other.example/")
    )
    done = call(folder, "--no-config", "--jsonl", "text", "--url-key", "url", "--profiles", ".", data=data)
    assert done.returncode == 3
    assert "<stdin>:1: " in done.stderr.decode()
    assert "example.com.toml: site is a host in quotes" in done.stderr.decode()
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "data", "code", "message"),
    [
        (["learn"], b"", 2, "-o DIR"),
        (["learn", "none.jsonl", "-o", "p"], b"", 2, "none.jsonl"),
        (["learn", "--show", "example.org", "-o", "."], b"", 2, "no profile of 'example.org'"),
        (["learn", "-o", "p"], b'{"text": "x"}\n', 3, "<stdin>:1: unknown field 'url'"),
        (["learn", "-o", "p"], b'{"text": "x", "url": "here"}\n', 3, "no site in the address 'here'"),
        (["--url-key", "url"], b"", 2, "--url-key needs --jsonl"),
        (["--jsonl", "text", "--url", "u"], b"", 2, "--url is for documents"),
        (["--profiles", "none"], b"", 2, "--profiles needs the address"),
        (["--profiles", "none", "--url", "https://a.example/1"], b"", 2, "no folder of profiles"),
    ],
)
def test_wrong_usage(tmp_path: Path, arguments: list[str], data: bytes, code: int, message: str) -> None:
    done = call(tmp_path, *arguments, data=data)
    assert done.returncode == code
    assert message in done.stderr.decode()


def test_lines_without_letters_and_pages_without_paragraphs_teach_nothing() -> None:
    assert texts(learned([["1", "2", "---"]] * 5)) == []
    assert learned([["Menu"], ["Home"]]).entries == ()
    assert isinstance(look("Menu", CLEANER)[0], Seen)
