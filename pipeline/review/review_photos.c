/* Photographs of cases: each is held against its case's ground and days. One that does not fit is marked, not dropped. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "review/review_work.h"
#include "support/arena.h"
#include "support/text.h"

static enum lt_status warn(const struct review_work *work, const struct lt_review_photo *photo,
                           const char *code, const char *found, const char *expected,
                           const char *action, struct lt_error *err)
{
    char layer[320], name[200];
    const char *file = work->input->file;
    snprintf(layer, sizeof layer, "reviews %.*s", (int)lt_utf8_cut(file, strlen(file), 255), file);
    snprintf(name, sizeof name, "%.*s", (int)lt_utf8_cut(photo->name, strlen(photo->name), 190),
             photo->name);
    const struct lt_diagnostic item = {
        .severity = LT_WARNING,
        .quality = LT_ACCURACY,
        .code = code,
        .layer = layer,
        .feature = photo->case_id,
        .field = name,
        .found = found,
        .expected = expected,
        .action = action,
    };
    return lt_diagnostics_list(work->diagnostics, work->listing, &item, err);
}

/* --- how far --- */

static double to_segment(double px, double py, double ax, double ay, double bx, double by)
{
    const double dx = bx - ax, dy = by - ay, length2 = dx * dx + dy * dy;
    double t = length2 > 0.0 ? ((px - ax) * dx + (py - ay) * dy) / length2 : 0.0;
    t = fmin(1.0, fmax(0.0, t));
    return hypot(px - ax - t * dx, py - ay - t * dy);
}

/* From the polygon, in metres; 0 inside. Holes are outside. */
static double distance_m(const struct lt_review_photo *photo, const struct lt_shape *shape)
{
    double nearest = HUGE_VAL;
    bool inside = false;
    for (uint32_t r = 0; r < shape->n_rings; r++) {
        const uint32_t begin = r == 0 ? 0 : shape->ring_end[r - 1], end = shape->ring_end[r];
        for (uint32_t i = begin; i + 1 < end; i++) {
            const struct lt_point a = shape->points[i], b = shape->points[i + 1];
            const double ax = (a.x - photo->at.x) * photo->unit_x_m;
            const double ay = (a.y - photo->at.y) * photo->unit_y_m;
            const double bx = (b.x - photo->at.x) * photo->unit_x_m;
            const double by = (b.y - photo->at.y) * photo->unit_y_m;
            nearest = fmin(nearest, to_segment(0.0, 0.0, ax, ay, bx, by));
            if ((ay > 0.0) != (by > 0.0) && ax - ay * (bx - ax) / (by - ay) > 0.0) {
                inside = !inside;
            }
        }
    }
    return inside ? 0.0 : nearest;
}

/* --- the marks --- */

static enum lt_status mark_place(const struct review_work *work,
                                 const struct lt_review_photo *photo, const struct lt_case *one,
                                 struct lt_photo *record, struct lt_error *err)
{
    char found[64], expected[64];
    record->distance_m = -1.0;
    record->place = LT_PHOTO_NO_POSITION;
    if (!photo->has_position) {
        return warn(work, photo, "photo.no_position", "no position", "a position in the EXIF",
                    "switch on the position of the camera; send the original, not a copy by chat",
                    err);
    }
    if (one->shape.n_rings == 0) {
        return LT_OK; /* nothing to hold it against */
    }
    record->distance_m = distance_m(photo, &one->shape);
    record->place =
        record->distance_m <= work->input->photo_distance_m ? LT_PHOTO_AT_CASE : LT_PHOTO_ELSEWHERE;
    if (record->place == LT_PHOTO_AT_CASE) {
        return LT_OK;
    }
    snprintf(found, sizeof found, "%.0f m from the case", record->distance_m);
    snprintf(expected, sizeof expected, "within %.0f m of it", work->input->photo_distance_m);
    return warn(work, photo, "photo.elsewhere", found, expected,
                "check that the photograph belongs to this case", err);
}

static enum lt_status mark_day(const struct review_work *work, const struct lt_review_photo *photo,
                               const struct lt_case *one, struct lt_photo *record,
                               struct lt_error *err)
{
    char first[REVIEW_DAY], expected[64];
    review_first_day(one, first);
    if (photo->taken_on[0] == '\0') {
        record->day = LT_PHOTO_NO_DAY;
        return warn(work, photo, "photo.no_day", "no day", "a day in the EXIF",
                    "send the original, not a copy by chat", err);
    }
    const bool early = strcmp(photo->taken_on, first) < 0;
    const bool late = strcmp(photo->taken_on, work->input->today) > 0;
    record->day = early ? LT_PHOTO_DAY_EARLY : late ? LT_PHOTO_DAY_LATE : LT_PHOTO_DAY_FITS;
    if (!early && !late) {
        return LT_OK;
    }
    snprintf(expected, sizeof expected, early ? "a day from %s" : "a day up to %s",
             early ? first : work->input->today);
    return warn(work, photo, "photo.day", photo->taken_on, expected,
                "check the camera's clock, and that the photograph is of this review", err);
}

/* --- the same picture --- */

static int by_picture(const void *left, const void *right)
{
    const struct review_picture *a = left, *b = right;
    const int by_digest = strcmp(a->sha256, b->sha256);
    const int by_case = by_digest != 0 ? by_digest : strcmp(a->case_id, b->case_id);
    return by_case != 0 ? by_case : (int)b->known - (int)a->known;
}

/* All that were taken before, and all that came now, by digest. */
static enum lt_status list_pictures(struct review_work *work, struct lt_error *err)
{
    const struct lt_ledger *prior = work->input->ledger;
    const size_t count = prior->photo_count + work->input->photo_count;
    struct review_picture *pictures = lt_arena_array(work->arena, count, sizeof *pictures);
    if (pictures == NULL) {
        return lt_fail_memory(err, "photographs");
    }
    for (size_t i = 0; i < count; i++) {
        const bool known = i < prior->photo_count;
        const struct lt_review_photo *came =
            known ? NULL : &work->input->photos[i - prior->photo_count];
        pictures[i] =
            (struct review_picture){.sha256 = known ? prior->photos[i].sha256 : came->sha256,
                                    .case_id = known ? prior->photos[i].case_id : came->case_id,
                                    .known = known};
    }
    if (count > 0) {
        qsort(pictures, count, sizeof *pictures, by_picture);
    }
    work->pictures = pictures;
    work->picture_count = count;
    return LT_OK;
}

/* The first entry of the picture for this case or a later one, or behind this case; NULL without. */
static const struct review_picture *find_picture(const struct review_work *work, const char *sha256,
                                                 const char *case_id, bool behind)
{
    size_t low = 0, high = work->picture_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct review_picture *one = &work->pictures[middle];
        const int by_digest = strcmp(one->sha256, sha256);
        const int order = by_digest != 0 ? by_digest : strcmp(one->case_id, case_id);
        if (order < 0 || (behind && order == 0)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    const bool same = low < work->picture_count && strcmp(work->pictures[low].sha256, sha256) == 0;
    return same ? &work->pictures[low] : NULL;
}

/* For this case, before. */
static bool is_taken(const struct review_work *work, const struct lt_review_photo *photo)
{
    const struct review_picture *own = find_picture(work, photo->sha256, photo->case_id, false);
    return own != NULL && strcmp(own->case_id, photo->case_id) == 0 && own->known;
}

/* Another case that the picture stands for; NULL none. One picture may stand in a million rows: none is walked over. */
static const char *other_case(const struct review_work *work, const struct lt_review_photo *photo)
{
    const struct review_picture *other = find_picture(work, photo->sha256, "", true);
    if (other != NULL && strcmp(other->case_id, photo->case_id) == 0) {
        other = find_picture(work, photo->sha256, photo->case_id, true);
    }
    return other == NULL ? NULL : other->case_id;
}

/* --- one by one --- */

static enum lt_status take_photo(struct review_work *work, struct lt_ledger *next,
                                 const struct lt_review_photo *photo, const struct lt_case *one,
                                 uint32_t sequence, const char *other, struct lt_error *err)
{
    enum lt_status status;
    struct lt_photo record = {.period = next->periods[next->period_count - 1].period,
                              .sequence = sequence,
                              .taken_on = lt_arena_text(work->arena, photo->taken_on),
                              .sha256 = lt_arena_text(work->arena, photo->sha256)};
    if (record.taken_on == NULL || record.sha256 == NULL) {
        return lt_fail_memory(err, "photographs");
    }
    memcpy(record.case_id, one->id, sizeof record.case_id);
    LT_TRY(mark_place(work, photo, one, &record, err));
    LT_TRY(mark_day(work, photo, one, &record, err));
    if (other != NULL) { /* one of the two cases is not shown by it */
        LT_TRY(warn(work, photo, "photo.reused", other, "a photograph of this case",
                    "check which of the two cases it shows", err));
    }
    next->photos[next->photo_count++] = record;
out:
    return status;
}

static bool fits(const struct lt_photo *photo)
{
    return photo->place == LT_PHOTO_AT_CASE && photo->day == LT_PHOTO_DAY_FITS;
}

/* Which cases have a photograph that fits, from before. */
static enum lt_status list_shown(struct review_work *work, struct lt_error *err)
{
    const struct lt_ledger *prior = work->input->ledger;
    work->shown = lt_arena_array(work->arena, prior->case_count, sizeof *work->shown);
    if (work->shown == NULL) {
        return lt_fail_memory(err, "photographs");
    }
    for (size_t i = 0; i < prior->case_count; i++) {
        work->shown[i] = false;
    }
    for (size_t i = 0; i < prior->photo_count; i++) {
        const struct lt_case *one = lt_ledger_case(prior, prior->photos[i].case_id);
        if (one != NULL && fits(&prior->photos[i])) {
            work->shown[one - prior->cases] = true;
        }
    }
    return LT_OK;
}

enum lt_status review_take_photos(struct review_work *work, struct lt_ledger *next,
                                  struct lt_review_tally *tally, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    const struct lt_review_input *input = work->input;
    const struct lt_ledger *prior = input->ledger;
    const lt_period last = prior->periods[prior->period_count - 1].period;
    const struct lt_photo *end =
        prior->photo_count > 0 ? &prior->photos[prior->photo_count - 1] : NULL;
    uint32_t sequence = end != NULL && end->period == last ? end->sequence : 0;
    LT_TRY(list_pictures(work, err));
    LT_TRY(list_shown(work, err));
    tally->photos = input->photo_count;
    for (size_t i = 0; i < input->photo_count; i++) {
        const struct lt_review_photo *photo = &input->photos[i];
        const struct lt_case *one = lt_ledger_case(prior, photo->case_id);
        const bool others = one != NULL && input->county != 0 && one->unit != input->county;
        if (one == NULL || others) {
            if (photo->case_id[0] != '\0' ||
                other_case(work, photo) == NULL) { /* else the table lists it */
                LT_TRY(warn(work, photo, "photo.no_case", photo->case_id,
                            others ? "a case of this county" : "a case of the ledger",
                            "begin the file's name, or its folder's, with the id of the case",
                            err));
            }
            continue;
        }
        const bool twice = i > 0 && strcmp(photo[-1].case_id, photo->case_id) == 0 &&
                           strcmp(photo[-1].sha256, photo->sha256) == 0;
        if (twice || is_taken(work, photo)) {
            tally->photos_already++;
            continue;
        }
        LT_TRY(take_photo(work, next, photo, one, ++sequence, other_case(work, photo), err));
        const struct lt_photo *taken = &next->photos[next->photo_count - 1];
        tally->photos_taken++;
        tally->photos_marked += !fits(taken);
        work->shown[one - prior->cases] |= fits(taken);
    }
out:
    return status;
}
