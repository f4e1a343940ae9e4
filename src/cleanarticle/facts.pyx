# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What a paragraph looks like by itself, and what its own words and shape say, before its surroundings are known."""

import re

cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcmp, memcpy, memset

from cleanarticle.letters import lower
from cleanarticle.stopwords import STOPWORDS

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    int PyUnicode_1BYTE_KIND, PyUnicode_2BYTE_KIND

cdef extern from "Python.h" nogil:
    int Py_UNICODE_ISALPHA(Py_UCS4)
    int Py_UNICODE_ISALNUM(Py_UCS4)
    int Py_UNICODE_ISDECIMAL(Py_UCS4)
    int Py_UNICODE_ISSPACE(Py_UCS4)
    int Py_UNICODE_ISUPPER(Py_UCS4)
    int Py_UNICODE_ISLOWER(Py_UCS4)
    int Py_UNICODE_ISDIGIT(Py_UCS4)
    int Py_UNICODE_ISTITLE(Py_UCS4)
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4)

# The three ways in which a str stores its characters.
ctypedef fused Chars:
    uint8_t
    uint16_t
    Py_UCS4

OPEN, SENTENCE, QUESTION, COLON, COMMA, ELLIPSIS = range(6)

cdef enum:
    _OPEN, _SENTENCE, _QUESTION, _COLON, _COMMA, _ELLIPSIS

# What a word is besides its weight.
cdef enum:
    STOP = 1
    YOU = 2
    ME = 4
    CHAT = 8
    SAYS = 16

_YOU = "you your yours you're you'll us our we"
_ME = "i i'm i've my me lol imo"
_CHAT = "thanks thank lol btw imo imho hi hello awesome agree congrats wow haha nice"
_SAYS = "say says reply replied replies wrote commented comment"
cdef enum:
    # Longer paragraphs are judged by their shape; single words say little there.
    _LEXICAL = 40
    # Of no more different words is the lexicon asked.
    _ASKED = 160
    # Longer ones are no date lines.
    _UNDATED = 60
    # Prose is at least this long, and this share of its words binds sentences.
    _PROSE = 20

cdef extern from *:
    """
    #define CA_CEILING 5.0
    #define CA_BOUND 0.16
    #define CA_MARKED 2.5
    #define CA_SEED 14695981039346656037ULL
    #define CA_PRIME 1099511628211ULL
    #define CA_MIX 0x9E3779B97F4A7C15ULL
    static const char CA_MONTHS[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    static const char *const CA_SPANS[] = {
        "hour", "hours", "day", "days", "min", "mins", "minute", "minutes", "week", "weeks", "month", "months", "year",
        "years", "hr", "hrs", "h", "d", "w", "mo", 0
    };
    """
    # Log-odds beyond this are no better founded.
    const double _CEILING "CA_CEILING"
    const double _BOUND "CA_BOUND"
    # A paragraph that a rule marks with this weight is not prose beyond doubt.
    const double _MARKED "CA_MARKED"
    # FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
    const uint64_t _SEED "CA_SEED"
    const uint64_t _PRIME "CA_PRIME"
    # 2^64 by the golden ratio: spreads whatever it is multiplied with.
    const uint64_t _MIX "CA_MIX"
    const char* _MONTHS "CA_MONTHS"
    const char** _SPANS "CA_SPANS"

# The signs of shape that the lexicon weighs, and how many values each has.
SIGNS = {
    "length": 60, "begin": 7, "stops": 8, "capitals": 10, "evidence": 7, "you": 3, "me": 3, "linkish": 3,
    "informal": 3, "quotes": 3, "dated": 2, "upper": 2, "name": 2,
}



# What a character is; the bits above hold it in lower case.
cdef enum:
    LETTER = 1
    CAPITAL = 2
    SMALL = 4
    DIGIT = 8
    SPACE = 16
    ALNUM = 32
    SIGN = 64  # one that `_sign_at` looks at
    UNSPACED = 128  # of a script without spaces
    CASELESS = 256  # of a script without capitals
    SEEN = 512
    _LOWER = 10

# What the characters that texts hold are, filled in when they are first met; those of Latin-1 at once.
cdef uint32_t[0x10000] _CLASSES


cdef inline bint _unspaced(Py_UCS4 c) noexcept:
    return 0x0E00 <= c <= 0x0E7F or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF


cdef inline bint _caseless(Py_UCS4 c) noexcept:
    return (
        0x0590 <= c <= 0x074F or 0x0900 <= c <= 0x0DFF or 0x0E00 <= c <= 0x0EFF or 0x1000 <= c <= 0x109F
        or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF or 0xAC00 <= c <= 0xD7AF
    )


cdef uint32_t _classify(Py_UCS4 c) noexcept:
    cdef uint32_t found = SEEN | <uint32_t>Py_UNICODE_TOLOWER(c) << _LOWER
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
    found |= LETTER if Py_UNICODE_ISALPHA(c) else 0
    found |= ALNUM if Py_UNICODE_ISALNUM(c) else 0
    found |= UNSPACED if _unspaced(c) else 0
    return found | (CASELESS if _caseless(c) else 0)


cdef inline uint32_t _class(Py_UCS4 c) noexcept:
    if c >= 0x10000:
        return _classify(c)
    if c >= 0x100 and _CLASSES[c] == 0:
        _CLASSES[c] = _classify(c)
    return _CLASSES[c]


cdef void _latin() noexcept:
    cdef Py_UCS4 c
    for c in range(0x100):
        _CLASSES[c] = _classify(c)


_latin()


cdef inline Py_UCS4 _small(Py_UCS4 c) noexcept:
    return <Py_UCS4>(_class(c) >> _LOWER)


cdef uint64_t _key(str word) noexcept:
    cdef uint64_t key = _SEED
    cdef Py_UCS4 c
    for c in word:
        key = (key ^ <uint64_t>c) * _PRIME
    return key


@cython.final
cdef class Words:
    """The words that count, with what each of them counts for: log-odds of being article, and its kind."""

    def __cinit__(self, dict weights not None):
        """Take the weights of a lexicon by word and by sign of shape; see `coefficients`."""
        cdef size_t size = 2048
        cdef Word* entry
        cdef Kind* kind
        self.kinds_mask = size - 1
        self.kinds = <Kind*>calloc(size, sizeof(Kind))
        while size < 2 * len(weights):
            size *= 2
        self.mask = size - 1
        self.table = <Word*>calloc(size, sizeof(Word))
        if self.table == NULL or self.kinds == NULL:
            raise MemoryError
        self.weights = weights
        self.base = weights.get("<base>", 0.0)
        for flag, words in ((STOP, STOPWORDS), (YOU, _YOU.split()), (ME, _ME.split()), (CHAT, _CHAT.split()),
                            (SAYS, _SAYS.split())):
            for word in words:
                kind = self.kind(_key(word))
                kind.key = _key(word)
                kind.flags |= flag
        for word, weight in weights.items():
            if not word.startswith("<"):
                entry = self.find(_key(word))
                entry.key = _key(word)
                entry.weight = weight
        for i, (sign, count) in enumerate(SIGNS.items()):
            for value in range(count):
                self.signs[i][value] = weights.get(f"<{sign} {value}>", 0.0)

    def __dealloc__(self):
        free(self.table)
        free(self.kinds)

    def __reduce__(self):
        return Words, (self.weights,)

    cdef inline Word* find(self, uint64_t key) noexcept nogil:
        """The entry of a word, or the free place where it belongs."""
        cdef size_t at = <size_t>(key ^ (key >> 32)) & self.mask
        while self.table[at].key != 0 and self.table[at].key != key:
            at = (at + 1) & self.mask
        return &self.table[at]

    cdef inline Kind* kind(self, uint64_t key) noexcept nogil:
        """The same for words that are known by their kind."""
        cdef size_t at = <size_t>(key ^ (key >> 32)) & self.kinds_mask
        while self.kinds[at].key != 0 and self.kinds[at].key != key:
            at = (at + 1) & self.kinds_mask
        return &self.kinds[at]


@cython.final
@cython.freelist(256)
cdef class Facts:
    """What is known of a paragraph by itself; made by `facts`.

    Attributes:
        words: how many; in a script without spaces, two characters count as one.
        end: how it ends, one of the constants of this module.
        begin: how it begins: 0 lower case, 1 capital, 2 digit, 3 quote, 4 bullet, 5 caseless letter, 6 other sign.
        stops: share of the words that bind sentences.
        capitals: share of words that begin with a capital.
        caseless: whether it is in a script without capitals.
        digits: how many.
        dated: whether it holds a date, a time or a year.
        you: words that address the reader or speak for the site.
        me: words of a writer who speaks of himself.
        linkish: signs of links, handles, menus.
        commas: commas before a space.
        sentences: sentence ends inside.
        quotes: double quotation marks.
        upper: whether it is all in capitals.
        informal: words and signs of a chat.
        name: whether it may be somebody's name, or name and verb as above a comment.
        evidence: the strongest weight of a rule for a label.
        label: that label, or an empty text.
        against: what rules say for the article, 0 or negative.
        prose: whether it is a paragraph beyond doubt: long, ended, with the words that bind sentences, no rule against.
        own: its own log-odds of being article, from -5 to 5.
        asked: different words that the lexicon was asked for; 0 for long paragraphs.
        known: how many of them it has.
    """

    def __dealloc__(self):
        PyMem_Free(self.vocabulary)


cdef int _end(str text) noexcept:
    cdef Py_ssize_t n = len(text)
    cdef Py_UCS4 c
    while n and text[n - 1] in "\"')]}»”’*":
        n -= 1
    if n == 0:
        return _OPEN
    c = text[n - 1]
    if c in "?？؟":
        return _QUESTION
    if c == "…" or (c == "." and n >= 3 and text[n - 2] == "." and text[n - 3] == "."):
        return _ELLIPSIS
    if c in ".!。！।۔":
        return _SENTENCE
    return _COLON if c in ":：" else _COMMA if c in ",;،；、" else _OPEN


cdef int _begin(Py_UCS4 c) noexcept:
    if Py_UNICODE_ISLOWER(c):
        return 0
    if Py_UNICODE_ISUPPER(c):
        return 1
    if Py_UNICODE_ISDIGIT(c):
        return 2
    if c in "\"'«":
        return 3
    if c in "-*•·–—+":
        return 4
    return 5 if Py_UNICODE_ISALPHA(c) else 6


cdef uint64_t _whole(str text) noexcept:
    """A key of the whole text."""
    cdef const uint8_t* data = <const uint8_t*>PyUnicode_DATA(text)
    cdef Py_ssize_t left = len(text) * PyUnicode_KIND(text)
    cdef uint64_t piece, key = (_SEED ^ <uint64_t>(8 * left + PyUnicode_KIND(text))) * _MIX
    while left > 0:
        piece = 0
        if left >= 8:
            memcpy(&piece, data, 8)
        else:
            memcpy(&piece, data, left)
        key = (key ^ piece) * _MIX
        key ^= key >> 32
        data += 8
        left -= 8
    return key


cdef inline bint _figure(char c) noexcept:
    return 48 <= c <= 57


cdef inline bint _wordy(char c) noexcept:
    return 97 <= c <= 122 or 48 <= c <= 57 or c == 95


cdef char _plain(Py_UCS4 c) noexcept:
    """*c* as the search for dates sees it: in lower case; any other digit as 5, other letter as _, other sign as 1."""
    cdef Py_UCS4 small = _small(c)
    if 0 < small < 128 and c != 0x130:  # the dotted I is no i
        return <char>small
    if Py_UNICODE_ISDECIMAL(c):
        return 53
    return 95 if Py_UNICODE_ISALNUM(c) else 1


cdef bint _month(const char* text) noexcept:
    """Whether *text* begins as the name of a month does."""
    cdef int i
    for i in range(0, 36, 3):
        if memcmp(_MONTHS + i, text, 3) == 0:
            return True
    return False


cdef bint _ago(const char* text) noexcept:
    """Whether *text* begins like "hours ago"."""
    cdef int size = 0, i = 0
    while 97 <= text[size] <= 122:
        size += 1
    if memcmp(text + size, <const char*>b" ago", 4) != 0:
        return False
    while _SPANS[i] != NULL:
        if memcmp(_SPANS[i], text, size) == 0 and _SPANS[i][size] == 0:
            return True
        i += 1
    return False


cdef bint _dates(Py_ssize_t digits, bint century, const char* text) noexcept:
    """Whether some digits, in front of *text*, begin a date, a time or a year, or say how long ago something was.

    As a pattern: one or two digits with ``[./-]\\d{1,2}[./-]\\d{2}``, ``:\\d\\d``, `` ?[ap]\\.?m\\b`` or
    ``(?:st|nd|rd|th)? (?:jan|feb|…)``; four with ``-\\d\\d-\\d\\d``; ``(?:19|20)\\d\\d\\b``; any with
    `` ?(?:hours?|days?|…) ago``.
    """
    cdef int more
    cdef const char* apart = text + (text[0] == 32)
    if digits == 4:
        if century and not _wordy(text[0]):
            return True
        if text[0] == 45 and _figure(text[1]) and _figure(text[2]) and text[3] == 45:
            return _figure(text[4]) and _figure(text[5])
    if digits <= 2:
        if text[0] == 58:
            return _figure(text[1]) and _figure(text[2])
        if 45 <= text[0] <= 47:
            more = 2 if not _figure(text[2]) else 3
            return _figure(text[1]) and 45 <= text[more] <= 47 and _figure(text[more + 1]) and _figure(text[more + 2])
        if apart[0] == 97 or apart[0] == 112:
            more = 2 if apart[1] == 46 else 1
            if apart[more] == 109 and not _wordy(apart[more + 1]):
                return True
        if text[0] == 32 and _month(text + 1):
            return True
        if text[2] == 32 and _month(text + 3) and (
            memcmp(text, <const char*>b"st", 2) == 0 or memcmp(text, <const char*>b"nd", 2) == 0
            or memcmp(text, <const char*>b"rd", 2) == 0 or memcmp(text, <const char*>b"th", 2) == 0
        ):
            return True
    return _ago(apart)


cdef bint _after_month(const Chars* text, Py_ssize_t i) noexcept:
    """Whether the name of a month, whole or cut short, ends right before *i*."""
    cdef char name[3]
    cdef char c = 0
    cdef int size = 0
    if i < 4 or _plain(text[i - 1]) != 32:
        return False
    i -= 3 if text[i - 2] == 46 else 2
    while i >= 0 and size < 10:
        c = _plain(text[i])
        if not 97 <= c <= 122:
            break
        name[2], name[1], name[0] = name[1], name[0], c
        size += 1
        i -= 1
    return 3 <= size <= 9 and (i < 0 or not _wordy(c)) and _month(name)


cdef bint _date(const Chars* text, Py_ssize_t i, Py_ssize_t n) noexcept:
    """Whether the digit at *i*, which begins a word, is part of a date, a time, a year or an age."""
    cdef char[24] ahead
    cdef Py_ssize_t start = i
    cdef int k
    while i < n and _figure(_plain(text[i])):
        i += 1
    if i == start:
        return False
    if _after_month(text, start):
        return True
    # The longest that can follow is " minutes ago".
    for k in range(24):
        ahead[k] = _plain(text[i + k]) if k < 16 and i + k < n else 0
    return _dates(
        i - start,
        i - start == 4 and (text[start] == 49 and text[start + 1] == 57 or text[start] == 50 and text[start + 1] == 48),
        ahead,
    )


cdef inline bint _is(const Chars* text, Py_ssize_t i, Py_UCS4 a, Py_UCS4 b, Py_UCS4 c) noexcept:
    """Whether three letters stand at *i*, small or capital."""
    return _small(text[i]) == a and _small(text[i + 1]) == b and _small(text[i + 2]) == c


cdef inline bint _link(const Chars* text, Py_ssize_t i, Py_ssize_t n) noexcept:
    """Whether a sign of links, handles or menus stands at *i*."""
    cdef Py_UCS4 c = text[i]
    if c == "@" or c == "#":
        return i + 1 < n and (text[i + 1] == "_" or _class(text[i + 1]) & ALNUM)
    if c == ".":
        return i + 4 <= n and _is[Chars](text, i + 1, "c", "o", "m") and (i + 4 == n or not _class(text[i + 4]) & ALNUM)
    if c == ":":
        return i >= 4 and (
            _small(text[i - 4]) == "h" and _is[Chars](text, i - 3, "t", "t", "p")
            or _small(text[i - 4]) == "t" and _is[Chars](text, i - 3, "t", "p", "s")
        )
    return c in "|>»›→·•©"


cdef inline bint _goes_on(const Chars* text, Py_ssize_t i, Py_ssize_t n) noexcept:
    """Whether spaces and a new sentence follow at *i*."""
    if i >= n or text[i] != 32:
        return False
    while i < n and text[i] == 32:
        i += 1
    return i < n and (65 <= text[i] <= 90 or text[i] == 34 or text[i] == 39)


cdef void _sign_at(const Chars* text, Py_ssize_t i, Py_ssize_t n, Facts f) noexcept:
    """What the sign at *i* tells."""
    cdef Py_UCS4 c = text[i]
    cdef Py_ssize_t k = i
    if c == ",":
        f.commas += i + 1 < n and text[i + 1] == 32
    elif c == '"':
        f.quotes += 1
    elif c == ")":
        f.informal += i > 0 and text[i - 1] == 58
    elif c >= 0x1F600:
        f.informal += 1
    elif c == "!":
        while k > 0 and text[k - 1] == 33:
            k -= 1
        f.informal += (i - k) % 3 == 0
    elif _link(text, i, n):
        f.linkish += 1
    if c in ".!?":
        f.sentences += _goes_on(text, i + 1, n)


cdef inline Py_ssize_t _letters(
    const Chars* text, Py_ssize_t i, Py_ssize_t n, uint64_t* key, uint32_t* seen, Py_ssize_t* caseless
) noexcept:
    """Where the letters that begin at *i* end; they are added to the key, and to what is known of the text."""
    cdef uint32_t found
    while i < n:
        found = _class(text[i])
        if not found & LETTER:
            break
        key[0] = (key[0] ^ <uint64_t>(found >> _LOWER)) * _PRIME
        seen[0] |= found
        if Chars is not uint8_t:
            caseless[0] += (found & CASELESS) != 0
            caseless[1] += (found & UNSPACED) != 0
        i += 1
    return i


cdef struct Tokens:
    # Keys of words of two letters or more, as far as the lexicon may be asked for them.
    uint64_t* keys
    Py_ssize_t count
    # How many of them there are, and how many bind sentences.
    int words, stops
    int opening
    bint says


cdef inline void _token(
    uint64_t key, Py_ssize_t letters, Py_ssize_t size, bint lexical, Tokens* tokens, Facts f, Words words
) noexcept:
    """What one word tells; the vocabulary keeps the keys of those that carry meaning."""
    cdef int flags = words.kind(key).flags
    if tokens.opening < 2:
        tokens.opening += 1
        f.opening = (f.opening ^ key) * _PRIME
    if flags > STOP:
        f.you += (flags & YOU) != 0
        f.me += (flags & ME) != 0
        f.informal += (flags & CHAT) != 0
        tokens.says |= (flags & SAYS) != 0
    if letters < 2:
        return
    tokens.words += 1
    if flags & STOP:
        tokens.stops += 1
    elif size > 3:
        f.vocabulary[f.vocabulary_size] = key
        f.vocabulary_size += 1
    if lexical:
        tokens.keys[tokens.count] = key
        tokens.count += 1


cdef void _scan(const Chars* text, Py_ssize_t n, Facts f, Words words, Tokens* tokens) noexcept:
    """Everything that characters and words tell by themselves, in one pass."""
    cdef Py_ssize_t i = 0, start, letters, spaced = 0, capitals = 0
    cdef Py_ssize_t[2] caseless
    cdef bint blank = True
    cdef uint32_t found, seen = 0
    cdef uint64_t key
    caseless[0] = caseless[1] = 0
    while i < n:
        found = _class(text[i])
        if found & SPACE:
            blank = True
            i += 1
            continue
        spaced += blank
        capitals += blank and (found & CAPITAL) != 0
        blank = False
        if found & LETTER:
            start, key = i, _SEED
            i = _letters(text, i, n, &key, &seen, caseless)
            letters = i - start
            if i + 1 < n and (text[i] == 39 or text[i] == 45 and letters >= 2) and _class(text[i + 1]) & LETTER:
                key = (key ^ <uint64_t>text[i]) * _PRIME
                i = _letters(text, i + 1, n, &key, &seen, caseless)
            _token(key, letters, i - start, spaced <= _LEXICAL, tokens, f, words)
            continue
        seen |= found
        if Chars is not uint8_t:
            caseless[0] += (found & CASELESS) != 0
            caseless[1] += (found & UNSPACED) != 0
        if found & DIGIT:
            f.digits += 1
            if not f.dated and (i == 0 or not (text[i - 1] == 95 or _class(text[i - 1]) & ALNUM)):
                f.dated = _date(text, i, n)
        elif found & SIGN:
            _sign_at(text, i, n, f)
        i += 1
    f.words = <int>(spaced + caseless[1] // 2)
    f.capitals = <double>capitals / spaced if spaced else 0.0
    f.caseless = caseless[0] * 3 > n
    f.upper = (seen & (CAPITAL | SMALL)) == CAPITAL
    f.name = 2 <= f.words <= 5 and capitals == spaced and f.end == _OPEN


cdef void _ask(const uint64_t* keys, Py_ssize_t count, Facts f, Words words) noexcept:
    """What the lexicon says to each different word."""
    cdef uint64_t[_ASKED] asked
    # A bit for each key that was asked for, and perhaps some others: spares most comparisons.
    cdef uint64_t[16] perhaps
    cdef Py_ssize_t i, k
    cdef uint64_t key, bit
    cdef Word* entry
    cdef int own = 0
    for i in range(16):
        perhaps[i] = 0
    for i in range(count):
        key = keys[i]
        bit = <uint64_t>1 << (key >> 58)
        k = 0
        if perhaps[key & 15] & bit:
            while k < own and asked[k] != key:
                k += 1
        else:
            k = own
        if k < own or own == _ASKED:
            continue
        perhaps[key & 15] |= bit
        asked[own] = key
        own += 1
        entry = words.find(key)
        f.known += entry.key != 0
        f.own += entry.weight
    f.asked = own


cdef void _read(const Chars* text, Py_ssize_t n, Facts f, Words words) except *:
    """Everything that a paragraph's characters and words tell."""
    cdef uint64_t[256] few
    cdef Tokens tokens
    memset(&tokens, 0, sizeof(Tokens))
    tokens.keys = few
    f.vocabulary = <uint64_t*>PyMem_Malloc((n // 5 + 1) * sizeof(uint64_t))
    if n > 3 * 255:
        tokens.keys = <uint64_t*>malloc((n // 3 + 1) * sizeof(uint64_t))
    if f.vocabulary == NULL or tokens.keys == NULL:
        if tokens.keys != few:
            free(tokens.keys)
        raise MemoryError
    f.opening = _SEED
    _scan(text, n, f, words, &tokens)
    if tokens.opening < 2:
        f.opening ^= f.key
    f.stops = <double>tokens.stops / tokens.words if tokens.words else 0.0
    f.name = f.name or tokens.says and f.words < 12
    if f.words <= _LEXICAL:
        _ask(tokens.keys, tokens.count, f, words)
    if tokens.keys != few:
        free(tokens.keys)


cdef void _sign(Facts f, int* values) noexcept:
    """The value of each sign of shape, in the order of `SIGNS`."""
    cdef int n = f.words
    cdef int length = (
        (n >= 1) + (n >= 2) + (n >= 3) + (n >= 4) + (n >= 6) + (n >= 8) + (n >= 12) + (n >= 20) + (n >= 40)
    )
    values[0] = length * 6 + f.end
    values[1] = f.begin
    values[2] = 7 if f.caseless else min(6, <int>(f.stops * 12))
    values[3] = min(9, <int>(f.capitals * 10))
    values[4] = min(6, <int>(f.evidence + 0.99))
    values[5] = min(2, f.you)
    values[6] = min(2, f.me)
    values[7] = min(2, f.linkish)
    values[8] = min(2, f.informal)
    values[9] = min(2, f.quotes)
    values[10] = f.dated
    values[11] = f.upper
    values[12] = f.name


def signs(Facts f not None):
    """The names under which the lexicon knows a paragraph's shape."""
    cdef int values[13]
    _sign(f, values)
    return [f"<{name} {values[i]}>" for i, name in enumerate(SIGNS)]


def tokens(str text not None):
    """The words of *text* as the lexicon knows them: two letters or more, in lower case, joined by one ' or -.

    >>> tokens("It's a well-known fact: 4 of X7")
    ["it's", 'well-known', 'fact', 'of']
    """
    return re.findall(r"[^\W\d_]{2,}(?:['-][^\W\d_]+)?", lower(text))


def facts(str text not None, double evidence, str label not None, double against, Words words not None):
    """The facts of one paragraph.

    Args:
        text: the paragraph, folded; not empty.
        evidence: the strongest weight of a rule for a label.
        label: that label, or an empty text.
        against: what rules say for the article, 0 or negative.
        words: the words that count.
    """
    cdef Facts f = Facts.__new__(Facts)
    cdef int values[13]
    cdef int i
    f.evidence, f.label, f.against = evidence, label, against
    f.end = _end(text)
    f.begin = _begin(text[0])
    f.key = _whole(text)
    if PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND:
        _read[uint8_t](<const uint8_t*>PyUnicode_DATA(text), len(text), f, words)
    elif PyUnicode_KIND(text) == PyUnicode_2BYTE_KIND:
        _read[uint16_t](<const uint16_t*>PyUnicode_DATA(text), len(text), f, words)
    else:
        _read[Py_UCS4](<const Py_UCS4*>PyUnicode_DATA(text), len(text), f, words)
    if f.words >= _UNDATED:
        f.dated, f.digits = False, 0
    f.prose = (
        f.words >= _PROSE and (f.end == _SENTENCE or f.end == _QUESTION)
        and (f.caseless or f.stops >= _BOUND) and evidence < _MARKED
    )
    _sign(f, values)
    f.own += words.base
    for i in range(13):
        f.own += words.signs[i][values[i]]
    f.own = max(-_CEILING, min(_CEILING, f.own))
    return f
