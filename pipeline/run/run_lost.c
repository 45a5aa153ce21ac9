#include "run/run_lost.h"

#include <stdio.h>
#include <string.h>

#include "support/arena.h"
#include "support/csv.h"
#include "support/files.h"
#include "support/text.h"

#define LIST "REVIEWS-LOST.csv"

enum { LIMIT = 256 << 20, COLUMNS = 6, KIND_PHOTO = -1, KIND_REPORT = -2 };

/* How the case stands in the ledger that lacks the review. */
enum standing { WAITING, CLOSED, GONE, OTHER_PLACE, STANDING_COUNT };
static const char *const standings[STANDING_COUNT][2] = {
    [WAITING] = {"to be taken again", "待重新回填"},
    [CLOSED] = {"not open any more", "已不在办"},
    [GONE] = {"no such case any more", "台账中已无此编号"},
    [OTHER_PLACE] = {"the number is another place's now: do not take the row as it is",
                     "编号已属另一处图斑，该行不可照原样回填"},
};

struct row {
    lt_period period;
    const char *subject; /* case, or county */
    int kind;            /* the handling that it led to, or KIND_… */
    const char *day, *digest;
    enum standing standing;
};

struct rows {
    struct row *items;
    size_t count;
};

static const char *kind_title(int kind, bool chinese)
{
    return kind == KIND_PHOTO    ? (chinese ? "核查照片" : "photograph")
           : kind == KIND_REPORT ? (chinese ? "落实情况报告" : "county report")
                                 : lt_case_handling_title((enum lt_case_handling)kind, chinese);
}

/* --- the list as it is published --- */

static bool read_kind(const char *title, int *ret_kind)
{
    for (int kind = KIND_REPORT; kind <= LT_HANDLING_ENDED; kind++) {
        if (strcmp(kind_title(kind, true), title) == 0 ||
            strcmp(kind_title(kind, false), title) == 0) {
            *ret_kind = kind;
            return true;
        }
    }
    return false;
}

static bool read_row(const struct lt_csv_row *line, struct row *ret_row)
{
    size_t standing = 0;
    while (standing < STANDING_COUNT && strcmp(line->cells[4], standings[standing][0]) != 0 &&
           strcmp(line->cells[4], standings[standing][1]) != 0) {
        standing++;
    }
    *ret_row = (struct row){.subject = line->cells[1],
                            .day = line->cells[3],
                            .digest = line->cells[5],
                            .standing = (enum standing)standing};
    return standing < STANDING_COUNT && lt_period_parse(line->cells[0], &ret_row->period) &&
           read_kind(line->cells[2], &ret_row->kind);
}

/* As it stays when others are published; "" where there is none. */
static const char *rows_path(const char *output_dir, const struct rows *rows,
                             struct lt_arena *arena)
{
    return rows->count == 0 ? "" : lt_path_join(arena, output_dir, "current/" LIST);
}

/* Room for `more` behind what it reads. */
static enum lt_status read_list(const char *output_dir, size_t more, struct lt_arena *arena,
                                struct rows *ret_rows, const char **ret_path, struct lt_error *err)
{
    enum lt_status status;
    struct lt_generation current;
    struct lt_csv csv = {0};
    char *text;
    size_t size;
    LT_TRY(lt_generation_current(output_dir, arena, &current, err));
    const char *path = current.id[0] == '\0' ? "" : lt_path_join(arena, current.folder, LIST);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (lt_file_exists(path)) {
        LT_TRY(lt_file_read(path, LIMIT, arena, &text, &size, err));
        LT_TRY(lt_csv_parse(path, text, size, arena, &csv, err));
    }
    *ret_rows = (struct rows){lt_arena_array(arena, csv.row_count + more, sizeof(struct row)), 0};
    if (ret_rows->items == NULL) {
        status = lt_fail_memory(err, "the reviews");
        goto out;
    }
    for (size_t i = 0; i < csv.row_count; i++) {
        if (csv.columns < COLUMNS || !read_row(&csv.rows[i], &ret_rows->items[i])) {
            status = lt_fail(err, LT_E_IO, "'%s' is damaged: line %zu", path, csv.rows[i].line);
            goto out;
        }
        ret_rows->count++;
    }
    *ret_path = rows_path(output_dir, ret_rows, arena);
    if (*ret_path == NULL) {
        status = lt_fail_memory(err, "a path");
    }
out:
    return status;
}

/* --- what a ledger lacks --- */

/* The same row, or what was done again in another: the case was led to where it was. */
static bool is_held(const struct lt_ledger *ledger, const struct row *row)
{
    bool held = false;
    for (size_t i = 0; row->kind >= 0 && !held && i < ledger->review_count; i++) {
        const struct lt_review_record *one = &ledger->reviews[i];
        held = strcmp(one->digest, row->digest) == 0 ||
               ((int)one->to == row->kind && one->period >= row->period &&
                strcmp(one->case_id, row->subject) == 0);
    }
    for (size_t i = 0; row->kind == KIND_PHOTO && !held && i < ledger->photo_count; i++) {
        held = strcmp(ledger->photos[i].sha256, row->digest) == 0 &&
               strcmp(ledger->photos[i].case_id, row->subject) == 0;
    }
    for (size_t i = 0; row->kind == KIND_REPORT && !held && i < ledger->answer_count; i++) {
        const struct lt_county_answer *one = &ledger->answers[i];
        char unit[16];
        snprintf(unit, sizeof unit, "%06u", one->unit);
        held = strcmp(one->digest, row->digest) == 0 ||
               (one->period >= row->period && strcmp(one->item, "reported_on") == 0 &&
                strcmp(unit, row->subject) == 0 && strcmp(one->answer, row->day) >= 0);
    }
    return held;
}

static struct lt_box box_of(const struct lt_case *one)
{
    return lt_shape_compute_box(one->shape.points, one->shape.n_points);
}

/* `before` is the case as it was reviewed, NULL where that is not at hand. */
static enum standing standing_of(const struct row *row, const struct lt_case *before,
                                 const struct lt_ledger *ledger)
{
    const struct lt_case *now = lt_ledger_case(ledger, row->subject);
    if (row->kind == KIND_REPORT) {
        return WAITING;
    }
    if (now == NULL) {
        return GONE;
    }
    if (before != NULL) {
        const struct lt_box a = box_of(before), b = box_of(now);
        if (a.min_x >= b.max_x || b.min_x >= a.max_x || a.min_y >= b.max_y || b.min_y >= a.max_y) {
            return OTHER_PLACE;
        }
    } else if (row->standing == OTHER_PLACE) {
        return OTHER_PLACE;
    }
    return now->open ? WAITING : CLOSED;
}

static void keep(struct rows *rows, const struct row *row)
{
    size_t i = 0;
    while (i < rows->count && (strcmp(rows->items[i].digest, row->digest) != 0 ||
                               strcmp(rows->items[i].subject, row->subject) != 0)) {
        i++;
    }
    rows->items[i] = *row;
    rows->count += i == rows->count;
}

/* What was taken into the half-year that is replaced. */
static void add_replaced(const struct lt_ledger *replaced, lt_period period,
                         const struct lt_ledger *ledger, struct lt_arena *arena, struct rows *rows)
{
    for (size_t i = 0; i < replaced->review_count; i++) {
        const struct lt_review_record *one = &replaced->reviews[i];
        struct row row = {period,           one->case_id, (int)one->to,
                          one->reviewed_on, one->digest,  WAITING};
        if (one->period == period && !is_held(ledger, &row)) {
            row.standing = standing_of(&row, lt_ledger_case(replaced, row.subject), ledger);
            keep(rows, &row);
        }
    }
    for (size_t i = 0; i < replaced->photo_count; i++) {
        const struct lt_photo *one = &replaced->photos[i];
        struct row row = {period, one->case_id, KIND_PHOTO, one->taken_on, one->sha256, WAITING};
        if (one->period == period && !is_held(ledger, &row)) {
            row.standing = standing_of(&row, lt_ledger_case(replaced, row.subject), ledger);
            keep(rows, &row);
        }
    }
    for (size_t i = 0; i < replaced->answer_count; i++) {
        const struct lt_county_answer *one = &replaced->answers[i];
        struct row row = {period,      lt_arena_printf(arena, "%06u", one->unit),
                          KIND_REPORT, one->answer,
                          one->digest, WAITING};
        if (one->period == period && strcmp(one->item, "reported_on") == 0 && row.subject != NULL &&
            !is_held(ledger, &row)) {
            keep(rows, &row);
        }
    }
}

static enum lt_status write_list(const char *path, const struct rows *rows, bool chinese,
                                 bool secret, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text text = {0};
    char period[LT_PERIOD_TEXT];
    lt_text_add(&text, chinese ? "\xEF\xBB\xBF半年期,图斑编号,内容,日期,现状,内容摘要\r\n"
                               : "\xEF\xBB\xBFhalf-year,case,what,day,standing,digest\r\n");
    for (size_t i = 0; i < rows->count; i++) {
        const struct row *row = &rows->items[i];
        const char *const cells[] = {lt_period_format(row->period, period), row->subject,
                                     kind_title(row->kind, chinese),        row->day,
                                     standings[row->standing][chinese],     row->digest};
        for (size_t c = 0; c < COLUMNS; c++) {
            lt_text_add(&text, c == 0 ? "" : ",");
            lt_text_add_csv(&text, cells[c]);
        }
        lt_text_add(&text, "\r\n");
    }
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write_as(path, text.data, text.length, secret ? 0600 : 0, err));
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status lt_lost_enter(struct lt_session *session, const struct lt_publication *publication,
                             const struct lt_ledger *ledger, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = session->arena;
    struct lt_ledger replaced = {0};
    struct rows listed, rows = {0};
    const struct lt_generation *closing = &session->place.closing;
    const char *before;
    const char *path = lt_path_join(arena, lt_publication_folder(publication), LIST);
    const char *closed = lt_generation_ledger_path(closing, arena);
    if (path == NULL || closed == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (session->review == NULL && closing->id[0] != '\0') {
        LT_TRY(lt_ledger_read(closed, &replaced, err));
    }
    const size_t more = replaced.review_count + replaced.photo_count + replaced.answer_count;
    LT_TRY(read_list(session->config->output_dir, more, arena, &listed, &before, err));
    rows.items = listed.items;
    for (size_t i = 0; i < listed.count; i++) {
        struct row row = listed.items[i];
        if (!is_held(ledger, &row)) {
            row.standing = standing_of(&row, NULL, ledger);
            rows.items[rows.count++] = row;
        }
    }
    add_replaced(&replaced, session->options->period, ledger, arena, &rows);
    if (rows.count > 0) {
        LT_TRY(write_list(path, &rows, session->config->chinese, lt_config_secret(session->config),
                          err));
    }
out:
    lt_ledger_finish(&replaced);
    return status;
}

enum lt_status lt_lost_count(const char *output_dir, struct lt_arena *arena,
                             struct lt_lost *ret_lost, struct lt_error *err)
{
    struct rows rows;
    *ret_lost = (struct lt_lost){.path = ""};
    const enum lt_status status = read_list(output_dir, 0, arena, &rows, &ret_lost->path, err);
    for (size_t i = 0; status == LT_OK && i < rows.count; i++) {
        ret_lost->waiting += rows.items[i].standing == WAITING;
        ret_lost->other += rows.items[i].standing != WAITING;
    }
    return status;
}

enum lt_status lt_lost_tell(struct lt_session *session, struct lt_error *err)
{
    struct lt_lost *const lost = &session->lost;
    const bool chinese = session->config->chinese;
    const enum lt_status status =
        lt_lost_count(session->config->output_dir, session->arena, lost, err);
    if (status == LT_OK && lost->waiting > 0) {
        lt_log_warning(
            &session->log, "reviews.lost",
            chinese ? "重新运行后，有 %llu 条核查结果不在台账中，须用原核查文件重新回填，清单：%s"
                    : "after a new run %llu reviews are not in the ledger: take their files again; "
                      "they are listed in %s",
            (unsigned long long)lost->waiting, lost->path);
    }
    if (status == LT_OK && lost->other > 0) {
        lt_log_warning(
            &session->log, "reviews.lost_other",
            chinese ? "另有 %llu 条核查结果的图斑已不在办、已不在册或编号已属另一处，请逐宗核对：%s"
                    : "%llu more are of cases that are gone, not open, or whose number is another "
                      "place's now: look at each in %s",
            (unsigned long long)lost->other, lost->path);
    }
    return status;
}
