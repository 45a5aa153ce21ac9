#include "run/run_sample.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "support/arena.h"

struct loading {
    struct lt_session *session;
    struct lt_diagnostics *diagnostics;
    struct lt_arena *arena;
    struct lt_words classes, domains;
    struct lt_run_sample *to;
};

/* A table's class may go by the legend's key, by either name, or by the raster's value. */
static enum lt_status list_words(struct loading *loading, const struct lt_legend *legends,
                                 size_t legend_count, struct lt_error *err)
{
    enum { NAMES = 4 };
    size_t most = 0, count = 0;
    for (size_t l = 0; l < legend_count; l++) {
        most += NAMES * legends[l].count;
    }
    struct lt_word *words = lt_arena_array(loading->arena, most + 1, sizeof *words);
    if (words == NULL) {
        return lt_fail_memory(err, "the legend's words");
    }
    for (size_t l = 0; l < legend_count; l++) {
        for (uint32_t c = 0; c < legends[l].count; c++) {
            const struct lt_class *one = &legends[l].classes[c];
            const char *value = lt_arena_printf(loading->arena, "%d", (int)one->value);
            const char *const names[NAMES] = {one->crop, one->name_zh, one->name_en, value};
            if (value == NULL) {
                return lt_fail_memory(err, "the legend's words");
            }
            for (int n = 0; n < NAMES; n++) {
                if (names[n] != NULL && names[n][0] != '\0') {
                    words[count++] = (struct lt_word){names[n], one->crop};
                }
            }
        }
    }
    loading->classes = (struct lt_words){words, count};
    return LT_OK;
}

/* A county goes by its code or its name; the numbers of the domains are those of the units. */
static enum lt_status list_counties(struct loading *loading, const struct lt_plan_unit *units,
                                    size_t count, struct lt_error *err)
{
    struct lt_word *words = lt_arena_array(loading->arena, 2 * count + 1, sizeof *words);
    size_t used = 0;
    if (words == NULL) {
        return lt_fail_memory(err, "the counties");
    }
    for (size_t u = 0; u < count; u++) {
        const char *code = lt_arena_printf(loading->arena, "%06u", (unsigned)units[u].unit);
        if (code == NULL) {
            return lt_fail_memory(err, "the counties");
        }
        words[used++] = (struct lt_word){code, code};
        if (units[u].name[0] != '\0') {
            words[used++] = (struct lt_word){units[u].name, code};
        }
    }
    loading->domains = (struct lt_words){words, used};
    return LT_OK;
}

/* Structures, water, trees: what zone plots lose their nature by. */
static bool is_lost(enum lt_group group)
{
    return group == LT_GROUP_ORCHARD || group == LT_GROUP_FOREST || group == LT_GROUP_NURSERY ||
           group == LT_GROUP_WATER || group == LT_GROUP_FACILITY || group == LT_GROUP_HARD ||
           group == LT_GROUP_SOIL;
}

static enum lt_status sort_classes(struct loading *loading, const struct lt_legend *legends,
                                   size_t legend_count, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_sample *to = loading->to;
    const size_t count = loading->classes.count;
    const char **texts = lt_arena_array(loading->arena, count + 1, sizeof *texts);
    bool *grain = lt_arena_array(loading->arena, count + 1, sizeof *grain);
    bool *lost = lt_arena_array(loading->arena, count + 1, sizeof *lost);
    if (texts == NULL || grain == NULL || lost == NULL) {
        return lt_fail_memory(err, "the classes");
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = loading->classes.items[i].means;
    }
    LT_TRY(lt_names_make(texts, count, loading->arena, &to->classes, err));
    for (size_t l = legend_count;
         l-- > 0;) { /* the current legend, being the first, has the word */
        for (uint32_t c = 0; c < legends[l].count; c++) {
            const struct lt_class *one = &legends[l].classes[c];
            const uint32_t n = lt_names_find(&to->classes, one->crop);
            grain[n] = one->group == LT_GROUP_GRAIN;
            lost[n] = is_lost(one->group);
        }
    }
    to->floors.grain = grain;
    to->floors.lost = lost;
    to->floors.class_count = to->classes.count;
out:
    return status;
}

static enum lt_frame frame_of(const struct lt_sample_config *config)
{
    return strcmp(config->frame, "outside") == 0 ? LT_FRAME_OUTSIDE
           : strcmp(config->frame, "zones") == 0 ? LT_FRAME_ZONES
                                                 : LT_FRAME_CROPLAND;
}

/* One season of labels in H1; both seasons of the crop year, at the same points, in H2. */
static enum lt_status check_seasons(const struct loading *loading, const struct lt_labelled *read,
                                    struct lt_error *err)
{
    const unsigned half = (unsigned)lt_period_half(loading->session->options->period);
    char layer[256];
    if (read->sample.seasons == half) {
        return LT_OK;
    }
    snprintf(layer, sizeof layer, "sample %.200s", read->request.points[0]);
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_ACCURACY,
        .code = "sample.seasons",
        .layer = layer,
        .field = half == 2 ? "reference_2" : "reference",
        .found = half == 2 ? "labels of one season" : "labels of two seasons",
        .expected = half == 2 ? "labels of both seasons at the same points"
                              : "labels of the summer harvest alone",
        .action = half == 2 ? "label the same points in both seasons: the errors of two seasons "
                              "are not added up"
                            : "keep the autumn's labels for the second half-year",
    };
    return lt_diagnostics_add(loading->diagnostics, &item, err);
}

static enum lt_status read_frame(struct loading *loading, const struct lt_sample_config *config,
                                 struct lt_error *err)
{
    enum lt_status status;
    const enum lt_frame frame = frame_of(config);
    struct lt_labelled *read = &loading->to->frames[frame];
    const struct lt_sample_request request = {
        .points = &config->points,
        .point_lists = 1,
        .strata = config->strata,
        .classes = loading->classes,
        .domains = loading->domains,
        .english = !loading->session->config->chinese,
    };
    LT_TRY(lt_labelled_read(&request, loading->diagnostics, loading->arena, read, err));
    LT_TRY(check_seasons(loading, read, err));
    loading->to->floors.frames[frame] = &read->sample;
out:
    return status;
}

/* --- yields --- */

static enum lt_status lacks_yield(const struct loading *loading, uint32_t of_class,
                                  struct lt_error *err)
{
    char layer[256];
    snprintf(layer, sizeof layer, "yields %.200s", loading->session->period->yields_path);
    const struct lt_diagnostic item = {
        .severity = LT_REJECT,
        .quality = LT_COMPLETENESS,
        .code = "sample.yield_missing",
        .layer = layer,
        .feature = loading->to->classes.names[of_class],
        .found = "no yield",
        .expected = "a yield of every grain crop that the points bear",
        .action = "add the line",
    };
    return lt_diagnostics_add(loading->diagnostics, &item, err);
}

static bool has_yield(const struct lt_run_sample *sample, uint32_t of_class, uint32_t domain)
{
    for (size_t y = 0; y < sample->yield_count; y++) {
        const struct lt_yield *yield = &sample->yields[y];
        if (yield->of_class == of_class &&
            (yield->domain == LT_NO_LABEL || yield->domain == domain)) {
            return true;
        }
    }
    return false;
}

/* Grain that is found and has no yield there would count as no output at all. */
static enum lt_status check_yields(const struct loading *loading, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_run_sample *to = loading->to;
    bool *lacking = lt_arena_array(loading->arena, to->classes.count + 1, sizeof *lacking);
    if (lacking == NULL) {
        return lt_fail_memory(err, "the yields");
    }
    for (int f = LT_FRAME_CROPLAND; f <= LT_FRAME_OUTSIDE; f++) {
        const struct lt_sample *sample = to->floors.frames[f];
        for (size_t i = 0; sample != NULL && i < sample->point_count; i++) {
            const struct lt_sample_point *point = &sample->points[i];
            for (unsigned s = 0; s < sample->seasons; s++) {
                const uint32_t c = point->reference[s];
                if (c != LT_NO_LABEL && to->floors.grain[c] && !has_yield(to, c, point->domain)) {
                    lacking[c] = true;
                }
            }
        }
    }
    for (uint32_t c = 0; c < to->classes.count; c++) {
        if (lacking[c]) {
            LT_TRY(lacks_yield(loading, c, err));
        }
    }
out:
    return status;
}

static enum lt_status read_yields(struct loading *loading, struct lt_error *err)
{
    enum lt_status status;
    struct lt_run_sample *to = loading->to;
    struct lt_yield *all;
    size_t count = 0;
    struct lt_labelled names = {
        .request = {.classes = loading->classes,
                    .domains = loading->domains,
                    .english = !loading->session->config->chinese},
        .classes = to->classes,
    };
    const char **texts = lt_arena_array(loading->arena, loading->domains.count + 1, sizeof *texts);
    if (texts == NULL) {
        return lt_fail_memory(err, "the counties");
    }
    for (size_t i = 0; i < loading->domains.count; i++) {
        texts[i] = loading->domains.items[i].means;
    }
    LT_TRY(lt_names_make(texts, loading->domains.count, loading->arena, &names.domains, err));
    LT_TRY(lt_yields_read(loading->session->period->yields_path, &names, loading->diagnostics,
                          loading->arena, &all, &count, err));
    for (size_t y = 0; y < count; y++) { /* output is of grain */
        if (all[y].of_class != LT_NO_LABEL && to->floors.grain[all[y].of_class]) {
            all[to->yield_count++] = all[y];
        }
    }
    to->yields = all;
    to->has_yields = true;
    LT_TRY(check_yields(loading, err));
out:
    return status;
}

/* --- the whole --- */

enum lt_status lt_sample_load(struct lt_session *session, const struct lt_plan_unit *units,
                              size_t unit_count, struct lt_diagnostics *diagnostics,
                              struct lt_arena *arena, struct lt_run_sample *ret_sample,
                              struct lt_error *err)
{
    enum lt_status status;
    const struct lt_period_config *period = session->period;
    struct loading loading = {
        .session = session, .diagnostics = diagnostics, .arena = arena, .to = ret_sample};
    struct lt_legend legends[2];
    size_t legend_count = 1;
    *ret_sample = (struct lt_run_sample){0};
    if (session->options->unit != 0 ||
        (period->sample_count == 0 && period->yields_path[0] == '\0')) {
        return LT_OK;
    }
    LT_TRY(lt_session_legend(session, LT_RASTER_CURRENT, &legends[0], err));
    if (session->rasters[LT_RASTER_PREVIOUS] != NULL) {
        LT_TRY(lt_session_legend(session, LT_RASTER_PREVIOUS, &legends[legend_count++], err));
    }
    LT_TRY(list_words(&loading, legends, legend_count, err));
    LT_TRY(list_counties(&loading, units, unit_count, err));
    LT_TRY(sort_classes(&loading, legends, legend_count, err));
    for (size_t i = 0; i < period->sample_count; i++) {
        LT_TRY(read_frame(&loading, &period->samples[i], err));
    }
    if (period->yields_path[0] != '\0' && !lt_diagnostics_rejects(diagnostics)) {
        LT_TRY(read_yields(&loading, err));
    }
out:
    return status;
}

enum lt_status lt_sample_reliability(struct lt_session *session, struct lt_diagnostics *diagnostics,
                                     struct lt_arena *arena, struct lt_reliability *ret_reliability,
                                     struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_parcel_stratum *strata;
    size_t count;
    const struct lt_period_config *period = session->period;
    *ret_reliability = (struct lt_reliability){0};
    if (session->options->unit != 0 || period->parcels_seen[0] == '\0') {
        return LT_OK;
    }
    LT_TRY(lt_parcel_sample_read(&period->parcels_seen, 1, period->parcel_strata, diagnostics,
                                 !session->config->chinese, arena, &strata, &count, err));
    if (!lt_diagnostics_rejects(diagnostics)) {
        LT_TRY(lt_reliability_of(strata, count, arena, ret_reliability, err));
    }
out:
    return status;
}

enum lt_status lt_sample_compare(struct lt_session *session, const struct lt_run_sample *sample,
                                 double farmland_m2, struct lt_error *err)
{
    enum { PER_CENT = 100 };
    const struct lt_sample *cropland = sample->floors.frames[LT_FRAME_CROPLAND];
    double frame = 0.0;
    for (size_t h = 0; cropland != NULL && h < cropland->stratum_count; h++) {
        frame += cropland->strata[h].area_m2;
    }
    if (cropland == NULL || fabs(frame - farmland_m2) * PER_CENT <= farmland_m2) {
        return LT_OK;
    }
    char found[96], expected[96];
    snprintf(found, sizeof found, "strata of %.2f m2", frame);
    snprintf(expected, sizeof expected, "the cropland of the parcels, %.2f m2, to 1 %%",
             farmland_m2);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = "sample.frame_area",
        .layer = "strata",
        .found = found,
        .expected = expected,
        .action = "draw the sample from the cropland of this half-year, or correct the areas",
    };
    return lt_diagnostics_add(&session->diagnostics, &item, err);
}
