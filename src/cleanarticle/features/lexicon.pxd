cimport cython
from libc.stdint cimport int16_t, int32_t, uint32_t, uint64_t

# The classes of a text: article, and one for each label.
cdef enum:
    CLASSES = 17
    # Weights are stored in hundredths, in rows padded to this length, so that a row is added in a few steps.
    _WIDTH = 24
    # Class 0 is the article; the next classes, this many, are the furniture labels.
    FURNISHED = 5

# Flags of a word: stopword, word to the reader, first-person word, chat word, verb above a comment.
cdef enum:
    STOP = 1
    YOU = 2
    ME = 4
    CHAT = 8
    SAYS = 16

cdef struct Entry:
    uint64_t key
    uint32_t place
    uint32_t flags


@cython.final
cdef class Lexicon:
    cdef Entry* kinds
    cdef size_t kinds_mask
    cdef Entry* table
    cdef size_t mask
    cdef uint64_t[4096] perhaps
    cdef int16_t* weights
    cdef float[CLASSES] base
    # All phrases, in the order of the rows of `weights`.
    cdef list phrases
    cdef inline int flags(self, uint64_t key) noexcept nogil
    cdef int weigh(self, str text, float* scores, int* known) except -1
    cdef inline bint _sum(self, uint64_t key, int32_t* sums) noexcept
    cdef tuple _said(self, Py_ssize_t place)
    cdef float _gain(self, uint64_t key, int kind) noexcept


cdef uint64_t SEED
cdef uint64_t PRIME
cdef uint64_t key_of(str word) noexcept
