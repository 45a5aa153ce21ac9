/* The figures of a run in Prometheus' text format, for the textfile collector of its node exporter. Replaced at one
 * stroke; the temporary name ends in .tmp, which the collector does not read. The
 * collector is another user, and totals are no secret: all may read it, whatever the umask. What a run that failed does not know goes
 * on from the file before: an alarm that looks at the last success, or at a floor, must not fall silent by a failure. */
#include <string.h>

#include "run/run_outcome.h"
#include "run/run_watch.h"
#include "support/arena.h"
#include "support/files.h"
#include "support/text.h"

#define LAST_SUCCESS "liangtian_last_success_timestamp_seconds"

enum { BEFORE_LIMIT = 1 << 20 };

struct writing {
    struct lt_text text, own; /* own: how the labels of this config's samples begin */
    const char *config;
    const char *before; /* the file that is replaced; "" none */
};

static void add_label(struct lt_text *text, const char *name, const char *value, size_t length)
{
    lt_text_printf(text, "%s=\"", name);
    for (size_t i = 0; i < length; i++) {
        const char c = value[i];
        if (c == '\\' || c == '"') {
            lt_text_add(text, "\\");
        }
        lt_text_add_n(text, c == '\n' ? "\\n" : &value[i], c == '\n' ? 2 : 1);
    }
    lt_text_add(text, "\"");
}

/* A sample's head: name and labels. Several cities may stand in one collector, so each names its config. */
static void begin(struct writing *w, const char *metric, const char *label, const char *value,
                  size_t length)
{
    lt_text_printf(&w->text, "%s{", metric);
    add_label(&w->text, "config", w->config, strlen(w->config));
    if (label != NULL) {
        lt_text_add(&w->text, ",");
        add_label(&w->text, label, value, length);
    }
}

static void add_head(struct writing *w, const char *metric, const char *help)
{
    lt_text_printf(&w->text, "# HELP %s %s\n# TYPE %s gauge\n", metric, help, metric);
}

static void add_single(struct writing *w, const char *metric, const char *help, double value)
{
    add_head(w, metric, help);
    begin(w, metric, NULL, NULL, 0);
    lt_text_add(&w->text, "} ");
    lt_text_add_double(&w->text, value);
    lt_text_add(&w->text, "\n");
}

/* --- what goes on --- */

static void carry(struct writing *w, const char *metric)
{
    const size_t length = strlen(metric);
    for (const char *line = w->before; line != NULL; line = lt_outcome_next(line)) {
        const bool head = lt_starts_with(line, "# HELP ") || lt_starts_with(line, "# TYPE ");
        const char *name = head ? strchr(line + 2, ' ') + 1 : line;
        if (strncmp(name, metric, length) == 0 &&
            (head ? name[length] == ' ' : lt_starts_with(name + length, w->own.data))) {
            lt_text_add_n(&w->text, line, strcspn(line, "\n"));
            lt_text_add(&w->text, "\n");
        }
    }
}

/* --- the run --- */

static void add_time(struct writing *w, const char *metric, const char *help, const char *time)
{
    int64_t seconds;
    if (lt_clock_epoch(time, &seconds)) {
        add_single(w, metric, help, (double)seconds);
    }
}

static void add_run(struct writing *w, const struct lt_run_record *r)
{
    static const char *const severities[] = {"note", "warning", "reject"};
    char period[LT_PERIOD_TEXT];
    add_head(w, "liangtian_run_info", "The last run: its half-year and program version.");
    begin(w, "liangtian_run_info", "period", lt_period_format(r->period, period),
          strlen(lt_period_format(r->period, period)));
    lt_text_add(&w->text, ",");
    add_label(&w->text, "version", r->version, strlen(r->version));
    lt_text_add(&w->text, "} 1\n");
    add_single(w, "liangtian_run_exit_code", "Exit code of the last run; 0 and 1 are good.",
               r->exit_code);
    add_single(w, "liangtian_run_duration_seconds", "Time that the last run took.", r->seconds);
    add_time(w, "liangtian_run_start_timestamp_seconds", "When the last run began.", r->started);
    add_time(w, "liangtian_run_end_timestamp_seconds", "When the last run ended.", r->ended);
    if (r->succeeded[0] == '\0') {
        carry(w, LAST_SUCCESS);
    }
    add_time(w, LAST_SUCCESS, "When a run last ended well.", r->succeeded);
    add_head(w, "liangtian_run_diagnostics", "Diagnostics of the last run by severity.");
    for (int i = LT_NOTE; i <= LT_REJECT; i++) {
        begin(w, "liangtian_run_diagnostics", "severity", severities[i], strlen(severities[i]));
        lt_text_printf(&w->text, "} %llu\n", (unsigned long long)r->diagnostics[i]);
    }
}

/* --- the half-year --- */

/* Lines "<before>WORD<after>=number" of the outcome, WORD as the label. */
struct family {
    const char *metric, *help, *before, *after, *label;
};

static const struct family families[] = {
    {"liangtian_parcels", "Parcels of the half-year by outcome.", "parcels.", "", "outcome"},
    {"liangtian_cases", "Cases of the ledger by state.", "cases.", "", "state"},
    {"liangtian_floor_square_meters", "A floor that is set.", "floor.", ".floor_m2", "rule"},
    {"liangtian_floor_low_square_meters", "Area held against it, low bound.", "floor.", ".low_m2",
     "rule"},
    {"liangtian_floor_high_square_meters", "Area held against it, high bound.", "floor.",
     ".high_m2", "rule"},
    {"liangtian_floor_kilograms", "A floor of output that is set.", "floor.", ".floor_kg", "rule"},
    {"liangtian_floor_mapped_kilograms", "Output held against it, as mapped.", "floor.",
     ".mapped_kg", "rule"},
};

/* The word of a line that belongs to the family, and where its value stands. */
static bool split(const char *line, const struct family *family, size_t *ret_word,
                  const char **ret_value)
{
    const size_t before = strlen(family->before), after = strlen(family->after);
    const size_t key = strcspn(line, "=\n");
    if (strncmp(line, family->before, before) != 0 || line[key] != '=' || key <= before + after ||
        strncmp(line + key - after, family->after, after) != 0) {
        return false;
    }
    *ret_word = key - before - after;
    *ret_value = line + key + 1;
    return true;
}

static void add_family(struct writing *w, const struct family *family, const char *outcome)
{
    bool first = true;
    for (const char *line = outcome; line != NULL; line = lt_outcome_next(line)) {
        size_t word;
        const char *value;
        if (split(line, family, &word, &value)) {
            if (first) {
                add_head(w, family->metric, family->help);
            }
            first = false;
            begin(w, family->metric, family->label, line + strlen(family->before), word);
            lt_text_add(&w->text, "} ");
            lt_text_add_n(&w->text, value, strcspn(value, "\n"));
            lt_text_add(&w->text, "\n");
        }
    }
}

static const struct family verdict_family = {"liangtian_floor_verdict",
                                             "1 for the verdict that holds, 0 for the others.",
                                             "floor.", ".verdict", "rule"};

static void add_verdicts(struct writing *w, const char *outcome)
{
    static const enum lt_verdict_value verdicts[] = {LT_MEETS, LT_BELOW, LT_UNDECIDED};
    bool first = true;
    for (const char *line = outcome; line != NULL; line = lt_outcome_next(line)) {
        size_t word;
        const char *value;
        if (!split(line, &verdict_family, &word, &value)) {
            continue;
        }
        if (first) {
            add_head(w, verdict_family.metric, verdict_family.help);
        }
        first = false;
        for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
            const char *name = lt_verdict_name(verdicts[i]);
            const size_t length = strcspn(value, "\n");
            begin(w, verdict_family.metric, verdict_family.label,
                  line + strlen(verdict_family.before), word);
            lt_text_add(&w->text, ",");
            add_label(&w->text, "verdict", name, strlen(name));
            lt_text_printf(&w->text, "} %d\n",
                           strlen(name) == length && strncmp(name, value, length) == 0);
        }
    }
}

/* One number each. */
static const struct {
    const char *metric, *help, *key;
} singles[] = {
    {"liangtian_cases_open", "Open cases.", "cases_open"},
    {"liangtian_cases_grave", "Open cases whose gravest rule is grave.", "cases_grave"},
    {"liangtian_half_year_stale", "1 where an earlier half-year was run again since.", "stale"},
};

static void carry_half_year(struct writing *w)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        carry(w, families[i].metric);
    }
    carry(w, verdict_family.metric);
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        carry(w, singles[i].metric);
    }
}

static void add_half_year(struct writing *w, const char *outcome)
{
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        add_family(w, &families[i], outcome);
    }
    add_verdicts(w, outcome);
    for (size_t i = 0; i < sizeof singles / sizeof *singles; i++) {
        add_single(w, singles[i].metric, singles[i].help,
                   (double)lt_outcome_count(outcome, singles[i].key));
    }
}

/* The path as lt_config_load makes it, also of a config that could not be read: it stays the same series. */
static const char *config_label(const struct lt_session *session)
{
    const char *given = session->options->config_path, *folder = NULL, *path = NULL;
    if (session->config != NULL) {
        return session->config->path;
    }
    if (lt_path_real_folder(session->arena, given, &folder, NULL) == LT_OK) {
        path = lt_path_join(session->arena, folder, lt_path_name(given));
    }
    return path != NULL ? path : given;
}

/* One that cannot be read is as good as none. */
static const char *read_before(const char *path, const struct lt_session *session)
{
    char *text;
    size_t size;
    return lt_file_exists(path) &&
                   lt_file_read(path, BEFORE_LIMIT, session->arena, &text, &size, NULL) == LT_OK
               ? text
               : "";
}

enum lt_status lt_metrics_write(const char *path, const struct lt_session *session,
                                const struct lt_run_record *record, const char *outcome,
                                struct lt_error *err)
{
    enum lt_status status;
    struct writing w = {.config = config_label(session), .before = read_before(path, session)};
    lt_text_add(&w.own, "{");
    add_label(&w.own, "config", w.config, strlen(w.config));
    LT_TRY(lt_text_check(&w.own, err));
    add_run(&w, record);
    if (*outcome != '\0') {
        add_half_year(&w, outcome);
    } else if (record->state != LT_RUN_DONE || strcmp(record->stage, "done") != 0) {
        carry_half_year(&w); /* else a ledger came in that has none: those before are another's */
    }
    LT_TRY(lt_text_check(&w.text, err));
    LT_TRY(lt_file_write_as(path, w.text.data, w.text.length, 0644, err));
out:
    lt_text_finish(&w.own);
    lt_text_finish(&w.text);
    return status;
}
