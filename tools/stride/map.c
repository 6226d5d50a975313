// SPDX-License-Identifier: GPL-2.0
/* stride map: root port, PF, VFs, IOMMU groups and holders, as text or as a picture. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "holder.h"
#include "object.h"
#include "pf.h"
#include "text.h"

#define MAP_ROW		26
#define MAP_TEXT	128
#define MAP_CHAR	7.3	/* wide, in 12 px monospace */

/* Where the boxes of a column are, and how wide. */
static const struct map_column {
	int x, width;
} map_columns[] = { { 10, 130 }, { 170, 300 }, { 500, 250 }, { 780, 340 } };

struct map {
	struct holders holders;
	FILE *svg;		/* NULL: text */
	struct json_object *array;	/* NULL: no JSON */
	int y;
};

/* As many characters as have room in a column; what is in the text is clean. */
static void map_escape(FILE *out, const char *text, int width)
{
	int room = (width - 6) / MAP_CHAR;
	size_t n;

	for (; *text && room--; text += n) {
		n = text_char(text) ?: 1;
		if (strchr("<>&'\"", *text))
			fprintf(out, "&#%d;", *text);
		else
			fprintf(out, "%.*s", (int)n, text);
	}
}

static void map_box(const struct map *map, int column, int y, const char *color, const char *text)
{
	const struct map_column *c = &map_columns[column];

	fprintf(map->svg, "<rect x='%d' y='%d' width='%d' height='20' rx='3' fill='%s'/>\n", c->x,
		y, c->width, color);
	fprintf(map->svg, "<text x='%d' y='%d'>", c->x + 6, y + 14);
	map_escape(map->svg, text, c->width);
	fputs("</text>\n", map->svg);
}

static void map_line(const struct map *map, int column, int from, int to)
{
	const struct map_column *c = &map_columns[column];

	fprintf(map->svg, "<path d='M%d %d L%d %d' stroke='#888'/>\n", c->x + c->width, from + 10,
		map_columns[column + 1].x, to + 10);
}

static const char *map_color(const struct holder *holder)
{
	static const char * const colors[] = { "#eeeeee", "#cfe8cf", "#fff2b3", "#ffd0b0" };

	return colors[holder->kind];
}

static void map_vf(struct map *map, const struct pf *pf, unsigned int idx, int pf_y,
		   struct json_object *vfs)
{
	char text[MAP_TEXT], who[HOLDER_TEXT], group[24] = "";
	struct json_object *o;
	struct holder holder;
	struct fn vf;

	if (pf_vf(pf, idx, &vf))
		return;
	holder_of(&map->holders, &vf, &holder);
	holder_text(who, &holder, &vf);
	if (vf.group >= 0)
		snprintf(group, sizeof(group), "group %d", vf.group);
	snprintf(text, sizeof(text), "VF %u %s %s", idx, vf.name, group);
	if (vfs) {
		o = json_object_new_object();
		object_number(o, "index", idx);
		object_text(o, "address", vf.name);
		object_index(o, "iommu_group", vf.group);
		json_object_object_add(o, "holder", holder_json(&holder, &vf));
		json_object_array_add(vfs, o);
	} else if (map->svg) {
		map_box(map, 2, map->y, "#d5e4f5", text);
		map_line(map, 1, pf_y, map->y);
		map_box(map, 3, map->y, map_color(&holder), who);
		map_line(map, 2, map->y, map->y);
		map->y += MAP_ROW;
	} else {
		printf("   %s- %s: %s\n", idx + 1 == pf->num_vfs ? "`" : "|", text, who);
	}
}

static int map_pf(void *data, const struct pf *pf)
{
	struct map *map = data;
	char text[MAP_TEXT], group[24] = "";
	struct json_object *o = NULL, *vfs = NULL;
	struct fn port = { .name = "root bus" };
	bool below_port = !fn_parent(&pf->fn, &port);
	int y = map->y;
	unsigned int i;

	if (pf->fn.group >= 0)
		snprintf(group, sizeof(group), " group %d", pf->fn.group);
	snprintf(text, sizeof(text), "PF %s %.20s%s", pf->fn.name, pf->fn.driver, group);
	text_clean(text);
	if (map->array) {
		o = json_object_new_object();
		object_text(o, "port", below_port ? port.name : NULL);
		object_text(o, "address", pf->fn.name);
		object_text(o, "driver", pf->fn.driver);
		object_index(o, "iommu_group", pf->fn.group);
		vfs = json_object_new_array();
		json_object_object_add(o, "vfs", vfs);
		json_object_array_add(map->array, o);
	} else if (map->svg) {
		map_box(map, 0, y, "#dddddd", port.name);
		map_box(map, 1, y, "#b8d0ec", text);
		map_line(map, 0, y, y);
	} else {
		printf("%s\n`- %s\n", port.name, text);
	}
	for (i = 0; i < pf->num_vfs; i++)
		map_vf(map, pf, i, y, vfs);
	if (map->y == y)
		map->y += MAP_ROW;
	return 0;
}

static void map_print(const struct map *map, const char *body)
{
	printf("<svg xmlns='http://www.w3.org/2000/svg' width='1130' height='%d'>\n", map->y + 10);
	puts("<style>text { font: 12px monospace }</style>");
	puts("<rect width='100%' height='100%' fill='white'/>");
	fputs(body, stdout);
	puts("</svg>");
}

/**
 * cmd_map() - stride map [--svg]
 * @req: what was asked
 *
 * Return: exit code.
 */
int cmd_map(const struct request *req)
{
	struct map map = { .y = 10 };
	struct json_object *o;
	char *body = NULL;
	size_t len;
	int err;

	if (req->json)
		map.array = json_object_new_array();
	else if (req->svg)
		map.svg = open_memstream(&body, &len);
	holders_read(&map.holders);
	err = pf_each(map_pf, &map);
	holders_free(&map.holders);
	if (!err && !map.svg && !map.array && map.y == 10)
		puts("no PCI function here has SR-IOV");
	if (map.svg) {
		fclose(map.svg);
		if (!err)
			map_print(&map, body);
		free(body);
	}
	if (map.array && !err) {
		o = json_object_new_object();
		json_object_object_add(o, "pfs", map.array);
		object_print(o);
	} else {
		json_object_put(map.array);
	}
	return err;
}
