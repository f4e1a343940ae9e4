cimport cython

from cleanarticle.text.document cimport Line
from cleanarticle.text.phrases cimport Phrases
from cleanarticle.result cimport Match

cdef int _ABOUT, _SPEAKING, _ONCE, _NOTICE, _CALL
cdef double DOUBTFUL


@cython.locals(missing=Py_ssize_t, i=Py_ssize_t, text=str)
cdef bint _often(Phrases subject, list prose)


@cython.locals(line=Line, found=tuple, kept=list, match=Match, asked=set, fired=dict, i=Py_ssize_t, result=list,
               text=str, marks=list)
cpdef list allowed(tuple lines, list matches)


@cython.locals(line=Line, text=str)
cpdef frozenset about(tuple lines, labels)

cpdef bint spoken(str text, Py_ssize_t start, Py_ssize_t end, bint whole=*)

cdef list _marks(str text)

cdef bint _spoken(str text, list marks, Py_ssize_t start, Py_ssize_t end, bint whole)

cdef bint _refused(Match match, str text, list marks, subjects)
cdef Match _weighed(Match match, str text, dict fired)
