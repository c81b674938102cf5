// SPDX-License-Identifier: BSD-3-Clause
// Telemetry's commands of the driver, with parameters that are right, wrong and none.
#include <array>
#include <string>

#include "driver/telemetry_client.hpp"
#include "hostile/any_caller.hpp"

namespace test {

namespace {

/// A number that some command can use, mostly.
[[nodiscard]] std::string any_number(AnyCaller& app)
{
    constexpr std::array most{2u, 5u, 65u, 300u, 70'000u};
    return std::to_string(app.any(most[app.any(most.size())]));
}

[[nodiscard]] std::string any_word(AnyCaller& app)
{
    constexpr std::array words{"rx", "tx", "", "-1", "0x1", "all", " 0", "99999999999999999999", "0;1", "rx0"};
    return app.any(3) == 0 ? words[app.any(words.size())] : any_number(app);
}

[[nodiscard]] std::string any_parameters(AnyCaller& app)
{
    std::string out;
    for (unsigned n = app.any(6); n != 0; --n)
        out += ',' + any_word(app);
    return out;
}

/// What it is asked for when it is meant.
[[nodiscard]] std::string right_parameters(AnyCaller& app, const std::string& command)
{
    const std::string id = command == "list" ? "" : ',' + std::to_string(app.port);
    if (command == "ring")
        return id + (app.maybe() ? ",rx,0,0,32" : ",tx," + std::to_string(app.any_queue()));
    return command == "eeprom" && app.maybe() ? id + ",0,64" : id;
}

}  // namespace

void ask_telemetry(AnyCaller& app)
{
    static TelemetryClient client;  // EAL has a thread for each
    constexpr std::array commands{"list", "info", "ring", "registers", "eeprom"};
    const std::string command = commands[app.any(commands.size())];
    const bool right = app.maybe();
    const std::string asked = command + (right ? right_parameters(app, command) : any_parameters(app)),
                      answer = client.ask("/net_e1k/" + asked);
    EXPECT_TRUE(answer.starts_with("{\"/net_e1k/" + command + "\":") && answer.ends_with("}"))
        << asked << ": " << answer;
    EXPECT_EQ(answer.find(":null"), std::string::npos) << asked << " is refused without a word";
    const bool refused = answer.find("\"error\":") != std::string::npos;
    EXPECT_FALSE(refused && right && command != "ring") << asked << ": " << answer;  // there may be no queue
}

}  // namespace test
