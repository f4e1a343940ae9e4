"""Write the labels of documents that anyone can fetch, without their text: benchmarks/lines/labels.jsonl.gz.

    python tools/label_digests.py ../shared/eval/lines ../more --out benchmarks/lines/labels.jsonl.gz

A FOLDER holds docs.jsonl.gz (id, site, lang, text) and labels.jsonl.gz (id; labels, from the number of a line to its
label; parts, from the number of a line to pairs of a label and the words that it is for).  Documents of the first
folder become the set `first`, those of the others `more`; only those of public corpora, told by their ids, are written.
"""

from __future__ import annotations

import argparse
import gzip
import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

CORPORA = ("abp-", "fakehealth-", "fnc-", "spanish-")
Record = dict[str, Any]


def read(path: Path) -> list[Record]:
    """The records of a packed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def places(line: str, parts: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    """Start, end and label of each of the *parts* of a line, whose words stand in it in this order."""
    end = 0
    for label, words in parts:
        start = line.index(words, end)
        end = start + len(words)
        yield start, end, label


def digest(document: Record, labels: Record, name: str) -> Record:
    """What is written of a document of the set *name*."""
    lines = document["text"].split("\n")
    numbers = sorted(map(int, labels["parts"]))
    if any(int(number) > len(lines) for number in labels["labels"]):
        raise ValueError(f"{document['id']}: a label for a line that it has not")
    return {
        "id": document["id"],
        "set": name,
        "site": document["site"],
        "lang": document["lang"],
        "sha256": sha256(document["text"].encode()).hexdigest(),
        "labels": dict(sorted(labels["labels"].items(), key=lambda item: int(item[0]))),
        "parts": [[n, *place] for n in numbers for place in places(lines[n - 1], labels["parts"][str(n)])],
    }


def digests(folders: Sequence[Path]) -> list[Record]:
    """The records of all labelled documents in *folders*, in the order of their ids."""
    found: dict[str, Record] = {}
    for number, folder in enumerate(folders):
        labels = {record["id"]: record for record in read(folder / "labels.jsonl.gz")}
        for document in read(folder / "docs.jsonl.gz"):
            name = document["id"]
            if name in found:
                raise ValueError(f"{name} is in two folders")
            if name in labels and name.startswith(CORPORA):
                found[name] = digest(document, labels[name], "more" if number else "first")
    return [found[name] for name in sorted(found)]


def main() -> None:
    """Write the file; the same labels make the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER", help="docs.jsonl.gz and labels.jsonl.gz")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE", help="the file to write")
    args = parser.parse_args()
    lines = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in digests(args.folders))
    args.out.write_bytes(gzip.compress(lines.encode(), mtime=0))


if __name__ == "__main__":
    main()
