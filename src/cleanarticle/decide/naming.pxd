cimport cython

from cleanarticle.text.paragraphs cimport Block
from cleanarticle.features.paragraph cimport Facts
from cleanarticle.result cimport Match

cdef double TELLING, _INHERITED, _SPEAKS


@cython.locals(match=Match, best=Match)
cdef Match _strongest(tuple matches, tuple labels)


@cython.locals(result=list, above=int, i=Py_ssize_t, state=int, rule=Match, labels=tuple, block=Block, label=str)
cpdef list name(list blocks, list facts, list states, list odds, lexicon)


@cython.locals(total=double, best=int, top=double, share=double, k=int)
cdef int _likeliest(Facts f, tuple group, int above)


@cython.locals(words=list)
cdef str _reason(str text, Facts f, int state, str label, lexicon)
