/* What is said of the list that is published. */
#include "run/run_lost.h"
#include "run/run_lost_list.h"
#include "support/arena.h"
#include "support/files.h"

void lt_lost_tell_settled(struct lt_session *session)
{
    const char *path =
        lt_path_join(session->arena, session->config->output_dir, "current/" LOST_LIST);
    if (session->lost_settled > 0) {
        lt_log_warning(
            &session->log, "reviews.lost_settled",
            session->config->chinese
                ? "另有 %llu 条核查结果的图斑已不在办或已不在册，仅此提示一次，记录见：%s"
                : "%llu reviews are of cases that are not open any more, or gone: said "
                  "this once, and kept in %s",
            (unsigned long long)session->lost_settled, path == NULL ? LOST_LIST : path);
    }
}

enum lt_status lt_lost_count(const char *output_dir, struct lt_arena *arena,
                             struct lt_lost *ret_lost, struct lt_error *err)
{
    enum lt_status status;
    struct lost_rows rows = {0};
    struct lt_lost lost = {0};
    LT_TRY(lost_list_read(output_dir, arena, &rows, err));
    for (size_t i = 0; i < rows.count; i++) {
        const bool waiting = rows.items[i].standing == LOST_WAITING;
        lost.waiting += waiting;
        lost.other += !waiting && !lost_is_past(rows.items[i].standing);
    }
    /* as it stays when others are published */
    lost.path = rows.count == 0 ? "" : lt_path_join(arena, output_dir, "current/" LOST_LIST);
    if (lost.path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    *ret_lost = lost;
out:
    lost_rows_finish(&rows);
    return status;
}

enum lt_status lt_lost_tell(struct lt_session *session, struct lt_error *err)
{
    struct lt_lost *const lost = &session->lost;
    const bool chinese = session->config->chinese;
    const enum lt_status status =
        lt_lost_count(session->config->output_dir, session->arena, lost, err);
    if (status == LT_OK && lost->waiting > 0) {
        lt_log_warning(
            &session->log, "reviews.lost",
            chinese ? "重新运行后，有 %llu 条核查结果不在台账中，须用原核查文件重新回填，清单：%s"
                    : "after a new run %llu reviews are not in the ledger: take their files again; "
                      "they are listed in %s",
            (unsigned long long)lost->waiting, lost->path);
    }
    if (status == LT_OK && lost->other > 0) {
        lt_log_warning(
            &session->log, "reviews.lost_other",
            chinese
                ? "另有 %llu 条核查结果的图斑编号已换或已属另一处，不可照原样回填，请逐宗核对：%s"
                : "%llu more are of cases that have another number now, or whose number is "
                  "another place's: look at each in %s",
            (unsigned long long)lost->other, lost->path);
    }
    return status;
}
