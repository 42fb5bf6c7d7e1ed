// Rules of the house that not everything keeps yet: how often each is broken, by module. A number
// in counts.txt may only fall, and what keeps a rule has no line there.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/architecture/words.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;

struct Rule {
  const char* name;
  std::regex broken;
  const char* except = "";  // the folder of a module where it does not hold
};

const std::vector<Rule>& rules() {
  static const std::vector<Rule> all{
      // A column of a result by its number: see core/sdk/rows/row.hpp.
      {"column_by_number",
       std::regex(R"(\.(text|number|truth|uuid|instant|bytes|is_null|view)\([0-9]+\))")},
      // A statement outside store/.
      {"sql_outside_store", std::regex(R"(\bcall\.(query|queue|execute|find|get)\b *[<(])"),
       "store"},
      // A state as a digit instead of by its name: see core/sdk/rows/sql_names.hpp.
      {"state_as_digit", std::regex(R"(\b(state|freed|kind|standing) *(=|<>|IN \() *[0-9])")},
      // What call.lock() and call.new_id() are for.
      {"lock_by_hand", std::regex(R"(pg_advisory)")},
      {"id_by_hand", std::regex(R"(make_uuid_v7\()")},
      // What an e-mail address is: core/base/text/email.hpp says it.
      {"email_by_hand", std::regex(R"(find\('@'\))")},
  };
  return all;
}

std::string read(const fs::path& path) {
  std::ostringstream out;
  out << std::ifstream(path).rdbuf();
  return out.str();
}

/// How often `module` breaks each rule, by "rule module".
void count_rules(const fs::path& module, std::map<std::string, long>& counts) {
  for (const auto& entry : fs::recursive_directory_iterator(module)) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    const std::string folder = fs::relative(entry.path(), module).begin()->string();
    if (folder == "tests" || folder == "build") continue;
    const std::string text = read(entry.path());
    for (const auto& rule : rules()) {
      if (folder == rule.except) continue;
      const auto found = std::distance(std::sregex_iterator(text.begin(), text.end(), rule.broken),
                                       std::sregex_iterator());
      if (found > 0) counts[std::string(rule.name) + " " + module.filename().string()] += found;
    }
  }
}

/// How many lines of comments and documents of `folder` hold vague words, as "vague_words folder".
void count_words(const fs::path& folder, std::map<std::string, long>& counts) {
  for (auto entry = fs::recursive_directory_iterator(folder);
       entry != fs::recursive_directory_iterator(); ++entry) {
    const auto name = entry->path().filename();
    if (entry->is_directory()) {
      if (name == "node_modules" || name == "build" || name == "dist")
        entry.disable_recursion_pending();
      continue;
    }
    const auto extension = entry->path().extension().string();
    if (extension != ".cpp" && extension != ".hpp" && extension != ".proto" && extension != ".md")
      continue;
    const auto found = vague_lines(extension, read(entry->path())).size();
    if (found > 0) counts["vague_words " + folder.filename().string()] += static_cast<long>(found);
  }
}

TEST(Counts, MayOnlyFall) {
  std::map<std::string, long> counts;
  for (const auto* folder : {"services", "plugins", "clients"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(HALLE_SOURCE_DIR) / folder)) {
      if (!entry.is_directory()) continue;
      count_words(entry.path(), counts);
      if (std::string(folder) != "clients") count_rules(entry.path(), counts);
    }
  }
  std::map<std::string, long> allowed;
  std::ifstream in(HALLE_SOURCE_DIR "/tests/architecture/counts.txt");
  ASSERT_TRUE(in);
  for (std::string line; std::getline(in, line);) {
    const auto space = line.rfind(' ');
    if (!line.empty() && line[0] != '#')
      allowed[line.substr(0, space)] = std::stol(line.substr(space));
  }
  for (const auto& [what, found] : counts)
    EXPECT_LE(found, allowed[what]) << what << ": a rule is broken anew";
  for (const auto& [what, most] : allowed)
    EXPECT_GE(counts[what], most) << what << ": lower the number in counts.txt to " << counts[what];
}

/// `la_louve`, `LaLouve` and `kLaLouve` alike.
std::string folded(const std::string& text) {
  std::string out;
  for (const char letter : text)
    if (letter != '_') out += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
  return out;
}

long occurrences(const std::string& text, const std::string& name) {
  long found = 0;
  for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + 1)) ++found;
  return found;
}

// A rule pack is one file and one line: whoever adds or removes one touches no other C++.
TEST(Packs, StandInTheirOwnFileAndInOneLineOfTheirRegistration) {
  const fs::path root(HALLE_SOURCE_DIR);
  const fs::path domain = root / "services/shifts/domain";
  const fs::path registration = domain / "hours/packs.cpp";
  std::map<fs::path, std::string> packs;  // by file
  for (const auto& entry : fs::directory_iterator(domain / "packs"))
    packs[entry.path()] = folded(entry.path().stem().string());
  ASSERT_GT(packs.size(), 1u);
  for (const auto* folder : {"core", "services", "plugins", "clients"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      const std::string text = folded(read(entry.path()));
      for (const auto& [file, name] : packs) {
        if (entry.path() == file) continue;
        EXPECT_EQ(occurrences(text, name), entry.path() == registration ? 1 : 0)
            << name << " in " << fs::relative(entry.path(), root);
      }
    }
  }
}

}  // namespace
}  // namespace halle::test
