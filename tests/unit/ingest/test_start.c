/* What GDAL may do once the program has set it up: eleven drivers, no network. */
#include "ingest_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

static void only_these_drivers(void **state)
{
    static const char *const expected[] = {"COG",  "ENVI",   "ESRI Shapefile", "FlatGeobuf",
                                           "GPKG", "GTiff",  "GeoJSON",        "HFA",
                                           "MEM",  "Memory", "OpenFileGDB"};
    enum { EXPECTED = sizeof expected / sizeof *expected };
    (void)state;
    assert_int_equal(GDALGetDriverCount(), EXPECTED);
    for (int i = 0; i < EXPECTED; i++) {
        assert_non_null(GDALGetDriverByName(expected[i]));
    }
}

/* A port that nobody may knock at. */
static int listen_at(unsigned short *ret_port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof at;
    const int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (const struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 4), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &size), 0);
    *ret_port = ntohs(at.sin_port);
    return fd;
}

static void no_network(void **state)
{
    struct fixture *f = *state;
    unsigned short port;
    const int fd = listen_at(&port);
    static const char *const forms[][2] = {
        {"/vsicurl/http://", "x"}, {"/vsicurl_streaming/http://", "x"},
        {"http://", "x"},          {"/vsizip//vsicurl/http://", "x.zip/x"},
        {"/vsis3/", "x"},          {"/VSICURL/http://", "x"}};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        char path[FIXTURE_PATH];
        struct lt_raster *raster = NULL;
        struct lt_stream *stream = NULL;
        snprintf(path, sizeof path, "%s127.0.0.1:%u/%s.tif", forms[i][0], port, forms[i][1]);
        const struct lt_raster_config config = {
            .path = path, .crs = "", .sha256 = "", .image_from = "", .image_to = "", .legend = ""};
        assert_int_equal(
            lt_raster_open(&config, &f->legend, 1, 1000000, &f->diagnostics, &raster, &f->err),
            LT_E_INPUT);
        assert_null(raster);
        static const char *const layers[] = {"gpkg", "geojson", "shp", "fgb", "gdb"};
        for (size_t l = 0; l < sizeof layers / sizeof *layers; l++) {
            snprintf(path, sizeof path, "%s127.0.0.1:%u/%s.%s", forms[i][0], port, forms[i][1],
                     layers[l]);
            const struct lt_stream_options options = {.path = path,
                                                      .sublayer = "",
                                                      .where = "",
                                                      .crs = "",
                                                      .grid = &f->grid,
                                                      .threads = 1};
            assert_int_equal(lt_stream_open(&options, &f->diagnostics, &stream, &f->err),
                             LT_E_INPUT);
            lt_stream_close(stream);
        }
    }
    struct pollfd knocked = {.fd = fd, .events = POLLIN};
    assert_int_equal(poll(&knocked, 1, 0), 0);
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_these_drivers),
        cmocka_unit_test_setup_teardown(no_network, fixture_setup, fixture_teardown),
    };
    return cmocka_run_group_tests(tests, fixture_start, fixture_stop);
}
