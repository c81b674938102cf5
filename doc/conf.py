# SPDX-License-Identifier: BSD-3-Clause
"""Sphinx configuration. `sh config/doc.sh` builds the guide."""
project = "e1k"
author = "the e1k authors"
copyright = "2026, the e1k authors"
root_doc = "index"
extensions = ["sphinx.ext.graphviz"]
graphviz_output_format = "svg"
highlight_language = "none"
nitpicky = True
exclude_patterns = []
man_pages = []

html_theme = "sphinx_rtd_theme"
html_title = "e1k"
html_static_path = ["_static"]
html_favicon = "_static/icon.svg"
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
