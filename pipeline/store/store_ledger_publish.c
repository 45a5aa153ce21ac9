/* A ledger that came as text becomes a generation: no files of half-years but a note that says so. */
#include <string.h>

#include "store/store_layout.h"
#include "store/store_publication_work.h"
#include "support/arena.h"
#include "support/digest.h"
#include "support/files.h"
#include "support/parallel.h"

static const char note[] =
    "本期成果文件不在此处：台账由文本导入，依据见台账。请从其后一期继续运行。\n"
    "The files of this half-year are not here: the ledger was imported from its text. Go on with "
    "the half-year after it.\n";

static enum lt_status refuse_present(const char *output_dir, struct lt_arena *arena,
                                     struct lt_error *err)
{
    struct lt_generation current;
    const enum lt_status status = lt_generation_current(output_dir, arena, &current, err);
    return status != LT_OK || current.id[0] == '\0'
               ? status
               : lt_fail(err, LT_E_INPUT,
                         "'%s' holds a ledger already; --replace puts this one in its place",
                         output_dir);
}

static enum lt_status write_files(struct lt_publication *p, const struct lt_ledger_arrival *arrival,
                                  bool *ret_same_bytes, struct lt_error *err)
{
    enum lt_status status;
    char hex[LT_DIGEST_TEXT];
    const struct lt_ledger_text *text = arrival->text;
    const char *ledger_path = lt_path_join(p->arena, p->folder, LAYOUT_LEDGER);
    const char *note_path = lt_path_join(p->arena, p->period_folder, LAYOUT_IMPORTED);
    if (ledger_path == NULL || note_path == NULL) {
        return lt_fail_memory(err, "a path");
    }
    LT_TRY(lt_ledger_write(ledger_path, arrival->ledger, text->published_at, arrival->secret, err));
    LT_TRY(lt_digest_file(ledger_path, NULL, hex, err));
    LT_TRY(lt_file_write(note_path, note, sizeof note - 1, err));
    LT_TRY(arrival->write_beside(arrival->context, p, arrival->ledger, err));
    *ret_same_bytes = strcmp(hex, text->ledger_sha256) == 0;
out:
    return status;
}

enum lt_status lt_ledger_publish(const char *output_dir, const struct lt_ledger_arrival *arrival,
                                 bool *ret_same_bytes, struct lt_error *err)
{
    enum lt_status status;
    struct lt_arena *arena = NULL;
    struct lt_publication *p = NULL;
    const struct lt_ledger_text *text = arrival->text;
    struct lt_report_input input = {.role = "ledger text", .name = lt_path_name(arrival->path)};
    const struct lt_report_model model = {.published_at = text->published_at,
                                          .program_version = LT_VERSION,
                                          .inputs = &input,
                                          .input_count = 1};
    LT_TRY(lt_arena_create(&arena, err));
    LT_TRY(arrival->replace ? LT_OK : refuse_present(output_dir, arena, err));
    LT_TRY(lt_digest_file(arrival->path, &input.bytes, input.sha256, err));
    LT_TRY(lt_publication_begin(output_dir, NULL, text->period, &p, err));
    p->imported_base = text->base;
    LT_TRY(write_files(p, arrival, ret_same_bytes, err));
    LT_TRY(lt_publication_commit(p, &model, text->content, lt_processors(), err));
    p = NULL;
out:
    lt_publication_abandon(p);
    lt_arena_destroy(arena);
    return status;
}
