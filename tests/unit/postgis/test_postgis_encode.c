/* Values in PostgreSQL's binary COPY, byte by byte; and what is a DSN. No server is needed. */
#include "support/lt_test.h"

#include <string.h>

#include "liangtian/postgis.h"
#include "postgis/postgis_encode.h"

static void assert_bytes(struct lt_text *text, const char *hex)
{
    char found[512] = "";
    assert_false(text->failed);
    assert_true(text->length * 2 < sizeof found);
    for (size_t i = 0; i < text->length; i++) {
        snprintf(found + 2 * i, 3, "%02x", (unsigned char)text->data[i]);
    }
    assert_string_equal(found, hex);
    text->length = 0;
}

/* COPY (SELECT 1::int4, -2::int8, 0.1::float8, 'a\b', NULL) TO STDOUT (FORMAT binary), as PostgreSQL 15 writes it. */
static void test_a_stream_is_what_the_server_writes(void **state)
{
    (void)state;
    struct lt_text out = {0};
    postgis_put_head(&out);
    postgis_put_row(&out, 5);
    postgis_put_int4(&out, 1);
    postgis_put_int8(&out, -2);
    postgis_put_float8(&out, 0.1);
    postgis_put_bytes(&out, "a\\b", 3);
    postgis_put_null(&out);
    postgis_put_end(&out);
    assert_bytes(&out, "5047434f50590aff0d0a000000000000000000"
                       "0005"
                       "0000000400000001"
                       "00000008fffffffffffffffe"
                       "000000083fb999999999999a"
                       "00000003615c62"
                       "ffffffff"
                       "ffff");
    lt_text_finish(&out);
}

/* SELECT d - DATE '2000-01-01' of each, by PostgreSQL 15. */
static void test_days_are_counted_from_2000(void **state)
{
    (void)state;
    static const struct {
        const char *day, *hex;
    } days[] = {
        {"2000-01-01", "0000000400000000"}, {"1999-12-31", "00000004ffffffff"},
        {"2000-03-01", "000000040000003c"}, {"2024-02-29", "0000000400002279"},
        {"1900-03-01", "00000004ffff718f"}, {"2100-12-31", "0000000400009019"},
    };
    struct lt_text out = {0};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        assert_true(postgis_put_date(&out, days[i].day));
        assert_bytes(&out, days[i].hex);
    }
    static const char *const none[] = {"", "2025-02-29", "2025-1-01", "20250101",
                                       "2025-01-01 00:00"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        assert_false(postgis_put_date(&out, none[i]));
        assert_int_equal(out.length, 0);
    }
    lt_text_finish(&out);
}

static size_t bytes_of(const char *hex, unsigned char *to)
{
    size_t n = 0;
    for (; hex[2 * n] != '\0'; n++) {
        unsigned byte = 0;
        for (int i = 0; i < 2; i++) {
            const char c = hex[2 * n + (size_t)i];
            byte = byte * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
        }
        to[n] = (unsigned char)byte;
    }
    return n;
}

/* POINT(1 2) in EPSG:4526, as ST_AsEWKB says it in either order of bytes; the GeoPackage's head is as long as its flags
 * say. */
static void test_a_geometry_keeps_its_coordinates(void **state)
{
    (void)state;
#define LITTLE         \
    "0101000000"       \
    "000000000000f03f" \
    "0000000000000040"
#define BIG            \
    "0000000001"       \
    "3ff0000000000000" \
    "4000000000000000"
#define BOX            \
    "0000000000000000" \
    "0000000000000000" \
    "0000000000000000" \
    "0000000000000000"
    static const struct {
        const char *blob, *hex;
    } good[] = {
        {"47500001"
         "ae110000" LITTLE,
         "00000019"
         "0101000020"
         "ae110000"
         "000000000000f03f"
         "0000000000000040"},
        {"47500003"
         "ae110000" BOX LITTLE,
         "00000019"
         "0101000020"
         "ae110000"
         "000000000000f03f"
         "0000000000000040"},
        {"47500000"
         "000011ae" BIG,
         "00000019"
         "0020000001"
         "000011ae"
         "3ff0000000000000"
         "4000000000000000"},
    };
    static const char *const bad[] = {
        "",
        "47500001ae1100",          /* cut in the head */
        "58500001ae110000" LITTLE, /* no GP */
        "47500101ae110000" LITTLE, /* another version */
        "4750000bae110000" LITTLE, /* an envelope of no kind */
        "47500003ae110000" LITTLE, /* cut in the envelope */
        "47500001ae110000"
        "01e9030000", /* three dimensions */
        "47500001ae110000"
        "0201000000", /* no order of bytes */
        "47500001ae110000"
        "01010000", /* cut in the type */
    };
    unsigned char blob[256];
    struct lt_text out = {0};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const size_t size = bytes_of(good[i].blob, blob);
        assert_true(postgis_put_geometry(&out, blob, size, 4526));
        assert_bytes(&out, good[i].hex);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const size_t size = bytes_of(bad[i], blob);
        assert_false(postgis_put_geometry(&out, blob, size, 4526));
        assert_int_equal(out.length, 0);
    }
    lt_text_finish(&out);
}

static void test_a_dsn_is_never_repeated(void **state)
{
    (void)state;
    static const struct {
        const char *dsn, *schema;
        enum lt_status status;
        bool password;
    } cases[] = {
        {"", "liangtian", LT_OK, false},
        {"service=city", "liangtian", LT_OK, false},
        {"postgresql://loader@db.example/city?sslmode=verify-full", "土地 \"x\"", LT_OK, false},
        {"host=db password='s e'", "liangtian", LT_OK, true},
        {"postgresql://loader:secret@db/city", "liangtian", LT_OK, true},
        {"host=db sslpassword=secret", "liangtian", LT_OK, true},
        {"host=db secret", "liangtian", LT_E_USAGE, false},
        {"host=db secret=secret", "liangtian", LT_E_USAGE, false},
        {"host=db password='secret", "liangtian", LT_E_USAGE, false},
        {"postgresql://loader:secret%zz@db/city", "liangtian", LT_E_USAGE, false},
        {"host=db", "", LT_E_USAGE, false},
        {"host=db", "pg_toast", LT_E_USAGE, false},
        {"host=db", "\xff", LT_E_USAGE, false},
        {"host=db", "a234567890123456789012345678901234567890123456789012345678901234", LT_E_USAGE,
         false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lt_postgis_target target = {cases[i].dsn, cases[i].schema};
        struct lt_error err = {0};
        bool password = false;
        assert_int_equal(lt_postgis_check(&target, &password, &err), cases[i].status);
        assert_null(strstr(err.text, "secret"));
        if (cases[i].status == LT_OK) {
            assert_int_equal(password, cases[i].password);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_stream_is_what_the_server_writes),
        cmocka_unit_test(test_days_are_counted_from_2000),
        cmocka_unit_test(test_a_geometry_keeps_its_coordinates),
        cmocka_unit_test(test_a_dsn_is_never_repeated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
