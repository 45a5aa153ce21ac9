#include "run/run_interim.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/area.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/text.h"

#define GRAVE "grave.txt"
#define WORK "interim-"

enum { GRAVE_LIMIT = 64 << 20 };

static bool interim(const struct lt_session *session)
{
    return session->options->unit != 0;
}

/* The half-year's own name is not taken: the same inputs for another county are another result. */
static enum lt_status name_result(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status;
    struct lt_digest *digest = NULL;
    char unit[16];
    LT_TRY(lt_digest_create(&digest, err));
    snprintf(unit, sizeof unit, "%06u", session->options->unit);
    lt_digest_add_text(digest, "interim");
    lt_digest_add_text(digest, unit);
    lt_digest_add_text(digest, session->key);
    lt_digest_hex(digest, session->generation);
out:
    lt_digest_destroy(digest);
    return status;
}

enum lt_status lt_interim_find(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (!interim(session)) {
        return LT_OK;
    }
    LT_TRY(name_result(session, err));
    session->results =
        lt_interim_folder(session->config->output_dir, session->options->unit,
                          session->options->period, session->generation, session->arena);
    if (session->results == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_interim_take(session->config->output_dir, session->options->unit,
                           session->options->period, session->generation, session->threads,
                           &session->published, err));
    if (session->place.parent_stale) {
        lt_log_line(&session->log, "parent.stale",
                    session->config->chinese ? "所依据的半年期已过期，结果仅供参考"
                                             : "the half-year that this builds upon is stale");
    }
out:
    return status;
}

enum lt_status lt_interim_choose_unit(struct lt_session *session, struct lt_error *err)
{
    struct lt_plan *plan = &session->plan;
    if (!interim(session)) {
        return LT_OK;
    }
    for (size_t i = 0; i < plan->unit_count; i++) {
        if (plan->units[i].unit == session->options->unit) {
            plan->units += i;
            plan->unit_count = 1;
            plan->by_weight[0] = 0;
            return LT_OK;
        }
    }
    return lt_fail(err, LT_E_INPUT, "there is no county %06u in the layers of this half-year",
                   session->options->unit);
}

/* --- the ledger of one county --- */

static int by_case_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct lt_case *)item)->id);
}

static bool has_case(const struct lt_ledger *ledger, const char *id)
{
    return ledger->case_count > 0 && bsearch(id, ledger->cases, ledger->case_count,
                                             sizeof *ledger->cases, by_case_id) != NULL;
}

/* The county's line, and the city's with the same figures. */
static void restrict_balances(struct lt_ledger *ledger, uint32_t unit, uint32_t city)
{
    size_t kept = 0, begin = 0;
    while (begin < ledger->balance_count) {
        const lt_period period = ledger->balance_periods[begin];
        struct lt_balance own = {.unit = unit};
        size_t end = begin;
        for (; end < ledger->balance_count && ledger->balance_periods[end] == period; end++) {
            if (ledger->balances[end].unit == unit) {
                own = ledger->balances[end];
            }
        }
        struct lt_balance total = own;
        total.unit = city;
        const struct lt_balance lines[] = {city < unit ? total : own, city < unit ? own : total};
        for (size_t i = 0; i < 2 && begin + i < end; i++) {
            ledger->balances[kept] = lines[i];
            ledger->balance_periods[kept++] = period;
        }
        begin = end;
    }
    ledger->balance_count = kept;
}

void lt_interim_restrict(const struct lt_session *session, struct lt_ledger *ledger)
{
    const uint32_t unit = session->options->unit;
    size_t cases = 0, events = 0, reviews = 0, photos = 0, answers = 0, cells = 0;
    if (!interim(session)) {
        return;
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        if (ledger->cases[i].unit == unit) {
            ledger->cases[cases++] = ledger->cases[i];
        }
    }
    ledger->case_count = cases;
    for (size_t i = 0; i < ledger->event_count; i++) {
        if (has_case(ledger, ledger->events[i].case_id)) {
            ledger->events[events++] = ledger->events[i];
        }
    }
    for (size_t i = 0; i < ledger->review_count; i++) {
        if (has_case(ledger, ledger->reviews[i].case_id)) {
            ledger->reviews[reviews++] = ledger->reviews[i];
        }
    }
    for (size_t i = 0; i < ledger->photo_count; i++) {
        if (has_case(ledger, ledger->photos[i].case_id)) {
            ledger->photos[photos++] = ledger->photos[i];
        }
    }
    for (size_t i = 0; i < ledger->answer_count; i++) {
        if (ledger->answers[i].unit == unit) {
            ledger->answers[answers++] = ledger->answers[i];
        }
    }
    for (size_t i = 0; i < ledger->transition_count; i++) {
        if (ledger->transitions[i].unit == unit) {
            ledger->transitions[cells++] = ledger->transitions[i];
        }
    }
    ledger->event_count = events;
    ledger->review_count = reviews;
    ledger->photo_count = photos;
    ledger->answer_count = answers;
    ledger->transition_count = cells;
    restrict_balances(ledger, unit, session->config->city_code);
}

static void number_anew(char id[LT_CASE_ID], const char *period)
{
    char *at = strstr(id, period);
    const size_t length = strlen(id);
    if (at != NULL && length + 2 <= LT_CASE_ID) {
        at += strlen(period);
        memmove(at + 1, at, strlen(at) + 1);
        *at = 'I';
    }
}

void lt_interim_number(const struct lt_session *session, struct lt_ledger *ledger)
{
    char own[LT_PERIOD_TEXT], period[LT_PERIOD_TEXT + 2];
    if (!interim(session)) {
        return;
    }
    snprintf(period, sizeof period, "-%s-", lt_period_format(session->options->period, own));
    for (size_t i = 0; i < ledger->case_count; i++) {
        number_anew(ledger->cases[i].id, period);
    }
    for (size_t i = 0; i < ledger->event_count; i++) {
        number_anew(ledger->events[i].case_id, period);
    }
}

void lt_interim_floors(const struct lt_session *session, struct lt_floor *floors, size_t *count)
{
    size_t kept = 0;
    if (!interim(session)) {
        return;
    }
    for (size_t i = 0; i < *count; i++) {
        if (floors[i].unit != session->config->city_code) {
            floors[kept++] = floors[i];
        }
    }
    *count = kept;
}

/* --- what is told at once --- */

/* What this image shows: open suspects, and clues that one date does not prove. */
static bool is_grave(const struct lt_session *session, const struct lt_case *one)
{
    return lt_case_severity(one) == LT_RULE_GRAVE && one->last_period == session->options->period &&
           (one->open || one->finding == LT_FINDING_UNPROVEN);
}

static void add_grave(const struct lt_session *session, const struct lt_case *one,
                      struct lt_text *text)
{
    const bool chinese = session->config->chinese;
    const bool begins = one->first_period == session->options->period;
    lt_text_printf(text, "%s\t%s\t%s\t%s\t", one->id,
                   begins ? (chinese ? "新现" : "new here") : (chinese ? "在账" : "in the ledger"),
                   lt_case_finding_title(one->finding, chinese), one->rules[0]);
    lt_text_add_fixed(text, lt_mu(one->area_m2), 2);
    lt_text_printf(text, "\t%s\t%s\n", one->parcel_id, one->town);
}

static void list_grave(const struct lt_session *session, const struct lt_ledger *ledger,
                       struct lt_text *text)
{
    size_t count = 0;
    for (size_t i = 0; i < ledger->case_count; i++) {
        count += is_grave(session, &ledger->cases[i]);
    }
    const bool chinese = session->config->chinese;
    lt_text_printf(text,
                   chinese ? "严重疑似图斑 %zu 处，请即核查上报（影像结果为疑似，未经实地核实）\n"
                           : "%zu grave suspects to be checked and reported at once (suspects: "
                             "nobody has been there)\n",
                   count);
    if (count > 0) {
        lt_text_add(text, chinese ? "编号\t新旧\t认定\t规则\t面积（亩）\t地类图斑\t乡镇\n"
                                  : "case\tsince\tfinding\trule\tarea (mu)\tparcel\ttown\n");
    }
    for (size_t i = 0; i < ledger->case_count; i++) {
        if (is_grave(session, &ledger->cases[i])) {
            add_grave(session, &ledger->cases[i], text);
        }
    }
}

/* It names parcels: in the public profile it stays with whoever runs, one for each result `id`, and goes with the work
 * folder. */
static bool grave_is_apart(const struct lt_config *config)
{
    return strcmp(config->profile, "public") == 0;
}

static const char *grave_path_of(const struct lt_config *config, const char *work,
                                 const char *folder, const char *id, struct lt_arena *arena)
{
    enum { SHORT = 16 }; /* digits that tell it from others */
    return grave_is_apart(config) ? lt_arena_printf(arena, "%s/grave-%.*s.txt", work, SHORT, id)
                                  : lt_path_join(arena, folder, GRAVE);
}

static const char *grave_path(struct lt_session *session, const char *folder)
{
    return grave_path_of(session->config, session->work, folder, session->generation,
                         session->arena);
}

static const char *notice_of(struct lt_session *session)
{
    char period[LT_PERIOD_TEXT];
    lt_period_format(session->options->period, period);
    return lt_arena_printf(
        session->arena,
        session->config->chinese
            ? "期中监测：仅县区 %06u，按 %s 的规则判读；不结账，不产生新的半年期，编号中带 I "
              "者为临时编号。"
            : "Interim: county %06u alone, judged as %s; closes no ledger and makes no half-year. "
              "Numbers with an I are provisional.",
        session->options->unit, period);
}

enum lt_status lt_interim_write_notices(struct lt_session *session,
                                        const struct lt_report_model *model, const char *folder,
                                        struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    const char *path = grave_path(session, folder), *notice = notice_of(session);
    if (path == NULL || notice == NULL) {
        return lt_fail_memory(err, "a path");
    }
    list_grave(session, model->ledger, &text);
    LT_TRY(lt_text_check(&text, err));
    LT_TRY(lt_file_write(path, text.data, text.length, err));
    LT_TRY(lt_folder_notice(folder, notice, err));
out:
    lt_text_finish(&text);
    return status;
}

enum lt_status lt_interim_tell(struct lt_session *session, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char *text;
    size_t size;
    const char *path = grave_path(session, session->results);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    if (grave_is_apart(session->config) && !lt_file_exists(path)) {
        puts(session->config->chinese ? "严重疑似图斑清单在工作目录中，已随之移除；其余成果见下"
                                      : "the list of grave suspects lay in the work folder and is "
                                        "gone with it; the other "
                                        "files of the result are here");
    } else {
        LT_TRY(lt_file_read(path, GRAVE_LIMIT, session->arena, &text, &size, err));
        fputs(text, stdout);
    }
    printf("%s\n", session->results);
out:
    return status;
}

/* --- from outside --- */

void lt_interim_purpose(uint32_t unit, char ret_purpose[LT_INTERIM_PURPOSE])
{
    snprintf(ret_purpose, LT_INTERIM_PURPOSE, WORK "%06u-", unit);
}

const char *lt_interim_work(const struct lt_config *config, uint32_t unit, lt_period period,
                            struct lt_arena *arena)
{
    char purpose[LT_INTERIM_PURPOSE], text[LT_PERIOD_TEXT];
    lt_interim_purpose(unit, purpose);
    return lt_arena_printf(arena, "%s/%s%s", config->work_dir, purpose,
                           lt_period_format(period, text));
}

const char *lt_interim_lock_folder(const struct lt_config *config, struct lt_arena *arena)
{
    return lt_path_join(arena, config->output_dir, "interim");
}

bool lt_interim_read_work(const char *name, uint32_t *ret_unit, lt_period *ret_period)
{
    return lt_starts_with(name, WORK) &&
           lt_interim_read_name(name + sizeof WORK - 1, ret_unit, ret_period);
}

/* Lines with tabs are its table, the first of them the head. */
enum lt_status lt_interim_grave(const struct lt_config *config,
                                const struct lt_interim_result *result, struct lt_arena *arena,
                                uint64_t *ret_count, bool *ret_known, struct lt_error *err)
{
    enum lt_status status;
    char *text;
    size_t size;
    uint64_t lines = 0;
    const char *work = lt_interim_work(config, result->unit, result->period, arena);
    const char *path = work == NULL ? NULL
                                    : grave_path_of(config, work, result->folder,
                                                    lt_path_name(result->folder), arena);
    *ret_count = 0;
    *ret_known = path == NULL || !grave_is_apart(config) || lt_file_exists(path);
    if (!*ret_known) {
        return LT_OK;
    }
    LT_TRY(path == NULL ? lt_fail_memory(err, "a path")
                        : lt_file_read(path, GRAVE_LIMIT, arena, &text, &size, err));
    for (const char *line = text; line != NULL && *line != '\0';) {
        const char *end = strchr(line, '\n');
        lines += memchr(line, '\t', end == NULL ? strlen(line) : (size_t)(end - line)) != NULL;
        line = end == NULL ? NULL : end + 1;
    }
    *ret_count = lines > 0 ? lines - 1 : 0;
out:
    return status;
}
