/* From what was kept of one feature to what is told of it: marginals, pairs, crop year. */
#include "liangtian/explain.h"

#include <string.h>

#include "support/arena.h"

/* The tables as the stage wants them: of one polygon. */
struct tables {
    uint64_t first[2][2];
    struct lt_tabulation joint, apart;
};

static void make_tables(const struct lt_kept_head *head, const struct lt_kept_subject *s,
                        struct tables *t)
{
    *t = (struct tables){.first = {{0, s->joint_count}, {0, s->apart_count}}};
    t->joint = (struct lt_tabulation){
        .count = 1,
        .seasons = head->seasons,
        .first = t->first[0],
        .joint = (struct lt_joint *)(uintptr_t)s->joint, /* nobody writes to it */
    };
    t->apart = (struct lt_tabulation){
        .count = 1,
        .seasons = 1,
        .first = t->first[1],
        .joint = (struct lt_joint *)(uintptr_t)s->apart,
    };
}

/* --- seasons --- */

static void set_class(const struct lt_kept_season *source, uint8_t code,
                      struct lt_explain_class *ret_class)
{
    *ret_class = (struct lt_explain_class){.outside = code == LT_CLASS_OUTSIDE};
    if (code < source->legend.count) {
        ret_class->class = &source->legend.classes[code];
    }
}

/* Adds up the tuples by their class in one season. */
static enum lt_status add_classes(const struct lt_kept_season *source,
                                  const struct lt_tabulation *table, unsigned column, double net_m2,
                                  struct lt_arena *arena, struct lt_explain_season *ret,
                                  struct lt_error *err)
{
    double cells[256] = {0}, m2[256] = {0};
    bool there[256] = {0};
    const size_t count = (size_t)table->first[1];
    for (size_t e = 0; e < count; e++) {
        const uint8_t code = lt_joint_code(table->joint[e].key, column);
        there[code] = true;
        cells[code] += table->joint[e].cells;
        m2[code] += lt_tabulation_net(table, 0, e, net_m2);
    }
    ret->classes = lt_arena_array(arena, 256, sizeof *ret->classes);
    if (ret->classes == NULL) {
        return lt_fail_memory(err, "an explanation");
    }
    for (unsigned code = 0; code < 256; code++) {
        if (there[code]) {
            struct lt_explain_class *one = &ret->classes[ret->class_count++];
            set_class(source, (uint8_t)code, one);
            one->cells = cells[code];
            one->net_m2 = m2[code];
            one->share = net_m2 > 0.0 ? m2[code] / net_m2 : 0.0;
        }
    }
    return LT_OK;
}

static enum lt_status add_pairs(const struct lt_kept_head *head, const struct tables *t,
                                double net_m2, struct lt_arena *arena,
                                struct lt_explain_place *place, struct lt_error *err)
{
    const size_t count = head->seasons == 2 ? (size_t)t->joint.first[1] : 0;
    place->pairs = lt_arena_array(arena, count, sizeof *place->pairs);
    if (place->pairs == NULL) {
        return lt_fail_memory(err, "an explanation");
    }
    for (size_t e = 0; e < count; e++) {
        struct lt_explain_pair *pair = &place->pairs[place->pair_count++];
        const struct lt_joint *joint = &t->joint.joint[e];
        set_class(&head->season[0], lt_joint_code(joint->key, 0), &pair->previous);
        set_class(&head->season[1], lt_joint_code(joint->key, 1), &pair->current);
        pair->current.cells = joint->cells;
        pair->current.net_m2 = lt_tabulation_net(&t->joint, 0, e, net_m2);
        pair->current.share = net_m2 > 0.0 ? pair->current.net_m2 / net_m2 : 0.0;
    }
    return LT_OK;
}

/* --- crop year --- */

static enum lt_status compute(const struct lt_seasons_input *input, struct lt_parcel_year *ret_year,
                              struct lt_error *err)
{
    struct lt_crop_year year = {0};
    const enum lt_status status = lt_seasons_compute(input, &year, err);
    if (status == LT_OK) {
        *ret_year = year.parcels[0];
    }
    lt_crop_year_finish(&year);
    return status;
}

/* As the units do it: in H2 the crop year is (previous, current), joint or, on two grids, bounded; in H1 it is the
 * current season alone, and the previous raster is the autumn of the year before. */
static enum lt_status compute_years(const struct lt_kept_head *head,
                                    const struct lt_kept_subject *s, const struct tables *t,
                                    struct lt_parcel_year *ret_year,
                                    struct lt_parcel_year *ret_autumn, struct lt_error *err)
{
    enum lt_status status;
    const int current = (int)head->seasons - 1;
    const bool second = lt_period_half(head->period) == 2;
    const struct lt_legend *previous = &head->season[0].legend, *now = &head->season[1].legend;
    struct lt_seasons_input input = {
        .table = &t->joint,
        .column_h1 = second ? current - 1 : current,
        .column_h2 = second ? current : -1,
        .legends = {current == 1 ? previous : now, now},
        .net_m2 = &s->net_m2,
        .grain_season_share = head->grain_season_share,
    };
    if (second && head->apart) {
        input.table = &t->apart;
        input.table_h2 = &t->joint;
        input.column_h1 = 0;
        input.column_h2 = 1; /* its legend */
        input.legends[0] = previous;
    }
    LT_TRY(compute(&input, ret_year, err));
    if (!second && (head->apart || current == 1)) {
        input.table = head->apart ? &t->apart : &t->joint;
        input.column_h1 = -1;
        input.column_h2 = 0;
        input.legends[0] = previous;
        LT_TRY(compute(&input, ret_autumn, err));
    }
out:
    return status;
}

/* --- a place --- */

static void set_season(const struct lt_kept_head *head, struct lt_explain_place *place)
{
    const bool second = lt_period_half(head->period) == 2;
    for (int s = 0; s < 2; s++) {
        struct lt_explain_season *season = &place->season[s];
        season->source = &head->season[s];
        season->of_crop_year = s == 1 || second;
        if (season->source->present) {
            season->state = !season->of_crop_year ? &place->last_autumn->season[1]
                                                  : &place->year->season[second ? s : 0];
        }
    }
}

enum lt_status lt_explain_place(const struct lt_kept_head *head,
                                const struct lt_kept_subject *subject, struct lt_arena *arena,
                                struct lt_explain_place *ret_place, struct lt_error *err)
{
    enum lt_status status;
    struct tables t;
    struct lt_explain_place *place = ret_place;
    const double net = subject->net_m2;
    *place = (struct lt_explain_place){.head = head, .subject = subject};
    struct lt_parcel_year *years = lt_arena_array(arena, 2, sizeof *years);
    if (years == NULL) {
        return lt_fail_memory(err, "an explanation");
    }
    place->year = &years[0];
    place->last_autumn = &years[1];
    make_tables(head, subject, &t);
    LT_TRY(compute_years(head, subject, &t, &years[0], &years[1], err));
    set_season(head, place);
    LT_TRY(add_classes(&head->season[1], &t.joint, head->seasons - 1, net, arena, &place->season[1],
                       err));
    if (head->apart || head->seasons == 2) {
        LT_TRY(add_classes(&head->season[0], head->apart ? &t.apart : &t.joint, 0, net, arena,
                           &place->season[0], err));
    }
    LT_TRY(add_pairs(head, &t, net, arena, place, err));
out:
    return status;
}

enum lt_status lt_explain_past(const struct lt_kept_head *head,
                               const struct lt_kept_subject *subject, struct lt_arena *arena,
                               struct lt_explain_past *ret_past, struct lt_error *err)
{
    enum lt_status status;
    struct lt_explain_place place;
    LT_TRY(lt_explain_place(head, subject, arena, &place, err));
    const struct lt_parcel_season *season =
        &place.year->season[lt_period_half(head->period) == 2 ? 1 : 0];
    *ret_past = (struct lt_explain_past){
        .period = head->period,
        .there = true,
        .net_m2 = subject->net_m2,
        .state = season->state,
        .grain_m2 = season->grain_m2,
        .complete = place.year->complete,
        .footprint_m2 = place.year->grain_footprint_m2,
        .zero_grain_m2 = place.year->zero_grain_m2,
        .proposed = place.year->proposed,
        .excluded = subject->excluded,
        .verdict = subject->verdict,
        .reason = subject->reason,
        .rule = subject->rule < head->rule_count ? head->rules[subject->rule].id : "",
    };
out:
    return status;
}
