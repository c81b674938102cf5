// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>
#include <string>

namespace responder {

/// A table in the last lines of the terminal: what is printed and typed scrolls above it (VT100's scrolling region).
class LiveTable {
public:
    LiveTable() = default;
    /// Gives the lines back to the terminal; the table is gone.
    ~LiveTable();
    LiveTable(const LiveTable&) = delete;
    LiveTable& operator=(const LiveTable&) = delete;

    /// Whether standard output is a terminal that can show one.
    [[nodiscard]] static bool possible();

    /// Show the lines in place of the former ones; the cursor stays where it is. Follows the size of the terminal;
    /// where that is too small, nothing is shown.
    /// @return whether lines were set aside anew or given back: what became of the line with the cursor is not known
    /// then
    bool draw(std::span<const std::string> lines);

private:
    void set_aside(unsigned lines, unsigned rows);
    void give_back(unsigned rows);

    unsigned lines_ = 0, rows_ = 0;  ///< set aside, of so many; 0: none
};

}  // namespace responder
