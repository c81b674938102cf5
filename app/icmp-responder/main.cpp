// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>
#include <exception>

#include "app.hpp"
#include "service/eal.hpp"

namespace {

enum ExitStatus { done = 0, could_not = 1, wrong_command_line = 2 };

int run(std::span<char* const> argv)
{
    using namespace responder;
    const Arguments arguments = split_arguments(argv);
    const Options options = parse_options(arguments.own);
    if (options.help) {
        std::fputs(usage().c_str(), stdout);
        return done;
    }
    const Eal eal(arguments.eal);
    App app(options);
    return app.run() ? done : could_not;
}

}  // namespace

int main(int argc, char** argv)
{
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);  // whole lines into pipes too, as they come
    try {
        return run({argv, static_cast<std::size_t>(argc)});
    } catch (const responder::UsageError& error) {
        std::fprintf(stderr, "icmp-responder: %s\n", error.what());
        return wrong_command_line;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "icmp-responder: %s\n", error.what());
        return could_not;
    }
}
