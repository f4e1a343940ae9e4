cdef class Table:
    cdef double* cells
    cdef readonly Py_ssize_t size
    cdef list paragraphs
