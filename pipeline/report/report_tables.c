/* The tables of what counties, operators and the city answer for, in the order of print. */
#include "report/report_parts.h"
#include "support/arena.h"

enum { TABLES_MOST = 40 };

enum lt_status lt_report_add_table(struct lt_report_model *model, const char *id,
                                   const char *clause, struct lt_report_table **ret_table,
                                   struct lt_error *err)
{
    if (model->table_count == TABLES_MOST) {
        return lt_fail(err, LT_E_BUG, "internal check failed: more tables than there is room for");
    }
    struct lt_report_table *table = &model->tables[model->table_count++];
    *table = (struct lt_report_table){.id = id, .clause = clause, .note = ""};
    *ret_table = table;
    return LT_OK;
}

enum lt_status lt_report_tables(struct lt_report_model *model, struct lt_error *err)
{
    enum lt_status status;
    model->tables = lt_arena_array(model->arena, TABLES_MOST, sizeof *model->tables);
    if (model->tables == NULL) {
        return lt_fail_memory(err, "the report");
    }
    LT_TRY(lt_report_idle(model, err));
    LT_TRY(lt_report_targets(model, err));
    LT_TRY(lt_report_sample(model, err));
    LT_TRY(lt_report_reliability(model, err));
    LT_TRY(lt_report_crops(model, err));
    LT_TRY(lt_report_assessment(model, err));
    LT_TRY(lt_report_boundary(model, err));
    LT_TRY(lt_report_lookback(model, err));
    LT_TRY(lt_report_conversion(model, err));
    LT_TRY(lt_report_states(model, err));
    LT_TRY(lt_report_handling(model, err));
    LT_TRY(lt_report_county_reports(model, err));
    LT_TRY(lt_report_feedback(model, err));
    LT_TRY(lt_report_leases(model, err));
    LT_TRY(lt_report_sensitivity(model, err));
    LT_TRY(lt_report_edges(model, err));
    LT_TRY(lt_report_mandate(model, err));
out:
    return status;
}
