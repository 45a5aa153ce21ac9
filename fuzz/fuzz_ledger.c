/* A file that claims to be a ledger: read whole, looked into, and checked as `verify` does. */
#include "fuzz.h"
#include "liangtian/store.h"

static void one(const uint8_t *data, size_t size)
{
    struct fuzz_run run;
    struct lt_ledger ledger = {0}, found = {0};
    fuzz_begin(&run);
    const char *path = fuzz_file("ledger.gpkg", data, size);
    enum lt_status status = lt_ledger_read(path, &ledger, &run.err);
    fuzz_check(&run, status);
    if (status == LT_OK) {
        struct lt_error err = {0};
        /* anything may be wrong with its figures: that is for it to say, also as a bug of who wrote it */
        status = lt_ledger_verify(&ledger, &err);
        FUZZ_REQUIRE(status == LT_OK || err.text[0] != '\0');
        lt_ledger_finish(&ledger);
    }
    const struct lt_ledger_wanted wanted = {
        .case_id = "411702-2025H1-0000001", .parcel_id = "411702000000000123", .unit = 411702};
    run.err = (struct lt_error){0};
    status = lt_ledger_find(path, &wanted, &found, &run.err);
    fuzz_check(&run, status);
    if (status == LT_OK) {
        lt_ledger_finish(&found);
    }
    fuzz_end(&run);
}
const struct fuzz_target fuzz_ledger = {"ledger", NULL, one};
