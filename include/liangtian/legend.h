/* The legend: what each raster value means.
 *
 * A legend maps every value that a classified raster may hold to a class, and each class to a group that
 * the rules speak of. Class codes are small and dense (0 … count − 1, ascending by raster value), so the
 * kernel can count them in arrays. Unseen and outside have codes of their own.
 */
#ifndef LIANGTIAN_LEGEND_H
#define LIANGTIAN_LEGEND_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Groups; a rule names them as a set (bit 1u << group). */
enum lt_group {
    LT_GROUP_GRAIN,     /* 粮食作物: cereals, beans, potato and sweet potato */
    LT_GROUP_OIL,       /* 油料 */
    LT_GROUP_VEGETABLE, /* 蔬菜瓜类 */
    LT_GROUP_FORAGE,    /* 饲草饲料 */
    LT_GROUP_OTHER,     /* cotton, tobacco, medicinal herbs and other annual crops */
    LT_GROUP_MULCH,     /* film mulch and low tunnels: annual crop below, no facility */
    LT_GROUP_BARE,      /* no crop: bare, fallow, stubble */
    LT_GROUP_ORCHARD,   /* 果园, 茶园 and other perennial plantations */
    LT_GROUP_FOREST,    /* 林地 */
    LT_GROUP_NURSERY,   /* 苗木, 草皮, 绿化 */
    LT_GROUP_WATER,     /* standing water */
    LT_GROUP_FACILITY,  /* greenhouses, sheds, breeding facilities */
    LT_GROUP_HARD,      /* hardened or built ground */
    LT_GROUP_RIDGE,     /* field ridge, ditch, path resolved by the raster */
    LT_GROUP_SOIL,      /* excavation, soil taken away, plough layer destroyed */
    LT_GROUP_COUNT,
};

enum {
    LT_CLASS_MAX = 250, /* most classes in one legend */
    LT_CLASS_UNKNOWN =
        253, /* a value the legend does not list; ingest rejects it before tabulation */
    LT_CLASS_UNSEEN = 254,  /* nodata, cloud, or a value mapped to unseen */
    LT_CLASS_OUTSIDE = 255, /* beyond the raster's edge */
    LT_VALUE_COUNT = 65536, /* raster values 0 … 65535 */
};

struct lt_class {
    int32_t value; /* raster value */
    enum lt_group group;
    double grain_weight_low, grain_weight_high; /* share that is grain, 0…1; 1,1 for grain */
    const char *crop;                           /* stable key: "winter_wheat" */
    const char *name_zh, *name_en;
    uint8_t rgb[3]; /* colour on maps and in styles */
};

struct lt_legend {
    uint32_t count;
    struct lt_class *classes; /* by code */
    uint8_t *code_of_value;   /* LT_VALUE_COUNT entries: class code, UNSEEN or UNKNOWN */
    const char *id;           /* legends compare equal by id and digest */
    char digest[65];
};

/* Group of a class code; only for codes < count. */
enum lt_group lt_legend_group(const struct lt_legend *legend, uint8_t code);
const char *lt_group_name(enum lt_group group); /* "grain": the word in YAML */
const char *lt_group_title(enum lt_group group, bool chinese);
bool lt_group_parse(const char *name, enum lt_group *ret_group);

#ifdef __cplusplus
}
#endif
#endif
