// SPDX-License-Identifier: BSD-3-Clause
#include "text/grammar.hpp"

#include <algorithm>

namespace responder {

namespace {

constexpr std::string_view blanks = " \t";

std::vector<std::string_view> split(std::string_view text, std::string_view separators)
{
    std::vector<std::string_view> parts;
    for (std::size_t at = text.find_first_not_of(separators); at != std::string_view::npos;
         at = text.find_first_not_of(separators, at)) {
        const auto end = std::min(text.find_first_of(separators, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end;
    }
    return parts;
}

bool matches(std::string_view part, std::string_view word)
{
    if (part.starts_with('<'))
        return word.size() <= longest_word;
    const auto choices = split(part, "#");
    return std::find(choices.begin(), choices.end(), word) != choices.end();
}

/// How many words of the line the form begins with.
std::size_t agreement(const Form& form, std::span<const std::string_view> words)
{
    std::size_t count = 0;
    while (count < form.size() && count < words.size() && matches(form[count], words[count]))
        count++;
    return count;
}

std::string join(std::span<const std::string_view> words, const char* between)
{
    std::string text;
    for (const auto word : words)
        text += (text.empty() ? "" : between) + std::string(word);
    return text;
}

/// What may stand behind the first @p count words.
std::vector<std::string_view> accepted(std::span<const Form> forms, std::span<const std::string_view> words,
                                       std::size_t count)
{
    std::vector<std::string_view> found;
    for (const auto& form : forms) {
        if (agreement(form, words) != count || form.size() == count)
            continue;
        for (const auto choice : split(form[count], "#"))
            if (std::find(found.begin(), found.end(), choice) == found.end())
                found.push_back(choice);
    }
    return found;
}

}  // namespace

std::string explain(std::span<const Form> forms, std::string_view line)
{
    const auto words = split(line.substr(0, line.find('#')), blanks);
    std::size_t most = 0;
    for (const auto& form : forms) {
        const auto count = agreement(form, words);
        if (count == words.size() && count == form.size())
            return {};
        most = std::max(most, count);
    }
    if (words.empty())
        return {};
    const auto known = join(std::span(words).first(most), " ");
    const auto choices = accepted(forms, words, most);
    const auto choice = (choices.size() == 1 ? "accepted is " : "accepted are ") + join(choices, ", ");
    if (most == words.size())
        return known + " is not complete: " + choice;
    const auto word = "'" + std::string(words[most]) + "'";
    if (words[most].size() > longest_word)
        return word + ": a word has at most " + std::to_string(longest_word) + " characters";
    if (most == 0)
        return word + ": no such command; " + choice;
    return known + " " + word + ": " + (choices.empty() ? "nothing may follow '" + known + "'" : choice);
}

}  // namespace responder
