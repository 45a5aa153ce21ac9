#include "zonal/zonal_loops.h"

static const struct zonal_loops plain = {zonal_edges_add, zonal_edges_add_parts, zonal_piece_count,
                                         zonal_rows_count};

#ifdef ZONAL_AVX2
double zonal_edges_add_avx2(const struct zonal_band *band, const struct lt_point *points,
                            uint32_t count);
void zonal_edges_add_parts_avx2(const struct zonal_band *band, const struct lt_point *points,
                                uint32_t count);
void zonal_piece_count_avx2(struct zonal_sweep *sweep, const struct zonal_piece *piece);
void zonal_rows_count_avx2(struct zonal_sweep *sweep, const struct zonal_rows *rows);

static const struct zonal_loops avx2 = {zonal_edges_add_avx2, zonal_edges_add_parts_avx2,
                                        zonal_piece_count_avx2, zonal_rows_count_avx2};

const struct zonal_loops *zonal_loops(void)
{
    return __builtin_cpu_supports("avx2") ? &avx2 : &plain;
}
#else
const struct zonal_loops *zonal_loops(void)
{
    return &plain;
}
#endif
