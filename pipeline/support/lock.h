/* One lock with one condition, for what threads share in the stages, which see no threads themselves. */
#ifndef LT_SUPPORT_LOCK_H
#define LT_SUPPORT_LOCK_H

#include "liangtian/status.h"

struct lt_lock;
enum lt_status lt_lock_create(struct lt_lock **ret_lock, struct lt_error *err);
void lt_lock_destroy(struct lt_lock *lock); /* NULL-safe */
void lt_lock_enter(struct lt_lock *lock);
void lt_lock_leave(struct lt_lock *lock);
/* Inside: lets others in until one of them wakes all; look again at what was waited for. */
void lt_lock_wait(struct lt_lock *lock);
void lt_lock_wake(struct lt_lock *lock);

#endif
