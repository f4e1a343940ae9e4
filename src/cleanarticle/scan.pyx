# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Which rules are worth trying on which line: one pass over the text finds all literals of all rules."""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_UCS4 PyUnicode_READ(int, void*, Py_ssize_t)
    int Py_UNICODE_ISALNUM(Py_UCS4)

cdef enum Kind:
    LITERAL, ALL, ANY

cdef struct Literal:
    Py_ssize_t start
    Py_ssize_t length
    int following
    int wakes
    int wakes_count
    Py_ssize_t seen

cdef struct Need:
    Kind kind
    int first
    int count

cdef struct Gate:
    Py_ssize_t longest
    int need
    bint any_first
    bint sign_first
    uint64_t[2] low_first

# A literal is found by its first characters, up to this many.
cdef int _HEAD = 3
cdef uint64_t _MIX = 0x9E3779B97F4A7C15ULL


class Door:
    """What a line must have for a rule to be worth trying.

    Attributes:
        longest: the longest line that the rule may match, in code points.
        first: the lower-case characters that the line may begin with, "" for any that is neither letter nor digit;
            None for all.
        need: what the line must hold, in lower case: a literal, or (True, all of these) or (False, any of these);
            None for nothing.
        wakes: literals of which every match holds one; the rule is tried on no line without; None for every line.
    """

    __slots__ = ("first", "longest", "need", "wakes")

    def __init__(self, longest, first, need, wakes):
        self.longest, self.first, self.need, self.wakes = longest, first, need, wakes


cdef class Scanner:
    """Finds the rules to try, by their doors; rules are known by their place in the list."""

    cdef list doors
    cdef Literal* literals
    cdef uint32_t* chars
    cdef uint64_t* heads
    cdef int* chains
    cdef size_t mask
    cdef int* wakes
    cdef Need* needs
    cdef int* kids
    cdef Gate* gates
    cdef int* shapes
    cdef int shapes_count
    cdef int rules
    cdef bint[4] lengths
    cdef int needs_count, kids_count
    cdef dict numbers

    def __cinit__(self, list doors not None):
        cdef int i, k
        cdef list words = sorted({word for door in doors for word in _words(door)})
        cdef dict woken = {}
        self.doors = doors
        self.rules = len(doors)
        self.numbers = {word: i for i, word in enumerate(words)}
        for i, door in enumerate(doors):
            for word in door.wakes or ():
                woken.setdefault(word, []).append(i)
        self._allocate(words, sum(map(len, woken.values())))
        self._index(words, woken)
        for i, door in enumerate(doors):
            self._gate(i, door)
            if door.wakes is None:
                self.shapes[self.shapes_count] = i
                self.shapes_count += 1

    cdef int _allocate(self, list words, size_t wakes) except -1:
        cdef size_t size = 1024, nodes = 1 + sum([_size(door.need) for door in self.doors])
        while size < 4 * len(words):
            size *= 2
        self.mask = size - 1
        self.literals = <Literal*>calloc(len(words) + 1, sizeof(Literal))
        self.chars = <uint32_t*>calloc(sum(map(len, words)) + 1, sizeof(uint32_t))
        self.heads = <uint64_t*>calloc(size, sizeof(uint64_t))
        self.chains = <int*>calloc(size, sizeof(int))
        self.wakes = <int*>calloc(wakes + 1, sizeof(int))
        self.needs = <Need*>calloc(nodes, sizeof(Need))
        self.kids = <int*>calloc(nodes, sizeof(int))
        self.gates = <Gate*>calloc(self.rules + 1, sizeof(Gate))
        self.shapes = <int*>calloc(self.rules + 1, sizeof(int))
        if not (self.literals and self.chars and self.heads and self.chains and self.wakes and self.needs
                and self.kids and self.gates and self.shapes):
            raise MemoryError
        return 0

    def __dealloc__(self):
        free(self.literals)
        free(self.chars)
        free(self.heads)
        free(self.chains)
        free(self.wakes)
        free(self.needs)
        free(self.kids)
        free(self.gates)
        free(self.shapes)

    cdef size_t _place(self, uint64_t head) noexcept:
        """Where a head stands in the table, or the free place where it belongs."""
        cdef size_t at = <size_t>((head * _MIX) >> 32) & self.mask
        while self.heads[at] != 0 and self.heads[at] != head:
            at = (at + 1) & self.mask
        return at

    cdef int _index(self, list words, dict woken) except -1:
        cdef int i
        cdef Py_ssize_t at = 0, k
        cdef size_t place
        cdef int wakes = 0
        cdef str word
        for i, word in enumerate(words):
            self.literals[i].start, self.literals[i].length = at, len(word)
            for k in range(len(word)):
                self.chars[at + k] = ord(word[k])
            place = self._place(_head(self.chars + at, min(_HEAD, len(word))))
            self.heads[place] = _head(self.chars + at, min(_HEAD, len(word)))
            self.literals[i].following = self.chains[place]
            self.chains[place] = i + 1
            self.lengths[min(_HEAD, len(word))] = True
            at += len(word)
            self.literals[i].wakes = wakes
            for number in woken.get(word, ()):
                self.wakes[wakes] = number
                wakes += 1
            self.literals[i].wakes_count = wakes - self.literals[i].wakes
        return 0

    cdef int _gate(self, int i, door) except -1:
        cdef Gate* gate = &self.gates[i]
        gate.longest = door.longest
        gate.any_first = door.first is None
        gate.need = -1 if door.need is None else self._need(door.need)
        for char in door.first or ():
            if char == "":
                gate.sign_first = True
            elif ord(char) < 128:
                gate.low_first[ord(char) >> 6] |= <uint64_t>1 << (ord(char) & 63)
        return 0

    cdef int _need(self, need) except -1:
        """Put a need and all that it consists of into the table; return its number."""
        cdef int number = self.needs_count, kid
        self.needs_count += 1
        if isinstance(need, str):
            self.needs[number].kind, self.needs[number].first = LITERAL, self.numbers[need]
            return number
        every, parts = need
        self.needs[number].kind = ALL if every else ANY
        below = [self._need(part) for part in parts]
        self.needs[number].first, self.needs[number].count = self.kids_count, len(below)
        for kid in below:
            self.kids[self.kids_count] = kid
            self.kids_count += 1
        return number

    cdef bint _met(self, int number, Py_ssize_t line) noexcept:
        cdef Need* need = &self.needs[number]
        cdef int k
        if need.kind == LITERAL:
            return self.literals[need.first].seen == line
        for k in range(need.count):
            if self._met(self.kids[need.first + k], line) != (need.kind == ALL):
                return need.kind != ALL
        return need.kind == ALL

    cdef bint _open(self, int rule, Py_ssize_t line, Py_UCS4 char, Py_ssize_t length) except -1:
        """Whether a rule may match a line of *length* that begins with *char*."""
        cdef Gate* gate = &self.gates[rule]
        if length > gate.longest:
            return False
        if not gate.any_first:
            if char < 128:
                if not (gate.low_first[<uint32_t>char >> 6] >> (<uint32_t>char & 63)) & 1:
                    if not gate.sign_first or Py_UNICODE_ISALNUM(char):
                        return False
            elif chr(char) not in self.doors[rule].first and (not gate.sign_first or Py_UNICODE_ISALNUM(char)):
                return False
        return gate.need < 0 or self._met(gate.need, line)

    def candidates(self, str folded not None, list lines not None):
        """For each line the numbers of the rules to try, in order.

        Args:
            folded: the whole text, folded and in lower case.
            lines: where each line begins and how long it is, in code points.
        """
        cdef Py_ssize_t* seen = <Py_ssize_t*>calloc(self.rules + 1, sizeof(Py_ssize_t))
        cdef int* woken = <int*>malloc((self.rules + 1) * sizeof(int))
        cdef Py_ssize_t line, offset, length
        cdef int count, k, i
        cdef list result = [], tried
        if seen == NULL or woken == NULL:
            free(seen)
            free(woken)
            raise MemoryError
        for i in range(len(self.numbers)):
            self.literals[i].seen = 0
        try:
            for line, (offset, length) in enumerate(lines, 1):
                count = self._line(folded, offset, length, line, seen, woken)
                tried = [woken[k] for k in range(count) if self._open(woken[k], line, folded[offset], length)]
                for k in range(self.shapes_count):
                    if self._open(self.shapes[k], line, folded[offset], length):
                        tried.append(self.shapes[k])
                tried.sort()
                result.append(tried)
        finally:
            free(seen)
            free(woken)
        return result

    cdef int _line(
        self, str folded, Py_ssize_t offset, Py_ssize_t length, Py_ssize_t line, Py_ssize_t* seen, int* woken
    ) noexcept:
        """Mark every literal in a line; the rules that they wake go into *woken*, and their count is returned."""
        cdef int kind = PyUnicode_KIND(folded)
        cdef void* data = PyUnicode_DATA(folded)
        cdef Py_ssize_t i, k, end = offset + length
        cdef int size, chain, rule, n, count = 0
        cdef uint64_t head
        cdef size_t place
        cdef Literal* literal
        cdef uint32_t a
        for i in range(offset, end):
            a = PyUnicode_READ(kind, data, i)
            head = 0
            for size in range(1, _HEAD + 1):
                if i + size > end:
                    break
                head |= <uint64_t>PyUnicode_READ(kind, data, i + size - 1) << (21 * (size - 1))
                if not self.lengths[size] or (size < _HEAD and (97 <= a <= 122 or a == 32)):
                    continue
                place = self._place(head)
                chain = self.chains[place] if self.heads[place] == head else 0
                while chain:
                    literal = &self.literals[chain - 1]
                    chain = literal.following
                    if i + literal.length > end or literal.seen == line:
                        continue
                    for k in range(size, literal.length):
                        if PyUnicode_READ(kind, data, i + k) != self.chars[literal.start + k]:
                            break
                    else:
                        literal.seen = line
                        for n in range(literal.wakes_count):
                            rule = self.wakes[literal.wakes + n]
                            if seen[rule] != line:
                                seen[rule] = line
                                woken[count] = rule
                                count += 1
        return count


cdef uint64_t _head(uint32_t* chars, Py_ssize_t size) noexcept:
    """The first characters of a literal as one number."""
    cdef uint64_t head = 0
    cdef Py_ssize_t k
    for k in range(size):
        head |= <uint64_t>chars[k] << (21 * k)
    return head


def _words(door):
    """All literals of a door."""
    return {*(door.wakes or ()), *_literals(door.need)}


def _literals(need):
    if need is None:
        return set()
    return {need} if isinstance(need, str) else set().union(*map(_literals, need[1]))


def _size(need):
    """How many nodes a need has."""
    if need is None:
        return 0
    return 1 if isinstance(need, str) else 1 + sum(map(_size, need[1]))
