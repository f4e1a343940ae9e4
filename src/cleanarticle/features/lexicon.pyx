# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The lexicon: phrases (n-grams of one to three words) with a weight for the article and for each label."""

cimport cython
from libc.math cimport sqrtf
from libc.stdint cimport int16_t, int32_t, uint8_t, uint16_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memcpy, memset

from cleanarticle.text.characters cimport ALNUM, LETTER, LOWER, MARK, SPACE, UNSPACED, class_in, class_of, classes

from cleanarticle.labels import BOILERPLATE, FURNITURE
from cleanarticle.features.stopwords import BY_LANGUAGE, STOPWORDS

cdef extern from *:
    """
    #if defined(_MSC_VER)
    #include <intrin.h>
    static __inline int lowest_bit(unsigned int bits) { unsigned long at; _BitScanForward(&at, bits); return (int)at; }
    #else
    static inline int lowest_bit(unsigned int bits) { return __builtin_ctz(bits); }
    #endif
    """
    int _lowest "lowest_bit"(uint32_t bits) noexcept nogil

cdef extern from "Python.h":
    int PyUnicode_KIND(object)
    void* PyUnicode_DATA(object)

# The three ways in which a str stores its characters.
ctypedef fused Chars:
    uint8_t
    uint16_t
    Py_UCS4

# The classes of a text, in the order of the scores.
KINDS = ("article", *FURNITURE, *BOILERPLATE)

_YOU = "you your yours you're you'll us our we"
_ME = "i i'm i've my me lol imo"
_CHAT = "thanks thank lol btw imo imho hi hello awesome agree congrats wow haha nice"
_SAYS = "say says reply replied replies wrote commented comment"

cdef enum:
    # Of a longer text, only this many first and last words are scored: a call to action stands at either end.
    _HEAD = 28
    _TAIL = 12
    # Maximum number of tokens: head and tail, the two borders, and the gap between head and tail.
    _MOST = 43
    # The last words are read from this many characters at the end.
    _NEAR = 240
    # Longer words are also looked up by a stem, their first letters: endings vary, and there are many compounds.
    _STEM = 7
    _LONG_WORD = 8

# FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/
SEED = 14695981039346656037ULL
PRIME = 1099511628211ULL
cdef uint64_t _BEGIN = 1
cdef uint64_t _END = 2
cdef uint64_t _GAP = 3
cdef uint64_t _FIGURE = 4
# Makes the key of an n-gram differ from those of its words.
cdef uint64_t _RUN = 0x9E3779B97F4A7C15ULL
# Makes the key of a stem differ from that of a word.
cdef uint64_t _BEGINNING = 0xD6E8FEB86659FD93ULL
# Tokens that are not words: start of text, end of text, gap, number.
cdef dict _SPELT = {"^": _BEGIN, "$": _END, "~": _GAP, "0": _FIGURE}


cdef uint64_t key_of(str word) noexcept:
    """Hash a word in lower case (FNV-1a)."""
    cdef uint64_t key = SEED
    cdef Py_UCS4 c
    for c in word:
        key = (key ^ <uint64_t>c) * PRIME
    return key


cdef inline uint64_t _pair(uint64_t first, uint64_t second) noexcept nogil:
    return ((first * _RUN) ^ second) * PRIME


cdef struct Token:
    uint64_t key
    # The key of the stem of a long word; 0 for other words.
    uint64_t stem
    uint32_t start
    uint32_t end

cdef struct Tokens:
    Token[_MOST] items
    int count
    # Number of words read so far; `last` holds the latest words after the head.
    Py_ssize_t met
    bint skipped
    Token[_TAIL] last


cdef inline void _add(Tokens* tokens, uint64_t key, uint64_t stem, Py_ssize_t start, Py_ssize_t end) noexcept:
    cdef Token* token
    if tokens.met < _HEAD:
        token = &tokens.items[1 + tokens.met]
    else:
        token = &tokens.last[(tokens.met - _HEAD) % _TAIL]
    token.key, token.stem, token.start, token.end = key, stem, <uint32_t>start, <uint32_t>end
    tokens.met += 1


cdef inline bint _joins(const Chars* text, Py_ssize_t i, Py_ssize_t n) noexcept:
    """Whether there is an apostrophe or a hyphen inside a word at *i*."""
    return i + 1 < n and (text[i] == 39 or text[i] == 45) and class_of(text[i + 1]) & LETTER != 0


cdef void _cut(const Chars* text, Py_ssize_t n, Tokens* tokens) noexcept:
    """Cut a text into words and signs; of a long text, only the first and the last ones."""
    cdef Py_ssize_t i = 0, start, last = n - _NEAR
    cdef uint32_t found
    cdef uint64_t key, stem
    cdef bint joined
    cdef uint32_t* table = classes
    while i < n:
        if tokens.met == _HEAD and i < last:
            # Skip the middle of a long text: go on at the first space of its last `_NEAR` characters.
            while last < n and not class_in(table, text[last]) & SPACE:
                last += 1
            if last < n - _NEAR // 2:
                tokens.skipped = True
                i = last
            last = i
        found = class_in(table, text[i])
        start, key = i, SEED
        if found & UNSPACED:
            _add(tokens, (key ^ <uint64_t>(found >> LOWER)) * PRIME, 0, i, i + 1)
        elif found & LETTER:
            joined = False
            stem = 0
            while i < n:
                if i - start == _STEM and not joined:
                    stem = key ^ _BEGINNING
                found = class_in(table, text[i])
                if found & (LETTER | MARK) and not found & UNSPACED:
                    key = (key ^ <uint64_t>(found >> LOWER)) * PRIME
                elif not joined and _joins(text, i, n):
                    key = (key ^ <uint64_t>text[i]) * PRIME
                    joined = True
                else:
                    break
                i += 1
            _add(tokens, key, stem if i - start > _LONG_WORD else 0, start, i)
            continue
        elif found & ALNUM:
            while i < n and class_in(table, text[i]) & (ALNUM | LETTER) == ALNUM:
                i += 1
            _add(tokens, _FIGURE, 0, start, i)
            continue
        elif not found & (SPACE | MARK) and not (text[i] < 128 and chr(text[i]) in ".,;'\"-_^$~"):
            _add(tokens, (key ^ <uint64_t>text[i]) * PRIME, 0, i, i + 1)
        i += 1


cdef int _tokenize(str text, Tokens* tokens) except -1:
    """Cut *text* into tokens, with a border token at each end; `tokens.count` is their number."""
    cdef Py_ssize_t n = len(text), rest, k, at
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    tokens.met, tokens.skipped = 0, False
    if kind == 1:
        _cut(<uint8_t*>data, n, tokens)
    elif kind == 2:
        _cut(<uint16_t*>data, n, tokens)
    else:
        _cut(<Py_UCS4*>data, n, tokens)
    tokens.items[0].key, tokens.items[0].stem = _BEGIN, 0
    at = 1 + min(tokens.met, _HEAD)
    rest = tokens.met - _HEAD
    if rest > _TAIL or tokens.skipped:
        tokens.items[at].key, tokens.items[at].stem = _GAP, 0
        at += 1
    for k in range(max(0, rest - _TAIL), max(0, rest)):
        tokens.items[at] = tokens.last[k % _TAIL]
        at += 1
    tokens.items[at].key, tokens.items[at].stem = _END, 0
    tokens.count = <int>at + 1
    return 0


@cython.final
cdef class Lexicon:
    """Hash tables of phrases with their weights, and of words with their flags."""

    def __cinit__(self, dict phrases not None):
        """Read the weights of each phrase, in the order of `KINDS`; the empty phrase holds the bias of each sum.

        A phrase is one to three words in lower case, separated by a space.  `^` and `$` stand for the start and end of
        the text, `0` for a number, `~` for the gap in a long text.  A word with a `*` is the stem of longer words.
        """
        cdef size_t size = 1024, at
        cdef int i
        cdef Entry* entry
        self.phrases = list(phrases)
        memset(self.base, 0, sizeof(self.base))
        memset(self.perhaps, 0, sizeof(self.perhaps))
        self.kinds_mask = 4095
        self.kinds = <Entry*>calloc(self.kinds_mask + 1, sizeof(Entry))
        while size < 2 * len(phrases):
            size *= 2
        self.mask = size - 1
        self.table = <Entry*>calloc(size, sizeof(Entry))
        self.weights = <int16_t*>calloc((len(phrases) + 1) * _WIDTH, sizeof(int16_t))
        if self.kinds == NULL or self.table == NULL or self.weights == NULL:
            raise MemoryError
        for flag, words in ((STOP, STOPWORDS), (YOU, _YOU.split()), (ME, _ME.split()), (CHAT, _CHAT.split()),
                            (SAYS, _SAYS.split())):
            for word in words:
                entry = _find(self.kinds, self.kinds_mask, key_of(word))
                entry.key = key_of(word)
                entry.flags |= flag
        for place, (phrase, weights) in enumerate(phrases.items()):
            for i in range(CLASSES):
                self.weights[place * _WIDTH + i] = <int16_t>round(100 * weights[i])
            if not phrase:
                for i in range(CLASSES):
                    self.base[i] = weights[i]
                continue
            entry = _find(self.table, self.mask, _key(phrase))
            entry.key = _key(phrase)
            entry.place = place
            self.perhaps[entry.key >> 58 | (entry.key & 0xFC0)] |= <uint64_t>1 << (entry.key & 63)

    def __dealloc__(self):
        free(self.kinds)
        free(self.table)
        free(self.weights)

    def __reduce__(self):
        return Lexicon, ({phrase: self._said(place) for place, phrase in enumerate(self.phrases)},)

    cdef tuple _said(self, Py_ssize_t place):
        """Return the weights of the phrase at *place*, in the order of `KINDS`."""
        if not self.phrases[place]:
            return tuple([self.base[i] for i in range(CLASSES)])
        return tuple([self.weights[place * _WIDTH + i] / 100.0 for i in range(CLASSES)])

    cdef inline int flags(self, uint64_t key) noexcept nogil:
        """Return the flags of a word; 0 if it has none."""
        return <int>_find(self.kinds, self.kinds_mask, key).flags

    cdef int weigh(self, str text, float* scores, int* known) except -1:
        """Set each score to bias plus scaled phrase weights; set *known* to the number of words and of known ones."""
        cdef Tokens tokens
        cdef int i, k
        cdef uint64_t two
        cdef int32_t[_WIDTH] sums
        cdef float scale
        cdef bint real
        memset(sums, 0, sizeof(sums))
        known[0] = known[1] = 0
        _tokenize(text, &tokens)
        for i in range(tokens.count):
            real = tokens.items[i].key > _FIGURE
            known[0] += real
            if 0 < i < tokens.count - 1:
                known[1] += self._sum(tokens.items[i].key, sums) & real
                if tokens.items[i].stem:
                    self._sum(tokens.items[i].stem, sums)
            if i + 1 < tokens.count:
                two = _pair(tokens.items[i].key, tokens.items[i + 1].key)
                self._sum(two, sums)
                if i + 2 < tokens.count:
                    self._sum(_pair(two, tokens.items[i + 2].key), sums)
        scale = 0.01 / sqrtf(<float>tokens.count)
        for k in range(CLASSES):
            scores[k] = self.base[k] + sums[k] * scale
        return 0

    cdef inline bint _sum(self, uint64_t key, int32_t* sums) noexcept:
        """Add the weights of a phrase to *sums*; return whether the lexicon has it."""
        cdef Entry* entry
        cdef const int16_t* weights
        cdef int k
        # A Bloom filter with one hash: skips most lookups of unknown phrases.
        if not (self.perhaps[key >> 58 | (key & 0xFC0)] >> (key & 63)) & 1:
            return False
        entry = _find(self.table, self.mask, key)
        if entry.key == 0:
            return False
        weights = self.weights + entry.place * _WIDTH
        for k in range(_WIDTH):
            sums[k] += weights[k]
        return True

    cdef float _gain(self, uint64_t key, int kind) noexcept:
        """The weight of a phrase for a kind, less its weight for the article; 0 if it is not known."""
        cdef Entry* entry = _find(self.table, self.mask, key)
        cdef const int16_t* weights = self.weights + entry.place * _WIDTH
        return (weights[kind] - weights[0]) * 0.01 if entry.key else 0.0

    def strongest(self, str text not None, str kind not None, int most=3):
        """Return the phrases of *text* with the largest weight for *kind* less that for the article, largest first.

        Phrases that overlap a phrase already in the list are left out.
        """
        cdef Tokens tokens
        cdef int i, size, which = KINDS.index(kind)
        cdef uint64_t key
        _tokenize(text, &tokens)
        found = []
        for i in range(tokens.count):
            key = 0
            for size in range(1, 4):
                if i + size > tokens.count:
                    break
                key = _pair(key, tokens.items[i + size - 1].key) if size > 1 else tokens.items[i].key
                found.append((self._gain(key, which), i, i + size))
            if tokens.items[i].stem:
                found.append((self._gain(tokens.items[i].stem, which), i, i + 1))
        taken = set()
        result = []
        for gain, first, end in sorted(found, key=lambda each: (-each[0], each[1])):
            if gain <= 0 or len(result) == most:
                break
            words = [j for j in range(first, end) if tokens.items[j].key > _FIGURE or tokens.items[j].key == _FIGURE]
            if not words or not taken.isdisjoint(words):
                continue
            taken.update(words)
            result.append(text[tokens.items[words[0]].start : tokens.items[words[len(words) - 1]].end])
        return result


# The languages; in `Tongues`, bit i of a stopword's flags stands for language i of this tuple.
cdef tuple _TONGUES = tuple(sorted(BY_LANGUAGE))


@cython.final
cdef class Tongues:
    """Counts stopwords by language, to detect the language of a text."""

    cdef Entry* table
    cdef size_t mask

    def __cinit__(self):
        self.mask = 8191
        self.table = <Entry*>calloc(self.mask + 1, sizeof(Entry))
        if self.table == NULL:
            raise MemoryError
        for number, language in enumerate(_TONGUES):
            for word in BY_LANGUAGE[language]:
                entry = _find(self.table, self.mask, key_of(word))
                entry.key = key_of(word)
                entry.flags |= <uint32_t>1 << number

    def __dealloc__(self):
        free(self.table)

    def count(self, str text not None, Py_ssize_t most):
        """Count the stopwords of each language in the *most* characters in the middle of *text*."""
        cdef Py_ssize_t n = len(text), start = max(0, (n - most) // 2)
        cdef int kind = PyUnicode_KIND(text)
        cdef void* data = PyUnicode_DATA(text)
        cdef int[32] counts
        cdef Py_ssize_t end = min(n, start + most)
        memset(counts, 0, sizeof(counts))
        if kind == 1:
            _count(<uint8_t*>data, start, end, self, counts)
        elif kind == 2:
            _count(<uint16_t*>data, start, end, self, counts)
        else:
            _count(<Py_UCS4*>data, start, end, self, counts)
        return {language: counts[i] for i, language in enumerate(_TONGUES) if counts[i]}

    def letters(self, str text not None, Py_ssize_t most):
        """Count, in the first *most* characters, those of each script that identifies its language."""
        cdef Py_ssize_t i
        cdef int korean = 0, kana = 0, thai = 0, han = 0
        cdef Py_UCS4 char
        if PyUnicode_KIND(text) > 1:
            for i in range(min(most, len(text))):
                char = text[i]
                korean += 0xAC00 <= char <= 0xD7AF
                kana += 0x3040 <= char <= 0x30FF
                thai += 0x0E00 <= char <= 0x0E7F
                han += 0x3400 <= char <= 0x9FFF
        return {"ko": korean, "ja": kana, "th": thai, "zh": han}


cdef void _count(const Chars* text, Py_ssize_t i, Py_ssize_t n, Tongues tongues, int* counts) noexcept:
    cdef uint32_t found, flags
    cdef uint64_t key
    cdef uint32_t* table = classes
    while i < n:
        key = SEED
        found = class_in(table, text[i])
        while found & (LETTER | MARK):
            key = (key ^ <uint64_t>(found >> LOWER)) * PRIME
            i += 1
            if i == n:
                break
            found = class_in(table, text[i])
        flags = _find(tongues.table, tongues.mask, key).flags if key != SEED else 0
        while flags:
            counts[_lowest(flags)] += 1
            flags &= flags - 1
        i += 1


cdef inline Entry* _find(Entry* table, size_t mask, uint64_t key) noexcept nogil:
    """Return the entry of a key, or the free slot for it."""
    cdef size_t at = <size_t>(key ^ (key >> 29)) & mask
    while table[at].key != 0 and table[at].key != key:
        at = (at + 1) & mask
    return &table[at]


cdef uint64_t _key(str phrase) except? 0:
    """Hash a phrase in the spelling of the lexicon."""
    cdef uint64_t key = 0, one
    if len(phrase) > 1 and phrase.endswith("*"):
        return key_of(phrase[: len(phrase) - 1]) ^ _BEGINNING
    for i, word in enumerate(phrase.split(" ")):
        one = _SPELT[word] if word in _SPELT else key_of(word)
        key = _pair(key, one) if i else one
    return key


def tokens(str text not None):
    """Return the tokens of *text* in the spelling of the lexicon, with a border token at each end.

    >>> tokens("Sign up for 2 newsletters!")
    ['^', 'sign', 'up', 'for', '0', 'newsletters', '!', '$']
    """
    cdef Tokens found
    cdef int i
    _tokenize(text, &found)
    spelt = {key: word for word, key in _SPELT.items()}
    result = []
    for i in range(found.count):
        key = found.items[i].key
        word = text[found.items[i].start : found.items[i].end]
        result.append(spelt[key] if key in spelt else "".join(chr(class_of(c) >> LOWER) for c in word))
    return result


def stem(str word not None):
    """Return the stem by which a long word is also looked up, in the spelling of the lexicon; empty for other words.

    >>> stem("newsletters"), stem("letters")
    ('newslet*', '')
    """
    if len(word) <= _LONG_WORD or not word[0].isalpha():
        return ""
    beginning = word[:_STEM]
    return "" if "'" in beginning or "-" in beginning else beginning + "*"
