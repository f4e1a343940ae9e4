cimport cython

from cleanarticle.text.paragraphs cimport Block
from cleanarticle.features.paragraph cimport Facts

cdef double DECISIVE, _HOPELESS
cdef int SENTENCE, _QUOTED, ARTICLE, BOILERPLATE


@cython.locals(result=list, prose=bint, i=Py_ssize_t, f=Facts, block=Block)
cpdef list veto(list blocks, list facts, list boilerplate, list states)

cdef bint _has_part(Block block)
cdef bint _quotation(str text, Facts f)
cdef bint _is_prose(Facts f)
