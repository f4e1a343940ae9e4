cimport cython

from cleanarticle.features.paragraph cimport Facts

cdef double DECISIVE, _DECIDED, _AT_HOME, _WHOLE, _LEAST, _PROSE, _SPEAKS
cdef int _MOST

cdef double _softplus(double value)


@cython.locals(asked=Py_ssize_t, known=Py_ssize_t, f=Facts)
cdef double _strangeness(list facts)


@cython.locals(total=double, odds=double)
cpdef double cleanness(list boilerplate)


@cython.locals(words=Py_ssize_t, prose=Py_ssize_t, i=Py_ssize_t, f=Facts)
cdef double _listed(list facts, list boilerplate)


@cython.locals(change=double, clean=double, strange=double, prose=bint, article=double, trim=double, boiler=double, top=double, kept=double, leaning=double, back=list,
               f=Facts, i=Py_ssize_t, best=int, state=int, states=list, cost_boiler=double, cost_trim=double,
               cost_prose=double)
cpdef list sequence(list facts, list boilerplate, list furniture, costs)
