/* SPDX-License-Identifier: GPL-2.0 */
/* What to inject: from the words of "dynsc inject" to the rules of sample_inject. */
#ifndef DYNSC_RULES_H
#define DYNSC_RULES_H

#include <stdbool.h>

enum rule_key {
	RULE_ERROR = 1, RULE_DELAY, RULE_SIGNAL, RULE_PATH, RULE_SKIP, RULE_EVERY,
	RULE_PROBABILITY, RULE_TIMES, RULE_SEED,
};

/* CALL,...: options that follow are about these. False: complained. */
bool rules_calls(char *names);
/* False: the value is bad. */
bool rules_set(int key, const char *value);
/* The text for sample_inject, or NULL: complained. */
char *rules_text(void);
/* The names of errors and signals, by number; NULL for none. */
const char *rules_error(int number);
const char *rules_signal(int number);

#endif /* DYNSC_RULES_H */
