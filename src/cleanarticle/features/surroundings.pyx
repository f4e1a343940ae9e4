# cython: language_level=3, boundscheck=False, wraparound=False, cdivision=True
"""The features of paragraphs and their context as a table: a row per paragraph, a column per feature."""

cimport cython
from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free, malloc
from libc.string cimport memset

from cleanarticle.features.paragraph cimport Facts

from cleanarticle.features.lexicon import KINDS
from cleanarticle.rules.schema import DECISIVE, HINT

# Largest distance, in paragraphs; also used where there is no such paragraph.
cdef double FAR = 99.0
cdef double _DECISIVE = DECISIVE, _HINT = HINT

# The name and meaning of each column.
FEATURES = {
    "words": "words, up to 300",
    "end": "how it ends; see `facts`",
    "begin": "how it begins; see `facts`",
    "stops": "share of words that bind sentences",
    "capitals": "share of words with a capital",
    "caseless": "whether its script has no capitals",
    "digits": "digits per word",
    "dated": "whether it holds a date or time",
    "you": "words to the reader, per word",
    "me": "words of a writer about himself, per word",
    "linkish": "signs of links, per word",
    "commas": "commas per word",
    "sentences": "sentence ends inside",
    "quotes": "double quotation marks",
    "upper": "whether it is all in capitals",
    "name": "whether it may be a name",
    "evidence": "strongest weight of a rule",
    "against": "what rules say for the article",
    "furniture": "that weight, where the rule is for a byline, caption, credit, author or title",
    "opener": "that weight, where the rule is for related stories or comments",
    "own": "its own log-odds of being article, by its words and shape",
    "own_near": "mean of these within two",
    "own_above": "of the paragraph above",
    "own_below": "of the paragraph below",
    "own_above5": "mean over five above",
    "own_below5": "mean over five below",
    "own_above15": "mean over fifteen above",
    "own_below15": "mean over fifteen below",
    "own_head": "mean of all above",
    "own_rest": "mean of all below",
    "words_above": "words of the paragraph above, up to 100; -1 at the top",
    "words_below": "words of the paragraph below, up to 100; -1 at the end",
    "end_above": "how the paragraph above ends",
    "end_below": "how the paragraph below ends",
    "evidence_above": "rule weight above",
    "evidence_below": "rule weight below",
    "density_above": "mean words over six above",
    "density_below": "mean words over six below",
    "density_rest": "mean words of all below",
    "overlap": "share of its meaningful words that other paragraphs of prose have; -1 where it has none",
    "overlap_near": "mean of these within three",
    "prose_before": "paragraphs of prose above",
    "prose_after": "paragraphs of prose below",
    "prose_above": "distance to the nearest paragraph of prose above, itself included",
    "prose_below": "distance to the nearest below, itself included",
    "prose_passed": "share of the words of prose that stand above",
    "prose_share": "share of the document's words that are prose",
    "gap_above": "blank lines above, up to 4",
    "gap_below": "blank lines below, up to 4; 4 at the end",
    "dates_near": "share of dated paragraphs within four",
    "shorts_near": "share of paragraphs below twelve words within four",
    "names_near": "share within four that may be names",
    "rhythm": "paragraphs within four with its length and ending",
    "repeated": "how often else its text stands in the document, up to 5",
    "open_run": "length of the run of paragraphs without a sentence's end that it stands in, up to 40",
    "since_related": "paragraphs since a rule for related stories fired, itself included",
    "since_comments": "the same for comments",
    "since_call": "the same for newsletters, share rows and paywalls",
    "since_author": "the same for authors and bylines",
    "since_foot": "the same for copyright, tags, consent and navigation",
    "strong_above": "distance to the nearest strong rule above, itself included",
    "strong_below": "distance to the nearest strong rule below, itself included",
    "strong_before": "strong rules above",
    "strong_after": "strong rules below",
    "me_below": "words of a writer about himself per word, over it and eleven below",
    "me_above": "the same over all above",
    "chat_below": "informal words and signs per word, over it and eleven below",
    "chat_above": "the same over all above",
    "chat_near": "the same within three",
    "from_top": "place from the top, up to 200",
    "from_end": "place from the end, up to 200",
    "place": "place, from 0 to 1",
    "paragraphs": "how many paragraphs, up to 400",
    "familiar": "share of the document's words that the lexicon knows",
    "alike": "how many others begin with the same two words, up to 20",
    "overlap_above": "share of its meaningful words that paragraphs of prose above it have; -1 where it has none",
    "overlap_ahead": "mean of these over it and seven below",
    "boiler": "its own log-odds of being boilerplate, by its phrases",
    "trim": "the same of being furniture",
    "boiler_above": "log-odds of being boilerplate of the paragraph above; -7 at the top",
    "boiler_below": "of the paragraph below; -7 at the end",
    "trim_above": "log-odds of being furniture of the paragraph above; -7 at the top",
    "trim_below": "of the paragraph below; -7 at the end",
    "boiler_near": "mean log-odds of being boilerplate within two",
    "boiler_near5": "within five",
    "boiler_above5": "over five above",
    "boiler_below5": "over five below",
    "boiler_above15": "over fifteen above",
    "boiler_below15": "over fifteen below",
    "boiler_most": "the highest of the two above and the two below",
    "trim_near": "mean log-odds of being furniture within three",
    "boiler_rule": "strongest weight of a rule for boilerplate",
    "trim_rule": "strongest weight of a rule for furniture",
    "boiler_rule_above": "that for boilerplate of the paragraph above",
    "boiler_rule_below": "of the paragraph below",
    "boiler_rule_near": "mean within five",
    "related": "probability of being related stories, by its phrases",
    "newsletter": "of being a call",
    "navigation": "of being navigation",
    "comments": "of being comments",
    "advert": "of being an advert",
    "title": "of being a title",
    "byline": "of being a byline",
    "caption": "of being a caption",
    "credit": "of being a credit",
    "author": "of being a note on the author",
    "boiler_head": "mean log-odds of being boilerplate of all above",
    "boiler_rest": "of all below",
}
# The column number of each feature, in the order of `FEATURES`; `test_features.py` checks that both agree.
cpdef enum:
    C_WORDS, C_END, C_BEGIN, C_STOPS, C_CAPITALS, C_CASELESS, C_DIGITS, C_DATED, C_YOU, C_ME, C_LINKISH, C_COMMAS
    C_SENTENCES, C_QUOTES, C_UPPER, C_NAME, C_EVIDENCE, C_AGAINST, C_FURNITURE, C_OPENER, C_OWN, C_OWN_NEAR
    C_OWN_ABOVE, C_OWN_BELOW, C_OWN_ABOVE5, C_OWN_BELOW5, C_OWN_ABOVE15, C_OWN_BELOW15, C_OWN_HEAD, C_OWN_REST
    C_WORDS_ABOVE, C_WORDS_BELOW, C_END_ABOVE, C_END_BELOW, C_EVIDENCE_ABOVE, C_EVIDENCE_BELOW, C_DENSITY_ABOVE
    C_DENSITY_BELOW, C_DENSITY_REST, C_OVERLAP, C_OVERLAP_NEAR, C_PROSE_BEFORE, C_PROSE_AFTER, C_PROSE_ABOVE
    C_PROSE_BELOW, C_PROSE_PASSED, C_PROSE_SHARE, C_GAP_ABOVE, C_GAP_BELOW, C_DATES_NEAR, C_SHORTS_NEAR, C_NAMES_NEAR
    C_RHYTHM, C_REPEATED, C_OPEN_RUN, C_SINCE_RELATED, C_SINCE_COMMENTS, C_SINCE_CALL, C_SINCE_AUTHOR, C_SINCE_FOOT
    C_STRONG_ABOVE, C_STRONG_BELOW, C_STRONG_BEFORE, C_STRONG_AFTER, C_ME_BELOW, C_ME_ABOVE, C_CHAT_BELOW
    C_CHAT_ABOVE, C_CHAT_NEAR, C_FROM_TOP, C_FROM_END, C_PLACE, C_PARAGRAPHS, C_FAMILIAR, C_ALIKE, C_OVERLAP_ABOVE
    C_OVERLAP_AHEAD, C_BOILER, C_TRIM, C_BOILER_ABOVE, C_BOILER_BELOW, C_TRIM_ABOVE, C_TRIM_BELOW, C_BOILER_NEAR
    C_BOILER_NEAR5, C_BOILER_ABOVE5, C_BOILER_BELOW5, C_BOILER_ABOVE15, C_BOILER_BELOW15, C_BOILER_MOST, C_TRIM_NEAR
    C_BOILER_RULE, C_TRIM_RULE, C_BOILER_RULE_ABOVE, C_BOILER_RULE_BELOW, C_BOILER_RULE_NEAR, C_RELATED, C_NEWSLETTER
    C_NAVIGATION, C_COMMENTS, C_ADVERT, C_TITLE, C_BYLINE, C_CAPTION, C_CREDIT, C_AUTHOR, C_BOILER_HEAD
    C_BOILER_REST, COLUMNS
cdef dict _NUMBER = {name: i for i, name in enumerate(FEATURES)}
cdef enum Since:
    RELATED, COMMENTS, CALL, AUTHOR, FOOT
cdef dict _SINCE = {
    "related": RELATED, "comments": COMMENTS, "newsletter": CALL, "share": CALL, "paywall": CALL, "author": AUTHOR,
    "byline": AUTHOR, "copyright": FOOT, "tags": FOOT, "consent": FOOT, "navigation": FOOT,
}
cdef frozenset _FURNITURE = frozenset(("byline", "caption", "credit", "author", "title"))
cdef frozenset _OPENERS = frozenset(("related", "comments"))
# The labels whose probabilities are features, as indexes into `lexicon.KINDS`.
cdef int[10] _SHARES = [KINDS.index(name) for name in (
    "related", "newsletter", "navigation", "comments", "advert", "title", "byline", "caption", "credit", "author"
)]
# Log-odds used where there is no paragraph; below the lowest real value, -6.
cdef double _NOWHERE = -7.0

cdef struct Entry:
    uint64_t key
    int count
    int seen
    # The first paragraph of prose that contains the key, counted from 1; 0 if none.
    int first


@cython.final
cdef class Tally:
    """A hash table of counts: the number of paragraphs that contain each key."""

    cdef Entry* table
    cdef size_t mask

    def __cinit__(self, size_t expected):
        cdef size_t size = 64
        while size < 2 * expected:
            size *= 2
        self.table = <Entry*>calloc(size, sizeof(Entry))
        if self.table == NULL:
            raise MemoryError
        self.mask = size - 1

    def __dealloc__(self):
        free(self.table)

    cdef inline Entry* find(self, uint64_t key) noexcept nogil:
        cdef size_t at = <size_t>(key ^ (key >> 32)) & self.mask
        while self.table[at].key != 0 and self.table[at].key != key:
            at = (at + 1) & self.mask
        self.table[at].key = key
        return &self.table[at]


cdef class Table:
    """The feature table of a document: a row per paragraph, a column per feature.

    Attributes:
        size: number of paragraphs.
    """

    def __cinit__(self, list paragraphs not None, gaps not None):
        """Fill the table from the `Facts` of the paragraphs and the number of blank lines above each."""
        self.paragraphs = paragraphs
        self.size = len(paragraphs)
        self.cells = <double*>malloc(max(1, self.size) * COLUMNS * sizeof(double))
        if self.cells == NULL:
            raise MemoryError
        _fill(self, gaps)

    def __dealloc__(self):
        free(self.cells)

    def rows(self):
        """Return the feature values of each paragraph, in the order of `FEATURES`."""
        return [[self.cells[i * COLUMNS + k] for k in range(COLUMNS)] for i in range(self.size)]

    def column(self, str name not None):
        """Return the value of one feature for every paragraph."""
        cdef int k = _NUMBER[name]
        return [self.cells[i * COLUMNS + k] for i in range(self.size)]


@cython.final
cdef class Sums:
    """Prefix sums of one value over the paragraphs; the sum over any range costs one subtraction."""

    cdef double* total
    cdef Py_ssize_t n

    def __cinit__(self, Py_ssize_t n):
        self.n = n
        self.total = <double*>calloc(n + 1, sizeof(double))
        if self.total == NULL:
            raise MemoryError

    def __dealloc__(self):
        free(self.total)

    cdef inline void put(self, Py_ssize_t i, double value) noexcept:
        self.total[i + 1] = self.total[i] + value

    cdef inline double over(self, Py_ssize_t low, Py_ssize_t high) noexcept:
        """The sum from *low* up to, but not including, *high*."""
        low, high = max(0, low), min(self.n, high)
        return self.total[high] - self.total[low] if high > low else 0.0

    cdef inline double mean(self, Py_ssize_t low, Py_ssize_t high) noexcept:
        """The mean from *low* up to, but not including, *high*; 0 for an empty range."""
        low, high = max(0, low), min(self.n, high)
        return (self.total[high] - self.total[low]) / (high - low) if high > low else 0.0


cdef inline double _rate(Sums values, Sums words, Py_ssize_t low, Py_ssize_t high) noexcept:
    return values.over(low, high) / max(1.0, words.over(low, high))


cdef void _overlaps(Table table, double* out, double* above) except *:
    """The share of each paragraph's content words that occur in other prose, and in prose above it."""
    cdef Facts f
    cdef Entry* entry
    cdef Py_ssize_t i, k, total = 0
    cdef int known, different, before
    for f in table.paragraphs:
        total += f.vocabulary_size
    cdef Tally tally = Tally(total)
    for i in range(table.size):
        f = table.paragraphs[i]
        if f.prose:
            for k in range(f.vocabulary_size):
                entry = tally.find(f.vocabulary[k])
                if entry.seen != i + 1:
                    entry.seen = <int>i + 1
                    entry.count += 1
                    if entry.first == 0:
                        entry.first = <int>i + 1
    for i in range(table.size):
        f = table.paragraphs[i]
        known = different = before = 0
        for k in range(f.vocabulary_size):
            entry = tally.find(f.vocabulary[k])
            if entry.seen != -i - 1:
                entry.seen = <int>(-i - 1)
                different += 1
                known += entry.count > f.prose
                before += 0 < entry.first <= i
        out[i] = <double>known / different if different else -1.0
        above[i] = <double>before / different if different else -1.0


cdef void _fill_own(Facts f, double* cell) noexcept:
    """Fill in the features of a paragraph by itself."""
    cdef double eight = max(8, f.words)
    cell[C_WORDS] = min(300, f.words)
    cell[C_END] = f.end
    cell[C_BEGIN] = f.begin
    cell[C_STOPS] = f.stops
    cell[C_CAPITALS] = f.capitals
    cell[C_CASELESS] = f.caseless
    cell[C_DIGITS] = <double>f.digits / max(1, f.words)
    cell[C_DATED] = f.dated
    cell[C_YOU] = f.you / eight
    cell[C_ME] = f.me / eight
    cell[C_LINKISH] = f.linkish / eight
    cell[C_COMMAS] = f.commas / eight
    cell[C_SENTENCES] = f.sentences
    cell[C_QUOTES] = f.quotes
    cell[C_UPPER] = f.upper
    cell[C_NAME] = f.name
    cell[C_EVIDENCE] = f.evidence
    cell[C_AGAINST] = f.against
    cell[C_FURNITURE] = cell[C_OPENER] = 0.0
    if len(f.label) > 0:
        cell[C_FURNITURE] = f.evidence if f.label in _FURNITURE else 0.0
        cell[C_OPENER] = f.evidence if f.label in _OPENERS else 0.0
    cell[C_OWN] = f.own


cdef void _fill_neighbours(Table table, list gaps) except *:
    """Fill in the features of the paragraphs right above and below."""
    cdef Py_ssize_t i, n = table.size
    cdef Facts above, below
    cdef double* cell
    for i in range(n):
        cell = table.cells + i * COLUMNS
        cell[C_WORDS_ABOVE] = cell[C_WORDS_BELOW] = cell[C_END_ABOVE] = cell[C_END_BELOW] = -1.0
        cell[C_EVIDENCE_ABOVE] = cell[C_EVIDENCE_BELOW] = 0.0
        cell[C_GAP_ABOVE] = min(4, <int>gaps[i])
        cell[C_GAP_BELOW] = 4.0
        if i > 0:
            above = table.paragraphs[i - 1]
            cell[C_WORDS_ABOVE] = min(100, above.words)
            cell[C_END_ABOVE] = above.end
            cell[C_EVIDENCE_ABOVE] = above.evidence
        if i + 1 < n:
            below = table.paragraphs[i + 1]
            cell[C_WORDS_BELOW] = min(100, below.words)
            cell[C_END_BELOW] = below.end
            cell[C_EVIDENCE_BELOW] = below.evidence
            cell[C_GAP_BELOW] = min(4, <int>gaps[i + 1])


cdef void _fill_windows(Table table) except *:
    """Fill in means over windows of paragraphs, and positions in the document."""
    cdef Py_ssize_t i, j, n = table.size
    cdef int same
    cdef Facts f
    cdef double* cell
    cdef Sums own = Sums(n), density = Sums(n), overlap = Sums(n), words = Sums(n), me = Sums(n), chat = Sums(n)
    cdef Sums dates = Sums(n), shorts = Sums(n), names = Sums(n), prose = Sums(n)
    cdef Sums ahead = Sums(n)
    cdef double asked = 0, known = 0
    cdef double* overlaps = <double*>malloc(max(1, 2 * n) * sizeof(double))
    cdef int* shapes = <int*>malloc(max(1, n) * sizeof(int))
    if overlaps == NULL or shapes == NULL:
        free(overlaps)
        free(shapes)
        raise MemoryError
    try:
        _overlaps(table, overlaps, overlaps + n)
        for i in range(n):
            f = table.paragraphs[i]
            shapes[i] = 16 * f.end + min(f.words // 4, 12)
            own.put(i, f.own)
            density.put(i, min(100, f.words))
            overlap.put(i, overlaps[i])
            words.put(i, f.words)
            me.put(i, f.me)
            chat.put(i, f.informal)
            dates.put(i, f.dated)
            shorts.put(i, f.words < 12)
            names.put(i, f.name)
            prose.put(i, f.words if f.prose else 0)
            ahead.put(i, overlaps[n + i])
            asked += f.asked
            known += f.known
            table.cells[i * COLUMNS + C_OVERLAP] = overlaps[i]
            table.cells[i * COLUMNS + C_OVERLAP_ABOVE] = overlaps[n + i]
        for i in range(n):
            cell = table.cells + i * COLUMNS
            cell[C_OWN_NEAR] = own.mean(i - 2, i + 3)
            cell[C_OWN_ABOVE] = own.mean(i - 1, i)
            cell[C_OWN_BELOW] = own.mean(i + 1, i + 2)
            cell[C_OWN_ABOVE5] = own.mean(i - 5, i)
            cell[C_OWN_BELOW5] = own.mean(i + 1, i + 6)
            cell[C_OWN_ABOVE15] = own.mean(i - 15, i)
            cell[C_OWN_BELOW15] = own.mean(i + 1, i + 16)
            cell[C_OWN_HEAD] = own.mean(0, i)
            cell[C_OWN_REST] = own.mean(i + 1, n)
            cell[C_DENSITY_ABOVE] = density.mean(i - 6, i)
            cell[C_DENSITY_BELOW] = density.mean(i + 1, i + 7)
            cell[C_DENSITY_REST] = density.mean(i + 1, n)
            cell[C_OVERLAP_NEAR] = overlap.mean(i - 3, i + 4)
            cell[C_PROSE_PASSED] = prose.total[i] / prose.total[n] if prose.total[n] > 0 else 0.0
            cell[C_PROSE_SHARE] = prose.total[n] / max(1.0, words.total[n])
            cell[C_DATES_NEAR] = dates.mean(i - 4, i + 5)
            cell[C_SHORTS_NEAR] = shorts.mean(i - 4, i + 5)
            cell[C_NAMES_NEAR] = names.mean(i - 4, i + 5)
            same = -1
            for j in range(max(0, i - 4), min(n, i + 5)):
                same += shapes[j] == shapes[i]
            cell[C_RHYTHM] = same
            cell[C_ME_BELOW] = _rate(me, words, i, i + 12)
            cell[C_ME_ABOVE] = _rate(me, words, 0, i)
            cell[C_CHAT_BELOW] = _rate(chat, words, i, i + 12)
            cell[C_CHAT_ABOVE] = _rate(chat, words, 0, i)
            cell[C_CHAT_NEAR] = _rate(chat, words, i - 3, i + 4)
            cell[C_FROM_TOP] = min(200, i)
            cell[C_FROM_END] = min(200, n - 1 - i)
            cell[C_PLACE] = <double>i / n
            cell[C_PARAGRAPHS] = min(400, n)
            cell[C_FAMILIAR] = known / asked if asked > 0 else 1.0
            cell[C_OVERLAP_AHEAD] = ahead.mean(i, i + 8)
    finally:
        free(overlaps)
        free(shapes)


cdef void _fill_said(Table table) except *:
    """Fill in phrase scores and rule weights of a paragraph and of those around it."""
    cdef Py_ssize_t i, k, n = table.size
    cdef Facts f, other
    cdef double* cell
    cdef double most
    cdef Sums boiler = Sums(n), trim = Sums(n), rules = Sums(n)
    for i in range(n):
        f = table.paragraphs[i]
        boiler.put(i, f.boiler)
        trim.put(i, f.trim)
        rules.put(i, f.boiler_rule)
    for i in range(n):
        f = table.paragraphs[i]
        cell = table.cells + i * COLUMNS
        cell[C_BOILER], cell[C_TRIM] = f.boiler, f.trim
        cell[C_BOILER_ABOVE] = cell[C_BOILER_BELOW] = cell[C_TRIM_ABOVE] = cell[C_TRIM_BELOW] = _NOWHERE
        cell[C_BOILER_RULE_ABOVE] = cell[C_BOILER_RULE_BELOW] = 0.0
        if i > 0:
            other = table.paragraphs[i - 1]
            cell[C_BOILER_ABOVE] = other.boiler
            cell[C_TRIM_ABOVE] = other.trim
            cell[C_BOILER_RULE_ABOVE] = other.boiler_rule
        if i + 1 < n:
            other = table.paragraphs[i + 1]
            cell[C_BOILER_BELOW] = other.boiler
            cell[C_TRIM_BELOW] = other.trim
            cell[C_BOILER_RULE_BELOW] = other.boiler_rule
        cell[C_BOILER_NEAR] = boiler.mean(i - 2, i + 3)
        cell[C_BOILER_NEAR5] = boiler.mean(i - 5, i + 6)
        cell[C_BOILER_ABOVE5] = boiler.mean(i - 5, i)
        cell[C_BOILER_BELOW5] = boiler.mean(i + 1, i + 6)
        cell[C_BOILER_ABOVE15] = boiler.mean(i - 15, i)
        cell[C_BOILER_BELOW15] = boiler.mean(i + 1, i + 16)
        most = _NOWHERE
        for k in range(max(0, i - 2), min(n, i + 3)):
            if k != i:
                other = table.paragraphs[k]
                most = max(most, other.boiler)
        cell[C_BOILER_MOST] = most
        cell[C_TRIM_NEAR] = trim.mean(i - 3, i + 4)
        cell[C_BOILER_RULE], cell[C_TRIM_RULE] = f.boiler_rule, f.trim_rule
        cell[C_BOILER_RULE_NEAR] = rules.mean(i - 5, i + 6)
        for k in range(10):
            cell[C_RELATED + k] = f.shares[_SHARES[k]]
        cell[C_BOILER_HEAD] = boiler.mean(0, i)
        cell[C_BOILER_REST] = boiler.mean(i + 1, n)


cdef void _fill_downwards(Table table) except *:
    """Fill in what depends on all paragraphs above, and counts of repeated texts."""
    cdef Py_ssize_t i, k, n = table.size, start = 0
    cdef double prose_at = -FAR, strong_at = -FAR, proses = 0, strongs = 0
    cdef double[5] since
    cdef Facts f
    cdef double* cell
    cdef Tally texts = Tally(n), openings = Tally(n)
    for k in range(5):
        since[k] = -FAR
    for i in range(n):
        f = table.paragraphs[i]
        cell = table.cells + i * COLUMNS
        cell[C_PROSE_BEFORE] = proses
        cell[C_STRONG_BEFORE] = strongs
        if f.prose:
            prose_at, proses = i, proses + 1
        if f.evidence >= _DECISIVE:
            strong_at, strongs = i, strongs + 1
        cell[C_PROSE_ABOVE] = min(FAR, i - prose_at)
        cell[C_STRONG_ABOVE] = min(FAR, i - strong_at)
        if f.evidence >= _HINT:
            number = _SINCE.get(f.label)
            if number is not None:
                since[<int>number] = i
        for k in range(5):
            cell[C_SINCE_RELATED + k] = min(FAR, i - since[k])
        texts.find(f.key).count += 1
        openings.find(f.opening).count += 1
    for i in range(n + 1):
        if i < n:
            f = table.paragraphs[i]
            table.cells[i * COLUMNS + C_REPEATED] = min(5, texts.find(f.key).count - 1)
            table.cells[i * COLUMNS + C_OPEN_RUN] = 0.0
            table.cells[i * COLUMNS + C_ALIKE] = min(20, openings.find(f.opening).count - 1)
        if i == n or f.end != 0:
            for k in range(start, i):
                table.cells[k * COLUMNS + C_OPEN_RUN] = min(40, i - start)
            start = i + 1


cdef void _fill_upwards(Table table) except *:
    """Fill in what depends on all paragraphs below."""
    cdef Py_ssize_t i, n = table.size
    cdef double prose_at = n + FAR, strong_at = n + FAR, proses = 0, strongs = 0
    cdef Facts f
    cdef double* cell
    for i in range(n - 1, -1, -1):
        f = table.paragraphs[i]
        cell = table.cells + i * COLUMNS
        cell[C_PROSE_AFTER] = proses
        cell[C_STRONG_AFTER] = strongs
        if f.prose:
            prose_at, proses = i, proses + 1
        if f.evidence >= _DECISIVE:
            strong_at, strongs = i, strongs + 1
        cell[C_PROSE_BELOW] = min(FAR, prose_at - i)
        cell[C_STRONG_BELOW] = min(FAR, strong_at - i)


cdef void _fill(Table table, list gaps) except *:
    cdef Py_ssize_t i
    for i in range(table.size):
        _fill_own(table.paragraphs[i], table.cells + i * COLUMNS)
    _fill_neighbours(table, gaps)
    _fill_windows(table)
    _fill_said(table)
    _fill_downwards(table)
    _fill_upwards(table)
