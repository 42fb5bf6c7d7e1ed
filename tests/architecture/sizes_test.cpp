// Folders that show their contents, sources that fit in one head: at most 12 sources a folder, 350
// lines a source. What is larger stands in sizes.txt with its size, which may only fall.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

namespace halle::test {
namespace {
namespace fs = std::filesystem;

constexpr long sources_in_a_folder = 12;
constexpr long lines_in_a_source = 350;

/// Numbered sequences, what programs make, what others wrote.
bool is_left_out(const std::string& folder) {
  static const std::set<std::string> names{"migrations", "node_modules", "build", "gen", "dist"};
  return names.contains(folder);
}

bool is_source(const fs::path& path) {
  static const std::set<std::string> kinds{".cpp", ".hpp", ".h", ".ts", ".js", ".mjs"};
  return kinds.contains(path.extension().string());
}

/// By its path in the repository: each folder's number of sources and each source's number of
/// lines.
std::map<std::string, long> sizes(const fs::path& root) {
  std::map<std::string, long> all;
  for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
    if (entry->is_directory() && is_left_out(entry->path().filename().string())) {
      entry.disable_recursion_pending();
      continue;
    }
    const std::string path = fs::relative(entry->path(), HALLE_SOURCE_DIR).string();
    if (entry->is_directory()) {
      all[path] = std::count_if(fs::directory_iterator(entry->path()), {},
                                [](const auto& one) { return is_source(one.path()); });
    } else if (is_source(entry->path())) {
      std::ifstream in(entry->path());
      all[path] = std::count(std::istreambuf_iterator<char>(in), {}, '\n');
    }
  }
  return all;
}

TEST(Sizes, MayOnlyFall) {
  std::map<std::string, long> allowed;
  std::ifstream in(HALLE_SOURCE_DIR "/tests/architecture/sizes.txt");
  ASSERT_TRUE(in);
  for (std::string line; std::getline(in, line);)
    if (const auto space = line.rfind(' '); !line.empty() && line[0] != '#')
      allowed[line.substr(0, space)] = std::stol(line.substr(space));
  for (const auto* folder : {"core", "services", "plugins", "clients"})
    for (const auto& [path, size] : sizes(fs::path(HALLE_SOURCE_DIR) / folder)) {
      const bool source = is_source(path);
      const long limit = source ? lines_in_a_source : sources_in_a_folder;
      const auto known = allowed.find(path);
      if (known == allowed.end()) {
        EXPECT_LE(size, limit) << path << (source ? ": lines" : ": sources");
        continue;
      }
      EXPECT_GT(size, limit) << path << ": take its line out of sizes.txt";
      EXPECT_LE(size, known->second) << path << ": it has grown";
      allowed.erase(known);
    }
  for (const auto& [path, size] : allowed) ADD_FAILURE() << path << " is no more: " << size;
}

}  // namespace
}  // namespace halle::test
