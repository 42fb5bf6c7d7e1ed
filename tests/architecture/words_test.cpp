// Comments and documents of the kernel and the protos hold no vague words; elsewhere they are
// counted: see counts_test.cpp.
#include "tests/architecture/words.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace halle::test {
namespace {
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

TEST(Words, AreFoundInCommentsOnly) {
  EXPECT_EQ(vague_lines(".cpp", "int a;  // Whoever calls.\n"), Lines{" Whoever calls."});
  EXPECT_EQ(vague_lines(".h", "/* One.\n * She has a seat. */\n"), Lines{" * She has a seat. "});
  EXPECT_EQ(vague_lines(".proto", "// Which.\nmessage A {}\n"), Lines{" Which."});
  EXPECT_EQ(vague_lines(".proto", "  // Nothing to say.\n"), Lines{" Nothing to say."});
  EXPECT_EQ(vague_lines(".hpp", "/// Joins to the transaction that\n").size(), 1u);
  EXPECT_EQ(vague_lines(".md", "All that stands against it.\n").size(), 1u);
  EXPECT_EQ(vague_lines(".cpp", "const char* a = \"// she\";  // a string\n"), Lines{});
  EXPECT_EQ(vague_lines(".cpp", "const auto a = R\"(-- her\n)\"; const int b = 1'000;\n"), Lines{});
  EXPECT_EQ(vague_lines(".cpp", "// Which member is meant, and where.\n"), Lines{});
}

TEST(Words, NoneIsVagueInTheKernelAndTheProtos) {
  const fs::path source = HALLE_SOURCE_DIR;
  std::vector<fs::path> files{source / "README.md"};
  for (const auto* folder : {"core", "proto"})
    for (const auto& entry : fs::recursive_directory_iterator(source / folder))
      if (entry.is_regular_file()) files.push_back(entry.path());
  std::size_t read = 0;
  for (const auto& path : files) {
    const auto extension = path.extension().string();
    if (extension != ".cpp" && extension != ".hpp" && extension != ".h" && extension != ".proto" &&
        extension != ".md")
      continue;
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_EQ(vague_lines(extension, text.str()), Lines{}) << fs::relative(path, source);
    ++read;
  }
  EXPECT_GT(read, 200u);
}

}  // namespace
}  // namespace halle::test
