"""How fast profiles are learned, in how much memory, and how well, on sites out of nothing (`tests/sites.py`).

    python -m benchmarks.learn                                  # 100,000 pages of some 800 sites
    python -m benchmarks.learn --pages 2000
    python -m benchmarks.learn --pages 20000 --stories 16000    # of one site

The pages are written to a file first; learning runs in a process of its own, as users run it.  The rate counts its
whole time, the peak is the most memory that it held (RSS, on Linux).  Precision counts the lines of the profiles that
are lines of the sites' templates; recall the templates, of those on any page, that the profiles have.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from tests.sites import Site, sites

from cleanarticle.profiles.folder import Folder
from cleanarticle.profiles.template import canonical
from cleanarticle.text.segment import segment

_SEED: Final = 20
# What wait() says of a process is no less than what its parent held; Linux tells the process itself the truth.
_LEARN: Final = """
import re, sys
from pathlib import Path
from cleanarticle.cli.main import main
code = main()
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])
sys.exit(code)
"""


def many(pages: int, stories: int | None) -> Iterator[Site]:
    """Sites with so many pages together, or a few more."""
    made = 0
    for number in count():
        if made >= pages:
            return
        one = next(sites(_SEED + number, count=1, stories=stories))
        made += len(one.pages)
        yield one


def run(source: Path, folder: Path) -> tuple[float, float]:
    """Learn from a file; seconds, and MB at the peak."""
    command = [sys.executable, "-c", _LEARN, "learn", str(source), "--url-key", "url", "-o", str(folder)]
    start = perf_counter()
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True)
    return perf_counter() - start, int(done.stdout) / 1024


def quality(one: Site, folder: Folder) -> tuple[int, int, int, int]:
    """Lines of a profile, how many of them are wrong, templates that it has, templates on pages."""
    profile = folder.profile(f"https://{one.host}/")
    wrong, found, carried = set(), set(), set()
    for page in one.pages:
        for line in page.lines:
            carried |= {line.template} - {""}
            entry = profile.find(canonical(segment(line.text).lines[0].text)) if profile else None
            if entry and line.template:
                found.add(line.template)
            elif entry and not line.teaser:
                wrong.add(entry.text)
    return len(profile.entries) if profile else 0, len(wrong), len(found), len(carried)


def main() -> int:
    """Write pages, learn from them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--stories", type=int, help="of each site; without it 5 to 200")
    args = parser.parse_args()
    pages = hosts = 0
    with TemporaryDirectory() as name:
        source, profiles = Path(name) / "pages.jsonl", Path(name) / "profiles"
        with source.open("w", encoding="utf-8") as out:
            for one in many(args.pages, args.stories):
                pages, hosts = pages + len(one.pages), hosts + 1
                out.writelines(json.dumps({"url": page.url, "text": page.text}) + "\n" for page in one.pages)
        size = source.stat().st_size / 1e6
        seconds, peak = run(source, profiles)
        folder = Folder(profiles)
        counts = [quality(one, folder) for one in many(args.pages, args.stories)]
    lines, wrong, found, carried = (sum(column) for column in zip(*counts, strict=True))
    print(f"{pages:,} pages of {hosts:,} sites, {size:,.0f} MB: {seconds:,.0f} s, {pages / seconds:,.0f} pages/s")
    print(f"peak {peak:,.0f} MB; {lines:,} lines, precision {1 - wrong / lines:.4f}, recall {found / carried:.4f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
