/* Stage 1, true-colour images for evidence sheets: in: a GeoTIFF of three bands of bytes, in the CRS of the classified
 * rasters. out: windows of it. It is looked at by people alone: nothing is computed from it.
 */
#ifndef LIANGTIAN_PICTURE_H
#define LIANGTIAN_PICTURE_H

#include <stdint.h>

#include "liangtian/config.h"
#include "liangtian/diagnostics.h"
#include "liangtian/evidence.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lt_picture;
/* Opens and checks. Faults (other bands or types, rotated, another CRS, another digest than expected) are diagnostics and
 * LT_E_INPUT. One thread at a time. */
enum lt_status lt_picture_open(const struct lt_picture_config *config, const char *grid_crs,
                               uint64_t limit_pixels, struct lt_diagnostics *diagnostics,
                               struct lt_picture **ret_picture, struct lt_error *err);
void lt_picture_close(struct lt_picture *picture); /* NULL-safe */
/* The pixels that meet `box`, thinned (nearest neighbour) to at most `most` each way; rgb NULL, and no cells, where the
 * image does not reach. Memory: 3 bytes a pixel from `arena`; GDAL keeps blocks within its own cache. LT_E_INPUT when
 * pixels cannot be read. */
enum lt_status lt_picture_read(struct lt_picture *picture, struct lt_box box, uint32_t most,
                               struct lt_arena *arena, struct lt_cells *ret_cells,
                               uint8_t **ret_rgb, struct lt_error *err);

#ifdef __cplusplus
}
#endif
#endif
