/* Reviews taken into the ledger of a half-year that is published. Private to run/. */
#ifndef LT_RUN_REVIEW_H
#define LT_RUN_REVIEW_H

#include "liangtian/review.h"
#include "run/run_session.h"

struct lt_review_taken {
    struct lt_ledger before; /* as it is published */
    struct lt_ledger ledger; /* borrows from it */
    struct lt_review_tally tally;
    char content[65]; /* names what it holds */
};
/* Reads the file, an input of the session, and the published ledger, and takes every row that can be taken. `diagnostics`
 * NULL: they were told before, and so was session->looked: LT_E_INPUT when what is taken now is not what was told. In a
 * child: it opens the file. */
enum lt_status lt_review_take(struct lt_session *session, struct lt_arena *arena,
                              const struct lt_layer_schema *schema,
                              struct lt_diagnostics *diagnostics, struct lt_review_taken *ret_taken,
                              struct lt_error *err);
/* Reviews make a new generation of the same half-year, by the same rules: LT_E_INPUT says what is not as it was published
 * with, and what to do. A half-year that is published in the other language is gone on in that. */
enum lt_status lt_review_refuse_other(struct lt_session *session, struct lt_error *err);
void lt_review_taken_finish(struct lt_review_taken *taken);

#endif
