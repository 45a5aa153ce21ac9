#include "run/run_lost.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run/run_lost_list.h"
#include "support/arena.h"
#include "support/array.h"
#include "support/files.h"

/* A row of a file that the ledger has taken, or a photograph: a digest and the case it is of. */
struct taken {
    const char *digest, *case_id;
};

/* The list of a publication while it is made. */
struct entering {
    struct lt_arena *arena;
    const struct lt_ledger *ledger; /* that is published */
    struct lt_box *boxes;           /* round its cases, beside them */
    struct taken *taken;            /* ascending */
    size_t taken_count;
    lt_period last; /* half-year that it closes */
    struct lost_rows rows;
    uint64_t settled; /* of them, whose cases have come to be past */
};

/* --- the ledger that is published --- */

static int by_digest(const void *a, const void *b)
{
    const struct taken *x = a, *y = b;
    const int order = strcmp(x->digest, y->digest);
    return order != 0 ? order : strcmp(x->case_id, y->case_id);
}

static enum lt_status look_into(const struct lt_ledger *ledger, struct lt_arena *arena,
                                struct entering *ret_entering, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(LT_CHECK(ledger->period_count > 0, err));
    struct entering e = {
        .arena = arena,
        .ledger = ledger,
        .boxes = lt_arena_array(arena, ledger->case_count, sizeof *e.boxes),
        .taken = lt_arena_array(arena, ledger->review_count + ledger->photo_count, sizeof *e.taken),
        .last = ledger->periods[ledger->period_count - 1].period,
    };
    if (e.boxes == NULL || e.taken == NULL) {
        return lt_fail_memory(err, "the reviews");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_shape *shape = &ledger->cases[i].shape;
        e.boxes[i] = lt_shape_compute_box(shape->points, shape->n_points);
    }
    for (size_t i = 0; i < ledger->review_count; i++) {
        const struct lt_review_record *one = &ledger->reviews[i];
        e.taken[e.taken_count++] = (struct taken){one->digest, one->case_id};
    }
    for (size_t i = 0; i < ledger->photo_count; i++) {
        const struct lt_photo *one = &ledger->photos[i];
        e.taken[e.taken_count++] = (struct taken){one->sha256, one->case_id};
    }
    if (e.taken_count > 0) {
        qsort(e.taken, e.taken_count, sizeof *e.taken, by_digest);
    }
    *ret_entering = e;
out:
    return status;
}

/* --- where a case stands in it --- */

static double area_of(double width, double height)
{
    return width > 0.0 && height > 0.0 ? width * height : 0.0;
}

static double shared_by(const struct lt_box *a, const struct lt_box *b)
{
    return area_of(
        (a->max_x < b->max_x ? a->max_x : b->max_x) - (a->min_x > b->min_x ? a->min_x : b->min_x),
        (a->max_y < b->max_y ? a->max_y : b->max_y) - (a->min_y > b->min_y ? a->min_y : b->min_y));
}

/* How far two boxes are the same ground: what both cover as a share of what either does. */
static double likeness(const struct lt_box *a, const struct lt_box *b)
{
    const double both = shared_by(a, b);
    const double either = area_of(a->max_x - a->min_x, a->max_y - a->min_y) +
                          area_of(b->max_x - b->min_x, b->max_y - b->min_y) - both;
    return both > 0.0 ? both / either : 0.0;
}

static const double same_ground = 0.5;

/* The open case on the ground of the row; NULL where there is none. */
static const struct lt_case *lies_there(const struct entering *e, const struct lost_row *row)
{
    const struct lt_case *found = NULL;
    double best = same_ground;
    for (size_t i = 0; i < e->ledger->case_count; i++) {
        const double share = likeness(&e->boxes[i], &row->place);
        if (e->ledger->cases[i].open && share >= best && (found == NULL || share > best)) {
            found = &e->ledger->cases[i];
            best = share;
        }
    }
    return found;
}

/* Nothing of the ground is left to it, or another case has more of that. */
static bool is_elsewhere(const struct entering *e, const struct lt_case *now,
                         const struct lost_row *row)
{
    const struct lt_box *box = &e->boxes[now - e->ledger->cases];
    return shared_by(box, &row->place) <= 0.0 ||
           (likeness(box, &row->place) < same_ground && lies_there(e, row) != NULL);
}

/* A number that was another place's, or nobody's, in between is never trusted again: somebody has to look. */
static enum lost_standing standing_of(const struct entering *e, const struct lost_row *row)
{
    const struct lt_case *now = lt_ledger_case(e->ledger, row->subject);
    if (row->kind == LOST_REPORT || row->period > e->last) {
        return row->standing; /* of a later half-year, it is settled when that is run again */
    }
    if (row->standing == LOST_OTHER_PLACE) {
        return LOST_OTHER_PLACE;
    }
    if (now == NULL) {
        return lies_there(e, row) != NULL ? LOST_RENUMBERED : LOST_GONE;
    }
    if (row->standing == LOST_GONE || row->standing == LOST_RENUMBERED ||
        is_elsewhere(e, now, row)) {
        return LOST_OTHER_PLACE;
    }
    if (row->standing == LOST_CLOSED && now->time == LT_TIME_RELAPSED) {
        return LOST_CLOSED; /* what is open is of after that review */
    }
    return now->open ? LOST_WAITING : LOST_CLOSED;
}

static void judge(struct entering *e, struct lost_row *row)
{
    const enum lost_standing before = row->standing;
    row->standing = standing_of(e, row);
    const struct lt_case *now =
        row->standing == LOST_OTHER_PLACE || row->standing == LOST_RENUMBERED ? lies_there(e, row)
                                                                              : NULL;
    row->now = now == NULL ? "" : now->id;
    e->settled += lost_is_past(row->standing) && !lost_is_past(before);
}

/* --- what it lacks --- */

static bool is_on_its_ground(const struct entering *e, const char *case_id,
                             const struct lost_row *row)
{
    const struct lt_case *one = lt_ledger_case(e->ledger, case_id);
    return one != NULL && likeness(&e->boxes[one - e->ledger->cases], &row->place) >= same_ground;
}

/* Of a row whose number is not to be trusted the ground decides. */
static bool is_of_its_case(const struct entering *e, const char *case_id,
                           const struct lost_row *row)
{
    return row->standing == LOST_WAITING || row->standing == LOST_CLOSED
               ? strcmp(case_id, row->subject) == 0
               : is_on_its_ground(e, case_id, row);
}

/* What was done again in another row: the case was led to where it was. */
static bool is_done_again(const struct entering *e, const struct lost_row *row)
{
    bool again = false;
    for (size_t i = 0; row->kind >= 0 && !again && i < e->ledger->review_count; i++) {
        const struct lt_review_record *one = &e->ledger->reviews[i];
        again = (int)one->to == row->kind && one->period >= row->period &&
                is_of_its_case(e, one->case_id, row);
    }
    for (size_t i = 0; row->kind == LOST_PHOTO && !again && i < e->ledger->photo_count; i++) {
        const struct lt_photo *one = &e->ledger->photos[i];
        again = strcmp(one->sha256, row->digest) == 0 && is_of_its_case(e, one->case_id, row);
    }
    for (size_t i = 0; row->kind == LOST_REPORT && !again && i < e->ledger->answer_count; i++) {
        const struct lt_county_answer *one = &e->ledger->answers[i];
        char unit[16];
        snprintf(unit, sizeof unit, "%06u", one->unit);
        again = strcmp(one->digest, row->digest) == 0 ||
                (one->period >= row->period && strcmp(one->item, "reported_on") == 0 &&
                 strcmp(unit, row->subject) == 0 && strcmp(one->answer, row->day) >= 0);
    }
    return again;
}

static bool is_taken(const struct entering *e, const struct lost_row *row)
{
    const struct taken key = {row->digest, row->subject};
    return e->taken_count > 0 &&
           bsearch(&key, e->taken, e->taken_count, sizeof *e->taken, by_digest) != NULL;
}

/* --- the list --- */

static void take_over(struct entering *e)
{
    size_t count = 0;
    for (size_t i = 0; i < e->rows.count; i++) {
        struct lost_row row = e->rows.items[i];
        if (!is_taken(e, &row)) {
            judge(e, &row);
            if (!is_done_again(e, &row)) {
                e->rows.items[count++] = row;
            }
        }
    }
    e->rows.count = count;
}

static bool is_listed(const struct entering *e, const struct lost_row *row)
{
    for (size_t i = 0; i < e->rows.count; i++) {
        const struct lost_row *one = &e->rows.items[i];
        if (strcmp(one->digest, row->digest) == 0 && strcmp(one->subject, row->subject) == 0) {
            return true;
        }
    }
    return false;
}

static enum lt_status add(struct entering *e, const struct lt_ledger *replaced, struct lost_row row,
                          struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_case *one = lt_ledger_case(replaced, row.subject);
    if (is_taken(e, &row) || is_listed(e, &row)) {
        return LT_OK;
    }
    if (one != NULL) {
        row.place = lt_shape_compute_box(one->shape.points, one->shape.n_points);
    }
    judge(e, &row);
    if (is_done_again(e, &row)) {
        return LT_OK;
    }
    row.subject = lt_arena_text(e->arena, row.subject);
    row.day = lt_arena_text(e->arena, row.day);
    row.digest = lt_arena_text(e->arena, row.digest);
    if (row.subject == NULL || row.day == NULL || row.digest == NULL) {
        return lt_fail_memory(err, "the reviews");
    }
    LT_TRY(lt_array_reserve(&e->rows.items, &e->rows.capacity, e->rows.count + 1,
                            sizeof *e->rows.items, err));
    e->rows.items[e->rows.count++] = row;
out:
    return status;
}

/* What the ledger that is replaced holds. */
static enum lt_status add_replaced(struct entering *e, const struct lt_ledger *replaced,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    for (size_t i = 0; i < replaced->review_count; i++) {
        const struct lt_review_record *one = &replaced->reviews[i];
        LT_TRY(add(e, replaced,
                   (struct lost_row){.period = one->period,
                                     .subject = one->case_id,
                                     .kind = (int)one->to,
                                     .day = one->reviewed_on,
                                     .digest = one->digest},
                   err));
    }
    for (size_t i = 0; i < replaced->photo_count; i++) {
        const struct lt_photo *one = &replaced->photos[i];
        LT_TRY(add(e, replaced,
                   (struct lost_row){.period = one->period,
                                     .subject = one->case_id,
                                     .kind = LOST_PHOTO,
                                     .day = one->taken_on,
                                     .digest = one->sha256},
                   err));
    }
    for (size_t i = 0; i < replaced->answer_count; i++) {
        const struct lt_county_answer *one = &replaced->answers[i];
        char unit[16];
        snprintf(unit, sizeof unit, "%06u", one->unit);
        if (strcmp(one->item, "reported_on") == 0) {
            LT_TRY(add(e, replaced,
                       (struct lost_row){.period = one->period,
                                         .subject = unit,
                                         .kind = LOST_REPORT,
                                         .day = one->answer,
                                         .digest = one->digest},
                       err));
        }
    }
out:
    return status;
}

static enum lt_status add_generation(struct entering *e, const struct lt_generation *generation,
                                     struct lt_error *err)
{
    enum lt_status status;
    struct lt_ledger replaced = {0};
    const char *path = lt_generation_ledger_path(generation, e->arena);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_ledger_read(path, &replaced, err));
    LT_TRY(add_replaced(e, &replaced, err));
out:
    lt_ledger_finish(&replaced);
    return status;
}

static enum lt_status write_beside(struct lt_session *session,
                                   const struct lt_publication *publication, struct entering *e,
                                   struct lt_error *err)
{
    const char *path = lt_path_join(e->arena, lt_publication_folder(publication), LOST_LIST);
    session->lost_settled = e->settled;
    return path == NULL         ? lt_fail_memory(err, "a path")
           : e->rows.count == 0 ? LT_OK
                                : lost_list_write(path, &e->rows, session->config->chinese,
                                                  lt_config_secret(session->config), err);
}

enum lt_status lt_lost_enter(struct lt_session *session, const struct lt_publication *publication,
                             const struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    struct entering e = {0};
    const struct lt_generation *closing = &session->place.closing;
    LT_TRY(look_into(ledger, session->arena, &e, err));
    LT_TRY(lost_list_read(session->config->output_dir, e.arena, &e.rows, err));
    take_over(&e);
    if (session->review == NULL && closing->id[0] != '\0') {
        LT_TRY(add_generation(&e, closing, err));
    }
    LT_TRY(write_beside(session, publication, &e, err));
out:
    lost_rows_finish(&e.rows);
    return status;
}

enum lt_status lt_lost_enter_imported(void *session, const struct lt_publication *publication,
                                      const struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *const own = session;
    struct entering e = {0};
    struct lt_generation_period *periods;
    size_t count;
    LT_TRY(look_into(ledger, own->arena, &e, err));
    LT_TRY(lost_list_read(own->config->output_dir, e.arena, &e.rows, err));
    take_over(&e);
    LT_TRY(lt_generation_periods(own->config->output_dir, e.arena, &periods, &count, err));
    for (size_t i = count; i-- > 0;) { /* the last knows a case's ground best */
        struct lt_published one;
        struct lt_generation generation;
        LT_TRY(lt_published_find(own->config->output_dir, periods[i].period, e.arena, &one, err));
        memcpy(generation.id, one.generation, sizeof generation.id);
        generation.folder = one.folder;
        LT_TRY(add_generation(&e, &generation, err));
    }
    LT_TRY(write_beside(own, publication, &e, err));
out:
    lost_rows_finish(&e.rows);
    return status;
}
