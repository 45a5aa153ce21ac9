/* Scratch folders of the output tests. */
#ifndef OUTPUTS_FOLDER_H
#define OUTPUTS_FOLDER_H

#include "support/lt_test.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "outputs_fixture.h"
#include "support/arena.h"
#include "support/files.h"

static inline void folder_make(char path[64])
{
    const char *const base = getenv("TMPDIR");
    snprintf(path, 64, "%s/lt-outputs-XXXXXX", base == NULL || strlen(base) > 40 ? "/tmp" : base);
    assert_non_null(mkdtemp(path));
}

static inline void folder_remove(const char *path)
{
    struct lt_error err = {0};
    assert_ok(lt_folder_remove(path, &err));
}

/* The whole file, in the fixture's arena. */
static inline const unsigned char *folder_read(struct fixture *f, const char *folder,
                                               const char *name, size_t *ret_size)
{
    struct lt_error err = {0};
    char *data;
    assert_ok(lt_file_read(lt_path_join(f->arena, folder, name), 1u << 30, f->arena, &data,
                           ret_size, &err));
    return (const unsigned char *)data;
}

/* A failed writer leaves nothing that looks like a result. */
static inline void folder_is_empty(struct fixture *f, const char *folder)
{
    struct lt_error err = {0};
    char **names;
    size_t count;
    assert_ok(lt_folder_list(folder, f->arena, &names, &count, &err));
    if (count != 0) {
        print_error("left behind: %s\n", names[0]);
    }
    assert_int_equal(count, 0);
}

static inline const unsigned char *folder_find(const unsigned char *data, size_t size,
                                               const char *needle)
{
    const size_t length = strlen(needle);
    for (size_t i = 0; i + length <= size; i++) {
        if (memcmp(data + i, needle, length) == 0) {
            return data + i;
        }
    }
    return NULL;
}

/* Writes twice, the second time where the decimal point may be a comma, and holds the files against each other. */
static inline void assert_same_in_any_locale(void (*write)(struct fixture *f, const char *folder),
                                             const char *const *names, size_t count)
{
    struct fixture f;
    char one[64], two[64];
    const char *const other = getenv("LT_OTHER_LOCALE");
    fixture_create(&f, FIXTURE_ODD_TEXT);
    folder_make(one);
    folder_make(two);
    write(&f, one);
    setlocale(LC_ALL, other == NULL ? "C.UTF-8" : other);
    write(&f, two);
    setlocale(LC_ALL, "C");
    for (size_t i = 0; i < count; i++) {
        size_t a_size, b_size;
        const unsigned char *const a = folder_read(&f, one, names[i], &a_size);
        const unsigned char *const b = folder_read(&f, two, names[i], &b_size);
        assert_int_equal(a_size, b_size);
        assert_memory_equal(a, b, a_size);
    }
    folder_remove(one);
    folder_remove(two);
    fixture_destroy(&f);
}

#endif
