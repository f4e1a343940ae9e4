cimport cython

from cleanarticle.document cimport Line
from cleanarticle.facts cimport Facts
from cleanarticle.phrases cimport Phrases
from cleanarticle.result cimport Match

cdef double DECISIVE
cdef int QUESTION, SENTENCE
cdef int _ABOUT, _SPEAKING, _ONCE, _NOTICE, _CALL, _THREAD, _SENTENCE, _STRETCH
cdef double _HINT, _TITLE, _SURE, _HOPELESS, _UNLIKELY, _SURELY_NOT, _NEUTRAL, _UNTOLD, _VOUCHES, _BARE, _OUTER, _INNER, _EACH
cdef double _CONTINUES, _CHATTY, _DOUBTFUL


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


@cython.locals(result=list, i=Py_ssize_t, f=Facts, name=tuple, furniture=bint, sure=bint)
cpdef list anchored(list facts, list odds, list named)


@cython.locals(labels=set, f=Facts)
cdef set _decisive(list facts)

cpdef double cleanliness(list facts)


@cython.locals(f=Facts, heading=Facts)
cdef double _limit(list facts, Py_ssize_t i)


@cython.locals(total=double, vouched=bint, i=Py_ssize_t, f=Facts, inside=bint)
cdef bint _brings_enough(list facts, list odds, Py_ssize_t start, Py_ssize_t end, double clean)


cdef bint _neutral(Facts f)


@cython.locals(result=list, limit=double, bound=double, thread=bint, i=Py_ssize_t, start=Py_ssize_t, f=Facts, sentence=bint)
cpdef list proven(list facts, list odds, double clean)


@cython.locals(i=Py_ssize_t, f=Facts)
cdef void _spare(list facts, list odds, Py_ssize_t start, Py_ssize_t end) except *

cdef bint _reports(Facts f, double overlap)


@cython.locals(result=list, start=Py_ssize_t, i=Py_ssize_t)
cpdef list budget(list facts, list overlap, list odds, double clean)

cdef bint _prose(Facts f)


@cython.locals(result=list, i=Py_ssize_t, f=Facts, chatty=bint)
cpdef list rescued(list facts, list odds)
