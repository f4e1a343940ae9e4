# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Which rules are worth trying on which line: one pass over the text finds all literals of all rules."""

import struct

from libc.stdint cimport uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    Py_UCS4 PyUnicode_READ(int, void*, Py_ssize_t)
    int Py_UNICODE_ISALNUM(Py_UCS4)
    int Py_UNICODE_ISDECIMAL(Py_UCS4)

cdef enum Kind:
    LITERAL, ALL, ANY

cdef struct Literal:
    uint32_t start
    uint32_t length
    # Where in the literal the head stands by which it is found.
    uint32_t head
    int following
    int wakes
    int wakes_count

cdef struct Need:
    Kind kind
    int first
    int count

cdef struct Gate:
    int longest
    int need
    bint anywhere
    bint sign
    # Which characters below 128 the rule's beginnings begin with.
    uint64_t[2] first

# A rule without a literal, under the hash of a beginning of its lines.
cdef struct Shape:
    uint64_t key
    int rule
    int following

# A literal is found by five of its characters, its head, or by three, or by all that it has.
cdef enum:
    _HEAD = 5
    _SHORT_HEAD = 3
    _TABLES = 11
cdef uint64_t _MIX = 0x9E3779B97F4A7C15ULL
cdef uint64_t _PRIME = 0xC2B2AE3D27D4EB4FULL
# A code point has this many bits.
cdef uint64_t _CHAR = 0x1FFFFF
# Keys of the shapes that are not known by a beginning: any line, any line that begins with a sign.
cdef uint64_t _ANYHOW = 1ULL << 63
cdef uint64_t _SIGN = 1ULL << 63 | 1
# Numbers at the beginning of a dump: rules, literals, four masks, brief, digit, sizes of tables.
_HEADER = struct.Struct(f"<{8 + _TABLES}q")


cdef class Scanner:
    """Finds the rules to try, by their doors; rules are known by their place in the list."""

    cdef Literal* literals
    cdef uint32_t* chars
    cdef uint64_t* heads
    cdef int* chains
    cdef int* wakes
    cdef Need* needs
    cdef int* kids
    cdef Gate* gates
    # Hashes of rules and their beginnings.
    cdef uint32_t* starts
    cdef Shape* shapes
    # A bit for each hash of a head.
    cdef uint64_t* likely
    cdef void* tables[_TABLES]
    cdef Py_ssize_t sizes[_TABLES]
    cdef size_t heads_mask, starts_mask, shapes_mask, likely_mask
    cdef int rules, literals_count
    # The number, counted from 1, of the literal that stands for any digit; 0 if there is none.
    cdef int digit
    # Whether there are literals shorter than the shorter head; none of them begins with a letter from a to z.
    cdef bint brief
    # The line that is being looked at, counted over all texts; it tells old marks from new ones.
    cdef Py_ssize_t clock
    # For each literal the last line that has it; the rules that the line has woken, and for each rule the last one.
    cdef Py_ssize_t* seen
    cdef int* woken
    cdef Py_ssize_t* woken_in
    # While the tables are filled.
    cdef dict numbers
    cdef int needs_count, kids_count

    def __cinit__(self, doors=(), rarest=None, dump=None):
        """Build the tables for *doors*, or take those that `dump` returned.

        Args:
            doors: what lines must have for each rule.
            rarest: where in a literal the characters stand by which to find it.
            dump: tables.
        """
        if dump is None:
            self._build(list(doors), rarest or (lambda word: 0))
        else:
            self._read(dump)
        self.seen = <Py_ssize_t*>calloc(self.literals_count + 1, sizeof(Py_ssize_t))
        self.woken = <int*>calloc(self.rules + 1, sizeof(int))
        self.woken_in = <Py_ssize_t*>calloc(self.rules + 1, sizeof(Py_ssize_t))
        if not (self.seen and self.woken and self.woken_in):
            raise MemoryError

    def __dealloc__(self):
        cdef int k
        for k in range(_TABLES):
            free(self.tables[k])
        free(self.seen)
        free(self.woken)
        free(self.woken_in)

    def dump(self):
        """The tables as bytes; good for a machine and a build of the same kind."""
        cdef int k
        sizes = [self.sizes[k] for k in range(_TABLES)]
        head = _HEADER.pack(
            self.rules, self.literals_count, self.heads_mask, self.starts_mask, self.shapes_mask, self.likely_mask,
            self.brief, self.digit, *sizes,
        )
        return head + b"".join([(<char*>self.tables[k])[: sizes[k]] for k in range(_TABLES)])

    cdef int _read(self, bytes dump) except -1:
        cdef const char* data = dump
        cdef Py_ssize_t at = _HEADER.size
        cdef int k
        numbers = _HEADER.unpack_from(dump)
        self.rules, self.literals_count, self.heads_mask, self.starts_mask = numbers[:4]
        self.shapes_mask, self.likely_mask, self.brief, self.digit = numbers[4:8]
        self._allocate(numbers[8:])
        for k in range(_TABLES):
            memcpy(self.tables[k], data + at, self.sizes[k])
            at += self.sizes[k]
        return 0

    cdef int _allocate(self, sizes) except -1:
        cdef int k
        for k, size in enumerate(sizes):
            self.sizes[k] = size
            self.tables[k] = calloc(size + 1, 1)
            if self.tables[k] == NULL:
                raise MemoryError
        self.literals, self.chars = <Literal*>self.tables[0], <uint32_t*>self.tables[1]
        self.heads, self.chains = <uint64_t*>self.tables[2], <int*>self.tables[3]
        self.wakes, self.needs = <int*>self.tables[4], <Need*>self.tables[5]
        self.kids, self.gates = <int*>self.tables[6], <Gate*>self.tables[7]
        self.starts, self.shapes = <uint32_t*>self.tables[8], <Shape*>self.tables[9]
        self.likely = <uint64_t*>self.tables[10]
        return 0

    cdef int _build(self, list doors, rarest) except -1:
        cdef int i
        cdef list words = sorted({word for door in doors for word in _words(door)})
        cdef dict woken = {}
        for i, door in enumerate(doors):
            for word in door.wakes or ():
                woken.setdefault(word, []).append(i)
        self.rules, self.literals_count = len(doors), len(words)
        self.numbers = {word: i for i, word in enumerate(words)}
        starts = sum([len(door.starts or ()) for door in doors])
        shapes = sum([len(door.starts or (0,)) for door in doors if door.wakes is None])
        nodes = 1 + sum([_size(door.need) for door in doors])
        self.heads_mask, self.starts_mask = _mask(4 * len(words)), _mask(2 * starts)
        self.shapes_mask, self.likely_mask = _mask(2 * shapes), _mask(16 * len(words))
        self._allocate((
            len(words) * sizeof(Literal), sum(map(len, words)) * sizeof(uint32_t),
            (self.heads_mask + 1) * sizeof(uint64_t), (self.heads_mask + 1) * sizeof(int),
            sum(map(len, woken.values())) * sizeof(int), nodes * sizeof(Need), nodes * sizeof(int),
            len(doors) * sizeof(Gate), (self.starts_mask + 1) * sizeof(uint32_t),
            (self.shapes_mask + 1) * sizeof(Shape), (self.likely_mask + 1) // 8,
        ))
        self._index(words, woken, rarest)
        for i, door in enumerate(doors):
            self._gate(i, door)
            if door.wakes is None:
                self._shape(i, door.starts)
        self.numbers = None
        return 0

    cdef size_t _place(self, uint64_t head) noexcept:
        """Where a head stands in the table, or the free place where it belongs."""
        cdef size_t at = <size_t>((head * _MIX) >> 32) & self.heads_mask
        while self.heads[at] != 0 and self.heads[at] != head:
            at = (at + 1) & self.heads_mask
        return at

    cdef int _index(self, list words, dict woken, rarest) except -1:
        cdef int i
        cdef Py_ssize_t at = 0, k
        cdef size_t place, bit
        cdef uint64_t head
        cdef int wakes = 0
        cdef str word
        for i, word in enumerate(words):
            self.literals[i].start, self.literals[i].length = at, len(word)
            if word == "\1":
                self.digit = i + 1
                continue
            for k in range(len(word)):
                self.chars[at + k] = ord(word[k])
            self.literals[i].head = rarest(word) if len(word) > _SHORT_HEAD else 0
            head = _head(self.chars + at + self.literals[i].head, len(word))
            place = self._place(head)
            self.heads[place] = head
            bit = ((head * _MIX) >> 40) & self.likely_mask
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

    cdef int _shape(self, int rule, starts) except -1:
        """Put a rule without a literal under the beginnings of its lines."""
        if starts is None:
            self._put_shape(_ANYHOW, rule)
        for start in starts or ():
            self._put_shape(_SIGN if start == "\0" else _packed(start), rule)
        return 0

    cdef int _put_shape(self, uint64_t key, int rule) noexcept:
        """A free place of the table holds rule 0 under key 0; rules are counted from 1."""
        cdef size_t at = <size_t>((key * _MIX) >> 32) & self.shapes_mask
        while self.shapes[at].rule != 0:
            at = (at + 1) & self.shapes_mask
        self.shapes[at].key, self.shapes[at].rule = key, rule + 1
        return 0

    cdef int _wake_shapes(self, uint64_t key, int count) noexcept:
        """Wake the rules without a literal under a key; the new count of woken rules is returned."""
        cdef size_t at = <size_t>((key * _MIX) >> 32) & self.shapes_mask
        while self.shapes[at].rule != 0:
            if self.shapes[at].key == key:
                count = self._wake(self.shapes[at].rule - 1, count)
            at = (at + 1) & self.shapes_mask
        return count

    cdef inline int _wake(self, int rule, int count) noexcept:
        if self.woken_in[rule] == self.clock:
            return count
        self.woken_in[rule] = self.clock
        self.woken[count] = rule
        return count + 1

    cdef int _gate(self, int i, door) except -1:
        cdef Gate* gate = &self.gates[i]
        cdef uint32_t key
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

    cdef size_t _start_place(self, uint32_t key) noexcept:
        """Where a rule's beginning stands in the table, or the free place where it belongs."""
        cdef size_t at = <size_t>key & self.starts_mask
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

    cdef bint _met(self, int number) noexcept:
        """Whether the line has what a rule needs."""
        cdef Need* need = &self.needs[number]
        cdef int k
        if need.kind == LITERAL:
            return self.seen[need.first] == self.clock
        for k in range(need.count):
            if self._met(self.kids[need.first + k]) != (need.kind == ALL):
                return need.kind != ALL
        return need.kind == ALL

    cdef bint _open(self, int rule, Py_ssize_t length, uint64_t start) noexcept:
        """Whether a rule may match a line of *length* with these first three characters."""
        cdef Gate* gate = &self.gates[rule]
        cdef uint64_t char = start & _CHAR
        if length > gate.longest:
            return False
        if gate.anywhere or (gate.sign and char != 1 and not Py_UNICODE_ISALNUM(<Py_UCS4>char)):
            return gate.need < 0 or self._met(gate.need)
        if char < 128 and not (gate.first[char >> 6] >> (char & 63)) & 1:
            return False
        if gate.need >= 0 and not self._met(gate.need):
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
            start = _packed(folded[offset : offset + min(length, 3)])
            count = self._shapes(start, self._line(folded, offset, length))
            tried = []
            for k in range(count):
                if self._open(self.woken[k], length, start):
                    tried.append(self.woken[k])
            if len(tried) > 1:
                tried.sort()
            result.append(tried)
        return result

    cdef int _shapes(self, uint64_t start, int count) noexcept:
        """Wake the rules without a literal that may match a line with these first three characters."""
        cdef uint64_t one = start & _CHAR, two = start & (_CHAR << 21 | _CHAR)
        count = self._wake_shapes(_ANYHOW, count)
        if one != 1 and not Py_UNICODE_ISALNUM(<Py_UCS4>one):
            count = self._wake_shapes(_SIGN, count)
        count = self._wake_shapes(one, count)
        if two != one:
            count = self._wake_shapes(two, count)
        return count if start == two else self._wake_shapes(start, count)

    cdef int _line(self, str folded, Py_ssize_t offset, Py_ssize_t length) noexcept:
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
                count = self._hits(kind, data, i, offset, end, head, count)
            head = head ^ d << 36 ^ e << 48
            if self._likely(head):
                count = self._hits(kind, data, i, offset, end, head, count)
            if 97 <= a <= 122 or a == 32:
                continue
            if self.digit and (48 <= a <= 57 or a > 127 and Py_UNICODE_ISDECIMAL(<Py_UCS4>a)):
                self.seen[self.digit - 1] = self.clock
            if self.brief:
                if self._likely(a):
                    count = self._hits(kind, data, i, offset, end, a, count)
                if self._likely(a ^ b << 12):
                    count = self._hits(kind, data, i, offset, end, a ^ b << 12, count)
        return count

    cdef inline bint _likely(self, uint64_t head) noexcept:
        """Whether a literal may have *head*: never a wrong no, seldom a wrong yes."""
        cdef size_t bit = ((head * _MIX) >> 40) & self.likely_mask
        return (self.likely[bit >> 6] >> (bit & 63)) & 1

    cdef int _hits(
        self, int kind, void* data, Py_ssize_t i, Py_ssize_t begin, Py_ssize_t end, uint64_t head, int count
    ) noexcept:
        """Mark the literals whose *head* stands at *i*, in a line; the new count of woken rules is returned."""
        cdef size_t place = self._place(head)
        cdef int chain = self.chains[place] if self.heads[place] == head else 0, number, n
        cdef Py_ssize_t k, start
        cdef Literal* literal
        while chain:
            number = chain - 1
            literal = &self.literals[number]
            chain = literal.following
            start = i - literal.head
            if start < begin or start + literal.length > end or self.seen[number] == self.clock:
                continue
            for k in range(literal.length):
                if PyUnicode_READ(kind, data, start + k) != self.chars[literal.start + k]:
                    break
            else:
                self.seen[number] = self.clock
                for n in range(literal.wakes_count):
                    count = self._wake(self.wakes[literal.wakes + n], count)
        return count


cdef size_t _mask(size_t places):
    """One less than the power of two that has *places* or more."""
    cdef size_t size = 64
    while size < places:
        size *= 2
    return size - 1


cdef uint64_t _head(uint32_t* chars, Py_ssize_t length) noexcept:
    """The head of a literal of a length as one number; two heads may have the same."""
    cdef uint64_t head = 0
    cdef Py_ssize_t k
    for k in range(_HEAD if length >= _HEAD else min(<Py_ssize_t>_SHORT_HEAD, length)):
        head ^= <uint64_t>chars[k] << (12 * k)
    return head


cdef uint64_t _packed(str start) noexcept:
    """The first three characters as one number, every digit as 1."""
    cdef uint64_t packed = 0
    cdef int k
    for k in range(len(start)):
        packed |= <uint64_t>(1 if Py_UNICODE_ISDECIMAL(start[k]) else start[k]) << (21 * k)
    return packed


cdef inline uint32_t _start(int rule, uint64_t packed) noexcept:
    """A rule and a beginning as one number; never 0."""
    return <uint32_t>(((packed ^ <uint64_t>rule << 40) * _MIX ^ <uint64_t>rule * _PRIME) >> 29) | 1


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
