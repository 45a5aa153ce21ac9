/* One subject of the kept file in few bytes: what follows from other numbers of it is not written. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "store/store_kept.h"
#include "support/arena.h"
#include "support/array.h"

static const double cell_unit = 1e-6;

/* --- shared texts --- */

static uint64_t hash_of(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text != '\0'; text++) {
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    }
    return hash;
}

static size_t slot_of(const struct kept_words *words, const char *text)
{
    size_t at = (size_t)hash_of(text) & (words->slot_count - 1);
    while (words->slots[at] != 0 && strcmp(words->items[words->slots[at] - 1], text) != 0) {
        at = (at + 1) & (words->slot_count - 1);
    }
    return at;
}

static enum lt_status grow(struct kept_words *words, struct lt_error *err)
{
    if (2 * (words->count + 1) <= words->slot_count) {
        return LT_OK;
    }
    const size_t wanted = words->slot_count == 0 ? 1024 : 2 * words->slot_count;
    uint32_t *slots = calloc(wanted, sizeof *slots);
    if (slots == NULL) {
        return lt_fail_memory(err, "the kept half-year");
    }
    free(words->slots);
    words->slots = slots;
    words->slot_count = wanted;
    for (size_t i = 0; i < words->count; i++) {
        slots[slot_of(words, words->items[i])] = (uint32_t)i + 1;
    }
    return LT_OK;
}

enum lt_status kept_words_number(struct kept_words *words, const char *text, uint32_t *ret_number,
                                 struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(grow(words, err));
    const size_t slot = slot_of(words, text);
    if (words->slots[slot] == 0) {
        LT_TRY(lt_array_reserve(&words->items, &words->capacity, words->count + 1,
                                sizeof *words->items, err));
        const size_t size = strlen(text) + 1;
        char *copy = malloc(size);
        if (copy == NULL) {
            status = lt_fail_memory(err, "the kept half-year");
            goto out;
        }
        memcpy(copy, text, size);
        words->items[words->count++] = copy;
        words->slots[slot] = (uint32_t)words->count;
    }
    *ret_number = words->slots[slot] - 1;
out:
    return status;
}

void kept_words_finish(struct kept_words *words)
{
    for (size_t i = 0; i < words->count; i++) {
        free((void *)(uintptr_t)words->items[i]);
    }
    free(words->items);
    free(words->slots);
    *words = (struct kept_words){0};
}

/* --- numbers --- */

static void put_whole(struct lt_text *into, uint64_t value)
{
    char bytes[10];
    size_t count = 0;
    for (; value >= 128; value >>= 7) {
        bytes[count++] = (char)(value | 128u);
    }
    bytes[count++] = (char)value;
    lt_text_add_n(into, bytes, count);
}

static void put_number(struct lt_text *into, double value)
{
    lt_text_add_n(into, (const char *)&value, sizeof value);
}

static uint64_t take_whole(struct kept_view *view)
{
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && view->at < view->size; shift += 7) {
        const unsigned char byte = view->data[view->at++];
        value |= (uint64_t)(byte & 127u) << shift;
        if (byte < 128) {
            return value;
        }
    }
    view->damaged = true;
    return 0;
}

static uint64_t take_below(struct kept_view *view, uint64_t limit)
{
    const uint64_t value = take_whole(view);
    view->damaged = view->damaged || value >= limit;
    return value < limit ? value : 0;
}

static double take_number(struct kept_view *view)
{
    double value = 0.0;
    if (view->size - view->at < sizeof value) {
        view->damaged = true;
        return 0.0;
    }
    memcpy(&value, view->data + view->at, sizeof value);
    view->at += sizeof value;
    return value;
}

/* --- tuples of classes --- */

static void put_joint(struct lt_text *into, unsigned seasons, const struct lt_joint *joint,
                      size_t count)
{
    put_whole(into, count);
    for (size_t i = 0; i < count; i++) {
        lt_text_add_n(into, (const char *)&joint[i].key, seasons); /* lowest season first */
        put_whole(into, (uint64_t)(joint[i].cells / cell_unit + 0.5));
        put_number(into, joint[i].m2);
    }
}

static void take_joint(struct kept_view *view, unsigned seasons, struct lt_arena *arena,
                       const struct lt_joint **ret_joint, size_t *ret_count)
{
    const size_t count = (size_t)take_below(view, view->size + 1);
    struct lt_joint *joint = lt_arena_array(arena, count, sizeof *joint);
    for (size_t i = 0; joint != NULL && !view->damaged && i < count; i++) {
        if (view->size - view->at < seasons) {
            view->damaged = true;
            break;
        }
        memcpy(&joint[i].key, view->data + view->at, seasons);
        view->at += seasons;
        joint[i].cells = (double)take_whole(view) * cell_unit;
        joint[i].m2 = take_number(view);
    }
    view->damaged = view->damaged || joint == NULL;
    *ret_joint = joint;
    *ret_count = view->damaged ? 0 : count;
}

/* --- findings --- */

enum mask {
    LOW = 1u << 0,        /* not 0 */
    HIGH = 1u << 1,       /* not low */
    TWICE = 1u << 2,      /* not 0 */
    SHARE_LOW = 1u << 3,  /* not low ÷ area */
    SHARE_HIGH = 1u << 4, /* not high ÷ area */
    FLIP = 1u << 5,       /* not 0 */
    MARGIN = 1u << 6,     /* not what margin_of says */
    AREA = 1u << 7,       /* not the net area */
    THRESHOLD = 1u << 8,  /* not the rule's */
    PATCHES = 1u << 9,    /* wants_patches */
};

static double share_of(double m2, double area)
{
    return area > 0.0 ? m2 / area : 0.0;
}

static double margin_of(const struct lt_finding *finding)
{
    return finding->flip_m2 != 0.0 ? share_of(finding->flip_m2, finding->area_m2) : 0.0;
}

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0;
}

static unsigned mask_of(const struct lt_finding *f, double net_m2, double threshold)
{
    return (same(f->low_m2, 0.0) ? 0 : LOW) | (same(f->high_m2, f->low_m2) ? 0 : HIGH) |
           (same(f->twice_m2, 0.0) ? 0 : TWICE) |
           (same(f->share_low, share_of(f->low_m2, f->area_m2)) ? 0 : SHARE_LOW) |
           (same(f->share_high, share_of(f->high_m2, f->area_m2)) ? 0 : SHARE_HIGH) |
           (same(f->flip_m2, 0.0) ? 0 : FLIP) | (same(f->margin, margin_of(f)) ? 0 : MARGIN) |
           (same(f->area_m2, net_m2) ? 0 : AREA) | (same(f->threshold, threshold) ? 0 : THRESHOLD) |
           (f->wants_patches ? PATCHES : 0);
}

static void put_finding(struct lt_text *into, const struct lt_finding *f, double net_m2,
                        double threshold)
{
    const unsigned mask = mask_of(f, net_m2, threshold);
    const struct {
        unsigned bit;
        double value;
    } parts[] = {{AREA, f->area_m2},          {THRESHOLD, f->threshold}, {LOW, f->low_m2},
                 {HIGH, f->high_m2},          {TWICE, f->twice_m2},      {SHARE_LOW, f->share_low},
                 {SHARE_HIGH, f->share_high}, {FLIP, f->flip_m2},        {MARGIN, f->margin}};
    put_whole(into, f->rule);
    put_whole(into, (uint64_t)f->verdict);
    put_whole(into, (uint64_t)f->reason);
    put_whole(into, mask);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if ((mask & parts[i].bit) != 0) {
            put_number(into, parts[i].value);
        }
    }
}

static void take_part(struct kept_view *view, unsigned mask, unsigned bit, double otherwise,
                      double *ret_value)
{
    *ret_value = (mask & bit) != 0 ? take_number(view) : otherwise;
}

static void take_finding(struct kept_view *view, const struct lt_kept_head *head, double net_m2,
                         struct lt_finding *f)
{
    f->rule = (uint32_t)take_below(view, head->rule_count);
    f->verdict = (enum lt_verdict_value)take_below(view, LT_UNDECIDED + 1);
    f->reason = (enum lt_reason)take_below(view, LT_REASON_COUNT);
    const unsigned mask = (unsigned)take_below(view, 2 * PATCHES);
    if (view->damaged) {
        return;
    }
    take_part(view, mask, AREA, net_m2, &f->area_m2);
    take_part(view, mask, THRESHOLD, head->rules[f->rule].threshold, &f->threshold);
    take_part(view, mask, LOW, 0.0, &f->low_m2);
    take_part(view, mask, HIGH, f->low_m2, &f->high_m2);
    take_part(view, mask, TWICE, 0.0, &f->twice_m2);
    take_part(view, mask, SHARE_LOW, share_of(f->low_m2, f->area_m2), &f->share_low);
    take_part(view, mask, SHARE_HIGH, share_of(f->high_m2, f->area_m2), &f->share_high);
    take_part(view, mask, FLIP, 0.0, &f->flip_m2);
    take_part(view, mask, MARGIN, margin_of(f), &f->margin);
    f->wants_patches = (mask & PATCHES) != 0;
}

/* --- outcome --- */

enum { EXCLUDED = 1, HAS_RULE = 2, HAS_SHARES = 4 };

static const struct lt_finding *finding_of(const struct lt_kept_subject *subject, uint32_t rule)
{
    for (size_t i = 0; i < subject->finding_count; i++) {
        if (subject->findings[i].rule == rule) {
            return &subject->findings[i];
        }
    }
    return NULL;
}

/* Mostly the numbers of one of the findings. */
static bool numbers_differ(const struct lt_kept_subject *s)
{
    static const struct lt_finding none = {0};
    const struct lt_finding *found = finding_of(s, s->rule);
    const struct lt_finding *from = found == NULL ? &none : found;
    return !same(s->share_low, from->share_low) || !same(s->share_high, from->share_high) ||
           !same(s->flip_m2, from->flip_m2);
}

static void put_outcome(struct lt_text *into, const struct lt_kept_subject *s)
{
    const bool numbers = numbers_differ(s), ruled = s->rule != UINT32_MAX;
    put_whole(into, (s->excluded ? EXCLUDED : 0u) | (ruled ? HAS_RULE : 0u) |
                        (numbers ? HAS_SHARES : 0u) | (unsigned)s->verdict << 3);
    put_whole(into, (uint64_t)s->reason);
    if (ruled) {
        put_whole(into, s->rule);
    }
    if (numbers) {
        put_number(into, s->share_low);
        put_number(into, s->share_high);
        put_number(into, s->flip_m2);
    }
}

static void take_outcome(struct kept_view *view, const struct lt_kept_head *head,
                         struct lt_kept_subject *s)
{
    const unsigned bits = (unsigned)take_below(view, (LT_UNDECIDED + 1) * 8);
    s->excluded = (bits & EXCLUDED) != 0;
    s->verdict = (enum lt_verdict_value)(bits >> 3);
    s->reason = (enum lt_reason)take_below(view, LT_REASON_COUNT);
    s->rule = (bits & HAS_RULE) != 0 ? (uint32_t)take_below(view, head->rule_count) : UINT32_MAX;
    const struct lt_finding *found = finding_of(s, s->rule);
    if ((bits & HAS_SHARES) != 0) {
        s->share_low = take_number(view);
        s->share_high = take_number(view);
        s->flip_m2 = take_number(view);
    } else if (found != NULL) {
        s->share_low = found->share_low;
        s->share_high = found->share_high;
        s->flip_m2 = found->flip_m2;
    }
}

/* --- boundary sensitivity --- */

enum { NUMBERS = 1, ALL_HELD = 2 }; /* has numbers other than 0; held wherever asked */

static void put_edges(struct lt_text *into, const struct lt_kept_subject *s)
{
    put_whole(into, s->edges != NULL && s->finding_count > 0);
    if (s->edges == NULL || s->finding_count == 0) {
        return;
    }
    put_number(into, s->edges[0].grain_low); /* of the subject, whatever the rule */
    put_number(into, s->edges[0].grain_high);
    for (size_t i = 0; i < s->finding_count; i++) {
        const struct lt_edges *one = &s->edges[i];
        const bool numbers = !same(one->share_high, 0.0), all = lt_edges_hold(one);
        put_whole(into, one->asked);
        put_whole(into, (numbers ? NUMBERS : 0u) | (all ? ALL_HELD : 0u));
        if (!all) {
            put_whole(into, one->held);
        }
        if (numbers) {
            put_number(into, one->share_low);
            put_number(into, one->share_high);
            put_number(into, one->m2_low);
            put_number(into, one->m2_high);
        }
    }
}

static void take_one_edge(struct kept_view *view, struct lt_edges *one)
{
    const uint64_t sets = (uint64_t)1 << LT_EDGE_POSITIONS;
    one->asked = (uint32_t)take_below(view, sets);
    const unsigned bits = (unsigned)take_below(view, 4);
    one->held = (bits & ALL_HELD) != 0 ? one->asked : (uint32_t)take_below(view, sets);
    view->damaged = view->damaged || (one->held & ~one->asked) != 0;
    if ((bits & NUMBERS) != 0) {
        one->share_low = take_number(view);
        one->share_high = take_number(view);
        one->m2_low = take_number(view);
        one->m2_high = take_number(view);
    }
}

static void take_edges(struct kept_view *view, struct lt_arena *arena, struct lt_kept_subject *s)
{
    if (take_below(view, 2) == 0) {
        return;
    }
    struct lt_edges *edges = lt_arena_array(arena, s->finding_count, sizeof *edges);
    const double low = take_number(view), high = take_number(view);
    view->damaged = view->damaged || edges == NULL;
    for (size_t i = 0; !view->damaged && i < s->finding_count; i++) {
        take_one_edge(view, &edges[i]);
        edges[i].grain_low = low;
        edges[i].grain_high = high;
    }
    s->edges = edges;
}

/* --- a subject --- */

static enum lt_status put_words(struct lt_text *into, struct kept_words *words,
                                const struct lt_kept_subject *s, struct lt_error *err)
{
    const char *const texts[] = {s->unit_code, s->name,   s->land_class,
                                 s->planting,  s->target, s->slope};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        uint32_t number;
        const enum lt_status status = kept_words_number(words, texts[i], &number, err);
        if (status != LT_OK) {
            return status;
        }
        put_whole(into, number);
    }
    return LT_OK;
}

static enum lt_status pack(struct lt_text *into, struct kept_words *words,
                           const struct lt_rule *rules, unsigned seasons,
                           const struct lt_kept_subject *s, struct lt_error *err)
{
    enum lt_status status;
    const size_t length = strlen(s->id);
    put_whole(into, length);
    lt_text_add_n(into, s->id, length);
    LT_TRY(put_words(into, words, s, err));
    put_whole(into, s->sequence);
    put_whole(into, s->flags);
    put_whole(into, (uint64_t)s->unjudged);
    put_number(into, s->gross_m2);
    put_number(into, s->net_m2);
    put_number(into, s->filed_m2);
    put_whole(into, s->full_cells);
    put_whole(into, s->touched_cells);
    put_joint(into, seasons, s->joint, s->joint_count);
    put_joint(into, 1, s->apart, s->apart_count);
    put_whole(into, s->finding_count);
    for (size_t i = 0; i < s->finding_count; i++) {
        put_finding(into, &s->findings[i], s->net_m2, rules[s->findings[i].rule].threshold);
    }
    put_outcome(into, s);
    put_edges(into, s);
    LT_TRY(lt_text_check(into, err));
out:
    return status;
}

enum lt_status kept_pack(struct lt_text *into, struct kept_words *words,
                         const struct lt_rule *rules, size_t rule_count, unsigned seasons,
                         const struct lt_kept_subject *subject, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const size_t begin = into->length;
    uint32_t size = 0;
    for (size_t i = 0; i < subject->finding_count; i++) {
        LT_TRY(LT_CHECK(subject->findings[i].rule < rule_count, err));
    }
    lt_text_add_n(into, (const char *)&size, sizeof size);
    LT_TRY(pack(into, words, rules, seasons, subject, err));
    size = (uint32_t)(into->length - begin - sizeof size);
    memcpy(into->data + begin, &size, sizeof size);
out:
    return status;
}

bool kept_next(struct kept_view *block, struct kept_view *ret_subject, const char **ret_id,
               size_t *ret_length)
{
    uint32_t size = 0;
    if (block->damaged || block->at == block->size) {
        return false;
    }
    if (block->size - block->at >= sizeof size) {
        memcpy(&size, block->data + block->at, sizeof size);
        block->at += sizeof size;
    }
    block->damaged = size == 0 || size > block->size - block->at;
    if (block->damaged) {
        return false;
    }
    struct kept_view subject = {.data = block->data + block->at, .size = size};
    block->at += size;
    *ret_length = (size_t)take_whole(&subject);
    block->damaged = subject.damaged || *ret_length > subject.size - subject.at;
    *ret_id = (const char *)subject.data + subject.at;
    subject.at += block->damaged ? 0 : *ret_length;
    *ret_subject = subject;
    return !block->damaged;
}

static void take_words(struct kept_view *view, const struct kept_words *words,
                       struct lt_kept_subject *s)
{
    const char **const texts[] = {&s->unit_code, &s->name,   &s->land_class,
                                  &s->planting,  &s->target, &s->slope};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const size_t number = (size_t)take_below(view, words->count);
        *texts[i] = view->damaged ? "" : words->items[number];
    }
}

enum lt_status kept_unpack(struct kept_view *view, const char *path,
                           const struct kept_contents *contents, enum lt_layer layer,
                           struct lt_arena *arena, struct lt_kept_subject *ret_subject,
                           struct lt_error *err)
{
    struct lt_kept_subject s = {.layer = layer, .id = ""};
    take_words(view, &contents->words, &s);
    s.sequence = take_whole(view);
    s.flags = (uint32_t)take_below(view, (uint64_t)UINT32_MAX + 1);
    s.unjudged = (enum lt_unjudged)take_below(view, LT_UNJUDGED_COUNT);
    s.gross_m2 = take_number(view);
    s.net_m2 = take_number(view);
    s.filed_m2 = take_number(view);
    s.full_cells = (uint32_t)take_below(view, (uint64_t)UINT32_MAX + 1);
    s.touched_cells = (uint32_t)take_below(view, (uint64_t)UINT32_MAX + 1);
    take_joint(view, contents->head.seasons, arena, &s.joint, &s.joint_count);
    take_joint(view, 1, arena, &s.apart, &s.apart_count);
    const size_t findings = (size_t)take_below(view, contents->head.rule_count + 1);
    struct lt_finding *list = lt_arena_array(arena, findings, sizeof *list);
    if (list == NULL) {
        return lt_fail_memory(err, "a kept parcel");
    }
    for (size_t i = 0; i < findings && !view->damaged; i++) {
        take_finding(view, &contents->head, s.net_m2, &list[i]);
    }
    s.findings = list;
    s.finding_count = findings;
    take_outcome(view, &contents->head, &s);
    take_edges(view, arena, &s);
    if (view->damaged || view->at != view->size) {
        return lt_fail(err, LT_E_IO, "'%s' is damaged: its contents do not add up", path);
    }
    *ret_subject = s;
    return LT_OK;
}
