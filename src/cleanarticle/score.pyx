# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features to evidence: how sure it is that a paragraph is part of the article.

The evidence is a sum of votes.  A vote asks up to four questions of the features and adds its answer; all of them
stand in `model/votes.txt`, one on a line, fitted by `tools/fit.py` (gradient boosting of shallow trees, Friedman
2001, https://doi.org/10.1214/aos/1013203451).
"""

from libc.stdlib cimport calloc, free

from cleanarticle.features cimport Table
from cleanarticle.features import FEATURES

cdef dict _NUMBER = {name: i for i, name in enumerate(FEATURES)}
cdef int COLUMNS = len(FEATURES)

# A vote asks no more questions than this, one after the other.
cdef enum:
    _DEEPEST = 12


cdef class Votes:
    """The votes and where their sum starts.

    All are laid out as full trees of the same depth, row by row: below place i stand 2i + 1 and 2i + 2.  A walk down
    needs no branch, and the questions behind an answer that comes early all lead to it.
    """

    cdef double* limits
    cdef double* answers
    cdef int* features
    cdef int count
    cdef int depth
    cdef double base
    cdef list lines

    def __cinit__(self, double base, list lines not None):
        """Take where the sum starts, and the votes as `coefficients.parse_votes` describes them."""
        cdef int k, inner, outer
        self.base, self.lines = base, lines
        trees = [_tree(line) for line in lines]
        self.count = len(trees)
        self.depth = max(map(_depth, trees), default=0)
        if self.depth > _DEEPEST:
            raise ValueError(f"a vote of more than {_DEEPEST} questions one after the other")
        inner, outer = (1 << self.depth) - 1, 1 << self.depth
        self.limits = <double*>calloc(self.count * inner + 1, sizeof(double))
        self.features = <int*>calloc(self.count * inner + 1, sizeof(int))
        self.answers = <double*>calloc(self.count * outer + 1, sizeof(double))
        if self.limits == NULL or self.features == NULL or self.answers == NULL:
            raise MemoryError
        for k, tree in enumerate(trees):
            self._lay(tree, k * inner, k * outer, 0, 0)

    def __dealloc__(self):
        free(self.limits)
        free(self.features)
        free(self.answers)

    def __reduce__(self):
        return Votes, (self.base, self.lines)

    cdef int _lay(self, tree, int inner, int outer, int place, int depth) except -1:
        """Put *tree* at a place of its vote."""
        if depth == self.depth:
            self.answers[outer + place - ((1 << depth) - 1)] = tree
            return 0
        feature, limit, below, above = tree if isinstance(tree, tuple) else (0, 0.0, tree, tree)
        self.features[inner + place], self.limits[inner + place] = feature, limit
        self._lay(below, inner, outer, 2 * place + 1, depth + 1)
        self._lay(above, inner, outer, 2 * place + 2, depth + 1)
        return 0

    def evidence(self, Table table not None):
        """Log-odds of being article for each paragraph."""
        cdef Py_ssize_t i
        cdef int k, step, place
        cdef int inner = (1 << self.depth) - 1, outer = 1 << self.depth
        cdef double* row
        cdef double* limits
        cdef int* features
        cdef double total
        result = []
        for i in range(table.size):
            row = table.cells + i * COLUMNS
            total = self.base
            limits, features = self.limits, self.features
            for k in range(self.count):
                place = 0
                for step in range(self.depth):
                    place = 2 * place + 1 + (row[features[place]] > limits[place])
                total += self.answers[k * outer + place - inner]
                limits += inner
                features += inner
            result.append(total)
        return result


def _tree(str line):
    """A vote as a tree: an answer, or the number of a feature, its limit, what is below and what is above."""
    words = line.split()[::-1]
    tree = _read(words)
    if words:
        raise ValueError(f"a vote with words left over: {line}")
    return tree


def _read(list words):
    word = words.pop()
    if word not in _NUMBER:
        return float(word)
    return _NUMBER[word], float(words.pop()), _read(words), _read(words)


def _depth(tree):
    return 1 + max(_depth(tree[2]), _depth(tree[3])) if isinstance(tree, tuple) else 0
