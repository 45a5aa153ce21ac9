/* The cells and images around a case, season by season, read block by block. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "liangtian/ingest.h"
#include "liangtian/picture.h"
#include "run/run_evidence.h"
#include "support/arena.h"
#include "support/files.h"

/* MOST: cells across a panel; more would be finer than print. */
enum { MOST = 400, PICTURE_MOST = 600 };
static const uint64_t most_cells = UINT64_C(1) << 22;
static const size_t cache_bytes = (size_t)8 << 20;

struct season {
    lt_period period;
    const struct lt_raster_config *config;
    bool changed, picture_asked;
    struct lt_legend legend;
    struct lt_raster *raster; /* NULL: the file is not there */
    struct lt_zonal_reader *reader;
    struct lt_picture *picture; /* NULL: none, or not there */
};

struct lt_ground {
    struct lt_session *session;
    struct lt_diagnostics told; /* by the plan already */
    struct season seasons[LT_PANELS_MOST];
    size_t count;
};

/* --- opening --- */

static bool was_replaced(const struct lt_session *session, const char *role, const char *before)
{
    for (size_t i = 0; before[0] != '\0' && i < session->input_count; i++) {
        if (strcmp(session->inputs[i].role, role) == 0) {
            return strcmp(session->inputs[i].sha256, before) != 0;
        }
    }
    return false;
}

static enum lt_status open_raster(struct lt_ground *ground, enum lt_raster_slot slot,
                                  struct season *one, struct lt_error *err)
{
    static const char *const roles[LT_RASTER_COUNT] = {
        [LT_RASTER_PREVIOUS] = "previous raster", [LT_RASTER_EARLIER] = "earlier raster"};
    enum lt_status status;
    struct lt_session *session = ground->session;
    char before[65];
    LT_TRY(lt_session_legend(session, slot, &one->legend, err));
    LT_TRY(
        lt_session_open_raster(session, slot, &one->legend, 1, &ground->told, &one->raster, err));
    const struct lt_raster_source *source = lt_raster_source(one->raster);
    LT_TRY(lt_zonal_reader_create(&source, 1, 0, cache_bytes, &one->reader, err));
    if (roles[slot] != NULL) {
        LT_TRY(lt_generation_input(session->config->output_dir, one->period, "raster",
                                   session->arena, before, err));
        one->changed = was_replaced(session, roles[slot], before);
    }
    if (session->pictures[slot] != NULL) {
        LT_TRY(lt_session_open_picture(session, slot, source->grid.crs, &ground->told,
                                       &one->picture, err));
    }
out:
    return status;
}

/* The half-year before the two that are judged: with its raster, else the newest that the config names. */
static const struct lt_period_config *earlier_of(const struct lt_session *session)
{
    const struct lt_config *config = session->config;
    const struct lt_period_config *newest = NULL;
    for (size_t i = 0; session->earlier == 0 && i < config->period_count; i++) {
        if (config->periods[i].period < session->options->period - 1) {
            newest = &config->periods[i];
        }
    }
    return session->earlier != 0 ? lt_config_period(config, session->earlier) : newest;
}

static enum lt_status add_season(struct lt_ground *ground, enum lt_raster_slot slot,
                                 const struct lt_period_config *period, struct lt_error *err)
{
    const struct lt_session *session = ground->session;
    const bool baseline = slot == LT_RASTER_BASELINE;
    if (baseline ? session->rasters[slot] == NULL : period == NULL) {
        return LT_OK;
    }
    struct season *one = &ground->seasons[ground->count++];
    one->period = baseline ? 0 : period->period;
    one->config = session->rasters[slot] != NULL ? session->rasters[slot] : &period->raster;
    one->picture_asked = !baseline && period->true_colour.path[0] != '\0';
    return session->rasters[slot] == NULL ? LT_OK : open_raster(ground, slot, one, err);
}

enum lt_status lt_ground_open(struct lt_session *session, struct lt_ground **ret_ground,
                              struct lt_error *err)
{
    enum lt_status status;
    const lt_period now = session->options->period;
    struct lt_ground *ground = calloc(1, sizeof *ground);
    if (ground == NULL) {
        return lt_fail_memory(err, "evidence sheets");
    }
    ground->session = session;
    LT_TRY(lt_diagnostics_init(&ground->told, err));
    LT_TRY(add_season(ground, LT_RASTER_BASELINE, NULL, err));
    LT_TRY(add_season(ground, LT_RASTER_EARLIER, earlier_of(session), err));
    LT_TRY(add_season(ground, LT_RASTER_PREVIOUS, lt_config_period(session->config, now - 1), err));
    LT_TRY(add_season(ground, LT_RASTER_CURRENT, session->period, err));
    *ret_ground = ground;
    ground = NULL;
out:
    lt_ground_close(ground);
    return status;
}

void lt_ground_close(struct lt_ground *ground)
{
    if (ground == NULL) {
        return;
    }
    for (size_t i = 0; i < ground->count; i++) {
        lt_zonal_reader_destroy(ground->seasons[i].reader);
        lt_raster_close(ground->seasons[i].raster);
        lt_picture_close(ground->seasons[i].picture);
    }
    lt_diagnostics_finish(&ground->told);
    free(ground);
}

/* --- reading --- */

struct lt_box lt_ground_frame(const struct lt_grid *grid, const struct lt_shape *item,
                              const struct lt_shape *parcel)
{
    static const double room = 1.16, pi = 3.14159265358979323846;
    struct lt_box box = item->n_rings > 0 ? item->box : parcel->box;
    if (parcel->n_rings > 0) {
        box =
            (struct lt_box){fmin(box.min_x, parcel->box.min_x), fmin(box.min_y, parcel->box.min_y),
                            fmax(box.max_x, parcel->box.max_x), fmax(box.max_y, parcel->box.max_y)};
    }
    const double x = (box.min_x + box.max_x) / 2, y = (box.min_y + box.max_y) / 2;
    const bool degrees = fabs(box.max_x) <= 360 && fabs(box.max_y) <= 90;
    const double stretch = degrees ? 1 / cos(y * pi / 180) : 1; /* as maps: a degree of latitude */
    const double width = (box.max_x - box.min_x) * room,
                 height = (box.max_y - box.min_y) * room * stretch;
    const double side =
        fmax(fmax(width, height), LT_FRAME_CELLS * fmax(grid->dx, grid->dy * stretch));
    return (struct lt_box){x - side / 2, y - side / 2 / stretch, x + side / 2,
                           y + side / 2 / stretch};
}

static enum lt_status window_of(struct lt_zonal_reader *reader, struct lt_box box,
                                struct lt_arena *arena, struct lt_window *ret_window,
                                struct lt_error *err)
{
    static const uint32_t end = 5;
    const struct lt_point points[] = {{box.min_x, box.min_y},
                                      {box.max_x, box.min_y},
                                      {box.max_x, box.max_y},
                                      {box.min_x, box.max_y},
                                      {box.min_x, box.min_y}};
    const struct lt_shape shape = {
        .n_rings = 1, .n_points = end, .ring_end = &end, .points = points, .box = box};
    return lt_zonal_window(reader, &shape, most_cells, arena, ret_window, err);
}

static void place_cells(const struct lt_grid *grid, int64_t col, int64_t row, uint32_t step,
                        struct lt_cells *cells)
{
    cells->x = grid->origin_x + (double)col * grid->dx;
    cells->y = grid->origin_y - (double)row * grid->dy;
    cells->dx = grid->dx * step;
    cells->dy = grid->dy * step;
}

/* Fractions of the outline, laid into the window of the frame. */
static enum lt_status set_fractions(const struct season *one, const struct lt_window *window,
                                    const struct lt_shape *outline, struct lt_arena *arena,
                                    struct lt_panel *panel, struct lt_error *err)
{
    enum lt_status status;
    struct lt_window own;
    const size_t cells = (size_t)window->cols * window->rows;
    panel->fraction = lt_arena_array(arena, cells, sizeof *panel->fraction);
    if (panel->fraction == NULL) {
        return lt_fail_memory(err, "a panel");
    }
    memset(panel->fraction, 0, cells * sizeof *panel->fraction);
    LT_TRY(lt_zonal_window(one->reader, outline, most_cells, arena, &own, err));
    for (uint32_t r = 0; r < own.rows; r++) {
        const int64_t row = own.row + r - window->row;
        for (uint32_t c = 0; row >= 0 && row < window->rows && c < own.cols; c++) {
            const int64_t col = own.col + c - window->col;
            if (col >= 0 && col < window->cols) {
                panel->fraction[(size_t)row * window->cols + (size_t)col] =
                    own.fraction[(size_t)r * own.cols + c];
            }
        }
    }
out:
    return status;
}

static enum lt_status read_all(const struct season *one, const struct lt_box *frame,
                               const struct lt_shape *outline, struct lt_arena *arena,
                               struct lt_panel *panel, struct lt_error *err)
{
    enum lt_status status;
    struct lt_window window;
    LT_TRY(window_of(one->reader, *frame, arena, &window, err));
    panel->cells.cols = window.cols;
    panel->cells.rows = window.rows;
    place_cells(&lt_raster_source(one->raster)->grid, window.col, window.row, 1, &panel->cells);
    panel->codes = window.codes[0];
    if (outline != NULL) {
        LT_TRY(set_fractions(one, &window, outline, arena, panel, err));
    }
out:
    return status;
}

/* Of a frame too large for print every n-th cell of every n-th row: no more than a row is in memory. */
static enum lt_status read_thinned(const struct season *one, const struct lt_box *frame,
                                   struct lt_arena *arena, struct lt_panel *panel,
                                   struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_grid *grid = &lt_raster_source(one->raster)->grid;
    struct lt_cells *cells = &panel->cells;
    const int64_t west = (int64_t)floor((frame->min_x - grid->origin_x) / grid->dx);
    const int64_t north = (int64_t)floor((grid->origin_y - frame->max_y) / grid->dy);
    cells->cols = (uint32_t)ceil((frame->max_x - frame->min_x) / grid->dx / panel->step);
    cells->rows = (uint32_t)ceil((frame->max_y - frame->min_y) / grid->dy / panel->step);
    place_cells(grid, west, north, panel->step, cells);
    panel->codes = lt_arena_alloc(arena, (size_t)cells->cols * cells->rows);
    if (panel->codes == NULL) {
        return lt_fail_memory(err, "a panel");
    }
    memset(panel->codes, LT_CLASS_OUTSIDE, (size_t)cells->cols * cells->rows);
    for (uint32_t row = 0; row < cells->rows; row++) {
        struct lt_arena *scratch = NULL;
        struct lt_window window;
        const double y = cells->y - ((double)row + 0.5) * cells->dy;
        LT_TRY(lt_arena_create(&scratch, err));
        status = window_of(
            one->reader,
            (struct lt_box){frame->min_x, y - grid->dy / 4, frame->max_x, y + grid->dy / 4},
            scratch, &window, err);
        for (uint32_t col = 0; status == LT_OK && col < cells->cols; col++) {
            const int64_t at = west + (int64_t)col * panel->step + panel->step / 2 - window.col;
            if (at >= 0 && at < window.cols) {
                panel->codes[(size_t)row * cells->cols + col] = window.codes[0][at];
            }
        }
        lt_arena_destroy(scratch);
        LT_TRY(status);
    }
out:
    return status;
}

static enum lt_status read_season(const struct season *one, const struct lt_box *frame,
                                  const struct lt_shape *outline, struct lt_arena *arena,
                                  struct lt_panel *panel, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *panel = (struct lt_panel){
        .period = one->period,
        .raster = lt_path_name(one->config->path),
        .image_from = one->config->image_from,
        .image_to = one->config->image_to,
        .gone = one->raster == NULL,
        .changed = one->changed,
        .legend = &one->legend,
        .step = 1,
        .picture_asked = one->picture_asked,
        .picture_gone = one->picture == NULL,
    };
    if (panel->gone) {
        goto out;
    }
    const double across = (frame->max_x - frame->min_x) / lt_raster_source(one->raster)->grid.dx;
    panel->step = across > MOST ? (uint32_t)ceil(across / MOST) : 1;
    LT_TRY(panel->step == 1 ? read_all(one, frame, outline, arena, panel, err)
                            : read_thinned(one, frame, arena, panel, err));
    if (one->picture != NULL && outline != NULL) {
        LT_TRY(lt_picture_read(one->picture, *frame, PICTURE_MOST, arena, &panel->picture,
                               &panel->rgb, err));
    }
out:
    return status;
}

enum lt_status lt_ground_read(struct lt_ground *ground, const struct lt_box *frame,
                              const struct lt_shape *outline, struct lt_arena *arena,
                              struct lt_panel ret_panels[LT_PANELS_MOST], size_t *ret_count,
                              struct lt_error *err)
{
    enum lt_status status = LT_OK;
    *ret_count = ground->count;
    for (size_t i = 0; i < ground->count; i++) {
        LT_TRY(read_season(&ground->seasons[i], frame, outline, arena, &ret_panels[i], err));
    }
out:
    return status;
}
