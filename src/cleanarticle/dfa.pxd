from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t


cdef struct Node:
    int kind
    int value
    int following

cdef struct Charset:
    uint64_t kinds
    uint64_t negated
    uint64_t ignorecase
    uint64_t first
    uint64_t count
    uint64_t[2] ascii

cdef struct Range:
    uint16_t first
    uint16_t last

# The nodes of a pattern at which the reading of a line may stand.
cdef struct State:
    int rule
    int first
    int count
    bint ends

# Where a state is known to lead, in one line of a machine's cache.
cdef struct Row:
    # The characters below 128 that lead nowhere else.
    uint64_t[2] stays
    # Character and target of the first moves that were worked out; the others are in a table.
    uint64_t[6] moves

cdef class Dfa:
    cdef Node* nodes
    cdef int* links
    cdef Charset* sets
    cdef Range* ranges
    cdef int* entries
    cdef uint8_t* kinds
    cdef uint16_t* small
    cdef list kept
    cdef int largest, rules
    cdef State* states
    cdef Row* rows
    cdef void* rows_memory
    cdef int* pool
    # For each rule the state at a line's start: 0 unknown, -1 where there is no automaton.
    cdef int* starts
    cdef uint32_t* interned
    cdef uint64_t* moves
    cdef int states_count, pool_count, moves_count
    cdef uint32_t* marks
    cdef uint32_t mark
    cdef int* stack
    cdef int* reached
    cdef int reached_count
    cdef bint matched, ends
    cdef void _begin(self) noexcept
    cdef void _flush(self) noexcept
    cdef int _start(self, int rule) noexcept
    cdef inline bint _takes(self, const Node* node, uint16_t char) noexcept
    cdef void _reach(self, int node, int first, bint at_start) noexcept
    cdef int _intern(self, int rule) noexcept
    cdef int _move(self, int state, uint16_t char) noexcept
    cdef int _run(self, int rule, const uint16_t* text, Py_ssize_t length) noexcept
    cdef int together(self, const uint16_t* text, Py_ssize_t length, int* found) noexcept
    cdef bint may_match(self, int rule, const uint16_t* text, Py_ssize_t length) noexcept
