// SPDX-License-Identifier: BSD-3-Clause
#include "support/start_eal.hpp"

#include <rte_eal.h>
#include <rte_errno.h>

#include <stdexcept>
#include <utility>

namespace test {

void start_eal(std::vector<std::string> arguments)
{
    // EAL keeps and permutes the strings: they live as long as the process.
    static std::vector<std::string> words;
    static std::vector<char*> argv;
    words = std::move(arguments);
    argv.reserve(words.size());
    for (std::string& word : words)
        argv.push_back(word.data());
    if (rte_eal_init(static_cast<int>(argv.size()), argv.data()) < 0)
        throw std::runtime_error(std::string{"rte_eal_init: "} + rte_strerror(rte_errno));
}

}  // namespace test
