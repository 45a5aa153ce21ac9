/* The ledger as text: what both directions share. */
#ifndef LT_STORE_LEDGER_TEXT_H
#define LT_STORE_LEDGER_TEXT_H

#define LEDGER_TEXT_NAME "liangtian ledger"
/* A line ends with its digest: `,"sha256":"…"}` behind what is digested. */
#define LEDGER_TEXT_SEAL ",\"sha256\":\""
#define LEDGER_TEXT_CLOSE "\"}"

enum { LEDGER_TEXT_FORMAT = 1 };

#endif
