# cython: language_level=3, boundscheck=False, wraparound=False
"""Test whether a text contains any word of a set."""

from libc.stdint cimport uint8_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    int Py_UNICODE_ISALNUM(Py_UCS4) noexcept

ctypedef fused Char:
    uint8_t
    uint16_t
    uint32_t

# Number of hash buckets; the bucket of a phrase is its first character modulo this.
cdef enum:
    _BUCKETS = 256
# Scripts from this code point on are treated as having no spaces between words.
cdef uint32_t _UNSPACED = 0x0E00

cdef struct Phrase:
    uint32_t* chars
    Py_ssize_t size
    # Whether it must begin, or end, at a word boundary.
    bint begins
    bint ends
    # The next phrase in the same bucket, counted from 1; 0 if none.
    Py_ssize_t following


cdef inline bint _in_word(uint32_t c) noexcept:
    """Whether a character is a word character, as in a regex."""
    if c < 128:
        return 97 <= c <= 122 or 65 <= c <= 90 or 48 <= c <= 57 or c == 95
    return Py_UNICODE_ISALNUM(c) != 0


cdef class Phrases:
    """A set of words to search for in lower-case text.

    >>> cookies = Phrases("cookie abonn* ha_detto")
    >>> [text for text in ("cookies", "abonnenten", "mi ha detto", "e ha dettonato") if cookies.found(text)]
    ['abonnenten', 'mi ha detto']
    """

    def __cinit__(self, str words not None):
        """Read the words from a string; `_` stands for a space, a final `*` for any ending.

        Signs, and words in scripts without spaces, match anywhere in the text.
        """
        cdef Py_ssize_t i
        cdef Phrase* phrase
        all_words = words.lower().split()
        self.phrases = <Phrase*>calloc(len(all_words) + 1, sizeof(Phrase))
        if self.phrases == NULL:
            raise MemoryError
        for word in all_words:
            plain = word.rstrip("*").replace("_", " ")
            phrase = &self.phrases[self.count]
            phrase.begins = ord(plain[0]) < _UNSPACED and plain[0].isalnum()
            phrase.ends = phrase.begins and not word.endswith("*")
            phrase.size = len(plain)
            phrase.chars = <uint32_t*>calloc(phrase.size, sizeof(uint32_t))
            if phrase.chars == NULL:
                raise MemoryError
            for i in range(phrase.size):
                phrase.chars[i] = ord(plain[i])
            phrase.following = self.buckets[phrase.chars[0] % _BUCKETS]
            self.count += 1
            self.buckets[phrase.chars[0] % _BUCKETS] = self.count

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.count):
            free(self.phrases[i].chars)
        free(self.phrases)

    cpdef bint found(self, str text):
        """Whether *text* contains any of the words."""
        cdef Py_ssize_t n = len(text)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        if kind == 1:
            return _found(self, <uint8_t*>data, n)
        if kind == 2:
            return _found(self, <uint16_t*>data, n)
        return _found(self, <uint32_t*>data, n)


cdef bint _found(Phrases self, const Char* text, Py_ssize_t n) noexcept:
    cdef Py_ssize_t i, place
    cdef bint inside = False, before
    for i in range(n):
        before, inside = inside, _in_word(text[i])
        if before and text[i] < 128:
            continue
        place = self.buckets[text[i] % _BUCKETS]
        while place:
            if _stands(&self.phrases[place - 1], text, n, i, before):
                return True
            place = self.phrases[place - 1].following
    return False


cdef inline bint _stands(const Phrase* phrase, const Char* text, Py_ssize_t n, Py_ssize_t at, bint before) noexcept:
    """Whether *phrase* matches at *at*; *before* tells whether the character before it is part of a word."""
    cdef Py_ssize_t k, end = at + phrase.size
    if end > n or (phrase.begins and before):
        return False
    for k in range(phrase.size):
        if text[at + k] != phrase.chars[k]:
            return False
    return not phrase.ends or _in_word(text[end - 1]) != (end < n and _in_word(text[end]))
