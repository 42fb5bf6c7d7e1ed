// Programs that read foreign bytes, as their callers find them: those that answer, that break, that
// take too long or say too much. Shell scripts stand in for them.
#include "core/apart/apart.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace halle::apart {
namespace {
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class Apart : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder); }
  void TearDown() override { fs::remove_all(folder); }

  Result<std::string> ask(const std::string& script, std::string_view content = "",
                          std::chrono::milliseconds patience = 20s, std::size_t most = 100) const {
    const auto path = folder / "program";
    std::ofstream(path) << "#!/bin/sh\n" << script << "\n";
    fs::permissions(path, fs::perms::owner_all);
    return apart::ask({path, patience, most}, content);
  }

  fs::path folder = fs::temp_directory_path() / ("halle-apart-" + std::to_string(::getpid()));
};

TEST_F(Apart, WhatWasReadIsTheAnswer) {
  EXPECT_EQ(ask("printf '\\0read: '; cat", "a sheet").value(), "read: a sheet");
  EXPECT_EQ(ask("printf '\\0'").value(), "") << "nothing is an answer too";
  EXPECT_EQ(ask("printf '\\1'").error().code, Code::invalid_argument);
}

TEST_F(Apart, HasNothingOfTheCallers) {
  ::setenv("HALLE_DATABASE", "secret", 1);
  EXPECT_EQ(ask("printf '\\0'; echo \"$HALLE_DATABASE\"").value(), "\n");
  ::unsetenv("HALLE_DATABASE");
  // 10 or so is the shell's own, of the script.
  EXPECT_EQ(ask("printf '\\0'; for n in 3 4 5 6 7 8 9; do "
                "[ -e /proc/self/fd/$n ] && echo $n; done; :")
                .value(),
            "");
  EXPECT_EQ(ask("printf '\\0'; grep NoNewPrivs /proc/self/status").value(), "NoNewPrivs:\t1\n");
}

TEST_F(Apart, WhatBreaksIsAnError) {
  EXPECT_EQ(ask("exit 1").error().reason, "halle.reader_broke");
  EXPECT_EQ(ask("printf '\\0half'; kill -SEGV $$").error().reason, "halle.reader_broke");
  EXPECT_EQ(ask("exit 0").error().reason, "halle.reader_broke") << "it said nothing";
  EXPECT_EQ(apart::ask({folder / "missing", 20s, 100}, "").error().reason, "halle.command_failed");
}

TEST_F(Apart, WhatTakesTooLongIsEnded) {
  const auto begun = std::chrono::steady_clock::now();
  EXPECT_EQ(ask("sleep 30", "", 200ms).error().reason, "halle.reader_late");
  EXPECT_EQ(ask("exec >/dev/null; sleep 30", "", 200ms).error().reason, "halle.reader_late")
      << "it has closed its output and runs on";
  EXPECT_EQ(ask("ulimit -S -t 1; while :; do :; done").error().reason, "halle.reader_late");
  EXPECT_LT(std::chrono::steady_clock::now() - begun, 15s);
}

TEST_F(Apart, WhatSaysTooMuchIsEnded) {
  const auto most = ask("printf '\\0'; cat", std::string(100, 'x'));
  ASSERT_TRUE(most) << most.error().reason;
  EXPECT_EQ(most.value().size(), 100u);
  EXPECT_EQ(ask("printf '\\0'; cat", std::string(101, 'x')).error().reason, "halle.reader_broke");
  EXPECT_EQ(ask("printf '\\0'; while :; do echo x; done").error().reason, "halle.reader_broke");
}

}  // namespace
}  // namespace halle::apart
