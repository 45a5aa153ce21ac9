/* Drawn matrices: a map of characters becomes a window of classes; coverage comes from the overlay
 * of cell and subject, so nothing here rests on the zonal kernel.
 *
 * Legend of the drawings: '#' orchard, 'p' a second orchard class, 'w' wheat, '?' unseen; '.' wheat
 * too. The rules library is not linked: the fixture's own lt_rule_predicate treats a class code as
 * its group.
 */
#ifndef PATCHES_FIXTURE_H
#define PATCHES_FIXTURE_H

#include "liangtian/grid.h"
#include "liangtian/patches.h"

enum { CODE_WHEAT = 0, CODE_ORCHARD = 1, CODE_NURSERY = 2 };

struct drawn {
    struct lt_arena *arena;
    struct lt_overlay *overlay;
    struct lt_grid grid;
    struct lt_window window;
    struct lt_feature feature;
    struct lt_rule rule;
    struct lt_rule_context context;
    struct lt_patches_input input;
};

/* Rows of the current season's map, and of the previous one's or NULL. `subject` in metres east and
 * south of the window's north-west corner is awkward to draw, so y grows northward from its
 * south-west corner (lt_shape_text.h); NULL covers the whole window. Cells are 10 m. Net area = 0.9
 * × gross. */
void draw(struct drawn *drawn, uint32_t rows, const char *const *current,
          const char *const *previous, const char *subject);
void draw_subject(struct drawn *drawn,
                  struct lt_shape subject); /* fractions anew for another subject */
void draw_finish(struct drawn *drawn);

#endif
