cimport cython

from cleanarticle.text.document cimport Document, Line
from cleanarticle.result cimport Match


cdef class Matcher:
    cdef readonly tuple rules
    cdef list _patterns
    cdef tuple _parts
    cdef object _scanner
    cdef frozenset _chosen, _silent
    cdef Py_ssize_t _own
    cdef double _seconds

    @cython.locals(numbers=tuple, tried=list, here=list, found=list)
    cdef list _tried(self, str folded, list lines, frozenset home)

    cdef frozenset _home(self, str folded)

    @cython.locals(fresh=list, tried=list, line=Line, numbers=list, seen=dict, home=frozenset)
    cpdef list match(self, Document document, dict known)

    @cython.locals(found=list, speaking=list, number=Py_ssize_t)
    cdef list _find(self, list numbers, str text)

    cdef object _compiled(self, Py_ssize_t number)

    @cython.locals(hits=list)
    cdef list _spans(self, Py_ssize_t number, str text)


cdef Match _fired(object rule, Py_ssize_t start, Py_ssize_t end)


cdef bint _placed(str scope, Py_ssize_t start, Py_ssize_t end, Py_ssize_t length)
