"""How `cleanarticle run` ends: killed, interrupted, on a full disk, with documents that kill their workers."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
STORY = "Story {}. The ferry was late again on Monday, he said.\n\nLeave a Reply\n\nShare this article\n"
OUTPUTS = ["out.jsonl.gz", "marks.jsonl", "dead.jsonl", "stats.json"]
ARGUMENTS = ["in.jsonl", "-o", OUTPUTS[0], "--spans", "--dolma-attributes", OUTPUTS[1], "--dead-letter", OUTPUTS[2]]
COMMAND = [sys.executable, "-m", "cleanarticle", "run", "--no-config", "--quiet"]


def write(path: Path, count: int, size: int = 20) -> None:
    rows: list[dict[str, Any]] = [{"id": n, "text": STORY.format(n) * (1 + n % size)} for n in range(count)]
    rows[count // 3] = {"id": "no text"}
    path.write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))


def read(folder: Path, names: list[str]) -> list[bytes]:
    return [(folder / name).read_bytes() for name in names]


def finish(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, *arguments], cwd=folder, capture_output=True, timeout=120, check=False)


@contextmanager
def started(folder: Path, *arguments: str, **more: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The command in a process group of its own; at the end no process of the group may be left."""
    process = subprocess.Popen([*COMMAND, *arguments], cwd=folder, stderr=-1, start_new_session=True, **more)
    with process:
        yield process
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    pytest.fail("a worker outlived its parent")


def killed_until_done(folder: Path, whole: dict[str, bytes], kills: int, seed: int) -> int:
    """Kill runs at random moments until one gets through; how many were killed."""
    moments, done = random.Random(seed), 0  # noqa: S311 -- moments, no secrets
    while True:
        with started(folder, *ARGUMENTS, "--stats", OUTPUTS[3], "--workers", "2", "--resume") as process:
            try:
                process.wait(timeout=moments.uniform(0.3, 1.2) if done < kills else 120)
            except subprocess.TimeoutExpired:
                process.kill()
                done += 1
                for name in OUTPUTS:
                    assert not (folder / name).exists() or (folder / name).read_bytes() == whole[name]
        if process.returncode != -signal.SIGKILL:
            assert process.returncode == 3
            return done


def check_kills(folder: Path, kills: int) -> int:
    """How many kills a run went through whose outputs are those of a run without."""
    write(folder / "in.jsonl", 8_000)
    finish(folder, *ARGUMENTS, "--stats", OUTPUTS[3])
    whole = {name: (folder / name).read_bytes() for name in OUTPUTS}
    seen = seed = 0
    while seen < kills:
        for name in OUTPUTS:
            (folder / name).unlink()
        seen += killed_until_done(folder, whole, kills - seen, seed)
        seed += 1
        assert {name: (folder / name).read_bytes() for name in OUTPUTS} == whole
        assert sorted(path.name for path in folder.iterdir()) == sorted(["in.jsonl", *OUTPUTS])
    return seen


def test_run_that_was_killed_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    assert check_kills(tmp_path, 3) >= 3


@pytest.mark.nightly
def test_a_hundred_kills_make_no_difference(tmp_path: Path) -> None:
    assert check_kills(tmp_path, 100) >= 100


def test_interrupted_run_is_not_begun_anew_by_mistake(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 12_000)
    with started(tmp_path, *ARGUMENTS) as process:
        time.sleep(1.5)
        process.kill()
    again = finish(tmp_path, *ARGUMENTS)
    assert again.returncode == 2
    assert b"go on with --resume, or delete" in again.stderr
    other = finish(tmp_path, *ARGUMENTS, "--resume", "--preset", "body")
    assert other.returncode == 2
    assert b"had other inputs or options" in other.stderr
    assert finish(tmp_path, *ARGUMENTS, "--resume").returncode == 3


def test_interrupt_ends_within_two_seconds_without_orphans(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 30_000)
    with started(tmp_path, *ARGUMENTS, "--workers", "2") as process:
        time.sleep(1.5)
        start = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        _, said = process.communicate(timeout=10)
        took = time.monotonic() - start
    assert process.returncode == 130
    assert took < 2
    assert said.strip() == b"cleanarticle: interrupted; --resume goes on"
    assert not (tmp_path / OUTPUTS[0]).exists()


def test_full_disk_is_one_line_and_2_and_nothing_is_lost(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 6_000)
    full = {"preexec_fn": lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))}
    arguments = ["in.jsonl", "-o", "out.jsonl", "--workers", "2"]
    with started(tmp_path, *arguments, **full) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said == b"cleanarticle: out.jsonl.partial: File too large\n"
    assert not (tmp_path / "out.jsonl").exists()
    assert finish(tmp_path, *arguments, "--resume").returncode == 3
    assert finish(tmp_path, "in.jsonl", "-o", "whole.jsonl").returncode == 3
    assert (tmp_path / "out.jsonl").read_bytes() == (tmp_path / "whole.jsonl").read_bytes()


# --- documents that kill ---


HUGE = "".join(f"Ferry {n} was late.\nLeave a Reply\n" for n in range(600_000))


def bury(folder: Path, *arguments: str) -> tuple[int, list[dict[str, Any]], list[str]]:
    """What comes of three good records around a huge one: exit code, dead letters, the ids that came out."""
    rows = [{"id": name, "text": HUGE if name == "huge" else STORY} for name in ("a", "b", "huge", "c")]
    (folder / "in.jsonl").write_bytes(b"".join(json.dumps(row).encode() + b"\n" for row in rows))
    files = ["in.jsonl", "-o", "out.jsonl", "--dead-letter", "dead.jsonl", "--max-document", "100000000"]
    done = finish(folder, *files, *arguments)
    dead = [json.loads(line) for line in (folder / "dead.jsonl").read_bytes().splitlines()]
    return done.returncode, dead, [json.loads(line)["id"] for line in (folder / "out.jsonl").read_bytes().splitlines()]


def test_document_that_takes_a_worker_too_long_is_a_dead_letter(tmp_path: Path) -> None:
    code, dead, left = bury(tmp_path, "--timeout", "1")
    assert (code, left) == (3, ["a", "b", "c"])
    assert [(d["line"], d["reason"]) for d in dead] == [(3, "it takes longer than 1 seconds (--timeout)")]
    assert dead[0]["offset"] == sum(map(len, (tmp_path / "in.jsonl").read_bytes().splitlines(keepends=True)[:2]))
    assert json.loads(dead[0]["raw"])["text"] == HUGE


def test_document_that_exhausts_memory_is_a_dead_letter(tmp_path: Path) -> None:
    code, dead, left = bury(tmp_path, "--worker-memory", "600000000")
    assert (code, left) == (3, ["a", "b", "c"])
    assert dead[0]["line"] == 3
    assert dead[0]["reason"].startswith(("MemoryError", "the worker ended with code"))


def test_worker_that_is_killed_costs_no_document(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 12_000)
    with started(tmp_path, *ARGUMENTS, "--workers", "2") as process:
        deadline = time.monotonic() + 20
        workers: list[int] = []
        while len(workers) < 2 and time.monotonic() < deadline:
            time.sleep(0.1)
            workers = _workers(process.pid)
        os.kill(workers[-1], signal.SIGKILL)
        process.communicate(timeout=60)
    assert process.returncode == 3
    (dead,) = (tmp_path / OUTPUTS[2]).read_bytes().splitlines()
    assert b"no text" in dead


def test_worker_that_is_killed_amid_a_message_costs_no_document(tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 12_000)
    assert finish(tmp_path, *ARGUMENTS).returncode == 3
    whole = [gzip.decompress((tmp_path / OUTPUTS[0]).read_bytes()), *read(tmp_path, OUTPUTS[1:3])]
    for name in OUTPUTS[:3]:
        (tmp_path / name).unlink()
    with started(tmp_path, *ARGUMENTS, "--workers", "2", "--timeout", "2") as process:
        deadline = time.monotonic() + 20
        workers: list[int] = []
        while len(workers) < 3 and time.monotonic() < deadline:  # the fork server is one of them
            time.sleep(0.1)
            workers = _workers(process.pid)
        process.send_signal(signal.SIGSTOP)
        time.sleep(1.5)  # nobody reads, so that a worker waits with half of its message written
        for worker in workers[1:]:
            os.kill(worker, signal.SIGKILL)
        process.send_signal(signal.SIGCONT)
        process.communicate(timeout=60)
    assert process.returncode == 3
    # Documents that are done again one by one are packed one by one.
    assert [gzip.decompress((tmp_path / OUTPUTS[0]).read_bytes()), *read(tmp_path, OUTPUTS[1:3])] == whole


def _workers(group: int) -> list[int]:
    """The processes of a group that have used some time, the youngest last."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group and int(stat.parent.name) != group and int(fields[11]) > 5:
            found.append(int(stat.parent.name))
    return sorted(found)


@pytest.mark.parametrize("target", ["out.jsonl.gz", "out.parquet"])
def test_run_that_was_killed_once_its_files_had_their_names_goes_on(target: str, tmp_path: Path) -> None:
    write(tmp_path / "in.jsonl", 400)
    assert finish(tmp_path, "in.jsonl", "-o", target).returncode == 3
    whole = (tmp_path / target).read_bytes()
    (tmp_path / target).unlink()
    code = (
        "import os, sys\n"
        "from cleanarticle.cli.main import main\n"
        "from cleanarticle.cli.run.outputs import Outputs\n"
        "class Killed(Outputs):\n"
        "    def finish(self, number):\n"
        "        super().finish(number)\n"
        "        os.kill(os.getpid(), 9)\n"
        "import cleanarticle.cli.run.command as command\n"
        "command.Outputs = Killed\n"
        "if __name__ == '__main__':\n"
        "    main(sys.argv[1:])\n"
    )
    (tmp_path / "killed.py").write_text(code)
    command = [sys.executable, "killed.py", "run", "--no-config", "--quiet", "in.jsonl", "-o", target]
    assert subprocess.run(command, cwd=tmp_path, check=False, timeout=60).returncode == -signal.SIGKILL
    assert (tmp_path / target).read_bytes() == whole
    assert finish(tmp_path, "in.jsonl", "-o", target, "--resume").returncode == 3
    assert (tmp_path / target).read_bytes() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["in.jsonl", "killed.py", target])
