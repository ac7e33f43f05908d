// SPDX-License-Identifier: GPL-2.0
/* The rules of sample_inject, whose first comment describes them. */

#include <ctype.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include "calls.h"
#include "dynsc.h"
#include "libdynsc/memory.h"
#include "rules.h"

#define MAX_ERROR	4095
#define MAX_GLOB	255
#define MILLION		1000000

struct rule {
	char *calls;
	const char *path;
	unsigned long values[RULE_SEED + 1];
	bool given[RULE_SEED + 1];
};

/* As sample_inject has them. */
static const char * const words[] = {
	[RULE_ERROR] = "error", [RULE_DELAY] = "delay", [RULE_SIGNAL] = "signal",
	[RULE_SKIP] = "skip", [RULE_EVERY] = "every", [RULE_PROBABILITY] = "probability",
	[RULE_TIMES] = "times", [RULE_SEED] = "seed",
};

/* The last one is that of the options to come. */
static struct rule *rules;
static size_t count;
static bool orphan;

bool rules_calls(char *names)
{
	rules = dynsc_must_grow(rules, count, sizeof(*rules));
	rules[count++] = (struct rule){ .calls = names };
	return true;
}

const char *rules_error(int number)
{
	return number > 0 && number <= MAX_ERROR ? strerrorname_np(number) : NULL;
}

const char *rules_signal(int number)
{
	return number > 0 && number < NSIG ? sigabbrev_np(number) : NULL;
}

static bool parse_error(const char *text, unsigned long *value)
{
	for (*value = 1; *value <= MAX_ERROR; (*value)++)
		if (rules_error(*value) && !strcmp(rules_error(*value), text))
			return true;
	return false;
}

static bool parse_signal(const char *text, unsigned long *value)
{
	if (all_digits(text))
		return parse_number(text, value) && *value && *value < NSIG;
	text += 3 * !strncmp(text, "SIG", 3);
	for (*value = 1; *value < NSIG; (*value)++)
		if (rules_signal(*value) && !strcmp(rules_signal(*value), text))
			return true;
	return false;
}

/* A decimal number below the highest that sample_inject takes. */
static bool parse_count(const char *text, unsigned long least, unsigned long *value)
{
	char *end;

	if (!all_digits(text))
		return false;
	errno = 0;
	*value = strtoul(text, &end, 10);
	return !errno && *value >= least && *value <= INT64_MAX;
}

/* 5ms: in nanoseconds */
static bool parse_time(const char *text, unsigned long *value)
{
	static const struct {
		const char *name;
		unsigned long ns;
	} units[] = { { "ns", 1 }, { "us", 1000 }, { "ms", MILLION }, { "s", 1000 * MILLION } };
	char digits[20];
	size_t n = strspn(text, "0123456789"), i;

	if (!n || n >= sizeof(digits))
		return false;
	memcpy(digits, text, n);
	digits[n] = 0;
	if (!parse_count(digits, 1, value))
		return false;
	for (i = 0; i < ARRAY_SIZE(units); i++)
		if (!strcmp(text + n, units[i].name))
			return !__builtin_mul_overflow(*value, units[i].ns, value) &&
			       *value <= INT64_MAX / 2;
	return false;
}

/* Percent, with at most four decimals: in millionths */
static bool parse_percent(const char *text, unsigned long *value)
{
	unsigned long part = 10000;
	const char *at = text;

	*value = 0;
	for (; isdigit((unsigned char)*at) && *value <= 100; at++)
		*value = 10 * *value + *at - '0';
	*value *= part;
	if (at == text)
		return false;
	if (*at == '.' && isdigit((unsigned char)at[1])) {
		for (at++; isdigit((unsigned char)*at) && part > 1; at++) {
			part /= 10;
			*value += part * (*at - '0');
		}
	}
	at += *at == '%';
	return !*at && *value && *value <= MILLION;
}

bool rules_set(int key, const char *text)
{
	struct rule *rule = count ? &rules[count - 1] : NULL;
	unsigned long value = 0;
	bool good = true;

	switch (key) {
	case RULE_ERROR:
		good = parse_error(text, &value);
		break;
	case RULE_DELAY:
		good = parse_time(text, &value);
		break;
	case RULE_SIGNAL:
		good = parse_signal(text, &value);
		break;
	case RULE_PATH:
		good = *text && strlen(text) <= MAX_GLOB;
		break;
	case RULE_PROBABILITY:
		good = parse_percent(text, &value);
		break;
	default:
		good = parse_count(text, key == RULE_EVERY || key == RULE_TIMES, &value);
	}
	if (!rule) {
		orphan = true;
		return good;
	}
	rule->given[key] = true;
	rule->values[key] = value;
	if (key == RULE_PATH)
		rule->path = text;
	return good;
}

/* What separates rules and words, and what a reader would take for an escape. */
static char *escape(const char *glob)
{
	char *text = dynsc_must(malloc(4 * strlen(glob) + 1)), *to = text;

	for (; *glob; glob++)
		to += sprintf(to, isalnum((unsigned char)*glob) || strchr("/._-*?[]!", *glob) ?
			      "%c" : "\\x%02x", (unsigned char)*glob);
	return text;
}

static void append(char **text, const char *format, const char *a, const char *b)
{
	char *more = dynsc_text(format, a, b), *old = *text;

	*text = dynsc_text("%s%s", old ?: "", more);
	free(more);
	free(old);
}

static bool add_call(char **text, const struct rule *rule, const struct call *call)
{
	char number[24], *glob;
	int key;

	snprintf(number, sizeof(number), "%d", call->nr);
	append(text, "%s:%s", call->name, number);
	for (key = RULE_ERROR; key <= RULE_SEED; key++) {
		if (!rule->given[key] || key == RULE_PATH)
			continue;
		snprintf(number, sizeof(number), "%lu", rule->values[key]);
		append(text, " %s=%s", words[key], number);
	}
	if (rule->path) {
		if (call->path == NO_PATH) {
			complain("%s has no path for --path; see \"dynsc inject --list-calls\"",
				 call->name);
			return false;
		}
		glob = escape(rule->path);
		snprintf(number, sizeof(number), "%d:", call->argument);
		append(text, call->path == PATH_FILE ? " file=%s%s" : " path=%s%s", number, glob);
		free(glob);
	}
	append(text, "%s%s", ";", "");
	return true;
}

/* A call by its name; or by its number, for one that has none here yet. */
static bool find(const char *word, struct call *call)
{
	const struct call *found = call_find(word);
	unsigned long nr;
	size_t i;

	if (found) {
		*call = *found;
		return true;
	}
	if (!all_digits(word) || !parse_number(word, &nr) || nr > 9999) {
		complain("there is no system call \"%s\"; see \"dynsc inject --list-calls\"", word);
		return false;
	}
	for (i = 0; (found = call_at(i)); i++) {
		if (found->nr == (int)nr) {
			*call = *found;
			return true;
		}
	}
	*call = (struct call){ .name = dynsc_text("nr%lu", nr), .nr = nr };
	return true;
}

static bool is_named(const char *text, const char *name)
{
	char *begin = dynsc_text(";%s:", name), *all = dynsc_text(";%s", text ?: "");
	bool found = strstr(all, begin);

	free(begin);
	free(all);
	return found;
}

static bool add_rule(char **text, struct rule *rule)
{
	const char *word;
	struct call call;
	char *rest = rule->calls;

	if (!rule->given[RULE_ERROR] && !rule->given[RULE_DELAY] && !rule->given[RULE_SIGNAL]) {
		complain("what is injected into %s? --error, --delay or --signal", rule->calls);
		return false;
	}
	if (rule->given[RULE_SEED] && !rule->given[RULE_PROBABILITY]) {
		complain("--seed without --probability means nothing");
		return false;
	}
	if (rule->given[RULE_PROBABILITY] && !rule->given[RULE_SEED]) {
		if (getrandom(&rule->values[RULE_SEED], sizeof(long), 0) < 0)
			dynsc_must(NULL);
		rule->values[RULE_SEED] %= MILLION;
		rule->given[RULE_SEED] = true;
		complain("--seed %lu repeats this for %s", rule->values[RULE_SEED], rule->calls);
	}
	while ((word = strsep(&rest, ","))) {
		if (!find(word, &call))
			return false;
		if (is_named(*text, call.name)) {
			complain("%s is named twice", call.name);
			return false;
		}
		if (rule->given[RULE_ERROR] && !strncmp(call.name, "exit", 4)) {
			complain("%s never returns, so it cannot return an error", call.name);
			return false;
		}
		if (!add_call(text, rule, &call))
			return false;
	}
	return true;
}

char *rules_text(void)
{
	char *text = NULL;
	size_t i;

	if (!count || orphan) {
		complain("%s; see \"dynsc inject --help\"", orphan ?
			 "options stand after the call that they are about" : "which call?");
		return NULL;
	}
	for (i = 0; i < count; i++)
		if (!add_rule(&text, &rules[i]))
			return NULL;
	return text;
}
