// SPDX-License-Identifier: GPL-2.0
/* stride: SR-IOV for operators.  Options, and the table of commands. */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fail.h"
#include "fs.h"

enum {
	OPT_ROOT = 256,
	OPT_FILE,
	OPT_USE,
	OPT_ONLY,
	OPT_TIMEOUT,
	OPT_INTERVAL,
	OPT_COUNT,
	OPT_SVG,
	OPT_WRITE,
	OPT_REMOVE,
	OPT_FORCE,
};

/* In sets of options. */
#define OPT(name)	(1U << (OPT_##name - OPT_ROOT))

struct command {
	const char *name;
	int (*run)(const struct request *req);
	int min, max;
	unsigned int options;	/* that only some commands have */
	const char *args, *help;
};

static const struct command commands[] = {
	{ "list", cmd_list, 0, 1, 0, "[DEV]", "PFs and VFs, and who has them" },
	{ "show", cmd_show, 0, 1, OPT(FILE), "DEV | --file DUMP [DEV]",
	  "the SR-IOV capability, decoded and checked" },
	{ "doctor", cmd_doctor, 1, 2, 0, "DEV [N]", "would N VFs work here, and if not, why" },
	{ "enable", cmd_enable, 2, 2, OPT(USE) | OPT(TIMEOUT) | OPT(FORCE),
	  "DEV N [--use host|vfio|none]", "N VFs, all or nothing" },
	{ "disable", cmd_disable, 1, 1, OPT(TIMEOUT) | OPT(FORCE), "DEV",
	  "no VFs, unless one is in use" },
	{ "bind", cmd_bind, 2, 256, OPT(TIMEOUT) | OPT(FORCE), "VF... host|vfio",
	  "give VFs to the host or to VFIO" },
	{ "guest", cmd_guest, 1, 1, OPT(ONLY), "VF [--only FORM]",
	  "what QEMU, libvirt, systemd and Kubernetes want to know" },
	{ "persist", cmd_persist, 1, 1, OPT(WRITE) | OPT(REMOVE), "DEV [--write | --remove]",
	  "the settings back after reboot" },
	{ "map", cmd_map, 0, 0, OPT(SVG), "[--svg]", "a picture of the machine" },
	{ "watch", cmd_watch, 1, 1, OPT(INTERVAL) | OPT(COUNT),
	  "DEV [--interval S] [--count N]", "rates and state, live" },
};

static const struct option options[] = {
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ "root", required_argument, NULL, OPT_ROOT },
	{ "file", required_argument, NULL, OPT_FILE },
	{ "use", required_argument, NULL, OPT_USE },
	{ "only", required_argument, NULL, OPT_ONLY },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "interval", required_argument, NULL, OPT_INTERVAL },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "svg", no_argument, NULL, OPT_SVG },
	{ "write", no_argument, NULL, OPT_WRITE },
	{ "remove", no_argument, NULL, OPT_REMOVE },
	{ "force", no_argument, NULL, OPT_FORCE },
	{ NULL, 0, NULL, 0 }
};

static int help(void)
{
	const struct command *c;

	puts("usage: stride [--json] [--root DIR] COMMAND [ARGS]\n");
	for (c = commands; c < commands + sizeof(commands) / sizeof(*commands); c++)
		printf("  %-8s %-31s %s\n", c->name, c->args, c->help);
	puts("\nDEV: 0000:01:00.0, 01:00.0 or a netdev.  VF: the same, or PF/N.  man stride");
	return EXIT_FINE;
}

/* A number of seconds or rounds, positive. */
static bool number(const char *text, double *val)
{
	char *end;

	*val = strtod(text, &end);
	return end != text && !*end && *val > 0 && *val < 1e6;
}

/* Take an option; false if its value is none. */
static bool take(struct request *req, int opt, const char *value)
{
	double count;

	switch (opt) {
	case 'j':
		req->json = true;
		return true;
	case OPT_ROOT:
		fs_set_root(value);
		return true;
	case OPT_FILE:
		req->file = value;
		return true;
	case OPT_USE:
		req->use = value;
		return true;
	case OPT_ONLY:
		req->only = value;
		return true;
	case OPT_TIMEOUT:
		return number(value, &req->timeout);
	case OPT_INTERVAL:
		return number(value, &req->interval);
	case OPT_COUNT:
		if (!number(value, &count))
			return false;
		req->count = count;
		return req->count > 0;
	case OPT_SVG:
		return req->svg = true;
	case OPT_WRITE:
		return req->write = true;
	case OPT_REMOVE:
		return req->remove = true;
	default:
		return req->force = true;
	}
}

/* An option that a command ignores would have been meant. */
static int refuse_options(const struct command *c, unsigned int given)
{
	const struct option *o;

	for (o = options; o->name; o++)
		if (o->val > OPT_ROOT && given & ~c->options & 1U << (o->val - OPT_ROOT))
			return fail(EXIT_USAGE, "see stride --help", "stride %s has no --%s",
				    c->name, o->name);
	if (!(~given & (OPT(WRITE) | OPT(REMOVE))))
		return fail(EXIT_USAGE, "say one of them",
			    "--write and --remove exclude each other");
	return 0;
}

static int run(const struct request *req, const char *name, unsigned int given)
{
	const struct command *c;
	int err;

	for (c = commands; c < commands + sizeof(commands) / sizeof(*commands); c++) {
		if (strcmp(c->name, name))
			continue;
		if (req->num < c->min || req->num > c->max)
			return fail(EXIT_USAGE, "see stride --help", "usage: stride %s %s",
				    c->name, c->args);
		err = refuse_options(c, given);
		return err ? err : c->run(req);
	}
	return fail(EXIT_USAGE, "see stride --help", "no command called %s", name);
}

/* An option that getopt does not know, or whose value lacks. */
static int refuse_option(const char *word)
{
	char letter[] = { '-', optopt, '\0' };
	bool is_letter = optopt > ' ' && optopt < 0x7f;

	return fail(EXIT_USAGE, "see stride --help", "%s: no such option, or no value",
		    is_letter ? letter : word);
}

/* What was asked, until the output. */
static int serve(int argc, char **argv)
{
	struct request req = { .timeout = 10, .interval = 1 };
	unsigned int given = 0;
	int opt;

	while ((opt = getopt_long(argc, argv, "jhV", options, NULL)) >= 0) {
		if (opt == 'h')
			return help();
		if (opt == 'V')
			return puts("stride " STRIDE_VERSION) < 0;
		if (opt == '?')
			return refuse_option(argv[optind - 1]);
		if (opt > OPT_ROOT)
			given |= 1U << (opt - OPT_ROOT);
		if (!take(&req, opt, optarg))
			return fail(EXIT_USAGE, "give a number above 0", "%s: not a number",
				    optarg);
	}
	if (optind == argc)
		return fail(EXIT_USAGE, "see stride --help", "no command given");
	req.arg = argv + optind + 1;
	req.num = argc - optind - 1;
	return run(&req, argv[optind], given);
}

/**
 * main() - the command
 * @argc: words
 * @argv: words
 *
 * Return: see &enum stride_exit.
 */
int main(int argc, char **argv)
{
	const char *root = getenv("STRIDE_ROOT");
	int opt, status;

	if (root)
		fs_set_root(root);
	/* Errors of the options themselves, too. */
	for (opt = 1; opt < argc; opt++)
		if (!strcmp(argv[opt], "--json") || !strcmp(argv[opt], "-j"))
			fail_as_json(true);
	opterr = 0;
	status = serve(argc, argv);
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	/* There is no place for JSON either. */
	fail_as_json(false);
	return fail(EXIT_NO, "make room", "the output could not be written");
}
