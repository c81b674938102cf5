// SPDX-License-Identifier: BSD-3-Clause
#include "text/live_table.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace responder {

namespace {

// Control sequences of the VT100 and of ECMA-48.
constexpr std::string_view save_cursor = "\0337", restore_cursor = "\0338", clear_right = "\033[K",
                           clear_below = "\033[J", whole_screen = "\033[r", index = "\033D", reverse = "\033[7m",
                           plain = "\033[m";
constexpr unsigned room_to_work = 4;  // lines above the table: less is no terminal to type in

std::string at_row(unsigned row)
{
    return "\033[" + std::to_string(row) + ";1H";
}

void put(std::initializer_list<std::string_view> parts)
{
    for (const auto part : parts)
        std::fwrite(part.data(), 1, part.size(), stdout);
    std::fflush(stdout);
}

}  // namespace

LiveTable::~LiveTable()
{
    give_back(rows_);
}

bool LiveTable::possible()
{
    const char* kind = std::getenv("TERM");
    const std::string_view name = kind != nullptr ? kind : "";
    return isatty(STDOUT_FILENO) == 1 && !name.empty() && name != "dumb";
}

/// Scroll the last lines free, then let only those above them scroll; that homes the cursor.
void LiveTable::set_aside(unsigned lines, unsigned rows)
{
    for (unsigned i = 0; i < lines; i++)
        put({index});
    const std::string up = "\033[" + std::to_string(lines) + "A";
    const std::string scroll_above = "\033[1;" + std::to_string(rows - lines) + "r";
    put({up, save_cursor, scroll_above, restore_cursor});
    lines_ = lines;
    rows_ = rows;
}

/// @param rows  of the terminal; one that became smaller has moved the table up
void LiveTable::give_back(unsigned rows)
{
    if (lines_ != 0)
        put({save_cursor, whole_screen, at_row(std::min(rows_, rows) - lines_ + 1), clear_below, restore_cursor});
    lines_ = rows_ = 0;
}

bool LiveTable::draw(std::span<const std::string> lines)
{
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return false;
    const auto wanted = static_cast<unsigned>(lines.size());
    const bool outdated = lines_ != 0 && (rows_ != size.ws_row || lines_ != wanted);
    if (outdated)
        give_back(std::max<unsigned>(size.ws_row, lines_));
    if (size.ws_row < wanted + room_to_work)
        return outdated;
    const bool anew = lines_ == 0;
    if (anew)
        set_aside(wanted, size.ws_row);
    put({save_cursor});
    for (unsigned i = 0; i < wanted; i++)
        put({at_row(rows_ - wanted + 1 + i), i == 0 ? reverse : plain,
             std::string_view(lines[i]).substr(0, size.ws_col), plain, clear_right});
    put({restore_cursor});
    return anew;
}

}  // namespace responder
