// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/input.hpp"

namespace fuzz {

/// What libFuzzer's entries call.
struct Program {
    void (*set_up)();           ///< once, when EAL runs
    void (*run)(Input& input);  ///< with each input
};

/// That of a class which is made of an input.
template <class Target>
[[nodiscard]] constexpr Program program_of()
{
    return {Target::set_up, [](Input& input) { Target{input}.run(); }};
}

/// Each fuzzer defines its own.
extern const Program program;

}  // namespace fuzz
