/* explain: gathers what was kept of an id, from every half-year and the ledger; nothing is computed anew from inputs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/explain.h"
#include "liangtian/ingest.h"
#include "liangtian/kept.h"
#include "liangtian/run.h"
#include "liangtian/store.h"
#include "run/run_tell.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"
#include "support/text.h"

enum { NEAR = 3, NEAR_IN_ALL = 5 };

/* The kept files of one half-year, ascending unit. */
struct half_year {
    lt_period period;
    struct lt_kept **units;
    size_t count;
};

struct explaining {
    const struct lt_explain_options *options;
    struct lt_arena *arena;
    struct lt_diagnostics diagnostics;
    struct lt_config *config;
    struct lt_generation generation; /* that closed the half-year */
    struct half_year *half_years;    /* ascending; the one asked for last */
    size_t half_year_count;
    struct lt_county_form form; /* where a county is explained */
    struct lt_ledger ledger, *parcel_ledgers;
    size_t parcel_ledger_count;
    struct lt_explanation explanation;
    size_t place_capacity, case_capacity;
};

/* --- where things are --- */

static enum lt_status find_generation(struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    const char *output = e->config->output_dir;
    struct lt_generation_place place;
    if (e->options->period == 0) {
        LT_TRY(lt_generation_current(output, e->arena, &e->generation, err));
    } else {
        LT_TRY(lt_generation_locate(output, e->options->period, e->arena, &place, err));
        e->generation = place.closing;
    }
    if (e->generation.id[0] == '\0') {
        status = e->options->period == 0
                     ? lt_fail(err, LT_E_INPUT, "nothing is published in '%s' yet", output)
                     : lt_fail(err, LT_E_INPUT, "%s is not published in '%s'",
                               lt_period_format(e->options->period, text), output);
    }
out:
    return status;
}

static int by_period(const void *left, const void *right)
{
    const struct half_year *a = left, *b = right;
    return (a->period > b->period) - (a->period < b->period);
}

/* Every half-year up to the one asked for. */
static enum lt_status list_half_years(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char **names = NULL;
    size_t count = 0;
    const char *folder = lt_kept_folder(&e->generation, 0, e->arena);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (lt_folder_exists(folder)) {
        LT_TRY(lt_folder_list(folder, e->arena, &names, &count, err));
    }
    e->half_years = lt_arena_array(e->arena, count, sizeof *e->half_years);
    if (e->half_years == NULL) {
        return lt_fail_memory(err, "half-years");
    }
    for (size_t i = 0; i < count; i++) {
        lt_period period;
        if (lt_period_parse(names[i], &period) &&
            (e->options->period == 0 || period <= e->options->period)) {
            e->half_years[e->half_year_count++].period = period;
        }
    }
    if (e->half_year_count > 0) {
        qsort(e->half_years, e->half_year_count, sizeof *e->half_years, by_period);
    }
    const lt_period last =
        e->half_year_count == 0 ? 0 : e->half_years[e->half_year_count - 1].period;
    if (last == 0 || (e->options->period != 0 && last != e->options->period)) {
        status = lt_fail(err, LT_E_INPUT,
                         "'%s' keeps no tables of that half-year: it was published by an earlier "
                         "version; run it anew",
                         e->config->output_dir);
    }
out:
    return status;
}

static enum lt_status open_half_year(struct explaining *e, struct half_year *half,
                                     struct lt_error *err)
{
    enum lt_status status;
    char **names;
    size_t count;
    const char *folder = lt_kept_folder(&e->generation, half->period, e->arena);
    if (folder == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_kept_list(folder, e->arena, &names, &count, err));
    half->units = lt_arena_array(e->arena, count, sizeof *half->units);
    if (half->units == NULL) {
        return lt_fail_memory(err, "half-years");
    }
    for (size_t i = 0; i < count; i++) {
        const char *path = lt_path_join(e->arena, folder, names[i]);
        LT_TRY(path == NULL ? lt_fail_memory(err, "a path")
                            : lt_kept_open(path, &half->units[half->count], err));
        half->count++;
    }
out:
    return status;
}

static struct half_year *this_half_year(const struct explaining *e)
{
    return &e->half_years[e->half_year_count - 1];
}

/* --- places --- */

static enum lt_status add_past(struct explaining *e, struct lt_explain_place *place,
                               struct lt_error *err)
{
    enum lt_status status = LT_OK;
    place->past = lt_arena_array(e->arena, e->half_year_count, sizeof *place->past);
    if (place->past == NULL) {
        return lt_fail_memory(err, "half-years");
    }
    for (size_t h = 0; h < e->half_year_count; h++) {
        const struct half_year *half = &e->half_years[h];
        struct lt_explain_past *past = &place->past[place->past_count++];
        past->period = half->period;
        for (size_t u = 0; u < half->count && !past->there; u++) {
            struct lt_kept_subject *found;
            size_t count;
            LT_TRY(lt_kept_find(half->units[u], place->subject->layer, place->subject->id, e->arena,
                                &found, &count, err));
            if (count > 0) {
                LT_TRY(lt_explain_past(lt_kept_head(half->units[u]), found, e->arena, past, err));
            }
        }
    }
out:
    return status;
}

static enum lt_status add_patches(struct explaining *e, struct lt_explain_place *place,
                                  struct lt_error *err)
{
    const struct lt_kept_head *head = place->head;
    const struct lt_kept_subject *s = place->subject;
    place->patches = lt_arena_array(e->arena, head->patch_count, sizeof(void *));
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

static enum lt_status add_place(struct explaining *e, const struct lt_kept *kept,
                                const struct lt_kept_subject *subject, struct lt_error *err)
{
    enum lt_status status;
    struct lt_explain_place place;
    LT_TRY(lt_explain_place(lt_kept_head(kept), subject, e->arena, &place, err));
    LT_TRY(add_patches(e, &place, err));
    LT_TRY(add_past(e, &place, err));
    LT_TRY(lt_array_reserve(&e->explanation.places, &e->place_capacity,
                            e->explanation.place_count + 1, sizeof place, err));
    e->explanation.places[e->explanation.place_count++] = place;
out:
    return status;
}

static enum lt_status find_places(struct explaining *e, const char *id, enum lt_layer only,
                                  struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct half_year *half = this_half_year(e);
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        if (only != LT_LAYER_COUNT && (enum lt_layer)layer != only) {
            continue;
        }
        for (size_t u = 0; u < half->count; u++) {
            struct lt_kept_subject *found;
            size_t count;
            LT_TRY(lt_kept_find(half->units[u], (enum lt_layer)layer, id, e->arena, &found, &count,
                                err));
            for (size_t i = 0; i < count; i++) {
                LT_TRY(add_place(e, half->units[u], &found[i], err));
            }
            if (count > 0 && layer == LT_LAYER_FEEDBACK) {
                break; /* every county looks at all of them */
            }
        }
    }
out:
    return status;
}

/* --- counties --- */

static enum lt_status find_county(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int64_t code;
    const struct half_year *half = this_half_year(e);
    if (!lt_parse_int(e->options->id, &code)) {
        return LT_OK;
    }
    for (size_t u = 0; u < half->count; u++) {
        const struct lt_kept_head *head = lt_kept_head(half->units[u]);
        if (head->unit != code) {
            continue;
        }
        struct lt_explain_county *county = lt_arena_alloc(e->arena, sizeof *county);
        if (county == NULL) {
            return lt_fail_memory(err, "a county");
        }
        *county = (struct lt_explain_county){
            .head = head,
            .balances = e->ledger.balances,
            .periods = e->ledger.balance_periods,
            .balance_count = e->ledger.balance_count,
            .form = &e->form,
            .answers = e->ledger.answers,
            .answer_count = e->ledger.answer_count,
        };
        LT_TRY(
            lt_county_form_load(e->config->schemas_dir, &e->diagnostics, e->arena, &e->form, err));
        e->explanation.counties = county;
        e->explanation.county_count = 1;
    }
out:
    return status;
}

/* --- cases --- */

static const struct lt_kept_recheck *recheck_of(const struct explaining *e, const char *case_id)
{
    const struct half_year *half = this_half_year(e);
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

static void set_rule_title(const struct explaining *e, struct lt_explain_case *one)
{
    const struct lt_kept_head *head = lt_kept_head(this_half_year(e)->units[0]);
    one->rule_title_zh = one->rule_title_en = "";
    for (size_t r = 0; r < head->rule_count && one->item->rules[0] != NULL; r++) {
        if (strcmp(head->rules[r].id, one->item->rules[0]) == 0) {
            one->rule_title_zh = head->rules[r].title_zh;
            one->rule_title_en = head->rules[r].title_en;
        }
    }
}

static bool is_told(const struct explaining *e, const char *case_id)
{
    for (size_t i = 0; i < e->explanation.case_count; i++) {
        if (strcmp(e->explanation.cases[i].item->id, case_id) == 0) {
            return true;
        }
    }
    return false;
}

static enum lt_status add_cases(struct explaining *e, const struct lt_ledger *ledger,
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
        if (is_told(e, one.item->id)) {
            continue;
        }
        one.recheck = recheck_of(e, one.item->id);
        set_rule_title(e, &one);
        LT_TRY(lt_array_reserve(&e->explanation.cases, &e->case_capacity,
                                e->explanation.case_count + 1, sizeof one, err));
        e->explanation.cases[e->explanation.case_count++] = one;
    }
out:
    return status;
}

/* The cases on the parcels below the patches of a plot of another layer, and those of the parcels themselves. */
static enum lt_status find_cases_of_places(struct explaining *e, const char *ledger,
                                           struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t most = 0;
    for (size_t i = 0; i < e->explanation.place_count; i++) {
        most += e->explanation.places[i].patch_count;
    }
    e->parcel_ledgers = lt_arena_array(e->arena, most, sizeof *e->parcel_ledgers);
    if (e->parcel_ledgers == NULL) {
        return lt_fail_memory(err, "cases");
    }
    for (size_t i = 0; i < e->explanation.place_count; i++) {
        const struct lt_explain_place *place = &e->explanation.places[i];
        for (size_t p = 0; p < place->patch_count; p++) {
            const struct lt_ledger_wanted wanted = {.parcel_id = place->patches[p]->parcel_id};
            struct lt_ledger *found = &e->parcel_ledgers[e->parcel_ledger_count];
            if (wanted.parcel_id[0] == '\0' || strcmp(wanted.parcel_id, e->options->id) == 0) {
                continue;
            }
            LT_TRY(lt_ledger_find(ledger, &wanted, found, err));
            e->parcel_ledger_count++;
            LT_TRY(add_cases(e, found, err));
        }
    }
out:
    return status;
}

static enum lt_status read_ledger(struct explaining *e, const char **ret_path, struct lt_error *err)
{
    int64_t code = 0;
    const char *path = lt_generation_ledger_path(&e->generation, e->arena);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    const bool county = lt_parse_int(e->options->id, &code) && code > 0 && code < 1000000;
    const struct lt_ledger_wanted wanted = {.case_id = e->options->id,
                                            .parcel_id = e->options->id,
                                            .unit = county ? (uint32_t)code : 0};
    *ret_path = path;
    return lt_ledger_find(path, &wanted, &e->ledger, err);
}

/* --- floors, of a county or the city --- */

static enum lt_status find_floors(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int64_t code;
    const struct half_year *half = this_half_year(e);
    const bool number = lt_parse_int(e->options->id, &code);
    if (!number || (code != e->config->city_code && e->explanation.county_count == 0)) {
        return LT_OK;
    }
    const char *path = lt_arena_printf(e->arena, "%s/" LT_KEPT_FLOORS,
                                       lt_kept_folder(&e->generation, half->period, e->arena));
    struct lt_kept_floors *floors = lt_arena_alloc(e->arena, sizeof *floors);
    if (path == NULL || floors == NULL) {
        return lt_fail_memory(err, "floors");
    }
    LT_TRY(lt_kept_floors_read(path, e->arena, floors, err));
    e->explanation.floors = floors;
    e->explanation.floors_of = (uint32_t)code;
    e->explanation.rules = lt_kept_head(half->units[0])->rules;
    e->explanation.rule_count = lt_kept_head(half->units[0])->rule_count;
out:
    return status;
}

/* --- an id that nothing knows --- */

static void add_similar(struct lt_text *text, const char *id, size_t *count)
{
    if (*count < NEAR_IN_ALL) {
        lt_text_printf(text, "%s%s", *count == 0 ? "" : ", ", id);
        (*count)++;
    }
}

static enum lt_status unknown(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text looked = {0}, similar = {0};
    char period[LT_PERIOD_TEXT];
    size_t listed = 0;
    const struct half_year *half = this_half_year(e);
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        size_t all = 0;
        for (size_t u = 0; u < half->count; u++) {
            const char *near[NEAR];
            size_t count;
            all += lt_kept_head(half->units[u])->count[layer];
            LT_TRY(lt_kept_near(half->units[u], (enum lt_layer)layer, e->options->id, e->arena,
                                NEAR, near, &count, err));
            for (size_t i = 0; i < count; i++) {
                add_similar(&similar, near[i], &listed);
            }
        }
        if (all > 0) {
            lt_text_printf(&looked, "%s%s (%zu)", looked.length == 0 ? "" : ", ",
                           lt_layer_title((enum lt_layer)layer, !e->options->english), all);
        }
    }
    lt_text_add(&looked, "");
    lt_text_add(&similar, "");
    LT_TRY(lt_text_check(&looked, err));
    LT_TRY(lt_text_check(&similar, err));
    lt_period_format(half->period, period);
    status = listed == 0
                 ? lt_fail(err, LT_E_INPUT,
                           "nothing is called '%s' in %s: looked through %s, the counties and the "
                           "ledger",
                           e->options->id, period, looked.data)
                 : lt_fail(err, LT_E_INPUT,
                           "nothing is called '%s' in %s: looked through %s, the counties and the "
                           "ledger; similar: %s",
                           e->options->id, period, looked.data, similar.data);
out:
    lt_text_finish(&looked);
    lt_text_finish(&similar);
    return status;
}

/* --- all of it --- */

static enum lt_status gather(struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    const char *ledger = "";
    LT_TRY(find_generation(e, err));
    LT_TRY(list_half_years(e, err));
    for (size_t h = 0; h < e->half_year_count; h++) {
        LT_TRY(open_half_year(e, &e->half_years[h], err));
    }
    LT_TRY(LT_CHECK(this_half_year(e)->count > 0, err));
    e->explanation.id = e->options->id;
    e->explanation.period = this_half_year(e)->period;
    e->explanation.city_zh = e->config->city_name_zh;
    e->explanation.city_en = e->config->city_name_en;
    e->explanation.mark = e->config->mark;
    LT_TRY(read_ledger(e, &ledger, err));
    LT_TRY(find_places(e, e->options->id, LT_LAYER_COUNT, err));
    LT_TRY(find_county(e, err));
    LT_TRY(find_floors(e, err));
    LT_TRY(add_cases(e, &e->ledger, err));
    if (e->explanation.place_count == 0 && e->explanation.case_count == 1 &&
        e->ledger.cases[0].parcel_id[0] != '\0') { /* a case: its parcel too */
        LT_TRY(find_places(e, e->ledger.cases[0].parcel_id, LT_LAYER_PARCEL, err));
    } else {
        LT_TRY(find_cases_of_places(e, ledger, err));
    }
    if (e->explanation.place_count + e->explanation.case_count + e->explanation.county_count == 0 &&
        e->explanation.floors == NULL) {
        LT_TRY(unknown(e, err));
    }
out:
    return status;
}

static enum lt_status print(const struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    if (e->options->json) {
        lt_explain_write_json(&e->explanation, &text);
    } else {
        lt_explain_write_text(&e->explanation, !e->options->english && e->config->chinese, &text);
    }
    LT_TRY(lt_text_check(&text, err));
    if (fputs(text.data, stdout) < 0 || fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the explanation");
    }
out:
    lt_text_finish(&text);
    return status;
}

static void close_all(struct explaining *e)
{
    for (size_t h = 0; h < e->half_year_count; h++) {
        for (size_t u = 0; u < e->half_years[h].count; u++) {
            lt_kept_close(e->half_years[h].units[u]);
        }
    }
    for (size_t i = 0; i < e->parcel_ledger_count; i++) {
        lt_ledger_finish(&e->parcel_ledgers[i]);
    }
    lt_ledger_finish(&e->ledger);
    free(e->explanation.places);
    free(e->explanation.cases);
    lt_config_destroy(e->config);
    lt_diagnostics_finish(&e->diagnostics);
    lt_arena_destroy(e->arena);
}

static void tell_rejects(const struct explaining *e)
{
    struct lt_text buffer = {0};
    for (size_t i = 0; i < e->diagnostics.count; i++) {
        if (e->diagnostics.items[i].severity == LT_REJECT) {
            lt_run_tell(&e->diagnostics.items[i], !e->options->english, &buffer);
        }
    }
    lt_text_finish(&buffer);
}

enum lt_status lt_explain(const struct lt_explain_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct explaining e = {.options = options};
    LT_TRY(lt_arena_create(&e.arena, err));
    LT_TRY(lt_diagnostics_init(&e.diagnostics, err));
    LT_TRY(
        lt_config_load(options->config_path, options->schemas_dir, &e.diagnostics, &e.config, err));
    LT_TRY(gather(&e, err));
    LT_TRY(print(&e, err));
out:
    if (status != LT_OK && e.config == NULL) {
        tell_rejects(&e);
    }
    close_all(&e);
    return status;
}
