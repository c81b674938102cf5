# SPDX-License-Identifier: BSD-3-Clause
"""Sphinx configuration. `sh config/doc.sh` builds the guide."""
project = "e1k"
author = "the e1k authors"
copyright = "2026, the e1k authors"
root_doc = "index"
extensions = ["sphinx.ext.graphviz"]
graphviz_output_format = "svg"
html_theme = "alabaster"
nitpicky = True
exclude_patterns = []
man_pages = []
