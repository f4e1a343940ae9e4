# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The automata of `nfa`, run over lines; states are worked out when a line first leads to them, and kept.

As in Thompson's and RE2's lazily built automata, https://swtch.com/~rsc/regexp/regexp3.html#caveats: what has been
worked out is thrown away when it has grown too large, and a line that asks for too much of it is given up.
"""

from libc.stdlib cimport calloc, free, qsort
from libc.string cimport memcmp, memcpy, memset

cdef enum Kind:
    CHAR, CASELESS, SET, ANY, SPLIT, START, END, MATCH

cdef enum:
    # A reading that no pattern can come from any more, and one that has come to the pattern's end.
    _DEAD = 1
    _MATCHED = 2
    _FIRST = 3
    _DOUBT = 7
    _STATES = 1 << 17
    _POOL = 1 << 22
    _MOVES = 1 << 20
    _IN_ROW = 6
    # For new moves of one line so many nodes may be looked at, and so many more for each of its characters.
    _NODES = 20000
    _NODES_EACH = 4

cdef extern from *:
    """
    #define DFA_MIX 0x9E3779B97F4A7C15ULL
    """
    const uint64_t _MIX "DFA_MIX"


cdef int _compare(const void* a, const void* b) noexcept nogil:
    return (<int*>a)[0] - (<int*>b)[0]


cdef inline size_t _place(int state, uint16_t char) noexcept:
    """Where a move is looked for first; those of one state lie together."""
    return (<size_t>(<uint64_t>state * _MIX >> 32) + (char & 63)) & (_MOVES - 1)


cdef class Dfa:
    """The automata of many patterns, by the place of the pattern in their list."""

    def __cinit__(self, list tables not None):
        """Take the tables that `nfa.Automata` describes, as bytes: its five, the kinds and the small letters."""
        cdef int k
        cdef bytes nodes, links, sets, ranges, entries, kinds, small
        nodes, links, sets, ranges, entries, kinds, small = tables
        self.kept = tables
        self.nodes, self.links = <Node*><char*>nodes, <int*><char*>links
        self.sets, self.ranges = <Charset*><char*>sets, <Range*><char*>ranges
        self.entries = <int*><char*>entries
        self.kinds, self.small = <uint8_t*><char*>kinds, <uint16_t*><char*>small
        # The last automaton is that of many rules together.
        self.rules = len(entries) // (3 * sizeof(int)) - 1
        self.largest = 1
        for k in range(self.rules + 1):
            self.largest = max(self.largest, self.entries[3 * k + 2])
        self.states = <State*>calloc(_STATES, sizeof(State))
        self.rows_memory = calloc(_STATES + 1, sizeof(Row))
        self.rows = <Row*>((<size_t>self.rows_memory + sizeof(Row) - 1) & ~(sizeof(Row) - 1))
        self.pool = <int*>calloc(_POOL, sizeof(int))
        self.starts = <int*>calloc(self.rules + 1, sizeof(int))
        self.interned = <uint32_t*>calloc(2 * _STATES, sizeof(uint32_t))
        self.moves = <uint64_t*>calloc(_MOVES, sizeof(uint64_t))
        self.marks = <uint32_t*>calloc(self.largest, sizeof(uint32_t))
        self.stack = <int*>calloc(self.largest, sizeof(int))
        self.reached = <int*>calloc(self.largest, sizeof(int))
        if not (self.states and self.rows_memory and self.pool and self.starts and self.interned and self.moves and self.marks
                and self.stack and self.reached):
            raise MemoryError
        self._flush()

    def __dealloc__(self):
        free(self.states)
        free(self.rows_memory)
        free(self.pool)
        free(self.starts)
        free(self.interned)
        free(self.moves)
        free(self.marks)
        free(self.stack)
        free(self.reached)

    cdef void _flush(self) noexcept:
        """Forget all states."""
        cdef int rule
        for rule in range(self.rules + 1):
            self.starts[rule] = -1 if self.entries[3 * rule + 1] < 0 else 0
        memset(self.interned, 0, 2 * _STATES * sizeof(uint32_t))
        memset(self.moves, 0, _MOVES * sizeof(uint64_t))
        self.states_count, self.pool_count, self.moves_count = _FIRST, 0, 0

    cdef void _begin(self) noexcept:
        """Begin to collect the nodes of a state."""
        self.mark += 1
        self.reached_count, self.matched, self.ends = 0, False, False

    cdef int _start(self, int rule) noexcept:
        """The state at a line's start; 0 if there is no room for it."""
        self._begin()
        self._reach(self.entries[3 * rule + 1], self.entries[3 * rule], True)
        self.starts[rule] = self._intern(rule)
        return self.starts[rule]

    cdef inline bint _takes(self, const Node* node, uint16_t char) noexcept:
        """Whether a node goes on with a character."""
        cdef Charset* held
        cdef uint16_t code
        cdef uint64_t k
        if node.kind == CHAR:
            return node.value == char
        if node.kind == CASELESS:
            return node.value == self.small[char]
        if node.kind == ANY or node.kind == END:
            return node.kind == ANY
        held = &self.sets[node.value]
        if char < 128:
            return (held.ascii[char >> 6] >> (char & 63)) & 1
        if held.kinds and self.kinds[char] == _DOUBT:
            return True
        if (held.kinds >> self.kinds[char]) & 1:
            return not held.negated
        code = self.small[char] if held.ignorecase else char
        for k in range(held.first, held.first + held.count):
            if self.ranges[k].first <= code <= self.ranges[k].last:
                return not held.negated
        return held.negated

    cdef void _reach(self, int node, int first, bint at_start) noexcept:
        """Add to what is reached all nodes that wait for a character and are met from *node* without one."""
        cdef int top = 0, k
        cdef Node* at
        if self.marks[node - first] == self.mark:
            return
        self.marks[node - first] = self.mark
        self.stack[0] = node
        top = 1
        while top:
            top -= 1
            node = self.stack[top]
            at = &self.nodes[node]
            if at.kind == SPLIT:
                for k in range(at.following, at.following + at.value):
                    if self.marks[self.links[k] - first] != self.mark:
                        self.marks[self.links[k] - first] = self.mark
                        self.stack[top] = self.links[k]
                        top += 1
            elif at.kind == MATCH:
                self.matched = True
            elif at.kind == END:
                # What a pattern says behind the end is taken as met.
                self.ends = True
                if at.value:
                    self.reached[self.reached_count] = node
                    self.reached_count += 1
            elif at.kind != START:
                self.reached[self.reached_count] = node
                self.reached_count += 1
            elif at_start and self.marks[at.following - first] != self.mark:
                self.marks[at.following - first] = self.mark
                self.stack[top] = at.following
                top += 1

    cdef int _intern(self, int rule) noexcept:
        """The number of the state that was reached; 0 if there is no room for it."""
        cdef uint64_t mixed = rule + 1
        cdef int k, number
        cdef size_t at
        cdef State* state
        if self.matched:
            return _MATCHED
        if self.reached_count == 0 and not self.ends:
            return _DEAD
        if self.reached_count > 1:
            qsort(self.reached, self.reached_count, sizeof(int), _compare)
        for k in range(self.reached_count):
            mixed = (mixed ^ <uint64_t>self.reached[k]) * _MIX
            mixed ^= mixed >> 29
        at = <size_t>(mixed * _MIX >> 32) & (2 * _STATES - 1)
        while self.interned[at] != 0:
            state = &self.states[self.interned[at]]
            if (state.rule == rule and state.ends == self.ends and state.count == self.reached_count
                    and memcmp(self.pool + state.first, self.reached, state.count * sizeof(int)) == 0):
                return self.interned[at]
            at = (at + 1) & (2 * _STATES - 1)
        if self.states_count == _STATES or self.pool_count + self.reached_count > _POOL:
            return 0
        number = self.states_count
        self.states_count += 1
        state = &self.states[number]
        state.rule, state.first, state.count, state.ends = rule, self.pool_count, self.reached_count, self.ends
        memset(&self.rows[number], 0, sizeof(Row))
        memcpy(self.pool + self.pool_count, self.reached, self.reached_count * sizeof(int))
        self.pool_count += self.reached_count
        self.interned[at] = number
        return number

    cdef int _move(self, int state, uint16_t char) noexcept:
        """The state that follows on a character; 0 if there is no room for it."""
        cdef State* old = &self.states[state]
        cdef Row* row = &self.rows[state]
        cdef int k, first = self.entries[3 * old.rule], target
        cdef Node* node
        cdef uint64_t key = <uint64_t>state << 16 | char
        cdef size_t at
        self._begin()
        for k in range(old.first, old.first + old.count):
            node = &self.nodes[self.pool[k]]
            if self._takes(node, char):
                self._reach(node.following, first, False)
        self._reach(self.entries[3 * old.rule + 1], first, False)
        target = self._intern(old.rule)
        if target == 0 or self.moves_count > _MOVES // 2:
            return 0
        if target == state and char < 128:
            row.stays[char >> 6] |= <uint64_t>1 << (char & 63)
            return target
        for k in range(_IN_ROW):
            if row.moves[k] == 0:
                row.moves[k] = <uint64_t>target << 16 | char
                return target
        at = _place(state, char)
        while self.moves[at] != 0:
            at = (at + 1) & (_MOVES - 1)
        self.moves[at] = key << 20 | target
        self.moves_count += 1
        return target

    cdef int _run(self, int rule, const uint16_t* text, Py_ssize_t length) noexcept:
        """The state in which a line leaves an automaton; negative if that is not worked out."""
        cdef int state = self.starts[rule] or self._start(rule)
        cdef Py_ssize_t i, looked_at = 0
        cdef uint64_t key
        cdef uint16_t char
        cdef size_t at
        cdef Row* row
        cdef int k
        for i in range(length):
            if state < _FIRST:
                break
            char = text[i]
            row = &self.rows[state]
            if char < 128 and (row.stays[char >> 6] >> (char & 63)) & 1:
                continue
            for k in range(_IN_ROW):
                if <uint16_t>row.moves[k] == char or row.moves[k] == 0:
                    break
            else:
                k = _IN_ROW
            if k < _IN_ROW and row.moves[k] != 0:
                state = row.moves[k] >> 16
                continue
            key = <uint64_t>state << 16 | char
            at = _place(state, char)
            while self.moves[at] >> 20 != key and self.moves[at] != 0:
                at = (at + 1) & (_MOVES - 1)
            if self.moves[at] != 0:
                state = self.moves[at] & 0xFFFFF
                continue
            looked_at += self.states[state].count
            if looked_at > _NODES + _NODES_EACH * i:
                return -1
            state = self._move(state, char)
        if state == 0:
            self._flush()
            return -1
        return state

    cdef bint may_match(self, int rule, const uint16_t* text, Py_ssize_t length) noexcept:
        """Whether a pattern may match somewhere in a folded line: never a wrong no."""
        cdef int state = self._run(rule, text, length)
        return self.states[state].ends if state >= _FIRST else state != _DEAD

    cdef int together(self, const uint16_t* text, Py_ssize_t length, int* found) noexcept:
        """Put the rules that are run together and may match a folded line into *found*.

        Their count is returned, negative if that is not worked out.
        """
        cdef int state = self._run(self.rules, text, length), count = 0, k
        cdef Node* node
        if state < 0 and self.starts[self.rules] >= 0:
            return -1
        if state < _FIRST or not self.states[state].ends:
            return 0
        for k in range(self.states[state].first, self.states[state].first + self.states[state].count):
            node = &self.nodes[self.pool[k]]
            if node.kind == END:
                found[count] = node.value - 1
                count += 1
        return count
