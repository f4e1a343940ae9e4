# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Which rules are worth trying on which line: one pass over the text finds all literals of all rules."""

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free

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
    bint anywhere
    bint sign
    # Which characters below 128 the rule's beginnings begin with.
    uint64_t[2] first

# A literal is found by its first five characters, or three, or all that it has.
cdef enum:
    _HEAD = 5
    _SHORT_HEAD = 3
cdef uint64_t _MIX = 0x9E3779B97F4A7C15ULL
# A code point has this many bits.
cdef uint64_t _CHAR = 0x1FFFFF


class Door:
    """What a line must have for a rule to be worth trying.

    Attributes:
        longest: the longest line that the rule may match, in code points.
        starts: how the line may begin: up to three characters in lower case, "\0" for any that is neither letter nor
            digit; None for anyhow.
        need: what the line must hold, in lower case: a literal, or (True, all of these) or (False, any of these);
            None for nothing.
        wakes: literals of which every match holds one; the rule is tried on no line without; None for every line.
    """

    __slots__ = ("longest", "need", "starts", "wakes")

    def __init__(self, longest, starts, need, wakes):
        self.longest, self.starts, self.need, self.wakes = longest, starts, need, wakes


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
    # The rules without a literal: by the beginnings of their lines, or else by what else is known of these.
    cdef dict shapes
    cdef list signs
    cdef list anyhow
    cdef int rules
    # Whether there are literals shorter than the shorter head; none of them begins with a letter from a to z.
    cdef bint brief
    cdef uint64_t[1024] likely
    # Hashes of rules and their beginnings.
    cdef uint64_t* starts
    cdef size_t starts_mask
    # The line that is being looked at, counted over all texts; it tells old marks from new ones.
    cdef Py_ssize_t clock
    # The rules that a literal of the line has woken, and for each rule the last line that did.
    cdef int* woken
    cdef Py_ssize_t* woken_in
    cdef int needs_count, kids_count
    cdef dict numbers

    def __cinit__(self, list doors not None):
        cdef int i
        cdef list words = sorted({word for door in doors for word in _words(door)})
        cdef dict woken = {}
        self.doors = doors
        self.shapes, self.signs, self.anyhow = {}, [], []
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
                self._shape(i, door)

    cdef int _allocate(self, list words, size_t wakes) except -1:
        cdef size_t size = 1024, nodes = 1 + sum([_size(door.need) for door in self.doors])
        while size < 4 * len(words):
            size *= 2
        self.mask = size - 1
        self.heads = <uint64_t*>calloc(size, sizeof(uint64_t))
        self.chains = <int*>calloc(size, sizeof(int))
        size = 64
        while size < 2 * sum([len(door.starts or ()) for door in self.doors]):
            size *= 2
        self.starts_mask = size - 1
        self.starts = <uint64_t*>calloc(size, sizeof(uint64_t))
        self.woken = <int*>calloc(self.rules + 1, sizeof(int))
        self.woken_in = <Py_ssize_t*>calloc(self.rules + 1, sizeof(Py_ssize_t))
        self.literals = <Literal*>calloc(len(words) + 1, sizeof(Literal))
        self.chars = <uint32_t*>calloc(sum(map(len, words)) + 1, sizeof(uint32_t))
        self.wakes = <int*>calloc(wakes + 1, sizeof(int))
        self.needs = <Need*>calloc(nodes, sizeof(Need))
        self.kids = <int*>calloc(nodes, sizeof(int))
        self.gates = <Gate*>calloc(self.rules + 1, sizeof(Gate))
        if not (self.starts and self.woken and self.woken_in and self.literals and self.chars and self.heads and self.chains and self.wakes and self.needs
                and self.kids and self.gates):
            raise MemoryError
        return 0

    def __dealloc__(self):
        free(self.literals)
        free(self.chars)
        free(self.heads)
        free(self.starts)
        free(self.woken)
        free(self.woken_in)
        free(self.chains)
        free(self.wakes)
        free(self.needs)
        free(self.kids)
        free(self.gates)

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
        cdef uint64_t bit, head
        cdef int wakes = 0
        cdef str word
        for i, word in enumerate(words):
            self.literals[i].start, self.literals[i].length = at, len(word)
            for k in range(len(word)):
                self.chars[at + k] = ord(word[k])
            head = _head(self.chars + at, len(word))
            place = self._place(head)
            self.heads[place] = head
            bit = (head * _MIX) >> 48
            self.likely[bit >> 6] |= <uint64_t>1 << (bit & 63)
            self.literals[i].following = self.chains[place]
            self.chains[place] = i + 1
            self.brief |= len(word) < _SHORT_HEAD
            at += len(word)
            self.literals[i].wakes = wakes
            for number in woken.get(word, ()):
                self.wakes[wakes] = number
                wakes += 1
            self.literals[i].wakes_count = wakes - self.literals[i].wakes
        return 0

    cdef int _shape(self, int i, door) except -1:
        """Note a rule without a literal under the beginnings of its lines."""
        if door.starts is None:
            self.anyhow.append(i)
        for start in door.starts or ():
            if start == "\0":
                self.signs.append(i)
            else:
                self.shapes.setdefault(_packed(start), []).append(i)
        return 0

    cdef int _gate(self, int i, door) except -1:
        cdef Gate* gate = &self.gates[i]
        gate.longest = door.longest
        gate.anywhere = door.starts is None
        gate.need = -1 if door.need is None else self._need(door.need)
        for start in door.starts or ():
            if start == "\0":
                gate.sign = True
                continue
            if ord(start[0]) < 128:
                gate.first[ord(start[0]) >> 6] |= <uint64_t>1 << (ord(start[0]) & 63)
            key = _start(i, _packed(start))
            self.starts[self._start_place(key)] = key
        return 0

    cdef size_t _start_place(self, uint64_t key) noexcept:
        """Where a rule's beginning stands in the table, or the free place where it belongs."""
        cdef size_t at = <size_t>(key >> 20) & self.starts_mask
        while self.starts[at] != 0 and self.starts[at] != key:
            at = (at + 1) & self.starts_mask
        return at

    cdef inline bint _has_start(self, int rule, uint64_t packed) noexcept:
        return self.starts[self._start_place(_start(rule, packed))] != 0

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

    cdef list _shapes(self, uint64_t start):
        """The rules without a literal that may match a line with these first three characters."""
        cdef list found = list(self.anyhow)
        if not Py_UNICODE_ISALNUM(<Py_UCS4>(start & _CHAR)):
            found += self.signs
        for key in (start & _CHAR, start & (_CHAR << 21 | _CHAR), start):
            rules = self.shapes.get(key)
            if rules is not None:
                found += rules
        return found if len(found) < 2 else list(dict.fromkeys(found))

    cdef bint _open(self, int rule, Py_ssize_t line, Py_ssize_t length, uint64_t start) noexcept:
        """Whether a rule may match a line of *length* with these first three characters."""
        cdef Gate* gate = &self.gates[rule]
        cdef uint64_t char = start & _CHAR
        if length > gate.longest:
            return False
        if gate.anywhere or (gate.sign and not Py_UNICODE_ISALNUM(<Py_UCS4>char)):
            return gate.need < 0 or self._met(gate.need, line)
        if char < 128 and not (gate.first[char >> 6] >> (char & 63)) & 1:
            return False
        if gate.need >= 0 and not self._met(gate.need, line):
            return False
        return (
            self._has_start(rule, start) or self._has_start(rule, start & (_CHAR << 21 | _CHAR))
            or self._has_start(rule, char)
        )

    def candidates(self, str folded not None, list lines not None):
        """For each line the numbers of the rules to try, in order.

        Args:
            folded: the whole text, folded and in lower case.
            lines: where each line begins and how long it is, in code points.
        """
        cdef Py_ssize_t offset, length
        cdef int count, k
        cdef uint64_t start
        cdef list result = [], tried
        for offset, length in lines:
            self.clock += 1
            count = self._line(folded, offset, length, self.clock)
            start = _packed(folded[offset : offset + min(length, 3)])
            tried = [self.woken[k] for k in range(count) if self._open(self.woken[k], self.clock, length, start)]
            for k in self._shapes(start):
                if self._open(k, self.clock, length, start):
                    tried.append(k)
            if len(tried) > 1:
                tried.sort()
            result.append(tried)
        return result

    cdef int _line(self, str folded, Py_ssize_t offset, Py_ssize_t length, Py_ssize_t line) noexcept:
        """Mark every literal in a line; the rules that they wake go into `woken`, and their count is returned."""
        cdef int kind = PyUnicode_KIND(folded)
        cdef void* data = PyUnicode_DATA(folded)
        cdef Py_ssize_t i, end = offset + length
        cdef int count = 0
        cdef uint64_t head
        # The next five characters; 0 beyond the end.
        cdef uint64_t a, b = 0, c = 0, d = 0, e = 0
        if length > 0:
            b = PyUnicode_READ(kind, data, offset)
        if length > 1:
            c = PyUnicode_READ(kind, data, offset + 1)
        if length > 2:
            d = PyUnicode_READ(kind, data, offset + 2)
        if length > 3:
            e = PyUnicode_READ(kind, data, offset + 3)
        for i in range(offset, end):
            a, b, c, d = b, c, d, e
            e = PyUnicode_READ(kind, data, i + 4) if i + 4 < end else 0
            head = a ^ b << 12 ^ c << 24
            if self._likely(head):
                count = self._hits(kind, data, i, end, head, line, count)
            head = head ^ d << 36 ^ e << 48
            if self._likely(head):
                count = self._hits(kind, data, i, end, head, line, count)
            if self.brief and not (97 <= a <= 122 or a == 32):
                if self._likely(a):
                    count = self._hits(kind, data, i, end, a, line, count)
                if self._likely(a ^ b << 12):
                    count = self._hits(kind, data, i, end, a ^ b << 12, line, count)
        return count

    cdef inline bint _likely(self, uint64_t head) noexcept:
        """Whether a literal may begin with *head*: never a wrong no, seldom a wrong yes."""
        cdef uint64_t bit = (head * _MIX) >> 48
        return (self.likely[bit >> 6] >> (bit & 63)) & 1

    cdef int _hits(
        self, int kind, void* data, Py_ssize_t i, Py_ssize_t end, uint64_t head, Py_ssize_t line, int count
    ) noexcept:
        """Mark the literals that stand at *i* and begin with *head*; the new count of woken rules is returned."""
        cdef size_t place = self._place(head)
        cdef int chain = self.chains[place] if self.heads[place] == head else 0, rule, n
        cdef Py_ssize_t k
        cdef Literal* literal
        while chain:
            literal = &self.literals[chain - 1]
            chain = literal.following
            if i + literal.length > end or literal.seen == line:
                continue
            for k in range(literal.length):
                if PyUnicode_READ(kind, data, i + k) != self.chars[literal.start + k]:
                    break
            else:
                literal.seen = line
                for n in range(literal.wakes_count):
                    rule = self.wakes[literal.wakes + n]
                    if self.woken_in[rule] != line:
                        self.woken_in[rule] = line
                        self.woken[count] = rule
                        count += 1
        return count


cdef uint64_t _head(uint32_t* chars, Py_ssize_t length) noexcept:
    """The first characters of a literal as one number; two heads may have the same."""
    cdef uint64_t head = 0
    cdef Py_ssize_t k
    for k in range(_HEAD if length >= _HEAD else min(<Py_ssize_t>_SHORT_HEAD, length)):
        head ^= <uint64_t>chars[k] << (12 * k)
    return head


cdef uint64_t _packed(str start) noexcept:
    """The first three characters as one number."""
    cdef uint64_t packed = 0
    cdef int k
    for k in range(len(start)):
        packed |= <uint64_t>start[k] << (21 * k)
    return packed


cdef inline uint64_t _start(int rule, uint64_t packed) noexcept:
    """A rule and a beginning as one number; never 0."""
    return ((packed ^ <uint64_t>rule << 40) * _MIX ^ <uint64_t>rule) | 1


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
