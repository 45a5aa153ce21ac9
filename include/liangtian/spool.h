/* The spool: one unit's features of all layers, validated, transformed, in tile order, in one mapped file.
 *
 * Written once by the plan, read by units through a mapping. Its digest is part of the unit's key. A spool is
 * private to one program version and machine byte order; the header says so and a stranger is refused.
 */
#ifndef LIANGTIAN_SPOOL_H
#define LIANGTIAN_SPOOL_H

#include <stddef.h>
#include <stdint.h>

#include "liangtian/parcel.h"
#include "liangtian/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writer: takes features of all units in any order, sorts by (unit, layer, tile key, sequence) in bounded memory:
 * records go to per-unit files as they come, an index is sorted, and the final files are gathered in order. */
struct lt_arena;
struct lt_spool_writer;
enum lt_status lt_spool_writer_create(const char *folder, struct lt_spool_writer **ret_writer,
                                      struct lt_error *err);
/* Copies the feature. `tile_key` orders features of a layer in space (a Morton or Hilbert key of the centre). */
enum lt_status lt_spool_writer_add(struct lt_spool_writer *writer, const struct lt_feature *feature,
                                   uint64_t tile_key, struct lt_error *err);
/* Writes folder/<unit>.spool for every unit that has features, a unit a thread; answers the units, ascending, with the
 * digests that lt_spool_digest() will say. Nothing
 * is fsynced: a spool that a failing machine has cut short does not have its digest, and is made anew. */
struct lt_spool_written {
    uint32_t unit;
    char digest[65];
};
enum lt_status lt_spool_writer_close(struct lt_spool_writer *writer, unsigned threads,
                                     struct lt_arena *arena, struct lt_spool_written **ret_written,
                                     size_t *ret_count, struct lt_error *err);
void lt_spool_writer_destroy(struct lt_spool_writer *writer);

struct lt_spool;
/* Maps and checks header, version, lengths and digest. LT_E_IO names the file and what is wrong. */
enum lt_status lt_spool_open(const char *path, struct lt_spool **ret_spool, struct lt_error *err);
/* One of `count` that are open at once: all of them together keep about 256 MB of pages, and give what is beyond that back
 * to the system, which has them in its cache. Costs a few percent of what is read here and there. */
enum lt_status lt_spool_share(struct lt_spool *spool, size_t count, struct lt_error *err);
void lt_spool_close(struct lt_spool *spool);
const char *lt_spool_digest(const struct lt_spool *spool); /* 64 hex digits */
uint32_t lt_spool_unit(const struct lt_spool *spool);
size_t lt_spool_count(const struct lt_spool *spool, enum lt_layer layer);
/* A view into the mapping, valid until close; safe from any thread. */
void lt_spool_feature(const struct lt_spool *spool, enum lt_layer layer, size_t index,
                      struct lt_feature *ret_feature);
/* The layer's shapes as the kernel wants them; unjudged features give empty shapes. The result borrows `ret_view`. */
struct lt_spool_layer {
    const struct lt_spool *spool;
    enum lt_layer layer;
};
struct lt_shapes lt_spool_shapes(const struct lt_spool_layer *view);

#ifdef __cplusplus
}
#endif
#endif
