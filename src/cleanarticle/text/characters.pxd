"""Character classes as bit flags."""

from libc.stdint cimport uint32_t

# The bits from number `LOWER` on hold the character in lower case.
cdef enum:
    LETTER = 1
    CAPITAL = 2
    SMALL = 4
    DIGIT = 8
    SPACE = 16
    ALNUM = 32
    SIGN = 64  # a sign that `Facts` may count
    UNSPACED = 128  # in a script without spaces between words
    CASELESS = 256  # in a script without capitals
    SEEN = 512
    MARK = 1024  # combining mark: an accent or vowel sign of the letter before it
    LOWER = 11

cdef uint32_t* classes

cdef uint32_t classify(Py_UCS4 c) noexcept


cdef inline uint32_t class_of(Py_UCS4 c) noexcept:
    """The class bits of *c*, from the cache if it holds them."""
    if c >= 0x10000:
        return classify(c)
    if classes[c] == 0:
        classes[c] = classify(c)
    return classes[c]


cdef inline uint32_t class_in(uint32_t* table, Py_UCS4 c) noexcept:
    """The same for loops that keep `classes` in a local variable."""
    if c >= 0x10000:
        return classify(c)
    if table[c] == 0:
        table[c] = classify(c)
    return table[c]


cdef inline Py_UCS4 small(Py_UCS4 c) noexcept:
    """*c* in lower case."""
    return <Py_UCS4>(class_of(c) >> LOWER)
