#include "cli/cli_postgis.h"

#include "support/log.h"

enum lt_status lt_postgis_from(const struct lt_arguments *arguments,
                               struct lt_postgis_target *ret_target, bool *ret_given,
                               struct lt_error *err)
{
    enum lt_status status;
    bool password = false;
    const char *const schema = lt_argument(arguments, "postgis-schema", NULL);
    *ret_target = (struct lt_postgis_target){
        .dsn = lt_argument(arguments, "postgis", NULL),
        .schema = schema == NULL ? LT_POSTGIS_SCHEMA : schema,
    };
    *ret_given = ret_target->dsn != NULL;
    if (!*ret_given) {
        return schema == NULL ? LT_OK
                              : lt_fail(err, LT_E_USAGE, "--postgis-schema goes with --postgis");
    }
    LT_TRY(lt_postgis_check(ret_target, &password, err));
    if (password) {
        lt_log_entry(LT_LOG_WARNING, "postgis.password_shown",
                     arguments->english
                         ? "the password of --postgis stands in the list of processes: keep it in "
                           "PGPASSFILE, or in a service"
                         : "--postgis 中的口令会出现在进程列表里：请放在 PGPASSFILE 或 service 中",
                     NULL, 0);
    }
out:
    return status;
}
