/* What every test of a program starts with: an arena of its own and no error. */
#ifndef ZONAL_ARENA_H
#define ZONAL_ARENA_H

#include <string.h>

#include "liangtian/status.h"
#include "support/arena.h"

static struct lt_error err;
static struct lt_arena *arena;

static int setup(void **state)
{
    (void)state;
    memset(&err, 0, sizeof err);
    return lt_arena_create(&arena, &err) != LT_OK;
}

static int teardown(void **state)
{
    (void)state;
    lt_arena_destroy(arena);
    return 0;
}

#endif
