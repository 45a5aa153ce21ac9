#include <stdlib.h>
#include <string.h>

#include "cli/cli_commands.h"
#include "cli/cli_run.h"
#include "liangtian/zonal.h"

static const struct lt_option options[] = {
    {"raster", 'r', "[NAME=]FILE", "分类影像，可重复；名称写入 season 列（默认 1、2…）",
     "class raster, may repeat; NAME goes to the season column (default: 1, 2, ...)"},
    {"zones", 'z', "FILE", "多边形图层", "polygon layer"},
    {"layer", 0, "NAME", "文件内的图层名", "layer inside the file"},
    {"id", 0, "FIELD", "标识字段（默认为 #0、#1…）", "id field (default: #0, #1, ...)"},
    {"output", 'o', "FILE", "输出 CSV（默认标准输出）", "CSV file (default: standard output)"},
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

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    enum lt_status status;
    char names[LT_SEASONS_MAX][64];
    const char *name_list[LT_SEASONS_MAX], *rasters[LT_SEASONS_MAX], *given;
    size_t count = 0;
    long threads;
    const char *temporary = getenv("TMPDIR");
    struct lt_tabulate_options one = {
        .zones = lt_argument(arguments, "zones", NULL),
        .sublayer = lt_argument(arguments, "layer", ""),
        .id_field = lt_argument(arguments, "id", NULL),
        .output = lt_argument(arguments, "output", NULL),
        .temporary = temporary != NULL && temporary[0] != '\0' ? temporary : "/tmp",
        .quiet = lt_argument_given(arguments, "quiet"),
    };
    while ((given = lt_argument_nth(arguments, "raster", count)) != NULL) {
        if (count == LT_SEASONS_MAX) {
            return lt_fail(err, LT_E_USAGE, "at most %d rasters", LT_SEASONS_MAX);
        }
        split_name(given, count, names[count], &rasters[count]);
        name_list[count] = names[count];
        count++;
    }
    if (count == 0 || one.zones == NULL) {
        return lt_fail(err, LT_E_USAGE, "say what to tabulate: -r RASTER -z ZONES");
    }
    one.rasters = rasters;
    one.names = name_list;
    one.raster_count = count;
    LT_TRY(lt_argument_number(arguments, "threads", 1, 256, 0, &threads, err));
    one.threads = (unsigned)threads;
    LT_TRY(lt_progress_wanted(arguments, &one.progress, err));
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
    .run = run,
};
