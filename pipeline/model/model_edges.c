#include "liangtian/edges.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *name, *zh, *en;
    double east, north; /* cells */
} positions[LT_EDGE_POSITIONS] = {
    [LT_EDGE_BASE] = {"base", "原位", "as it lies", 0.0, 0.0},
    [LT_EDGE_EAST] = {"east", "东移半个像元", "half a cell east", 0.5, 0.0},
    [LT_EDGE_WEST] = {"west", "西移半个像元", "half a cell west", -0.5, 0.0},
    [LT_EDGE_NORTH] = {"north", "北移半个像元", "half a cell north", 0.0, 0.5},
    [LT_EDGE_SOUTH] = {"south", "南移半个像元", "half a cell south", 0.0, -0.5},
    [LT_EDGE_NORTHEAST] = {"northeast", "向东、向北各移半个像元", "half a cell east and north", 0.5,
                           0.5},
    [LT_EDGE_NORTHWEST] = {"northwest", "向西、向北各移半个像元", "half a cell west and north",
                           -0.5, 0.5},
    [LT_EDGE_SOUTHEAST] = {"southeast", "向东、向南各移半个像元", "half a cell east and south", 0.5,
                           -0.5},
    [LT_EDGE_SOUTHWEST] = {"southwest", "向西、向南各移半个像元", "half a cell west and south",
                           -0.5, -0.5},
    [LT_EDGE_INNER] = {"inner", "内缩半个像元", "shrunk by half a cell", 0.0, 0.0},
    [LT_EDGE_OUTER] = {"outer", "外扩半个像元", "grown by half a cell", 0.0, 0.0},
};

const char *lt_edge_position_name(enum lt_edge_position position)
{
    return positions[position].name;
}

const char *lt_edge_position_title(enum lt_edge_position position, bool chinese)
{
    return chinese ? positions[position].zh : positions[position].en;
}

double lt_edge_east(enum lt_edge_position position)
{
    return positions[position].east;
}

double lt_edge_north(enum lt_edge_position position)
{
    return positions[position].north;
}

enum lt_edge_mode lt_edge_mode_of(const char *word)
{
    return word == NULL                 ? LT_EDGES_NONE
           : strcmp(word, "all") == 0   ? LT_EDGES_ALL
           : strcmp(word, "cases") == 0 ? LT_EDGES_CASES
                                        : LT_EDGES_NONE;
}

unsigned lt_edges_count(uint32_t set)
{
    unsigned count = 0;
    for (; set != 0; set &= set - 1) {
        count++;
    }
    return count;
}
