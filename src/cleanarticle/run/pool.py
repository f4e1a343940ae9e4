"""Workers: batches in, what became of them out, in order; whatever a document does to a worker befalls it alone."""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import TYPE_CHECKING

from cleanarticle.run.batches import Batch, Done, Job

if TYPE_CHECKING:
    from concurrent.futures import Future

    from pebble import ProcessPool


@dataclass(frozen=True, slots=True)
class Limits:
    """What workers may take.

    Attributes:
        workers: how many there are.
        timeout: seconds for a batch, and for a document of one that took longer.
        memory: bytes of each.
    """

    workers: int
    timeout: float
    memory: int


class Workers:
    """Processes that clean batches."""

    def __init__(self, pool: ProcessPool, limits: Limits) -> None:
        """Use *pool*."""
        self._pool, self._limits = pool, limits

    def clean(self, batches: Iterable[Batch], job: Job) -> Iterator[tuple[Batch, list[Done]]]:
        """What becomes of each batch, in their order; no more of them are read than workers can be at."""
        waiting: deque[tuple[Batch, Future[Done]]] = deque()
        for batch in batches:
            waiting.append((batch, self._given(batch, job)))
            if len(waiting) > self._limits.workers + 2:
                yield self._settled(*waiting.popleft(), job)
        while waiting:
            yield self._settled(*waiting.popleft(), job)

    def _given(self, batch: Batch, job: Job) -> Future[Done]:
        future: Future[Done] = self._pool.schedule(_clean, args=[batch, job], timeout=self._limits.timeout)
        return future

    def _settled(self, batch: Batch, future: Future[Done], job: Job) -> tuple[Batch, list[Done]]:
        from pebble import ProcessExpired

        try:
            return batch, [future.result()]
        except (FutureTimeoutError, ProcessExpired):
            return batch, [self._alone(part, job) for part in batch.parts()]

    def _alone(self, part: Batch, job: Job) -> Done:
        """A document of a batch that a worker did not finish; a crash may have been another's, so it is tried twice."""
        from pebble import ProcessExpired

        reason = ""
        for _ in range(2):
            try:
                return self._given(part, job).result()
            except FutureTimeoutError:
                return part.failed(job, f"it takes longer than {self._limits.timeout:g} seconds (--timeout)")
            except ProcessExpired as error:
                reason = f"the worker ended with code {error.exitcode}"
        return part.failed(job, reason)


def _clean(batch: Batch, job: Job) -> Done:
    return batch.clean(job)


@contextmanager
def started(limits: Limits) -> Iterator[Workers]:
    """Workers that end with this block, at once where it ends by an error."""
    from pebble import ProcessPool

    # A fork would copy this process's threads' locks; a fork server loads the rules once for all workers.
    context = get_context("spawn" if sys.platform == "win32" else "forkserver")
    if sys.platform != "win32":
        context.set_forkserver_preload(["cleanarticle.run.worker"])
    pool = ProcessPool(limits.workers, initializer=_prepare, initargs=[limits.memory], context=context)
    try:
        yield Workers(pool, limits)
        pool.close()  # type: ignore[no-untyped-call]
    except BaseException:
        pool.stop()  # type: ignore[no-untyped-call]
        raise
    finally:
        pool.join()


def _prepare(memory: int) -> None:
    """Leave interrupts to the parent, end with it, and take no more memory than allowed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_with, args=[parent.sentinel], daemon=True).start()
    with suppress(ImportError, OSError, ValueError):  # not on every system, or not above what the system allows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def _end_with(sentinel: int) -> None:
    wait([sentinel])
    os._exit(1)
