// SPDX-License-Identifier: BSD-3-Clause
// The commands /net_e1k/… as dpdk-telemetry.py gives them, over EAL's socket: what they answer, and that they disturb
// nobody. TESTBED_TELEMETRY in the environment has EAL open the socket.
#include <algorithm>
#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "driver.hpp"
#include "telemetry_client.hpp"

namespace test {

namespace {

using namespace model;

class Telemetry : public OnEveryProfile {
protected:
    [[nodiscard]] std::string ask(const std::string& what) { return client.ask("/net_e1k/" + what); }
    [[nodiscard]] static std::string hex(std::uint32_t value)
    {
        std::array<char, 16> out{};
        std::snprintf(out.data(), out.size(), "\"0x%08x\"", value);
        return out.data();
    }
    static void expect_in(const std::string& part, const std::string& answer)
    {
        EXPECT_NE(answer.find(part), std::string::npos) << part << " in " << answer;
    }

    TelemetryClient client;
};

TEST_P(Telemetry, TellsWhichPortsThereAre)
{
    EXPECT_EQ(ask("list"), R"({"/net_e1k/list":[)" + std::to_string(port) + "]}");
    ASSERT_EQ(bed.remove(), 0);
    EXPECT_EQ(ask("list"), R"({"/net_e1k/list":[]})");
    ASSERT_EQ(bed.probe(), 0);
    port = static_cast<std::uint16_t>(bed.port());
    EXPECT_EQ(ask("list"), R"({"/net_e1k/list":[)" + std::to_string(port) + "]}");
}

TEST_P(Telemetry, TellsOfAPort)
{
    ASSERT_EQ(start(), 0);
    const std::string answer = ask("info,0");
    expect_in(R"("chip":"82540EM")", answer);
    expect_in(R"("pci_id":"8086:100e")", answer);
    expect_in(R"("running":"yes")", answer);
    expect_in(R"("eeprom_bytes":)", answer);
    ASSERT_EQ(rte_eth_dev_stop(port), 0);
    expect_in(R"("running":"no")", ask("info,0"));
}

TEST_P(Telemetry, TellsTheRegistersByNameAndReadsNoneThatReadingClears)
{
    ASSERT_EQ(start(), 0);
    (void)stats();
    slot.bar.reset_counts();
    const std::string answer = ask("registers,0");
    EXPECT_EQ(slot.bar.writes(), 0u);
    EXPECT_EQ(slot.bar.reads_of(reg::ICR), 0u);
    for (std::uint32_t at = reg::STATISTICS; at < reg::STATISTICS_END; at += 4)
        EXPECT_EQ(slot.bar.reads_of(at), 0u) << std::hex << at;
    expect_in("\"RCTL\":" + hex(model.read(reg::RCTL)), answer);
    expect_in("\"RDLEN\":" + hex(model.read(reg::RDLEN)), answer);
    expect_in("\"RAL\":[" + hex(model.read(reg::RA)), answer);
    EXPECT_TRUE(answer.ends_with("}}")) << "whole: " << answer;
}

TEST_P(Telemetry, TellsTheRings)
{
    ASSERT_EQ(start(), 0);
    expect_traffic();
    const std::string all = ask("ring,0"), rx = ask("ring,0,rx"), one = ask("ring,0,tx,0,62,2");
    expect_in(R"("rx0":{"descriptors":64,)", all);
    expect_in(R"("tx0":{"descriptors":64,)", all);
    expect_in(R"("rx0":{)", rx);
    EXPECT_EQ(rx.find("tx0"), std::string::npos) << rx;
    EXPECT_EQ(one.find("rx0"), std::string::npos) << one;
    expect_in(R"("ring":["63 address 0x)", one);
    expect_in(R"( done"])", one);
    expect_traffic();
}

TEST_P(Telemetry, RefusesWhatIsWrongByItsName)
{
    ASSERT_EQ(configure(), 0);
    const std::pair<const char*, const char*> wrong[]{
        {"info", "'': expected /net_e1k/info,PORT"},
        {"info,x", "'x': expected /net_e1k/info,PORT"},
        {"info,0x1", "'0x1': expected /net_e1k/info,PORT"},
        {"info,99999", "'99999': expected /net_e1k/info,PORT"},
        {"info,-1", "'-1': expected /net_e1k/info,PORT"},
        {"info,7", "port 7 is none of net_e1k; /net_e1k/list tells which are"},
        {"registers,65535", "port 65535 is none of net_e1k"},
        {"info,0,1", "'1' behind the last parameter"},
        {"list,1", "'1' behind the last parameter"},
        {"registers,0,5", "'5' behind the last parameter"},
        {"ring,0,up", "expected PORT[,rx|tx[,QUEUE[,FIRST,COUNT]]]"},
        {"ring,0,rx,0,1", "expected PORT[,rx|tx[,QUEUE[,FIRST,COUNT]]]"},
        {"ring,0,rx,0,1,2,3", "expected PORT[,rx|tx[,QUEUE[,FIRST,COUNT]]]"},
        {"ring,0,rx,0,0,65", "65 descriptors: up to 64 are told at once"},
        {"ring,0,rx,0,60,5", "5 descriptors from number 60 on: there are 64"},
        {"ring,0,rx,1", "there is no rx queue 1"},
        {"ring,0,tx,64", "there is no tx queue 64"},
    };
    for (const auto& [question, answer] : wrong)
        EXPECT_EQ(ask(question).find(std::string{R"("error":")"} + answer) != std::string::npos, true)
            << question << ": " << ask(question);
}

TEST_P(Telemetry, OfADeviceThatIsGoneIsAnError)
{
    model.remove();
    expect_in(R"("error":")", ask("registers,0"));
    expect_in(R"("answers":"no")", ask("info,0"));
}

TEST_P(Telemetry, GoesOnBesideTrafficAndWhateverBecomesOfThePort)
{
    std::atomic<bool> over = false;
    std::atomic<unsigned> looks = 0;
    std::vector<std::thread> lookers;
    for (const char* what : {"info,0", "registers,0", "eeprom,0", "ring,0", "ring,0,rx,0,0,64", "ring,0,tx,0,0,64"})
        lookers.emplace_back([&, question = std::string{"/net_e1k/"} + what] {
            TelemetryClient own;
            while (!over) {
                EXPECT_NE(own.ask(question), "");
                ++looks;
            }
        });
    for (unsigned turn = 0; turn < 4; ++turn) {
        ASSERT_EQ(start(), 0);
        for (unsigned i = 0; i < 20; ++i)
            expect_traffic();
        ASSERT_EQ(rte_eth_dev_stop(port), 0);
        ASSERT_EQ(rte_eth_dev_configure(port, 0, 0, &conf), 0);  // no queue
        ASSERT_EQ(start(), 0);
        expect_traffic();
        ASSERT_EQ(bed.remove(), 0);
        ASSERT_EQ(bed.probe(), 0);
        port = static_cast<std::uint16_t>(bed.port());
    }
    while (looks < 50)
        std::this_thread::yield();
    over = true;
    for (std::thread& looker : lookers)
        looker.join();
}

INSTANTIATE_TEST_SUITE_P(Profile, Telemetry, ::testing::Values("silicon", "qemu", "bhyve"), profile_name);

struct TelemetryOfEeprom : Driver {
    TelemetryClient client;
    [[nodiscard]] std::string ask(const std::string& what) { return client.ask("/net_e1k/eeprom," + what); }
};

TEST_F(TelemetryOfEeprom, HasAllWordsOrSome)
{
    model.eeprom().words[5] = 0x1234;
    model.eeprom().words[6] = 0xbeef;
    EXPECT_EQ(ask("0,5,2"), R"({"/net_e1k/eeprom":["0x1234","0xbeef"]})");
    const std::string all = ask("0");
    EXPECT_EQ(std::ranges::count(all, ','), 63) << all;
    EXPECT_NE(ask("0,60,5").find("5 words from word 60 on: there are 64"), std::string::npos);
    EXPECT_NE(ask("0,60").find("expected PORT or PORT,FIRST,COUNT"), std::string::npos);
}

TEST_F(TelemetryOfEeprom, ThatDoesNotAnswerSaysSo)
{
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    EXPECT_NE(ask("0").find(R"("error":"0000:00:03.0: Connection timed out")"), std::string::npos) << ask("0");
}

}  // namespace

}  // namespace test
