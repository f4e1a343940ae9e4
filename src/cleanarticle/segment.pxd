cimport cython

from cleanarticle.document cimport Document, Line


@cython.locals(size=Py_ssize_t, char=Py_UCS4)
cdef Py_ssize_t _break_ends(str text, Py_ssize_t at)


@cython.locals(folded=str, lines=list, size=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, gap=Py_ssize_t,
               first=Py_ssize_t, last=Py_ssize_t)
cpdef Document segment(str text)
