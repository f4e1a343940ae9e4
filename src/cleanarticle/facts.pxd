from libc.stdint cimport uint64_t


cdef struct Word:
    uint64_t key
    double weight
    int flags
    bint known


cdef class Words:
    cdef Word* table
    cdef size_t mask
    cdef double base
    cdef dict weights
    cdef double signs[15][64]
    cdef Word* find(self, uint64_t key) noexcept nogil
    cdef int put(self, str word, double weight, int flags, bint known) except -1


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
