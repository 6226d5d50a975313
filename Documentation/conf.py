# SPDX-License-Identifier: GPL-2.0
"""Sphinx: these pages as a site, see `make docs`."""

import re

from docutils import nodes

project = "Stride"
html_title = "Stride"
html_theme = "alabaster"
html_theme_options = {"page_width": "72em", "sidebar_width": "15em", "fixed_sidebar": True,
                      "show_powered_by": False,
                      "description": "SR-IOV for the Intel 82576, host to guest"}
html_sidebars = {"**": ["about.html", "globaltoc.html", "searchbox.html"]}
html_copy_source = False
pygments_style = "default"
highlight_language = "none"
exclude_patterns = []


def _pages(app, tree, page):
    """Links to `NAME.rst`, which is what a reader of the sources needs, lead to pages."""
    for ref in tree.findall(nodes.reference):
        found = re.fullmatch(r"([\w-]+)\.rst((?:#.*)?)", ref.get("refuri", ""))
        if not found:
            continue
        if found[1] not in app.env.found_docs:
            raise ValueError(f"{page}.rst: there is no {found[1]}.rst")
        ref["refuri"] = app.builder.get_relative_uri(page, found[1]) + found[2]


def setup(app):
    """Called by Sphinx."""
    app.connect("doctree-resolved", _pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
