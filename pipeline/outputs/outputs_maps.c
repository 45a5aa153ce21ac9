/* maps/: each map as a PDF of lines and as a picture. */
#include <stdio.h>

#include "liangtian/outputs.h"
#include "outputs_map.h"
#include "outputs_words.h"
#include "support/arena.h"
#include "support/files.h"

enum { DPI = 150 };

struct atlas {
    const struct lt_report_model *model;
    struct lt_type *type;
    const char *folder;
};

static enum lt_status draw(const struct atlas *atlas, const struct lt_report_unit *unit,
                           struct lt_sheet *sheet, struct lt_arena *arena, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    struct lt_map map = {.model = atlas->model,
                         .type = atlas->type,
                         .arena = arena,
                         .cr = sheet->cr,
                         .face = LT_FACE_HEI,
                         .alone = true};
    cairo_translate(sheet->cr, (LT_MAP_PAGE_WIDTH - LT_MAP_WIDTH) / 2.0,
                    (LT_MAP_PAGE_HEIGHT - LT_MAP_HEIGHT) / 2.0);
    if (unit == NULL) {
        lt_map_city(&map);
    } else {
        LT_TRY(lt_map_county(&map, unit, err));
    }
    LT_TRY(lt_type_check(atlas->type, err));
out:
    return status;
}

const char *lt_map_file(const char *folder, const struct lt_report_unit *unit, const char *kind,
                        struct lt_arena *arena)
{
    return unit == NULL ? lt_arena_printf(arena, "%s/maps/city.%s", folder, kind)
                        : lt_arena_printf(arena, "%s/maps/%06u.%s", folder, unit->unit, kind);
}

static enum lt_status write_one(const struct atlas *atlas, const struct lt_report_unit *unit,
                                bool png, struct lt_error *err)
{
    enum lt_status status;
    const struct lt_report_model *const model = atlas->model;
    struct lt_arena *arena = NULL;
    struct lt_sheet sheet = {0};
    LT_TRY(lt_arena_create(&arena, err));
    const char *const path = lt_map_file(atlas->folder, unit, png ? "png" : "pdf", arena);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    if (png) {
        LT_TRY(lt_sheet_png(&sheet, LT_MAP_PAGE_WIDTH, LT_MAP_PAGE_HEIGHT, DPI, err));
    } else {
        LT_TRY(lt_sheet_pdf(&sheet, LT_MAP_PAGE_WIDTH, LT_MAP_PAGE_HEIGHT,
                            lt_report_title(model, arena), model->published_at, err));
    }
    LT_TRY(draw(atlas, unit, &sheet, arena, err));
    LT_TRY(lt_sheet_write(&sheet, path, err));
out:
    lt_sheet_finish(&sheet);
    lt_arena_destroy(arena);
    return status;
}

enum lt_status lt_write_maps(const struct lt_report_model *model, const char *folder,
                             struct lt_error *err)
{
    enum lt_status status = LT_OK;
    char path[4096];
    struct atlas atlas = {.model = model, .folder = folder};
    if (lt_is_public(model)) {
        return LT_OK;
    }
    const int length = snprintf(path, sizeof path, "%s/maps", folder);
    if (length < 0 || (size_t)length >= sizeof path) {
        return lt_fail(err, LT_E_IO, "the path '%s' is too long", folder);
    }
    LT_TRY(lt_folder_make(path, err));
    LT_TRY(lt_type_create(&atlas.type, err));
    for (int png = 0; png < 2; png++) {
        LT_TRY(write_one(&atlas, NULL, png != 0, err));
        for (size_t u = 0; u < model->unit_count; u++) {
            LT_TRY(write_one(&atlas, &model->units[u], png != 0, err));
        }
    }
out:
    if (status != LT_OK) {
        lt_folder_remove(path, NULL);
    }
    lt_type_destroy(atlas.type);
    return status;
}
