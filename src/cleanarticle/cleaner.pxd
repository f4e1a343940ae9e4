cimport cython

from cleanarticle.text.paragraphs cimport Block
from cleanarticle.text.document cimport Document
from cleanarticle.features.paragraph cimport Facts
from cleanarticle.result cimport Match


cdef class Reading:
    cdef readonly Document document
    cdef readonly list matches, blocks, facts


cdef class Memory:
    cdef readonly object model, profile
    cdef readonly dict found, facts


@cython.locals(boiler=double, trim=double, label=str, against=double, match=Match)
cpdef tuple evidence_of(object matches)


@cython.locals(evidence=tuple, known=Facts)
cdef Facts _facts(Block block, Memory memory)
