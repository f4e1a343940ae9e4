"""How a run ends when somebody stops it, nobody reads on, or the disk is full: real signals, pipes and devices."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ARTICLE = Path(__file__).parent / "articles" / "harbour.txt"
PAGE = ARTICLE.read_text(encoding="utf-8")
LONG_WORK = "".join(f"Ferry {n} ran late again on Monday, he said.\nLeave a Reply\n\n" for n in range(400_000))
COMMAND = [sys.executable, "-m", "cleanarticle", "--no-config", "--quiet"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and devices of POSIX")
full_disk = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def _records(count: int) -> bytes:
    return b"".join(json.dumps({"id": n, "text": PAGE}).encode() + b"\n" for n in range(count))


@contextmanager
def _started(source: Path, *arguments: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process group of its own; at the end no process of the group may be left."""
    with source.open("rb") as stdin:
        process = subprocess.Popen(
            [*COMMAND, *arguments], stdin=stdin, stdout=-1, stderr=-1, start_new_session=True, env={**os.environ, **env}
        )
    with process:
        yield process
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


def _working(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process has started and worked for a while; starting takes 0.2 s of CPU."""
    status = Path(f"/proc/{process.pid}/stat")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        ticks = sum(map(int, status.read_text().rpartition(")")[2].split()[11:13])) if status.exists() else 100
        if ticks / os.sysconf("SC_CLK_TCK") >= 0.5:
            return
        time.sleep(0.02)


@pytest.mark.parametrize(
    "arguments", [[], ["--jsonl", "text"], ["--html"], ["--explain"]], ids=["text", "records", "html", "explain"]
)
def test_interrupt_in_the_middle_of_work_ends_with_130_and_no_traceback(arguments: list[str], tmp_path: Path) -> None:
    source = tmp_path / "in"
    if "--html" in arguments:
        source.write_text("".join(f"<p>{line}</p>" for line in LONG_WORK.splitlines()[:30_000]))
    else:
        source.write_text(json.dumps({"text": LONG_WORK}) if "--jsonl" in arguments else LONG_WORK)
    with _started(source, *arguments) as process:
        _working(process)
        assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
        assert (process.returncode, out, err.strip()) == (130, b"", b"")


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
@pytest.mark.parametrize(
    "arguments",
    [["--jsonl", "text"], ["--jsonl", "text", "--json"], ["--jsonl", "text", "--explain"], ["--list-rules"]],
    ids=" ".join,
)
def test_reader_that_stops_in_the_middle_ends_the_run_with_141(
    arguments: list[str], unbuffered: str, tmp_path: Path
) -> None:
    source = tmp_path / "in"
    source.write_bytes(_records(300))
    with _started(source, *arguments, PYTHONUNBUFFERED=unbuffered) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert len(process.stdout.read(1000)) == 1000
        process.stdout.close()
        assert process.wait(timeout=60) == 141
        assert process.stderr.read() == b""


@pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])
def test_disk_that_fills_up_in_the_middle_is_no_success(unbuffered: str, tmp_path: Path) -> None:
    source, sink = tmp_path / "in", tmp_path / "out"
    source.write_text("Ferries ran late again. " * 10_000)
    limited = ["bash", "-c", 'ulimit -f 64; trap "" XFSZ; exec "$@" > "$0"', str(sink), *COMMAND, str(source)]
    env = {**os.environ, "PYTHONUNBUFFERED": unbuffered}
    done = subprocess.run(limited, stderr=-1, env=env, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, b"cleanarticle: standard output: File too large\n")
    assert 0 < sink.stat().st_size < source.stat().st_size


@full_disk
@pytest.mark.parametrize(
    "arguments",
    [["--jsonl", "text"], ["--json"], ["--explain"], ["--diff"], ["--html"], ["--list-rules"], ["--list-languages"]],
    ids=" ".join,
)
def test_full_disk_is_one_line_and_2(arguments: list[str], tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(_records(3) if "--jsonl" in arguments else PAGE.encode())
    with Path("/dev/full").open("wb") as full, source.open("rb") as data:
        done = subprocess.run([*COMMAND, *arguments], stdin=data, stdout=full, stderr=-1, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (2, b"cleanarticle: standard output: No space left on device\n")


def test_what_was_written_before_an_interrupt_is_whole_records(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.write_bytes(_records(3_000))
    with _started(source, "--jsonl", "text") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout.readline()
        process.send_signal(signal.SIGINT)
        written = first + process.stdout.read()
        assert (process.wait(timeout=30), process.stderr.read().strip()) == (130, b"")
    lines = written.splitlines()
    assert [json.loads(line)["id"] for line in lines] == list(range(len(lines)))
    assert len(lines) < 3_000
    assert written.endswith(b"\n")
