"""What the adapters for documents share: arguments, verdicts, metadata, and documents that cannot be cleaned."""

from __future__ import annotations

import json
import logging
import pickle

import pytest

from cleanarticle import Cleaner, OptionError, Options
from cleanarticle.integrations.documents import KEYS, DocumentCleaner, options_of, plain, verdicts

ARTICLE = "The bridge reopened on Friday, the council said."
PAGE = f"{ARTICLE}\n\nLeave a comment"
RESIDUE = "Leave a comment\n\nShare this article"


def test_metadata_are_texts_and_numbers_and_spans_only_on_demand() -> None:
    told = DocumentCleaner(Cleaner()).clean(PAGE, "a").metadata
    assert told == {"cleanarticle_verdict": "article", "cleanarticle_removed": len(PAGE) - len(ARTICLE)}
    told = DocumentCleaner(Cleaner(), spans=True).clean(PAGE, "a").metadata
    assert set(told) < set(KEYS)
    (span,) = json.loads(json.dumps(told))["cleanarticle_spans"]
    assert (PAGE[span["start"] : span["end"]].strip(), span["label"]) == ("Leave a comment", "comments")


@pytest.mark.parametrize(
    ("text", "verdict", "left"), [(PAGE, "article", ARTICLE), (RESIDUE, "residue", ""), ("", "empty", "")]
)
def test_every_verdict_stays_unless_told(text: str, verdict: str, left: str) -> None:
    cleaned = DocumentCleaner(Cleaner()).clean(text, "a")
    assert (cleaned.text, cleaned.metadata["cleanarticle_verdict"], cleaned.dropped) == (left, verdict, False)


def test_a_dropped_document_keeps_its_text_and_is_named_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        cleaned = DocumentCleaner(Cleaner(), verdicts(["residue"])).clean(RESIDUE, "page 2")
    assert (cleaned.text, cleaned.dropped) == (RESIDUE, True)
    assert caplog.messages == ["document page 2 dropped: residue"]


def test_no_text_is_left_alone() -> None:
    cleaned = DocumentCleaner(Cleaner(), verdicts(["empty"])).clean(None, "a")
    assert (cleaned.text, cleaned.metadata, cleaned.dropped) == (None, {}, False)


def test_what_cannot_be_cleaned_stays_and_says_why(caplog: pytest.LogCaptureFixture) -> None:
    cleaned = DocumentCleaner(Cleaner()).clean(b"bytes", "page 3")
    assert cleaned.text == b"bytes"
    assert str(cleaned.metadata["cleanarticle_error"]).startswith("TypeError: text must be str, not bytes")
    assert caplog.messages[0].startswith("document page 3 stays as it is: TypeError: text must be str")


def test_survives_pickling() -> None:
    copy = pickle.loads(pickle.dumps(DocumentCleaner(Cleaner(Options(preset="body")), verdicts(["wall"]))))
    assert copy.clean(PAGE, "a").text == ARTICLE


def test_options_saved_as_plain_values_are_the_same_options() -> None:
    first = Options(preset="body", drop={"tags"}, keep={"title", "byline"}, rules=["a.toml"], languages={"en", "de"})
    assert Options(**plain(first)) == first
    assert Options(**plain(Options())) == Options()


@pytest.mark.parametrize(
    ("options", "choices", "message"),
    [
        (None, {"presett": "body"}, "unknown option 'presett'; did you mean 'preset'"),
        (None, {"keep": {"coments"}}, "did you mean 'comments'"),
        (Options(), {"preset": "body"}, "not both: preset"),
    ],
)
def test_wrong_options_are_named(options: Options | None, choices: dict[str, object], message: str) -> None:
    with pytest.raises(OptionError, match=message):
        options_of(options, choices)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["walls"], "unknown verdict 'walls'; did you mean 'wall'"),
        ("wall", "belong in a set or list"),
        (["article"], "nothing would be left"),
    ],
)
def test_wrong_verdicts_are_named(names: list[str] | str, message: str) -> None:
    with pytest.raises(OptionError, match=message):
        verdicts(names)
