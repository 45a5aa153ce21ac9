#!/usr/bin/env python3
"""The usual way without exact coverage: burn feature numbers into a raster by cell centres (GDAL), then count pairs of
number and class (numpy). Needs Debian's python3-gdal and python3-numpy.

  peer_rasterize.py RASTER ZONES OUT.csv
"""
import sys

import numpy
from osgeo import gdal, ogr


def main():
    gdal.UseExceptions()
    raster, zones = gdal.Open(sys.argv[1]), ogr.Open(sys.argv[2])
    layer = zones.GetLayer(0)
    ids = gdal.GetDriverByName("MEM").Create("", raster.RasterXSize, raster.RasterYSize, 1, gdal.GDT_Int32)
    ids.SetGeoTransform(raster.GetGeoTransform())
    ids.SetProjection(raster.GetProjection())
    view = zones.ExecuteSQL('SELECT fid + 0 AS number, geom FROM "%s"' % layer.GetName(), dialect="SQLITE")
    gdal.RasterizeLayer(ids, [1], view, options=["ATTRIBUTE=number"])
    count = layer.GetFeatureCount()
    table = numpy.zeros((count + 1) * 256, dtype=numpy.int64)
    step = 2048
    for row in range(0, raster.RasterYSize, step):
        rows = min(step, raster.RasterYSize - row)
        pairs = ids.ReadAsArray(0, row, raster.RasterXSize, rows).astype(numpy.int64)
        pairs *= 256
        pairs += raster.ReadAsArray(0, row, raster.RasterXSize, rows)
        table += numpy.bincount(pairs.ravel(), minlength=table.size)
    transform = raster.GetGeoTransform()
    cell = abs(transform[1] * transform[5])
    found = numpy.flatnonzero(table[256:]) + 256
    with open(sys.argv[3], "w", encoding="ascii") as stream:
        stream.write("zone,class,area\n")
        for pair in found.tolist():
            stream.write("%d,%d,%.1f\n" % (pair // 256, pair % 256, table[pair] * cell))


if __name__ == "__main__":
    main()
