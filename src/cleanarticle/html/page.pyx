# cython: language_level=3, boundscheck=False, wraparound=False
"""The visible text of a page, line by line, from the events of lxml's parser."""

from libc.stdlib cimport free, realloc
from libc.string cimport memchr, strcmp

ctypedef unsigned char uchar

# --- Tags ------------------------------------------------------------------------------------------------------------

# Bit flags: the effect of a tag on lines.  A tag whose content is hidden also has a number in the bits above.
cdef enum:
    _BLOCK = 1
    _CELL = 2
    _LINK = 4
    _PRE = 8
    # Browsers close these at the first block element, even if the page does not.
    _ENDED_BY_A_BLOCK = 16
    _UNSEEN = 32  # the lowest number of a hidden tag
    _SLOTS = 256
    _LONGEST = 11

_BLOCKS = (
    "address article aside blockquote body br button caption center dd details dialog div dl dt fieldset figcaption "
    "figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main menu nav ol optgroup option p pre section select "
    "summary table tbody textarea tfoot thead tr ul"
).split()

cdef struct Tag:
    char[_LONGEST] name
    int traits

cdef Tag[_SLOTS] _tags


cdef Tag* _slot(const char* name) noexcept:
    """Return the slot of *name* in the hash table, or a free slot for it."""
    cdef unsigned int at = 0
    cdef int i = 0
    while name[i]:
        at = at * 33 + <uchar>name[i]
        i += 1
    at &= _SLOTS - 1
    while _tags[at].name[0] and strcmp(_tags[at].name, name):
        at = (at + 1) & (_SLOTS - 1)
    return &_tags[at]


cdef void _lay(str tag, int traits):
    cdef bytes name = tag.encode()
    cdef Tag* slot = _slot(name)
    cdef int i
    for i in range(len(name)):
        slot.name[i] = name[i]
    slot.traits |= traits


for _tag in _BLOCKS:
    _lay(_tag, _BLOCK)
for _tag in ("td", "th"):
    _lay(_tag, _CELL)
for _number, _tag in enumerate(("head", "script", "style", "noscript", "template", "svg"), start=1):
    _lay(_tag, _number * _UNSEEN)
for _tag in ("head", "svg"):
    _lay(_tag, _ENDED_BY_A_BLOCK)
_lay("a", _LINK)
_lay("pre", _PRE)

# --- Lines -----------------------------------------------------------------------------------------------------------

cdef enum:
    # A line of at least this many characters, at most half of them in links, is prose; menus, teasers and buttons are
    # shorter or linked.
    _PROSE = 80
    _MARKS = 300


cdef inline int _space(const uchar* text) noexcept:
    """Return the bytes of the white space character at *text*, as `str.split` defines it; 0 if there is none."""
    cdef uchar c = text[0]
    if c <= 0x20:
        return 9 <= c <= 13 or c >= 0x1C
    if c == 0xC2:
        return 2 * (text[1] == 0x85 or text[1] == 0xA0)
    if c == 0xE1:
        return 3 * (text[1] == 0x9A and text[2] == 0x80)
    if c == 0xE3:
        return 3 * (text[1] == 0x80 and text[2] == 0x80)
    if c != 0xE2:
        return 0
    if text[1] == 0x80:
        return 3 * (text[2] <= 0x8A or text[2] == 0xA8 or text[2] == 0xA9 or text[2] == 0xAF)
    return 3 * (text[1] == 0x81 and text[2] == 0x9F)


cdef class PageText:
    """The visible text of a page, one line for each block element, with white space collapsed.

    This is a parser target for lxml: it takes events without a tree, so depth has no limit.

    Attributes:
        lines: the page's lines.
        marked: the lines that may have 300 combining marks on a letter.
        prose: number of characters in lines of prose.
        elements: number of elements.
        depth: depth of the deepest element.
        attributes: most attributes of one element.
    """

    cdef readonly list lines, marked
    cdef readonly Py_ssize_t prose, elements, depth, attributes
    cdef Py_ssize_t _level, _links, _pres
    # The tag that hides the text: its flags (0 for none), and how many of it are open.
    cdef int _unseen
    cdef Py_ssize_t _hidings
    # The current line in UTF-8: buffer, buffer size, size in bytes, length in characters, characters in links, and
    # whether a space is due before the next word.
    cdef uchar* _line
    cdef Py_ssize_t _room, _size, _length, _linked
    cdef bint _waits

    def __cinit__(self):
        self.lines = []
        self.marked = []

    def __dealloc__(self):
        free(self._line)

    def start(self, str tag not None, attributes):
        """Handle a start tag: the start of a line, link or hidden text."""
        cdef bytes name = tag.encode()
        self.attributes = max(self.attributes, len(attributes))
        self._start(_slot(name).traits)

    def end(self, str tag not None):
        """Handle an end tag."""
        cdef bytes name = tag.encode()
        self._end(_slot(name).traits)

    def data(self, str text not None):
        """Add text to the line; lxml may split one text into several calls."""
        cdef bytes utf8 = text.encode()
        if self._unseen == 0:
            self._data(utf8, len(utf8))

    def close(self):
        """Finish the last line and return the page."""
        self._break()
        return self

    cdef int _start(self, int traits) except -1:
        self.elements += 1
        self._level += 1
        self.depth = max(self.depth, self._level)
        if traits & _BLOCK and self._unseen & _ENDED_BY_A_BLOCK:
            self._unseen = self._hidings = 0
        if traits >= _UNSEEN and (self._unseen == 0 or self._unseen == traits):
            self._unseen = traits
            self._hidings += 1
        self._edge(traits)
        self._links += traits & _LINK != 0
        self._pres += traits & _PRE != 0
        return 0

    cdef int _end(self, int traits) except -1:
        self._level -= 1
        if self._unseen and self._unseen == traits:
            self._hidings -= 1
            if self._hidings == 0:
                self._unseen = 0
        self._edge(traits)
        self._links -= traits & _LINK != 0 and self._links > 0
        self._pres -= traits & _PRE != 0 and self._pres > 0
        return 0

    cdef int _edge(self, int traits) except -1:
        if traits & _BLOCK:
            self._break()
        elif traits & _CELL:
            self._waits = True
        return 0

    cdef int _data(self, const uchar* text, Py_ssize_t n) except -1:
        cdef const uchar* end = text + n
        cdef const uchar* stop
        while True:
            stop = <const uchar*>memchr(text, 10, end - text) if self._pres else NULL
            self._add(text, stop if stop != NULL else end)
            if stop == NULL:
                return 0
            self._break()
            text = stop + 1

    cdef int _add(self, const uchar* text, const uchar* end) except -1:
        self._reserve(end - text + 1)
        cdef uchar* out = self._line + self._size
        cdef Py_ssize_t length = self._length, spaces = 0
        cdef bint waits = self._waits
        cdef int space
        while text < end:
            space = 0 if 0x20 < text[0] < 0x80 else _space(text)
            if space:
                waits = True
                spaces += 1
                text += space
                continue
            if waits and length:
                out[0] = 32
                out += 1
                length += 1
                spaces -= 1
            waits = False
            out[0] = text[0]
            out += 1
            length += text[0] & 0xC0 != 0x80
            text += 1
        if self._links:
            self._linked += length - self._length + spaces
        self._length = length
        self._size = out - self._line
        self._waits = waits
        return 0

    cdef int _reserve(self, Py_ssize_t n) except -1:
        cdef void* line
        if self._size + n > self._room:
            line = realloc(self._line, 2 * (self._size + n))
            if line == NULL:
                raise MemoryError
            self._line = <uchar*>line
            self._room = 2 * (self._size + n)
        return 0

    cdef int _break(self) except -1:
        cdef bint marked
        if self._size:
            marked = self._size - self._length >= _MARKS  # every mark has at least two bytes
            line = (<const char*>self._line)[:self._size].decode("utf-8", "replace")
            self.lines.append(line)
            if marked:
                self.marked.append(line)
            if self._length >= _PROSE and 2 * self._linked <= self._length:
                self.prose += self._length
        self._size = self._length = self._linked = 0
        self._waits = False
        return 0


# --- Characters ------------------------------------------------------------------------------------------------------


cdef inline bint _control(unsigned int code) noexcept:
    """Return whether XML 1.0, section 2.2, does not allow a character that HTML may contain."""
    return code < 9 or code == 11 or code == 12 or 14 <= code < 32 or code == 0xFFFE or code == 0xFFFF


cdef unsigned int _reference(const uchar* at) noexcept:
    """Return the code point of a numeric reference, *at* points after its `&#`; a space if it is not valid."""
    cdef unsigned int code = 0, base = 10
    cdef int digit
    if at[0] | 32 == 120:
        base = 16
        at += 1
    while at[0] != 59:
        if 48 <= at[0] <= 57:
            digit = at[0] - 48
        elif base == 16 and 97 <= at[0] | 32 <= 102:
            digit = (at[0] | 32) - 87
        else:
            return 32
        code = code * base + digit
        if code > 0x10FFFF:
            return 32
        at += 1
    return code


cdef bint _closed_root(const uchar* at, const uchar* end) noexcept:
    """Return whether a tag is a self-closing `html`; *at* points after its `<`."""
    if end - at < 5 or at[0] | 32 != 104 or at[1] | 32 != 116 or at[2] | 32 != 109 or at[3] | 32 != 108:
        return False
    at += 4
    while at < end and at[0] != 60 and at[0] != 62:
        at += 1
    return at < end and at[0] == 62 and at[-1] == 47


cdef uchar[256] _stops
for _code in range(256):
    _stops[_code] = _control(_code) or _code in b"&<\xef"


def is_readable(bytes source not None):
    """Return whether a UTF-8 page has no `<html/>` and no character that XML does not allow; True is always right.

    >>> is_readable(b"<p>Rain &#38; wind"), is_readable(b"<p>Rain\x00"), is_readable(b"<p>Rain &#x1b;")
    (True, False, False)
    """
    cdef const uchar* at = source
    cdef const uchar* end = at + len(source)
    while at < end:
        if not _stops[at[0]]:
            at += 1
            continue
        # A bytes object has a zero byte after its end, which matches none of the tests below.
        if at[0] == 60:
            if _closed_root(at + 1, end):
                return False
        elif at[0] == 38:
            if at[1] == 35 and _control(_reference(at + 2)):
                return False
        elif at[0] == 0xEF:
            if at[1] == 0xBF and at[2] >= 0xBE:
                return False
        else:
            return False
        at += 1
    return True
