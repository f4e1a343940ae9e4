cimport cython

from cleanarticle.text.paragraphs cimport Block
from cleanarticle.text.document cimport Document, Line, Span
from cleanarticle.result cimport Match, Removal, Segment

cdef double DECISIVE
cdef Py_ssize_t _CLAIMS


@cython.locals(result=list, start=Py_ssize_t, i=Py_ssize_t, k=Py_ssize_t, block=Block)
cpdef list render(Document document, list matches, list blocks, list decisions, dropped)

cdef bint _goes(tuple decision, dropped)


@cython.locals(whole=Span, start=Py_ssize_t, end=Py_ssize_t, i=Py_ssize_t, k=Py_ssize_t, block=Block, top=Block,
               bottom=Block, below=Line, decision=tuple)
cdef _remove_run(Document document, list blocks, list decisions, list result)


@cython.locals(lines=tuple, text=str, above=Line, below=Line, top=Line, bottom=Line)
cdef Span _run_span(Document document, Py_ssize_t first, Py_ssize_t last)


@cython.locals(end=Py_ssize_t)
cdef Py_ssize_t _content_end(str text, Line line)


@cython.locals(found=list, claims=list, match=Match)
cdef list _inside(tuple matches, dropped)


@cython.locals(other=Match)
cdef bint _claimed(Match match, list claims)


@cython.locals(end=Py_ssize_t, match=Match, span=Span)
cdef _remove_inside(str text, Line line, list found, list result)


@cython.locals(low=Py_ssize_t, high=Py_ssize_t)
cdef Span _seam(str text, Line line, Py_ssize_t start, Py_ssize_t end)


@cython.locals(result=list, passed=Py_ssize_t, shift=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, stop=Py_ssize_t,
               removal=Removal, above=Removal)
cpdef list composed(list outer, list inner)


@cython.locals(kept=list, at=Py_ssize_t, start=Py_ssize_t, end=Py_ssize_t, removal=Removal)
cpdef str without(str text, list removals)


@cython.locals(result=list, at=Py_ssize_t, removal=Removal, span=Span)
cpdef tuple tiles(str text, list removals)
