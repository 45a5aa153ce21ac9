/* One county between half-years: the same stages, beside what is published. Private to run/. All of these do nothing in
 * a half-yearly run. */
#ifndef LT_RUN_INTERIM_H
#define LT_RUN_INTERIM_H

#include "run/run_session.h"

/* Where the result lies, and whether it is there already. */
enum lt_status lt_interim_find(struct lt_session *session, struct lt_error *err);
/* Leaves the county alone in the plan; LT_E_INPUT when there is none of its code. */
enum lt_status lt_interim_choose_unit(struct lt_session *session, struct lt_error *err);
/* Takes all but the county out of the prior ledger, in place; its lines become the city's. */
void lt_interim_restrict(const struct lt_session *session, struct lt_ledger *ledger);
/* Cases that begin here get numbers that no half-year gives: 411702-2026H2-I00001. */
void lt_interim_number(const struct lt_session *session, struct lt_ledger *ledger);
/* Takes the city's own statements out: one county says nothing of them. */
void lt_interim_floors(const struct lt_session *session, struct lt_floor *floors, size_t *count);
/* grave.txt, and the notice in summary and report. */
enum lt_status lt_interim_write_notices(struct lt_session *session,
                                        const struct lt_report_model *model, const char *folder,
                                        struct lt_error *err);
/* The list of grave cases on stdout. */
enum lt_status lt_interim_tell(struct lt_session *session, struct lt_error *err);

/* --- for those who look from outside a session --- */

/* What keeps its working files apart, for lt_session_open. */
enum { LT_INTERIM_PURPOSE = 32 };
void lt_interim_purpose(uint32_t unit, char ret_purpose[LT_INTERIM_PURPOSE]);
/* <work>/interim-<county>-<half-year>: its working files. NULL when memory is out. */
const char *lt_interim_work(const struct lt_config *config, uint32_t unit, lt_period period,
                            struct lt_arena *arena);
/* The folder whose lock keeps interim runs apart. NULL when memory is out. */
const char *lt_interim_lock_folder(const struct lt_config *config, struct lt_arena *arena);
/* Is it the name of such a folder, and of whose? */
bool lt_interim_read_work(const char *name, uint32_t *ret_unit, lt_period *ret_period);
/* How many grave cases a result lists; not known where the list of the profile public went with the work folder. LT_E_IO
 * when the list of another profile is gone. */
enum lt_status lt_interim_grave(const struct lt_config *config,
                                const struct lt_interim_result *result, struct lt_arena *arena,
                                uint64_t *ret_count, bool *ret_known, struct lt_error *err);

#endif
