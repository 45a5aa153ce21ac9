/* What people call the state of a season and the groups of the legend. */
#include "liangtian/legend.h"
#include "liangtian/seasons.h"

const char *lt_season_state_name(enum lt_season_state state)
{
    static const char *const names[] = {
        [LT_SEASON_UNSEEN] = "unseen",     [LT_SEASON_GRAIN] = "grain",
        [LT_SEASON_NONGRAIN] = "nongrain", [LT_SEASON_STRUCTURE] = "structure",
        [LT_SEASON_BARE] = "bare",         [LT_SEASON_MIXED] = "mixed",
    };
    return names[state];
}

const char *lt_season_state_title(enum lt_season_state state, bool chinese)
{
    static const char *const titles[][2] = {
        [LT_SEASON_UNSEEN] = {"未观测", "not seen"},
        [LT_SEASON_GRAIN] = {"种粮", "grain"},
        [LT_SEASON_NONGRAIN] = {"非粮作物", "other annual crops"},
        [LT_SEASON_STRUCTURE] = {"林果水面设施等", "perennials, water or structures"},
        [LT_SEASON_BARE] = {"未种", "bare"},
        [LT_SEASON_MIXED] = {"混合", "mixed"},
    };
    return titles[state][chinese ? 0 : 1];
}

const char *lt_group_title(enum lt_group group, bool chinese)
{
    static const char *const titles[LT_GROUP_COUNT][2] = {
        [LT_GROUP_GRAIN] = {"粮食", "grain"},
        [LT_GROUP_OIL] = {"油料", "oil crops"},
        [LT_GROUP_VEGETABLE] = {"蔬菜瓜类", "vegetables and melons"},
        [LT_GROUP_FORAGE] = {"饲草饲料", "forage"},
        [LT_GROUP_OTHER] = {"其他一年生作物", "other annual crops"},
        [LT_GROUP_MULCH] = {"地膜小拱棚", "film mulch, low tunnels"},
        [LT_GROUP_BARE] = {"未种", "bare"},
        [LT_GROUP_ORCHARD] = {"园地", "orchards"},
        [LT_GROUP_FOREST] = {"林地", "forest"},
        [LT_GROUP_NURSERY] = {"苗木草皮", "nurseries, turf"},
        [LT_GROUP_WATER] = {"水面", "water"},
        [LT_GROUP_FACILITY] = {"设施", "facilities"},
        [LT_GROUP_HARD] = {"硬化地面", "hard ground"},
        [LT_GROUP_RIDGE] = {"田埂沟渠", "ridges, ditches"},
        [LT_GROUP_SOIL] = {"取土动土", "excavation"},
    };
    return titles[group][chinese ? 0 : 1];
}
