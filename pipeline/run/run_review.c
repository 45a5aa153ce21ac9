/* `review`: read, look, and only then publish. */
#include "run/run_review.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "liangtian/area.h"
#include "liangtian/ingest.h"
#include "liangtian/schema.h"
#include "run/run_child.h"
#include "run/run_load.h"
#include "run/run_lost.h"
#include "run/run_stages.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

/* --- in a child --- */

/* Where the ledger's cases lie: a file of another place is told at once. */
static struct lt_grid ground_of(const struct lt_ledger *ledger)
{
    enum { CELLS = 1000 };
    struct lt_box box = {0};
    bool any = false;
    for (size_t i = 0; i < ledger->case_count; i++) {
        const struct lt_shape *shape = &ledger->cases[i].shape;
        if (shape->n_rings == 0) {
            continue;
        }
        const struct lt_box one = lt_shape_compute_box(shape->points, shape->n_points);
        box = any ? (struct lt_box){fmin(box.min_x, one.min_x), fmin(box.min_y, one.min_y),
                                    fmax(box.max_x, one.max_x), fmax(box.max_y, one.max_y)}
                  : one;
        any = true;
    }
    return (struct lt_grid){.origin_x = box.min_x,
                            .origin_y = box.max_y,
                            .dx = (box.max_x - box.min_x) / CELLS,
                            .dy = (box.max_y - box.min_y) / CELLS,
                            .cols = CELLS,
                            .rows = CELLS,
                            .crs = ledger->crs};
}

/* The stamp of an input tells of the file; photographs lie beside it. What was told is held against what is taken. */
static enum lt_status refuse_changed(const struct lt_session *session,
                                     const struct lt_review_tally *found, struct lt_error *err)
{
    const struct lt_review_tally *told = session->looked;
    const bool same = strcmp(found->digest, told->digest) == 0 && found->rows == told->rows &&
                      found->taken == told->taken && found->rejected == told->rejected &&
                      found->photos == told->photos &&
                      found->photos_marked == told->photos_marked &&
                      found->report_faults == told->report_faults && found->closed == told->closed;
    return same ? LT_OK
                : lt_fail(err, LT_E_INPUT,
                          "'%s' changed while it was read: let whatever writes it end, and do "
                          "this again",
                          lt_path_name(session->review->file));
}

enum lt_status lt_review_take(struct lt_session *session, struct lt_arena *arena,
                              const struct lt_layer_schema *schema,
                              struct lt_diagnostics *diagnostics, struct lt_review_taken *ret_taken,
                              struct lt_error *err)
{
    enum lt_status status;
    char today[11];
    struct lt_review_row *rows;
    size_t count;
    struct lt_review_photo *photos;
    size_t photo_count;
    struct lt_layer_schema photo_schema;
    struct lt_county_form form;
    struct lt_county_report report;
    struct lt_diagnostics told = {0}; /* already */
    const struct lt_review_options *options = session->review;
    const char *path = lt_generation_ledger_path(&session->place.closing, arena);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (diagnostics == NULL) {
        LT_TRY(lt_diagnostics_init(&told, err));
        diagnostics = &told;
    }
    LT_TRY(lt_ledger_read(path, &ret_taken->before, err));
    const struct lt_grid grid = ground_of(&ret_taken->before);
    LT_TRY(lt_county_form_load(session->config->schemas_dir, diagnostics, arena, &form, err));
    LT_TRY(lt_county_report_read(options->file, &form, diagnostics, arena, &report, err));
    const struct lt_review_reader reader = {.path = options->file,
                                            .sublayer = options->sublayer,
                                            .schema = schema,
                                            .grid = &grid,
                                            .limit_vertices = session->config->limit_vertices,
                                            .may_lack = report.given,
                                            .arena = arena};
    LT_TRY(lt_review_read(&reader, diagnostics, &rows, &count, err));
    LT_TRY(lt_layer_schema_load(session->config->schemas_dir, "HCZP", diagnostics, arena,
                                &photo_schema, err));
    const struct lt_photo_reader photo_reader = {.path = options->file,
                                                 .folder = options->photos,
                                                 .schema = &photo_schema,
                                                 .crs = ret_taken->before.crs,
                                                 .arena = arena};
    LT_TRY(lt_photos_read(&photo_reader, diagnostics, &photos, &photo_count, err));
    lt_day_in_china(session->published_at, today);
    const struct lt_review_input input = {.ledger = &ret_taken->before,
                                          .rows = rows,
                                          .row_count = count,
                                          .actor =
                                              options->by_city ? LT_ACTOR_CITY : LT_ACTOR_COUNTY,
                                          .county = options->county,
                                          .today = today,
                                          .file = lt_path_name(options->file),
                                          .photos = photos,
                                          .photo_count = photo_count,
                                          .photo_distance_m = session->config->photo_distance_m,
                                          .report = &report};
    LT_TRY(lt_review_apply(&input, diagnostics, &ret_taken->ledger, &ret_taken->tally, err));
    const char *const parts[] = {"reviews", session->generation, ret_taken->tally.digest};
    lt_generation_id(session->place.closing.id, parts, sizeof parts / sizeof *parts, LT_VERSION,
                     ret_taken->content);
    LT_TRY(session->looked == NULL ? LT_OK : refuse_changed(session, &ret_taken->tally, err));
out:
    lt_diagnostics_finish(&told);
    return status;
}

void lt_review_taken_finish(struct lt_review_taken *taken)
{
    lt_ledger_finish(&taken->ledger);
    lt_ledger_finish(&taken->before);
}

/* A row that is passed over by wish is a warning. */
static void soften(struct lt_diagnostics *list)
{
    for (size_t i = 0; i < list->count; i++) {
        if (list->items[i].severity == LT_REJECT) {
            list->items[i].severity = LT_WARNING;
            list->count_of[LT_REJECT]--;
            list->count_of[LT_WARNING]++;
        }
    }
}

/* Looks at the file; what it found goes to the parent through review.diag and review.tally. */
static enum lt_status look(void *context, size_t task, struct lt_error *err)
{
    enum lt_status status;
    struct lt_session *session = context;
    struct lt_arena *arena = NULL;
    struct lt_layer_schema schema;
    struct lt_review_taken taken = {0};
    struct lt_diagnostics list = {0};
    const char *diag = lt_session_path(session, "review.diag");
    const char *tally = lt_session_path(session, "review.tally");
    (void)task;
    if (diag == NULL || tally == NULL) {
        return lt_fail_memory(err, "a path");
    }
    lt_session_keep_private(session);
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_diagnostics_init(&list, err));
    LT_TRY(lt_ingest_start(err));
    LT_TRY(lt_layer_schema_load(session->config->schemas_dir, "WFTB", &list, arena, &schema, err));
    LT_TRY(lt_review_take(session, arena, &schema, &list, &taken, err));
    if (session->review->skip_rejected) {
        soften(&list);
    }
    LT_TRY(lt_file_write(tally, (const char *)&taken.tally, sizeof taken.tally, err));
out:
    lt_review_taken_finish(&taken);
    if (list.arena != NULL && lt_diagnostics_write(diag, lt_no_key, &list, NULL) != LT_OK &&
        status == LT_OK) {
        status = lt_fail(err, LT_E_IO, "cannot write '%s'", diag);
    }
    lt_diagnostics_finish(&list);
    lt_arena_destroy(arena);
    return status;
}

/* --- in the parent --- */

static enum lt_status read_look(struct lt_session *session, struct lt_review_tally *ret_tally,
                                struct lt_error *err)
{
    enum lt_status status;
    char *bytes;
    size_t size;
    const char *path = lt_session_path(session, "review.tally");
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_file_read(path, sizeof *ret_tally, session->arena, &bytes, &size, err));
    LT_TRY(LT_CHECK(size == sizeof *ret_tally, err));
    memcpy(ret_tally, bytes, sizeof *ret_tally);
out:
    return status;
}

static enum lt_status look_first(struct lt_session *session, struct lt_review_tally *ret_tally,
                                 struct lt_error *err)
{
    const char *diag = lt_session_path(session, "review.diag");
    const char *old = lt_session_path(session, "review.tally");
    if (diag == NULL || old == NULL) {
        return lt_fail_memory(err, "a path");
    }
    enum lt_status status = lt_folder_remove(diag, err);
    status = status == LT_OK ? lt_folder_remove(old, err) : status;
    status = status == LT_OK ? lt_child_run_all(look, session, 1, 1, NULL, err) : status;
    if (lt_file_exists(diag)) {
        (void)lt_diagnostics_read(diag, lt_no_key, &session->diagnostics,
                                  NULL); /* the failure counts more */
    }
    return status != LT_OK ? status : read_look(session, ret_tally, err);
}

static bool is_something(const struct lt_review_tally *tally)
{
    return tally->taken + tally->photos_taken + tally->reports_taken > 0;
}

static enum lt_status print_tally(const struct lt_session *session,
                                  const struct lt_review_tally *tally, struct lt_error *err)
{
    struct lt_text area = {0};
    char period[LT_PERIOD_TEXT];
    lt_text_add_fixed(&area, lt_mu(tally->closed_m2), 2);
    if (lt_text_check(&area, NULL) != LT_OK) {
        return lt_fail_memory(err, "the summary");
    }
    const bool chinese = session->config->chinese;
    printf(chinese
               ? "核查回填 %s：%llu 行，入账 %llu，此前已入账 %llu，未填写 %llu，不能入账 %llu；"
                 "销号 %llu 个，%s 亩\n"
               : "reviews into %s: %llu rows, %llu taken, %llu taken before, %llu empty, %llu "
                 "rejected; %llu cases closed, %s mu\n",
           lt_period_format(session->options->period, period), (unsigned long long)tally->rows,
           (unsigned long long)tally->taken, (unsigned long long)tally->already,
           (unsigned long long)tally->empty, (unsigned long long)tally->rejected,
           (unsigned long long)tally->closed, area.data);
    if (tally->photos > 0) {
        printf(chinese ? "照片 %llu 张，入账 %llu，其中位置或日期不符、缺失 %llu，此前已入账 %llu\n"
                       : "photographs: %llu, %llu taken, of them marked %llu, %llu taken before\n",
               (unsigned long long)tally->photos, (unsigned long long)tally->photos_taken,
               (unsigned long long)tally->photos_marked, (unsigned long long)tally->photos_already);
    }
    if (tally->reports > 0) {
        printf(chinese
                   ? "县区落实情况报告 %llu 份，入账 %llu，此前已入账 %llu，有误而未收 %llu\n"
                   : "county reports: %llu, %llu taken, %llu taken before, %llu not taken for its "
                     "faults\n",
               (unsigned long long)tally->reports, (unsigned long long)tally->reports_taken,
               (unsigned long long)tally->reports_already,
               (unsigned long long)(tally->report_faults > 0));
    }
    if (session->review->dry_run) {
        puts(chinese ? "试运行：未写入台账" : "dry run: nothing was written");
    } else if (!is_something(tally) && tally->rejected + tally->report_faults == 0) {
        puts(chinese ? "没有新内容，台账未变" : "nothing new: the ledger is unchanged");
    }
    lt_text_finish(&area);
    return LT_OK;
}

/* The half-year whose ledger is current: reviews of older lists go there too. */
static enum lt_status find_last(const struct lt_session *session, lt_period *period,
                                struct lt_error *err)
{
    enum lt_status status;
    const char *folder = session->config->output_dir;
    const lt_period asked_for = *period;
    struct lt_generation_period *periods;
    size_t count;
    char asked[LT_PERIOD_TEXT], last[LT_PERIOD_TEXT];
    LT_TRY(lt_generation_periods(folder, session->arena, &periods, &count, err));
    if (count == 0) {
        status = lt_fail(err, LT_E_INPUT,
                         "nothing is published in '%s' yet: there is no case to review", folder);
        goto out;
    }
    *period = periods[count - 1].period;
    if (asked_for != 0 && asked_for != *period) {
        status =
            lt_fail(err, LT_E_INPUT,
                    "reviews go into the ledger of the last half-year, %s, not of %s; a list "
                    "of %s is taken there too",
                    lt_period_format(*period, last), lt_period_format(asked_for, asked), asked);
    }
out:
    return status;
}

static enum lt_status refuse_faults(const struct lt_session *session,
                                    const struct lt_review_tally *tally, struct lt_error *err)
{
    if (tally->report_faults > 0) {
        return lt_fail(err, LT_E_INPUT,
                       "%llu faults in the county's report '%s', which is taken whole or not at "
                       "all: mend them and hand it in again",
                       (unsigned long long)tally->report_faults, session->review->file);
    }
    return tally->rejected == 0
               ? LT_OK
               : lt_fail(err, LT_E_INPUT,
                         "%llu rows of '%s' cannot be taken, so none was; --skip-rejected takes "
                         "the others",
                         (unsigned long long)tally->rejected, session->review->file);
}

/* The file is stamped before anybody reads it, so that one that is put in its place meanwhile is no other reading of it.
 * What is wrong with a file that cannot be opened, the look says better. */
static enum lt_status look_at_input(struct lt_session *session, struct lt_review_tally *ret_tally,
                                    struct lt_error *err)
{
    enum lt_status status;
    struct lt_error cause;
    LT_TRY(lt_session_add_input(session, "reviews", session->review->file, err));
    const enum lt_status known = lt_session_digest_input(session, session->input_count - 1, &cause);
    LT_TRY(look_first(session, ret_tally, err));
    if (known != LT_OK) {
        *err = cause;
        status = known;
    }
out:
    return status;
}

/* A plan is of the half-year's own inputs and tells of them alone, by whatever command it is made. What the review's file
 * has, was told; `own` is what was to tell before, and is taken over. */
static enum lt_status before_merge(struct lt_session *session, struct lt_diagnostics *own,
                                   struct lt_error *err)
{
    lt_diagnostics_finish(&session->diagnostics);
    session->diagnostics = *own;
    *own = (struct lt_diagnostics){0};
    session->input_count--;
    const enum lt_status status = lt_stages_before_merge(session, err);
    session->input_count++;
    return status;
}

static enum lt_status take(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_diagnostics own = {0};
    struct lt_review_tally *const tally = lt_arena_array(session->arena, 1, sizeof *tally);
    if (tally == NULL) {
        return lt_fail_memory(err, "the summary");
    }
    session->stage = "inputs";
    LT_TRY(lt_session_identify(session, err));
    LT_TRY(lt_review_refuse_other(session, err));
    LT_TRY(lt_diagnostics_init(&own, err));
    for (size_t i = 0; i < session->diagnostics.count; i++) {
        LT_TRY(lt_diagnostics_add(&own, &session->diagnostics.items[i], err));
    }
    LT_TRY(look_at_input(session, tally, err));
    LT_TRY(print_tally(session, tally, err));
    if (!session->review->skip_rejected) {
        LT_TRY(refuse_faults(session, tally, err));
    }
    (void)lt_session_tell(session, true, NULL); /* what was found and taken all the same */
    if (is_something(tally) && !session->review->dry_run) {
        LT_TRY(before_merge(session, &own, err));
        session->stage = "merge";
        session->looked = tally;
        LT_TRY(lt_stage_merge_apart(session, err));
    }
    session->stage = "done";
    LT_TRY(lt_lost_tell(session, err));
    status = lt_load_published(session, LT_OK, err);
out:
    lt_diagnostics_finish(&own);
    return status;
}

/* Who only looks leaves no record. */
static enum lt_status take_lock(struct lt_session *session, struct lt_lock **ret_lock,
                                struct lt_error *err)
{
    return session->watched ? lt_run_take_lock(session, ret_lock, err)
                            : lt_lock_take(session->config->output_dir, ret_lock, err);
}

enum lt_status lt_review(const struct lt_review_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_review_options own = *options;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    own.run.command = "review";
    LT_TRY(lt_session_begin(&own.run, !own.dry_run, &session, err));
    session.review = &own;
    LT_TRY(lt_path_check(options->file, err));
    LT_TRY(lt_load_allowed(session.config, own.run.postgis, err));
    LT_TRY(find_last(&session, &own.run.period, err)); /* what cannot be, leaves no lock behind */
    LT_TRY(take_lock(&session, &lock, err));
    own.run.period = options->run.period; /* whoever had the lock may have closed another one */
    LT_TRY(find_last(&session, &own.run.period, err));
    LT_TRY(lt_session_find_period(&session, "", err));
    LT_TRY(take(&session, err));
out:
    lt_run_end(&session, lock, status, err);
    return status;
}
