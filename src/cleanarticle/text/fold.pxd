cpdef Py_ssize_t line_end(str text, Py_ssize_t at)
