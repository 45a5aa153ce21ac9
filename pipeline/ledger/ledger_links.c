/* Which prior case lies under which place, and who keeps the number. */
#include <math.h>
#include <stdlib.h>

#include "ledger/ledger_work.h"
#include "support/array.h"

/* Ten digits: two halves of one field tie, whatever the last bits say. */
static double rounded(double value)
{
    int exponent;
    const double part = frexp(value, &exponent);
    return ldexp(round(part * 8589934592.0) / 8589934592.0, exponent);
}

struct search {
    struct lt_ledger_work *work;
    size_t entry;
    enum lt_status status;
    struct lt_error *err;
};

static enum lt_status add_link(struct lt_ledger_work *work, size_t entry, size_t place,
                               struct lt_error *err)
{
    enum lt_status status;
    double planar;
    const struct lt_place *ground = &work->places[place];
    LT_TRY(lt_overlay_area(work->overlay, &work->cases[entry].shape, &ground->shape, &planar, err));
    const double smaller = fmin(work->entries[entry].planar, ground->planar);
    if (planar <= LT_LEDGER_DUST * smaller) {
        goto out;
    }
    bool strong = planar >= work->input->keep_share * smaller * (1.0 - LT_LEDGER_DUST);
    if (strong && work->entries[entry].class == LT_PRIOR_OPEN &&
        !lt_ledger_tells_of(work, ground, &work->input->prior->cases[entry])) {
        work->entries[entry].other_offence = true;
        strong = false; /* the case keeps its ground, and its rules */
    }
    LT_TRY(lt_array_reserve(&work->links, &work->link_capacity, work->link_count + 1,
                            sizeof *work->links, err));
    work->links[work->link_count++] = (struct lt_link){
        .entry = entry,
        .place = place,
        .planar = rounded(planar),
        .strong = strong,
    };
out:
    return status;
}

static bool visit(void *context, size_t place)
{
    struct search *search = context;
    search->status = add_link(search->work, search->entry, place, search->err);
    return search->status == LT_OK;
}

struct place_list {
    const struct lt_place *places;
};

static void shape_of_place(const void *context, size_t index, struct lt_shape *ret_shape)
{
    *ret_shape = ((const struct place_list *)context)->places[index].shape;
}

enum lt_status lt_ledger_link(struct lt_ledger_work *work, struct lt_error *err)
{
    enum lt_status status;
    struct lt_box_index *index = NULL;
    const struct place_list list = {work->places};
    const struct lt_shapes shapes = {work->place_count, &list, shape_of_place};
    LT_TRY(lt_box_index_create(&shapes, &index, err));
    for (size_t e = 0; e < work->entry_count; e++) {
        work->entries[e].first_link = work->entries[e].end_link = work->link_count;
        if (work->entries[e].class == LT_PRIOR_ENDED || work->cases[e].shape.n_rings == 0) {
            continue;
        }
        struct search search = {.work = work, .entry = e, .err = err};
        LT_TRY(lt_box_index_query(index, work->cases[e].shape.box, visit, &search, err));
        LT_TRY(search.status);
        work->entries[e].end_link = work->link_count;
    }
out:
    lt_box_index_destroy(index);
    return status;
}

/* Most common ground first; then the lowest id, then the first place. */
static int by_ground(const void *left, const void *right)
{
    const struct lt_link *const *a = left, *const *b = right;
    if ((*a)->planar != (*b)->planar) {
        return (*a)->planar > (*b)->planar ? -1 : 1;
    }
    if ((*a)->entry != (*b)->entry) {
        return (*a)->entry < (*b)->entry ? -1 : 1;
    }
    return ((*a)->place > (*b)->place) - ((*a)->place < (*b)->place);
}

enum lt_status lt_ledger_assign(struct lt_ledger_work *work, enum lt_prior_class class,
                                struct lt_error *err)
{
    size_t count = 0;
    const struct lt_link **order = lt_arena_array(work->scratch, work->link_count, sizeof *order);
    if (order == NULL) {
        return lt_fail_memory(err, "links");
    }
    for (size_t i = 0; i < work->link_count; i++) {
        const struct lt_link *link = &work->links[i];
        const struct lt_place *place = &work->places[link->place];
        if (link->strong && work->entries[link->entry].class == class && !place->dead &&
            place->ancestor == LT_NONE_INDEX) {
            order[count++] = link;
        }
    }
    if (count > 0) {
        qsort(order, count, sizeof *order, by_ground);
    }
    for (size_t i = 0; i < count; i++) { /* each number goes on in one place */
        struct lt_entry *entry = &work->entries[order[i]->entry];
        struct lt_place *place = &work->places[order[i]->place];
        if (entry->place == LT_NONE_INDEX && place->ancestor == LT_NONE_INDEX) {
            entry->place = (ptrdiff_t)order[i]->place;
            place->ancestor = (ptrdiff_t)order[i]->entry;
            place->takes_number = true;
        }
    }
    for (size_t i = 0; i < count; i++) { /* what is left descends from the case with most ground */
        struct lt_place *place = &work->places[order[i]->place];
        if (place->ancestor == LT_NONE_INDEX) {
            place->ancestor = (ptrdiff_t)order[i]->entry;
        }
    }
    return LT_OK;
}

ptrdiff_t lt_ledger_strongest_place(const struct lt_ledger_work *work, size_t entry)
{
    const struct lt_link *best = NULL;
    for (size_t i = work->entries[entry].first_link; i < work->entries[entry].end_link; i++) {
        const struct lt_link *link = &work->links[i];
        if (link->strong && !work->places[link->place].dead &&
            (best == NULL || link->planar > best->planar)) {
            best = link;
        }
    }
    return best == NULL ? LT_NONE_INDEX : (ptrdiff_t)best->place;
}
