/* What the tool says besides its table: a summary on stderr, and the list of what gave no rows. */
#include <stdio.h>
#include <string.h>

#include "run/run_tabulate.h"
#include "run/run_tell.h"
#include "support/arena.h"

enum {
    FIRST = 3,
    CODES = 64,
    ID_SHOWN = 60,
    LIST_STEP = 1 << 16,
    REJECTS_SHOWN = 20,
    PROGRESS_STEP = 1 << 14
};

/* How many, and the ids of the first few. */
struct some {
    uint64_t count;
    const char *first[FIRST];
};

struct tabulate_told {
    struct tabulating *tab;
    struct some fates[TABULATE_FATES], seasons;
    uint64_t features, repaired, partly_outside;
    struct lt_diagnostics
        kept; /* of the layer and the rasters, not of a feature; and what rejects */
    struct {
        const char *code;
        enum lt_severity severity;
        struct some some;
    } codes[CODES]; /* of features, by code */
    size_t code_count, cursor, rejects;
    struct lt_output *list;
    struct lt_text lines, said;
};

static const struct {
    const char *word, *zh, *en;
} fates[TABULATE_FATES] = {
    [TABULATE_COUNTED] = {"", "", ""},
    [TABULATE_NO_GEOMETRY] = {"no_geometry", "图形缺失", "no geometry"},
    [TABULATE_INVALID] = {"invalid_geometry", "图形无效且不可修复", "invalid beyond repair"},
    [TABULATE_OFF_RASTER] = {"off_raster", "在影像范围之外", "off the rasters"},
    [TABULATE_NO_AREA] = {"no_area", "没有面积", "without area"},
    [TABULATE_TOO_LARGE] = {"too_large", "范围超过 400 万个像元", "over 4 million cells across"},
    [TABULATE_LITTLE_SEEN] = {"little_seen", "有观测的部分低于 --min-coverage",
                              "seen less than --min-coverage"},
};

enum lt_status tabulate_told_create(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status;
    struct tabulate_told *told = lt_arena_alloc(tab->arena, sizeof *told);
    if (told == NULL) {
        return lt_fail_memory(err, "the summary");
    }
    told->tab = tab;
    tab->told = told;
    LT_TRY(lt_diagnostics_init(&told->kept, err));
    if (tab->options->skipped != NULL) {
        LT_TRY(lt_output_open(tab->options->skipped, &told->list, err));
        lt_text_add(&told->lines, "zone_id,position,reason,season,seen,detail\n");
    }
out:
    return status;
}

void tabulate_told_destroy(struct tabulate_told *told)
{
    if (told != NULL) {
        lt_diagnostics_finish(&told->kept);
        lt_output_close(told->list);
        lt_text_finish(&told->lines);
        lt_text_finish(&told->said);
    }
}

/* An id as a terminal may show it. */
static const char *shown(struct lt_arena *arena, const char *id)
{
    const size_t length = strlen(id), cut = lt_utf8_cut(id, length, ID_SHOWN);
    char *copy = lt_arena_printf(arena, "%.*s%s", (int)cut, id, cut < length ? "…" : "");
    for (char *c = copy; c != NULL && *c != '\0'; c++) {
        *c = (unsigned char)*c < ' ' || *c == 0x7F ? ' ' : *c;
    }
    return copy == NULL ? "" : copy;
}

static void note(struct tabulate_told *told, struct some *some, const char *id)
{
    if (some->count < FIRST) {
        some->first[some->count] = shown(told->tab->arena, id);
    }
    some->count++;
}

/* --- diagnostics --- */

/* These say of a feature why it is not counted, which the summary says anyway. */
static bool is_fate(const char *code)
{
    static const char *const codes[] = {"geometry.missing", "geometry.invalid",
                                        "geometry.not_polygon", "geometry.not_finite",
                                        "geometry.off_raster"};
    bool found = false;
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        found = found || strcmp(codes[i], code) == 0;
    }
    return found;
}

static void group(struct tabulate_told *told, const struct lt_diagnostic *d)
{
    size_t i = 0;
    while (i < told->code_count && strcmp(told->codes[i].code, d->code) != 0) {
        i++;
    }
    if (i == CODES) {
        return; /* there are fewer codes than that */
    }
    if (i == told->code_count) {
        const char *code = lt_arena_text(told->tab->arena, d->code);
        told->codes[i].code = code == NULL ? "" : code;
        told->codes[i].severity = d->severity;
        told->code_count++;
    }
    note(told, &told->codes[i].some, d->feature);
}

enum lt_status tabulate_told_drain(struct tabulating *tab, struct lt_error *err)
{
    struct tabulate_told *told = tab->told;
    enum lt_status status = LT_OK;
    if (tab->diagnostics.count == 0) {
        return LT_OK;
    }
    for (size_t i = 0; i < tab->diagnostics.count; i++) {
        const struct lt_diagnostic *d = &tab->diagnostics.items[i];
        const bool rejects = d->severity == LT_REJECT;
        told->rejects += rejects;
        if (d->feature[0] == '\0' || (rejects && told->rejects <= REJECTS_SHOWN)) {
            LT_TRY(lt_diagnostics_add(&told->kept, d, err));
        } else if (!is_fate(d->code)) {
            group(told, d);
        }
    }
    lt_diagnostics_finish(&tab->diagnostics);
    told->cursor = 0;
    LT_TRY(lt_diagnostics_init(&tab->diagnostics, err));
out:
    return status;
}

const char *tabulate_told_detail(struct tabulating *tab, const char *id)
{
    /* diagnostics come in the order of the features, so the next one is usually right behind */
    const struct lt_diagnostics *list = &tab->diagnostics;
    for (size_t n = 0; n < list->count; n++) {
        const size_t i = (tab->told->cursor + n) % list->count;
        if (is_fate(list->items[i].code) && strcmp(list->items[i].feature, id) == 0) {
            tab->told->cursor = i;
            return lt_diagnostic_say(&list->items[i], LT_PART_FOUND, !tab->options->english,
                                     &tab->told->said);
        }
    }
    return "";
}

/* --- zones --- */

static void list_one(struct tabulate_told *told, const struct tabulate_done *done,
                     enum tabulate_fate fate, const char *season, const double *seen)
{
    struct lt_text *lines = &told->lines;
    lt_text_add_csv(lines, done->id);
    lt_text_printf(lines, ",%llu,%s,", (unsigned long long)done->position, fates[fate].word);
    lt_text_add_csv(lines, season);
    lt_text_add(lines, ",");
    if (seen != NULL) {
        lt_text_add_fixed(lines, *seen, 6);
    }
    lt_text_add(lines, ",");
    lt_text_add_csv(lines, done->detail);
    lt_text_add(lines, "\n");
}

static enum lt_status flush(struct tabulate_told *told, struct lt_error *err)
{
    enum lt_status status = lt_text_check(&told->lines, err);
    if (status == LT_OK) {
        status = lt_output_put(told->list, told->lines.data, told->lines.length, err);
        told->lines.length = 0;
    }
    return status;
}

enum lt_status tabulate_told_zone(struct tabulating *tab, const struct tabulate_done *done,
                                  const double *seen, struct lt_error *err)
{
    struct tabulate_told *told = tab->told;
    const struct tabulate_zone *zone = &done->zone;
    if (++told->features % PROGRESS_STEP == 0) {
        lt_log_progress(&tab->log, tab->options->english ? "zones" : "多边形",
                        (size_t)told->features, (size_t)lt_stream_expected(tab->stream));
    }
    told->repaired += zone->repaired;
    told->partly_outside += zone->partly_outside && zone->fate == TABULATE_COUNTED;
    told->fates[zone->fate].count += zone->fate == TABULATE_COUNTED;
    if (zone->fate == TABULATE_COUNTED && zone->little_seen == 0) {
        return LT_OK;
    }
    if (zone->fate != TABULATE_COUNTED) {
        note(told, &told->fates[zone->fate], done->id);
    } else {
        note(told, &told->seasons, done->id);
    }
    if (told->list == NULL) {
        return LT_OK;
    }
    if (zone->little_seen == 0) {
        list_one(told, done, (enum tabulate_fate)zone->fate, "", NULL);
    }
    for (unsigned s = 0; s < LT_SEASONS_MAX; s++) {
        if ((zone->little_seen >> s) & 1u) {
            const bool joint = tab->options->form == LT_TABULATE_JOINT;
            list_one(told, done, TABULATE_LITTLE_SEEN, joint ? "" : tab->options->names[s], seen++);
        }
    }
    return told->lines.length < LIST_STEP ? LT_OK : flush(told, err);
}

/* --- at the end --- */

static void add_some(struct lt_text *line, const struct some *some, bool chinese)
{
    for (size_t i = 0; i < FIRST && i < some->count; i++) {
        lt_text_printf(line, "%s%s",
                       i == 0    ? (chinese ? "：" : ": ")
                       : chinese ? "、"
                                 : ", ",
                       some->first[i]);
    }
    lt_text_add(line, some->count > FIRST ? " …" : "");
}

/* Says the line, and empties it for the next. */
static void say(enum lt_log_level level, const char *code, struct lt_text *line)
{
    if (!line->failed) {
        lt_log_entry(level, code, line->data, NULL, 0);
    }
    line->length = 0;
}

static void print_codes(const struct tabulate_told *told, bool chinese, bool quiet,
                        struct lt_text *line)
{
    for (size_t i = 0; i < told->code_count; i++) {
        const enum lt_severity severity = told->codes[i].severity;
        if (severity == LT_NOTE && quiet) {
            continue;
        }
        lt_text_printf(line, chinese ? "%s: %s: %s，%llu 个" : "%s: %s: %s, %llu",
                       lt_severity_title(severity, chinese), told->codes[i].code,
                       lt_diagnostic_title(told->codes[i].code, chinese),
                       (unsigned long long)told->codes[i].some.count);
        add_some(line, &told->codes[i].some, chinese);
        say(severity == LT_NOTE ? LT_LOG_INFO : LT_LOG_WARNING, told->codes[i].code, line);
    }
}

static void print_skipped(const struct tabulate_told *told, bool chinese, struct lt_text *line)
{
    bool more = false;
    for (int f = TABULATE_COUNTED + 1; f < TABULATE_FATES; f++) {
        const struct some *some = &told->fates[f];
        if (some->count > 0) {
            lt_text_printf(line, chinese ? "跳过 %llu 个：%s" : "skipped %llu: %s",
                           (unsigned long long)some->count, chinese ? fates[f].zh : fates[f].en);
            add_some(line, some, chinese);
            say(LT_LOG_WARNING, "tabulate.skipped", line);
            more = more || some->count > FIRST;
        }
    }
    if (told->seasons.count > 0) {
        lt_text_printf(line,
                       chinese
                           ? "%llu 个只统计了部分影像：其余有观测的部分低于 --min-coverage"
                           : "%llu counted on some rasters only: seen less than --min-coverage on "
                             "others",
                       (unsigned long long)told->seasons.count);
        add_some(line, &told->seasons, chinese);
        say(LT_LOG_WARNING, "tabulate.partly_counted", line);
        more = more || told->seasons.count > FIRST;
    }
    if (more && told->tab->options->skipped == NULL) {
        lt_text_add(line, chinese ? "完整清单：--skipped 文件.csv"
                                  : "for all of them: --skipped FILE.csv");
        say(LT_LOG_INFO, "tabulate.more", line);
    }
}

static void print_all(const struct tabulate_told *told)
{
    const struct lt_tabulate_options *options = told->tab->options;
    const bool chinese = !options->english;
    struct lt_text line = {0};
    lt_run_tell_list(&told->kept, options->quiet ? LT_WARNING : LT_NOTE, chinese);
    print_codes(told, chinese, options->quiet, &line);
    print_skipped(told, chinese, &line);
    const uint64_t counted = told->fates[TABULATE_COUNTED].count;
    if (!options->quiet && told->features > 0) {
        lt_text_printf(
            &line,
            chinese ? "共 %llu 个多边形：统计 %llu 个，跳过 %llu 个，修复 %llu 个，"
                      "部分超出影像 %llu 个"
                    : "%llu zones: %llu counted, %llu skipped, %llu repaired, %llu partly "
                      "outside the rasters",
            (unsigned long long)told->features, (unsigned long long)counted,
            (unsigned long long)(told->features - counted), (unsigned long long)told->repaired,
            (unsigned long long)told->partly_outside);
        say(LT_LOG_INFO, "tabulate.counted", &line);
    }
    lt_text_finish(&line);
}

void tabulate_told_print(struct tabulating *tab)
{
    if (tab->told != NULL) {
        (void)tabulate_told_drain(tab, NULL); /* what cannot be kept is not told */
        lt_diagnostics_sort(&tab->told->kept);
        print_all(tab->told);
    }
}

enum lt_status tabulate_told_commit(struct tabulating *tab, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    if (tab->told->list != NULL) {
        LT_TRY(flush(tab->told, err));
        LT_TRY(lt_output_commit(tab->told->list, err));
    }
out:
    return status;
}

enum lt_status tabulate_told_conclude(struct tabulating *tab, struct lt_error *err)
{
    struct tabulate_told *told = tab->told;
    enum lt_status status;
    LT_TRY(tabulate_told_drain(tab, err));
    if (told->rejects > 0) {
        status = lt_fail(err, LT_E_INPUT, "the input is rejected; the diagnostics above say why");
    } else if (told->fates[TABULATE_COUNTED].count == 0) {
        status = lt_fail(err, LT_E_INPUT, "no zone could be counted");
    }
out:
    return status;
}
