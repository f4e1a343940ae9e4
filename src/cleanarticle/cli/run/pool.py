"""Worker processes: they clean batches and return results in order; a document that crashes a worker fails alone."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING, Final

from cleanarticle.cli.run.batches import Batch, Done, Job

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits for workers.

    Attributes:
        workers: number of processes.
        timeout: seconds for a batch; after a timeout, seconds for each of its documents.
        memory: bytes for each process.
    """

    workers: int
    timeout: float
    memory: int


# Number of pools that are tried for a batch if pools break.
_POOLS: Final = 3
# Seconds between checks of a pool, and number of checks in a row without a running worker until it counts as broken.
_LOOK: Final = 1.0
_IDLE: Final = 10
# Maximum wait for a batch in multiples of the timeout, as it may be queued behind a batch of each worker and two more.
_ROUNDS: Final = 4


@dataclass(frozen=True, slots=True)
class _Given:
    """A batch that was submitted to a pool."""

    pool: ProcessPool
    future: Future[Done]


class Workers:
    """Processes that clean batches."""

    def __init__(self, start: Callable[[], ProcessPool], limits: Limits) -> None:
        """Start a pool with *start*; a broken pool is replaced in the same way."""
        self._start, self._limits = start, limits
        self.pool = start()
        self._waiting: deque[tuple[Batch, _Given]] = deque()

    def clean(self, batches: Iterable[Batch], job: Job) -> Iterator[tuple[Batch, list[Done]]]:
        """The results of each batch, in order; only a few more batches than workers are held at a time."""
        for batch in batches:
            self._waiting.append((batch, self._given(batch, job)))
            if len(self._waiting) > self._limits.workers + 2:
                yield self._settled(*self._waiting.popleft(), job)
        while self._waiting:
            yield self._settled(*self._waiting.popleft(), job)

    def _given(self, batch: Batch, job: Job) -> _Given:
        try:
            future = self.pool.schedule(_clean, args=[batch, job], timeout=self._limits.timeout)
        except RuntimeError:  # the pool is no longer active
            self._renew()
            future = self.pool.schedule(_clean, args=[batch, job], timeout=self._limits.timeout)
        return _Given(self.pool, future)

    def _settled(self, batch: Batch, given: _Given, job: Job) -> tuple[Batch, list[Done]]:
        from pebble import ProcessExpired

        try:
            return batch, [self._result(batch, given, job)]
        except (FutureTimeoutError, ProcessExpired):
            return batch, [self._alone(part, job) for part in batch.parts()]

    def _alone(self, part: Batch, job: Job) -> Done:
        """Clean one document of a failed batch; tried twice, because another document may have caused a crash."""
        from pebble import ProcessExpired

        reason = ""
        for _ in range(2):
            try:
                return self._result(part, self._given(part, job), job)
            except FutureTimeoutError:
                return part.failed(job, f"it takes longer than {self._limits.timeout:g} seconds (--timeout)")
            except ProcessExpired as error:
                reason = f"the worker ended with code {error.exitcode}"
        return part.failed(job, reason)

    def _result(self, batch: Batch, given: _Given, job: Job) -> Done:
        """The result of *batch*; a broken pool is replaced and the batch is submitted again.

        A pool breaks if a worker is killed while it reads or writes: half a message and a locked lock remain.
        """
        for _ in range(_POOLS):
            try:
                return self._awaited(given)
            except BrokenProcessPool:
                if given.pool is self.pool:
                    self._renew()
                given = self._given(batch, job)
        return self._awaited(given)

    def _awaited(self, given: _Given) -> Done:
        """Wait for the result of a batch.

        Raises:
            BrokenProcessPool: the pool is broken, or no worker takes the batch.
        """
        end = monotonic() + _ROUNDS * self._limits.timeout + _LOOK
        idle = 0
        while True:
            try:
                return given.future.result(_LOOK)
            except FutureTimeoutError:
                if given.future.done():
                    return given.future.result()
                underway = [given, *(other for _, other in self._waiting if other.pool is self.pool)]
                busy = any(each.future.running() for each in underway)
                idle = 0 if busy else idle + 1
                if given.pool is not self.pool or not given.pool.active or idle >= _IDLE or monotonic() > end:
                    raise BrokenProcessPool("no worker takes up its work") from None

    def _renew(self) -> None:
        """Replace a broken pool; the old one is stopped in a thread, because that may take long."""
        Thread(target=_end, args=[self.pool], daemon=True).start()
        self.pool = self._start()


def _end(pool: ProcessPool) -> None:
    pool.stop()  # type: ignore[no-untyped-call]
    pool.join()


def _clean(batch: Batch, job: Job) -> Done:
    return batch.clean(job)


@contextmanager
def started(limits: Limits) -> Iterator[Workers]:
    """Workers that stop at the end of the `with` block, immediately after an error."""
    from pebble import ProcessPool

    # A plain fork would copy locks held by threads of this process; a fork server loads the rules once for all workers.
    context = get_context("spawn" if sys.platform == "win32" else "forkserver")
    if sys.platform != "win32":
        context.set_forkserver_preload(["cleanarticle.cli.run.worker"])
    start = partial(ProcessPool, limits.workers, initializer=_prepare, initargs=[limits.memory], context=context)
    workers = Workers(start, limits)
    try:
        yield workers
        workers.pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        workers.pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        workers.pool.join()


def _prepare(memory: int) -> None:
    """Prepare a worker: ignore interrupts, exit when the parent exits, and limit the memory."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=[parent.sentinel], daemon=True).start()
    with suppress(ImportError, OSError, ValueError):  # not supported here, or above the limit of the system
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
