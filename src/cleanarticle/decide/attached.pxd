cimport cython

from cleanarticle.text.paragraphs cimport Block
from cleanarticle.features.paragraph cimport Facts

cdef int ARTICLE, BOILERPLATE, _ARTICLE, TITLE, _SHORT, _TITLES
cdef double DECISIVE, _ARTICLE_LIKE, HINT, _LEAST, _MEAN


@cython.locals(result=list, i=Py_ssize_t, f=Facts)
cpdef list footed(list facts, list boilerplate, list states)


@cython.locals(count=Py_ssize_t, found=Py_ssize_t, i=Py_ssize_t, least=double, total=double, block=Block)
cpdef Py_ssize_t thread(list blocks, list boilerplate)


cdef bint _is_heading(Block block)


@cython.locals(result=list, i=Py_ssize_t, f=Facts)
cpdef list threaded(list facts, list states, Py_ssize_t start)


@cython.locals(result=list, i=Py_ssize_t, block=Block)
cpdef list attached(list blocks, list decisions, list states, Py_ssize_t start, Py_ssize_t below)


@cython.locals(result=list, i=Py_ssize_t, titles=Py_ssize_t, prose=bint, f=Facts)
cpdef list headlined(list facts, list boilerplate, list decisions)


cdef bint _divides(str text)
