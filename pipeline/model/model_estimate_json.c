#include "liangtian/accuracy.h"
#include "liangtian/seasons.h"
#include "support/json.h"

void lt_interval_json(struct lt_json *json, const char *name, struct lt_interval interval)
{
    lt_json_range(json, name, interval.low, interval.high);
}

void lt_estimate_json(struct lt_json *json, const char *name, const struct lt_estimate *estimate)
{
    lt_json_begin(json, name, '{');
    lt_json_number(json, "value", estimate->value);
    lt_json_number(json, "se", estimate->se);
    lt_json_range(json, "two_sided_95", estimate->low, estimate->high);
    lt_json_range(json, "one_sided_95", estimate->lower, estimate->upper);
    lt_json_whole(json, "points", estimate->points);
    lt_json_truth(json, "synthetic", estimate->synthetic);
    lt_json_end(json, '}');
}
