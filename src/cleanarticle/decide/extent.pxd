cimport cython

from cleanarticle.features.paragraph cimport Facts

cdef int ARTICLE, BOILERPLATE, _PROSE, _LONG, _FEWEST, _NEXT, _NEXT_MORE
cdef double DECISIVE, _CLAMP, _SURE


@cython.final
cdef class _Kept:
    cdef public Py_ssize_t words, lines, article, long, longest, sure, prose
    cdef public double shared

    cpdef add(self, Facts f, int state, double odds, double shared)


@cython.locals(f=Facts, count=Py_ssize_t, every=_Kept, below=_Kept, first=Py_ssize_t, shares=list, i=Py_ssize_t,
               k=Py_ssize_t, found=list, run=Py_ssize_t, most_run=Py_ssize_t, here=Py_ssize_t, then=Py_ssize_t,
               total=Py_ssize_t, gone=Py_ssize_t, odds=double, odds_words=double, roots=double, value=double,
               root=double, size=double, values=list, since=list)
cpdef list boundaries(list facts, list boilerplate, list states, table)


@cython.locals(above=double)
cdef list _compared(_Kept every, _Kept below, Py_ssize_t here, Py_ssize_t then)


@cython.locals(found=list, result=Py_ssize_t, odds=double, least=double)
cpdef Py_ssize_t end(list facts, list boilerplate, list states, table, model)


@cython.locals(i=Py_ssize_t, stop=Py_ssize_t, total=double)
cdef double _mean(list boilerplate, Py_ssize_t start, Py_ssize_t count)
