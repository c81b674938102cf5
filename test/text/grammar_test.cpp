// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "text/grammar.hpp"

using responder::explain;
using responder::Form;

namespace {

const std::vector<Form> forms{{"show", "port", "info#stats", "<port>"},
                              {"show", "drops"},
                              {"ping", "<address>"},
                              {"ping", "<address>", "<count>"},
                              {"quit"}};

}  // namespace

TEST(Grammar, LineThatIsACommandNeedsNoExplanation)
{
    for (const char* line : {"quit", "  show\tdrops ", "ping ::1", "ping ::1 4", "show port stats 0", "quit # at last",
                             "", "  ", "# nothing"})
        EXPECT_EQ(explain(forms, line), "") << line;
}

TEST(Grammar, UnknownFirstWordIsNamedWithAllCommands)
{
    EXPECT_EQ(explain(forms, "qui"), "'qui': no such command; accepted are show, ping, quit");
    EXPECT_EQ(explain(forms, "quits"), "'quits': no such command; accepted are show, ping, quit");
}

TEST(Grammar, MissingWordIsSaidWithWhatIsAccepted)
{
    EXPECT_EQ(explain(forms, "show"), "show is not complete: accepted are port, drops");
    EXPECT_EQ(explain(forms, "show port"), "show port is not complete: accepted are info, stats");
    EXPECT_EQ(explain(forms, "show port info"), "show port info is not complete: accepted is <port>");
}

TEST(Grammar, WrongWordIsNamedWithWhatIsAcceptedInItsPlace)
{
    EXPECT_EQ(explain(forms, "show porz"), "show 'porz': accepted are port, drops");
    EXPECT_EQ(explain(forms, "show port inf 0"), "show port 'inf': accepted are info, stats");
}

TEST(Grammar, WordTooManyIsNamed)
{
    EXPECT_EQ(explain(forms, "show drops now"), "show drops 'now': nothing may follow 'show drops'");
    EXPECT_EQ(explain(forms, "ping ::1 4 5"), "ping ::1 4 '5': nothing may follow 'ping ::1 4'");
}

TEST(Grammar, WordBeyondWhatATokenHoldsIsRefused)
{
    EXPECT_EQ(explain(forms, "ping " + std::string(127, 'x')), "");
    EXPECT_NE(explain(forms, "ping " + std::string(128, 'x')).find("at most 127 characters"), std::string::npos);
}
