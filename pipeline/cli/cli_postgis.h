/* The options that name a PostGIS database. */
#ifndef LT_CLI_POSTGIS_H
#define LT_CLI_POSTGIS_H

#include "cli/cli_options.h"
#include "liangtian/postgis.h"

/* Lines of option tables. */
#define LT_OPTION_POSTGIS                                                                                   \
    {                                                                                                       \
        "postgis", 0, "DSN",                                                                                \
            "发布后把各图层装入该 PostGIS 数据库（libpq 连接串，如 service=liangtian；" \
            "口令请放在 PGPASSFILE 中）",                                                                   \
            "once published, load the layers into this PostGIS database (a DSN of libpq, such "             \
            "as service=liangtian; keep the password in PGPASSFILE)"                                        \
    }
#define LT_OPTION_POSTGIS_SCHEMA                                                \
    {                                                                           \
        "postgis-schema", 0, "NAME", "数据库中的模式，默认 " LT_POSTGIS_SCHEMA, \
            "schema in that database (default: " LT_POSTGIS_SCHEMA ")"          \
    }

/* LT_E_USAGE for a DSN that cannot be read; a password in it, which the list of processes shows, is worth a warning.
 * `ret_given` false: neither option was. */
enum lt_status lt_postgis_from(const struct lt_arguments *arguments,
                               struct lt_postgis_target *ret_target, bool *ret_given,
                               struct lt_error *err);

#endif
