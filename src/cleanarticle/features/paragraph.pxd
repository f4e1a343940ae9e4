cimport cython
from libc.stdint cimport uint64_t

from cleanarticle.features.lexicon cimport CLASSES


@cython.final
cdef class Facts:
    cdef readonly int words, end, begin, digits, you, me, linkish, commas, sentences, quotes, informal
    cdef readonly double stops, capitals, evidence, boiler_rule, trim_rule, against
    cdef readonly bint caseless, dated, upper, name, sentence, prose
    cdef readonly str label
    cdef readonly int asked, known
    cdef public double own, boiler, trim
    cdef public float[CLASSES] shares
    cdef uint64_t key, opening
    cdef uint64_t* vocabulary
    cdef Py_ssize_t vocabulary_size
