/* What every test includes: cmocka and the assertions it lacks. */
#ifndef LT_TEST_H
#define LT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "liangtian/status.h"

/* cmocka's assert_float_equal casts to float; this one does not. */
#define assert_near(actual, expected, tolerance) \
    lt_assert_near((actual), (expected), (tolerance), #actual, __FILE__, __LINE__)
static inline void lt_assert_near(double actual, double expected, double tolerance,
                                  const char *what, const char *file, int line)
{
    if (!(fabs(actual - expected) <= tolerance)) {
        print_error("%s = %.17g, expected %.17g within %g (off by %g)\n", what, actual, expected,
                    tolerance, actual - expected);
        _fail(file, line);
    }
}

/* The call succeeds; otherwise its message is shown. Needs `struct lt_error err`. */
#define assert_ok(call)                               \
    do {                                              \
        if ((call) != LT_OK) {                        \
            print_error("%s: %s\n", #call, err.text); \
            _fail(__FILE__, __LINE__);                \
        }                                             \
    } while (0)

#endif
