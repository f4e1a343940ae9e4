# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Select the rules to try on each line: one pass over the text finds the literals of all rules."""

import struct

from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset

from cleanarticle.text.fold import caseless

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    int Py_UNICODE_ISALNUM(Py_UCS4)
    int Py_UNICODE_ISDECIMAL(Py_UCS4)

# Maximum length of a literal that selects a rule; see `prefilter.Door.wakes`.
cdef enum:
    _CORE = 8

cdef struct Literal:
    uint16_t[_CORE] chars
    uint8_t length
    # The offset of the head, the n-gram by which the literal is found.
    uint8_t head
    uint16_t wakes_count
    int wakes
    int following
    # The longest line that any of its rules may match.
    int longest

# What a line must contain, as a tree in preorder: a digit, a literal (tested by n-gram hashes first, then compared), or
# all or any of the parts.
cdef enum Kind:
    DIGIT, ONE, TWO, THREE, ALL, ANY

# Conditions at a literal's edges: no letter or digit before or after it, or the line's end after it.
cdef enum:
    _FREE_BEFORE = 1
    _FREE_BEHIND = 2
    _AT_END = 4

cdef struct Need:
    # The index of the first node after this one and its parts.
    int end
    # The offset of the literal in `texts`.
    int text
    uint16_t kind
    uint8_t length
    uint8_t edges
    uint16_t[3] bits

cdef struct Gate:
    int longest
    int need
    uint8_t anywhere
    uint8_t sign
    # Whether the rule has no literal and is selected by the line's beginning.
    uint8_t shape
    # Bit set of the first characters below 128 of the rule's line beginnings.
    uint64_t[2] first

# A hash table entry for a rule without a literal; the key is a beginning of its lines.
cdef struct Shape:
    uint64_t key
    int rule
    int following

# A hash table entry: the chain of literals whose head has this hash; 0 for none.
cdef struct Head:
    uint32_t check
    int chain

# Heads have 1, 2, 3, 4, 5 or 8 characters.  Each size has a bit set of the hashes of its heads.  There are four tiers
# of these sets, by line length: the longer a line, the fewer rules can match it.
cdef enum:
    _SIZES = 6
    _TIERS = 4
    _TABLES = 8
    _ALL_TABLES = _TABLES + _SIZES * _TIERS
    # Size of a bit set, as powers of two: bits per head, and the minimum.
    _ROOM = 6
    _LEAST_BITS = 8
    # Maximum length of a literal that a line must contain; longer ones are cut.
    _LONGEST = 255
    # Sizes, as powers of two, of the bit sets of the line's n-grams of one, two and three characters.
    _LINE_ONE = 10
    _LINE_TWO = 12
    _LINE_THREE = 13
    _WORDS_OF_LINE = ((1 << _LINE_ONE) + (1 << _LINE_TWO) + (1 << _LINE_THREE)) // 64
    # Positions of 3-grams are stored under this many upper bits of the same hash.
    _PLACES = 11

cdef extern from *:
    """
    #define MIX 0x9E3779B97F4A7C15ULL
    #define PRIME 0xC2B2AE3D27D4EB4FULL
    /* a code point has this many bits */
    #define CHAR 0x1FFFFFULL
    #define M1 0xFFFFULL
    #define M2 0xFFFFFFFFULL
    #define M3 0xFFFFFFFFFFFFULL
    /* keys of shapes without a fixed beginning: any line, any line that begins with neither a letter nor a digit */
    #define ANYHOW (1ULL << 63)
    #define SIGN (1ULL << 63 | 1)
    """
    const uint64_t _MIX "MIX", _PRIME "PRIME", _CHAR "CHAR", _M1 "M1", _M2 "M2", _M3 "M3", _ANYHOW "ANYHOW", _SIGN "SIGN"

# Lines longer than each of these have their own bit sets.
cdef int[_TIERS] _LONGER_THAN = [-1, 60, 150, 300]
# The tables that a dump holds: all but those of hashes, which `_link` fills.
_DUMPED = (0, 2, 3, 4, 5, 6, 7)
# The header of a dump: counts of rules and literals, three masks, hash sizes in bits, table sizes in bytes.
_HEADER = struct.Struct(f"<{5 + _SIZES + _ALL_TABLES}q")


cdef inline uint64_t _four(const uint16_t* at) noexcept:
    """Pack four characters into one number, the same on every machine."""
    return at[0] | <uint64_t>at[1] << 16 | <uint64_t>at[2] << 32 | <uint64_t>at[3] << 48


cdef inline size_t _bit(uint64_t key, int bits) noexcept:
    return (key * _MIX) >> (64 - bits)


cdef inline bint _has(const uint64_t* table, size_t bit) noexcept:
    return (table[bit >> 6] >> (bit & 63)) & 1


cdef inline void _set(uint64_t* table, size_t bit) noexcept:
    table[bit >> 6] |= <uint64_t>1 << (bit & 63)


cdef inline uint64_t _five(uint64_t low, uint64_t high) noexcept:
    return low ^ (high & _M1) * _PRIME


cdef inline uint64_t _eight(uint64_t low, uint64_t high) noexcept:
    return low ^ high * _PRIME


cdef class Scanner:
    """Finds the rules to try on each line by their prefilters (`Door`); a rule is known by its index in the list."""

    cdef Literal* literals
    cdef Head* heads
    cdef int* wakes
    cdef Need* needs
    cdef Gate* gates
    # A Bloom filter of pairs of rule and line beginning: two bits in one word for each.
    cdef uint64_t* starts
    cdef Shape* shapes
    cdef uint16_t* texts
    cdef uint64_t* likely[_SIZES * _TIERS]
    cdef void* tables[_ALL_TABLES]
    cdef Py_ssize_t sizes[_ALL_TABLES]
    cdef size_t heads_mask, starts_mask, shapes_mask
    cdef int rules, literals_count
    # The number of the current line, counted over all texts; it shows which marks are out of date.
    cdef Py_ssize_t clock
    # The rules selected ("woken") by the current line, and for each rule the last line that selected it.
    cdef int* woken
    cdef Py_ssize_t* woken_in
    # The bit sets of a line's n-grams, and the number of that line.
    cdef uint64_t line[_WORDS_OF_LINE]
    cdef Py_ssize_t line_of
    # For each hash, the last position of its 3-grams in the line, counted from 1; for each position, the one before
    # with the same hash; 0 for none.
    cdef int places[1 << _PLACES]
    cdef int* earlier
    cdef bint digit
    # Hash size in bits, for each size of head.
    cdef int bits[_SIZES]
    # The current line, in lower case.
    cdef const uint16_t* begin
    cdef Py_ssize_t length
    # Used while the tables are filled.
    cdef int needs_count

    def __cinit__(self, doors=(), rarest=None, dump=None):
        """Build the tables for *doors*, or load a dump.

        Args:
            doors: the prefilter of each rule.
            rarest: takes a literal and a size; returns the offset of its rarest n-gram of that size.
            dump: tables as returned by `dump`.
        """
        if dump is None:
            self._build(list(doors), rarest or (lambda word, size: 0))
        else:
            self._read(dump)
        self.woken = <int*>calloc(self.rules + 1, sizeof(int))
        self.woken_in = <Py_ssize_t*>calloc(self.rules + 1, sizeof(Py_ssize_t))
        if not (self.woken and self.woken_in):
            raise MemoryError

    def __dealloc__(self):
        cdef int k
        for k in range(_ALL_TABLES):
            free(self.tables[k])
        free(self.woken)
        free(self.woken_in)

    def dump(self):
        """Return the tables as bytes, for the same kind of machine and build."""
        cdef int k
        cdef Py_ssize_t i
        # Hashes compress badly: they are left out and computed again after loading.
        for i in range(self.sizes[3] // <Py_ssize_t>sizeof(Need)):
            memset(self.needs[i].bits, 0, sizeof(self.needs[i].bits))
        for i in range(self.literals_count):
            self.literals[i].following = 0
        sizes = [self.sizes[k] for k in range(_ALL_TABLES)]
        head = _HEADER.pack(
            self.rules, self.literals_count, self.heads_mask, self.starts_mask, self.shapes_mask,
            *[self.bits[k] for k in range(_SIZES)], *sizes,
        )
        tables = [(<char*>self.tables[k])[: sizes[k]] for k in _DUMPED]
        self._link()
        self._hash_needs()
        return head + b"".join(tables)

    cdef int _read(self, bytes dump) except -1:
        cdef const char* data = dump
        cdef Py_ssize_t at = _HEADER.size
        cdef int k
        numbers = _HEADER.unpack_from(dump)
        self.rules, self.literals_count, self.heads_mask, self.starts_mask, self.shapes_mask = numbers[:5]
        for k in range(_SIZES):
            self.bits[k] = numbers[5 + k]
        self._allocate(numbers[5 + _SIZES :])
        for k in _DUMPED:
            memcpy(self.tables[k], data + at, self.sizes[k])
            at += self.sizes[k]
        self._link()
        self._hash_needs()
        return 0

    cdef int _allocate(self, sizes) except -1:
        cdef int k
        for k, size in enumerate(sizes):
            self.sizes[k] = size
            self.tables[k] = calloc(size + 1, 1)
            if self.tables[k] == NULL:
                raise MemoryError
        self.literals, self.heads = <Literal*>self.tables[0], <Head*>self.tables[1]
        self.wakes, self.needs = <int*>self.tables[2], <Need*>self.tables[3]
        self.gates, self.starts = <Gate*>self.tables[4], <uint64_t*>self.tables[5]
        self.shapes, self.texts = <Shape*>self.tables[6], <uint16_t*>self.tables[7]
        for k in range(_SIZES * _TIERS):
            self.likely[k] = <uint64_t*>self.tables[_TABLES + k]
        return 0

    cdef int _build(self, list doors, rarest) except -1:
        cdef int i
        cdef dict woken = {}, places = {}
        cdef set literals = set()
        cdef Py_ssize_t at = 0
        for i, door in enumerate(doors):
            for word in door.wakes or ():
                woken.setdefault(word, []).append(i)
        cdef list words = sorted(woken)
        self.rules, self.literals_count = len(doors), len(words)
        for door in doors:
            _collect(door.need, literals)
        for word in sorted(literals):
            places[word] = at
            at += len(word)
        starts = sum([len(door.starts or ()) for door in doors])
        shapes = sum([len(door.starts or (0,)) for door in doors if door.wakes is None])
        nodes = 1 + sum([_size(door.need) for door in doors])
        self.heads_mask, self.starts_mask, self.shapes_mask = _mask(len(words) * 4 // 3), _mask(starts // 6), _mask(2 * shapes)
        for i in range(_SIZES):
            heads = sum([_place(_head_size(len(word))) == i for word in words])
            self.bits[i] = max(_LEAST_BITS, heads.bit_length() + _ROOM)
        self._allocate((
            (len(words) + 1) * sizeof(Literal), (self.heads_mask + 1) * sizeof(Head),
            sum(map(len, woken.values())) * sizeof(int), nodes * sizeof(Need),
            len(doors) * sizeof(Gate), (self.starts_mask + 1) * sizeof(uint64_t),
            (self.shapes_mask + 1) * sizeof(Shape), sum(map(len, literals)) * sizeof(uint16_t),
            *[(1 << self.bits[i % _SIZES]) // 8 for i in range(_SIZES * _TIERS)],
        ))
        self._index(words, woken, [door.longest for door in doors], rarest)
        self._link()
        for i, door in enumerate(doors):
            self._gate(i, door, places)
            if door.wakes is None:
                self._shape(i, door.starts)
        self._hash_needs()
        return 0

    cdef inline Head* _head(self, uint64_t key, int size) noexcept:
        """The entry of a head, or the free entry for it."""
        cdef uint64_t mixed = (key ^ <uint64_t>size << 57) * _MIX
        cdef uint32_t check = <uint32_t>mixed | 1
        cdef size_t at = <size_t>(mixed >> 32) & self.heads_mask
        while self.heads[at].chain != 0 and self.heads[at].check != check:
            at = (at + 1) & self.heads_mask
        return &self.heads[at]

    cdef int _index(self, list words, dict woken, list longest, rarest) except -1:
        cdef int i, wakes = 0
        cdef Py_ssize_t k
        cdef Literal* literal
        cdef str word
        for i, word in enumerate(words):
            literal = &self.literals[i]
            for k in range(len(word)):
                literal.chars[k] = _short(word[k])
            literal.length = len(word)
            literal.head = rarest(word, _head_size(len(word)))
            literal.longest = max([longest[number] for number in woken[word]])
            literal.wakes = wakes
            for number in woken[word]:
                self.wakes[wakes] = number
                wakes += 1
            literal.wakes_count = wakes - literal.wakes
        return 0

    cdef void _link(self) noexcept:
        """Put each literal under its head, and mark the hash of the head in the bit sets."""
        cdef int i, size, place, tier
        cdef uint64_t key
        cdef uint16_t[_CORE + 8] chars
        cdef Literal* literal
        cdef Head* head
        memset(self.heads, 0, self.sizes[1])
        for i in range(self.literals_count):
            literal = &self.literals[i]
            memset(chars, 0, sizeof(chars))
            memcpy(chars, literal.chars, sizeof(literal.chars))
            size = _head_size(literal.length)
            key = _sized(_four(chars + literal.head), _four(chars + literal.head + 4), size)
            place = _place(size)
            for tier in range(_TIERS):
                if literal.longest > _LONGER_THAN[tier]:
                    _set(self.likely[tier * _SIZES + place], _bit(key, self.bits[place]))
            head = self._head(key, size)
            head.check = <uint32_t>((key ^ <uint64_t>size << 57) * _MIX) | 1
            literal.following = head.chain
            head.chain = i + 1

    cdef int _shape(self, int rule, starts) except -1:
        """Add a rule without a literal to the table, under each beginning of its lines."""
        if starts is None:
            self._put_shape(_ANYHOW, rule)
        for start in starts or ():
            self._put_shape(_SIGN if start == "\0" else _packed(start), rule)
        return 0

    cdef int _put_shape(self, uint64_t key, int rule) noexcept:
        """Add an entry to the table; rules are counted from 1, as 0 marks a free entry."""
        cdef size_t at = <size_t>((key * _MIX) >> 32) & self.shapes_mask
        while self.shapes[at].rule != 0:
            at = (at + 1) & self.shapes_mask
        self.shapes[at].key, self.shapes[at].rule = key, rule + 1
        return 0

    cdef int _wake_shapes(self, uint64_t key, int count) noexcept:
        """Select the rules without a literal under a key; return the new count of selected rules."""
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

    cdef int _gate(self, int i, door, dict places) except -1:
        cdef Gate* gate = &self.gates[i]
        cdef uint64_t key
        gate.longest = door.longest
        gate.anywhere, gate.shape = door.starts is None, door.wakes is None
        gate.need = -1 if door.need is None else self._need(door.need, places)
        for start in door.starts or ():
            if start == "\0":
                gate.sign = True
                continue
            if ord(start[0]) < 128:
                gate.first[ord(start[0]) >> 6] |= <uint64_t>1 << (ord(start[0]) & 63)
            key = _start(i, _packed(start))
            self.starts[key & self.starts_mask] |= _bits(key)
        return 0

    cdef inline bint _has_start(self, int rule, uint64_t packed) noexcept:
        """Whether a rule's lines may begin so; no false negatives, few false positives."""
        cdef uint64_t key = _start(rule, packed)
        return (self.starts[key & self.starts_mask] & _bits(key)) == _bits(key)

    cdef int _need(self, need, dict places) except -1:
        """Add a need and its parts to the table; return its index.

        Args:
            need: see `prefilter.Need`.
            places: the offset of each literal in `texts`.
        """
        cdef int number = self.needs_count
        self.needs_count += 1
        if isinstance(need, str):
            self._literal(&self.needs[number], need, places)
        else:
            every, parts = need
            self.needs[number].kind = ALL if every else ANY
            for part in parts:
                self._need(part, places)
        self.needs[number].end = self.needs_count
        return number

    cdef int _literal(self, Need* node, str text, dict places) except -1:
        cdef Py_ssize_t k
        if text == "\1":
            node.kind = DIGIT
            return 0
        text, node.edges = _edged(text)
        node.text, node.length = places[text], len(text)
        for k in range(node.length):
            self.texts[node.text + k] = _short(text[k])
        node.kind = ONE if node.length == 1 else TWO if node.length == 2 else THREE
        return 0

    cdef void _hash_needs(self) noexcept:
        """Compute the hashes of all literals that lines must contain."""
        cdef Py_ssize_t i
        cdef Need* node
        cdef const uint16_t* text
        for i in range(self.sizes[3] // <Py_ssize_t>sizeof(Need)):
            node = &self.needs[i]
            text = self.texts + node.text
            if node.kind == ONE:
                node.bits[0] = _bit(text[0], _LINE_ONE)
            elif node.kind == TWO:
                node.bits[0] = _bit(text[0] | <uint64_t>text[1] << 16, _LINE_TWO)
            elif node.kind == THREE:
                node.bits[0] = _three(text)
                node.bits[1] = _three(text + (node.length - 3) // 2)
                node.bits[2] = _three(text + node.length - 3)

    cdef inline bint _stands_at(self, const Need* need, const uint16_t* at) noexcept:
        """Whether a literal, with its edges, is at a position of the line."""
        cdef const uint16_t* word = self.texts + need.text
        cdef const uint16_t* last = self.begin + self.length - need.length
        cdef int k
        if at < self.begin or at > last:
            return False
        for k in range(need.length):
            if at[k] != word[k]:
                return False
        if need.edges & _FREE_BEFORE and at > self.begin and _of_word((at - 1)[0]):
            return False
        return not (need.edges & _FREE_BEHIND and at < last and _of_word(at[need.length]))

    cdef bint _stands(self, const Need* need) noexcept:
        """Whether the line contains a literal of one or two characters, with its edges."""
        cdef Py_ssize_t i
        for i in range(self.length):
            if self._stands_at(need, self.begin + i):
                return True
        return False

    cdef bint _found(self, const Need* need) noexcept:
        """Whether the line contains a longer literal, with its edges."""
        cdef int place = self.places[need.bits[0] >> (_LINE_THREE - _PLACES)]
        while place:
            if self._stands_at(need, self.begin + place - 1):
                return True
            place = self.earlier[place]
        return False

    cdef void _mark_line(self) noexcept:
        """Fill the bit sets and positions of the line's n-grams."""
        cdef Py_ssize_t i
        cdef uint64_t chars
        cdef size_t bit
        cdef uint64_t* ones = self.line
        cdef uint64_t* twos = ones + (1 << _LINE_ONE) // 64
        cdef uint64_t* threes = twos + (1 << _LINE_TWO) // 64
        memset(self.line, 0, sizeof(self.line))
        memset(self.places, 0, sizeof(self.places))
        for i in range(self.length):
            # An n-gram may reach beyond the line; an extra bit only causes a false positive.
            chars = _four(self.begin + i)
            _set(ones, _bit(chars & _M1, _LINE_ONE))
            _set(twos, _bit(chars & _M2, _LINE_TWO))
            bit = _bit(chars & _M3, _LINE_THREE)
            _set(threes, bit)
            self.earlier[i + 1] = self.places[bit >> (_LINE_THREE - _PLACES)]
            self.places[bit >> (_LINE_THREE - _PLACES)] = <int>i + 1
        self.line_of = self.clock

    cdef bint _met(self, int number) noexcept:
        """Whether the line contains what a rule needs, in any order; no false negatives."""
        cdef Need* need = &self.needs[number]
        cdef uint64_t* ones = self.line
        cdef uint64_t* twos = ones + (1 << _LINE_ONE) // 64
        cdef uint64_t* threes = twos + (1 << _LINE_TWO) // 64
        cdef int part
        if need.kind == DIGIT:
            return self.digit
        if need.edges & _AT_END:
            return self._stands_at(need, self.begin + self.length - need.length)
        if need.kind < ALL and self.line_of != self.clock:
            self._mark_line()
        if need.kind == THREE:
            return (
                _has(threes, need.bits[0]) and _has(threes, need.bits[1]) and _has(threes, need.bits[2])
                and self._found(need)
            )
        if need.kind == ONE:
            return _has(ones, need.bits[0]) and self._stands(need)
        if need.kind == TWO:
            return _has(twos, need.bits[0]) and self._stands(need)
        part = number + 1
        while part < need.end:
            if self._met(part) != (need.kind == ALL):
                return need.kind != ALL
            part = self.needs[part].end
        return need.kind == ALL

    cdef bint _open(self, int rule, uint64_t start) noexcept:
        """Whether a rule may match the line, by its length and its first three characters."""
        cdef Gate* gate = &self.gates[rule]
        cdef uint64_t char = start & _CHAR
        if self.length > gate.longest:
            return False
        if not (gate.shape or gate.anywhere or (gate.sign and char != 1 and not Py_UNICODE_ISALNUM(<Py_UCS4>char))):
            if char < 128 and not (gate.first[char >> 6] >> (char & 63)) & 1:
                return False
            if not (
                self._has_start(rule, start) or self._has_start(rule, start & (_CHAR << 21 | _CHAR))
                or self._has_start(rule, char)
            ):
                return False
        return True

    cdef bint _has_need(self, int need) noexcept:
        return need < 0 or self._met(need)

    def candidates(self, str folded not None, list lines not None):
        """Return, for each line, the numbers of the rules to try, in order.

        Args:
            folded: the whole text after `cleanarticle.text.fold.fold`.
            lines: the start and the length of each line, in code points.

        Raises:
            MemoryError: not enough memory for the text.
        """
        cdef Py_ssize_t offset, length
        cdef uint16_t* small = _shorts(caseless(folded))
        cdef list result = []
        self.earlier = <int*>malloc((max([length for _, length in lines], default=0) + 1) * sizeof(int))
        if small == NULL or self.earlier == NULL:
            free(small)
            free(self.earlier)
            raise MemoryError
        for offset, length in lines:
            self.clock += 1
            self.begin, self.length, self.digit = small + offset, length, False
            result.append(self._tried())
        free(small)
        free(self.earlier)
        return result

    cdef list _tried(self):
        """The numbers of the rules to try on the current line."""
        cdef uint64_t start = self._beginning()
        cdef int count = self._shapes(start, self._line()), k
        cdef list tried = []
        for k in range(count):
            if self._open(self.woken[k], start) and self._has_need(self.gates[self.woken[k]].need):
                tried.append(self.woken[k])
        if len(tried) > 1:
            tried.sort()
        return tried

    cdef uint64_t _beginning(self) noexcept:
        """The first three characters of the line, packed as by `_packed`."""
        cdef uint64_t packed = 0
        cdef int k
        for k in range(min(self.length, 3)):
            packed |= <uint64_t>(1 if Py_UNICODE_ISDECIMAL(self.begin[k]) else self.begin[k]) << (21 * k)
        return packed

    cdef int _shapes(self, uint64_t start, int count) noexcept:
        """Select the rules without a literal that may match a line with these first three characters."""
        cdef uint64_t one = start & _CHAR, two = start & (_CHAR << 21 | _CHAR)
        count = self._wake_shapes(_ANYHOW, count)
        if one != 1 and not Py_UNICODE_ISALNUM(<Py_UCS4>one):
            count = self._wake_shapes(_SIGN, count)
        count = self._wake_shapes(one, count)
        if two != one:
            count = self._wake_shapes(two, count)
        return count if start == two else self._wake_shapes(start, count)

    cdef int _line(self) noexcept:
        """Find every literal in the line; put the rules they select into `woken` and return their count."""
        cdef const uint16_t* at = self.begin
        cdef const uint16_t* end = at + self.length
        cdef int count = 0, tier = (self.length > 60) + (self.length > 150) + (self.length > 300)
        cdef uint64_t low, high
        cdef uint64_t** likely = self.likely + tier * _SIZES
        cdef int* bits = self.bits
        while at < end:
            low, high = _four(at), _four(at + 4)
            if _has(likely[2], _bit(low & _M3, bits[2])):
                count = self._hits(at, low & _M3, 3, count)
            if _has(likely[3], _bit(low, bits[3])):
                count = self._hits(at, low, 4, count)
            if _has(likely[4], _bit(_five(low, high), bits[4])):
                count = self._hits(at, _five(low, high), 5, count)
            if _has(likely[5], _bit(_eight(low, high), bits[5])):
                count = self._hits(at, _eight(low, high), 8, count)
            # Literals of one or two characters never begin with a letter from a to z or a space.
            if not (97 <= at[0] <= 122 or at[0] == 32):
                self.digit = self.digit or 48 <= at[0] <= 57 or at[0] > 127 and Py_UNICODE_ISDECIMAL(at[0])
                if _has(likely[0], _bit(low & _M1, bits[0])):
                    count = self._hits(at, low & _M1, 1, count)
                if _has(likely[1], _bit(low & _M2, bits[1])):
                    count = self._hits(at, low & _M2, 2, count)
            at += 1
        return count

    cdef int _hits(self, const uint16_t* at, uint64_t key, int size, int count) noexcept:
        """Select the rules of literals whose head is at this position; return the new count of selected rules."""
        cdef int chain = self._head(key, size).chain, n
        cdef const uint16_t* start
        cdef Literal* literal
        while chain:
            literal = &self.literals[chain - 1]
            chain = literal.following
            start = at - literal.head
            if start < self.begin or start + literal.length > self.begin + self.length or literal.longest < self.length:
                continue
            if literal.length == size or memcmp(start, literal.chars, literal.length * sizeof(uint16_t)) == 0:
                for n in range(literal.wakes, literal.wakes + literal.wakes_count):
                    count = self._wake(self.wakes[n], count)
        return count


cdef size_t _mask(size_t places):
    """The mask of a hash table: one less than a power of two, at least 64, that is *places* or more."""
    cdef size_t size = 64
    while size < places:
        size *= 2
    return size - 1


cdef inline uint16_t _three(const uint16_t* text) noexcept:
    """The hash of three characters."""
    return _bit(text[0] | <uint64_t>text[1] << 16 | <uint64_t>text[2] << 32, _LINE_THREE)


cdef inline bint _of_word(uint16_t char) noexcept:
    """Whether a character is an ASCII lower-case letter or digit, and so part of a word."""
    return 97 <= char <= 122 or 48 <= char <= 57


cdef inline uint16_t _short(Py_UCS4 char) noexcept:
    """A character in 16 bits; those above U+FFFF are mapped into a private use range, where they may collide."""
    cdef uint32_t code = char
    return <uint16_t>(code if code < 0x10000 else 0xE000 | (code & 0xFFF))


cdef uint16_t* _shorts(str text) except? NULL:
    """*text* in 16-bit characters, followed by eight zeros; NULL if out of memory."""
    cdef Py_ssize_t i, n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint16_t* chars = <uint16_t*>malloc((n + 8) * sizeof(uint16_t))
    if chars == NULL:
        return NULL
    if kind == 1:
        for i in range(n):
            chars[i] = (<uint8_t*>data)[i]
    elif kind == 2:
        memcpy(chars, data, n * sizeof(uint16_t))
    else:
        for i in range(n):
            chars[i] = _short((<Py_UCS4*>data)[i])
    memset(chars + n, 0, 8 * sizeof(uint16_t))
    return chars


cdef uint64_t _sized(uint64_t low, uint64_t high, int size) noexcept:
    """The hash key of a head of *size* characters."""
    if size == 8:
        return _eight(low, high)
    if size == 5:
        return _five(low, high)
    return low & (_M1 if size == 1 else _M2 if size == 2 else _M3 if size == 3 else <uint64_t>-1)


cdef uint64_t _packed(str start) noexcept:
    """Pack up to three characters into one number, every digit as 1."""
    cdef uint64_t packed = 0
    cdef int k
    for k in range(len(start)):
        packed |= <uint64_t>(1 if start[k] == "\1" or Py_UNICODE_ISDECIMAL(start[k]) else _short(start[k])) << (21 * k)
    return packed


cdef inline uint64_t _start(int rule, uint64_t packed) noexcept:
    """The hash of a rule and a line beginning."""
    cdef uint64_t mixed = (packed ^ <uint64_t>rule << 40) * _MIX ^ <uint64_t>rule * _PRIME
    return (mixed ^ mixed >> 31) * _MIX >> 20


cdef inline uint64_t _bits(uint64_t key) noexcept:
    """The two bits that a hash sets in its word."""
    return <uint64_t>1 << (key >> 38) | <uint64_t>1 << (key >> 32 & 63)


def _edged(text):
    """Split a literal into its text and its edge conditions."""
    word = text.strip("\2\3")
    before, _, behind = text.partition(word)
    edges = _AT_END if "\3" in behind else 0
    # Next to punctuation a word boundary has another meaning.
    if "\2" in before and _of_word(_short(word[0])):
        edges |= _FREE_BEFORE
    if "\2" in behind and _of_word(_short(word[len(word) - 1])):
        edges |= _FREE_BEHIND
    word = word.replace("\2", "").replace("\3", "")
    return word[:_LONGEST], edges if len(word) <= _LONGEST else edges & _FREE_BEFORE


def _collect(need, set literals):
    """Add the literals of a need, without their edges, to *literals*."""
    if isinstance(need, str):
        if need != "\1":
            literals.add(_edged(need)[0])
    elif need is not None:
        for part in need[1]:
            _collect(part, literals)


cdef int _head_size(Py_ssize_t length) noexcept:
    """The length of the head by which a literal of *length* is found."""
    return 8 if length >= 8 else <int>min(5, length)


cdef int _place(int size) noexcept:
    """The index of a head size in the list of sizes."""
    return size - 1 if size < 6 else 5


def _size(need):
    """The number of nodes of a need."""
    if need is None:
        return 0
    return 1 if isinstance(need, str) else 1 + sum(map(_size, need[1]))
