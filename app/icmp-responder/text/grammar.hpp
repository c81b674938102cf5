// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace responder {

/// How a command is written: each part a word, a choice "on#off", or a place to fill in, "<port>".
using Form = std::vector<const char*>;

inline constexpr std::size_t longest_word = 127;  ///< characters; more do not fit into cmdline's tokens

/// What is wrong with a line, naming the word and what is accepted in its place.
/// @param line  without its end; a comment ("# ...") is passed over
/// @return empty if the line is one of the forms, or has no words
[[nodiscard]] std::string explain(std::span<const Form> forms, std::string_view line);

}  // namespace responder
