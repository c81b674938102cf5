// SPDX-License-Identifier: BSD-3-Clause
// The EEPROM as an application and telemetry read it, whole, of every part and by every way to it.
#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include <rte_dev_info.h>

#include "driver.hpp"
#include "telemetry_client.hpp"

namespace test {

namespace {

using namespace model;

/// A chip with its part, and whether it is read by EERD, if it has that, or by the pins.
struct PartOf {
    const char* name;
    std::uint16_t id;
    bool by_pins;
    std::uint32_t words;
};
std::ostream& operator<<(std::ostream& out, const PartOf& part)
{
    return out << part.name;
}

const PartOf all_parts[]{
    {"eerd_microwire_64", 0x100e, false, 64},
    {"eerd_microwire_256", 0x100f, false, 256},
    {"narrow_microwire_64", 0x1013, false, 64},
    {"narrow_microwire_256", 0x1014, false, 256},
    {"narrow_spi_256", 0x1018, false, 256},
    {"narrow_spi_4096", 0x1076, false, 4096},
    {"pins_microwire_64", 0x100c, true, 64},
    {"pins_microwire_256", 0x100f, true, 256},
    {"pins_microwire_256_of_82541", 0x1014, true, 256},
    {"pins_spi_256", 0x1018, true, 256},
    {"pins_spi_4096", 0x1076, true, 4096},
};

class EepromParts : public Driver {
protected:
    using Driver::Driver;

    TelemetryClient client;

    [[nodiscard]] int read(std::vector<std::uint8_t>& out, std::uint32_t first)
    {
        rte_dev_eeprom_info info{};
        info.data = out.data();
        info.offset = first;
        info.length = static_cast<std::uint32_t>(out.size());
        return rte_eth_dev_get_eeprom(port, &info);
    }
    void expect_read(std::uint32_t first, std::uint32_t n)
    {
        std::vector<std::uint8_t> bytes(n);
        ASSERT_EQ(read(bytes, first), 0) << first << '+' << n;
        for (std::uint32_t i = 0; i < n; ++i)
            ASSERT_EQ(bytes[i], byte(first + i)) << first << '+' << i;
    }
    [[nodiscard]] std::uint8_t byte(std::uint32_t at)
    {
        return static_cast<std::uint8_t>(model.eeprom().words.at(at / 2) >> (at % 2 * 8));
    }
    [[nodiscard]] std::string ask(std::uint32_t first, std::uint32_t n)
    {
        return client.ask("/net_e1k/eeprom,0," + std::to_string(first) + ',' + std::to_string(n));
    }
    /// What telemetry has to answer to that.
    [[nodiscard]] std::string told(std::uint32_t first, std::uint32_t n)
    {
        std::string out = R"({"/net_e1k/eeprom":[)";
        for (std::uint32_t i = 0; i < n; ++i) {
            std::array<char, 16> word{};
            std::snprintf(word.data(), word.size(), "%s\"0x%04x\"", i == 0 ? "" : ",", model.eeprom().words[first + i]);
            out += word.data();
        }
        return out + "]}";
    }
};

class EepromPart : public EepromParts, public ::testing::WithParamInterface<PartOf> {
protected:
    EepromPart() : EepromParts(Profile::silicon(), GetParam().id) {}
    void before_probe() override { model.faults().eerd_never_done = GetParam().by_pins; }

    const std::uint32_t bytes = GetParam().words * 2;
};

TEST_P(EepromPart, IsAsLongAsItIs)
{
    EXPECT_EQ(rte_eth_dev_get_eeprom_length(port), static_cast<int>(bytes));
    const std::string known = "\"eeprom_bytes\":" + std::to_string(bytes);
    EXPECT_NE(client.ask("/net_e1k/info,0").find(known), std::string::npos) << known;
}

/// By the pins of EECD, a word takes hundreds of accesses: there it is the ends, and where an address gets a bit more.
TEST_P(EepromPart, IsReadFromItsFirstToItsLastByte)
{
    if (!GetParam().by_pins)
        expect_read(0, bytes);
    for (std::uint32_t end = 128; end <= bytes; end *= 2)
        expect_read(end - 3, std::min(6u, bytes - end + 3));
    expect_read(bytes - 1, 1);
    expect_read(bytes, 0);
}

TEST_P(EepromPart, IsToldByTelemetryWordByWord)
{
    const std::uint32_t words = GetParam().words, some = GetParam().by_pins ? 4 : std::min(words, 256u);
    EXPECT_EQ(ask(0, some), told(0, some));
    EXPECT_EQ(ask(words - some, some), told(words - some, some));
    if (!GetParam().by_pins) {
        EXPECT_EQ(client.ask("/net_e1k/eeprom,0"), told(0, some)) << "the first 256, if there are so many";
    }
}

TEST_P(EepromPart, EndsWhereItEnds)
{
    const std::string there = std::to_string(bytes);
    for (const auto& [first, n] :
         {std::pair{bytes - 1, 2u}, {bytes, 1u}, {bytes + 2, 0u}, {0u, bytes + 1}, {~0u, 2u}}) {
        std::vector<std::uint8_t> out(n, 0x5a);
        const Log log;
        EXPECT_EQ(read(out, first), -EINVAL) << first << '+' << n;
        EXPECT_TRUE(log.has("EEPROM bytes: " + std::to_string(n) + " from number " + std::to_string(first) +
                            " on, there are " + there))
            << log.text();
        EXPECT_EQ(out, std::vector<std::uint8_t>(n, 0x5a));
    }
    const std::uint32_t words = GetParam().words;
    for (const auto& [first, n] : {std::pair{words - 1, 2u}, {words, 1u}, {0u, 257u}}) {
        const std::string answer = ask(first, n);
        EXPECT_NE(answer.find("there are " + std::to_string(words) + ", and up to 256 are told at once"),
                  std::string::npos)
            << answer;
    }
}

INSTANTIATE_TEST_SUITE_P(Of, EepromPart, ::testing::ValuesIn(all_parts),
                         [](const auto& chosen) { return std::string{chosen.param.name}; });

/// SPI parts say themselves what they hold, up to 16,384 words: all that two bytes of address reach.
class EepromOfTheLargest : public EepromParts {
protected:
    EepromOfTheLargest() : EepromParts(Profile::silicon(), 0x1076) {}
    void before_probe() override
    {
        constexpr std::uint16_t configuration = 0x12, largest = 7 << 10;
        std::vector<std::uint16_t>& words = model.eeprom().words;
        words.resize(16384);
        for (std::size_t i = 4096; i < words.size(); ++i)
            words[i] = static_cast<std::uint16_t>(~i);
        words[configuration] = largest;
        model.eeprom().fix_checksum();
    }
};

TEST_F(EepromOfTheLargest, EndsAt32KiB)
{
    EXPECT_EQ(rte_eth_dev_get_eeprom_length(port), 32768);
    expect_read(0, 4);
    expect_read(8190, 4);
    expect_read(32760, 8);
    EXPECT_EQ(ask(16382, 2), told(16382, 2));
    model.faults().eerd_never_done = true;
    expect_read(32760, 8);
    std::vector<std::uint8_t> out(2);
    EXPECT_EQ(read(out, 32767), -EINVAL);
}

/// Each attempt takes 10 ms.
TEST_F(EepromOfTheLargest, IsAskedOfEerdOnceWhereThatDoesNotAnswer)
{
    model.faults().eerd_never_done = true;
    slot.bar.reset_counts();
    expect_read(0, 64);
    EXPECT_EQ(slot.bar.writes_of(reg::EERD), 1u);
    EXPECT_EQ(ask(0, 32), told(0, 32));
    EXPECT_EQ(slot.bar.writes_of(reg::EERD), 2u);
    model.faults().eerd_never_done = false;
    expect_read(0, 64);
    EXPECT_EQ(slot.bar.writes_of(reg::EERD), 34u) << "the next call asks it for each word again";
}

/// One word tells that it is there no more.
TEST_F(EepromOfTheLargest, IsReadNoFurtherThanToTheFirstWordThatNobodyTells)
{
    model.faults().eerd_never_done = model.faults().eecd_never_granted = true;
    slot.bar.reset_counts();
    std::vector<std::uint8_t> out(64);
    EXPECT_EQ(read(out, 0), -ETIMEDOUT);
    EXPECT_EQ(slot.bar.writes_of(reg::EERD), 1u);
}

}  // namespace

}  // namespace test
