cdef struct Phrase


cdef class Phrases:
    cdef Phrase* phrases
    cdef Py_ssize_t count
    cdef Py_ssize_t[256] buckets
    cpdef bint found(self, str text)
