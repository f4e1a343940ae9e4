cimport cython

from cleanarticle.facts cimport Facts

cdef double DECISIVE
cdef double _SWITCH, _BENEFIT, _AT_HOME, _ABROAD, _CEILING, _DECIDED


@cython.locals(asked=Py_ssize_t, known=Py_ssize_t, f=Facts, share=double)
cpdef double benefit(list facts)


@cython.locals(held=double)
cdef double _weigh(Facts f, double value)


@cython.locals(odds=list, if_kept=list, if_dropped=list, keep=double, drop=double, value=double, i=Py_ssize_t, f=Facts,
               stays=bint)
cpdef list decode(list facts, list evidence, double doubt)
