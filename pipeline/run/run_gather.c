/* Gathers what was kept of an id: the feature and how it stood in every half-year, its patches, the ledger's lines. */
#include "run/run_gather.h"

#include <stdlib.h>
#include <string.h>

#include "support/arena.h"
#include "support/array.h"

/* --- half-years --- */

static enum lt_status make_room(struct lt_gathering *g, struct lt_half_year *half, size_t count,
                                struct lt_error *err)
{
    half->units = lt_arena_array(g->arena, count, sizeof *half->units);
    return half->units == NULL ? lt_fail_memory(err, "half-years") : LT_OK;
}

static void close_units(struct lt_half_year *half)
{
    for (size_t u = 0; u < half->count; u++) {
        lt_kept_close(half->units[u]);
    }
    half->count = 0;
}

/* `ret_foreign` NULL: the half-year that is explained, which must be readable. */
static enum lt_status open_files(struct lt_gathering *g, struct lt_half_year *half,
                                 const struct lt_kept_file *files, size_t count, bool *ret_foreign,
                                 struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(make_room(g, half, count, err));
    for (size_t i = 0; i < count; i++) {
        struct lt_kept **kept = &half->units[half->count];
        LT_TRY(ret_foreign == NULL ? lt_kept_open(files[i].path, kept, err)
                                   : lt_kept_open_earlier(files[i].path, kept, err));
        if (*kept == NULL) {
            *ret_foreign = true;
            break;
        }
        half->count++;
    }
out:
    return status;
}

/* Half-years that cannot be read are taken out of the row. */
static enum lt_status open_half_year(struct lt_gathering *g, const struct lt_kept_file *files,
                                     size_t count, bool must, struct lt_error *err)
{
    bool foreign = false;
    struct lt_error own = {0};
    struct lt_half_year *half = &g->half_years[g->half_year_count++];
    *half = (struct lt_half_year){.period = files->period};
    const enum lt_status status = open_files(g, half, files, count, must ? NULL : &foreign, &own);
    if (foreign || (status == LT_E_IO && g->lenient && !must)) {
        close_units(half);
        g->unread[g->unread_count++] = half->period;
        g->half_year_count--;
        return LT_OK;
    }
    if (status != LT_OK && err != NULL) {
        *err = own;
    }
    return status;
}

enum lt_status lt_gathering_open(struct lt_gathering *g, const struct lt_generation *generation,
                                 lt_period last, bool explained, struct lt_error *err)
{
    enum lt_status status;
    struct lt_kept_file *files;
    size_t count, half_years = 0;
    g->lenient = explained;
    LT_TRY(lt_kept_list(generation, g->arena, &files, &count, err));
    while (count > 0 && last != 0 && files[count - 1].period > last) {
        count--;
    }
    for (size_t i = 0; i < count; i++) {
        half_years += i == 0 || files[i].period != files[i - 1].period;
    }
    g->half_years = lt_arena_array(g->arena, half_years + 1, sizeof *g->half_years);
    g->unread = lt_arena_array(g->arena, half_years, sizeof *g->unread);
    if (g->half_years == NULL || g->unread == NULL) {
        return lt_fail_memory(err, "half-years");
    }
    for (size_t begin = 0, end; begin < count; begin = end) {
        end = begin + 1;
        while (end < count && files[end].period == files[begin].period) {
            end++;
        }
        LT_TRY(open_half_year(g, files + begin, end - begin, explained && end == count, err));
    }
out:
    return status;
}

enum lt_status lt_gathering_add(struct lt_gathering *g, lt_period period, const char *const *paths,
                                size_t count, struct lt_error *err)
{
    enum lt_status status;
    struct lt_half_year *half = &g->half_years[g->half_year_count++];
    *half = (struct lt_half_year){.period = period};
    LT_TRY(make_room(g, half, count, err));
    for (size_t i = 0; i < count; i++) {
        LT_TRY(lt_kept_open(paths[i], &half->units[half->count], err));
        half->count++;
    }
out:
    return status;
}

void lt_gathering_finish(struct lt_gathering *g)
{
    for (size_t h = 0; h < g->half_year_count; h++) {
        close_units(&g->half_years[h]);
    }
    free(g->explanation.places);
    free(g->explanation.cases);
}

void lt_gathering_again(struct lt_gathering *g, struct lt_arena *arena)
{
    g->arena = arena;
    g->explanation.place_count = g->explanation.case_count = 0;
}

/* --- places --- */

/* Of two features with one id the one that stands where it stood; else the first. */
static const struct lt_kept_subject *same_of(const struct lt_kept_subject *found, size_t count,
                                             uint64_t sequence)
{
    for (size_t i = 0; i < count; i++) {
        if (found[i].sequence == sequence) {
            return &found[i];
        }
    }
    return count > 0 ? found : NULL;
}

/* How the place stood in one half-year, if it was there: in its own county, else in another. */
static enum lt_status find_past(struct lt_gathering *g, const struct lt_half_year *half,
                                const struct lt_explain_place *place, struct lt_explain_past *past,
                                struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_kept_subject *subject = place->subject;
    *past = (struct lt_explain_past){.period = half->period};
    for (int elsewhere = 0; elsewhere < 2 && !past->there; elsewhere++) {
        for (size_t u = 0; u < half->count && !past->there; u++) {
            struct lt_kept_subject *found;
            size_t count;
            const struct lt_kept_head *head = lt_kept_head(half->units[u]);
            if ((head->unit != place->head->unit) != (elsewhere == 1)) {
                continue;
            }
            LT_TRY(lt_kept_find(half->units[u], subject->layer, subject->id, g->arena, &found,
                                &count, err));
            if (count > 0) {
                LT_TRY(lt_explain_past(head, same_of(found, count, subject->sequence), g->arena,
                                       past, err));
            }
        }
    }
out:
    return status;
}

/* Of an earlier half-year that is damaged in this very place an explanation tells nothing. */
static enum lt_status add_past(struct lt_gathering *g, struct lt_explain_place *place,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    place->past = lt_arena_array(g->arena, g->half_year_count, sizeof *place->past);
    if (place->past == NULL) {
        return lt_fail_memory(err, "half-years");
    }
    for (size_t h = 0; h < g->half_year_count; h++) {
        struct lt_error own = {0};
        status = find_past(g, &g->half_years[h], place, &place->past[place->past_count], &own);
        if (status == LT_OK) {
            place->past_count++;
        } else if (status != LT_E_IO || !g->lenient || h + 1 == g->half_year_count) {
            if (err != NULL) {
                *err = own;
            }
            return status;
        }
    }
    return LT_OK;
}

static enum lt_status add_patches(struct lt_gathering *g, struct lt_explain_place *place,
                                  struct lt_error *err)
{
    const struct lt_kept_head *head = place->head;
    const struct lt_kept_subject *s = place->subject;
    place->patches = lt_arena_array(g->arena, head->patch_count, sizeof(void *));
    if (place->patches == NULL) {
        return lt_fail_memory(err, "patches");
    }
    for (size_t i = 0; i < head->patch_count; i++) {
        const struct lt_kept_patch *patch = &head->patches[i];
        const bool own = patch->layer == s->layer && strcmp(patch->subject_id, s->id) == 0;
        const bool on = s->layer == LT_LAYER_PARCEL && strcmp(patch->parcel_id, s->id) == 0;
        if (own || on) {
            place->patches[place->patch_count++] = patch;
        }
    }
    return LT_OK;
}

/* `of` and `brief` as in struct lt_explain_place. */
static enum lt_status add_place(struct lt_gathering *g, const struct lt_kept *kept,
                                const struct lt_kept_subject *subject, uint32_t of, bool brief,
                                struct lt_error *err)
{
    enum lt_status status;
    struct lt_explain_place place;
    LT_TRY(lt_explain_place(lt_kept_head(kept), subject, g->arena, &place, err));
    place.of = of;
    place.brief = brief;
    LT_TRY(add_patches(g, &place, err));
    LT_TRY(add_past(g, &place, err));
    LT_TRY(lt_array_reserve(&g->explanation.places, &g->place_capacity,
                            g->explanation.place_count + 1, sizeof place, err));
    g->explanation.places[g->explanation.place_count++] = place;
out:
    return status;
}

enum lt_status lt_gather_places(struct lt_gathering *g, const char *id, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_half_year *half = lt_gathering_last(g);
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        for (size_t u = 0; u < half->count; u++) {
            struct lt_kept_subject *found;
            size_t count;
            LT_TRY(lt_kept_find(half->units[u], (enum lt_layer)layer, id, g->arena, &found, &count,
                                err));
            for (size_t i = 0; i < count; i++) {
                LT_TRY(add_place(g, half->units[u], &found[i], 0, false, err));
            }
            if (count > 0 && layer == LT_LAYER_FEEDBACK) {
                break; /* every county looks at all of them */
            }
        }
    }
out:
    return status;
}

/* What is kept of a plot; nothing where its county keeps none of that number. */
static enum lt_status gather_plot(struct lt_gathering *g, const struct lt_kept_plot *plot,
                                  bool brief, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_half_year *half = lt_gathering_last(g);
    for (size_t u = 0; u < half->count; u++) {
        struct lt_kept_subject *found;
        size_t count;
        if (lt_kept_head(half->units[u])->unit != plot->unit) {
            continue;
        }
        LT_TRY(lt_kept_find(half->units[u], plot->layer, plot->id, g->arena, &found, &count, err));
        const struct lt_kept_subject *subject = same_of(found, count, plot->sequence);
        if (subject != NULL && subject->sequence == plot->sequence) {
            LT_TRY(add_place(g, half->units[u], subject, plot->of, brief, err));
        }
    }
out:
    return status;
}

enum lt_status lt_gather_plots(struct lt_gathering *g, const struct lt_kept_case *one,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < one->plot_count; i++) {
        LT_TRY(gather_plot(g, &one->plots[i], i > 0, err));
    }
out:
    return status;
}

/* --- cases --- */

static const struct lt_kept_recheck *recheck_of(const struct lt_gathering *g, const char *case_id)
{
    const struct lt_half_year *half = lt_gathering_last(g);
    for (size_t u = 0; u < half->count; u++) {
        const struct lt_kept_head *head = lt_kept_head(half->units[u]);
        for (size_t i = 0; i < head->recheck_count; i++) {
            if (strcmp(head->rechecks[i].case_id, case_id) == 0) {
                return &head->rechecks[i];
            }
        }
    }
    return NULL;
}

static void set_rule_title(const struct lt_gathering *g, struct lt_explain_case *one)
{
    const struct lt_kept_head *head = lt_kept_head(lt_gathering_last(g)->units[0]);
    const struct lt_rule *rule = lt_rule_find(head->rules, head->rule_count, one->item->rules[0]);
    one->rule_title_zh = rule == NULL ? "" : rule->title_zh;
    one->rule_title_en = rule == NULL ? "" : rule->title_en;
}

static bool is_told(const struct lt_gathering *g, const char *case_id)
{
    for (size_t i = 0; i < g->explanation.case_count; i++) {
        if (strcmp(g->explanation.cases[i].item->id, case_id) == 0) {
            return true;
        }
    }
    return false;
}

enum lt_status lt_gather_cases(struct lt_gathering *g, const struct lt_ledger *ledger,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t event = 0, review = 0, photo = 0;
    for (size_t i = 0; i < ledger->case_count; i++) {
        struct lt_explain_case one = {.item = &ledger->cases[i],
                                      .events = ledger->events + event,
                                      .reviews = ledger->reviews + review,
                                      .photos = ledger->photos + photo};
        while (event < ledger->event_count &&
               strcmp(ledger->events[event].case_id, one.item->id) == 0) {
            event++;
            one.event_count++;
        }
        while (review < ledger->review_count &&
               strcmp(ledger->reviews[review].case_id, one.item->id) == 0) {
            review++;
            one.review_count++;
        }
        while (photo < ledger->photo_count &&
               strcmp(ledger->photos[photo].case_id, one.item->id) == 0) {
            photo++;
            one.photo_count++;
        }
        if (is_told(g, one.item->id)) {
            continue;
        }
        one.recheck = recheck_of(g, one.item->id);
        set_rule_title(g, &one);
        LT_TRY(lt_array_reserve(&g->explanation.cases, &g->case_capacity,
                                g->explanation.case_count + 1, sizeof one, err));
        g->explanation.cases[g->explanation.case_count++] = one;
    }
out:
    return status;
}
