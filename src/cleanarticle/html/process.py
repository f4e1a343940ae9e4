"""Extract text from HTML in a separate process, with a time limit.

Parsers run native code, which a thread cannot interrupt; the kernel's alarm signal ends any process.  The process is
started for the first page and used again for later ones.  It is started by `python -c`, so that the caller's main
module does not run again.
"""

from __future__ import annotations

import atexit
import os
import signal
import struct
import subprocess
import sys
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from math import inf
from threading import Timer
from typing import IO, Final

from cleanarticle.errors import HtmlError, HtmlTimeoutError

# Headers.  Request: seconds, whether the page is str, its size in bytes.  Answer: whether it succeeded, size in bytes.
_ASK: Final = struct.Struct(">d?Q")
_ANSWER: Final = struct.Struct(">?Q")
_ALARM: Final = getattr(signal, "SIGALRM", None)
_START: Final = "import sys; sys.path[:] = {!r}; from cleanarticle.html.process import serve; serve()"


def extract_within(html: str | bytes, seconds: float) -> str:
    """Run `cleanarticle.html.extraction.extract` on a page, for at most *seconds*.

    The first call starts a process, which later calls use again; calls at the same time use one process each.

    Raises:
        TypeError: *html* is not str or bytes.
        ValueError: *seconds* is not a finite number above 0.
        HtmlTimeoutError: the page takes longer.
        HtmlError: extraction failed, or the process ended unexpectedly, for example for lack of memory.
    """
    if not isinstance(html, (str, bytes)):
        raise TypeError(f"HTML must be str or bytes, not {type(html).__name__}")
    if not 0 < seconds < inf:
        raise ValueError(f"timeout is a number of seconds above 0, not {seconds!r}")
    page = html if isinstance(html, bytes) else html.encode("utf-8", "surrogatepass")
    with _readers(os.getpid()).lent() as reader:
        return reader.read(page, isinstance(html, str), seconds)


class _Reader:
    """A process that extracts text from pages, one at a time."""

    def __init__(self) -> None:
        command = [sys.executable, "-c", _START.format(sys.path)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 -- trusted
        self._from = _pipe(self._process.stdout)
        self._to = _pipe(self._process.stdin)
        self._from.read(1)  # wait for its imports, which do not count in the time limit

    def read(self, page: bytes, is_text: bool, seconds: float) -> str:
        timer = Timer(seconds, self._process.kill)
        try:
            with suppress(BrokenPipeError):
                self._to.write(_ASK.pack(seconds, is_text, len(page)) + page)
                self._to.flush()
            if _ALARM is None:
                timer.start()
            head = self._from.read(_ANSWER.size)
        finally:
            timer.cancel()
        if len(head) < _ANSWER.size:
            raise self._ended(seconds)
        fine, size = _ANSWER.unpack(head)
        answer = self._from.read(size).decode("utf-8", "surrogatepass")
        if not fine:
            raise HtmlError(answer)
        return answer

    def _ended(self, seconds: float) -> HtmlError:
        code = self._process.wait()
        if code == (-_ALARM if _ALARM else 1):
            return HtmlTimeoutError(f"the page takes longer than {seconds:g} seconds")
        return HtmlError(f"the process that read the page ended with code {code}")

    def close(self) -> None:
        """Kill the process, even if it is busy."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._from, self._to):
            with suppress(OSError):  # unwritten data has no reader any more
                pipe.close()


class _Readers:
    """Pool of idle readers."""

    def __init__(self) -> None:
        self._idle: deque[_Reader] = deque()
        atexit.register(self.close)

    @contextmanager
    def lent(self) -> Iterator[_Reader]:
        """Lend a reader; after an error it is closed, else it returns to the pool."""
        try:
            reader = self._idle.pop()
        except IndexError:
            reader = _Reader()
        try:
            yield reader
        except BaseException:
            reader.close()
            raise
        self._idle.append(reader)

    def close(self) -> None:
        """Close the idle readers."""
        while self._idle:
            self._idle.pop().close()


@cache
def _readers(_process: int) -> _Readers:
    """Return the pool of this process; a forked process has its own."""
    return _Readers()


def _pipe(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise HtmlError("a pipe is missing")
    return stream


def serve() -> None:
    """Read pages from standard input until it ends, and write their text to standard output."""
    from trafilatura import extract as _  # noqa: F401 -- import before the first page's time starts

    from cleanarticle.html.extraction import extract

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the caller decides when this process ends
    ask, answer = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # so that output of a library does not mix with the answers
    answer.write(b"+")
    answer.flush()
    while len(head := ask.read(_ASK.size)) == _ASK.size:
        seconds, is_text, size = _ASK.unpack(head)
        page = ask.read(size)
        if _ALARM is not None:
            signal.setitimer(signal.ITIMER_REAL, seconds)
        try:
            fine, text = True, extract(page.decode("utf-8", "surrogatepass") if is_text else page)
        except Exception as error:
            fine, text = False, f"{type(error).__name__}: {error}"
        if _ALARM is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
        data = text.encode("utf-8", "surrogatepass")
        answer.write(_ANSWER.pack(fine, len(data)) + data)
        answer.flush()
