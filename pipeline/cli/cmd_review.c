#include "cli/cli_commands.h"
#include "cli/cli_postgis.h"
#include "cli/cli_run.h"
#include "support/text.h"

static const struct lt_option options[] = {
    {"period", 0, "2026H1", "核对用：应为最近发布的半年期",
     "a check: the last half-year published"},
    {"by", 0, "county|city", "由谁填报：县级（默认）或市级；复核、退回、销号只认市级文件",
     "who reports: a county (default) or the city; only the city confirms, returns and closes"},
    {"county", 0, "CODE", "只接受该县区的图斑", "only cases of this county"},
    {"layer", 0, "NAME", "GeoPackage 中的图层名", "layer of a GeoPackage"},
    {"photos", 0, "DIR", "核查照片所在文件夹；文件名或子文件夹名以图斑编号开头",
     "folder of photographs; file or folder names begin with the id of the case"},
    {"skip-rejected", 0, NULL, "跳过不能入账的行，其余照收（默认有一行不能入账即全部不收）",
     "take the other rows where some cannot be taken (default: none)"},
    {"dry-run", 0, NULL, "只检查，不写入", "look only, write nothing"},
    LT_OPTION_METRICS,
    LT_OPTION_PUBLISHED_AT,
    LT_OPTION_POSTGIS,
    LT_OPTION_POSTGIS_SCHEMA,
};

static enum lt_status run_options(const struct lt_arguments *arguments,
                                  struct lt_run_options *ret_options, struct lt_error *err)
{
    enum lt_status status;
    long threads;
    const char *period = lt_argument(arguments, "period", NULL);
    *ret_options = (struct lt_run_options){
        .config_path = arguments->positional[0],
        .schemas_dir = arguments->schemas,
        .language = arguments->language,
        .quiet = lt_argument_given(arguments, "quiet"),
        .metrics = lt_argument(arguments, "metrics", NULL),
    };
    if (period != NULL && !lt_period_parse(period, &ret_options->period)) {
        return lt_fail(err, LT_E_USAGE, "'%s' is no half-year; write it as 2026H1 or 2026H2",
                       period);
    }
    LT_TRY(lt_published_at_from(arguments, ret_options, err));
    LT_TRY(lt_argument_number(arguments, "threads", 1, 256, 0, &threads, err));
    ret_options->threads = (unsigned)threads;
    LT_TRY(lt_progress_wanted(arguments, &ret_options->progress, err));
out:
    return status;
}

static enum lt_status run(const struct lt_arguments *arguments, struct lt_error *err)
{
    static const char *const choices[] = {"county", "city", NULL};
    enum lt_status status;
    int by;
    long county;
    bool given;
    struct lt_postgis_target postgis;
    struct lt_review_options one = {.sublayer = lt_argument(arguments, "layer", "")};
    LT_TRY(run_options(arguments, &one.run, err));
    LT_TRY(lt_argument_choice(arguments, "by", choices, 0, &by, err));
    LT_TRY(lt_argument_number(arguments, "county", 100000, 999999, 0, &county, err));
    one.file = arguments->positional[1];
    one.photos = lt_argument(arguments, "photos", "");
    one.by_city = by == 1;
    one.county = (uint32_t)county;
    one.skip_rejected = lt_argument_given(arguments, "skip-rejected");
    one.dry_run = lt_argument_given(arguments, "dry-run");
    LT_TRY(lt_postgis_from(arguments, &postgis, &given, err));
    if (given && one.dry_run) {
        return lt_fail(err, LT_E_USAGE, "--dry-run writes nothing that --postgis could load");
    }
    one.run.postgis = given ? &postgis : NULL;
    LT_TRY(lt_review(&one, err));
out:
    return status;
}

const struct lt_command lt_command_review = {
    .name = "review",
    .synopsis = "CONFIG FILE [options]",
    .zh = "核查结果回填：读取填好的图斑图层或表格，入账，重新发布最近半年期的成果。",
    .en = "Takes the reviewers' findings back into the ledger, and publishes the last half-year "
          "anew.",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .positional_min = 2,
    .positional_max = 2,
    .run = run,
};
