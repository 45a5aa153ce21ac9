#include <stdlib.h>
#include <string.h>

#include "cli/cli_commands.h"
#include "cli/cli_run.h"
#include "liangtian/zonal.h"
#include "support/files.h"
#include "support/text.h"

static const struct lt_option options[] = {
    {"raster", 'r', "[NAME=]FILE", "分类影像，可重复；名称写入 season 列（默认 1、2…）",
     "class raster, may repeat; NAME goes to the season column (default: 1, 2, ...)"},
    {"zones", 'z', "FILE", "多边形图层", "polygon layer"},
    {"layer", 0, "NAME", "文件内的图层名", "layer inside the file"},
    {"id", 0, "FIELD", "标识字段（默认为 #0、#1…）", "id field (default: #0, #1, ...)"},
    {"where", 0, "CONDITION", "只统计满足条件的多边形（SQL 条件，如 \"DLBM = '0101'\"）",
     "only zones that meet an SQL condition, say \"DLBM = '0101'\""},
    {"output", 'o', "FILE", "输出文件：.csv、.gpkg 或 .fgb（默认标准输出，CSV）",
     "output: .csv, .gpkg or .fgb (default: CSV on standard output)"},
    {"form", 0, "long|wide", "每类一行，或每个多边形一行（.gpkg 与 .fgb 只有 wide）",
     "a row per class, or a row per zone (.gpkg and .fgb are always wide)"},
    {"joint", 0, NULL, "多期影像的联合表：每个多边形、每种类别组合一行",
     "joint table of several rasters: a row per zone and combination of classes"},
    {"values", 0, "LIST", "输出的数值：area、fraction、cells，逗号分隔（默认 area,fraction）",
     "numbers to write: area, fraction, cells, with commas (default: area,fraction)"},
    {"min-coverage", 0, "F", "有观测的部分（0…1）低于 F 的多边形不输出该期，列入跳过清单",
     "leave out a zone's season of which a share (0...1) below F was seen, and list it"},
    {"skipped", 0, "FILE", "把未输出的多边形及原因写入 CSV", "CSV of zones left out, with reasons"},
    {"cache", 0, "MB", "影像解码缓存（默认 256）",
     "memory for decoded raster blocks (default: 256)"},
};

/* "2026H1=file.tif" names the season; a name holds no "/", so a path with "=" in a folder stays a
 * path. */
static void split_name(const char *given, size_t number, char name[64], const char **ret_path)
{
    static const char *const positions[] = {"1", "2", "3", "4", "5", "6", "7", "8"};
    const char *equals = strchr(given, '=');
    const size_t length = equals == NULL ? 0 : (size_t)(equals - given);
    if (length > 0 && length < 64 && memchr(given, '/', length) == NULL) {
        memcpy(name, given, length);
        name[length] = '\0';
        *ret_path = equals + 1;
    } else {
        memcpy(name, positions[number], 2);
        *ret_path = given;
    }
}

/* What was given, where it outlives the parsing. */
struct rasters {
    char names[LT_SEASONS_MAX][64];
    const char *name_list[LT_SEASONS_MAX], *paths[LT_SEASONS_MAX];
    size_t count;
};

static enum lt_status check_names(const struct rasters *rasters, struct lt_error *err)
{
    for (size_t i = 0; i < rasters->count; i++) {
        const char *name = rasters->names[i];
        bool good = lt_utf8_valid(name, strlen(name));
        for (const char *c = name; *c != '\0'; c++) {
            good = good && (unsigned char)*c >= ' ' && *c != 0x7F;
        }
        if (!good) {
            return lt_fail(err, LT_E_USAGE, "the name of raster '%s' holds what no text does",
                           rasters->paths[i]);
        }
        for (size_t k = 0; k < i; k++) { /* SQLite's columns know no case */
            if (lt_same_word(name, rasters->names[k])) {
                return lt_fail(err, LT_E_USAGE, "two rasters are named '%s'", name);
            }
        }
    }
    return LT_OK;
}

static enum lt_status take_rasters(const struct lt_arguments *arguments, struct rasters *rasters,
                                   struct lt_error *err)
{
    const char *given;
    while ((given = lt_argument_nth(arguments, "raster", rasters->count)) != NULL) {
        const size_t i = rasters->count;
        if (i == LT_SEASONS_MAX) {
            return lt_fail(err, LT_E_USAGE, "at most %d rasters", LT_SEASONS_MAX);
        }
        split_name(given, i, rasters->names[i], &rasters->paths[i]);
        rasters->name_list[i] = rasters->names[i];
        rasters->count++;
    }
    return check_names(rasters, err);
}

static enum lt_status take_values(const char *list, unsigned *ret_values, struct lt_error *err)
{
    static const struct {
        const char *word;
        unsigned flag;
    } known[] = {{"area", LT_TABULATE_AREA},
                 {"fraction", LT_TABULATE_FRACTION},
                 {"cells", LT_TABULATE_CELLS}};
    *ret_values = 0;
    for (const char *at = list;; at++) {
        const size_t length = strcspn(at, ",");
        unsigned flag = 0;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
            if (strlen(known[i].word) == length && strncmp(known[i].word, at, length) == 0) {
                flag = known[i].flag;
            }
        }
        if (flag == 0) {
            return lt_fail(err, LT_E_USAGE,
                           "option '--values' takes a list of area, fraction, cells, not '%s'",
                           list);
        }
        *ret_values |= flag;
        at += length;
        if (*at == '\0') {
            return LT_OK;
        }
    }
}

/* The format is in the name; "-" and what is there and no file (a pipe, /dev/stdout) take CSV. */
static enum lt_status take_output(const struct lt_arguments *arguments,
                                  struct lt_tabulate_options *one, struct lt_error *err)
{
    one->output = lt_argument(arguments, "output", NULL);
    if (one->output != NULL && strcmp(one->output, "-") == 0) {
        one->output = NULL;
    }
    if (one->output == NULL) {
        return LT_OK;
    }
    const char *dot = strrchr(lt_path_name(one->output), '.');
    if (dot != NULL && lt_same_word(dot, ".gpkg")) {
        one->format = LT_TABULATE_GPKG;
    } else if (dot != NULL && lt_same_word(dot, ".fgb")) {
        one->format = LT_TABULATE_FGB;
    } else if ((dot == NULL || !lt_same_word(dot, ".csv")) &&
               !lt_starts_with(one->output, "/dev/")) {
        return lt_fail(err, LT_E_USAGE, "'%s' ends in none of .csv, .gpkg, .fgb", one->output);
    }
    return LT_OK;
}

static enum lt_status take_form(const struct lt_arguments *arguments,
                                struct lt_tabulate_options *one, struct lt_error *err)
{
    static const char *const forms[] = {"long", "wide", NULL};
    const bool polygons = one->format != LT_TABULATE_CSV;
    const bool joint = lt_argument_given(arguments, "joint");
    int form;
    const enum lt_status status =
        lt_argument_choice(arguments, "form", forms, polygons ? 1 : 0, &form, err);
    if (status != LT_OK) {
        return status;
    }
    if (polygons && form == 0) {
        return lt_fail(err, LT_E_USAGE, "'%s' takes --form wide only: a polygon is one row",
                       one->output);
    }
    if (joint && (form == 1 || one->raster_count < 2)) {
        return lt_fail(err, LT_E_USAGE,
                       "--joint wants two rasters or more, and CSV with --form long");
    }
    one->form = joint ? LT_TABULATE_JOINT : form == 1 ? LT_TABULATE_WIDE : LT_TABULATE_LONG;
    return LT_OK;
}

static enum lt_status take_numbers(const struct lt_arguments *arguments,
                                   struct lt_tabulate_options *one, struct lt_error *err)
{
    enum lt_status status;
    long threads, cache;
    const char *coverage = lt_argument(arguments, "min-coverage", "0");
    LT_TRY(lt_argument_number(arguments, "threads", 1, 256, 0, &threads, err));
    LT_TRY(lt_argument_number(arguments, "cache", 1, 1 << 20, 256, &cache, err));
    if (!lt_parse_double(coverage, &one->min_coverage) || !(one->min_coverage >= 0.0) ||
        !(one->min_coverage <= 1.0)) {
        status = lt_fail(err, LT_E_USAGE,
                         "option '--min-coverage' takes a share from 0 to 1, not '%s'", coverage);
        goto out;
    }
    one->threads = (unsigned)threads;
    one->cache_bytes = (size_t)cache << 20;
    LT_TRY(take_values(lt_argument(arguments, "values", "area,fraction"), &one->values, err));
    LT_TRY(lt_progress_wanted(arguments, &one->progress, err));
out:
    return status;
}

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    struct rasters rasters = {.count = 0};
    const char *temporary = getenv("TMPDIR");
    struct lt_tabulate_options one = {
        .zones = lt_argument(arguments, "zones", NULL),
        .sublayer = lt_argument(arguments, "layer", ""),
        .id_field = lt_argument(arguments, "id", NULL),
        .where = lt_argument(arguments, "where", ""),
        .skipped = lt_argument(arguments, "skipped", NULL),
        .temporary = temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp",
        .quiet = lt_argument_given(arguments, "quiet"),
        .english = arguments->english,
    };
    LT_TRY(take_rasters(arguments, &rasters, err));
    if (rasters.count == 0 || one.zones == NULL) {
        status = lt_fail(err, LT_E_USAGE, "say what to tabulate: -r RASTER -z ZONES");
        goto out;
    }
    one.rasters = rasters.paths;
    one.names = rasters.name_list;
    one.raster_count = rasters.count;
    LT_TRY(take_output(arguments, &one, err));
    LT_TRY(take_form(arguments, &one, err));
    LT_TRY(take_numbers(arguments, &one, err));
    LT_TRY(lt_tabulate(&one, err));
out:
    return status;
}

const struct lt_command lt_command_tabulate = {
    .name = "tabulate",
    .synopsis = "-r [NAME=]RASTER ... -z ZONES [--id FIELD] [-o FILE]",
    .zh = "精确面积制表：多边形 × 分类影像，按真实覆盖比例统计每一类的面积。",
    .en =
        "Exact tabulate-area: polygons by class rasters, area per class by true coverage fraction.",
    .example = "liangtian tabulate -r sample-data/township/rasters/2025H1.tif "
               "-z sample-data/township/layers/YJJBNTTB.gpkg --id BSM",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_max = 0,
    .needs_no_schemas = true,
    .run = run,
};
