"""A real browser, and pages as `cleanarticle report` writes them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

from cleanarticle.cli import corpus
from cleanarticle.cli.report.page import environment, render, write
from cleanarticle.cli.report.summary import summarize
from cleanarticle.result import Result


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    assert path, "no Chromium here: install it, or name it in CHROMIUM"
    flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=path, args=[*flags, "--disable-component-update", "--disable-sync"]
        )
        yield started
        started.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[[list[tuple[corpus.Page, Result]]], Path]:
    """Writes a report and says where."""

    def call(documents: list[tuple[corpus.Page, Result]]) -> Path:
        path = tmp_path / "report.html"
        data = {"summary": summarize(documents, 1000), "settings": "preset news", "most_sites": 200}
        write(path, render(environment(), "page.html.j2", data))
        return path

    return call


@pytest.fixture
def noted() -> list[str]:
    """What a page does although it should do nothing: requests, dialogs, messages, violations of its policy."""
    return []


@pytest.fixture
def page(browser: Browser, noted: list[str]) -> Iterator[Page]:
    """An empty page, which is watched."""

    def dismiss(dialog: Dialog) -> None:
        noted.append("dialog")
        dialog.dismiss()

    context = browser.new_context(viewport={"width": 1200, "height": 900})
    opened = context.new_page()
    context.on("request", lambda request: noted.append(request.url))
    opened.on("dialog", dismiss)
    opened.on("console", lambda message: noted.append(message.text))
    opened.add_init_script("addEventListener('securitypolicyviolation', e => console.log('violation ' + e.blockedURI))")
    yield opened
    context.close()
