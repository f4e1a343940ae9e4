"""What a character is, as a set of bits."""

from libc.stdint cimport uint32_t

# The bits above `LOWER` hold the character in lower case.
cdef enum:
    LETTER = 1
    CAPITAL = 2
    SMALL = 4
    DIGIT = 8
    SPACE = 16
    ALNUM = 32
    SIGN = 64  # one that facts look at
    UNSPACED = 128  # of a script without spaces
    CASELESS = 256  # of a script without capitals
    SEEN = 512
    MARK = 1024  # an accent or vowel that belongs to the letter before it
    LOWER = 11

cdef uint32_t* classes

cdef uint32_t classify(Py_UCS4 c) noexcept


cdef inline uint32_t class_of(Py_UCS4 c) noexcept:
    """What *c* is; looked up where it has been met before."""
    if c >= 0x10000:
        return classify(c)
    if classes[c] == 0:
        classes[c] = classify(c)
    return classes[c]


cdef inline uint32_t class_in(uint32_t* table, Py_UCS4 c) noexcept:
    """The same for loops, which hold `classes` in a variable of their own."""
    if c >= 0x10000:
        return classify(c)
    if table[c] == 0:
        table[c] = classify(c)
    return table[c]


cdef inline Py_UCS4 small(Py_UCS4 c) noexcept:
    """*c* in lower case."""
    return <Py_UCS4>(class_of(c) >> LOWER)
