/* accuracy assess: from labelled points to adjusted areas and verdicts against floors. */
#include <stdio.h>
#include <string.h>

#include "cli/cli_accuracy.h"
#include "cli/cli_assess.h"
#include "cli/cli_commands.h"
#include "cli/cli_records.h"
#include "liangtian/area.h"
#include "liangtian/run.h"
#include "support/arena.h"
#include "support/log.h"
#include "support/text.h"

static const struct lt_option options[] = {
    {"strata", 0, "FILE", "分层表 CSV：层、面积，可有类别、县区、像元数（必需）",
     "table of strata, CSV: stratum, area; maybe class, domain, cells (required)"},
    {"group", 'g', "NAME=CLASS,...", "合并类别，可重复，如 粮食=小麦,玉米",
     "classes taken together, may repeat: grain=wheat,maize"},
    {"floor", 0, "NAME=AREA", "底线，可重复，如 粮食=1900万亩；单位：亩、万亩、公顷、平方米",
     "floor for a group or class, may repeat: grain=1900wanmu; units: mu, wanmu, ha, m2"},
    {"targets", 0, "FILE", "县区任务 CSV：县区、类别、面积",
     "targets by domain, CSV: domain, "
     "group, area"},
    {"records", 0, "FILE",
     "实地记录 CSV（非概率抽样）：记录号、点号或经纬度、实地类、日期；与图上类、判读对照",
     "field records, CSV, no probability sample: id, point or lon and lat, reference, date; held "
     "against map and interpreter"},
    {"yields", 0, "FILE", "单产 CSV：类别、公斤每亩，可有标准误、县区；给出产量",
     "yields, CSV: class, kg_per_mu, maybe se_kg_per_mu, domain; gives the output"},
    {"output-floor", 0, "MASS", "产量底线，如 160亿斤", "floor of output, such as 160yijin"},
    {"output", 'o', "DIR", "把结果写入文件夹", "folder for the tables or lists"},
    LT_ACCURACY_DRAW_OPTIONS,
    {"parcels", 0, NULL, "抽取、评定图斑（误判率、漏判率），而不是样点",
     "parcels instead of points: false-accusation rate and miss rates"},
    {"bins", 0, "MU,MU,...", "图斑：面积分档的界（亩），缺省 2,5,15",
     "parcels: bounds of the size bins in mu; 2,5,15"},
    {"max-false-accusation", 0, "RATE", "图斑：误判率上限（单侧）不得超过此值，否则退出码为 1",
     "parcels: exit code 1 where the upper bound of the rate is above this"},
};

/* --- words of the command line --- */

/* The text up to the next separator: , ; and the Chinese ones. */
static size_t word_length(const char *text, size_t *ret_separator)
{
    for (size_t i = 0; text[i] != '\0'; i++) {
        *ret_separator = text[i] == ',' || text[i] == ';'             ? 1
                         : strncmp(text + i, "，", strlen("，")) == 0 ? strlen("，")
                         : strncmp(text + i, "、", strlen("、")) == 0 ? strlen("、")
                                                                      : 0;
        if (*ret_separator > 0) {
            return i;
        }
    }
    *ret_separator = 0;
    return strlen(text);
}

static enum lt_status read_group(const char *given, struct lt_arena *arena,
                                 struct lt_class_set *ret_group, struct lt_error *err)
{
    const char *equals = strchr(given, '=');
    struct lt_class_set group = {0};
    if (equals == NULL || equals == given || equals[1] == '\0') {
        return lt_fail(err, LT_E_USAGE, "'%s' is no group; write it as NAME=CLASS,CLASS", given);
    }
    group.name = lt_arena_text_n(arena, given, (size_t)(equals - given));
    group.classes = lt_arena_array(arena, strlen(equals), sizeof *group.classes);
    if (group.name == NULL || group.classes == NULL) {
        return lt_fail_memory(err, given);
    }
    for (const char *at = equals + 1; *at != '\0';) {
        size_t separator;
        const size_t length = word_length(at, &separator);
        const char *word = lt_arena_text_n(arena, at, length);
        if (word == NULL) {
            return lt_fail_memory(err, given);
        }
        if (length > 0) {
            group.classes[group.count++] = word;
        }
        at += length + separator;
    }
    *ret_group = group;
    return LT_OK;
}

struct unit {
    const char *name;
    double worth;
};

/* A number above 0 with one of the units behind it. */
static bool read_quantity(const char *text, const struct unit *units, size_t count,
                          double *ret_quantity)
{
    char number[64];
    const size_t length = strspn(text, "0123456789.");
    double value;
    if (length == 0 || length >= sizeof number) {
        return false;
    }
    memcpy(number, text, length);
    number[length] = '\0';
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text + length, units[i].name) == 0 && lt_parse_double(number, &value)) {
            *ret_quantity = value * units[i].worth;
            return value > 0.0;
        }
    }
    return false;
}

bool lt_accuracy_area(const char *text, double *ret_m2)
{
    static const struct unit units[] = {{"万亩", LT_M2_PER_WANMU},
                                        {"wanmu", LT_M2_PER_WANMU},
                                        {"亩", LT_M2_PER_MU},
                                        {"mu", LT_M2_PER_MU},
                                        {"公顷", 1e4},
                                        {"ha", 1e4},
                                        {"平方米", 1.0},
                                        {"m2", 1.0}};
    return read_quantity(text, units, sizeof units / sizeof *units, ret_m2);
}

static enum lt_status read_mass(const char *given, double *ret_kg, struct lt_error *err)
{
    static const struct unit units[] = {
        {"亿斤", LT_KG_PER_YIJIN}, {"yijin", LT_KG_PER_YIJIN}, {"公斤", 1.0}, {"kg", 1.0}};
    *ret_kg = 0.0;
    return given == NULL || read_quantity(given, units, sizeof units / sizeof *units, ret_kg)
               ? LT_OK
               : lt_fail(err, LT_E_USAGE, "'%s' is no output; write it as 160yijin", given);
}

static enum lt_status read_floor(const char *given, struct lt_arena *arena,
                                 struct lt_target *ret_target, struct lt_error *err)
{
    const char *equals = strrchr(given, '=');
    double m2;
    if (equals == NULL || equals == given || !lt_accuracy_area(equals + 1, &m2)) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no floor; write it as NAME=1900wanmu", given);
    }
    const char *name = lt_arena_text_n(arena, given, (size_t)(equals - given));
    if (name == NULL) {
        return lt_fail_memory(err, given);
    }
    *ret_target = (struct lt_target){.domain = LT_NO_LABEL, .name = name, .area_m2 = m2};
    return LT_OK;
}

/* --- diagnostics --- */

static void tell(const struct lt_diagnostic *d, bool english, struct lt_text *buffer)
{
    static const enum lt_diagnostic_part parts[] = {LT_PART_FOUND, LT_PART_EXPECTED,
                                                    LT_PART_ACTION};
    static const char *const words[][2] = {{"实际", "found"}, {"应为", "expected"}, {"处理", "do"}};
    const bool chinese = !english;
    if (lt_log_is_json()) {
        lt_diagnostic_log(d, chinese);
        return;
    }
    fprintf(stderr, "%s: %s", lt_severity_title(d->severity, chinese),
            lt_diagnostic_say(d, LT_PART_LAYER, chinese, buffer));
    fprintf(stderr, "%s%s", d->feature[0] != '\0' ? (chinese ? "，" : ", ") : "", d->feature);
    if (d->field[0] != '\0') {
        fprintf(stderr, chinese ? "，%s 列" : ", column %s", d->field);
    }
    fprintf(stderr, ": %s (%s)", lt_diagnostic_title(d->code, chinese), d->code);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *const text = lt_diagnostic_say(d, parts[i], chinese, buffer);
        if (text[0] != '\0') {
            fprintf(stderr, "; %s: %s", words[i][english], text);
        }
    }
    fputc('\n', stderr);
}

enum lt_status lt_accuracy_tell(const struct lt_diagnostics *diagnostics, bool english, bool quiet,
                                struct lt_error *err)
{
    struct lt_text buffer = {0};
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (!quiet || diagnostics->items[i].severity != LT_NOTE) {
            tell(&diagnostics->items[i], english, &buffer);
        }
    }
    lt_text_finish(&buffer);
    return lt_diagnostics_rejects(diagnostics)
               ? lt_fail(err, LT_E_INPUT, "the input is rejected; the diagnostics above say why")
               : LT_OK;
}

/* --- the command --- */

static enum lt_status read_words(const struct lt_arguments *arguments, struct lt_arena *arena,
                                 struct lt_class_set *groups, size_t *ret_groups,
                                 struct lt_target *floors, size_t *ret_floors, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const char *given;
    for (*ret_groups = 0; (given = lt_argument_nth(arguments, "group", *ret_groups)) != NULL;
         ++*ret_groups) {
        LT_TRY(read_group(given, arena, &groups[*ret_groups], err));
    }
    for (*ret_floors = 0; (given = lt_argument_nth(arguments, "floor", *ret_floors)) != NULL;
         ++*ret_floors) {
        LT_TRY(read_floor(given, arena, &floors[*ret_floors], err));
    }
out:
    return status;
}

static enum lt_status assess(const struct lt_arguments *arguments, struct lt_arena *arena,
                             struct lt_diagnostics *diagnostics, struct lt_error *err)
{
    enum lt_status status;
    const bool english = arguments->english, quiet = lt_argument_given(arguments, "quiet");
    const char *targets = lt_argument(arguments, "targets", NULL);
    const char *folder = lt_argument(arguments, "output", NULL);
    const char *yields_path = lt_argument(arguments, "yields", NULL);
    const char *output_floor = lt_argument(arguments, "output-floor", NULL);
    const char *records_path = lt_argument(arguments, "records", NULL);
    struct lt_labelled data;
    struct lt_assessment assessment;
    struct lt_field_records records = {0};
    struct lt_record_assessment of_records = {0};
    struct lt_yield *yields = NULL;
    size_t yield_count = 0;
    double floor_kg;
    size_t group_count, target_count;
    struct lt_class_set *groups = lt_arena_array(arena, LT_ARGUMENTS_MAX, sizeof *groups);
    struct lt_target *wanted = lt_arena_array(arena, LT_ARGUMENTS_MAX, sizeof *wanted);
    if (groups == NULL || wanted == NULL) {
        return lt_fail_memory(err, "arguments");
    }
    if (!lt_argument_given(arguments, "strata")) {
        return lt_fail(err, LT_E_USAGE, "say what the strata are: --strata FILE");
    }
    LT_TRY(read_words(arguments, arena, groups, &group_count, wanted, &target_count, err));
    LT_TRY(read_mass(output_floor, &floor_kg, err));
    if (output_floor != NULL && yields_path == NULL) {
        return lt_fail(err, LT_E_USAGE, "--output-floor needs --yields FILE");
    }
    const struct lt_sample_request request = {
        .points = arguments->positional + 1,
        .point_lists = arguments->positional_count - 1,
        .strata = lt_argument(arguments, "strata", NULL),
        .sets = groups,
        .set_count = group_count,
        .with_places = records_path != NULL,
        .english = english,
    };
    LT_TRY(lt_labelled_read(&request, diagnostics, arena, &data, err));
    if (targets != NULL) {
        LT_TRY(lt_targets_read(targets, &data, diagnostics, arena, &wanted, &target_count, err));
    }
    if (yields_path != NULL) {
        LT_TRY(lt_yields_read(yields_path, &data, diagnostics, arena, &yields, &yield_count, err));
    }
    if (records_path != NULL) {
        LT_TRY(lt_records_read(records_path, &data, diagnostics, arena, &records, err));
    }
    LT_TRY(lt_accuracy_tell(diagnostics, english, quiet, err));
    LT_TRY(lt_assess(&data, groups, group_count, wanted, target_count, arena, &assessment, err));
    if (yields_path != NULL) {
        LT_TRY(lt_assess_output(yields, yield_count, floor_kg, arena, &assessment, err));
    }
    if (records_path != NULL) {
        LT_TRY(lt_records_assess(&data, &records, arena, &of_records, err));
    }
    if (folder != NULL) {
        LT_TRY(lt_assess_write(&assessment, folder, arena, err));
    }
    if (folder != NULL && records_path != NULL) {
        LT_TRY(lt_records_write(&of_records, folder, arena, err));
    }
    lt_assess_print(&assessment, english);
    if (records_path != NULL) {
        lt_records_print(&of_records, english);
    }
    if (fflush(stdout) != 0) {
        status = lt_fail(err, LT_E_IO, "cannot write the summary");
    }
out:
    return status;
}

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_diagnostics diagnostics = {0};
    const bool parcels = lt_argument_given(arguments, "parcels");
    if (strcmp(arguments->positional[0], "draw") == 0) {
        return parcels ? lt_accuracy_draw_parcels(arguments, err)
                       : lt_accuracy_draw(arguments, err);
    }
    if (strcmp(arguments->positional[0], "assess") != 0) {
        return lt_fail(err, LT_E_USAGE, "accuracy draw CONFIG or accuracy assess SAMPLE, not '%s'",
                       arguments->positional[0]);
    }
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(lt_diagnostics_init(&diagnostics, err));
    LT_TRY(parcels ? lt_accuracy_assess_parcels(arguments, arena, &diagnostics, err)
                   : assess(arguments, arena, &diagnostics, err));
out:
    lt_diagnostics_finish(&diagnostics);
    lt_arena_destroy(arena);
    return status;
}

const struct lt_command lt_command_accuracy = {
    .name = "accuracy",
    .synopsis =
        "draw CONFIG --period 2026H1 --target-se AREA -o DIR | assess SAMPLE... --strata FILE "
        "[--group NAME=CLASS,...] [--floor NAME=AREA] [-o DIR]",
    .zh = "draw 抽取精度样点；assess "
          "由已判读样点评定精度：混淆矩阵、调整分类误差后的面积及其区间、对照底线的结论。",
    .en = "draw: a random sample of points to be labelled. assess: what labelled points say of a "
          "map: confusion matrix, areas adjusted for class error with their intervals, verdicts "
          "against floors.",
    .example = "liangtian accuracy assess sample-data/accuracy/points.csv "
               "--strata sample-data/accuracy/strata.csv -g grain=wheat,maize "
               "-g nongrain=peanut,other,bare --floor grain=1500wanmu",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 2,
    .positional_max = LT_ARGUMENTS_MAX,
    .needs_no_schemas = true,
    .run = run,
};
