// Files that take the place of others.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "core/base/file.hpp"

namespace halle {
namespace {
namespace fs = std::filesystem;

std::string read_text(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class NewFileTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(::mkdtemp(folder_.data()), nullptr);
    file_ = folder_ + "/file";
    std::ofstream(file_) << "yesterday's";
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(folder_), fs::directory_iterator());
  }

  std::string folder_ = fs::temp_directory_path() / "halle-file-XXXXXX";
  std::string file_;
};

TEST_F(NewFileTest, TakesThePlaceOfTheOldOneWhenItIsWhole) {
  NewFile file(file_, 0600);
  ASSERT_TRUE(file.write("today"));
  ASSERT_TRUE(file.write("'s"));
  EXPECT_EQ(read_text(file_), "yesterday's");
  ASSERT_TRUE(file.keep());
  EXPECT_EQ(read_text(file_), "today's");
  struct stat about {};
  ASSERT_EQ(::stat(file_.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
  EXPECT_EQ(files(), 1);
}

TEST_F(NewFileTest, LeavesTheOldOneWhenItCannotBeWritten) {
  // As when a disk is full: a write fails in the middle.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ::getrlimit(RLIMIT_FSIZE, &before);
  const rlimit small{4096, before.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto written = write_file(file_, std::string(10'000, 'y'));
  ::setrlimit(RLIMIT_FSIZE, &before);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().reason, "halle.file_unwritable");
  EXPECT_EQ(written.error().detail, file_);
  EXPECT_EQ(read_text(file_), "yesterday's");
  EXPECT_EQ(files(), 1);
}

TEST_F(NewFileTest, ReplacesALinkAndRefusesWhatIsNoFile) {
  fs::create_symlink(file_, folder_ + "/link");
  EXPECT_TRUE(write_file(folder_ + "/link", "today's"));
  EXPECT_EQ(read_text(file_), "yesterday's");
  EXPECT_EQ(read_text(folder_ + "/link"), "today's");
  ASSERT_EQ(::mkfifo((folder_ + "/pipe").c_str(), 0600), 0);
  EXPECT_FALSE(write_file(folder_ + "/pipe", "nobody reads it"));
  EXPECT_FALSE(write_file(folder_, "in place of a folder"));
  EXPECT_FALSE(write_file(folder_ + "/nowhere/file", "x"));
  EXPECT_EQ(files(), 3);
}

}  // namespace
}  // namespace halle
