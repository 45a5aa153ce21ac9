/* The state machine of a case's handling: every allowed transition and who may make it, in one table. */
#include "liangtian/ledger.h"

/* R the run, C the county, Y the city. What the county may report, the city may too. */
#define R LT_ACTOR_RUN
#define CY (LT_ACTOR_COUNTY | LT_ACTOR_CITY)
#define Y LT_ACTOR_CITY
#define TO(handling, actors) [LT_HANDLING_##handling] = (actors)

/* The run leaves every handling as it is (the diagonal), takes open cases into others (ENDED), or under an approval
 * (NONE). Rows are what a case has, columns what it gets. */
#define KEEP(handling) TO(handling, R)
#define OPEN(handling) KEEP(handling), TO(NONE, R), TO(ENDED, R)

static const unsigned char table[LT_HANDLING_COUNT][LT_HANDLING_COUNT] = {
    [LT_HANDLING_ISSUED] = {OPEN(ISSUED), TO(CHECKING, CY), TO(FOUNDED, CY), TO(NOT_FOUNDED, CY),
                            TO(LEGAL, CY), TO(RECTIFIED_PROPOSED, R)},
    [LT_HANDLING_CHECKING] = {OPEN(CHECKING), TO(FOUNDED, CY), TO(NOT_FOUNDED, CY), TO(LEGAL, CY)},
    [LT_HANDLING_FOUNDED] = {OPEN(FOUNDED), TO(NOT_FOUNDED, CY), TO(LEGAL, CY), TO(RECTIFYING, CY),
                             TO(EXIT_PLANNED, CY), TO(RECTIFIED, CY), TO(RECTIFIED_LATE, CY)},
    /* what the county thinks of it the city confirms or returns; the county may correct itself */
    [LT_HANDLING_NOT_FOUNDED] = {OPEN(NOT_FOUNDED), TO(FOUNDED, CY), TO(LEGAL, CY),
                                 TO(CITY_REVIEWED, Y), TO(RETURNED, Y)},
    [LT_HANDLING_LEGAL] = {OPEN(LEGAL), TO(FOUNDED, CY), TO(NOT_FOUNDED, CY), TO(CITY_REVIEWED, Y),
                           TO(RETURNED, Y)},
    /* a new deadline, once one is given, is the city's; the run sees it pass */
    [LT_HANDLING_RECTIFYING] = {KEEP(RECTIFYING) | Y, TO(NONE, R), TO(ENDED, R), TO(OVERDUE, R),
                                TO(EXIT_PLANNED, Y), TO(RECTIFIED, CY), TO(RECTIFIED_LATE, CY)},
    [LT_HANDLING_OVERDUE] = {OPEN(OVERDUE), TO(RECTIFYING, Y), TO(EXIT_PLANNED, Y),
                             TO(RECTIFIED, CY), TO(RECTIFIED_LATE, CY)},
    [LT_HANDLING_EXIT_PLANNED] = {KEEP(EXIT_PLANNED) | Y, TO(NONE, R), TO(ENDED, R), TO(OVERDUE, R),
                                  TO(RECTIFYING, CY), TO(RECTIFIED, CY), TO(RECTIFIED_LATE, CY)},
    [LT_HANDLING_RECTIFIED_PROPOSED] = {OPEN(RECTIFIED_PROPOSED), TO(ISSUED, R), TO(CHECKING, CY),
                                        TO(FOUNDED, CY), TO(NOT_FOUNDED, CY), TO(LEGAL, CY)},
    [LT_HANDLING_RECTIFIED] = {OPEN(RECTIFIED), TO(COUNTY_ACCEPTED, CY), TO(RETURNED, R | CY)},
    [LT_HANDLING_RECTIFIED_LATE] = {OPEN(RECTIFIED_LATE), TO(COUNTY_ACCEPTED, CY),
                                    TO(RETURNED, R | CY)},
    [LT_HANDLING_COUNTY_ACCEPTED] = {OPEN(COUNTY_ACCEPTED), TO(CITY_REVIEWED, Y),
                                     TO(RETURNED, R | Y)},
    [LT_HANDLING_CITY_REVIEWED] = {OPEN(CITY_REVIEWED), TO(CLOSED, Y), TO(RETURNED, R | Y)},
    [LT_HANDLING_RETURNED] = {OPEN(RETURNED), TO(CHECKING, CY), TO(FOUNDED, CY),
                              TO(NOT_FOUNDED, CY), TO(LEGAL, CY), TO(RECTIFYING, CY),
                              TO(EXIT_PLANNED, CY), TO(RECTIFIED, CY), TO(RECTIFIED_LATE, CY)},
    [LT_HANDLING_CLOSED] = {KEEP(CLOSED), TO(ISSUED, R)}, /* relapsed */
    [LT_HANDLING_ENDED] = {KEEP(ENDED)},
    [LT_HANDLING_NONE] = {KEEP(NONE), TO(ISSUED, R), TO(ENDED, R)},
};

unsigned lt_case_may(enum lt_case_handling from, enum lt_case_handling to)
{
    return table[from][to];
}

bool lt_case_handling_is_open(enum lt_case_handling handling)
{
    return handling < LT_HANDLING_CLOSED;
}

enum lt_case_state lt_case_state_of(const struct lt_case *one)
{
    if (one->handling != LT_HANDLING_NONE) {
        return LT_STATE_HANDLING + (unsigned)one->handling;
    }
    return one->finding == LT_FINDING_EXEMPT ? LT_STATE_EXEMPT : LT_STATE_UNPROVEN;
}
