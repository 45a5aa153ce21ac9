#include "support/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Under the address sanitizer a byte behind each piece is out of bounds, as behind a piece of malloc. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LT_ARENA_FENCED
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define LT_ARENA_FENCED
#endif
#ifdef LT_ARENA_FENCED
#include <sanitizer/asan_interface.h>
enum { FENCE = 16 };
#define LT_FENCE(at, size) ASAN_POISON_MEMORY_REGION(at, size)
#define LT_OPEN(at, size) ASAN_UNPOISON_MEMORY_REGION(at, size)
#else
enum { FENCE = 0 };
#define LT_FENCE(at, size) ((void)(at), (void)(size))
#define LT_OPEN(at, size) ((void)(at), (void)(size))
#endif

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 1 << 20 };

struct block {
    struct block *next;
    size_t used, size;
    max_align_t data[];
};

struct lt_arena {
    struct block *blocks; /* the first is the one being filled */
    size_t next_size;
};

enum lt_status lt_arena_create(struct lt_arena **ret_arena, struct lt_error *err)
{
    struct lt_arena *arena = calloc(1, sizeof *arena);
    if (arena == NULL) {
        return lt_fail_memory(err, "an arena");
    }
    arena->next_size = FIRST_BLOCK;
    *ret_arena = arena;
    return LT_OK;
}

void lt_arena_destroy(struct lt_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    struct block *block = arena->blocks;
    while (block != NULL) {
        struct block *next = block->next;
        free(block);
        block = next;
    }
    free(arena);
}

static struct block *new_block(size_t size)
{
    if (size > SIZE_MAX - sizeof(struct block)) {
        return NULL;
    }
    struct block *block = calloc(1, sizeof(struct block) + size);
    if (block != NULL) {
        block->size = size;
        LT_FENCE(block->data, size);
    }
    return block;
}

/* A large request gets a block behind the first, so that the one being filled is not wasted. */
static void *alloc_large(struct lt_arena *arena, size_t need, size_t size)
{
    struct block *block = new_block(need);
    if (block == NULL) {
        return NULL;
    }
    block->used = need;
    LT_OPEN(block->data, size);
    if (arena->blocks == NULL) {
        arena->blocks = block;
    } else {
        block->next = arena->blocks->next;
        arena->blocks->next = block;
    }
    return block->data;
}

void *lt_arena_alloc(struct lt_arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX - align - FENCE) {
        return NULL;
    }
    const size_t need = (size + FENCE + align - 1) / align * align;
    struct block *block = arena->blocks;
    if (block == NULL || block->size - block->used < need) {
        if (need > LARGEST_BLOCK / 4) {
            return alloc_large(arena, need, size);
        }
        while (arena->next_size < need) {
            arena->next_size *= 2;
        }
        block = new_block(arena->next_size);
        if (block == NULL) {
            return NULL;
        }
        if (arena->next_size < LARGEST_BLOCK) {
            arena->next_size *= 2;
        }
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *result = (char *)block->data + block->used;
    block->used += need;
    LT_OPEN(result, size);
    return result;
}

void *lt_arena_array(struct lt_arena *arena, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / size) {
        return NULL;
    }
    return lt_arena_alloc(arena, count * size);
}

void *lt_arena_copy(struct lt_arena *arena, const void *from, size_t count, size_t room,
                    size_t size)
{
    void *copy = lt_arena_array(arena, room, size);
    if (copy != NULL && count > 0) {
        memcpy(copy, from, count * size);
    }
    return copy;
}

char *lt_arena_text_n(struct lt_arena *arena, const char *text, size_t length)
{
    char *copy = lt_arena_alloc(arena, length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = '\0';
    }
    return copy;
}

char *lt_arena_text(struct lt_arena *arena, const char *text)
{
    return lt_arena_text_n(arena, text, strlen(text));
}

char *lt_arena_printf(struct lt_arena *arena, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        return NULL;
    }
    char *text = lt_arena_alloc(arena, (size_t)length + 1);
    if (text != NULL) {
        va_start(args, format);
        vsnprintf(text, (size_t)length + 1, format, args);
        va_end(args);
    }
    return text;
}
