/* Where the files of a session lie, which legend a raster has, and who may read what is written. */
#include "run/run_session.h"

#include <sys/stat.h>

#include "support/arena.h"
#include "support/files.h"

const char *lt_session_path(struct lt_session *session, const char *name)
{
    return lt_path_join(session->arena, session->work, name);
}

const char *lt_session_unit_path(struct lt_session *session, uint32_t unit, const char *suffix)
{
    return lt_session_unit_path_in(session, session->arena, unit, suffix);
}

const char *lt_session_unit_path_in(const struct lt_session *session, struct lt_arena *arena,
                                    uint32_t unit, const char *suffix)
{
    return lt_arena_printf(arena, "%s/units/%u%s", session->work, unit, suffix);
}

enum lt_status lt_session_legend(struct lt_session *session, enum lt_raster_slot slot,
                                 struct lt_legend *ret_legend, struct lt_error *err)
{
    const struct lt_raster_config *raster = session->rasters[slot];
    const char *path =
        raster != NULL && raster->legend[0] != '\0' ? raster->legend : session->config->legend_path;
    return lt_legend_load(path, &session->diagnostics, session->arena, ret_legend, err);
}

void lt_session_keep_private(const struct lt_session *session)
{
    if (lt_config_secret(session->config)) {
        umask(S_IRWXG | S_IRWXO);
    }
}
