# cython: language_level=3, boundscheck=False, wraparound=False
"""Replace look-alike characters and fold case; the text keeps its length, so offsets stay valid."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport free, malloc
from libc.string cimport memchr

cdef extern from "Python.h":
    enum:
        PyUnicode_4BYTE_KIND
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    str PyUnicode_FromKindAndData(int, const void*, Py_ssize_t)
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4) noexcept

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

# A two-level table.  `row` maps the high bits of a code point to a row of `other`; its low 8 bits are the column.
# Row 0 means "no change".
cdef enum:
    _ROWS = 8

cdef struct Letters:
    uint8_t[0x1100] row
    uint32_t[_ROWS * 0x100] other

# Look-alikes that scrapers and content systems mix.  Each pair is one code point for one, so offsets stay valid.
_FOLDED = {
    "\u2018": "'",
    "\u2019": "'",
    "\u201a": "'",
    "\u2032": "'",
    "\u201c": '"',
    "\u201d": '"',
    "\u201e": '"',
    "\t": " ",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2007": " ",
    "\u3000": " ",
    "\u2011": "-",
    "\u200b": " ",
    "\u200e": " ",
    "\u200f": " ",
    "\u2060": " ",
    "\ufeff": " ",
    "\x00": " ",
}
# Letters that case-insensitive patterns treat as equal, besides upper and lower case: the Turkish dotless and dotted i,
# the final sigma, the long s, the micro sign.
_SAME = {"\u0130": "i", "\u0131": "i", "\u03c2": "\u03c3", "\u017f": "s", "\u00b5": "\u03bc"}

cdef Letters _folding
cdef Letters _uncasing


cdef int _fill(Letters* letters, dict pairs) except -1:
    """Fill the table from *pairs*; row 0 is for code points that do not change."""
    cdef int rows = 0, k
    cdef uint32_t c
    for k in range(0x1100):
        letters.row[k] = 0
    for letter, same in pairs.items():
        c = ord(letter)
        if letters.row[c >> 8] == 0:
            rows += 1
            letters.row[c >> 8] = rows
            for k in range(0x100):
                letters.other[rows * 0x100 + k] = (c & ~0xFF) + k
        letters.other[letters.row[c >> 8] * 0x100 + (c & 0xFF)] = ord(same)
    return 0


_fill(&_folding, _FOLDED)
_fill(&_uncasing, _SAME)


cdef inline uint32_t _other(const Letters* letters, uint32_t c) noexcept:
    cdef int row = letters.row[c >> 8]
    return letters.other[row * 0x100 + (c & 0xFF)] if row else c


cdef bint _fold(const Char* text, Py_ssize_t n, uint32_t* out) noexcept:
    """Write the folded *text* to *out*; return whether any character changed."""
    cdef Py_ssize_t i
    cdef uint32_t c, changed = 0
    for i in range(n):
        c = text[i]
        out[i] = c if 9 < c < 0xA0 else _other(&_folding, c)
        changed |= out[i] ^ c
    return changed != 0


cdef void _uncase(const Char* text, Py_ssize_t n, uint32_t* out) noexcept:
    cdef Py_ssize_t i
    cdef uint32_t c
    for i in range(n):
        c = text[i]
        if c < 128:
            out[i] = c + 32 if 65 <= c <= 90 else c
        else:
            out[i] = _other(&_uncasing, Py_UNICODE_TOLOWER(c))


cdef Py_ssize_t _line_end(const Char* text, Py_ssize_t at, Py_ssize_t n) noexcept:
    cdef uint32_t c
    while at < n:
        c = text[at]
        at += 1
        if 0x1E < c < 0x85 or c == 9:
            continue
        if c == 13:
            return at + 1 if at < n and text[at] == 10 else at
        if 10 <= c <= 12 or 0x1C <= c <= 0x1E or c == 0x85 or c == 0x2028 or c == 0x2029:
            return at
    return n


cpdef Py_ssize_t line_end(str text, Py_ssize_t at):
    """Return the end of the line of *text* that contains *at*, its line break included (as in `str.splitlines`)."""
    cdef Py_ssize_t n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    if kind == 1:
        return _line_end(<uint8_t*>data, at, n)
    if kind == 2:
        return _line_end(<uint16_t*>data, at, n)
    return _line_end(<uint32_t*>data, at, n)


def fold(str text not None):
    """Replace look-alike quotes, hyphens and spaces in *text* with ASCII ones; the length stays the same.

    Rule patterns are written for folded text.

    >>> fold("It\\u2019s\\u00a0here")
    "It's here"
    """
    cdef Py_ssize_t n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint32_t* out
    cdef bint changed
    if text.isascii() and not memchr(data, 9, n) and not memchr(data, 0, n):
        return text
    out = <uint32_t*>malloc(n * sizeof(uint32_t))
    if out == NULL:
        raise MemoryError
    try:
        if kind == 1:
            changed = _fold(<uint8_t*>data, n, out)
        elif kind == 2:
            changed = _fold(<uint16_t*>data, n, out)
        else:
            changed = _fold(<uint32_t*>data, n, out)
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, n) if changed else text
    finally:
        free(out)


def caseless(str text not None):
    """Fold the case of *text* as case-insensitive patterns do; the length stays the same.

    >>> caseless("DIŞARI") == caseless("dışarı")
    True
    """
    cdef Py_ssize_t n = len(text)
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef uint32_t* out
    if text.isascii():
        return text.lower()
    out = <uint32_t*>malloc(n * sizeof(uint32_t))
    if out == NULL:
        raise MemoryError
    try:
        if kind == 1:
            _uncase(<uint8_t*>data, n, out)
        elif kind == 2:
            _uncase(<uint16_t*>data, n, out)
        else:
            _uncase(<uint32_t*>data, n, out)
        return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, out, n)
    finally:
        free(out)


def lower(str text not None):
    """Return *text* in lower case with the same length; letters that would grow, such as the dotted I, are kept."""
    small = text.lower()
    if len(small) == len(text):
        return small
    return "".join([c if len(c.lower()) != 1 else c.lower() for c in text])
