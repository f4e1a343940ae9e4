cimport cython

from cleanarticle.text.document cimport Span


@cython.final
@cython.freelist(64)
@cython.no_gc
cdef class Match:
    cdef readonly str rule, label
    cdef readonly bint whole
    cdef readonly Py_ssize_t start, end
    cdef readonly double weight


@cython.freelist(64)
@cython.no_gc
cdef class Removal:
    cdef readonly Span span
    cdef readonly str label, reason
    cdef readonly double score


@cython.freelist(64)
@cython.no_gc
cdef class Segment:
    cdef readonly Span span
    cdef readonly Removal removal


cdef class Result:
    cdef readonly str source, text
    cdef readonly tuple segments
    cdef readonly str verdict
