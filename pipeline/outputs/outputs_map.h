/* Maps: the city by grain share, and a county's parcels with its cases. Drawn alike into files of their own and into
 * the notice.
 */
#ifndef LT_OUTPUTS_MAP_H
#define LT_OUTPUTS_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "outputs_common.h"
#include "outputs_draw.h"

struct lt_arena;

/* --- geometry, for every map of the outputs --- */

enum { LT_MAP_CLASSES = 5 };
extern const double lt_map_breaks[LT_MAP_CLASSES - 1]; /* of grain shares */
int lt_map_class(double share);
/* Of all counties that have a boundary; false when none has. */
bool lt_map_box(const struct lt_report_model *model, struct lt_box *ret_box);
/* A degree of longitude is shorter than one of latitude by this; 1 for metres. */
double lt_map_stretch(const struct lt_box *box);
/* Centroid of the largest ring: a better place for a name than the middle of the box. */
struct lt_point lt_map_label_place(const struct lt_shape *shape);

/* --- drawing --- */

enum { LT_MAP_WIDTH = 442, LT_MAP_HEIGHT = 638 }; /* points: the text block of an A4 page */

/* Points: the A4 page of a map's own file, with the map in its middle. */
enum { LT_MAP_PAGE_WIDTH = 595, LT_MAP_PAGE_HEIGHT = 842 };
/* Its path in the half-year's folder; unit NULL: of the city. kind: "pdf", "png". NULL: no memory. */
const char *lt_map_file(const char *folder, const struct lt_report_unit *unit, const char *kind,
                        struct lt_arena *arena);

struct lt_map {
    const struct lt_report_model *model;
    struct lt_type *type;
    struct lt_arena *arena;
    cairo_t *cr;
    enum lt_face face;               /* of the furniture */
    bool alone;                      /* on a page without a running head */
    double left, top, width, height; /* the frame on the page */
    double min_x, max_y;             /* map coordinates of its corner */
    double scale_x, scale_y;         /* points per unit of the CRS */
    double metre;                    /* points */
    double tolerance;                /* vertices nearer than this to the last one are left out */
};
/* Fits the box into the frame. */
void lt_map_fit(struct lt_map *map, struct lt_box box);
/* The box is the frame, from edge to edge. */
void lt_map_fill(struct lt_map *map, struct lt_box box);
struct lt_point lt_map_at(const struct lt_map *map, struct lt_point point);
/* Where names may stand. */
struct lt_box lt_map_inside(const struct lt_map *map);
void lt_map_path(const struct lt_map *map, const struct lt_shape *shape);
void lt_map_title(const struct lt_map *map, const char *title);
void lt_map_frame(const struct lt_map *map); /* with north arrow and scale bar */
/* The arrow's tip is below its letter at (x, y); it is 12 wide and 34 high. */
void lt_map_north(const struct lt_map *map, double x, double y);
/* From (x, y), at most `most` long. */
void lt_map_scale_bar(const struct lt_map *map, double x, double y, double most);
void lt_map_sources(const struct lt_map *map, const char *note);
void lt_map_hatch(const struct lt_map *map, uint32_t rgb, double step);

/* --- names that do not collide --- */

struct lt_labels {
    struct lt_box *boxes;
    size_t count, room;
};
/* Room for so many boxes, blocked and placed; without memory for none, and then no name finds room. */
struct lt_labels lt_labels_open(struct lt_arena *arena, size_t most);
void lt_labels_block(struct lt_labels *labels, struct lt_box box);
/* Finds room for a box of that size near `at`, within `bounds`: in its middle, else around it, up to `reach`. */
bool lt_labels_place(struct lt_labels *labels, struct lt_point at, double width, double height,
                     double reach, const struct lt_box *bounds, struct lt_point *ret_centre);

/* A whole page of LT_MAP_WIDTH × LT_MAP_HEIGHT with its corner at the origin. */
void lt_map_city(struct lt_map *map);
enum lt_status lt_map_county(struct lt_map *map, const struct lt_report_unit *unit,
                             struct lt_error *err);

#endif
