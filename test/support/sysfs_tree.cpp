// SPDX-License-Identifier: BSD-3-Clause
#include "support/sysfs_tree.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>

namespace test {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view prefix = "testbed-bus-";

[[nodiscard]] int open_folder(const fs::path& path)
{
    return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

/// A folder without "devices" is one whose owner has not locked it yet, and waits for us to let go of it.
void remove_if_dead(const fs::path& tree)
{
    const int folder = open_folder(tree);
    if (folder < 0)
        return;
    std::error_code ignored;
    if (flock(folder, LOCK_EX | LOCK_NB) == 0 && fs::exists(tree / "devices", ignored))
        fs::remove_all(tree, ignored);  // another user's stays
    close(folder);
}

void remove_dead_trees()
{
    std::error_code failed;
    for (fs::directory_iterator entry{fs::temp_directory_path(), failed}; !failed && entry != fs::directory_iterator{};
         entry.increment(failed))
        if (entry->path().filename().string().starts_with(prefix))
            remove_if_dead(entry->path());
}

}  // namespace

SysfsTree::SysfsTree()
{
    remove_dead_trees();
    std::string name = (fs::temp_directory_path() / prefix).string() + "XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
        throw std::system_error(errno, std::generic_category(), "mkdtemp " + name);
    root_ = name;
    lock_ = open_folder(root_);
    if (lock_ < 0 || flock(lock_, LOCK_EX) != 0)
        throw std::system_error(errno, std::generic_category(), "lock " + name);
    fs::create_directories(devices());
    fs::create_directories(root_ / "drivers" / "testbed");
}

SysfsTree::~SysfsTree()
{
    remove();
    close(lock_);
}

void SysfsTree::remove() const
{
    std::error_code ignored;
    fs::remove_all(root_, ignored);
}

}  // namespace test
