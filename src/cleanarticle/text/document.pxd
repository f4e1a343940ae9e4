cimport cython


@cython.freelist(256)
cdef class Span:
    cdef readonly Py_ssize_t start, end


@cython.final
@cython.freelist(256)
@cython.no_gc
cdef class Line:
    cdef readonly Py_ssize_t start, end
    cdef readonly str text
    cdef readonly Py_ssize_t offset, gap


@cython.final
cdef class Document:
    cdef readonly str text, folded
    cdef readonly tuple lines
