/* Reviews into the ledger. The country is that of the ledger tests: orchards of 20 cells, 2000 m². */
#include "lt_scene.h"

#include <stdlib.h>
#include <unistd.h>

#include "liangtian/review.h"

#define A1 "411702-2025H1-00001"
#define A2 "411702-2025H1-00002"
#define B1 "411721-2025H1-00001"

static const struct lt_review_row nothing = {.case_id = "",
                                             .actual_use = "",
                                             .evidence = "",
                                             .approval = "",
                                             .reviewed_on = "",
                                             .rectified_on = "",
                                             .deadline = "",
                                             .approval_until = "",
                                             .city_on = ""};

struct desk {
    struct scene scene;
    struct lt_diagnostics list;
    struct lt_review_tally tally;
    struct lt_ledger before[16]; /* each ledger borrows from the one before */
    size_t count;
};

static void desk_begin(struct desk *desk)
{
    struct lt_error err;
    memset(desk, 0, sizeof *desk);
    scene_begin(&desk->scene);
    offends(&desk->scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    offends(&desk->scene, 0, PBF_ORCHARD, "P2", 20, 0, 5, 4);
    offends(&desk->scene, 1, PBF_ORCHARD, "P3", 40, 0, 5, 4);
    close_period(&desk->scene, "2025H1");
    assert_ok(lt_diagnostics_init(&desk->list, &err));
}

static void desk_end(struct desk *desk)
{
    lt_diagnostics_finish(&desk->list);
    for (size_t i = desk->count; i > 0; i--) {
        lt_ledger_finish(&desk->before[i - 1]);
    }
    scene_end(&desk->scene);
}

static void take(struct desk *desk, enum lt_actor actor, const struct lt_review_row *rows,
                 size_t count)
{
    struct lt_error err;
    struct lt_ledger next;
    lt_diagnostics_finish(&desk->list);
    assert_ok(lt_diagnostics_init(&desk->list, &err));
    const struct lt_review_input input = {.ledger = &desk->scene.ledger,
                                          .rows = rows,
                                          .row_count = count,
                                          .actor = actor,
                                          .today = "2025-09-30",
                                          .file = "核查.csv"};
    assert_ok(lt_review_apply(&input, &desk->list, &next, &desk->tally, &err));
    desk->before[desk->count++] = desk->scene.ledger;
    desk->scene.ledger = next;
    assert_ok(lt_ledger_verify(&desk->scene.ledger, &err));
}

static void take_one(struct desk *desk, enum lt_actor actor, struct lt_review_row row)
{
    row.number = 2;
    take(desk, actor, &row, 1);
}

static void assert_refused(struct desk *desk, enum lt_actor actor, struct lt_review_row row,
                           const char *code, const char *field)
{
    const size_t events = desk->scene.ledger.event_count;
    take_one(desk, actor, row);
    assert_int_equal(desk->tally.rejected, 1);
    assert_int_equal(desk->tally.taken, 0);
    assert_int_equal(desk->scene.ledger.event_count, events);
    assert_int_equal(desk->scene.ledger.review_count, 0);
    for (size_t i = 0; i < desk->list.count; i++) {
        const struct lt_diagnostic *item = &desk->list.items[i];
        if (strcmp(item->code, code) == 0 && strcmp(item->field, field) == 0) {
            assert_int_equal(item->severity, LT_REJECT);
            assert_string_equal(item->layer, "reviews 核查.csv:2");
            return;
        }
    }
    fail_msg("no %s of %s; the first is %s of %s", code, field,
             desk->list.count == 0 ? "-" : desk->list.items[0].code,
             desk->list.count == 0 ? "-" : desk->list.items[0].field);
}

static struct lt_review_row row_of(const char *id)
{
    struct lt_review_row row = nothing;
    row.case_id = id;
    row.reviewed_on = "2025-08-10";
    return row;
}

static struct lt_review_row found(const char *id, enum lt_review_result result)
{
    struct lt_review_row row = row_of(id);
    row.result = result;
    row.evidence = "照片 12";
    return row;
}

/* 属实 → 整改中 → 已整改 → 县级验收 → 市级复核 → 销号, and an orchard on that ground later is a relapse. */
static void test_the_whole_chain(void **state)
{
    (void)state;
    struct desk desk;
    desk_begin(&desk);
    struct lt_review_row row = found(A1, LT_RESULT_FOUNDED);
    row.deadline = "2025-09-15";
    row.actual_use = "葡萄园";
    take_one(&desk, LT_ACTOR_COUNTY, row);
    assert_int_equal(desk.tally.taken, 1);
    assert_case(&desk.scene, A1, "CONFIRMED UNDATED RECTIFYING open", 2000);
    assert_string_equal(case_of(&desk.scene, A1)->actual_use, "葡萄园");
    row = row_of(A1);
    row.stage = LT_STAGE_COUNTY_ACCEPTED;
    row.rectified_on = "2025-09-16"; /* a day late */
    take_one(&desk, LT_ACTOR_COUNTY, row);
    assert_case(&desk.scene, A1, "CONFIRMED UNDATED COUNTY-ACCEPTED open", 2000);
    assert_string_equal(desk.scene.ledger.events[desk.scene.ledger.event_count - 1].note,
                        "RECTIFYING > RECTIFIED-LATE > COUNTY-ACCEPTED by the county");
    row = nothing;
    row.case_id = A1;
    row.city = LT_CITY_PASSED;
    row.city_on = "2025-09-20";
    take_one(&desk, LT_ACTOR_CITY, row);
    assert_case(&desk.scene, A1, "CONFIRMED UNDATED CITY-REVIEWED open", 2000);
    row.city = LT_CITY_CLOSED;
    take_one(&desk, LT_ACTOR_CITY, row);
    assert_case(&desk.scene, A1, "CONFIRMED UNDATED CLOSED not open", 2000);
    assert_int_equal(desk.tally.closed, 1);
    assert_near(desk.tally.closed_m2, 2000, 1e-6);
    offends(&desk.scene, 0, PBF_ORCHARD, "P1", 0, 0, 5, 4);
    desk.before[desk.count++] = desk.scene.ledger; /* advancing copies */
    const struct lt_ledger kept = desk.scene.ledger;
    struct lt_error err;
    struct lt_ledger next;
    struct lt_ledger_input input = scene_input(&desk.scene, "2025H2");
    input.prior = &kept;
    assert_ok(lt_ledger_advance(&input, &next, &err));
    desk.scene.ledger = next;
    assert_case(&desk.scene, A1, "SUSPECT RELAPSED ISSUED open", 2000);
    const struct lt_balance *city = line_of_last(&desk.scene, 411700);
    assert_int_equal(city->opening_n, 3);
    assert_int_equal(city->closed_n, 1);
    assert_int_equal(city->relapsed_n, 1);
    assert_int_equal(desk.scene.ledger.review_count, 4);
    desk_end(&desk);
}

/* The county's acquittal waits for the city; until then the case is open, and a suspect. */
static void test_acquittal_waits_for_the_city(void **state)
{
    (void)state;
    static const struct {
        enum lt_review_result result;
        const char *waiting, *closed;
    } acquittals[] = {
        {LT_RESULT_NOT_FOUNDED, "SUSPECT UNDATED NOT-FOUNDED open",
         "NOT-FOUNDED UNDATED CLOSED not open"},
        {LT_RESULT_LEGAL, "SUSPECT UNDATED LEGAL open", "EXEMPT UNDATED CLOSED not open"},
    };
    for (size_t i = 0; i < 2; i++) {
        struct desk desk;
        desk_begin(&desk);
        struct lt_review_row row = found(A1, acquittals[i].result);
        row.approval = "驻自然资备〔2024〕12号";
        row.evidence =
            acquittals[i].result == LT_RESULT_LEGAL ? "" : row.evidence; /* it is its own */
        take_one(&desk, LT_ACTOR_COUNTY, row);
        assert_case(&desk.scene, A1, acquittals[i].waiting, 2000);
        row = nothing;
        row.case_id = A1;
        row.city = LT_CITY_PASSED;
        row.city_on = "2025-09-01";
        take_one(&desk, LT_ACTOR_CITY, row);
        assert_case(&desk.scene, A1, acquittals[i].closed, 2000);
        desk_end(&desk);
    }
}

/* The same rows again, in any order, are the same ledger; so is a file that nobody has filled in. */
static void test_twice_is_once(void **state)
{
    (void)state;
    struct desk desk;
    desk_begin(&desk);
    struct lt_review_row rows[4] = {found(A2, LT_RESULT_FOUNDED), found(A1, LT_RESULT_FOUNDED),
                                    nothing, found(A1, LT_RESULT_FOUNDED)};
    rows[2].case_id = B1;
    for (size_t i = 0; i < 4; i++) {
        rows[i].number = i + 2;
    }
    take(&desk, LT_ACTOR_COUNTY, rows, 4);
    assert_int_equal(desk.tally.taken, 2);
    assert_int_equal(desk.tally.already, 1);
    assert_int_equal(desk.tally.empty, 1);
    const size_t events = desk.scene.ledger.event_count;
    char digest[65];
    memcpy(digest, desk.tally.digest, sizeof digest);
    take(&desk, LT_ACTOR_COUNTY, rows, 4);
    assert_int_equal(desk.tally.taken, 0);
    assert_int_equal(desk.tally.already, 3);
    assert_int_equal(desk.tally.rejected, 0);
    assert_int_equal(desk.scene.ledger.event_count, events);
    desk_end(&desk);
    /* the order of rows does not matter */
    desk_begin(&desk);
    const struct lt_review_row turned[2] = {rows[1], rows[0]};
    take(&desk, LT_ACTOR_COUNTY, turned, 2);
    assert_string_equal(desk.tally.digest, digest);
    desk_end(&desk);
}

static void test_impossible_rows(void **state)
{
    (void)state;
    struct desk desk;
    struct lt_review_row row;
    desk_begin(&desk);
    assert_refused(&desk, LT_ACTOR_COUNTY, found("411702-2025H1-0'; --", LT_RESULT_FOUNDED),
                   "review.unknown_case", "AJBH");
    assert_refused(&desk, LT_ACTOR_COUNTY, found("", LT_RESULT_FOUNDED), "review.no_case", "AJBH");
    row = row_of(A1);
    row.stage = LT_STAGE_COUNTY_ACCEPTED; /* nobody has said that it is founded */
    row.rectified_on = "2025-08-09";
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.transition", "CLJD");
    row = found(A1, LT_RESULT_NOT_FOUNDED);
    row.city = LT_CITY_PASSED; /* by the county */
    row.city_on = "2025-08-11";
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.transition", "CLJD");
    row = found(A1, LT_RESULT_FOUNDED);
    row.reviewed_on = "2025-10-01"; /* tomorrow */
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.date", "HCRQ");
    row.reviewed_on = "2024-12-31"; /* before the case */
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.date", "HCRQ");
    row.reviewed_on = "";
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.missing", "HCRQ");
    assert_refused(&desk, LT_ACTOR_COUNTY, found(A1, LT_RESULT_LEGAL), "review.missing", "HCPZWH");
    row = found(A1, LT_RESULT_NOT_FOUNDED);
    row.evidence = "";
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.missing", "JZCL");
    row = found(A1, LT_RESULT_FOUNDED);
    row.stage = LT_STAGE_RECTIFYING;
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.missing", "ZGQX");
    row.deadline = "2025-08-09"; /* before the review */
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.date", "ZGQX");
    row = found(A1, LT_RESULT_FOUNDED);
    row.shape = scene_box(&desk.scene, 20, 0, 5, 4); /* the polygon of another case */
    assert_refused(&desk, LT_ACTOR_COUNTY, row, "review.elsewhere", "geometry");
    desk_end(&desk);
}

/* Closing needs evidence, from whoever has named it first. */
static void test_no_closing_without_evidence(void **state)
{
    (void)state;
    struct desk desk;
    desk_begin(&desk);
    struct lt_review_row row = found(A1, LT_RESULT_FOUNDED);
    row.evidence = "";
    row.stage = LT_STAGE_COUNTY_ACCEPTED;
    row.rectified_on = "2025-08-09";
    row.city = LT_CITY_CLOSED;
    row.city_on = "2025-08-12";
    assert_refused(&desk, LT_ACTOR_CITY, row, "review.missing", "JZCL");
    row.evidence = "验收单 3";
    take_one(&desk, LT_ACTOR_CITY, row);
    assert_case(&desk.scene, A1, "CONFIRMED UNDATED CLOSED not open", 2000);
    assert_int_equal(told(&desk.scene, A1, "closed"), 1);
    row.city_on = "2025-08-13";
    take_one(&desk, LT_ACTOR_CITY, row); /* no word more about a closed case */
    assert_string_equal(desk.list.items[0].code, "review.not_open");
    desk_end(&desk);
}

/* Two reviewers: rows of one file that differ are both left out; a later file may correct, with a later day. */
static void test_conflicts_are_told(void **state)
{
    (void)state;
    struct desk desk;
    desk_begin(&desk);
    struct lt_review_row rows[3] = {found(A1, LT_RESULT_FOUNDED), found(A2, LT_RESULT_FOUNDED),
                                    found(A1, LT_RESULT_NOT_FOUNDED)};
    for (size_t i = 0; i < 3; i++) {
        rows[i].number = i + 2;
    }
    take(&desk, LT_ACTOR_COUNTY, rows, 3);
    assert_int_equal(desk.tally.taken, 1);
    assert_int_equal(desk.tally.rejected, 2);
    assert_string_equal(desk.list.items[0].code, "review.conflict");
    assert_string_equal(desk.list.items[0].found, "row 4 says something else of the case");
    assert_case(&desk.scene, A1, "SUSPECT UNDATED ISSUED open", 2000);
    take_one(&desk, LT_ACTOR_COUNTY, found(A2, LT_RESULT_NOT_FOUNDED));
    assert_string_equal(desk.list.items[0].code, "review.contradicts");
    assert_case(&desk.scene, A2, "CONFIRMED UNDATED FOUNDED open", 2000);
    struct lt_review_row later = found(A2, LT_RESULT_NOT_FOUNDED);
    later.reviewed_on = "2025-08-11";
    take_one(&desk, LT_ACTOR_COUNTY, later);
    assert_case(&desk.scene, A2, "SUSPECT UNDATED NOT-FOUNDED open", 2000);
    desk_end(&desk);
}

/* A lost id is found again by the polygon, when it is that of one case. */
static void test_lost_id(void **state)
{
    (void)state;
    struct desk desk;
    desk_begin(&desk);
    struct lt_review_row row = found("", LT_RESULT_FOUNDED);
    row.shape = scene_box(&desk.scene, 20, 0, 5, 4);
    take_one(&desk, LT_ACTOR_COUNTY, row);
    assert_case(&desk.scene, A2, "CONFIRMED UNDATED FOUNDED open", 2000);
    row.shape = scene_box(&desk.scene, 40, 0, 2.5, 4); /* half of B1 */
    take_one(&desk, LT_ACTOR_COUNTY, row);
    assert_string_equal(desk.list.items[0].code, "review.no_case");
    assert_case(&desk.scene, B1, "SUSPECT UNDATED ISSUED open", 2000);
    desk_end(&desk);
}

/* A2 lies at x 200 … 250, y 0 … 40. A photograph may be up to 100 m away; what does not fit is kept and marked. */
static void test_photographs(void **state)
{
    (void)state;
    static const struct {
        const char *digest, *day;
        bool position;
        double x, y;
        enum lt_photo_place place;
        enum lt_photo_day fits;
        double distance;
        const char *told; /* the code of the warning; NULL none */
    } cases[] = {
        {"a", "2025-08-10", true, 225, 20, LT_PHOTO_AT_CASE, LT_PHOTO_DAY_FITS, 0, NULL},
        {"b", "2025-01-01", true, 350, 20, LT_PHOTO_AT_CASE, LT_PHOTO_DAY_FITS, 100, NULL},
        {"c", "2025-09-30", true, 280, 80, LT_PHOTO_AT_CASE, LT_PHOTO_DAY_FITS, 50, NULL},
        {"d", "2025-08-10", true, 350.5, 20, LT_PHOTO_ELSEWHERE, LT_PHOTO_DAY_FITS, 100.5,
         "photo.elsewhere"},
        {"e", "2025-08-10", false, 0, 0, LT_PHOTO_NO_POSITION, LT_PHOTO_DAY_FITS, -1,
         "photo.no_position"},
        {"f", "", true, 225, 20, LT_PHOTO_AT_CASE, LT_PHOTO_NO_DAY, 0, "photo.no_day"},
        {"g", "2024-12-31", true, 225, 20, LT_PHOTO_AT_CASE, LT_PHOTO_DAY_EARLY, 0, "photo.day"},
        {"h", "2025-10-01", true, 225, 20, LT_PHOTO_AT_CASE, LT_PHOTO_DAY_LATE, 0, "photo.day"},
    };
    enum { COUNT = sizeof cases / sizeof *cases };
    struct desk desk;
    struct lt_error err;
    struct lt_ledger next;
    struct lt_review_photo photos[COUNT + 3];
    desk_begin(&desk);
    for (size_t i = 0; i < COUNT; i++) {
        photos[i] = (struct lt_review_photo){.case_id = A2,
                                             .name = "p.jpg",
                                             .has_position = cases[i].position,
                                             .at = {cases[i].x, cases[i].y},
                                             .unit_x_m = 1,
                                             .unit_y_m = 1};
        snprintf(photos[i].sha256, sizeof photos[i].sha256, "%s", cases[i].digest);
        snprintf(photos[i].taken_on, sizeof photos[i].taken_on, "%s", cases[i].day);
    }
    photos[COUNT] = photos[COUNT - 1]; /* the same file twice */
    photos[COUNT + 1] = photos[0];     /* the same picture for another county's case */
    photos[COUNT + 1].case_id = B1;
    photos[COUNT + 2] = photos[0];
    photos[COUNT + 2].case_id = "411702-2025H1-00099";
    struct lt_review_input input = {.ledger = &desk.scene.ledger,
                                    .actor = LT_ACTOR_COUNTY,
                                    .today = "2025-09-30",
                                    .file = "核查.csv",
                                    .photos = photos,
                                    .photo_count = COUNT + 3,
                                    .photo_distance_m = 100};
    assert_ok(lt_review_apply(&input, &desk.list, &next, &desk.tally, &err));
    desk.before[desk.count++] = desk.scene.ledger;
    desk.scene.ledger = next;
    assert_int_equal(desk.tally.photos_taken, COUNT + 1);
    assert_int_equal(desk.tally.photos_already, 1);
    assert_int_equal(next.photo_count, COUNT + 1);
    size_t told = 0;
    for (size_t i = 0; i < COUNT; i++) {
        const struct lt_photo *one = &next.photos[i];
        assert_string_equal(one->case_id, A2);
        assert_int_equal(one->sequence, i + 1);
        assert_int_equal(one->place, cases[i].place);
        assert_int_equal(one->day, cases[i].fits);
        assert_near(one->distance_m, cases[i].distance, 1e-9);
        while (told < desk.list.count && strcmp(desk.list.items[told].code, "photo.reused") == 0) {
            told++;
        }
        if (cases[i].told != NULL) {
            assert_string_equal(desk.list.items[told++].code, cases[i].told);
        }
    }
    assert_int_equal(next.photos[COUNT].place, LT_PHOTO_ELSEWHERE); /* of B1 */
    assert_string_equal(desk.list.items[desk.list.count - 1].code, "photo.no_case");
    assert_int_equal(desk.list.count_of[LT_REJECT], 0);

    /* the same once more is nothing, and a later half-year keeps them */
    struct lt_ledger again;
    input.ledger = &desk.scene.ledger;
    assert_ok(lt_review_apply(&input, &desk.list, &again, &desk.tally, &err));
    assert_int_equal(desk.tally.photos_taken, 0);
    assert_int_equal(again.photo_count, COUNT + 1);
    lt_ledger_finish(&again);
    /* a photograph at the case is evidence, one elsewhere is none */
    struct lt_review_row rows[2] = {found(A2, LT_RESULT_NOT_FOUNDED),
                                    found(B1, LT_RESULT_NOT_FOUNDED)};
    rows[0].evidence = rows[1].evidence = "";
    take(&desk, LT_ACTOR_COUNTY, rows, 2);
    assert_int_equal(desk.tally.taken, 1);
    assert_case(&desk.scene, A2, "SUSPECT UNDATED NOT-FOUNDED open", 2000);
    assert_case(&desk.scene, B1, "SUSPECT UNDATED ISSUED open", 2000);
    offends(&desk.scene, 0, PBF_ORCHARD, "P2", 20, 0, 5, 4);
    close_period(&desk.scene, "2025H2");
    assert_int_equal(desk.scene.ledger.photo_count, COUNT + 1);
    assert_string_equal(desk.scene.ledger.photos[6].taken_on, "2024-12-31");
    desk_end(&desk);
}

/* Walked over for each of them, the rows of one picture would take hours. */
static void test_one_picture_in_many_rows(void **state)
{
    (void)state;
    enum { ROWS = 300000 };
    struct desk desk;
    struct lt_error err;
    struct lt_ledger next;
    char(*ids)[32] = calloc(ROWS, sizeof *ids);
    struct lt_review_photo *photos = calloc(ROWS + 2, sizeof *photos);
    assert_non_null(ids);
    assert_non_null(photos);
    desk_begin(&desk);
    for (size_t i = 0; i < ROWS + 2; i++) {
        photos[i] = (struct lt_review_photo){.case_id = i == 0 ? A2 : "",
                                             .name = "p.jpg",
                                             .sha256 = "a",
                                             .taken_on = "2025-08-10",
                                             .has_position = true,
                                             .at = {225, 20},
                                             .unit_x_m = 1,
                                             .unit_y_m = 1};
        if (i > 1) {
            snprintf(ids[i - 2], sizeof ids[i - 2], "c%06zu", i - 2);
            photos[i].case_id = ids[i - 2];
        }
    }
    const struct lt_review_input input = {.ledger = &desk.scene.ledger,
                                          .actor = LT_ACTOR_COUNTY,
                                          .today = "2025-09-30",
                                          .file = "核查.csv",
                                          .photos = photos,
                                          .photo_count = ROWS + 2,
                                          .photo_distance_m = 100};
    alarm(60);
    assert_ok(lt_review_apply(&input, &desk.list, &next, &desk.tally, &err));
    alarm(0);
    desk.before[desk.count++] = desk.scene.ledger;
    desk.scene.ledger = next;
    assert_int_equal(desk.tally.photos_taken, 1);
    assert_string_equal(desk.list.items[0].code, "photo.reused");
    assert_string_equal(desk.list.items[0].found, "c000000");
    assert_string_equal(desk.list.items[1].code,
                        "photo.no_case"); /* that without an id is not told */
    assert_string_equal(desk.list.items[1].feature, "c000000");
    assert_int_equal(desk.list.count, LT_LISTED + 1);
    assert_string_equal(desk.list.items[LT_LISTED].code, "file.more");
    assert_string_equal(desk.list.items[LT_LISTED].found, "299001 more faults");
    desk_end(&desk);
    free(photos);
    free(ids);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_whole_chain),
        cmocka_unit_test(test_acquittal_waits_for_the_city),
        cmocka_unit_test(test_twice_is_once),
        cmocka_unit_test(test_impossible_rows),
        cmocka_unit_test(test_no_closing_without_evidence),
        cmocka_unit_test(test_conflicts_are_told),
        cmocka_unit_test(test_lost_id),
        cmocka_unit_test(test_photographs),
        cmocka_unit_test(test_one_picture_in_many_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
