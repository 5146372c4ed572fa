/* The inner loop of the name matcher: which names could be meant where in a text.
 *
 * An optional part: bot/matching/plain.py does the same in Python, and a test holds the two
 * equal. What a name found is worth is decided elsewhere.
 *
 * A Scanner is filled by add() and spell() and closed by freeze(); after that only its memory of
 * tokens looked up in vain changes, and threads share it freely. All tables are open addressing over 64-bit hashes: of a token (a
 * polynomial over its bytes, so that a spelling with a letter left out costs one multiplication),
 * and of a run of tokens with the gaps between them (a trie without nodes).
 */
#define Py_LIMITED_API 0x030b0000
#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    VERSION = 3,     /* as in native.py */
    LONGEST = 24,    /* letters of the longest token that may be misspelt */
    SHORTEST = 3,    /* … of the shortest */
    LONG = 5,        /* from here on two edits count, and only the head's spellings are kept */
    HEAD = 7,
    LARGE_SHORTEST = 5,
    SHORTEST_ALONE = 4, /* letters of a name of one token that may be misspelt at all */
    LONG_ALONE = 8,  /* … with two edits */
    MOST_GAP = 15,   /* bytes between two tokens of one name */
    MOST_BEFORE = 15,/* tokens of a name before a misspelt one */
    MOST_NEAR = 64,  /* neighbours kept of one token */
    MOST_BEHEADED = 26, /* one for each letter */
    MOST_SPLITS = LONGEST - 3, /* fewer than that: there is room for either */
    BEHEADED = 6,    /* letters of the shortest token looked for without its capital */
    ENDS = 1 << 17,
    IN_VAIN = 1 << 15, /* tokens remembered that are near no name */
    AHEAD = 8,       /* tokens whose place in a table is fetched ahead */
    MOST_PIECES = 4, /* tokens of a name that is also found run together */
};
enum { KNOWN = 1, SETTLED = 2, IN_WORDS = 4, SMALL_SLIP = 8 };
/* What a near token was found among: forms (run together), the names' tokens, those in lower
 * case, small words; or nothing: two tokens run together, the number saying where. */
enum { FORM, TOKEN, LOWER_TOKEN, SMALL_WORD, SPLIT };

#if defined(__GNUC__) || defined(__clang__)
#define FETCH(place) __builtin_prefetch(place)
#define READ(place) __atomic_load_n(place, __ATOMIC_RELAXED)
#define WRITE(place, value) __atomic_store_n(place, value, __ATOMIC_RELAXED)
#else
#define FETCH(place) ((void)0)
#define READ(place) (*(volatile uint64_t *)(place))
#define WRITE(place, value) (*(volatile uint64_t *)(place) = (value))
#endif

static const uint64_t BASE = 0x9E3779B97F4A7C15ULL;
static uint64_t POWER[LONGEST + 2];

static inline uint64_t mixed(uint64_t h) {
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93ULL;
    h ^= h >> 29;
    return h;
}

/* The hash of a run of tokens: that of the run before, the gap, the next token. */
static inline uint64_t joined_hash(uint64_t run, unsigned gap, uint64_t token) {
    return mixed((run + gap) * 0xA24BAED4963EE407ULL + token);
}

/* ── a table from 64-bit hashes to values that are not 0 ───────────────────────────────────── */

/* While it is filled: whole keys. */
typedef struct { uint64_t *keys; uint32_t *values; size_t mask, used; } Table;

static int table_init(Table *t, size_t slots) {
    t->keys = calloc(slots, sizeof *t->keys);
    t->values = calloc(slots, sizeof *t->values);
    t->mask = slots - 1;
    t->used = 0;
    return t->keys && t->values ? 0 : -1;
}

static void table_free(Table *t) {
    free(t->keys);
    free(t->values);
    *t = (Table){0};
}

static int table_grow(Table *t) {
    Table next;
    if (table_init(&next, (t->mask + 1) * 2)) { table_free(&next); return -1; }
    for (size_t from = 0; from <= t->mask; from++) {
        if (!t->values[from]) continue;
        size_t at = t->keys[from] & next.mask;
        while (next.values[at]) at = (at + 1) & next.mask;
        next.keys[at] = t->keys[from];
        next.values[at] = t->values[from];
    }
    next.used = t->used;
    table_free(t);
    *t = next;
    return 0;
}

/* The place of a key's value, a new one holding 0, which the caller must replace; NULL: no memory. */
static uint32_t *table_slot(Table *t, uint64_t key) {
    if (t->used * 3 > t->mask * 2 && table_grow(t)) return NULL;
    size_t at = key & t->mask;
    while (t->values[at] && t->keys[at] != key) at = (at + 1) & t->mask;
    if (!t->values[at]) { t->keys[at] = key; t->used++; }
    return &t->values[at];
}

/* For reading: half of the key beside its value, so that a look-up touches memory once. The other
 * half gives the place. What is found by them is compared with its form in the end. */
typedef struct { uint32_t tag, value; } Slot;
typedef struct { Slot *slots; size_t mask; } Packed;

static int pack(Packed *p, Table *t) {
    p->slots = calloc(t->mask + 1, sizeof *p->slots);
    if (!p->slots) return -1;
    p->mask = t->mask;
    for (size_t from = 0; from <= t->mask; from++) {
        if (!t->values[from]) continue;
        size_t at = t->keys[from] & p->mask;
        while (p->slots[at].value) at = (at + 1) & p->mask;
        p->slots[at] = (Slot){(uint32_t)(t->keys[from] >> 32), t->values[from]};
    }
    table_free(t);
    return 0;
}

static inline uint32_t packed_get(const Packed *p, uint64_t key) {
    uint32_t tag = (uint32_t)(key >> 32);
    for (size_t at = key & p->mask;; at = (at + 1) & p->mask) {
        Slot slot = p->slots[at];
        if (!slot.value || slot.tag == tag) return slot.value;
    }
}

/* ── a set of hashes of which most are not in it ───────────────────────────────────────────── */

/* A bit of sixteen for each hash: a yes may be wrong, a no is right. */
typedef struct { uint64_t *hashes; size_t count, room; uint8_t *bits; size_t mask; } Sieve;

static int sieve_add(Sieve *s, uint64_t hash) {
    if (s->count == s->room) {
        size_t room = s->room * 2 + 64;
        uint64_t *hashes = realloc(s->hashes, room * sizeof *hashes);
        if (!hashes) return -1;
        s->hashes = hashes;
        s->room = room;
    }
    s->hashes[s->count++] = hash;
    return 0;
}

static int sieve_close(Sieve *s) {
    size_t bits = 1 << 12;
    while (bits < s->count * 16) bits *= 2;
    if (!(s->bits = calloc(bits / 8, 1))) return -1;
    s->mask = bits - 1;
    for (size_t at = 0; at < s->count; at++) {
        size_t bit = s->hashes[at] >> 20 & s->mask;
        s->bits[bit >> 3] |= (uint8_t)(1 << (bit & 7));
    }
    free(s->hashes);
    s->hashes = NULL;
    return 0;
}

static inline int sieve_has(const Sieve *s, uint64_t hash) {
    size_t bit = hash >> 20 & s->mask;
    return s->bits[bit >> 3] >> (bit & 7) & 1;
}

static void sieve_free(Sieve *s) { free(s->hashes); free(s->bits); }

/* ── bytes one after the other, and where each piece ends ──────────────────────────────────── */

typedef struct { char *bytes; uint32_t *ends; size_t size, room, count, spaces; } Blob;

static int blob_add(Blob *b, const char *piece, size_t size) {
    if (b->size + size > UINT32_MAX) return -1;
    if (b->size + size > b->room) {
        size_t room = (b->size + size) * 3 / 2 + 64;
        char *bytes = realloc(b->bytes, room);
        if (!bytes) return -1;
        b->bytes = bytes;
        b->room = room;
    }
    if (b->count == b->spaces) {
        size_t spaces = b->spaces * 3 / 2 + 16;
        uint32_t *ends = realloc(b->ends, spaces * sizeof *ends);
        if (!ends) return -1;
        b->ends = ends;
        b->spaces = spaces;
    }
    memcpy(b->bytes + b->size, piece, size);
    b->size += size;
    b->ends[b->count++] = (uint32_t)b->size;
    return 0;
}

static inline const char *blob_piece(const Blob *b, size_t number, size_t *size) {
    size_t start = number ? b->ends[number - 1] : 0;
    *size = b->ends[number] - start;
    return b->bytes + start;
}

static void blob_free(Blob *b) { free(b->bytes); free(b->ends); }

/* Of a run's value the lower bits say whether a form goes on with it, after one byte or after more
 * (most names end where they are found, and most inverted ones, "Musk, Elon", are none); the rest
 * is the form's number, from 1, if it ends one. */
enum { AFTER_ONE = 1, AFTER_MORE = 2, FORM_SHIFT = 2, IS_FORM = 4 };

/* ── spellings: which tokens of names are near a token ─────────────────────────────────────── */

/* number: of the token, from 1, with its length above, which spares most looks at the token; 0: empty */
typedef struct { uint32_t tag, number; } Entry;
enum { NUMBER_BITS = 27 };
typedef struct {
    Blob tokens;
    uint8_t *begins; /* by token: the lower bits of its run's value, and whether it is a form */
    Entry *entries;
    size_t mask;
    int large;
    uint8_t ends[ENDS / 8]; /* bits: how tokens a letter longer or shorter begin and end */
} Spellings;

static inline unsigned end_bit(int size, unsigned char one, unsigned char two, int last) {
    return ((unsigned)size * 2654435761u + one * 40503u + two * 2971u + (unsigned)last * 65537u * 7u) >> 7 & (ENDS - 1);
}

static int ends_alike(const Spellings *s, const unsigned char *token, int size) {
    unsigned first = end_bit(size, token[0], token[1], 0);
    unsigned last = end_bit(size, token[size - 2], token[size - 1], 1);
    return (s->ends[first >> 3] >> (first & 7) & 1) | (s->ends[last >> 3] >> (last & 7) & 1);
}

/* The keys of a token: itself and each spelling with one letter less; of long ones the head's,
 * with two letters less too. Returns how many were written. */
static int spelling_keys(const unsigned char *token, int size, int two, uint64_t *keys) {
    uint64_t prefix[LONGEST + 1];
    int count = 0, head = size < LONG ? size : HEAD < size ? HEAD : size;
    prefix[0] = 1;
    for (int at = 0; at < size; at++) prefix[at + 1] = prefix[at] * BASE + token[at];
    keys[count++] = mixed(prefix[size]);
    if (size >= LONG) keys[count++] = mixed(prefix[head]);
    /* tail(at) = the hash of token[at:head] alone = prefix[head] - prefix[at] * BASE^(head - at) */
    for (int at = 0; at < head; at++)
        keys[count++] = mixed(prefix[at] * POWER[head - at - 1] + prefix[head] -
                              prefix[at + 1] * POWER[head - at - 1]);
    if (size < LONG || !two) return count;
    for (int one = 1; one < head; one++)
        for (int to = one + 1; to < head; to++) {
            uint64_t middle = prefix[one] * POWER[to - one - 1] + prefix[to] -
                              prefix[one + 1] * POWER[to - one - 1];
            keys[count++] = mixed(middle * POWER[head - to - 1] + prefix[head] -
                                  prefix[to + 1] * POWER[head - to - 1]);
        }
    return count;
}

enum { MOST_KEYS = 2 + LONGEST + HEAD * HEAD };

static void spellings_put(Spellings *s, uint64_t key, uint32_t number) {
    size_t at = key & s->mask;
    while (s->entries[at].number) {
        if (s->entries[at].tag == (uint32_t)(key >> 32) && s->entries[at].number == number) return;
        at = (at + 1) & s->mask;
    }
    s->entries[at].tag = (uint32_t)(key >> 32);
    s->entries[at].number = number;
}

/* Optimal string alignment, 3 standing for anything above 2. */
static int osa(const unsigned char *a, int m, const unsigned char *b, int n) {
    unsigned char rows[3][LONGEST + 2], *old = rows[0], *last = rows[1], *now = rows[2];
    if (m - n > 2 || n - m > 2) return 3;
    while (m && n && *a == *b) { a++; b++; m--; n--; }
    while (m && n && a[m - 1] == b[n - 1]) { m--; n--; }
    if (!m || !n) return m + n > 2 ? 3 : m + n;
    if (m == 1 && n == 1) return 1;
    if (m == 2 && n == 2) return a[0] == b[1] && a[1] == b[0] ? 1 : 2;
    for (int j = 0; j <= n; j++) last[j] = (unsigned char)j;
    for (int i = 1; i <= m; i++) {
        int low = now[0] = (unsigned char)i;
        for (int j = 1; j <= n; j++) {
            int best = last[j - 1] + (a[i - 1] != b[j - 1]);
            if (last[j] + 1 < best) best = last[j] + 1;
            if (now[j - 1] + 1 < best) best = now[j - 1] + 1;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && old[j - 2] + 1 < best)
                best = old[j - 2] + 1;
            now[j] = (unsigned char)best;
            if (best < low) low = best;
        }
        if (low > 2) return 3;
        unsigned char *spare = old;
        old = last; last = now; now = spare;
    }
    return last[n] > 2 ? 3 : last[n];
}

/* Something near a token: its number, from 1, among its kind; a form has a distance of 0. */
typedef struct { uint32_t number; int distance, kind; } Near;

static int near_before(const Spellings *s, Near a, Near b) {
    size_t m, n;
    if (a.distance != b.distance) return a.distance < b.distance;
    const char *x = blob_piece(&s->tokens, a.number - 1, &m);
    const char *y = blob_piece(&s->tokens, b.number - 1, &n);
    int order = memcmp(x, y, m < n ? m : n);
    return order ? order < 0 : m < n;
}

/* Keep `most` of them, nearest first, each once; returns how many there are. */
static int near_insert(const Spellings *s, Near *near, int count, int most, Near found) {
    int place = count;
    while (place > 0 && near_before(s, found, near[place - 1])) place--;
    for (int at = place; at > 0 && near[at - 1].distance == found.distance; at--)
        if (near[at - 1].number == found.number) return count;
    if (place == most) return count;
    if (count == most) count--;
    memmove(near + place + 1, near + place, (size_t)(count - place) * sizeof *near);
    near[place] = found;
    return count + 1;
}

/* The known tokens near one, nearest first; -1: it is a name's own token. `alone`: only those that
 * are a name by themselves. */
static int spellings_near(const Spellings *s, const unsigned char *token, int size, int two, int alone, Near *near) {
    uint64_t keys[MOST_KEYS];
    int count = 0;
    if (!s->entries || (s->large && size < LARGE_SHORTEST)) return 0;
    two = two && !s->large;
    /* One edit can't touch both the first two letters and the last two. */
    if (!two && size >= LONG && !ends_alike(s, token, size)) return 0;
    int many = spelling_keys(token, size, two, keys), reach = two ? 2 : 1;
    for (int k = 0; k < many; k++) FETCH(&s->entries[keys[k] & s->mask]);
    for (int k = 0; k < many; k++) {
        uint32_t tag = (uint32_t)(keys[k] >> 32);
        for (size_t at = keys[k] & s->mask; s->entries[at].number; at = (at + 1) & s->mask) {
            if (s->entries[at].tag != tag) continue;
            int apart = (int)(s->entries[at].number >> NUMBER_BITS) - size;
            if (apart > reach || -apart > reach) continue;
            uint32_t number = s->entries[at].number & ((1u << NUMBER_BITS) - 1);
            size_t length;
            const char *known = blob_piece(&s->tokens, number - 1, &length);
            if (!apart && !memcmp(known, token, length)) return -1;
            if (alone && !(s->begins[number - 1] & IS_FORM)) continue;
            int distance = osa(token, size, (const unsigned char *)known, (int)length);
            if (distance > 2 || (distance == 2 && !(two && size >= LONG - 1 && length >= LONG &&
                                                    token[0] == (unsigned char)known[0])))
                continue;
            count = near_insert(s, near, count, MOST_NEAR, (Near){number, distance, TOKEN});
        }
    }
    return count;
}

/* ── the scanner ───────────────────────────────────────────────────────────────────────────── */

typedef struct { uint64_t slip; uint32_t word; } Small;
typedef struct {
    PyObject_HEAD
    Packed words;
    Blob small;   /* small words */
    Small *slips; /* of them, sorted by hash */
    size_t slip_count, slip_room;
} Lexicon;

typedef struct {
    PyObject_HEAD
    unsigned char cased[256];  /* of a byte of text: its letter or digit, accents stripped, or 0 */
    unsigned char folded[256]; /* … in lower case */
    PyObject *lexicon;
    Sieve firsts, others;      /* tokens that begin a form; that stand within one */
    Table filling;             /* until frozen: runs */
    Packed runs;               /* beginnings of forms; values: below */
    Blob forms;
    uint64_t *in_vain;         /* hashes of tokens looked up lately that are near no name */
    Spellings spellings[2];    /* of all tokens of names; of those they have in lower case */
    uint8_t *capital;          /* by form: whether it counts only where it begins with a capital */
    int frozen;
} Scanner;

static uint64_t token_hash(const char *token, size_t size) {
    uint64_t h = 1;
    for (size_t at = 0; at < size; at++) h = h * BASE + (unsigned char)token[at];
    return mixed(h);
}

typedef struct { uint32_t start, end; uint64_t hash; int32_t odd; uint8_t alpha, lower; } Token;
typedef struct { uint32_t token, first; int count; } Odd;
typedef struct { uint32_t start, end, form; } Hit;
typedef struct { Hit hit; uint32_t token; Near near; } Miss;

/* What one scan gathers. `odds` are tokens that may be misspelt, `nears` what each may mean. */
typedef struct {
    Token *tokens; size_t token_count, token_room;
    Odd *odds; size_t odd_count, odd_room;
    Near *nears; size_t near_count, near_room;
    uint32_t *initials; size_t initial_count, initial_room;
    Hit *hits; size_t hit_count, hit_room;
    Miss *misses; size_t miss_count, miss_room;
    Hit *around; size_t around_count, around_room;
} Work;

static int more(void *list, size_t *room, size_t size, size_t wanted) {
    size_t next = *room * 2 + 64 + wanted;
    void *grown = realloc(*(void **)list, next * size);
    if (!grown) return -1;
    memcpy(list, &grown, sizeof grown);
    *room = next;
    return 0;
}
#define ROOM(w, list, kind) \
    ((w)->kind##_count < (w)->kind##_room ? 0 : more(&(w)->list, &(w)->kind##_room, sizeof *(w)->list, 1))

static void work_free(Work *w) {
    free(w->tokens); free(w->odds); free(w->nears); free(w->initials);
    free(w->hits); free(w->misses); free(w->around);
}

/* Names of several tokens that the token is when they are run together; of letters only (A.I.)
 * that would be another name. */
typedef struct { const Scanner *scanner; const unsigned char *token; int size; Near *near; int count; } Joined;

static void find_joined(Joined *j, int from, int pieces, uint64_t before, int words) {
    uint64_t hash = 1;
    for (int at = from; at < j->size; at++) {
        hash = hash * BASE + j->token[at];
        if (!from && (at == j->size - 1 || !sieve_has(&j->scanner->firsts, mixed(hash)))) continue;
        uint64_t run = joined_hash(before, pieces ? 1 : 0, mixed(hash));
        uint32_t value = packed_get(&j->scanner->runs, run);
        if (at == j->size - 1) {
            if (value >> FORM_SHIFT && words + (at > from) && j->count < MOST_NEAR) j->near[j->count++] = (Near){value >> FORM_SHIFT, 0, FORM};
        } else if (value & AFTER_ONE && pieces + 2 <= MOST_PIECES)
            find_joined(j, at + 1, pieces + 1, run, words + (at > from));
    }
}

/* The name's token of which this is all but the capital, in text where that was not struck. */
static int beheaded(const Spellings *s, const unsigned char *token, int size, Near *near) {
    if (s->large || !s->entries || size + 1 < BEHEADED) return 0;
    uint64_t hash = 1;
    int head = size < HEAD - 1 ? size : HEAD - 1;
    for (int at = 0; at < head; at++) hash = hash * BASE + token[at];
    hash = mixed(hash);
    int count = 0;
    for (size_t at = hash & s->mask; s->entries[at].number; at = (at + 1) & s->mask) {
        if (s->entries[at].tag != (uint32_t)(hash >> 32)) continue;
        size_t length;
        uint32_t number = s->entries[at].number & ((1u << NUMBER_BITS) - 1);
        const char *known = blob_piece(&s->tokens, number - 1, &length);
        if (length != (size_t)size + 1 || memcmp(known + 1, token, (size_t)size)) continue;
        count = near_insert(s, near, count, MOST_BEHEADED, (Near){number, 1, TOKEN});
    }
    return count;
}

static int small_slip(const Lexicon *lexicon, uint64_t hash, Near *near) {
    size_t low = 0, high = lexicon->slip_count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (lexicon->slips[middle].slip < hash) low = middle + 1;
        else high = middle;
    }
    int count = 0;
    for (; low < lexicon->slip_count && lexicon->slips[low].slip == hash && count < MOST_BEHEADED; low++)
        near[count++] = (Near){lexicon->slips[low].word, 1, SMALL_WORD};
    return count;
}

static int tokenize(const Scanner *s, Work *w, const unsigned char *text, size_t size) {
    for (size_t at = 0; at < size;) {
        unsigned char letter = s->folded[text[at]];
        if (!letter) { at++; continue; }
        size_t start = at;
        uint64_t hash = 1;
        unsigned char least = letter, cased = 0;
        do {
            least = letter < least ? letter : least;
            cased |= letter ^ s->cased[text[at]];
            hash = hash * BASE + letter;
        } while (++at < size && (letter = s->folded[text[at]]));
        if (ROOM(w, tokens, token)) return -1;
        w->tokens[w->token_count++] = (Token){(uint32_t)start, (uint32_t)at, mixed(hash), -1, least >= 'a', !cased};
    }
    return 0;
}

/* Where the token may be two of a name's that are run together: Bankof England. */
static int find_splits(const Scanner *s, const unsigned char *token, int size, Near *near) {
    uint64_t prefix[LONGEST + 1];
    int count = 0;
    prefix[0] = 1;
    for (int at = 0; at < size; at++) prefix[at + 1] = prefix[at] * BASE + token[at];
    for (int at = 2; at <= size - 2 && count < MOST_SPLITS; at++) {
        uint64_t rest = prefix[size] - (prefix[at] - 1) * POWER[size - at];
        if (!sieve_has(&s->others, mixed(rest))) continue;
        uint64_t first = mixed(prefix[at]);
        if (sieve_has(&s->firsts, first) || sieve_has(&s->others, first))
            near[count++] = (Near){(uint32_t)at, 0, SPLIT};
    }
    return count;
}

/* Whether a name of several tokens can hold the token: it is one of a name's, or may be misspelt. */
static int may_belong(const Scanner *s, const Token *token) {
    if (sieve_has(&s->firsts, token->hash) || sieve_has(&s->others, token->hash)) return 1;
    uint32_t flags = packed_get(&((const Lexicon *)s->lexicon)->words, token->hash);
    if (flags & SMALL_SLIP) return 1;
    return token->alpha && !(flags & SETTLED) && !(token->lower && flags & KNOWN);
}

/* Whether only a name of one token can stand at the token: none beside belongs to a name. */
static int stands_alone(const Scanner *s, const Work *w, size_t number) {
    const Token *token = &w->tokens[number];
    if (number && token->start - token[-1].end <= MOST_GAP && may_belong(s, token - 1)) return 0;
    return !(number + 1 < w->token_count && token[1].start - token->end <= MOST_GAP && may_belong(s, token + 1));
}

/* What the token may mean if it is a misspelling: written to `near`, their number returned. */
static int meanings(const Scanner *s, const Work *w, const unsigned char *text, size_t number, int explain, Near *near) {
    const Lexicon *lexicon = (const Lexicon *)s->lexicon;
    const Token *token = &w->tokens[number];
    unsigned char letters[LONGEST];
    int size = (int)(token->end - token->start), lower = token->lower && !explain, count;
    if (size > LONGEST || !token->alpha) return 0;
    uint32_t flags = packed_get(&lexicon->words, token->hash);
    if (flags & SMALL_SLIP && token->lower) return small_slip(lexicon, token->hash, near);
    if (size < SHORTEST || (!explain && (flags & SETTLED || (lower && flags & KNOWN)))) return 0;
    int alone = !explain && stands_alone(s, w, number);
    uint64_t *in_vain = &s->in_vain[(token->hash >> 7) & (IN_VAIN - 1)];
    uint64_t asked = token->hash ^ (uint64_t)lower ^ (uint64_t)alone << 1;
    if (!explain && READ(in_vain) == asked) return 0;
    for (int at = 0; at < size; at++) letters[at] = s->folded[text[token->start + (uint32_t)at]];
    if (lower) {
        count = beheaded(&s->spellings[0], letters, size, near);
        int more = spellings_near(&s->spellings[1], letters, size, 0, alone, near + count);
        for (int at = count; at < count + more; at++) near[at].kind = LOWER_TOKEN;
        count = more < 0 ? 0 : count + more;
    } else {
        int two = explain || (!(flags & IN_WORDS) && (!alone || size + 1 >= LONG_ALONE));
        count = spellings_near(&s->spellings[0], letters, size, two, alone, near);
        if (count >= 0) {
            Joined joined = {s, letters, size, near, count};
            find_joined(&joined, 0, 0, 0, 0);
            count = joined.count;
            if (!alone) count += find_splits(s, letters, size, near + count);
        }
    }
    if (count <= 0 && !explain) WRITE(in_vain, asked);
    return count;
}

/* Room for what one more token may mean. */
static int near_space(Work *w) {
    const size_t most = MOST_NEAR + MOST_BEHEADED;
    return w->near_room - w->near_count < most ? more(&w->nears, &w->near_room, sizeof *w->nears, most) : 0;
}

/* Which tokens may be misspelt, and which are a middle initial. */
static int odd_tokens(const Scanner *s, Work *w, const unsigned char *text, size_t size, int explain) {
    const Packed *words = &((const Lexicon *)s->lexicon)->words;
    if (near_space(w)) return -1;
    for (size_t number = 0; number < w->token_count; number++) {
        Token *token = &w->tokens[number];
        size_t at = token->end;
        if (number + AHEAD < w->token_count)
            FETCH(&words->slots[w->tokens[number + AHEAD].hash & words->mask]);
        int count = meanings(s, w, text, number, explain, w->nears + w->near_count);
        if (count > 0) {
            if (ROOM(w, odds, odd)) return -1;
            token->odd = (int32_t)w->odd_count;
            w->odds[w->odd_count++] = (Odd){(uint32_t)number, (uint32_t)w->near_count, count};
            w->near_count += (size_t)count;
            if (near_space(w)) return -1;
        } else if (at == token->start + 1u && token->start && text[token->start - 1] == ' ' &&
                   at + 1 < size && text[at] == '.' && text[at + 1] == ' ' &&
                   strchr("BCEFGHJKLNOPQRUVWXYZ", s->cased[text[token->start]])) {
            if (ROOM(w, initials, initial)) return -1;
            w->initials[w->initial_count++] = (uint32_t)number;
        }
    }
    return 0;
}

static inline int goes_on(const Work *w, size_t at, uint32_t value) {
    if (at + 1 >= w->token_count) return 0;
    return value & (w->tokens[at + 1].start - w->tokens[at].end == 1 ? AFTER_ONE : AFTER_MORE);
}

/* The value of the run of tokens that ends at `at`, read as a token of this hash. */
static inline uint32_t step(const Scanner *s, const Work *w, size_t first, size_t at, uint64_t hash, uint64_t *run) {
    uint32_t gap = 0;
    if (at > first) {
        gap = w->tokens[at].start - w->tokens[at - 1].end;
        if (gap > MOST_GAP) return 0;
    }
    *run = joined_hash(at > first ? *run : 0, gap, hash);
    return packed_get(&s->runs, *run);
}

/* Whether the text has the form's letters: hashes that agree are no proof. */
static int is_spelt(const Scanner *s, const unsigned char *text, const Hit *hit) {
    size_t size;
    const char *form = blob_piece(&s->forms, hit->form, &size);
    if (size != hit->end - hit->start) return 0;
    for (size_t at = 0; at < size; at++) {
        unsigned char letter = s->folded[text[hit->start + at]];
        if ((letter ? letter : ' ') != (unsigned char)form[at]) return 0;
    }
    return 1;
}

static inline int is_lower(unsigned char c) { return c >= 'a' && c <= 'z'; }

/* Whether the form says nothing in lower case, in which it is written. */
static inline int is_idle(const Scanner *s, const unsigned char *text, const Hit *hit) {
    return s->capital[hit->form] && is_lower(s->cased[text[hit->start]]);
}

static int exact(const Scanner *s, Work *w, const unsigned char *text, int lower) {
    for (size_t first = 0; first < w->token_count; first++) {
        uint64_t run = 0;
        if (first + AHEAD < w->token_count && sieve_has(&s->firsts, w->tokens[first + AHEAD].hash))
            FETCH(&s->runs.slots[joined_hash(0, 0, w->tokens[first + AHEAD].hash) & s->runs.mask]);
        if (!sieve_has(&s->firsts, w->tokens[first].hash)) continue;
        for (size_t at = first; at < w->token_count; at++) {
            uint32_t value = step(s, w, first, at, w->tokens[at].hash, &run);
            if (value >> FORM_SHIFT) {
                Hit hit = {w->tokens[first].start, w->tokens[at].end, (value >> FORM_SHIFT) - 1};
                if (ROOM(w, hits, hit)) return -1;
                if ((lower || !is_idle(s, text, &hit)) && is_spelt(s, text, &hit)) w->hits[w->hit_count++] = hit;
            }
            if (!goes_on(w, at, value)) break;
        }
    }
    return 0;
}

/* What an odd token may mean, `room` being a place for it to be written out. */
static const char *near_token(const Scanner *s, const unsigned char *text, const Token *odd, const Near *near, char *room, size_t *size) {
    const Lexicon *lexicon = (const Lexicon *)s->lexicon;
    const Blob *blobs[] = {&s->forms, &s->spellings[0].tokens, &s->spellings[1].tokens, &lexicon->small};
    if (near->kind != SPLIT) return blob_piece(blobs[near->kind], near->number - 1, size);
    *size = 0;
    for (uint32_t at = odd->start; at < odd->end; at++) {
        if (at - odd->start == near->number) room[(*size)++] = ' ';
        room[(*size)++] = (char)s->folded[text[at]];
    }
    return room;
}

/* The hash of the nearest name's token to an odd one; 0: it is none, or only a name run together. */
static uint64_t mended(const Scanner *s, const Work *w, size_t token) {
    if (w->tokens[token].odd < 0) return 0;
    const Odd *odd = &w->odds[w->tokens[token].odd];
    for (int n = 0; n < odd->count; n++) {
        const Near *near = &w->nears[odd->first + (uint32_t)n];
        if (!near->distance) continue;
        size_t size;
        const char *known = near_token(s, NULL, NULL, near, NULL, &size); /* no split: it has a distance */
        return token_hash(known, size);
    }
    return 0;
}

/* Whether a name of one token may be written like this: not if it is very short, and with two
 * edits only if it is long. */
static int may_be_alone(const Token *written, int size, int distance) {
    int length = (int)(written->end - written->start) + 1;
    if (!distance) return 1;
    return size >= SHORTEST_ALONE && (distance == 1 || (length < size ? length : size) >= LONG_ALONE);
}

/* Tokens before an odd one that begin a name which may go on with it. */
typedef struct { size_t first; uint64_t run; int changed; } Prefix;

/* With `mend` other odd tokens are mended too. The first prefix is the empty one. */
static int prefixes(const Scanner *s, const Work *w, const Odd *odd, int mend, Prefix *found) {
    int count = 0;
    found[count++] = (Prefix){odd->token, 0, 0};
    size_t last = odd->token > MOST_BEFORE ? odd->token - MOST_BEFORE : 0;
    for (size_t first = odd->token; first-- > last;) {
        if (w->tokens[first + 1].start - w->tokens[first].end > MOST_GAP) break;
        uint64_t run = 0, other = mend ? mended(s, w, first) : 0;
        if (!sieve_has(&s->firsts, other ? other : w->tokens[first].hash)) continue;
        int changed = 0, alive = 1;
        for (size_t at = first; at < odd->token && alive; at++) {
            other = mend ? mended(s, w, at) : 0;
            changed |= other != 0;
            alive = goes_on(w, at, step(s, w, first, at, other ? other : w->tokens[at].hash, &run));
        }
        if (alive) found[count++] = (Prefix){first, run, changed};
    }
    return count;
}

/* Names that begin with the prefix and in which the odd token stands for `near`. With `mend`
 * only those that hold another mended token are told. */
static int meant(const Scanner *s, Work *w, const Odd *odd, const Near *near, const char *piece, const char *end, const Prefix *prefix, int mend, int alone) {
    size_t first = prefix->first;
    uint64_t run = prefix->run;
    uint32_t value = AFTER_ONE;
    int changed = prefix->changed;
    unsigned gap = first < odd->token ? w->tokens[odd->token].start - w->tokens[odd->token - 1].end : 0;
    while (piece < end && value & AFTER_ONE) {
        const char *stop = memchr(piece, ' ', (size_t)(end - piece));
        if (!stop) stop = end;
        uint64_t hash = token_hash(piece, (size_t)(stop - piece));
        if (!run && !sieve_has(&s->firsts, hash)) return 0;
        run = joined_hash(run, gap, hash);
        value = packed_get(&s->runs, run);
        gap = 1;
        piece = stop + 1;
    }
    if (piece < end) return 0;
    for (size_t at = odd->token;;) {
        if (value >> FORM_SHIFT && (!mend || changed) && (alone || first < at)) {
            if (ROOM(w, misses, miss)) return -1;
            Hit hit = {w->tokens[first].start, w->tokens[at].end, (value >> FORM_SHIFT) - 1};
            w->misses[w->miss_count++] = (Miss){hit, odd->token, *near};
        }
        if (!goes_on(w, at, value)) return 0;
        at++;
        uint64_t other = mend ? mended(s, w, at) : 0;
        changed |= other != 0;
        value = step(s, w, first, at, other ? other : w->tokens[at].hash, &run);
    }
}

static int misspelt(const Scanner *s, Work *w, const unsigned char *text, int explain) {
    Prefix found[2][MOST_BEFORE + 1];
    for (size_t o = 0; o < w->odd_count; o++) {
        const Odd odd = w->odds[o];
        int mend = (o && odd.token - w->odds[o - 1].token <= MOST_BEFORE) ||
                   (o + 1 < w->odd_count && w->odds[o + 1].token - odd.token <= MOST_BEFORE);
        int count[2] = {prefixes(s, w, &odd, 0, found[0]), mend ? prefixes(s, w, &odd, 1, found[1]) : 0};
        for (int n = 0; n < odd.count; n++) {
            const Near near = w->nears[odd.first + (uint32_t)n];
            char room[LONGEST + 1];
            size_t size;
            const char *known = near_token(s, text, &w->tokens[odd.token], &near, room, &size);
            int alone = explain || may_be_alone(&w->tokens[odd.token], (int)size, near.distance);
            if (near.kind == TOKEN && count[0] + count[1] <= 1 + mend) {
                uint32_t begins = s->spellings[0].begins[near.number - 1];
                if (!(begins & IS_FORM && alone) && !goes_on(w, odd.token, begins)) continue;
            }
            for (int mode = 0; mode < (near.distance ? 2 : 1); mode++)
                for (int p = 0; p < count[mode]; p++)
                    if (meant(s, w, &odd, &near, known, known + size, &found[mode][p], mode, alone)) return -1;
        }
    }
    return 0;
}

/* Names that stand around a middle initial. */
static int around_initials(const Scanner *s, Work *w) {
    for (size_t i = 0; i < w->initial_count; i++) {
        size_t skipped = w->initials[i], last = skipped > MOST_BEFORE ? skipped - MOST_BEFORE : 0;
        if (skipped + 1 >= w->token_count) continue;
        if (w->tokens[skipped].start - w->tokens[skipped - 1].end != 1 ||
            w->tokens[skipped + 1].start - w->tokens[skipped].end != 2)
            continue; /* not "Elon R. Musk" */
        for (size_t first = skipped; first-- > last;) {
            uint64_t run = 0;
            for (size_t at = first; at < w->token_count; at++) {
                uint32_t value;
                if (at == skipped) continue;
                if (at == skipped + 1) {
                    run = joined_hash(run, 1, w->tokens[at].hash);
                    value = packed_get(&s->runs, run);
                } else
                    value = step(s, w, first, at, w->tokens[at].hash, &run);
                if (value >> FORM_SHIFT && at > skipped) {
                    if (ROOM(w, around, around)) return -1;
                    w->around[w->around_count++] = (Hit){w->tokens[first].start, w->tokens[at].end, (value >> FORM_SHIFT) - 1};
                }
                if (at + 1 == skipped ? !(value & AFTER_ONE) : !goes_on(w, at, value)) break;
            }
        }
    }
    return 0;
}

/* ── sentences ─────────────────────────────────────────────────────────────────────────────── */

enum { SENTENCE, TITLE, CAPITALS, LOWER, SENTENCE_REACH = 400 };

static inline int is_stop(unsigned char c) { return c == '.' || c == '!' || c == '?'; }
static inline int is_quote(unsigned char c) { return c == '"' || c == '\'' || c == 0x94; }
static inline int is_colon(unsigned char c) { return c == ':' || c == '|'; }
static inline int is_upper(unsigned char c) { return c >= 'A' && c <= 'Z'; }

/* Whether the point at `at` only ends an abbreviation: Mr. Musk, Elon R. Musk. */
static int is_abbreviation(const unsigned char *raw, size_t at) {
    static const char *known[] = {"mr", "mrs", "ms", "dr", "prof", "sen", "rep", "gov", "gen", "st", "vs"};
    char word[5] = {0};
    size_t size = 0;
    while (size < 5 && size < at && (is_upper(raw[at - size - 1]) || is_lower(raw[at - size - 1]))) size++;
    if (!size || size > 4) return 0;
    if (size == 1 && is_upper(raw[at - 1])) return 1;
    for (size_t i = 0; i < size; i++) word[i] = (char)(raw[at - size + i] | 32);
    for (size_t n = 0; n < sizeof known / sizeof *known; n++)
        if (!strcmp(known[n], word)) return 1;
    return 0;
}

static size_t sentence_start(const unsigned char *raw, size_t low, size_t at) {
    for (size_t i = at; i-- > low;) {
        if (raw[i] == '\n') return i + 1;
        if (raw[i] != ' ' || i == low) continue;
        unsigned char before = raw[i - 1];
        if ((is_stop(before) && !(before == '.' && is_abbreviation(raw, i - 1))) || is_colon(before)) return i + 1;
        if (is_quote(before) && i - 1 > low && is_stop(raw[i - 2])) return i + 1;
    }
    return low;
}

static size_t sentence_end(const unsigned char *raw, size_t at, size_t high) {
    for (size_t i = at; i < high; i++) {
        if (raw[i] == '\n') return i;
        if (i + 1 < high && raw[i + 1] == ' ' && (is_stop(raw[i]) || is_colon(raw[i])) &&
            !(raw[i] == '.' && is_abbreviation(raw, i)))
            return i;
        if (i + 2 < high && is_stop(raw[i]) && is_quote(raw[i + 1]) && raw[i + 2] == ' ') return i;
    }
    return high;
}

/* Words that stay small in a headline whose words have capitals. */
static int is_small(const unsigned char *word, size_t size) {
    static const char *small[] = {
        "an", "as", "at", "by", "in", "is", "it", "of", "on", "or", "so", "to", "up", "vs", "be", "and",
        "but", "for", "its", "nor", "off", "per", "the", "via", "was", "are", "from", "into", "onto",
        "than", "that", "with"};
    for (size_t n = 0; n < sizeof small / sizeof *small; n++)
        if (strlen(small[n]) == size && !memcmp(small[n], word, size)) return 1;
    return 0;
}

static int sentence_style(const unsigned char *cased, size_t start, size_t end) {
    size_t count = 0, lower = 0, upper = 0, small = 0, first = 0;
    for (size_t at = start; at < end;) {
        if (cased[at] == ' ') { at++; continue; }
        size_t begin = at, ups = 0, lows = 0;
        for (; at < end && cased[at] != ' '; at++) {
            ups += (size_t)is_upper(cased[at]);
            lows += (size_t)is_lower(cased[at]);
        }
        size_t size = at - begin;
        if (size < 2 || ups + lows < size) continue;
        if (!count++) first = (size_t)is_upper(cased[begin]);
        lower += lows == size;
        upper += ups == size;
        small += lows == size && size < 5 && is_small(cased + begin, size);
    }
    if (count > 1 && upper * 10 > 7 * count) return CAPITALS;
    if (!count) return SENTENCE;
    if (lower == count) return LOWER;
    if (count >= small + 4) {
        size_t rest = count - small - 1, capitals = count - lower - first;
        if (capitals * 4 >= 3 * rest) return TITLE;
    }
    return SENTENCE;
}

/* sentence(raw, cased, at) -> (start, end, style) */
static PyObject *module_sentence(PyObject *Py_UNUSED(self), PyObject *args) {
    const char *raw, *cased;
    Py_ssize_t size, other, at;
    if (!PyArg_ParseTuple(args, "y#y#n", &raw, &size, &cased, &other, &at)) return NULL;
    if (other != size || at < 0 || at > size) { PyErr_SetString(PyExc_ValueError, "no such place"); return NULL; }
    size_t low = at > SENTENCE_REACH ? (size_t)at - SENTENCE_REACH : 0;
    size_t high = at + SENTENCE_REACH < size ? (size_t)at + SENTENCE_REACH : (size_t)size;
    size_t start = sentence_start((const unsigned char *)raw, low, (size_t)at);
    size_t end = sentence_end((const unsigned char *)raw, (size_t)at, high);
    return Py_BuildValue("(nni)", (Py_ssize_t)start, (Py_ssize_t)end, sentence_style((const unsigned char *)cased, start, end));
}

/* ── the fold ──────────────────────────────────────────────────────────────────────────────── */

/* fold(text, table, fill) -> bytes: one for each character. `table` has for each of the first
 * 65,536 characters its byte plus one, or 0: then it is asked of fill(character) and entered. */
static PyObject *module_fold(PyObject *Py_UNUSED(self), PyObject *args) {
    PyObject *text, *fill, *result = NULL;
    Py_buffer table;
    if (!PyArg_ParseTuple(args, "Uw*O", &text, &table, &fill)) return NULL;
    Py_ssize_t size = PyUnicode_GetLength(text);
    Py_UCS4 *chars = table.len == 65536 * 2 ? PyUnicode_AsUCS4Copy(text) : NULL;
    char *bytes = chars ? PyMem_Malloc((size_t)size + 1) : NULL;
    if (!bytes) {
        if (!PyErr_Occurred()) PyErr_SetString(PyExc_ValueError, "a table has 65,536 entries, or no memory is left");
    } else {
        uint16_t *known = table.buf;
        Py_ssize_t at = 0;
        for (; at < size; at++) {
            Py_UCS4 c = chars[at];
            uint16_t value = c < 65536 ? known[c] : 0;
            if (!value) {
                PyObject *one = PyUnicode_Substring(text, at, at + 1);
                PyObject *byte = one ? PyObject_CallFunctionObjArgs(fill, one, NULL) : NULL;
                long number = byte ? PyLong_AsLong(byte) : -1;
                Py_XDECREF(one);
                Py_XDECREF(byte);
                if (PyErr_Occurred()) break;
                value = (uint16_t)((number & 0xFF) + 1);
                if (c < 65536) known[c] = value;
            }
            bytes[at] = (char)(value - 1);
        }
        if (at == size) result = PyBytes_FromStringAndSize(bytes, size);
    }
    PyMem_Free(bytes);
    PyMem_Free(chars);
    PyBuffer_Release(&table);
    return result;
}

/* ── for Python ────────────────────────────────────────────────────────────────────────────── */

static int frozen(const Scanner *s, int wanted) {
    if (s->frozen == wanted) return 0;
    PyErr_SetString(PyExc_RuntimeError, wanted ? "not frozen yet" : "frozen already");
    return -1;
}

static PyObject *scanner_add(PyObject *self, PyObject *form) {
    Scanner *s = (Scanner *)self;
    char *text;
    Py_ssize_t size;
    if (frozen(s, 0) || PyBytes_AsStringAndSize(form, &text, &size)) return NULL;
    uint64_t run = 0;
    int begun = 0;
    uint32_t *value = NULL;
    for (Py_ssize_t at = 0, gap = 0; at < size;) {
        if (text[at] == ' ') { at++; gap++; continue; }
        Py_ssize_t stop = at;
        while (stop < size && text[stop] != ' ') stop++;
        Py_ssize_t next = stop;
        while (next < size && text[next] == ' ') next++;
        if (next < size && next - stop > MOST_GAP) {
            PyErr_SetString(PyExc_ValueError, "the gap between two tokens is too wide");
            return NULL;
        }
        uint64_t token = token_hash(text + at, (size_t)(stop - at));
        run = joined_hash(run, begun ? (unsigned)gap : 0, token);
        if (!(value = table_slot(&s->filling, run))) return PyErr_NoMemory();
        if (!*value && sieve_add(begun ? &s->others : &s->firsts, token)) return PyErr_NoMemory();
        if (next < size) *value |= next - stop == 1 ? AFTER_ONE : AFTER_MORE;
        begun = 1;
        gap = 0;
        at = stop;
    }
    if (!value) { PyErr_SetString(PyExc_ValueError, "a form without a token"); return NULL; }
    if (!(*value >> FORM_SHIFT)) {
        if (s->forms.count >= (UINT32_MAX >> FORM_SHIFT) - 1 || blob_add(&s->forms, text, (size_t)size)) return PyErr_NoMemory();
        *value |= (uint32_t)s->forms.count << FORM_SHIFT;
    }
    return PyLong_FromUnsignedLong((*value >> FORM_SHIFT) - 1);
}

static PyObject *scanner_form(PyObject *self, PyObject *number) {
    Scanner *s = (Scanner *)self;
    size_t at = PyLong_AsSize_t(number), size;
    if (PyErr_Occurred()) return NULL;
    if (at >= s->forms.count) { PyErr_SetString(PyExc_IndexError, "no such form"); return NULL; }
    const char *form = blob_piece(&s->forms, at, &size);
    return PyBytes_FromStringAndSize(form, (Py_ssize_t)size);
}

/* The tokens of an iterable, checked. */
static int gather(PyObject *tokens, Blob *gathered) {
    PyObject *each, *iterator = PyObject_GetIter(tokens);
    if (!iterator) return -1;
    while ((each = PyIter_Next(iterator))) {
        char *text;
        Py_ssize_t size;
        if (!PyBytes_AsStringAndSize(each, &text, &size)) {
            if (size < SHORTEST || size > LONGEST)
                PyErr_SetString(PyExc_ValueError, "a token too short or too long to be misspelt");
            else if ((gathered->count + 2) >> NUMBER_BITS || blob_add(gathered, text, (size_t)size)) PyErr_NoMemory();
        }
        Py_DECREF(each);
        if (PyErr_Occurred()) break;
    }
    Py_DECREF(iterator);
    return PyErr_Occurred() ? -1 : 0;
}

static void spellings_fill(Spellings *s) {
    uint64_t keys[MOST_KEYS];
    for (size_t number = 0; number < s->tokens.count; number++) {
        size_t size;
        const unsigned char *letters = (const unsigned char *)blob_piece(&s->tokens, number, &size);
        int length = (int)size;
        for (int near = length - 1; near <= length + 1; near++)
            for (int last = 0; last < 2; last++) {
                const unsigned char *pair = last ? letters + length - 2 : letters;
                unsigned bit = end_bit(near, pair[0], pair[1], last);
                s->ends[bit >> 3] |= (uint8_t)(1 << (bit & 7));
            }
        int count = spelling_keys(letters, length, !s->large, keys);
        for (int k = 0; k < count; k++) spellings_put(s, keys[k], ((uint32_t)size << NUMBER_BITS) + (uint32_t)number + 1);
    }
}

/* spell(tokens, lower, large): the tokens that may be misspelt. */
static PyObject *scanner_spell(PyObject *self, PyObject *args) {
    Scanner *s = (Scanner *)self;
    PyObject *tokens;
    int lower, large;
    if (frozen(s, 0) || !PyArg_ParseTuple(args, "Opp", &tokens, &lower, &large)) return NULL;
    Blob gathered = {0};
    if (gather(tokens, &gathered)) {
        blob_free(&gathered);
        return NULL;
    }
    /* Gathering ran Python code, which may have spelt or frozen meanwhile. */
    Spellings *spellings = &s->spellings[lower];
    if (spellings->entries) PyErr_SetString(PyExc_RuntimeError, "spelt already");
    if (PyErr_Occurred() || frozen(s, 0)) {
        blob_free(&gathered);
        return NULL;
    }
    size_t many = 0, slots = 1024;
    for (size_t number = 0; number < gathered.count; number++) {
        size_t size;
        blob_piece(&gathered, number, &size);
        many += size < LONG ? size + 1 : large ? 9 : 24;
    }
    while (slots < many * 2) slots *= 2;
    uint8_t *begins = calloc(gathered.count + 1, 1);
    Entry *entries = calloc(slots, sizeof *entries);
    if (!begins || !entries) {
        free(begins);
        free(entries);
        blob_free(&gathered);
        return PyErr_NoMemory();
    }
    spellings->tokens = gathered;
    spellings->begins = begins;
    spellings->entries = entries;
    spellings->mask = slots - 1;
    spellings->large = large;
    spellings_fill(spellings);
    Py_RETURN_NONE;
}

/* knows(token) -> bool: whether it was given to spell(tokens, 0, …) */
static PyObject *scanner_knows(PyObject *self, PyObject *token) {
    Near near[MOST_NEAR];
    char *text;
    Py_ssize_t size;
    if (PyBytes_AsStringAndSize(token, &text, &size)) return NULL;
    if (size < SHORTEST || size > LONGEST) Py_RETURN_FALSE;
    return PyBool_FromLong(spellings_near(&((Scanner *)self)->spellings[0], (const unsigned char *)text, (int)size, 0, 0, near) < 0);
}

/* freeze(capital): one byte for each form, 1 where it counts only with a capital. */
static PyObject *scanner_freeze(PyObject *self, PyObject *given) {
    Scanner *s = (Scanner *)self;
    char *capital;
    Py_ssize_t size;
    if (frozen(s, 0) || PyBytes_AsStringAndSize(given, &capital, &size)) return NULL;
    if ((size_t)size != s->forms.count) { PyErr_SetString(PyExc_ValueError, "one byte for each form is wanted"); return NULL; }
    free(s->capital);
    free(s->in_vain);
    s->in_vain = calloc(IN_VAIN, sizeof *s->in_vain);
    s->capital = malloc((size_t)size + 1);
    if (s->capital) memcpy(s->capital, capital, (size_t)size);
    if (!s->in_vain || !s->capital || sieve_close(&s->firsts) || sieve_close(&s->others) || pack(&s->runs, &s->filling))
        return PyErr_NoMemory();
    for (int which = 0; which < 2; which++) {
        Spellings *spellings = &s->spellings[which];
        for (size_t number = 0; spellings->begins && number < spellings->tokens.count; number++) {
            size_t size;
            const char *token = blob_piece(&spellings->tokens, number, &size);
            uint64_t run = joined_hash(0, 0, token_hash(token, size));
            uint32_t value = packed_get(&s->runs, run);
            spellings->begins[number] = (uint8_t)((value & 3) | (value >> FORM_SHIFT ? IS_FORM : 0));
        }
    }
    s->frozen = 1;
    Py_RETURN_NONE;
}

static PyObject *hit_list(const Hit *hits, size_t count) {
    PyObject *list = PyList_New((Py_ssize_t)count);
    if (!list) return NULL;
    for (size_t at = 0; at < count; at++) {
        PyObject *each = Py_BuildValue("(III)", hits[at].start, hits[at].end, hits[at].form);
        if (!each || PyList_SetItem(list, (Py_ssize_t)at, each)) { Py_DECREF(list); return NULL; }
    }
    return list;
}

static PyObject *miss_list(const Scanner *s, const Work *w, const unsigned char *text) {
    PyObject *list = PyList_New((Py_ssize_t)w->miss_count);
    if (!list) return NULL;
    for (size_t at = 0; at < w->miss_count; at++) {
        const Miss *miss = &w->misses[at];
        const Token *token = &w->tokens[miss->token];
        char room[LONGEST + 1];
        size_t size;
        const char *known = near_token(s, text, token, &miss->near, room, &size);
        PyObject *each = Py_BuildValue(
            "(IIIIIy#i)", miss->hit.start, miss->hit.end, miss->hit.form, token->start, token->end,
            known, (Py_ssize_t)size, miss->near.distance);
        if (!each || PyList_SetItem(list, (Py_ssize_t)at, each)) { Py_DECREF(list); return NULL; }
    }
    return list;
}

/* scan(text, explain, lower) -> None | (hits, misses, around): text is bytes as folded by
 * bot.matching.fold, or a str of ASCII only. */
static PyObject *scanner_scan(PyObject *self, PyObject *args) {
    Scanner *s = (Scanner *)self;
    PyObject *text, *result = NULL;
    int explain, lower;
    if (frozen(s, 1) || !PyArg_ParseTuple(args, "Opp", &text, &explain, &lower)) return NULL;
    const char *bytes;
    Py_ssize_t size;
    if (PyUnicode_Check(text)) {
        if (!(bytes = PyUnicode_AsUTF8AndSize(text, &size))) return NULL;
        if (size != PyUnicode_GetLength(text)) { PyErr_SetString(PyExc_ValueError, "a str must be ASCII"); return NULL; }
    } else if (PyBytes_AsStringAndSize(text, (char **)&bytes, &size)) return NULL;
    if ((size_t)size > UINT32_MAX / 2) { PyErr_SetString(PyExc_OverflowError, "the text is too long"); return NULL; }
    Work w = {0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = tokenize(s, &w, (const unsigned char *)bytes, (size_t)size) || exact(s, &w, (const unsigned char *)bytes, lower) ||
             odd_tokens(s, &w, (const unsigned char *)bytes, (size_t)size, explain) || misspelt(s, &w, (const unsigned char *)bytes, explain) || around_initials(s, &w);
    Py_END_ALLOW_THREADS
    if (failed) PyErr_NoMemory();
    else if (!w.hit_count && !w.miss_count && !w.around_count) {
        Py_INCREF(Py_None);
        result = Py_None;
    } else {
        PyObject *hits = hit_list(w.hits, w.hit_count);
        PyObject *misses = hits ? miss_list(s, &w, (const unsigned char *)bytes) : NULL;
        PyObject *around = misses ? hit_list(w.around, w.around_count) : NULL;
        if (around) result = PyTuple_Pack(3, hits, misses, around);
        Py_XDECREF(hits);
        Py_XDECREF(misses);
        Py_XDECREF(around);
    }
    work_free(&w);
    return result;
}

static int by_slip(const void *a, const void *b) {
    const Small *one = a, *other = b;
    if (one->slip != other->slip) return one->slip < other->slip ? -1 : 1;
    return one->word < other->word ? -1 : one->word > other->word;
}

static int is_tuple(PyObject *each) {
    if (PyTuple_Check(each)) return 1;
    PyErr_SetString(PyExc_TypeError, "a pair is wanted");
    return 0;
}

/* One word known before any name is watched: (token, flags). */
static int lexicon_word(Table *table, PyObject *each) {
    const char *token;
    Py_ssize_t size;
    unsigned char flags;
    if (!is_tuple(each) || !PyArg_ParseTuple(each, "y#b", &token, &size, &flags)) return -1;
    uint32_t *value = flags ? table_slot(table, token_hash(token, (size_t)size)) : NULL;
    if (value) *value |= flags;
    else if (flags) PyErr_NoMemory();
    return PyErr_Occurred() ? -1 : 0;
}

/* One slip of a small word: (slip, word). */
static int lexicon_slip(Lexicon *self, Table *table, PyObject *each) {
    const char *slip, *word;
    Py_ssize_t size, length;
    if (!is_tuple(each) || !PyArg_ParseTuple(each, "y#y#", &slip, &size, &word, &length)) return -1;
    uint64_t hash = token_hash(slip, (size_t)size);
    uint32_t *value = table_slot(table, hash);
    if (!value || blob_add(&self->small, word, (size_t)length) ||
        (self->slip_count == self->slip_room &&
         more(&self->slips, &self->slip_room, sizeof *self->slips, 1))) {
        PyErr_NoMemory();
        return -1;
    }
    *value |= SMALL_SLIP;
    self->slips[self->slip_count++] = (Small){hash, (uint32_t)self->small.count};
    return 0;
}

/* Lexicon(words, slips) */
static PyObject *lexicon_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs)) {
    PyObject *given[2], *each;
    if (!PyArg_ParseTuple(args, "OO", &given[0], &given[1])) return NULL;
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Lexicon *self = (Lexicon *)alloc(type, 0);
    if (!self) return NULL;
    Table table;
    if (table_init(&table, 1 << 16)) PyErr_NoMemory();
    for (int which = 0; which < 2 && !PyErr_Occurred(); which++) {
        PyObject *iterator = PyObject_GetIter(given[which]);
        while (iterator && !PyErr_Occurred() && (each = PyIter_Next(iterator))) {
            if (which) lexicon_slip(self, &table, each);
            else lexicon_word(&table, each);
            Py_DECREF(each);
        }
        Py_XDECREF(iterator);
    }
    if (!PyErr_Occurred() && pack(&self->words, &table)) PyErr_NoMemory();
    if (PyErr_Occurred()) {
        table_free(&table);
        Py_DECREF(self);
        return NULL;
    }
    if (self->slip_count) qsort(self->slips, self->slip_count, sizeof *self->slips, by_slip);
    return (PyObject *)self;
}

static void lexicon_dealloc(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    Lexicon *lexicon = (Lexicon *)self;
    free(lexicon->words.slots);
    free(lexicon->slips);
    blob_free(&lexicon->small);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyType_Slot lexicon_slots[] = {
    {Py_tp_new, lexicon_new}, {Py_tp_dealloc, lexicon_dealloc}, {0, NULL}};
static PyType_Spec lexicon_spec = {"bot.matching._scanner.Lexicon", sizeof(Lexicon), 0, Py_TPFLAGS_DEFAULT, lexicon_slots};
static PyObject *lexicon_type;

/* Scanner(cased, lexicon): `cased` has for each byte of text its letter or digit, or a space. */
static PyObject *scanner_new(PyTypeObject *type, PyObject *args, PyObject *Py_UNUSED(kwargs)) {
    const char *cased;
    Py_ssize_t size;
    PyObject *lexicon;
    if (!PyArg_ParseTuple(args, "y#O!", &cased, &size, (PyTypeObject *)lexicon_type, &lexicon)) return NULL;
    if (size != 256) { PyErr_SetString(PyExc_ValueError, "a table has 256 bytes"); return NULL; }
    allocfunc alloc = (allocfunc)PyType_GetSlot(type, Py_tp_alloc);
    Scanner *self = (Scanner *)alloc(type, 0);
    if (!self) return NULL;
    for (int byte = 0; byte < 256; byte++) {
        unsigned char letter = (unsigned char)cased[byte];
        self->cased[byte] = letter == ' ' ? 0 : letter;
        self->folded[byte] = letter >= 'A' && letter <= 'Z' ? letter + 32 : self->cased[byte];
    }
    Py_INCREF(lexicon);
    self->lexicon = lexicon;
    if (table_init(&self->filling, 1 << 8)) { Py_DECREF(self); return PyErr_NoMemory(); }
    return (PyObject *)self;
}

static void scanner_dealloc(PyObject *self) {
    Scanner *s = (Scanner *)self;
    PyTypeObject *type = Py_TYPE(self);
    table_free(&s->filling);
    free(s->runs.slots);
    blob_free(&s->forms);
    sieve_free(&s->firsts);
    sieve_free(&s->others);
    free(s->in_vain);
    free(s->capital);
    for (int which = 0; which < 2; which++) {
        blob_free(&s->spellings[which].tokens);
        free(s->spellings[which].begins);
        free(s->spellings[which].entries);
    }
    Py_XDECREF(s->lexicon);
    ((freefunc)PyType_GetSlot(type, Py_tp_free))(self);
    Py_DECREF(type);
}

static PyMethodDef scanner_methods[] = {
    {"add", scanner_add, METH_O, NULL},
    {"form", scanner_form, METH_O, NULL},
    {"spell", scanner_spell, METH_VARARGS, NULL},
    {"knows", scanner_knows, METH_O, NULL},
    {"freeze", scanner_freeze, METH_O, NULL},
    {"scan", scanner_scan, METH_VARARGS, NULL},
    {NULL, NULL, 0, NULL}};
static PyType_Slot scanner_slots[] = {
    {Py_tp_new, scanner_new}, {Py_tp_dealloc, scanner_dealloc}, {Py_tp_methods, scanner_methods}, {0, NULL}};
static PyType_Spec scanner_spec = {"bot.matching._scanner.Scanner", sizeof(Scanner), 0, Py_TPFLAGS_DEFAULT, scanner_slots};

static PyMethodDef module_methods[] = {
    {"sentence", module_sentence, METH_VARARGS, NULL}, {"fold", module_fold, METH_VARARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_scanner", NULL, -1, module_methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit__scanner(void) {
    POWER[0] = 1;
    for (int at = 1; at < LONGEST + 2; at++) POWER[at] = POWER[at - 1] * BASE;
    PyObject *self = PyModule_Create(&module);
    if (!self) return NULL;
    lexicon_type = PyType_FromSpec(&lexicon_spec);
    PyObject *scanner_type = PyType_FromSpec(&scanner_spec);
    if (!lexicon_type || !scanner_type || PyModule_AddIntConstant(self, "VERSION", VERSION) || PyModule_AddObjectRef(self, "Lexicon", lexicon_type) ||
        PyModule_AddObjectRef(self, "Scanner", scanner_type)) {
        Py_DECREF(self);
        return NULL;
    }
    Py_DECREF(scanner_type);
    return self;
}
