/* Evidence sheets: which cases, and for each what was kept of it and the ground around it. What a sheet would say is told
 * of every case. */
#include "run/run_evidence.h"

#include <stdlib.h>
#include <string.h>

#include "run/run_gather.h"
#include "support/arena.h"
#include "support/lock.h"
#include "support/text.h"

/* The ledger's lines, case by case in the order of ids. */
struct lines {
    char *items;
    size_t size, *first; /* per case of the ledger, into items */
};

struct lt_evidence_maker {
    struct lt_evidence_input input;
    struct lt_arena *arena;
    struct lt_evidence_source source;
    struct lt_case_teller teller;
    struct lt_gathering gathering;
    struct lines events, reviews, photos;
    struct lt_near *near;
    struct lt_ground *ground;
    struct lt_lock *lock; /* readers and tables serve one at a time */
};

/* --- the ledger's lines --- */

_Static_assert(offsetof(struct lt_event, case_id) == 0 &&
                   offsetof(struct lt_review_record, case_id) == 0 &&
                   offsetof(struct lt_photo, case_id) == 0,
               "the ledger's lines begin with their case");

static int id_to_case(const void *id, const void *item)
{
    return strcmp(id, ((const struct lt_case *)item)->id);
}

/* Number of a case in the ledger; their count when there is none of this id. */
static size_t number_of(const struct lt_ledger *ledger, const char *id)
{
    const struct lt_case *found =
        ledger->case_count == 0
            ? NULL
            : bsearch(id, ledger->cases, ledger->case_count, sizeof *ledger->cases, id_to_case);
    return found == NULL ? ledger->case_count : (size_t)(found - ledger->cases);
}

static enum lt_status sort_lines(const struct lt_evidence_maker *maker, const void *items,
                                 size_t count, size_t size, struct lines *ret_lines,
                                 struct lt_error *err)
{
    const struct lt_ledger *ledger = maker->input.ledger;
    const size_t cases = ledger->case_count;
    const char *from = items;
    size_t *first = lt_arena_array(maker->arena, cases + 2, sizeof *first);
    size_t *number = lt_arena_array(maker->arena, count, sizeof *number);
    char *sorted = lt_arena_array(maker->arena, count, size);
    if (first == NULL || number == NULL || sorted == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    for (size_t i = 0; i < count; i++) {
        number[i] = number_of(ledger, from + i * size);
        first[number[i] < cases ? number[i] + 2 : 0]++;
    }
    first[0] = 0;
    for (size_t i = 2; i < cases + 2; i++) {
        first[i] += first[i - 1];
    }
    for (size_t i = 0; i < count; i++) {
        if (number[i] < cases) {
            memcpy(sorted + first[number[i] + 1]++ * size, from + i * size, size);
        }
    }
    *ret_lines = (struct lines){.items = sorted, .size = size, .first = first};
    return LT_OK;
}

static enum lt_status sort_ledger(struct lt_evidence_maker *maker, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_ledger *ledger = maker->input.ledger;
    LT_TRY(sort_lines(maker, ledger->events, ledger->event_count, sizeof *ledger->events,
                      &maker->events, err));
    LT_TRY(sort_lines(maker, ledger->reviews, ledger->review_count, sizeof *ledger->reviews,
                      &maker->reviews, err));
    LT_TRY(sort_lines(maker, ledger->photos, ledger->photo_count, sizeof *ledger->photos,
                      &maker->photos, err));
out:
    return status;
}

static void *lines_of(const struct lines *lines, size_t number, size_t *ret_count)
{
    *ret_count = lines->first[number + 1] - lines->first[number];
    return lines->items + lines->first[number] * lines->size;
}

/* --- one case --- */

struct lt_plots_input lt_evidence_plots(const struct lt_evidence_input *input)
{
    return (struct lt_plots_input){input->session, input->spools, input->ledger};
}

static enum lt_status keep_explanation(const struct lt_gathering *g, struct lt_arena *arena,
                                       struct lt_explanation *copy, struct lt_error *err)
{
    const struct lt_explanation *from = &g->explanation;
    *copy = *from;
    copy->places = lt_arena_copy(arena, from->places, from->place_count, from->place_count,
                                 sizeof *copy->places);
    copy->cases =
        lt_arena_copy(arena, from->cases, from->case_count, from->case_count, sizeof *copy->cases);
    return copy->places == NULL || copy->cases == NULL ? lt_fail_memory(err, "an evidence sheet")
                                                       : LT_OK;
}

/* What `explain` would tell of it once this is published. */
static enum lt_status explain(struct lt_evidence_maker *maker, struct lt_case *item,
                              struct lt_arena *arena, struct lt_explanation *ret_explanation,
                              struct lt_error *err)
{
    enum lt_status status;
    struct lt_gathering *g = &maker->gathering;
    const struct lt_config *config = maker->input.session->config;
    const size_t number = number_of(maker->input.ledger, item->id);
    const struct lt_plots_input plots = lt_evidence_plots(&maker->input);
    struct lt_kept_case on;
    struct lt_ledger own = {.cases = item, .case_count = 1};
    own.events = lines_of(&maker->events, number, &own.event_count);
    own.reviews = lines_of(&maker->reviews, number, &own.review_count);
    own.photos = lines_of(&maker->photos, number, &own.photo_count);
    lt_gathering_again(g, arena);
    g->explanation.id = item->id;
    g->explanation.period = maker->input.session->options->period;
    g->explanation.city_zh = config->city_name_zh;
    g->explanation.city_en = config->city_name_en;
    g->explanation.mark = config->mark;
    LT_TRY(lt_gather_cases(g, &own, err));
    LT_TRY(lt_plots_of_case(&plots, maker->input.plots, number, arena, &on, err));
    LT_TRY(lt_gather_plots(g, &on, err));
    LT_TRY(keep_explanation(g, arena, ret_explanation, err));
out:
    return status;
}

static enum lt_status write_text(const struct lt_evidence_maker *maker,
                                 const struct lt_explanation *explanation, struct lt_arena *arena,
                                 const char **ret_text, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    lt_explain_write_sheet(explanation, maker->input.session->config->chinese, &text);
    LT_TRY(lt_text_check(&text, err));
    *ret_text = lt_arena_text_n(arena, text.data, text.length);
    status = *ret_text == NULL ? lt_fail_memory(err, "an evidence sheet") : LT_OK;
out:
    lt_text_finish(&text);
    return status;
}

static enum lt_status load(struct lt_evidence_maker *maker, size_t index, struct lt_arena *arena,
                           struct lt_evidence *ret_evidence, struct lt_error *err)
{
    enum lt_status status;
    struct lt_case *item = lt_arena_alloc(arena, sizeof *item);
    struct lt_explanation *explanation = lt_arena_alloc(arena, sizeof *explanation);
    if (item == NULL || explanation == NULL) {
        return lt_fail_memory(err, "an evidence sheet");
    }
    *item = *maker->source.cases[index];
    *ret_evidence = (struct lt_evidence){.item = item, .explanation = explanation};
    LT_TRY(explain(maker, item, arena, explanation, err));
    LT_TRY(write_text(maker, explanation, arena, &ret_evidence->text, err));
    LT_TRY(lt_near_set(maker->near, index, arena, ret_evidence, err));
    LT_TRY(lt_ground_read(maker->ground, &ret_evidence->frame,
                          ret_evidence->parcel.n_rings > 0 ? &ret_evidence->parcel : &item->shape,
                          arena, ret_evidence->panels, &ret_evidence->panel_count, err));
out:
    return status;
}

static enum lt_status load_alone(void *context, size_t index, struct lt_arena *arena,
                                 struct lt_evidence *ret_evidence, struct lt_error *err)
{
    struct lt_evidence_maker *maker = context;
    lt_lock_enter(maker->lock);
    const enum lt_status status = load(maker, index, arena, ret_evidence, err);
    lt_lock_leave(maker->lock);
    return status;
}

/* --- any case, any place --- */

/* Only the text is left in the caller's arena. */
static enum lt_status tell(struct lt_evidence_maker *maker, const char *id, struct lt_arena *arena,
                           const char **ret_text, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *own = NULL;
    struct lt_explanation explanation;
    const struct lt_ledger *ledger = maker->input.ledger;
    const size_t number = number_of(ledger, id);
    if (number == ledger->case_count) {
        return lt_fail(err, LT_E_BUG, "the ledger holds no case '%s'", id);
    }
    struct lt_case item = ledger->cases[number];
    LT_TRY(lt_arena_create(&own, err));
    LT_TRY(explain(maker, &item, own, &explanation, err));
    LT_TRY(write_text(maker, &explanation, arena, ret_text, err));
out:
    lt_gathering_again(&maker->gathering, maker->arena);
    lt_arena_destroy(own);
    return status;
}

static enum lt_status tell_alone(void *context, const char *id, struct lt_arena *arena,
                                 const char **ret_text, struct lt_error *err)
{
    struct lt_evidence_maker *maker = context;
    lt_lock_enter(maker->lock);
    const enum lt_status status = tell(maker, id, arena, ret_text, err);
    lt_lock_leave(maker->lock);
    return status;
}

static enum lt_status look_alone(void *context, struct lt_box box, struct lt_arena *arena,
                                 struct lt_panel ret_panels[LT_PANELS_MOST], size_t *ret_count,
                                 struct lt_error *err)
{
    struct lt_evidence_maker *maker = context;
    lt_lock_enter(maker->lock);
    const enum lt_status status =
        lt_ground_read(maker->ground, &box, NULL, arena, ret_panels, ret_count, err);
    lt_lock_leave(maker->lock);
    return status;
}

/* The plots do not change while they are asked for. */
static void parcel_of(void *context, const char *id, struct lt_shape *ret_shape,
                      uint64_t *ret_sequence)
{
    const struct lt_evidence_maker *maker = context;
    const struct lt_ledger *ledger = maker->input.ledger;
    const size_t number = number_of(ledger, id);
    const struct lt_plot *plot =
        number < ledger->case_count ? lt_plots_parcel(maker->input.plots, number) : NULL;
    struct lt_feature parcel = {0};
    if (plot != NULL) {
        lt_spool_feature(maker->input.spools[plot->unit], plot->layer, plot->index, &parcel);
    }
    *ret_shape = parcel.shape;
    *ret_sequence = parcel.sequence;
}

/* --- opening --- */

static void tell_unread(const struct lt_evidence_maker *maker)
{
    struct lt_session *session = maker->input.session;
    char period[LT_PERIOD_TEXT];
    for (size_t i = 0; i < maker->gathering.unread_count; i++) {
        lt_log_line(&session->log, "kept.unread",
                    session->config->chinese
                        ? "%s 留存的数据由其他版本写成，无法读取；举证表不列该期情况"
                        : "what %s kept is another version's and cannot be read: "
                          "evidence sheets tell nothing of that half-year",
                    lt_period_format(maker->gathering.unread[i], period));
    }
}

/* What earlier half-years kept, and what the units of this one have just kept. */
static enum lt_status open_tables(struct lt_evidence_maker *maker, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = maker->input.session;
    const struct lt_plan *plan = &session->plan;
    const char **paths = lt_arena_array(maker->arena, plan->unit_count, sizeof *paths);
    if (paths == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    for (size_t i = 0; i < plan->unit_count; i++) {
        paths[i] = lt_session_unit_path(session, plan->units[i].unit, ".kept");
        if (paths[i] == NULL) {
            return lt_fail_memory(err, "a path");
        }
    }
    maker->gathering.arena = maker->arena;
    LT_TRY(lt_gathering_open(&maker->gathering, &session->parent, session->options->period - 1,
                             false, err));
    tell_unread(maker);
    LT_TRY(lt_gathering_add(&maker->gathering, session->options->period, paths, plan->unit_count,
                            err));
out:
    return status;
}

static enum lt_status open_all(struct lt_evidence_maker *maker, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(open_tables(maker, err));
    LT_TRY(sort_ledger(maker, err));
    if (maker->source.count > 0) {
        LT_TRY(lt_near_find(&maker->input, &maker->source, &maker->near, err));
    }
    LT_TRY(lt_ground_open(maker->input.session, &maker->ground, err));
out:
    return status;
}

enum lt_status lt_evidence_create(const struct lt_evidence_input *input,
                                  struct lt_evidence_maker **ret_maker, struct lt_error *err)
{
    enum lt_status status;
    struct lt_evidence_maker *maker = calloc(1, sizeof *maker);
    if (maker == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    maker->input = *input;
    LT_TRY(lt_arena_create(&maker->arena, err));
    LT_TRY(lt_lock_create(&maker->lock, err));
    if (lt_session_draws_sheets(input->session)) {
        LT_TRY(lt_evidence_choose(input->session->config, input->ledger,
                                  input->session->options->period, maker->arena, &maker->source,
                                  err));
    }
    maker->source.load = load_alone;
    maker->source.context = maker;
    if (lt_session_tells_cases(input->session) && input->ledger->case_count > 0) {
        LT_TRY(open_all(maker, err));
        maker->teller = (struct lt_case_teller){tell_alone, look_alone, parcel_of, maker};
    }
    *ret_maker = maker;
    maker = NULL;
out:
    lt_evidence_destroy(maker);
    return status;
}

void lt_evidence_destroy(struct lt_evidence_maker *maker)
{
    if (maker == NULL) {
        return;
    }
    lt_ground_close(maker->ground);
    lt_near_destroy(maker->near);
    lt_gathering_finish(&maker->gathering);
    lt_lock_destroy(maker->lock);
    lt_arena_destroy(maker->arena);
    free(maker);
}

const struct lt_evidence_source *lt_evidence_source(const struct lt_evidence_maker *maker)
{
    return &maker->source;
}

const struct lt_case_teller *lt_evidence_teller(const struct lt_evidence_maker *maker)
{
    return maker->teller.context == NULL ? NULL : &maker->teller;
}
