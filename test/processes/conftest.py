# SPDX-License-Identifier: BSD-3-Clause
import pathlib
import shutil
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / 'support'))
import hugepages  # noqa: E402


@pytest.fixture(scope='module')
def huge_dir(tmp_path_factory):
    from sharing import PAGES, RUNTIME  # which needs what meson sets for these tests alone
    folder = tmp_path_factory.mktemp('huge')
    with hugepages.mounted(folder, PAGES):  # EAL shares only hugepages between processes
        yield folder
    shutil.rmtree(RUNTIME, ignore_errors=True)
