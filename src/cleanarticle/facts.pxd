cimport cython
from libc.stdint cimport uint64_t


# A word of the lexicon and its log-odds of being article.
cdef struct Word:
    uint64_t key
    double weight


# A word that binds sentences or tells who speaks.
cdef struct Kind:
    uint64_t key
    int flags


@cython.final
cdef class Words:
    cdef Word* table
    cdef size_t mask
    cdef Kind* kinds
    cdef size_t kinds_mask
    cdef double base
    cdef dict weights
    cdef double signs[15][64]
    cdef inline Word* find(self, uint64_t key) noexcept nogil
    cdef inline Kind* kind(self, uint64_t key) noexcept nogil


@cython.final
cdef class Facts:
    cdef readonly int words, end, begin, digits, you, me, linkish, commas, sentences, quotes, informal
    cdef readonly double stops, capitals, evidence, against
    cdef readonly bint caseless, dated, upper, name, prose
    cdef readonly str label
    cdef readonly int asked, known
    cdef public double own
    cdef uint64_t key, opening
    cdef uint64_t* vocabulary
    cdef Py_ssize_t vocabulary_size
