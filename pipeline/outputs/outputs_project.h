/* The QGIS project inside liangtian.gpkg. */
#ifndef LT_OUTPUTS_PROJECT_H
#define LT_OUTPUTS_PROJECT_H

#include "outputs_sqlite.h"

struct lt_arena;

/* Writes the row of qgis_projects, which QGIS 3 opens by a double click on it or through "Project, open from GeoPackage".
 * Layers are those of the file, found beside the project wherever the file lies. LT_E_LIMIT, LT_E_IO. */
enum lt_status lt_project_write(struct lt_package *package, struct lt_arena *arena,
                                struct lt_error *err);

#endif
