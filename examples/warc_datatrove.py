"""Clean an archive of pages with DataTrove on two workers, and write Parquet: `make example-warc`.

Two WARC files are made from the pages of `examples/crawl/site`.  DataTrove reads them, trafilatura finds their text,
cleanarticle cleans it, and what is no article goes to a folder of its own.  Run again, it has nothing left to do.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq
from datatrove.executor import LocalPipelineExecutor
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers import JsonlWriter, ParquetWriter
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from cleanarticle.integrations.datatrove import CleanArticle

SITE: Final = Path(__file__).parent / "crawl" / "site"
OUTPUT: Final = Path("build") / "warc"
WORKERS: Final = 2


def archive(pages: Sequence[Path], path: Path) -> None:
    """Write *pages* to a WARC file, as a crawler does."""
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for page in pages:
            served = StatusAndHeaders("200 OK", [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            url = f"https://town.example/{page.relative_to(SITE).as_posix()}"
            headers = {"WARC-Identified-Payload-Type": "text/html"}
            writer.write_record(
                writer.create_warc_record(
                    url, "response", BytesIO(page.read_bytes()), http_headers=served, warc_headers_dict=headers
                )
            )


def executor(folder: Path) -> LocalPipelineExecutor:
    """The pipeline, one task for each archive; its steps run as they are under Slurm or Ray."""
    return LocalPipelineExecutor(
        pipeline=[
            WarcReader(str(folder / "archives")),
            Trafilatura(favour_precision=False, deduplicate=False, timeout=30),
            CleanArticle(
                drop_verdicts=["empty", "residue", "wall", "error"],
                exclusion_writer=JsonlWriter(str(folder / "dropped"), compression=None),
                spans=True,
            ),
            ParquetWriter(str(folder / "articles"), expand_metadata=True),
        ],
        tasks=WORKERS,
        workers=WORKERS,
        logging_dir=str(folder / "logs"),
    )


def articles(folder: Path) -> Iterator[dict[str, object]]:
    """What was written, by address."""
    files = sorted((folder / "articles").glob("*.parquet"))
    yield from sorted((row for file in files for row in pq.read_table(file).to_pylist()), key=lambda row: row["url"])


def show(folder: Path) -> None:
    """Print what was written, and what was counted."""
    print(f"{'story':46} {'kept':>5} {'left out':>8}")
    for row in articles(folder):
        print(f"{row['url']:46} {len(str(row['text'])):5} {row['cleanarticle_removed']:8}")
    steps = json.loads((folder / "logs" / "stats.json").read_text(encoding="utf-8"))
    counted = next(step["stats"] for step in steps if "cleanarticle" in step["name"])
    share = counted["removed"]["total"] / counted["characters"]["total"]
    print(f"\n{counted['total']} pages, {counted['dropped']} dropped; {share:.0%} of their text was no article.")
    print(f"Written to {folder / 'articles'}")


def main(folder: Path = OUTPUT) -> None:
    """Make the archives, clean them, and show what came of it."""
    (folder / "archives").mkdir(parents=True, exist_ok=True)
    pages = sorted(SITE.rglob("*.html"))
    for number in range(WORKERS):
        archive(pages[number::WORKERS], folder / "archives" / f"{number}.warc.gz")
    executor(folder).run()
    show(folder)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
