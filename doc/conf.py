# SPDX-License-Identifier: BSD-3-Clause
"""Sphinx configuration. `sh config/doc.sh` builds the guide."""
import os

project = "e1k"
author = "the e1k authors"
copyright = "2026, the e1k authors"
root_doc = "index"
extensions = ["breathe", "sphinx.ext.graphviz"]
graphviz_output_format = "svg"
highlight_language = "none"
breathe_projects = {"e1k": os.environ["DOXYGEN_OUTPUT"] + "/xml"}
breathe_default_project = "e1k"
nitpicky = True
nitpick_ignore_regex = [("c(pp)?:.*", ".*")]  # types of headers that no page shows
exclude_patterns = []
man_pages = []

html_theme = "sphinx_rtd_theme"
html_title = "e1k"
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
