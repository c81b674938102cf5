// SPDX-License-Identifier: BSD-3-Clause
// Preloaded into a DPDK program, makes it look like another release to a plugin that asks: that of the environment
// variable OTHER_RELEASE_IS, such as 99.07.
#include <cstdlib>
#include <string_view>

namespace {

int number_in_release(std::size_t first)
{
    const char* const release = std::getenv("OTHER_RELEASE_IS");
    return release == nullptr || std::string_view{release}.size() < first + 2 ? 0 : std::atoi(release + first);
}

}  // namespace

extern "C" {

[[gnu::visibility("default")]] int rte_version_year()
{
    return number_in_release(0);
}

[[gnu::visibility("default")]] int rte_version_month()
{
    return number_in_release(3);
}
}
