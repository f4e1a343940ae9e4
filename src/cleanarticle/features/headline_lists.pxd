cimport cython

from cleanarticle.text.document cimport Document, Line
from cleanarticle.result cimport Match

cdef Py_ssize_t _FEWEST, _TALLEST, _LONGEST, _STAMP_LONGEST, _TOPICS, _HEADING, _HEADLINE
cdef double _WEIGHT, CERTAIN


@cython.locals(first=Py_UCS4)
cdef bint _may_stamp(str text)


@cython.locals(result=list, i=Py_ssize_t, line=Line)
cdef list _stamps(tuple lines)


@cython.locals(i=Py_ssize_t, line=Line, text=str)
cdef Py_ssize_t _last_prose(tuple lines)


@cython.locals(lines=tuple)
cpdef dict rows(Document document)


@cython.locals(lines=tuple, found=dict, i=Py_ssize_t, asked=Py_ssize_t, line=Line)
cpdef dict topics(Document document, list matches)


@cython.locals(match=Match)
cdef bint _clear(tuple matches)


@cython.locals(lines=tuple, found=dict, i=Py_ssize_t, end=Py_ssize_t, k=Py_ssize_t, line=Line)
cpdef dict headed(Document document, list matches)


@cython.locals(match=Match)
cdef bint _heads(tuple matches)

cdef bint _is_headline(str text)


@cython.locals(lines=tuple, end=Py_ssize_t, first=Py_ssize_t)
cpdef dict teasers(Document document, list matches)


cdef bint _is_teaser(str text)


cdef bint _is_sentence(str text)
