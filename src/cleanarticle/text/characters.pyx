# cython: language_level=3, boundscheck=False, wraparound=False
"""Character classes as bit flags, computed once for each character and then cached."""

import unicodedata

from libc.stdint cimport uint32_t

cdef extern from "Python.h":
    int Py_UNICODE_ISALPHA(Py_UCS4) noexcept
    int Py_UNICODE_ISALNUM(Py_UCS4) noexcept
    int Py_UNICODE_ISSPACE(Py_UCS4) noexcept
    int Py_UNICODE_ISUPPER(Py_UCS4) noexcept
    int Py_UNICODE_ISLOWER(Py_UCS4) noexcept
    int Py_UNICODE_ISDIGIT(Py_UCS4) noexcept
    int Py_UNICODE_ISTITLE(Py_UCS4) noexcept
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4) noexcept

# Cache of the class bits of code points below 0x10000, filled on first use.
cdef uint32_t[0x10000] _classes
classes = _classes


cdef inline bint _unspaced(Py_UCS4 c) noexcept:
    return 0x0E00 <= c <= 0x0E7F or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF


cdef inline bint _caseless(Py_UCS4 c) noexcept:
    return (
        0x0590 <= c <= 0x074F or 0x0900 <= c <= 0x0DFF or 0x0E00 <= c <= 0x0EFF or 0x1000 <= c <= 0x109F
        or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF or 0xAC00 <= c <= 0xD7AF
    )


cdef uint32_t classify(Py_UCS4 c) noexcept:
    """Compute the class bits of *c*."""
    cdef uint32_t found = SEEN | <uint32_t>Py_UNICODE_TOLOWER(c) << LOWER
    if Py_UNICODE_ISSPACE(c):
        return found | SPACE
    if Py_UNICODE_ISLOWER(c):
        found |= SMALL
    elif Py_UNICODE_ISUPPER(c) or Py_UNICODE_ISTITLE(c):
        found |= CAPITAL
    elif Py_UNICODE_ISDIGIT(c):
        found |= DIGIT
    elif c in ",\")!.?|>»›→·•©@#:" or 0x1F600 <= c <= 0x1F64F:
        found |= SIGN
    elif c >= 0x300 and unicodedata.category(chr(c))[0] == "M":
        found |= MARK
    found |= LETTER if Py_UNICODE_ISALPHA(c) else 0
    found |= ALNUM if Py_UNICODE_ISALNUM(c) else 0
    found |= UNSPACED if _unspaced(c) else 0
    return found | (CASELESS if _caseless(c) else 0)
