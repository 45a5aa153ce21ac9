/* Boundary sensitivity: what a half-year would find if parcels and raster lay half a pixel apart.
 *
 * A raster is geolocated to about half a pixel, and a parcel line is no sharper than that. The run is therefore repeated,
 * on the polygons that matter, with all polygons moved by half a pixel in eight directions, and with each polygon shrunk
 * and grown by half a pixel. What holds at every position does not hang on the edge. It is information: no verdict, no
 * case and no total follows from it.
 *
 * Units: shares of the polygon's net area, and net m²; a polygon that was shrunk or grown has net area in proportion to
 * its planar area. Approvals are not looked at.
 */
#ifndef LIANGTIAN_EDGES_H
#define LIANGTIAN_EDGES_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Which polygons are looked at again. */
enum lt_edge_mode {
    LT_EDGES_NONE,
    LT_EDGES_CASES, /* those with offending ground, or judged an offence */
    LT_EDGES_ALL,
};
#define LT_EDGE_MODES "none cases all" /* in the order of enum lt_edge_mode */
/* Of a word of LT_EDGE_MODES; NULL is none. */
enum lt_edge_mode lt_edge_mode_of(const char *word);

/* Where the polygons lie against the raster. */
enum lt_edge_position {
    LT_EDGE_BASE, /* as they are */
    LT_EDGE_EAST, /* half a cell */
    LT_EDGE_WEST,
    LT_EDGE_NORTH,
    LT_EDGE_SOUTH,
    LT_EDGE_NORTHEAST, /* half a cell each way */
    LT_EDGE_NORTHWEST,
    LT_EDGE_SOUTHEAST,
    LT_EDGE_SOUTHWEST,
    LT_EDGE_INNER, /* shrunk by half a cell; what is narrower than a cell vanishes and is not asked there */
    LT_EDGE_OUTER, /* grown by half a cell */
    LT_EDGE_POSITIONS,
};
const char *lt_edge_position_name(enum lt_edge_position position); /* "inner" */
const char *lt_edge_position_title(enum lt_edge_position position, bool chinese);
/* The move in cells, east and north; 0, 0 for the others. */
double lt_edge_east(enum lt_edge_position position);
double lt_edge_north(enum lt_edge_position position);

/* One polygon under one rule, or one patch of it, over the positions. */
struct lt_edges {
    uint32_t asked,
        held; /* sets of 1 << position: could be judged there; found there. held ⊆ asked */
    double share_low, share_high; /* offending ground proven, of the polygon: least and most */
    double grain_low, grain_high; /* grain proven this season, of the polygon */
    double m2_low, m2_high;       /* of a patch: 0 where it is not found; of a polygon: offending */
};
/* Was it looked at? */
static inline bool lt_edges_given(const struct lt_edges *edges)
{
    return edges->asked != 0;
}
/* Found at every position where it could be judged. */
static inline bool lt_edges_hold(const struct lt_edges *edges)
{
    return edges->asked != 0 && edges->held == edges->asked;
}
unsigned lt_edges_count(uint32_t positions); /* of a set */

/* What one rule finds in one county at each position. Patches where the rule draws them, else subjects. */
struct lt_edge_sums {
    uint64_t hold, hinge; /* found as the polygons lie: at every position, or not at some */
    uint64_t
        elsewhere; /* subjects without any finding as they lie, and with one at another position */
    uint64_t count[LT_EDGE_POSITIONS];
    double m2[LT_EDGE_POSITIONS];
};

#ifdef __cplusplus
}
#endif
#endif
