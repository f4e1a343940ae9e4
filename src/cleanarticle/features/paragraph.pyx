# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""Features of one paragraph from its own text, without its context: counts, shape and phrase scores."""

cimport cython
from cpython.mem cimport PyMem_Free, PyMem_Malloc
from libc.math cimport exp, log
from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from libc.string cimport memcmp, memcpy, memset

from cleanarticle.text.characters cimport (
    ALNUM, CAPITAL, CASELESS, DIGIT, LETTER, LOWER, SIGN, SMALL, SPACE, UNSPACED, class_in, class_of, classes, small,
)
from cleanarticle.features.lexicon cimport CHAT, CLASSES, FURNISHED, ME, PRIME, SAYS, SEED, STOP, YOU, Lexicon

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)
    int PyUnicode_1BYTE_KIND, PyUnicode_2BYTE_KIND

cdef extern from "Python.h" nogil:
    int Py_UNICODE_ISALPHA(Py_UCS4)
    int Py_UNICODE_ISALNUM(Py_UCS4)
    int Py_UNICODE_ISDECIMAL(Py_UCS4)
    int Py_UNICODE_ISUPPER(Py_UCS4)
    int Py_UNICODE_ISLOWER(Py_UCS4)
    int Py_UNICODE_ISDIGIT(Py_UCS4)
    Py_UCS4 Py_UNICODE_TOLOWER(Py_UCS4)

# The three ways in which a str stores its characters.
ctypedef fused Chars:
    uint8_t
    uint16_t
    Py_UCS4

OPEN, SENTENCE, QUESTION, COLON, COMMA, ELLIPSIS = range(6)

cdef enum:
    _OPEN, _SENTENCE, _QUESTION, _COLON, _COMMA, _ELLIPSIS

cdef enum:
    # Paragraphs of this many words or more are not date lines.
    _UNDATED = 60
    # Prose has at least this many words.
    _PROSE = 20
    # Fewest words of a sentence that can stand for the article where nothing is clearly prose.
    _STATED = 10

cdef extern from *:
    """
    #define CA_FAINT 0.0025
    #define CA_BOUND 0.16
    #define CA_MARKED 2.5
    #define CA_MIX 0x9E3779B97F4A7C15ULL
    static const char CA_MONTHS[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    static const char *const CA_SPANS[] = {
        "hour", "hours", "day", "days", "min", "mins", "minute", "minutes", "week", "weeks", "month", "months", "year",
        "years", "hr", "hrs", "h", "d", "w", "mo", 0
    };
    """
    # Keeps log-odds in the range -6 to 6: larger values are not more reliable.
    const double _FAINT "CA_FAINT"
    # Prose has at least this share of stopwords.
    const double _BOUND "CA_BOUND"
    # A paragraph with a rule match of this weight or more does not count as prose.
    const double _MARKED "CA_MARKED"
    # 2^64 divided by the golden ratio: multiplying by it mixes the bits of a hash.
    const uint64_t _MIX "CA_MIX"
    const char* _MONTHS "CA_MONTHS"
    const char** _SPANS "CA_SPANS"

@cython.final
@cython.freelist(256)
cdef class Facts:
    """The features of a paragraph by itself; made by `facts`.

    Attributes:
        words: number of words; in a script without spaces, two characters count as one word.
        end: how it ends, one of the constants of this module.
        begin: how it begins: 0 lower case, 1 capital, 2 digit, 3 quote, 4 bullet, 5 caseless letter, 6 other sign.
        stops: share of stopwords among its words.
        capitals: share of words that begin with a capital.
        caseless: whether it is in a script without capitals.
        digits: number of digits; 0 in a long paragraph.
        dated: whether it contains a date, a time or a year; never in a long paragraph.
        you: number of words that address the reader or mean the site, such as "your" and "our".
        me: number of first-person singular words.
        linkish: number of signs of links, handles or menus.
        commas: number of commas before a space.
        sentences: number of sentence ends inside the paragraph.
        quotes: number of double quotation marks.
        upper: whether all its letters are capitals.
        informal: number of chat words and signs.
        name: whether it may be a person's name, or a name with a verb as above a comment.
        evidence: the largest rule weight for any label.
        boiler_rule: the largest rule weight for boilerplate.
        trim_rule: the largest rule weight for furniture.
        label: the label of the rule with the largest weight, or an empty string.
        against: sum of the rule weights for the article, 0 or negative.
        sentence: whether it has at least ten words and ends like a sentence.
        prose: whether it is clearly prose: long, with a sentence end and enough stopwords, and no strong rule match.
        own: log-odds of being article by its phrases, from -6 to 6.
        boiler: the same for boilerplate.
        trim: the same for furniture.
        asked: number of words and signs looked up in the lexicon.
        known: number of these that the lexicon contains.
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
    """Hash the whole text."""
    cdef const uint8_t* data = <const uint8_t*>PyUnicode_DATA(text)
    cdef Py_ssize_t left = len(text) * PyUnicode_KIND(text)
    cdef uint64_t piece, key = (SEED ^ <uint64_t>(8 * left + PyUnicode_KIND(text))) * _MIX
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
    """Map *c* for the date search: ASCII in lower case; other digits to 5, other letters to _, other signs to 1."""
    cdef Py_UCS4 lower = small(c)
    if 0 < lower < 128 and c != 0x130:  # the dotted capital I does not count as i
        return <char>lower
    if Py_UNICODE_ISDECIMAL(c):
        return 53
    return 95 if Py_UNICODE_ISALNUM(c) else 1


cdef bint _month(const char* text) noexcept:
    """Whether *text* begins with the first three letters of a month."""
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
    """Whether a number of *digits* digits before *text* begins a date, a time, a year or an age ("3 hours ago").

    As a regex: one or two digits with ``[./-]\\d{1,2}[./-]\\d{2}``, ``:\\d\\d``, `` ?[ap]\\.?m\\b`` or
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
    """Whether the name of a month, in full or abbreviated, ends right before *i*."""
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
    # The longest text to match after the digits is " minutes ago".
    for k in range(24):
        ahead[k] = _plain(text[i + k]) if k < 16 and i + k < n else 0
    return _dates(
        i - start,
        i - start == 4 and (text[start] == 49 and text[start + 1] == 57 or text[start] == 50 and text[start + 1] == 48),
        ahead,
    )


cdef inline bint _is(const Chars* text, Py_ssize_t i, Py_UCS4 a, Py_UCS4 b, Py_UCS4 c) noexcept:
    """Whether the three letters are at *i*, in lower or upper case."""
    return small(text[i]) == a and small(text[i + 1]) == b and small(text[i + 2]) == c


cdef inline bint _link(const Chars* text, Py_ssize_t i, Py_ssize_t n) noexcept:
    """Whether there is a sign of a link, handle or menu at *i*."""
    cdef Py_UCS4 c = text[i]
    if c == "@" or c == "#":
        return i + 1 < n and (text[i + 1] == "_" or class_of(text[i + 1]) & ALNUM)
    if c == ".":
        return i + 4 <= n and _is[Chars](text, i + 1, "c", "o", "m") and (i + 4 == n or not class_of(text[i + 4]) & ALNUM)
    if c == ":":
        return i >= 4 and (
            small(text[i - 4]) == "h" and _is[Chars](text, i - 3, "t", "t", "p")
            or small(text[i - 4]) == "t" and _is[Chars](text, i - 3, "t", "p", "s")
        )
    return c in "|>»›→·•©"


cdef inline bint _goes_on(const Chars* text, Py_ssize_t i, Py_ssize_t n) noexcept:
    """Whether spaces and the start of a new sentence follow at *i*."""
    if i >= n or text[i] != 32:
        return False
    while i < n and text[i] == 32:
        i += 1
    return i < n and (65 <= text[i] <= 90 or text[i] == 34 or text[i] == 39)


cdef void _sign_at(const Chars* text, Py_ssize_t i, Py_ssize_t n, Facts f) noexcept:
    """Count the sign at *i* in *f*."""
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
    uint32_t* table, const Chars* text, Py_ssize_t i, Py_ssize_t n, uint64_t* key, uint32_t* seen, Py_ssize_t* caseless
) noexcept:
    """Return where the letters from *i* end; add them to the hash *key* and to the counts."""
    cdef uint32_t found
    while i < n:
        found = class_in(table, text[i])
        if not found & LETTER:
            break
        key[0] = (key[0] ^ <uint64_t>(found >> LOWER)) * PRIME
        seen[0] |= found
        if Chars is not uint8_t:
            caseless[0] += (found & CASELESS) != 0
            caseless[1] += (found & UNSPACED) != 0
        i += 1
    return i


cdef struct Tokens:
    # Number of words, and of stopwords among them.
    int words, stops
    int opening
    bint says


cdef inline void _token(
    uint64_t key, Py_ssize_t letters, Py_ssize_t size, Tokens* tokens, Facts f, Lexicon lexicon
) noexcept:
    """Count one word; the vocabulary keeps the keys of words over 3 characters that are no stopwords."""
    cdef int flags = lexicon.flags(key)
    if tokens.opening < 2:
        tokens.opening += 1
        f.opening = (f.opening ^ key) * PRIME
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


cdef void _scan(const Chars* text, Py_ssize_t n, Facts f, Lexicon lexicon, Tokens* tokens) noexcept:
    """Count characters and words in one pass over the text."""
    cdef Py_ssize_t i = 0, start, letters, spaced = 0, capitals = 0
    cdef Py_ssize_t[2] caseless
    cdef bint blank = True
    cdef uint32_t found, seen = 0
    cdef uint64_t key
    cdef uint32_t* table = classes
    caseless[0] = caseless[1] = 0
    while i < n:
        found = class_in(table, text[i])
        if found & SPACE:
            blank = True
            i += 1
            continue
        spaced += blank
        capitals += blank and (found & CAPITAL) != 0
        blank = False
        if found & LETTER:
            start, key = i, SEED
            i = _letters[Chars](table, text, i, n, &key, &seen, caseless)
            letters = i - start
            if i + 1 < n and (text[i] == 39 or text[i] == 45 and letters >= 2) and class_in(table, text[i + 1]) & LETTER:
                key = (key ^ <uint64_t>text[i]) * PRIME
                i = _letters[Chars](table, text, i + 1, n, &key, &seen, caseless)
            _token(key, letters, i - start, tokens, f, lexicon)
            continue
        seen |= found
        if Chars is not uint8_t:
            caseless[0] += (found & CASELESS) != 0
            caseless[1] += (found & UNSPACED) != 0
        if found & DIGIT:
            f.digits += 1
            if not f.dated and (i == 0 or not (text[i - 1] == 95 or class_in(table, text[i - 1]) & ALNUM)):
                f.dated = _date(text, i, n)
        elif found & SIGN:
            _sign_at(text, i, n, f)
        i += 1
    f.words = <int>(spaced + caseless[1] // 2)
    f.capitals = <double>capitals / spaced if spaced else 0.0
    f.caseless = caseless[0] * 3 > n
    f.upper = (seen & (CAPITAL | SMALL)) == CAPITAL
    f.name = 2 <= f.words <= 5 and capitals == spaced and f.end == _OPEN


cdef void _read(const Chars* text, Py_ssize_t n, Facts f, Lexicon lexicon) except *:
    """Fill in all facts that depend on the characters and words of the text."""
    cdef Tokens tokens
    memset(&tokens, 0, sizeof(Tokens))
    f.vocabulary = <uint64_t*>PyMem_Malloc((n // 5 + 1) * sizeof(uint64_t))
    if f.vocabulary == NULL:
        raise MemoryError
    f.opening = SEED
    _scan(text, n, f, lexicon, &tokens)
    if tokens.opening < 2:
        f.opening ^= f.key
    f.stops = <double>tokens.stops / tokens.words if tokens.words else 0.0
    f.name = f.name or tokens.says and f.words < 12


cdef double _odds(double share) noexcept:
    """Convert a probability to log-odds in the range -6 to 6."""
    return log((share + _FAINT) / (1 - share + _FAINT))


cdef int _weigh(str text, Facts f, Lexicon lexicon) except -1:
    """Score the phrases of the text: a probability for each class, log-odds for each group."""
    cdef float[CLASSES] scores
    cdef int[2] known
    cdef int i
    cdef double top, total = 0, furniture = 0
    lexicon.weigh(text, scores, known)
    f.asked, f.known = known[0], known[1]
    top = scores[0]
    for i in range(1, CLASSES):
        top = max(top, scores[i])
    for i in range(CLASSES):
        f.shares[i] = <float>exp(scores[i] - top)
        total += f.shares[i]
    for i in range(CLASSES):
        f.shares[i] = <float>(f.shares[i] / total)
        if 1 <= i <= FURNISHED:
            furniture += f.shares[i]
    f.own = _odds(f.shares[0])
    f.trim = _odds(furniture)
    f.boiler = _odds(max(0.0, 1 - f.shares[0] - furniture))
    return 0


def facts(str text not None, tuple evidence not None, Lexicon lexicon not None):
    """Compute the facts of one paragraph.

    Args:
        text: the paragraph, folded; not empty.
        evidence: the result of `cleaner.evidence_of`: the largest rule weight for boilerplate, the largest for
            furniture, the label of the larger one, and the sum of the weights for the article.
        lexicon: the phrases and their weights.
    """
    cdef Facts f = Facts.__new__(Facts)
    f.boiler_rule, f.trim_rule, f.label, f.against = evidence
    f.evidence = max(f.boiler_rule, f.trim_rule)
    f.end = _end(text)
    f.begin = _begin(text[0])
    f.key = _whole(text)
    if PyUnicode_KIND(text) == PyUnicode_1BYTE_KIND:
        _read[uint8_t](<const uint8_t*>PyUnicode_DATA(text), len(text), f, lexicon)
    elif PyUnicode_KIND(text) == PyUnicode_2BYTE_KIND:
        _read[uint16_t](<const uint16_t*>PyUnicode_DATA(text), len(text), f, lexicon)
    else:
        _read[Py_UCS4](<const Py_UCS4*>PyUnicode_DATA(text), len(text), f, lexicon)
    if f.words >= _UNDATED:
        f.dated, f.digits = False, 0
    f.sentence = f.words >= _STATED and f.end == _SENTENCE
    f.prose = (
        f.words >= _PROSE and (f.end == _SENTENCE or f.end == _QUESTION)
        and (f.caseless or f.stops >= _BOUND) and f.evidence < _MARKED
    )
    _weigh(text, f, lexicon)
    return f
