// SPDX-License-Identifier: BSD-3-Clause
#include "protocol/wire/checksum.hpp"

#include <gtest/gtest.h>

#include "frames.hpp"

using namespace test;

TEST(Checksum, Rfc1071ExampleOfSection3)
{
    const Bytes bytes{0x00, 0x01, 0xf2, 0x03, 0xf4, 0xf5, 0xf6, 0xf7};
    responder::InternetSum sum;
    sum.add(bytes);
    EXPECT_EQ(sum.folded(), 0xddf2);
}

TEST(Checksum, Rfc1071EveryLengthAndAlignmentAgreesWithThePlainSum)
{
    const Bytes all = pattern(200);
    for (std::size_t start = 0; start < 8; start++) {
        for (std::size_t length = 0; length + start <= all.size(); length++) {
            const auto from = all.begin() + static_cast<std::ptrdiff_t>(start);
            const Bytes bytes(from, from + static_cast<std::ptrdiff_t>(length));
            responder::InternetSum sum;
            sum.add(std::span(all).subspan(start, length));
            EXPECT_EQ(static_cast<std::uint16_t>(~sum.folded()), reference_checksum(bytes)) << start << "+" << length;
        }
    }
}

TEST(Checksum, Rfc1071SumGoesOnOverOddSegments)
{
    Bytes all = pattern(64);
    for (std::size_t first = 0; first <= 64; first++) {
        for (std::size_t second = first; second <= 64; second++) {
            const std::array<std::span<const std::uint8_t>, 2> tail{std::span(all).subspan(first, second - first),
                                                                    std::span(all).subspan(second)};
            const responder::Frame frame{std::span(all).first(first), tail};
            EXPECT_EQ(static_cast<std::uint16_t>(~sum(frame, 0, 64).folded()), reference_checksum(all));
            const Bytes part(all.begin() + 3, all.begin() + 60);
            EXPECT_EQ(static_cast<std::uint16_t>(~sum(frame, 3, 57).folded()), reference_checksum(part));
        }
    }
}

TEST(Checksum, Rfc1624UpdateAgreesWithANewSum)
{
    for (unsigned before = 0; before <= 0xffff; before += 0x101) {
        for (unsigned after = 0; after <= 0xffff; after += 0x111) {
            Bytes bytes{0x12, 0x34, static_cast<std::uint8_t>(before >> 8), static_cast<std::uint8_t>(before)};
            const auto old = static_cast<std::uint16_t>(reference_checksum(bytes));
            bytes[2] = static_cast<std::uint8_t>(after >> 8);
            bytes[3] = static_cast<std::uint8_t>(after);
            ASSERT_EQ(responder::updated(old, static_cast<std::uint16_t>(before), static_cast<std::uint16_t>(after)),
                      reference_checksum(bytes));
        }
    }
}
