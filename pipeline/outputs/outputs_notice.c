/* notice.pdf */
#include "outputs_notice.h"

#include "liangtian/outputs.h"
#include "support/arena.h"
#include "support/files.h"

static enum lt_status compose(struct lt_notice *notice, struct lt_error *err)
{
    enum lt_status status;
    LT_TRY(lt_notice_body(notice, err));
    LT_TRY(lt_notice_annexes(notice, err));
    lt_notice_end_page(notice);
    LT_TRY(lt_text_check(&notice->text, err));
    LT_TRY(lt_type_check(notice->type, err));
out:
    return status;
}

enum lt_status lt_write_notice(const struct lt_report_model *model, const char *folder,
                               struct lt_error *err)
{
    static const char *const names[] = {"notice.pdf"};
    enum lt_status status;
    const bool zh = model->config->chinese;
    /* 3号 type, 28 characters a line and 22 lines a page; English needs less */
    struct lt_notice notice = {.model = model, .size = zh ? 15.79 : 11.5, .pitch = zh ? 28.99 : 17};
    LT_TRY(lt_arena_create(&notice.arena, err));
    const char *const path = lt_path_join(notice.arena, folder, names[0]);
    if (path == NULL) {
        status = lt_fail_memory(err, "a path");
        goto out;
    }
    LT_TRY(lt_type_create(&notice.type, err));
    LT_TRY(lt_sheet_pdf(&notice.sheet, 595.28, 841.89, lt_report_title(model, notice.arena),
                        model->published_at, err));
    LT_TRY(compose(&notice, err));
    LT_TRY(lt_sheet_write(&notice.sheet, path, err));
out:
    if (status != LT_OK) {
        lt_discard(folder, names, 1);
    }
    lt_text_finish(&notice.text);
    lt_sheet_finish(&notice.sheet);
    lt_type_destroy(notice.type);
    lt_arena_destroy(notice.arena);
    return status;
}
