/* Files of a session, opened as the plan vouches for them: nothing is read whole that a unit needs a part of. */
#include <string.h>
#include <strings.h>

#include "run/run_session.h"
#include "support/arena.h"

/* Of these very inputs: it has read them whole. */
static bool is_planned(const struct lt_session *session)
{
    return session->key[0] != '\0' && strcmp(session->plan.key, session->key) == 0;
}

static size_t place_of(const struct lt_session *session, const char *path)
{
    size_t i = 0;
    while (i < session->input_count && strcmp(session->input_paths[i], path) != 0) {
        i++;
    }
    return i;
}

/* The digest that a file is still to be held against: none where its bytes were found to be what the office expects. */
static const char *still_expected(const struct lt_session *session, const char *path,
                                  const char *sha256)
{
    const size_t i = place_of(session, path);
    const bool found = is_planned(session) || (i < session->input_count &&
                                               strcasecmp(session->inputs[i].sha256, sha256) == 0);
    return found ? "" : sha256;
}

/* Its coordinate system, where the plan of these inputs (in the same order) has looked it up. */
static const struct lt_grid_crs *planned_crs(const struct lt_session *session, const char *path)
{
    const size_t i = place_of(session, path);
    return is_planned(session) && i < session->plan.input_count ? session->plan.inputs[i].crs
                                                                : NULL;
}

enum lt_status lt_session_open_raster(struct lt_session *session, enum lt_raster_slot slot,
                                      const struct lt_legend *legend, unsigned threads,
                                      struct lt_diagnostics *diagnostics,
                                      struct lt_raster **ret_raster, struct lt_error *err)
{
    struct lt_raster_config config = *session->rasters[slot];
    config.sha256 = still_expected(session, config.path, config.sha256);
    config.planned = planned_crs(session, config.path);
    return lt_raster_open(&config, legend, threads, session->config->limit_pixels, diagnostics,
                          ret_raster, err);
}

enum lt_status lt_session_open_picture(struct lt_session *session, enum lt_raster_slot slot,
                                       const char *crs, struct lt_diagnostics *diagnostics,
                                       struct lt_picture **ret_picture, struct lt_error *err)
{
    struct lt_picture_config config = *session->pictures[slot];
    config.sha256 = still_expected(session, config.path, config.sha256);
    return lt_picture_open(&config, crs, session->config->limit_pixels, diagnostics, ret_picture,
                           err);
}

/* Spools lie by unit in folders of their own: "units", "borders". */
static enum lt_status open_spool(const struct lt_session *session, const char *folder,
                                 uint32_t unit, const char digest[65], struct lt_spool **ret_spool,
                                 struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_spool *spool = NULL;
    LT_TRY(lt_arena_create(&arena, err));
    const char *path = lt_arena_printf(arena, "%s/%s/%06u.spool", session->work, folder, unit);
    LT_TRY(path == NULL ? lt_fail_memory(err, "a path") : lt_spool_open(path, &spool, err));
    if (strcmp(lt_spool_digest(spool), digest) != 0) {
        status = lt_fail(err, LT_E_IO, "spool '%s' is of another plan", path);
        goto out;
    }
    *ret_spool = spool;
    spool = NULL;
out:
    lt_spool_close(spool);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_session_open_spool(const struct lt_session *session,
                                     const struct lt_plan_unit *unit, struct lt_spool **ret_spool,
                                     struct lt_error *err)
{
    return open_spool(session, "units", unit->unit, unit->spool, ret_spool, err);
}

enum lt_status lt_session_open_border(const struct lt_session *session,
                                      const struct lt_plan_unit *unit, struct lt_spool **ret_spool,
                                      struct lt_error *err)
{
    *ret_spool = NULL;
    return unit->border[0] == '\0'
               ? LT_OK
               : open_spool(session, "borders", unit->unit, unit->border, ret_spool, err);
}
