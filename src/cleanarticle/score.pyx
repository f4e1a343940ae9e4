# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features to evidence: how sure it is that a paragraph is part of the article.

The evidence is a sum of votes.  A vote asks up to four questions of the features and adds its answer; all of them
stand in `model/votes.txt`, one on a line, fitted by `tools/fit.py` (gradient boosting of shallow trees, Friedman
2001, https://doi.org/10.1214/aos/1013203451).
"""

from libc.stdlib cimport free, malloc

from cleanarticle.features cimport Table
from cleanarticle.features import FEATURES

cdef dict _NUMBER = {name: i for i, name in enumerate(FEATURES)}
cdef int COLUMNS = len(FEATURES)

cdef struct Node:
    # A question, or an answer where the feature is -1: then *limit* is the log-odds.
    double limit
    int feature
    int below
    int above


cdef class Votes:
    """The votes and where their sum starts."""

    cdef Node* nodes
    cdef int* roots
    cdef int count
    cdef double base
    cdef list lines

    def __cinit__(self, double base, list lines not None):
        """Take where the sum starts, and the votes as `coefficients.parse_votes` describes them."""
        cdef int size = 0
        self.base, self.lines = base, lines
        self.count = len(lines)
        self.nodes = <Node*>malloc(max(1, sum(len(line.split()) for line in lines)) * sizeof(Node))
        self.roots = <int*>malloc(max(1, self.count) * sizeof(int))
        if self.nodes == NULL or self.roots == NULL:
            raise MemoryError
        for i, line in enumerate(lines):
            self.roots[i] = size
            words = line.split()[::-1]
            size = self._read(words, size)
            if words:
                raise ValueError(f"a vote with words left over: {line}")

    def __dealloc__(self):
        free(self.nodes)
        free(self.roots)

    def __reduce__(self):
        return Votes, (self.base, self.lines)

    cdef int _read(self, list words, int at) except -1:
        """Put the next question or answer of a line at *at*; return the next free place."""
        cdef int place
        word = words.pop()
        if word not in _NUMBER:
            self.nodes[at].feature, self.nodes[at].limit = -1, float(word)
            return at + 1
        self.nodes[at].feature, self.nodes[at].limit = _NUMBER[word], float(words.pop())
        self.nodes[at].below = at + 1
        place = self._read(words, at + 1)
        self.nodes[at].above = place
        return self._read(words, place)

    def evidence(self, Table table not None):
        """Log-odds of being article for each paragraph."""
        cdef Py_ssize_t i
        cdef int k
        cdef Node* node
        cdef double* row
        cdef double total
        result = []
        for i in range(table.size):
            row = table.cells + i * COLUMNS
            total = self.base
            for k in range(self.count):
                node = &self.nodes[self.roots[k]]
                while node.feature >= 0:
                    node = &self.nodes[node.below if row[node.feature] <= node.limit else node.above]
                total += node.limit
            result.append(total)
        return result
