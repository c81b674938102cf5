// SPDX-License-Identifier: BSD-3-Clause
#include "guide.hpp"

namespace test {

const char* const guide_folder = DOC_FOLDER;

}  // namespace test
