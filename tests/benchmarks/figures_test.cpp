#include "tests/benchmarks/figures.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <sstream>

namespace halle::test {
namespace {

TEST(Figures, WhatIsWorseThanItsFloorIsNamed) {
  std::ostringstream said;
  std::istringstream floor("line_ratio 0.8\nmemory_mb 30\nstart_s 1\npage_ratio 0.5\n");
  Figures figures(said, floor);
  figures.say("line_ratio", 0.68, 0.6, true);
  figures.say("memory_mb", 34.5, 0, false);
  figures.say("of_no_floor", 0, 0.6, true);
  EXPECT_TRUE(figures.worse().empty()) << said.str();
  figures.say("line_ratio", 0.67, 0.6, true);
  figures.say("start_s", 1.2, 5, false);
  figures.say("page_ratio", std::numeric_limits<double>::quiet_NaN(), 0, true);
  EXPECT_EQ(figures.worse(), (std::vector<std::string>{"line_ratio", "start_s", "page_ratio"}));
  EXPECT_NE(said.str().find("of_no_floor 0  MISSES 0.6\n"), std::string::npos) << said.str();
  EXPECT_NE(said.str().find("line_ratio 0.67  reaches 0.6, floor 0.8: WORSE\n"), std::string::npos)
      << said.str();
}

}  // namespace
}  // namespace halle::test
