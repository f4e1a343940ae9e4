cimport cython

from cleanarticle.blocks cimport Block
from cleanarticle.facts cimport Facts
from cleanarticle.result cimport Match

cdef int OPEN, QUESTION
cdef int _TOP, _BULLET
cdef double _NAMES, _HEADS

cdef bint _headline(Facts f)
cdef str _head(Facts f, Py_ssize_t above)
cdef str _inside(Facts f)
cdef str _tail(Facts f)


@cython.locals(match=Match, best=Match)
cdef Match _strongest(tuple matches)


@cython.locals(first=Py_ssize_t, last=Py_ssize_t, result=list, heading=str, since=Py_ssize_t, i=Py_ssize_t, f=Facts,
               rule=Match, block=Block)
cpdef list attribute(list blocks, list facts, list odds)


@cython.locals(first=Py_ssize_t, last=Py_ssize_t, i=Py_ssize_t)
cdef (Py_ssize_t, Py_ssize_t) _ends(list odds)
