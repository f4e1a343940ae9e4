cimport cython

from cleanarticle.text.document cimport Document, Line
from cleanarticle.result cimport Match

cdef Py_ssize_t _NARROWEST, _WIDEST
cdef double HINT


@cython.final
@cython.freelist(256)
@cython.no_gc
cdef class Block:
    cdef readonly Py_ssize_t first, last
    cdef readonly str text
    cdef readonly Py_ssize_t gap
    cdef readonly tuple matches


@cython.locals(match=Match)
cdef bint _apart(tuple matches)


@cython.locals(line=Line, end=Py_ssize_t, widest=Py_ssize_t)
cdef (Py_ssize_t, Py_ssize_t) _wrap_width(tuple lines, Py_ssize_t start)


@cython.locals(last=Py_UCS4, first=Py_UCS4)
cdef bint _continues(str above, str below, Py_ssize_t width)


@cython.locals(start=Py_ssize_t)
cdef str _last_word(str text)


@cython.locals(end=Py_ssize_t)
cdef Py_ssize_t _first_word_size(str text)


@cython.locals(lines=tuple, result=list, start=Py_ssize_t, run_end=Py_ssize_t, width=Py_ssize_t, i=Py_ssize_t,
               line=Line, below=Line)
cpdef list blocks(Document document, list matches)


@cython.locals(line=Line, text=str)
cdef Block _joined(tuple lines, list matches, Py_ssize_t first, Py_ssize_t last)
