#include "app/terminal.hpp"

#include <gtest/gtest.h>

namespace drp::app {
namespace {

TEST(Thousands, AreGroupedByCommas) {
    EXPECT_EQ(with_thousands(0), "0");
    EXPECT_EQ(with_thousands(999), "999");
    EXPECT_EQ(with_thousands(1'000), "1,000");
    EXPECT_EQ(with_thousands(-12'345'678), "-12,345,678");
    EXPECT_EQ(with_thousands(-999), "-999");
}

TEST(Table, AlignsColumnsByWhatATerminalDraws) {
    testing::internal::CaptureStdout();
    print_table({"A", "B"}, {{"äö", "1"}, {"xyz", "22"}});
    EXPECT_EQ(testing::internal::GetCapturedStdout(), "A    B\näö   1\nxyz  22\n");
}

TEST(Failures, GoToStandardErrorWithTheirExitCode) {
    testing::internal::CaptureStderr();
    EXPECT_EQ(
        fail({core::ProblemKind::not_found, "meter-not-found", "There is no such meter.", "7", "Look again."}, false),
        4);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "drp: There is no such meter. (7) Look again.\n");
    testing::internal::CaptureStderr();
    EXPECT_EQ(fail({core::ProblemKind::conflict, "c", "m", "p", ""}, true), 5);
    EXPECT_EQ(testing::internal::GetCapturedStderr(), R"({"problem":{"code":"c","message":"m","place":"p","cure":""}})"
                                                      "\n");
}

}  // namespace
}  // namespace drp::app
