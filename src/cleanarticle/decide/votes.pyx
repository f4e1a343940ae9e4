# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Score rows of features with gradient-boosted trees: takes the rows, gives log-odds.

A "vote" is one tree of up to six levels; the log-odds are the sum of all votes.  The inner nodes of a tree are called
questions and its leaves answers.  The files of `model/` have one vote on each line, fitted by `tools/fit.py`
(Friedman 2001, https://doi.org/10.1214/aos/1013203451).
"""

from libc.math cimport INFINITY
from libc.stdint cimport uint8_t, uint16_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from cleanarticle.features.surroundings cimport Table
from cleanarticle.features.surroundings import FEATURES


cdef enum:
    # Depth of a tree, its questions (inner nodes) and its answers (leaves).
    _DEEPEST = 6
    _QUESTIONS = 63
    _ANSWERS = 64
    # Most different limits of one feature, so that a rank fits a byte.
    _LIMITS = 255
    # Paragraphs that are scored together.
    _BLOCK = 32

# An inner node: offset of the feature's ranks in a block, and the rank to exceed.
cdef struct Question:
    uint16_t at
    uint8_t rank

# Offset of a feature's limits, and the first step of the binary search in them.
cdef struct Scale:
    int first
    int step


cdef inline int _answer(const Question* vote, const uint8_t* ranks) noexcept nogil:
    """Return the index of the leaf that a tree reaches for a paragraph."""
    cdef int place = 0, k
    for k in range(_DEEPEST):
        place = 2 * place + 1 + (ranks[vote[place].at] > vote[place].rank)
    return place - _QUESTIONS


cdef class Votes:
    """The trees and the start value of their sum.

    Each tree is stored as a full binary tree of the same depth, level by level: node i has the children 2i + 1 and
    2i + 2.  A leaf above the last level is copied to all leaves below it.  Each feature value is first turned into a
    rank, a byte: the number of limits, over all trees, that are below the value.  Each tree scores a whole block of
    paragraphs before the next tree.
    """

    cdef Scale* scales
    cdef double* limits
    cdef Question* questions
    cdef double* answers
    cdef int count, columns
    cdef double base
    cdef list lines
    cdef tuple names

    def __cinit__(self, double base, list lines not None, names=None):
        """Take the start value of the sum, the votes as lines, and the names of the columns.

        See `model.parse_votes` for the lines.  The columns are `FEATURES` by default.
        """
        cdef int k
        self.base, self.lines, self.names = base, lines, tuple(FEATURES if names is None else names)
        self.columns = len(self.names)
        number = {name: i for i, name in enumerate(self.names)}
        trees = [_tree(line, number) for line in lines]
        if max(map(_depth, trees), default=0) > _DEEPEST:
            raise ValueError(f"a vote of more than {_DEEPEST} questions one after the other")
        self.count = len(trees)
        self.scales = <Scale*>calloc(self.columns, sizeof(Scale))
        self.limits = <double*>malloc(self.columns * 2 * (_LIMITS + 1) * sizeof(double))
        self.questions = <Question*>calloc(self.count * _QUESTIONS + 1, sizeof(Question))
        self.answers = <double*>calloc(self.count * _ANSWERS + 1, sizeof(double))
        if self.scales == NULL or self.limits == NULL or self.questions == NULL or self.answers == NULL:
            raise MemoryError
        ranks = self._scale(trees)
        for k, tree in enumerate(trees):
            self._lay(tree, ranks, k, 0, 0)

    def __dealloc__(self):
        free(self.scales)
        free(self.limits)
        free(self.questions)
        free(self.answers)

    def __reduce__(self):
        return Votes, (self.base, self.lines, self.names)

    cdef dict _scale(self, list trees):
        """Store the sorted limits of each feature; return the rank of each limit."""
        cdef int feature, at = 0, size, i
        limits = {}
        for tree in trees:
            _collect(tree, limits)
        for feature, found in limits.items():
            if len(found) > _LIMITS:
                raise ValueError(f"more than {_LIMITS} different limits of one feature")
            size = 1 << len(found).bit_length()
            self.scales[feature] = Scale(at, size >> 1)
            ordered = sorted(found)
            for i in range(2 * size):
                self.limits[at + i] = ordered[i] if i < len(ordered) else INFINITY
            at += 2 * size
        return {(feature, limit): i for feature, found in limits.items() for i, limit in enumerate(sorted(found))}

    cdef int _lay(self, tree, dict ranks, int vote, int place, int depth) except -1:
        """Store *tree* at node *place* of its vote."""
        cdef Question* question = &self.questions[vote * _QUESTIONS + place]
        if depth == _DEEPEST:
            self.answers[vote * _ANSWERS + place - _QUESTIONS] = tree
            return 0
        if not isinstance(tree, tuple):
            self._lay(tree, ranks, vote, 2 * place + 1, depth + 1)
            return self._lay(tree, ranks, vote, 2 * place + 2, depth + 1)
        feature, limit, below, above = tree
        question.at, question.rank = feature * _BLOCK, ranks[feature, limit]
        self._lay(below, ranks, vote, 2 * place + 1, depth + 1)
        return self._lay(above, ranks, vote, 2 * place + 2, depth + 1)

    cdef inline int _rank_of(self, int feature, double value) noexcept nogil:
        """Return the number of limits of a feature that are below a value."""
        cdef const double* limits = self.limits + self.scales[feature].first - 1
        cdef int at = 0, step = self.scales[feature].step
        while step:
            if value > limits[at + step]:
                at += step
            step >>= 1
        return at

    cdef void _rank(self, const double* rows, int count, uint8_t* ranks) noexcept nogil:
        """Turn the feature values of a block of paragraphs into ranks."""
        cdef int feature, i, first, step, left
        cdef const double* limits
        cdef double[_BLOCK] values
        cdef int[_BLOCK] at
        cdef double low, high
        for feature in range(self.columns):
            if self.scales[feature].step == 0:
                continue
            low = high = rows[feature]
            for i in range(count):
                values[i] = rows[i * self.columns + feature]
                low = values[i] if values[i] < low else low
                high = values[i] if values[i] > high else high
            first = self._rank_of(feature, low)
            left = self._rank_of(feature, high) - first if high > low else 0
            if left == 0:
                memset(ranks + feature * _BLOCK, first, _BLOCK)
                continue
            for i in range(count):
                at[i] = 0
            limits = self.limits + self.scales[feature].first + first - 1
            step = 1
            while 2 * step <= left:
                step *= 2
            # Search for all paragraphs in step: in a single search each step waits for the one before.
            while step:
                for i in range(count):
                    at[i] += step & -<int>(values[i] > limits[at[i] + step])
                step >>= 1
            for i in range(count):
                ranks[feature * _BLOCK + i] = <uint8_t>(first + at[i])

    cdef void _sum(self, const uint8_t* ranks, int count, double* totals) noexcept nogil:
        """Add up the trees' answers for each paragraph of a block."""
        cdef const double* answers = self.answers
        cdef const Question* vote = self.questions
        cdef int k, j
        for j in range(count):
            totals[j] = self.base
        for k in range(self.count):
            for j in range(count):
                totals[j] += answers[_answer(vote, ranks + j)]
            answers += _ANSWERS
            vote += _QUESTIONS

    def evidence(self, Table table not None):
        """Return the log-odds of each paragraph of a table, whose columns are `FEATURES`."""
        return self._evidence(table.cells, table.size)

    def scores(self, list rows not None):
        """Return the log-odds of each row; a row has a number for each column."""
        cdef double* cells = <double*>malloc((len(rows) * self.columns + 1) * sizeof(double))
        cdef Py_ssize_t i
        cdef int k
        cdef list row
        if cells == NULL:
            raise MemoryError
        try:
            for i, row in enumerate(rows):
                for k in range(self.columns):
                    cells[i * self.columns + k] = row[k]
            return self._evidence(cells, len(rows))
        finally:
            free(cells)

    cdef list _evidence(self, const double* cells, Py_ssize_t size):
        cdef Py_ssize_t start
        cdef int count, j
        cdef double[_BLOCK] totals
        cdef uint8_t* ranks = <uint8_t*>calloc(self.columns * _BLOCK, 1)
        if ranks == NULL:
            raise MemoryError
        cdef list result = []
        try:
            for start in range(0, size, _BLOCK):
                count = <int>min(_BLOCK, size - start)
                self._rank(cells + start * self.columns, count, ranks)
                self._sum(ranks, count, totals)
                for j in range(count):
                    result.append(totals[j])
        finally:
            free(ranks)
        return result


def _tree(str line, dict number):
    """Parse a vote: a number (leaf), or a tuple of feature index, limit, subtree below and subtree above."""
    words = line.split()[::-1]
    tree = _read(words, number)
    if words:
        raise ValueError(f"a vote with words left over: {line}")
    return tree


def _read(list words, dict number):
    word = words.pop()
    if word not in number:
        return float(word)
    return number[word], float(words.pop()), _read(words, number), _read(words, number)


def _depth(tree):
    return 1 + max(_depth(tree[2]), _depth(tree[3])) if isinstance(tree, tuple) else 0


def _collect(tree, dict limits):
    """Add the limits in *tree* to the set of each feature."""
    if isinstance(tree, tuple):
        limits.setdefault(tree[0], set()).add(tree[1])
        _collect(tree[2], limits)
        _collect(tree[3], limits)
