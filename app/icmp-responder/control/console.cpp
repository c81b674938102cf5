// SPDX-License-Identifier: BSD-3-Clause
#include "control/console.hpp"

#include <cmdline.h>
#include <cmdline_parse.h>
#include <cmdline_parse_string.h>
#include <cmdline_rdline.h>
#include <cmdline_socket.h>
#include <poll.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>

#include "control/commands.hpp"
#include "port/release.hpp"
#include "service/service.hpp"
#include "text/grammar.hpp"

namespace responder {

namespace {

constexpr const char* prompt = "icmp-responder> ";
constexpr std::size_t most_words = 5;

/// Where cmdline puts the words it parsed.
struct Parsed {
    std::array<cmdline_fixed_string_t, most_words> words;
};
static_assert(sizeof(Parsed) <= CMDLINE_PARSE_RESULT_BUFSIZE);

/// A cmdline_inst ends in a flexible array: its tokens and the null behind them follow it in the same memory.
struct Inst {
    std::unique_ptr<void*[]> memory = std::make_unique<void*[]>(sizeof(cmdline_inst) / sizeof(void*) + most_words + 1);
    cmdline_inst* inst = new (memory.get()) cmdline_inst;
};

bool readable(int fd)
{
    pollfd wanted{fd, POLLIN, 0};
    return ::poll(&wanted, 1, 0) > 0;
}

}  // namespace

/// A command as cmdline knows it.
struct Console::Instruction : Inst {
    Instruction(Service& of, const Command& what) : service(of), command(what)
    {
        inst->f = &Console::call;
        inst->data = this;
        inst->help_str = command.help;
        for (std::size_t i = 0; i < command.words.size(); i++) {
            const char* word = command.words[i];
            auto& token = tokens.at(i);
            token.hdr.ops = &cmdline_token_string_ops;
            token.hdr.offset = static_cast<unsigned>(i * sizeof(cmdline_fixed_string_t));
            token.string_data.str = word[0] == '<' ? nullptr : word;
            inst->tokens[i] = &token.hdr;
        }
        inst->tokens[command.words.size()] = nullptr;
    }
    Instruction(const Instruction&) = delete;
    Instruction& operator=(const Instruction&) = delete;

    Service& service;
    const Command& command;
    std::array<cmdline_token_string, most_words> tokens{};
};

/// What cmdline runs where no command fits, in place of its "Bad arguments": it fits every other line.
struct Console::Otherwise : Inst {
    Otherwise()
    {
        for (const auto& command : commands())
            forms.push_back(command.words);
        token.hdr.ops = &ops;
        token.self = this;
        inst->f = [](void*, cmdline*, void* data) {
            std::printf("%s\n", static_cast<const Otherwise*>(data)->explanation.c_str());
            std::fflush(stdout);
        };
        inst->data = this;
        inst->help_str = nullptr;
        inst->tokens[0] = &token.hdr;
        inst->tokens[1] = nullptr;
    }

    /// @param result  null while cmdline completes a word: then it fits nothing
    static int parse(cmdline_token_hdr* token, const char* text, void* result, unsigned)
    {
        if (result == nullptr)
            return -1;
        auto& self = *reinterpret_cast<Token*>(token)->self;
        const std::string_view line(text, std::strcspn(text, "#\r\n"));
        self.explanation = explain(self.forms, line);
        return self.explanation.empty() ? -1 : static_cast<int>(line.size());
    }

    /// cmdline hands out pointers to its part.
    struct Token {
        cmdline_token_hdr hdr;
        Otherwise* self;
    };

    // One choice that cannot be had: neither completed nor listed.
    cmdline_token_ops ops{.parse = parse,
                          .complete_get_nb = [](cmdline_token_hdr*) { return 1; },
                          .complete_get_elt = [](cmdline_token_hdr*, int, char*, unsigned) { return -1; },
                          .get_help = nullptr};
    Token token{};
    std::vector<Form> forms{};
    std::string explanation{};
};

Console::Console(Service& service) : service_(service), otherwise_(std::make_unique<Otherwise>())
{
    for (const auto& command : commands()) {
        instructions_.push_back(std::make_unique<Instruction>(service_, command));
        context_.push_back(instructions_.back()->inst);
    }
    context_.push_back(otherwise_->inst);
    context_.push_back(nullptr);
}

Console::~Console()
{
    if (line_ != nullptr)
        cmdline_stdin_exit(line_);
}

void Console::call(void* result, cmdline*, void* data)
{
    const auto& parsed = *static_cast<const Parsed*>(result);
    const auto& instruction = *static_cast<const Instruction*>(data);
    Words words;
    for (std::size_t i = 0; i < instruction.command.words.size(); i++)
        words.emplace_back(parsed.words[i]);
    try {
        std::fputs(instruction.command.run(instruction.service, words).c_str(), stdout);
    } catch (const std::exception& error) {
        std::printf("%s\n", error.what());
    }
    std::fflush(stdout);
}

void Console::run_file(const std::string& path)
{
    cmdline* file = cmdline_file_new(context_.data(), prompt, path.c_str());
    if (file == nullptr)
        throw std::runtime_error("--cmdline-file '" + path + "': " + std::strerror(errno));
    cmdline_interact(file);
    cmdline_free(file);
}

void Console::open_standard_input()
{
    line_ = cmdline_stdin_new(context_.data(), prompt);
    if (line_ == nullptr)
        throw std::runtime_error("the console cannot be opened");
    // cmdline takes Ctrl-C for itself; here it ends the program, as everywhere.
    termios terminal{};
    if (tcgetattr(STDIN_FILENO, &terminal) == 0) {
        typed_on_ = isatty(STDOUT_FILENO) == 1;
        terminal.c_lflag |= ISIG;
        tcsetattr(STDIN_FILENO, TCSANOW, &terminal);
    }
}

void Console::say(const std::string& lines)
{
    constexpr const char* clear_line = "\r\033[K";
    if (typed_on_)
        std::fputs(clear_line, stdout);
    std::fputs(lines.c_str(), stdout);
    std::fflush(stdout);
    if (typed_on_)
        redisplay(line_);
}

bool Console::serve()
{
    constexpr char ctrl_c = 3;
    while (line_ != nullptr && !service_.ending() && readable(STDIN_FILENO)) {
        char typed = 0;
        if (read(STDIN_FILENO, &typed, 1) <= 0)
            return false;
        // Typed before the terminal was told that Ctrl-C is a signal here; and Ctrl-D on an empty line.
        if (typed == ctrl_c || cmdline_in(line_, &typed, 1) < 0)
            return false;
    }
    return true;
}

}  // namespace responder
