/* The options that `run`, its pieces and `check` share. */
#ifndef LT_CLI_RUN_H
#define LT_CLI_RUN_H

#include "cli/cli_options.h"
#include "liangtian/run.h"

/* Lines of their option tables, each standing once. */
#define LT_OPTION_PERIOD                                   \
    {                                                      \
        "period", 0, "2026H1", "半年期：H1 夏粮，H2 秋粮", \
            "half-year: H1 summer, H2 autumn harvest"      \
    }
#define LT_OPTION_PERIOD_DUE                                                                      \
    {                                                                                             \
        "period", 0, "2026H1|due",                                                                \
            "半年期：H1 夏粮，H2 秋粮；due 为已发布各期之后、按配置已到期的各期，没有则不作改动", \
            "half-year: H1 summer, H2 autumn harvest; due: those after the last one published "   \
            "whose day has come; on other days nothing changes"                                   \
    }
#define LT_OPTION_METRICS                                                                        \
    {                                                                                            \
        "metrics", 0, "FILE", "运行指标写入该文件（Prometheus 文本格式），代替配置中的 metrics", \
            "file for the figures of the run (Prometheus text format), instead of the config's"  \
    }
#define LT_OPTION_FAIL_ON                                                              \
    {                                                                                  \
        "fail-on", 0, "floor|violation|never", "底线未达标或存在疑似图斑时退出码为 1", \
            "exit 1 when a city floor is not met, or cases are open"                   \
    }
#define LT_OPTION_REDO                                                                            \
    {                                                                                             \
        "redo", 0, NULL,                                                                          \
            "其后半年期已发布时，仍重新运行（或补运行）本期；其后各期随即过期，须按次序重跑",     \
            "run a half-year though later ones are published: these become stale until run again" \
    }
#define LT_OPTION_ALLOW_STALE                                                         \
    {                                                                                 \
        "allow-stale", 0, NULL, "允许在已过期的半年期之上继续运行（本期亦随之过期）", \
            "build upon a stale half-year; the new one is stale too"                  \
    }
#define LT_OPTION_PUBLISHED_AT                                                 \
    {                                                                          \
        "published-at", 0, "TIME", "发布时间（ISO 8601 UTC），默认取系统时钟", \
            "time of publication, ISO 8601 UTC (default: the clock)"           \
    }

/* What every run-like command reads: config, period, threads, language, progress. */
enum lt_status lt_run_options_from(const struct lt_arguments *arguments,
                                   struct lt_run_options *ret_options, struct lt_error *err);
/* Of these, threads and how to talk alone. */
enum lt_status lt_talk_options_from(const struct lt_arguments *arguments,
                                    struct lt_run_options *ret_options, struct lt_error *err);
/* Adds --published-at: LT_E_USAGE where it is no time that there is, since it goes into every output as it is. */
enum lt_status lt_published_at_from(const struct lt_arguments *arguments,
                                    struct lt_run_options *into, struct lt_error *err);
/* Adds --fail-on, --metrics and --published-at. */
enum lt_status lt_publish_options_from(const struct lt_arguments *arguments,
                                       struct lt_run_options *into, struct lt_error *err);
/* Is a moving progress line wanted and possible? */
enum lt_status lt_progress_wanted(const struct lt_arguments *arguments, bool *ret_wanted,
                                  struct lt_error *err);

#endif
