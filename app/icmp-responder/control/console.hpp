// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <string>
#include <vector>

struct cmdline;
struct cmdline_inst;

namespace responder {

class Service;

/// The command line of a running program, by DPDK's cmdline library: history, completion, help with "?".
class Console {
public:
    explicit Console(Service& service);
    ~Console();
    Console(const Console&) = delete;
    Console& operator=(const Console&) = delete;

    /// Run the commands of a file.
    /// @throws std::runtime_error if it cannot be read
    void run_file(const std::string& path);
    /// Read commands from standard input from here on, a terminal or not.
    void open_standard_input();
    /// Print lines; what is being typed on a terminal stands below them again. Not from within a command.
    void say(const std::string& lines);
    /// Run what was typed since; does not wait.
    /// @return false after the end of the input
    bool serve();

private:
    struct Instruction;
    struct Otherwise;
    static void call(void* words, cmdline* line, void* instruction);

    Service& service_;
    std::vector<std::unique_ptr<Instruction>> instructions_{};
    std::unique_ptr<Otherwise> otherwise_;
    std::vector<cmdline_inst*> context_{};
    cmdline* line_ = nullptr;
    bool typed_on_ = false;  ///< the lines printed are on the terminal on which commands are typed
};

}  // namespace responder
