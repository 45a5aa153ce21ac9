/* What a publication is while it is being made. Private to store/. */
#ifndef LT_STORE_PUBLICATION_WORK_H
#define LT_STORE_PUBLICATION_WORK_H

#include "store/store_manifest.h"
#include "store/store_publication.h"

struct lt_publication {
    struct lt_arena *arena;
    const char *output_dir;
    struct lt_generation base;    /* whose ledger is gone on from */
    struct lt_generation current; /* when the work began: the parent */
    lt_period period;
    const char *imported_base; /* content that an imported ledger was built upon; NULL: not one */
    unsigned threads;          /* that digest files at once */
    char *folder;              /* .store/tmp-…; NULL once it has been renamed or removed */
    const char *period_folder;
    void (*step)(void *context, const char *name);
    void *step_context;
};

/* Tells the watcher of a test. */
void publication_done(const struct lt_publication *publication, const char *name);
/* Marks a generation as published, with the digest of its manifest. */
enum lt_status publication_mark(const struct lt_publication *p,
                                const struct lt_generation *generation, struct lt_error *err);
/* store_publication_garbage.c: removes what killed runs left. LT_E_IO, and nothing is removed, where it cannot be told from
 * what is published. */
enum lt_status publication_collect_garbage(const struct lt_publication *p, struct lt_error *err);
/* <output>/<period> must be free or already the right symlink. */
enum lt_status publication_check_link(const struct lt_publication *p, bool *ret_there,
                                      struct lt_error *err);

/* A name of its own for each publication: `content`, or a digest of that and of the parent where something else than what
 * is built upon was current. "" when memory is out. */
void publication_name(const char *parent, const char *base, const char *content, char ret_id[65]);

/* store_publication_periods.c: the half-years that the generation shows besides its own. */

/* The manifest's half-years once `generation` holds `content`; `p` must have begun. */
enum lt_status publication_list_periods(const struct lt_publication *p, const char generation[65],
                                        const char content[65], struct manifest *manifest,
                                        struct lt_error *err);
/* Hard-links the others from the generations that closed them; stale ones get their notice. */
enum lt_status publication_link_periods(const struct lt_publication *p,
                                        const struct manifest *manifest, struct lt_error *err);
/* Their files must be those that the generations which closed them list. */
enum lt_status publication_compare_periods(const struct lt_publication *p,
                                           const struct manifest *manifest, struct lt_error *err);

#endif
