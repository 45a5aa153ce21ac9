/* explain: what was kept of an id in every half-year, and the ledger; nothing is computed anew from inputs. */
#include <stdio.h>
#include <string.h>

#include "liangtian/explain.h"
#include "liangtian/ingest.h"
#include "liangtian/run.h"
#include "run/run_gather.h"
#include "run/run_tell.h"
#include "support/arena.h"
#include "support/text.h"

enum { NEAR = 3, NEAR_IN_ALL = 5 };

struct explaining {
    const struct lt_explain_options *options;
    struct lt_arena *arena;
    struct lt_diagnostics diagnostics;
    struct lt_config *config;
    struct lt_generation generation; /* that closed the half-year */
    struct lt_county_form form;      /* where a county is explained */
    struct lt_gathering gathering;
    struct lt_ledger ledger, *parcel_ledgers;
    size_t parcel_ledger_count;
    bool without_floors; /* they are asked for, but the half-year keeps none that can be read */
};

/* --- where things are --- */

static enum lt_status find_generation(struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    char text[LT_PERIOD_TEXT];
    const char *output = e->config->output_dir;
    struct lt_generation_place place;
    if (e->options->period == 0) {
        LT_TRY(lt_generation_current(output, e->arena, &e->generation, err));
    } else {
        LT_TRY(lt_generation_locate(output, e->options->period, e->arena, &place, err));
        e->generation = place.closing;
    }
    if (e->generation.id[0] == '\0') {
        status = e->options->period == 0
                     ? lt_fail(err, LT_E_INPUT, "nothing is published in '%s' yet", output)
                     : lt_fail(err, LT_E_INPUT, "%s is not published in '%s'",
                               lt_period_format(e->options->period, text), output);
    }
out:
    return status;
}

static bool is_chinese(const struct explaining *e)
{
    return lt_language_chinese(e->options->language, e->config->chinese);
}

/* On stderr: what is asked for, and its JSON, stand alone on stdout. */
static void tell_unread(const struct explaining *e)
{
    char period[LT_PERIOD_TEXT];
    for (size_t i = 0; i < e->gathering.unread_count; i++) {
        fprintf(stderr,
                is_chinese(e) ? "%s 留存的数据由其他版本写成或已损坏，无法读取；不列该期情况\n"
                              : "what %s kept is another version's or damaged and cannot be read: "
                                "nothing is told of that half-year\n",
                lt_period_format(e->gathering.unread[i], period));
    }
}

/* Every half-year up to the one asked for. */
static enum lt_status open_half_years(struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    struct lt_gathering *g = &e->gathering;
    LT_TRY(lt_gathering_open(g, &e->generation, e->options->period, true, err));
    tell_unread(e);
    const lt_period last = g->half_year_count == 0 ? 0 : lt_gathering_last(g)->period;
    if (last == 0 || (e->options->period != 0 && last != e->options->period)) {
        status = lt_fail(err, LT_E_INPUT,
                         "'%s' keeps no tables of that half-year: it was published by an earlier "
                         "version; run it anew",
                         e->config->output_dir);
        goto out;
    }
    LT_TRY(LT_CHECK(lt_gathering_last(g)->count > 0, err));
out:
    return status;
}

/* --- counties --- */

static enum lt_status find_county(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int64_t code;
    const struct lt_half_year *half = lt_gathering_last(&e->gathering);
    if (!lt_parse_int(e->options->id, &code)) {
        return LT_OK;
    }
    for (size_t u = 0; u < half->count; u++) {
        const struct lt_kept_head *head = lt_kept_head(half->units[u]);
        if (head->unit != code) {
            continue;
        }
        struct lt_explain_county *county = lt_arena_alloc(e->arena, sizeof *county);
        if (county == NULL) {
            return lt_fail_memory(err, "a county");
        }
        *county = (struct lt_explain_county){
            .head = head,
            .balances = e->ledger.balances,
            .periods = e->ledger.balance_periods,
            .balance_count = e->ledger.balance_count,
            .form = &e->form,
            .answers = e->ledger.answers,
            .answer_count = e->ledger.answer_count,
        };
        LT_TRY(
            lt_county_form_load(e->config->schemas_dir, &e->diagnostics, e->arena, &e->form, err));
        e->gathering.explanation.counties = county;
        e->gathering.explanation.county_count = 1;
    }
out:
    return status;
}

/* --- cases of places --- */

/* The cases on the parcels below the patches of a plot of another layer, and those of the parcels themselves. */
static enum lt_status find_cases_of_places(struct explaining *e, const char *ledger,
                                           struct lt_error *err)
{
    enum lt_status status = LT_OK;
    size_t most = 0;
    for (size_t i = 0; i < e->gathering.explanation.place_count; i++) {
        most += e->gathering.explanation.places[i].patch_count;
    }
    e->parcel_ledgers = lt_arena_array(e->arena, most, sizeof *e->parcel_ledgers);
    if (e->parcel_ledgers == NULL) {
        return lt_fail_memory(err, "cases");
    }
    for (size_t i = 0; i < e->gathering.explanation.place_count; i++) {
        const struct lt_explain_place *place = &e->gathering.explanation.places[i];
        for (size_t p = 0; p < place->patch_count; p++) {
            const struct lt_ledger_wanted wanted = {.parcel_id = place->patches[p]->parcel_id};
            struct lt_ledger *found = &e->parcel_ledgers[e->parcel_ledger_count];
            if (wanted.parcel_id[0] == '\0' || strcmp(wanted.parcel_id, e->options->id) == 0) {
                continue;
            }
            LT_TRY(lt_ledger_find(ledger, &wanted, found, err));
            e->parcel_ledger_count++;
            LT_TRY(lt_gather_cases(&e->gathering, found, err));
        }
    }
out:
    return status;
}

static enum lt_status read_ledger(struct explaining *e, const char **ret_path, struct lt_error *err)
{
    int64_t code = 0;
    const char *path = lt_generation_ledger_path(&e->generation, e->arena);
    if (path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    const bool county = lt_parse_int(e->options->id, &code) && code > 0 && code < 1000000;
    const struct lt_ledger_wanted wanted = {.case_id = e->options->id,
                                            .parcel_id = e->options->id,
                                            .unit = county ? (uint32_t)code : 0};
    *ret_path = path;
    return lt_ledger_find(path, &wanted, &e->ledger, err);
}

/* --- floors, of a county or the city --- */

static void tell_no_floors(const struct explaining *e)
{
    char period[LT_PERIOD_TEXT];
    fprintf(stderr,
            is_chinese(e)
                ? "%s 的成果未按本版本的格式留存底线与任务，不作说明；重新运行该期后可说明\n"
                : "%s keeps no floors and targets in this version's form: they are not "
                  "told; run it anew to have them\n",
            lt_period_format(lt_gathering_last(&e->gathering)->period, period));
}

static enum lt_status find_floors(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    int64_t code;
    bool kept = false;
    struct lt_explanation *explanation = &e->gathering.explanation;
    const struct lt_half_year *half = lt_gathering_last(&e->gathering);
    const bool number = lt_parse_int(e->options->id, &code);
    if (!number || (code != e->config->city_code && explanation->county_count == 0)) {
        return LT_OK;
    }
    const char *path = lt_arena_printf(e->arena, "%s/" LT_KEPT_FLOORS,
                                       lt_kept_folder(&e->generation, half->period, e->arena));
    struct lt_kept_floors *floors = lt_arena_alloc(e->arena, sizeof *floors);
    if (path == NULL || floors == NULL) {
        return lt_fail_memory(err, "floors");
    }
    LT_TRY(lt_kept_floors_read(path, e->arena, &kept, floors, err));
    e->without_floors = !kept;
    if (!kept) {
        tell_no_floors(e);
        return LT_OK;
    }
    explanation->floors = floors;
    explanation->floors_of = (uint32_t)code;
    explanation->rules = lt_kept_head(half->units[0])->rules;
    explanation->rule_count = lt_kept_head(half->units[0])->rule_count;
out:
    return status;
}

/* --- plots of a case --- */

static void tell_no_plots(const struct explaining *e)
{
    char period[LT_PERIOD_TEXT];
    fprintf(stderr,
            is_chinese(e)
                ? "%s 的成果未按本版本的格式留存图斑所在的地块，不作说明；重新运行该期后可说明\n"
                : "%s keeps no plots of cases in this version's form: they are not told; run it "
                  "anew to have them\n",
            lt_period_format(lt_gathering_last(&e->gathering)->period, period));
}

/* Those whose rules it stands on, and its parcel. */
static enum lt_status find_plots(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    bool kept = false;
    struct lt_kept_cases cases = {0};
    const lt_period period = lt_gathering_last(&e->gathering)->period;
    const char *path = lt_arena_printf(e->arena, "%s/" LT_KEPT_CASES,
                                       lt_kept_folder(&e->generation, period, e->arena));
    if (path == NULL) {
        return lt_fail_memory(err, "the plots of a case");
    }
    LT_TRY(lt_kept_cases_read(path, e->arena, &kept, &cases, err));
    if (!kept) {
        tell_no_plots(e);
        return LT_OK;
    }
    const struct lt_kept_case *one = lt_kept_case_of(&cases, e->options->id);
    if (one != NULL) {
        LT_TRY(lt_gather_plots(&e->gathering, one, err));
    }
out:
    return status;
}

/* --- an id that nothing knows --- */

static void add_similar(struct lt_text *text, const char *id, size_t *count)
{
    if (*count < NEAR_IN_ALL) {
        lt_text_printf(text, "%s%s", *count == 0 ? "" : ", ", id);
        (*count)++;
    }
}

static enum lt_status unknown(struct explaining *e, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_text looked = {0}, similar = {0};
    char period[LT_PERIOD_TEXT];
    size_t listed = 0;
    const struct lt_half_year *half = lt_gathering_last(&e->gathering);
    for (int layer = 0; layer < LT_LAYER_COUNT; layer++) {
        size_t all = 0;
        for (size_t u = 0; u < half->count; u++) {
            const char *near[NEAR];
            size_t count;
            all += lt_kept_head(half->units[u])->count[layer];
            LT_TRY(lt_kept_near(half->units[u], (enum lt_layer)layer, e->options->id, e->arena,
                                NEAR, near, &count, err));
            for (size_t i = 0; i < count; i++) {
                add_similar(&similar, near[i], &listed);
            }
        }
        if (all > 0) {
            lt_text_printf(&looked, "%s%s (%zu)", looked.length == 0 ? "" : ", ",
                           lt_layer_title((enum lt_layer)layer, is_chinese(e)), all);
        }
    }
    lt_text_add(&looked, "");
    lt_text_add(&similar, "");
    LT_TRY(lt_text_check(&looked, err));
    LT_TRY(lt_text_check(&similar, err));
    lt_period_format(half->period, period);
    status = listed == 0
                 ? lt_fail(err, LT_E_INPUT,
                           "nothing is called '%s' in %s: looked through %s, the counties and the "
                           "ledger",
                           e->options->id, period, looked.data)
                 : lt_fail(err, LT_E_INPUT,
                           "nothing is called '%s' in %s: looked through %s, the counties and the "
                           "ledger; similar: %s",
                           e->options->id, period, looked.data, similar.data);
out:
    lt_text_finish(&looked);
    lt_text_finish(&similar);
    return status;
}

/* --- all of it --- */

static enum lt_status gather(struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    const char *ledger = "";
    LT_TRY(find_generation(e, err));
    e->gathering.arena = e->arena;
    LT_TRY(open_half_years(e, err));
    e->gathering.explanation.id = e->options->id;
    e->gathering.explanation.period = lt_gathering_last(&e->gathering)->period;
    e->gathering.explanation.city_zh = e->config->city_name_zh;
    e->gathering.explanation.city_en = e->config->city_name_en;
    e->gathering.explanation.mark = e->config->mark;
    LT_TRY(read_ledger(e, &ledger, err));
    LT_TRY(lt_gather_places(&e->gathering, e->options->id, err));
    LT_TRY(find_county(e, err));
    LT_TRY(find_floors(e, err));
    LT_TRY(lt_gather_cases(&e->gathering, &e->ledger, err));
    if (e->gathering.explanation.case_count == 1 &&
        strcmp(e->ledger.cases[0].id, e->options->id) == 0) {
        LT_TRY(find_plots(e, err));
    } else {
        LT_TRY(find_cases_of_places(e, ledger, err));
    }
    if (e->gathering.explanation.place_count + e->gathering.explanation.case_count +
                e->gathering.explanation.county_count ==
            0 &&
        e->gathering.explanation.floors == NULL && !e->without_floors) {
        LT_TRY(unknown(e, err));
    }
out:
    return status;
}

static enum lt_status print(const struct explaining *e, struct lt_error *err)
{
    enum lt_status status;
    struct lt_text text = {0};
    if (e->options->json) {
        lt_explain_write_json(&e->gathering.explanation, &text);
    } else {
        lt_explain_write_text(&e->gathering.explanation, is_chinese(e), &text);
    }
    LT_TRY(lt_text_check(&text, err));
    if (fputs(text.data, stdout) < 0 || fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the explanation");
    }
out:
    lt_text_finish(&text);
    return status;
}

static void close_all(struct explaining *e)
{
    lt_gathering_finish(&e->gathering);
    for (size_t i = 0; i < e->parcel_ledger_count; i++) {
        lt_ledger_finish(&e->parcel_ledgers[i]);
    }
    lt_ledger_finish(&e->ledger);
    lt_config_destroy(e->config);
    lt_diagnostics_finish(&e->diagnostics);
    lt_arena_destroy(e->arena);
}

enum lt_status lt_explain(const struct lt_explain_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct explaining e = {.options = options};
    LT_TRY(lt_arena_create(&e.arena, err));
    LT_TRY(lt_diagnostics_init(&e.diagnostics, err));
    LT_TRY(
        lt_config_load(options->config_path, options->schemas_dir, &e.diagnostics, &e.config, err));
    LT_TRY(gather(&e, err));
    LT_TRY(print(&e, err));
out:
    if (status != LT_OK && e.config == NULL) {
        lt_run_tell_list(&e.diagnostics, LT_REJECT, lt_language_chinese(options->language, true));
    }
    close_all(&e);
    return status;
}
