// SPDX-License-Identifier: GPL-2.0
/* dynsc call: makes a system call and prints what it returned. */

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "complete.h"
#include "dynsc.h"
#include "libdynsc/memory.h"

/*
 * Memory before an unmapped page, so that a system call that accesses more than
 * @size bytes gets EFAULT instead of damaging this program.
 */
static char *guarded(size_t size)
{
	size_t page = sysconf(_SC_PAGESIZE);
	size_t whole = (size + page - 1) / page * page;
	char *memory;

	memory = mmap(NULL, whole + page, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || mprotect(memory + whole, page, PROT_NONE))
		dynsc_must(NULL);
	return memory + whole - size;
}

#define ARGUMENTS	6
#define BUFFER_MAX	(16 * 1024 * 1024UL)

struct argument {
	unsigned long value;
	size_t buffer;	/* its size, if it is printed afterwards */
};

static bool parse_argument(const char *text, struct argument *a)
{
	const char *digits = text + (*text == '-' || *text == '+');
	size_t length;
	char *memory;

	*a = (struct argument){ 0 };
	if (!strncmp(text, "buf:", 4)) {
		if (!parse_number(text + 4, &a->buffer) || !a->buffer ||
		    a->buffer > BUFFER_MAX) {
			complain("\"%s\" is not buf:SIZE with a size of 1 to %lu",
				 text, BUFFER_MAX);
			return false;
		}
		a->value = (unsigned long)guarded(a->buffer);
		return true;
	}
	if (strncmp(text, "str:", 4)) {
		if (parse_number(text, &a->value))
			return true;
		if (!isdigit((unsigned char)*digits)) {
			complain("\"%s\" is not a number; write str:%s to pass a pointer to it",
				 text, text);
			return false;
		}
		complain("\"%s\" is not a number of %zu bits; write str:%s to pass it as text",
			 text, 8 * sizeof(long), text);
		return false;
	}
	text += 4;
	length = strlen(text) + 1;
	memory = guarded(length);
	memcpy(memory, text, length);
	a->value = (unsigned long)memory;
	return true;
}

/* Printable up to the first zero, and zeros after it. */
static bool is_text(const char *buffer, size_t size)
{
	size_t i = 0;

	while (i < size && (isprint((unsigned char)buffer[i]) ||
			    buffer[i] == '\n' || buffer[i] == '\t'))
		i++;
	while (i < size && !buffer[i])
		i++;
	return i == size;
}

static void print_hex_line(const unsigned char *line, size_t length)
{
	size_t i;

	for (i = 0; i < 16; i++) {
		if (i < length)
			printf(" %02x", line[i]);
		else
			fputs("   ", stdout);
	}
	fputs("  ", stdout);
	for (i = 0; i < length; i++)
		putchar(isprint(line[i]) ? line[i] : '.');
	putchar('\n');
}

/* A star stands for lines equal to the previous one. */
static void print_hex(const char *buffer, size_t size)
{
	bool starred = false;
	size_t at;

	for (at = 0; at < size; at += 16) {
		size_t length = size - at < 16 ? size - at : 16;

		if (at && length == 16 && !memcmp(buffer + at, buffer + at - 16, 16)) {
			if (!starred)
				puts("*");
			starred = true;
			continue;
		}
		starred = false;
		printf("%06zx ", at);
		print_hex_line((const unsigned char *)buffer + at, length);
	}
}

static void print_buffer(const char *buffer, size_t size)
{
	size_t length = strnlen(buffer, size);

	if (!is_text(buffer, size)) {
		print_hex(buffer, size);
		return;
	}
	fwrite(buffer, 1, length, stdout);
	if (!length || buffer[length - 1] != '\n')
		putchar('\n');
}

static void print_result(long result)
{
	if (result < 0 || result > USHRT_MAX)
		printf("%ld (0x%lx)\n", result, (unsigned long)result);
	else
		printf("%ld\n", result);
}

static void print_error(int error)
{
	const char *name = strerrorname_np(error);

	if (name)
		printf("%s (%s)\n", name, strerrordesc_np(error));
	else
		printf("error %d\n", error);
}

static int run(int argc, char **argv)
{
	struct argument a[ARGUMENTS] = { 0 };
	long nr, result;
	int i, status;

	/* For those who are used to it: nothing that follows is an option anyway. */
	if (argc > 2 && !strcmp(argv[2], "--"))
		memmove(&argv[2], &argv[3], (--argc - 1) * sizeof(*argv));
	if (argc < 2) {
		complain("which call? See \"dynsc call --help\"");
		return USAGE;
	}
	if (argc - 2 > ARGUMENTS) {
		complain("a system call has at most %d arguments", ARGUMENTS);
		return USAGE;
	}
	for (i = 2; i < argc; i++)
		if (!parse_argument(argv[i], &a[i - 2]))
			return USAGE;
	status = find_number(argv[1], &nr);
	if (status)
		return status;

	errno = 0;
	result = syscall(nr, a[0].value, a[1].value, a[2].value, a[3].value,
			 a[4].value, a[5].value);
	if (result == -1 && errno) {
		print_error(errno);
		return FAILED;
	}
	print_result(result);
	for (i = 0; i < ARGUMENTS; i++)
		if (a[i].buffer)
			print_buffer((const char *)a[i].value, a[i].buffer);
	return DONE;
}

static void complete(const struct option_row *option, int argc, char **argv)
{
	(void)option;
	(void)argv;
	if (argc < 2)
		complete_names();
	else
		puts("str:\nbuf:");
}

const struct command cmd_call = {
	.name = "call",
	.words = "NAME|NUMBER [ARGUMENT...]",
	.does = "make a system call",
	.about =
"Calls what is registered under NAME, or else the kernel's own call of this NAME,\n"
"or any NUMBER, with up to six arguments; missing ones are 0. An ARGUMENT is\n"
"\n"
"  a number   10, -2, 0x1f, 017: the register's value\n"
"  str:TEXT   passed as a pointer to TEXT\n"
"  buf:SIZE   passed as a pointer to SIZE bytes of zero. When the call has\n"
"             succeeded they are printed, as text or else in hexadecimal\n"
"\n"
"The first line of output is the result, or the error, such as\n"
"ENOSYS (Function not implemented). The buffers follow in order.\n",
	.status = "0 the call succeeded; 1 it returned an error; 2 wrong usage;\n"
"3 there is no call of that NAME, or the module is not loaded.",
	.options_first = true,
	.run = run,
	.complete = complete,
};
