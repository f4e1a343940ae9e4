# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features to evidence: how sure it is that a paragraph is part of the article.

The evidence is a sum of votes.  A vote asks up to six questions of the features and adds its answer; they stand in the
files of `model/`, one vote on a line, fitted by `tools/fit.py` (gradient boosting of shallow trees, Friedman
2001, https://doi.org/10.1214/aos/1013203451).
"""

from libc.math cimport INFINITY
from libc.stdint cimport uint8_t, uint16_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from cleanarticle.features.surroundings cimport Table
from cleanarticle.features.surroundings import FEATURES

cdef dict _NUMBER = {name: i for i, name in enumerate(FEATURES)}
cdef int COLUMNS = len(FEATURES)

cdef enum:
    # A vote asks no more questions than this, one after the other; so many it has in all, and so many answers.
    _DEEPEST = 6
    _QUESTIONS = 63
    _ANSWERS = 64
    # No feature has more different limits.
    _LIMITS = 255
    # So many paragraphs are judged at a time.
    _BLOCK = 32

# A question: where the ranks of a feature begin in a block, and the rank that must be passed.
cdef struct Question:
    uint16_t at
    uint8_t rank

# Where the limits of a feature begin, and the size of the first step in the search among them.
cdef struct Scale:
    int first
    int step


cdef inline int _answer(const Question* vote, const uint8_t* ranks) noexcept nogil:
    """Which of its answers a vote gives to a paragraph."""
    cdef int place = 0, k
    for k in range(_DEEPEST):
        place = 2 * place + 1 + (ranks[vote[place].at] > vote[place].rank)
    return place - _QUESTIONS


cdef class Votes:
    """The votes and where their sum starts.

    All are laid out as full trees of the same depth, row by row: below place i stand 2i + 1 and 2i + 2; the questions
    behind an answer that comes early all lead to it.  A feature is first made a rank, the number of limits below it
    that any vote has; ranks are bytes, and a vote is taken for a block of paragraphs, one after the other.
    """

    cdef Scale* scales
    cdef double* limits
    cdef Question* questions
    cdef double* answers
    cdef int count
    cdef double base
    cdef list lines

    def __cinit__(self, double base, list lines not None):
        """Take where the sum starts, and the votes as `coefficients.parse_votes` describes them."""
        cdef int k
        self.base, self.lines = base, lines
        trees = [_tree(line) for line in lines]
        if max(map(_depth, trees), default=0) > _DEEPEST:
            raise ValueError(f"a vote of more than {_DEEPEST} questions one after the other")
        self.count = len(trees)
        self.scales = <Scale*>calloc(COLUMNS, sizeof(Scale))
        self.limits = <double*>malloc(COLUMNS * 2 * (_LIMITS + 1) * sizeof(double))
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
        return Votes, (self.base, self.lines)

    cdef dict _scale(self, list trees):
        """Lay out the limits of each feature; returns the rank of each."""
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
        """Put *tree* at a place of its vote."""
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
        """How many limits of a feature a value passes."""
        cdef const double* limits = self.limits + self.scales[feature].first - 1
        cdef int at = 0, step = self.scales[feature].step
        while step:
            if value > limits[at + step]:
                at += step
            step >>= 1
        return at

    cdef void _rank(self, const double* rows, int count, uint8_t* ranks) noexcept nogil:
        """Make the features of a block's paragraphs ranks."""
        cdef int feature, i, first, step, left
        cdef const double* limits
        cdef double[_BLOCK] values
        cdef int[_BLOCK] at
        cdef double low, high
        for feature in range(COLUMNS):
            if self.scales[feature].step == 0:
                continue
            low = high = rows[feature]
            for i in range(count):
                values[i] = rows[i * COLUMNS + feature]
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
            # All searches go on side by side: one alone would wait for each of its steps.
            while step:
                for i in range(count):
                    at[i] += step & -<int>(values[i] > limits[at[i] + step])
                step >>= 1
            for i in range(count):
                ranks[feature * _BLOCK + i] = <uint8_t>(first + at[i])

    cdef void _sum(self, const uint8_t* ranks, int count, double* totals) noexcept nogil:
        """Add up what the votes say to the paragraphs of a block."""
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
        """Log-odds for each paragraph."""
        cdef Py_ssize_t start
        cdef int count, j
        cdef double[_BLOCK] totals
        cdef uint8_t* ranks = <uint8_t*>calloc(COLUMNS * _BLOCK, 1)
        if ranks == NULL:
            raise MemoryError
        result = []
        try:
            for start in range(0, table.size, _BLOCK):
                count = <int>min(_BLOCK, table.size - start)
                self._rank(table.cells + start * COLUMNS, count, ranks)
                self._sum(ranks, count, totals)
                for j in range(count):
                    result.append(totals[j])
        finally:
            free(ranks)
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


def _collect(tree, dict limits):
    """Add the limits in *tree* to those of each feature."""
    if isinstance(tree, tuple):
        limits.setdefault(tree[0], set()).add(tree[1])
        _collect(tree[2], limits)
        _collect(tree[3], limits)
