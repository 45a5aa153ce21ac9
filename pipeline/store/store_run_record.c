/* What the last run was, as a small JSON file. */
#include <string.h>

#include <jansson.h>

#include "liangtian/store.h"
#include "store/store_json.h"
#include "support/arena.h"
#include "support/files.h"

enum { RECORD_LIMIT = 1 << 20 };

static const char *const states[] = {"running", "done", "failed"};

static json_t *record_json(const struct lt_run_record *r)
{
    char period[LT_PERIOD_TEXT];
    return json_pack("{s:s, s:s, s:s, s:I, s:I, s:s, s:s, s:s, s:f, s:s, s:s, s:i, s:s, s:s, "
                     "s:{s:I, s:I, s:I}, s:I}",
                     "state", states[r->state], "command", r->command, "period",
                     lt_period_format(r->period, period), "county", (json_int_t)r->unit, "process",
                     (json_int_t)r->process, "program_version", r->version, "started", r->started,
                     "ended", r->ended, "seconds", r->seconds, "succeeded", r->succeeded, "stage",
                     r->stage, "exit_code", r->exit_code, "message", r->message, "generation",
                     r->generation, "diagnostics", "note", (json_int_t)r->diagnostics[LT_NOTE],
                     "warning", (json_int_t)r->diagnostics[LT_WARNING], "reject",
                     (json_int_t)r->diagnostics[LT_REJECT], "reviews_lost",
                     (json_int_t)r->reviews_lost);
}

enum lt_status lt_run_record_write(const char *path, const struct lt_run_record *record,
                                   struct lt_error *err)
{
    return store_json_write(path, record_json(record),
                            JSON_INDENT(1) | JSON_SORT_KEYS | JSON_REAL_PRECISION(6),
                            "the record of the run", err);
}

static bool read_state(const char *word, enum lt_run_state *ret_state)
{
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (strcmp(states[i], word) == 0) {
            *ret_state = (enum lt_run_state)i;
            return true;
        }
    }
    return false;
}

static bool read_root(json_t *root, struct lt_run_record *r)
{
    const char *state, *period;
    json_int_t unit, process, note, warning, reject, lost = 0;
    r->command = "run"; /* records of earlier versions do not say */
    const int bad = json_unpack(
        root,
        "{s:s, s?s, s:s, s:I, s:I, s:s, s:s, s:s, s:F, s:s, s:s, s:i, s:s, s:s, s:{s:I, s:I, s:I}, "
        "s?I}",
        "state", &state, "command", &r->command, "period", &period, "county", &unit, "process",
        &process, "program_version", &r->version, "started", &r->started, "ended", &r->ended,
        "seconds", &r->seconds, "succeeded", &r->succeeded, "stage", &r->stage, "exit_code",
        &r->exit_code, "message", &r->message, "generation", &r->generation, "diagnostics", "note",
        &note, "warning", &warning, "reject", &reject, "reviews_lost", &lost);
    if (bad != 0 || !read_state(state, &r->state) || unit < 0 || note < 0 || warning < 0 ||
        reject < 0 || lost < 0 || (*period != '\0' && !lt_period_parse(period, &r->period))) {
        return false;
    }
    r->unit = (uint32_t)unit;
    r->reviews_lost = (uint64_t)lost;
    r->process = (long)process;
    r->diagnostics[LT_NOTE] = (uint64_t)note;
    r->diagnostics[LT_WARNING] = (uint64_t)warning;
    r->diagnostics[LT_REJECT] = (uint64_t)reject;
    return true;
}

static bool keep_texts(struct lt_run_record *r, struct lt_arena *arena)
{
    const char **const texts[] = {&r->command,   &r->version, &r->started, &r->ended,
                                  &r->succeeded, &r->stage,   &r->message, &r->generation};
    bool kept = true;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        *texts[i] = lt_arena_text(arena, *texts[i]);
        kept = kept && *texts[i] != NULL;
    }
    return kept;
}

enum lt_status lt_run_record_read(const char *path, struct lt_arena *arena,
                                  struct lt_run_record *ret_record, struct lt_error *err)
{
    enum lt_status status;
    json_t *root = NULL;
    char *text;
    size_t size;
    LT_TRY(lt_file_read(path, RECORD_LIMIT, arena, &text, &size, err));
    *ret_record = (struct lt_run_record){0};
    root = json_loadb(text, size, JSON_REJECT_DUPLICATES, NULL);
    if (root == NULL || !read_root(root, ret_record)) {
        status = lt_fail(err, LT_E_IO, "'%s' is damaged: it is no record of a run", path);
        goto out;
    }
    if (!keep_texts(ret_record, arena)) {
        status = lt_fail_memory(err, "the record of the run");
    }
out:
    json_decref(root);
    return status;
}
