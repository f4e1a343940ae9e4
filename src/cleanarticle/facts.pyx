# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""What a paragraph looks like by itself, and what its own words and shape say, before its surroundings are known."""

import re

from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free, malloc

from cleanarticle.letters import lower
from cleanarticle.stopwords import STOPWORDS

cdef extern from "Python.h":
    Py_UCS4* PyUnicode_AsUCS4Copy(object) except NULL
    void PyMem_Free(void*)

cdef extern from "Python.h" nogil:
    int Py_UNICODE_ISALPHA(Py_UCS4)
    int Py_UNICODE_ISALNUM(Py_UCS4)
    int Py_UNICODE_ISSPACE(Py_UCS4)
    int Py_UNICODE_ISUPPER(Py_UCS4)
    int Py_UNICODE_ISLOWER(Py_UCS4)
    int Py_UNICODE_ISDIGIT(Py_UCS4)
    int Py_UNICODE_ISTITLE(Py_UCS4)
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4)

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
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}:\d{2}|\d{1,2} ?[ap]\.?m\b|(?:19|20)\d\d\b"
    rf"|{_MONTH} \d{{1,2}}|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}"
    r"|\d+ ?(?:hours?|days?|mins?|minutes?|weeks?|months?|years?|hrs?|h|d|w|mo) ago)"
)

# Longer paragraphs are judged by their shape; single words say little there.
cdef int _LEXICAL = 40
# Longer ones are no date lines.
cdef int _UNDATED = 60
# Log-odds beyond this are no better founded.
cdef double _CEILING = 5.0
# Prose is at least this long, and this share of its words binds sentences.
cdef int _PROSE = 20
cdef double _BOUND = 0.16
# A paragraph that a rule marks with this weight is not prose beyond doubt.
cdef double _MARKED = 2.5

# FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
cdef uint64_t _SEED = 14695981039346656037ULL
cdef uint64_t _PRIME = 1099511628211ULL

_LENGTHS = (1, 2, 3, 4, 6, 8, 12, 20, 40)
# The signs of shape that the lexicon weighs, and how many values each has.
SIGNS = {
    "length": 60, "begin": 7, "stops": 8, "capitals": 10, "evidence": 7, "you": 3, "me": 3, "linkish": 3,
    "informal": 3, "quotes": 3, "dated": 2, "upper": 2, "name": 2,
}


cdef inline bint _alpha(Py_UCS4 c) noexcept:
    if c < 128:
        return 97 <= (<int>c | 32) <= 122
    return Py_UNICODE_ISALPHA(c) != 0


cdef inline Py_UCS4 _small(Py_UCS4 c) noexcept:
    if c < 128:
        return <Py_UCS4>(<int>c + 32) if 65 <= c <= 90 else c
    return Py_UNICODE_TOLOWER(c)


cdef inline bint _space(Py_UCS4 c) noexcept:
    if c < 128:
        return c == 32 or 9 <= c <= 13 or 28 <= c <= 31
    return Py_UNICODE_ISSPACE(c) != 0


cdef uint64_t _key(str word) noexcept:
    cdef uint64_t key = _SEED
    cdef Py_UCS4 c
    for c in word:
        key = (key ^ <uint64_t>c) * _PRIME
    return key


cdef class Words:
    """The words that count, with what each of them counts for: log-odds of being article, and its kind."""

    def __cinit__(self, dict weights not None):
        """Take the weights of a lexicon by word and by sign of shape; see `coefficients`."""
        cdef size_t size = 1024
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

    cdef Word* find(self, uint64_t key) noexcept nogil:
        """The entry of a word, or the free place where it belongs."""
        cdef size_t at = <size_t>(key ^ (key >> 32)) & self.mask
        while self.table[at].key != 0 and self.table[at].key != key:
            at = (at + 1) & self.mask
        return &self.table[at]

    cdef Kind* kind(self, uint64_t key) noexcept nogil:
        """The same for words that are known by their kind."""
        cdef size_t at = <size_t>(key ^ (key >> 32)) & self.kinds_mask
        while self.kinds[at].key != 0 and self.kinds[at].key != key:
            at = (at + 1) & self.kinds_mask
        return &self.kinds[at]


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
        free(self.vocabulary)


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


cdef inline bint _unspaced(Py_UCS4 c) noexcept:
    return 0x0E00 <= c <= 0x0E7F or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF


cdef inline bint _caseless(Py_UCS4 c) noexcept:
    return (
        0x0590 <= c <= 0x074F or 0x0900 <= c <= 0x0DFF or 0x0E00 <= c <= 0x0EFF or 0x1000 <= c <= 0x109F
        or 0x3040 <= c <= 0x30FF or 0x3400 <= c <= 0x9FFF or 0xAC00 <= c <= 0xD7AF
    )


cdef inline bint _is(Py_UCS4* text, Py_ssize_t i, Py_UCS4 a, Py_UCS4 b, Py_UCS4 c) noexcept:
    """Whether three letters stand at *i*, small or capital."""
    return _small(text[i]) == a and _small(text[i + 1]) == b and _small(text[i + 2]) == c


cdef inline bint _link(Py_UCS4* text, Py_ssize_t i, Py_ssize_t n, Py_UCS4 c) noexcept:
    """Whether a sign of links, handles or menus stands at *i*."""
    if c in "|>»›→·•©":
        return True
    if c == "@" or c == "#":
        return i + 1 < n and (text[i + 1] == "_" or Py_UNICODE_ISALNUM(text[i + 1]))
    if c == "." and i + 4 <= n:
        return _is(text, i + 1, "c", "o", "m") and (i + 4 == n or not Py_UNICODE_ISALNUM(text[i + 4]))
    if c == ":" and i >= 4:
        return (
            _small(text[i - 4]) == "h" and _is(text, i - 3, "t", "t", "p")
            or _small(text[i - 4]) == "t" and _is(text, i - 3, "t", "p", "s")
        )
    return False


cdef void _characters(Py_UCS4* text, Py_ssize_t n, Facts f) noexcept:
    """Everything that single characters tell."""
    cdef Py_ssize_t i, k
    cdef Py_ssize_t spaced = 0, capitals = 0, unspaced = 0, caseless = 0, bangs = 0, uppers = 0, lowers = 0
    cdef bint blank = True
    cdef Py_UCS4 c
    cdef uint64_t key = _SEED
    for i in range(n):
        c = text[i]
        key = (key ^ <uint64_t>c) * _PRIME
        if 97 <= c <= 122:  # most are such letters
            lowers += 1
            spaced += blank
            blank = False
            bangs = 0
            continue
        if _space(c):
            blank = True
            bangs = 0
            continue
        if c >= 0x0590:
            unspaced += _unspaced(c)
            caseless += _caseless(c)
            f.informal += 0x1F600 <= c <= 0x1F64F
        if (97 <= c <= 122) if c < 128 else Py_UNICODE_ISLOWER(c):
            lowers += 1
        elif (65 <= c <= 90) if c < 128 else (Py_UNICODE_ISUPPER(c) or Py_UNICODE_ISTITLE(c)):
            uppers += 1
            capitals += blank
        elif (48 <= c <= 57) if c < 128 else Py_UNICODE_ISDIGIT(c):
            f.digits += 1
        else:
            if c == "," and i + 1 < n and text[i + 1] == " ":
                f.commas += 1
            elif c == '"':
                f.quotes += 1
            elif c == ")" and i and text[i - 1] == ":":
                f.informal += 1
            if c == "!":
                f.informal += bangs % 3 == 0
                bangs += 1
            elif _link(text, i, n, c):
                f.linkish += 1
            if c in ".!?" and i + 1 < n and text[i + 1] == " ":
                k = i + 2
                while k < n and text[k] == " ":
                    k += 1
                f.sentences += k < n and (65 <= text[k] <= 90 or text[k] in "\"'")
        if c != "!":
            bangs = 0
        spaced += blank
        blank = False
    f.key = key
    f.words = <int>(spaced + unspaced // 2)
    f.capitals = <double>capitals / spaced if spaced else 0.0
    f.caseless = caseless * 3 > n
    f.upper = uppers > 0 and lowers == 0
    f.name = 2 <= f.words <= 5 and capitals == spaced


cdef void _tokens(Py_UCS4* text, Py_ssize_t n, Facts f, Words words) noexcept:
    """Everything that single words tell; the vocabulary keeps the keys of those that carry meaning."""
    cdef Py_ssize_t i = 0, k, start, letters, count = 0, stops = 0, own = 0
    cdef uint64_t key
    cdef uint64_t asked[160]
    cdef Word* entry
    cdef bint lexical = f.words <= _LEXICAL
    cdef int seen = 0, flags
    f.opening = _SEED
    while i < n:
        if not _alpha(text[i]):
            i += 1
            continue
        start, key = i, _SEED
        while i < n and _alpha(text[i]):
            key = (key ^ <uint64_t>_small(text[i])) * _PRIME
            i += 1
        letters = i - start
        if i + 1 < n and (text[i] == "'" or text[i] == "-") and _alpha(text[i + 1]):
            if letters >= 2 or text[i] == "'":
                key = (key ^ <uint64_t>text[i]) * _PRIME
                i += 1
                while i < n and _alpha(text[i]):
                    key = (key ^ <uint64_t>_small(text[i])) * _PRIME
                    i += 1
        if seen < 2:
            seen += 1
            f.opening = (f.opening ^ key) * _PRIME
        flags = words.kind(key).flags
        if flags > STOP:
            f.you += (flags & YOU) != 0
            f.me += (flags & ME) != 0
            f.informal += (flags & CHAT) != 0
            if flags & SAYS and f.words < 12:
                f.name = True
        if letters < 2:
            continue
        count += 1
        if flags & STOP:
            stops += 1
        elif i - start > 3:
            f.vocabulary[f.vocabulary_size] = key
            f.vocabulary_size += 1
        if lexical and own < 160:
            for k in range(own):
                if asked[k] == key:
                    break
            else:
                asked[own] = key
                own += 1
                entry = words.find(key)
                f.known += entry.key != 0
                f.own += entry.weight
    if seen < 2:
        f.opening ^= f.key
    f.asked = <int>own
    f.stops = <double>stops / count if count else 0.0


cdef void _sign(Facts f, int* values) noexcept:
    """The value of each sign of shape, in the order of `SIGNS`."""
    cdef int length = 0
    for limit in _LENGTHS:
        length += limit <= f.words
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
    cdef Py_UCS4* chars
    cdef int values[13]
    cdef int i
    f.evidence, f.label, f.against = evidence, label, against
    f.vocabulary = <uint64_t*>malloc((len(text) // 4 + 1) * sizeof(uint64_t))
    if f.vocabulary == NULL:
        raise MemoryError
    chars = PyUnicode_AsUCS4Copy(text)
    _characters(chars, len(text), f)
    f.end = _end(text)
    f.begin = _begin(chars[0])
    f.name = f.name and f.end == _OPEN
    _tokens(chars, len(text), f, words)
    PyMem_Free(chars)
    f.dated = f.digits > 0 and f.words < _UNDATED and _DATE.search(lower(text)) is not None
    if f.words >= _UNDATED:
        f.digits = 0
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
