/* Without a legend a value becomes a class when it is first met: no pass over the raster is needed to know them all. */
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "ingest_raster.h"
#include "liangtian/legend.h"

struct ingest_met {
    pthread_mutex_t mutex;
    unsigned count;
    uint8_t code_of_value[LT_VALUE_COUNT];
    uint16_t value_of_code[LT_CLASS_MAX]; /* written before a code is handed out, and never again */
};

enum lt_status ingest_met_create(const uint8_t *code_of_value, struct ingest_met **ret_met,
                                 struct lt_error *err)
{
    struct ingest_met *met = calloc(1, sizeof *met);
    if (met == NULL) {
        return lt_fail_memory(err, "the values of a raster");
    }
    pthread_mutex_init(&met->mutex, NULL);
    memcpy(met->code_of_value, code_of_value, LT_VALUE_COUNT);
    *ret_met = met;
    return LT_OK;
}

void ingest_met_destroy(struct ingest_met *met)
{
    if (met != NULL) {
        pthread_mutex_destroy(&met->mutex);
        free(met);
    }
}

static enum lt_status meet(struct ingest_met *met, uint16_t value, struct lt_error *err)
{
    if (met->code_of_value[value] != LT_CLASS_UNKNOWN) {
        return LT_OK;
    }
    if (met->count >= LT_CLASS_MAX) {
        met->count = LT_CLASS_MAX + 1;
        return lt_fail(err, LT_E_INPUT,
                       "more than %d different values: this is no raster of classes", LT_CLASS_MAX);
    }
    met->value_of_code[met->count] = value;
    met->code_of_value[value] = (uint8_t)met->count++;
    return LT_OK;
}

enum lt_status ingest_met_add(struct ingest_met *met, const uint16_t *values, size_t count,
                              uint8_t *code_of_value, struct lt_error *err)
{
    enum lt_status status = LT_OK;
    pthread_mutex_lock(&met->mutex);
    for (size_t i = 0; status == LT_OK && i < count; i++) {
        status = meet(met, values[i], err);
    }
    memcpy(code_of_value, met->code_of_value, LT_VALUE_COUNT);
    pthread_mutex_unlock(&met->mutex);
    return status;
}

uint16_t lt_raster_value(const struct lt_raster *raster, uint8_t code)
{
    return raster->met != NULL && code < LT_CLASS_MAX ? raster->met->value_of_code[code] : code;
}

unsigned lt_raster_value_count(const struct lt_raster *raster)
{
    return raster->met == NULL ? 0 : raster->met->count;
}
