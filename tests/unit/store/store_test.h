/* A scratch folder and an arena for every store test, and damage on demand. */
#ifndef LT_STORE_TEST_H
#define LT_STORE_TEST_H

#include "support/lt_test.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/arena.h"
#include "support/files.h"

struct store_test {
    char folder[64];
    struct lt_arena *arena;
};

static inline int store_set_up(void **state)
{
    struct lt_error err = {0};
    struct store_test *test = calloc(1, sizeof *test);
    const char *temporary = getenv("TMPDIR");
    snprintf(test->folder, sizeof test->folder, "%s/lt-store-XXXXXX",
             temporary != NULL && strlen(temporary) < 40 ? temporary : "/tmp");
    *state = test;
    return mkdtemp(test->folder) == NULL || lt_arena_create(&test->arena, &err) != LT_OK;
}

static inline int store_tear_down(void **state)
{
    struct store_test *test = *state;
    const bool failed = lt_folder_remove(test->folder, NULL) != LT_OK;
    lt_arena_destroy(test->arena);
    free(test);
    return failed;
}

#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, store_set_up, store_tear_down)

static inline const char *store_path(const struct store_test *test, const char *name)
{
    return lt_path_join(test->arena, test->folder, name);
}

static inline void put_byte(const char *path, size_t at, unsigned char value)
{
    const int fd = open(path, O_WRONLY | O_CLOEXEC);
    assert_true(fd >= 0 && pwrite(fd, &value, 1, (off_t)at) == 1);
    close(fd);
}

static inline char *read_bytes(const struct store_test *test, const char *path, size_t *ret_size)
{
    struct lt_error err = {0};
    char *bytes = NULL;
    assert_ok(lt_file_read(path, (size_t)1 << 30, test->arena, &bytes, ret_size, &err));
    return bytes;
}

static inline void assert_same_file(const struct store_test *test, const char *a, const char *b)
{
    size_t a_size, b_size;
    const char *a_bytes = read_bytes(test, a, &a_size), *b_bytes = read_bytes(test, b, &b_size);
    assert_int_equal(a_size, b_size);
    assert_memory_equal(a_bytes, b_bytes, a_size);
}

#endif
