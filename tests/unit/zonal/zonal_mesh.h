/* A tessellation as a land survey makes it: faces that share jagged boundaries vertex by vertex. Some faces have a
 * hole, filled by another polygon that may have a hole itself, and so on; faces of a chequerboard that touch at their
 * corners only are gathered into multipolygons. Every polygon is valid; together they cover the frame once.
 */
#ifndef ZONAL_MESH_H
#define ZONAL_MESH_H

#include "zonal_shapes.h"

enum { MESH_JAG_MAX = 40, MESH_NEST = 3, MESH_STAR = 12, MESH_GROUP = 4 };

struct mesh {
    struct lt_arena *arena;
    uint64_t seed;
    uint32_t nx, ny, jags;      /* faces across and up; vertices along a boundary */
    double x, y, width, height; /* the frame, from its south-west corner */
    struct lt_point *nodes;     /* ny + 1 rows of nx + 1 */
    struct lt_point *across,
        *up; /* of boundaries: nx × (ny + 1), (nx + 1) × ny, each of `jags` points */
    struct lt_shape *shapes;
    size_t count;
};

static inline struct lt_point mesh_node(const struct mesh *mesh, uint32_t i, uint32_t j)
{
    return mesh->nodes[(size_t)j * (mesh->nx + 1) + i];
}

/* Along p → q, aside by at most a quarter of the way to the nearer end, so that neighbours never meet. The frame's own
 * sides stay straight. */
static inline void mesh_jag(struct mesh *mesh, struct lt_point p, struct lt_point q, bool straight,
                            struct lt_point *ret_points)
{
    for (uint32_t k = 0; k < mesh->jags; k++) {
        const double t = ((double)k + 0.1 + 0.8 * shapes_random(&mesh->seed)) / mesh->jags;
        const double reach = straight ? 0.0 : 0.5 * (t < 0.5 ? t : 1.0 - t);
        const double aside = reach * (shapes_random(&mesh->seed) - 0.5);
        ret_points[k].x =
            p.x == q.x && straight ? p.x : p.x + t * (q.x - p.x) - aside * (q.y - p.y);
        ret_points[k].y =
            p.y == q.y && straight ? p.y : p.y + t * (q.y - p.y) + aside * (q.x - p.x);
    }
}

static inline void mesh_boundaries(struct mesh *mesh)
{
    const uint32_t nx = mesh->nx, ny = mesh->ny;
    const double dx = mesh->width / nx, dy = mesh->height / ny;
    mesh->nodes = lt_arena_array(mesh->arena, (size_t)(nx + 1) * (ny + 1), sizeof *mesh->nodes);
    mesh->across =
        lt_arena_array(mesh->arena, (size_t)nx * (ny + 1) * mesh->jags, sizeof *mesh->across);
    mesh->up = lt_arena_array(mesh->arena, (size_t)(nx + 1) * ny * mesh->jags, sizeof *mesh->up);
    for (uint32_t j = 0; j <= ny; j++) {
        for (uint32_t i = 0; i <= nx; i++) {
            const double right = i == 0 || i == nx ? 0.0 : 0.3 * (shapes_random(&mesh->seed) - 0.5);
            const double over = j == 0 || j == ny ? 0.0 : 0.3 * (shapes_random(&mesh->seed) - 0.5);
            mesh->nodes[(size_t)j * (nx + 1) + i] =
                (struct lt_point){i == nx ? mesh->x + mesh->width : mesh->x + (i + right) * dx,
                                  j == ny ? mesh->y + mesh->height : mesh->y + (j + over) * dy};
        }
    }
    for (uint32_t j = 0; j <= ny; j++) {
        for (uint32_t i = 0; i <= nx; i++) {
            const struct lt_point p = mesh_node(mesh, i, j);
            if (i < nx) {
                mesh_jag(mesh, p, mesh_node(mesh, i + 1, j), j == 0 || j == ny,
                         mesh->across + ((size_t)j * nx + i) * mesh->jags);
            }
            if (j < ny) {
                mesh_jag(mesh, p, mesh_node(mesh, i, j + 1), i == 0 || i == nx,
                         mesh->up + ((size_t)j * (nx + 1) + i) * mesh->jags);
            }
        }
    }
}

static inline void mesh_side(struct shape_draft *draft, const struct lt_point *points, uint32_t n,
                             bool back)
{
    for (uint32_t k = 0; k < n; k++) {
        const struct lt_point p = points[back ? n - 1 - k : k];
        draft_point(draft, p.x, p.y);
    }
}

static inline void mesh_face(const struct mesh *mesh, struct shape_draft *draft, uint32_t i,
                             uint32_t j)
{
    const uint32_t nx = mesh->nx, n = mesh->jags;
    const struct lt_point corners[] = {mesh_node(mesh, i, j), mesh_node(mesh, i + 1, j),
                                       mesh_node(mesh, i + 1, j + 1), mesh_node(mesh, i, j + 1)};
    draft_point(draft, corners[0].x, corners[0].y);
    mesh_side(draft, mesh->across + ((size_t)j * nx + i) * n, n, false);
    draft_point(draft, corners[1].x, corners[1].y);
    mesh_side(draft, mesh->up + ((size_t)j * (nx + 1) + i + 1) * n, n, false);
    draft_point(draft, corners[2].x, corners[2].y);
    mesh_side(draft, mesh->across + ((size_t)(j + 1) * nx + i) * n, n, true);
    draft_point(draft, corners[3].x, corners[3].y);
    mesh_side(draft, mesh->up + ((size_t)j * (nx + 1) + i) * n, n, true);
    draft_close(draft);
}

static inline void mesh_ring_back(struct shape_draft *draft, const struct lt_point *ring)
{
    for (uint32_t k = MESH_STAR; k > 0; k--) {
        draft_point(draft, ring[k - 1].x, ring[k - 1].y);
    }
    draft_close(draft);
}

/* Cuts a hole into the face that the draft has just closed, and fills it. */
static inline void mesh_fill_hole(struct mesh *mesh, struct shape_draft *draft, uint32_t i,
                                  uint32_t j)
{
    const double dx = mesh->width / mesh->nx, dy = mesh->height / mesh->ny;
    const double x = mesh->x + (i + 0.5) * dx, y = mesh->y + (j + 0.5) * dy;
    double radius = 0.25 * (dx < dy ? dx : dy);
    struct shape_draft *around = draft, inner[MESH_NEST];
    for (int level = 0; level < MESH_NEST; level++, radius *= 0.6) {
        inner[level] = draft_begin(mesh->arena, 2 * MESH_STAR + 2, 2);
        draft_star(&inner[level], &mesh->seed, x, y, MESH_STAR, 0.75 * radius, radius, 0.0, false);
        mesh_ring_back(around, inner[level].points);
        around = &inner[level];
    }
    for (int level = 0; level < MESH_NEST; level++) {
        mesh->shapes[mesh->count++] = draft_shape(&inner[level]);
    }
}

/* The frame's corners are given; all inner vertices are random. */
static inline struct mesh mesh_make(struct lt_arena *arena, uint64_t seed, uint32_t nx, uint32_t ny,
                                    uint32_t jags, double x, double y, double width, double height)
{
    struct mesh mesh = {arena, seed, nx, ny, jags, x, y, width, height, NULL, NULL, NULL, NULL, 0};
    const uint32_t face = 4 * (jags + 1) + 2 + MESH_STAR, parts = MESH_GROUP * MESH_GROUP;
    mesh.shapes = lt_arena_array(arena, (size_t)nx * ny * (1 + MESH_NEST) + 1, sizeof *mesh.shapes);
    mesh_boundaries(&mesh);
    for (uint32_t j = 0; j < ny; j += MESH_GROUP) {
        for (uint32_t i = 0; i < nx; i += MESH_GROUP) {
            struct shape_draft group = draft_begin(arena, parts * face, 2 * parts);
            for (uint32_t k = 0; k < parts; k++) {
                const uint32_t col = i + k % MESH_GROUP, row = j + k / MESH_GROUP;
                const bool white = (col + row) % 2 == 0;
                if (col >= nx || row >= ny) {
                    continue;
                }
                struct shape_draft own;
                struct shape_draft *draft = &group;
                if (white) {
                    own = draft_begin(arena, face, 2);
                    draft = &own;
                }
                mesh_face(&mesh, draft, col, row);
                if (shapes_random(&mesh.seed) < 0.4) {
                    mesh_fill_hole(&mesh, draft, col, row);
                }
                if (white) {
                    mesh.shapes[mesh.count++] = draft_shape(&own);
                }
            }
            if (group.n_points > 0) {
                mesh.shapes[mesh.count++] = draft_shape(&group);
            }
        }
    }
    return mesh;
}

#endif
