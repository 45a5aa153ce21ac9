/* The ledger as text, to be kept elsewhere, and back. */
#include <stdio.h>
#include <string.h>

#include "liangtian/ledger.h"
#include "run/run_city.h"
#include "run/run_lost.h"
#include "run/run_stages.h"
#include "support/arena.h"
#include "support/files.h"

enum lt_status lt_export_ledger(const struct lt_ledger_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_city city;
    struct lt_ledger_text text;
    char period[LT_PERIOD_TEXT];
    LT_TRY(lt_city_open(options->run.config_path, options->run.schemas_dir, options->run.language,
                        &city, err));
    LT_TRY(lt_ledger_export(city.config->output_dir, options->file, lt_config_secret(city.config),
                            &text, city.arena, err));
    if (options->file != NULL) {
        printf(city.config->chinese ? "已导出 %s 的台账：%llu 行，写入 %s\n"
                                    : "ledger of %s: %llu rows to %s\n",
               lt_period_format(text.period, period), (unsigned long long)text.rows, options->file);
    }
out:
    lt_city_close(&city);
    return status;
}

/* What would be a bug in a ledger of ours is a fault of the text. */
static enum lt_status check(const struct lt_ledger *ledger, const char *file, struct lt_error *err)
{
    struct lt_error cause = {0};
    return lt_ledger_verify(ledger, &cause) == LT_OK
               ? LT_OK
               : lt_fail(err, LT_E_INPUT, "the ledger of '%s' does not hold together: %s", file,
                         cause.text);
}

/* Another city's ledger would be gone on from with cases that no layer of this one explains. The city's line closes every
 * half-year. */
static enum lt_status check_city(const struct lt_ledger *ledger, const struct lt_config *config,
                                 const char *file, struct lt_error *err)
{
    for (size_t i = 0; i < ledger->balance_count; i++) {
        const uint32_t unit = ledger->balances[i].unit;
        if (unit % 100 == 0 && unit != config->city_code) {
            return lt_fail(err, LT_E_INPUT,
                           "the ledger of '%s' is of another city, %06u: '%s' is of %06u", file,
                           unit, config->path, config->city_code);
        }
    }
    return LT_OK;
}

/* Reads, checks and publishes. The half-year is known when the text is read. */
static enum lt_status import(struct lt_session *session, const struct lt_ledger_options *options,
                             lt_period *ret_period, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_config *config = session->config;
    const bool chinese = config->chinese;
    struct lt_ledger_text text;
    struct lt_ledger ledger = {0};
    char period[LT_PERIOD_TEXT];
    bool same = false;
    session->stage = "inputs";
    LT_TRY(lt_folder_make(config->work_dir, err));
    const char *temporary = lt_path_join(session->arena, config->work_dir, "import.gpkg");
    if (temporary == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_ledger_import(options->file, temporary, session->arena, &text, &ledger, err));
    *ret_period = text.period;
    memcpy(session->generation, text.content, sizeof session->generation);
    LT_TRY(check(&ledger, options->file, err));
    LT_TRY(check_city(&ledger, config, options->file, err));
    session->stage = "merge";
    const struct lt_ledger_arrival arrival = {
        .path = options->file,
        .text = &text,
        .ledger = &ledger,
        .replace = options->replace,
        .secret = lt_config_secret(config),
        .write_beside = lt_lost_enter_imported,
        .context = session,
    };
    LT_TRY(lt_ledger_publish(config->output_dir, &arrival, &same, err));
    lt_lost_tell_settled(session);
    session->stage = "done";
    printf(chinese ? "已导入 %s 的台账：%llu 行；%s\n" : "ledger of %s: %llu rows imported; %s\n",
           lt_period_format(text.period, period), (unsigned long long)text.rows,
           same
               ? (chinese ? "文件与导出时逐字节相同" : "the file has the bytes of the one exported")
           : chinese ? "内容相同，由另一版本写成"
                     : "the same rows, written by another version");
    LT_TRY(lt_lost_tell(session, err));
out:
    lt_ledger_finish(&ledger);
    return status;
}

enum lt_status lt_import_ledger(const struct lt_ledger_options *options, struct lt_error *err)
{
    enum lt_status status;
    struct lt_ledger_options own = *options;
    struct lt_session session = {0};
    struct lt_lock *lock = NULL;
    own.run.command = "ledger import";
    LT_TRY(lt_session_begin(&own.run, true, &session, err));
    LT_TRY(lt_path_check(own.file, err));
    LT_TRY(lt_run_take_lock(&session, &lock, err));
    LT_TRY(import(&session, &own, &own.run.period, err));
out:
    lt_run_end(&session, lock, status, err);
    return status;
}
