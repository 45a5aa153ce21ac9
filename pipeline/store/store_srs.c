/* Parameters: EPSG registry, CGCS2000 (4490) and its Gauss–Krüger zones of 3° and 6° (4491–4554).
 */
#include "store/store_srs.h"

#include <stdio.h>
#include <string.h>

#include "support/text.h"

#define CGCS2000_DATUM                                                                     \
    "DATUM[\"China_2000\",SPHEROID[\"CGCS2000\",6378137,298.257222101,AUTHORITY[\"EPSG\"," \
    "\"1024\"]],AUTHORITY[\"EPSG\",\"1043\"]],PRIMEM[\"Greenwich\",0,AUTHORITY[\"EPSG\","  \
    "\"8901\"]],UNIT[\"degree\",0.0174532925199433,AUTHORITY[\"EPSG\",\"9122\"]],"
#define CGCS2000_NAME "China Geodetic Coordinate System 2000"

/* A family of zones: codes first … first + count − 1, the central meridian growing by `width`
 * degrees from 75° E. */
static const struct family {
    int first, count;
    int width;
    bool zones; /* the easting carries the zone's number */
} families[] = {
    {4491, 11, 6, true}, {4502, 11, 6, false}, {4513, 21, 3, true}, {4534, 21, 3, false}};

static void define_zone(const struct family *family, int code, struct srs *srs)
{
    const int meridian = 75 + family->width * (code - family->first);
    const int zone = family->width == 6 ? (meridian + 3) / 6 : meridian / 3;
    const long easting = 500000L + (family->zones ? 1000000L * zone : 0L);
    char suffix[16];
    snprintf(suffix, sizeof suffix, family->zones ? "zone %d" : "CM %dE",
             family->zones ? zone : meridian);
    snprintf(srs->name, sizeof srs->name, "CGCS2000 / %sGauss-Kruger %s",
             family->width == 3 ? "3-degree " : "", suffix);
    snprintf(srs->text, sizeof srs->text,
             "PROJCS[\"%s\",GEOGCS[\"" CGCS2000_NAME "\"," CGCS2000_DATUM
             "AUTHORITY[\"EPSG\",\"4490\"]],PROJECTION[\"Transverse_Mercator\"],"
             "PARAMETER[\"latitude_of_origin\",0],PARAMETER[\"central_meridian\",%d],"
             "PARAMETER[\"scale_factor\",1],PARAMETER[\"false_easting\",%ld],"
             "PARAMETER[\"false_northing\",0],UNIT[\"metre\",1,AUTHORITY[\"EPSG\",\"9001\"]],"
             "AXIS[\"Northing\",NORTH],AXIS[\"Easting\",EAST],AUTHORITY[\"EPSG\",\"%d\"]]",
             srs->name, meridian, easting, code);
    srs->definition = srs->text;
}

static void define_code(int code, struct srs *srs)
{
    srs->definition = "undefined";
    snprintf(srs->name, sizeof srs->name, "EPSG:%d", code);
    if (code == 4490) {
        snprintf(srs->name, sizeof srs->name, CGCS2000_NAME);
        srs->definition = "GEOGCS[\"" CGCS2000_NAME "\"," CGCS2000_DATUM
                          "AXIS[\"Latitude\",NORTH],AXIS[\"Longitude\",EAST],"
                          "AUTHORITY[\"EPSG\",\"4490\"]]";
    }
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (code >= families[i].first && code < families[i].first + families[i].count) {
            define_zone(&families[i], code, srs);
        }
    }
}

enum lt_status srs_describe(const char *crs, struct srs *ret_srs, struct lt_error *err)
{
    int64_t code;
    *ret_srs = (struct srs){0};
    if (lt_starts_with(crs, "EPSG:") && lt_parse_int(crs + 5, &code) && code > 0 &&
        code < 1000000) {
        ret_srs->organization = "EPSG";
        ret_srs->id = ret_srs->code = code;
        define_code((int)code, ret_srs);
        return LT_OK;
    }
    if (strchr(crs, '[') == NULL) {
        return lt_fail(err, LT_E_BUG, "'%s' is neither an EPSG code nor WKT", crs);
    }
    snprintf(ret_srs->name, sizeof ret_srs->name, "working CRS");
    ret_srs->organization = "NONE";
    ret_srs->id = ret_srs->code = 990001; /* beyond EPSG's numbers */
    ret_srs->definition = crs;
    return LT_OK;
}
