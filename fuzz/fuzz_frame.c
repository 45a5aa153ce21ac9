#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "liangtian/ingest.h"
#include "support/files.h"
#include "support/text.h"

enum { PATH_ROOM = 512, PATHS = 16 };

static char folder[PATH_ROOM];
static const double cell_area = 100.0;
const struct lt_grid fuzz_grid = {.origin_x = 38520000.0,
                                  .origin_y = 3655000.0,
                                  .dx = 10,
                                  .dy = 10,
                                  .cols = 100,
                                  .rows = 80,
                                  .areas = {.nx = 1, .ny = 1, .values = &cell_area},
                                  .crs = "EPSG:4526"};
const char fuzz_prj[] =
    "PROJCS[\"CGCS2000_3_Degree_GK_Zone_38\",GEOGCS[\"GCS_China_Geodetic_Coordinate_System_2000\","
    "DATUM[\"D_China_2000\",SPHEROID[\"CGCS2000\",6378137.0,298.257222101]],PRIMEM[\"Greenwich\","
    "0.0],UNIT[\"Degree\",0.0174532925199433]],PROJECTION[\"Gauss_Kruger\"],PARAMETER[\"False_"
    "Easting\",38500000.0],PARAMETER[\"False_Northing\",0.0],PARAMETER[\"Central_Meridian\",114.0],"
    "PARAMETER[\"Scale_Factor\",1.0],PARAMETER[\"Latitude_Of_Origin\",0.0],UNIT[\"Meter\",1.0]]";

void fuzz_require(bool condition, const char *text, const char *file, int line)
{
    if (!condition) {
        fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, text);
        abort();
    }
}

static void remove_folder(void)
{
    struct lt_error err = {0};
    lt_folder_remove(folder, &err);
}

void fuzz_start(const struct fuzz_target *target)
{
    if (folder[0] == '\0') {
        struct lt_error err = {0};
        const char *base = getenv("TMPDIR");
        base = base != NULL ? base : access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        snprintf(folder, sizeof folder, "%s/lt-fuzz-XXXXXX", base);
        FUZZ_REQUIRE(mkdtemp(folder) != NULL);
        atexit(remove_folder);
        FUZZ_REQUIRE(lt_ingest_start(&err) == LT_OK);
    }
    if (target->start != NULL) {
        target->start();
    }
}

const char *fuzz_path(const char *name)
{
    static char paths[PATHS][PATH_ROOM];
    static size_t used;
    char path[PATH_ROOM];
    FUZZ_REQUIRE(snprintf(path, sizeof path, "%s/%s", folder, name) < PATH_ROOM);
    for (size_t i = 0; i < used; i++) {
        if (strcmp(paths[i], path) == 0) {
            return paths[i];
        }
    }
    FUZZ_REQUIRE(used < PATHS);
    memcpy(paths[used], path, sizeof path);
    return paths[used++];
}

const char *fuzz_file(const char *name, const void *data, size_t size)
{
    const char *path = fuzz_path(name);
    struct lt_error err = {0};
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FUZZ_REQUIRE(fd >= 0 && lt_file_put(fd, path, data, size, &err) == LT_OK);
    close(fd);
    return path;
}

void fuzz_begin(struct fuzz_run *run)
{
    *run = (struct fuzz_run){0};
    FUZZ_REQUIRE(lt_arena_create(&run->arena, &run->err) == LT_OK);
    FUZZ_REQUIRE(lt_diagnostics_init(&run->diagnostics, &run->err) == LT_OK);
}

static void check_text(const char *text)
{
    FUZZ_REQUIRE(text != NULL && lt_utf8_valid(text, strlen(text)));
    for (const char *c = text; *c != '\0'; c++) {
        FUZZ_REQUIRE((unsigned char)*c >= ' ' && *c != 0x7f);
    }
}

bool fuzz_say;

static void say(const struct fuzz_run *run, enum lt_status status)
{
    fprintf(stderr, "  status %d %s\n", (int)status, run->err.text);
    for (size_t i = 0; i < run->diagnostics.count; i++) {
        const struct lt_diagnostic *item = &run->diagnostics.items[i];
        fprintf(stderr, "  %s %s %s: %s\n", lt_severity_name(item->severity), item->code,
                item->field, item->found);
    }
}

void fuzz_check(const struct fuzz_run *run, enum lt_status status)
{
    if (fuzz_say) {
        say(run, status);
    }
    for (size_t i = 0; i < run->diagnostics.count; i++) {
        const struct lt_diagnostic *item = &run->diagnostics.items[i];
        const char *const texts[] = {item->code,  item->layer,    item->feature, item->field,
                                     item->found, item->expected, item->action};
        for (size_t t = 0; t < sizeof texts / sizeof *texts; t++) {
            check_text(texts[t]);
        }
        FUZZ_REQUIRE(item->code[0] != '\0' && item->area_m2 >= 0);
    }
    if (status == LT_OK) {
        FUZZ_REQUIRE(!lt_diagnostics_rejects(&run->diagnostics));
        return;
    }
    if (status == LT_E_BUG) {
        fprintf(stderr, "%s\n", run->err.text);
    }
    FUZZ_REQUIRE(status == LT_E_INPUT || status == LT_E_IO || status == LT_E_LIMIT);
    FUZZ_REQUIRE(run->err.text[0] != '\0');
    check_text(run->err.text);
}

void fuzz_end(struct fuzz_run *run)
{
    lt_diagnostics_finish(&run->diagnostics);
    lt_arena_destroy(run->arena);
}
