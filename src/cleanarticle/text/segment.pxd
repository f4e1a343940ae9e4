cimport cython

from cleanarticle.text.document cimport Document, Line
from cleanarticle.text.fold cimport line_end


@cython.locals(folded=str, lines=list, size=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, gap=Py_ssize_t,
               first=Py_ssize_t, last=Py_ssize_t)
cpdef Document segment(str text)
