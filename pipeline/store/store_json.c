#include "store/store_json.h"

#include <stdlib.h>
#include <string.h>

#include "support/files.h"

enum lt_status store_json_write(const char *path, json_t *root, size_t flags, const char *what,
                                struct lt_error *err)
{
    char *text = root == NULL ? NULL : json_dumps(root, flags);
    const enum lt_status status =
        text == NULL ? lt_fail_memory(err, what) : lt_file_write(path, text, strlen(text), err);
    free(text);
    json_decref(root);
    return status;
}
