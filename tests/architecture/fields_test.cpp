// A field of a person or of a product is defined once, and so is a unit. What the compiler cannot
// see: a field's name in other sources, a unit without a word.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace halle::test {
namespace {
namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

std::string read(const std::string& path) {
  std::ifstream in(fs::path(HALLE_SOURCE_DIR) / path);
  EXPECT_TRUE(in) << path;
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The C++ sources below a folder that hold a word, without those that may.
Lines sources_with(const std::string& word, const std::string& folder,
                   const std::set<std::string>& but) {
  const std::regex whole("\\b" + word + "\\b");
  std::set<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(HALLE_SOURCE_DIR) / folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp") continue;
    const std::string path = fs::relative(entry.path(), HALLE_SOURCE_DIR).string();
    if (std::regex_search(read(path), whole) && !but.contains(path)) found.insert(path);
  }
  return {found.begin(), found.end()};
}

// A field without rules of its own stands for all of them.
TEST(Fields, OfAPersonAreDefinedOnce) {
  EXPECT_EQ(
      sources_with("post_code", "services/membership", {"services/membership/domain/person.hpp"}),
      Lines{});
  // A report counts persons by post code.
  EXPECT_EQ(
      sources_with("post_code", "clients/cli/commands",
                   {"clients/cli/commands/member.cpp", "clients/cli/commands/workshop_report.cpp"}),
      Lines{});
}

TEST(Fields, OfAProductAreDefinedOnce) {
  const std::string domain = "services/catalogue/domain/";
  EXPECT_EQ(sources_with("labels", "services/catalogue",
                         {domain + "product.hpp", domain + "product.cpp", domain + "cells.hpp",
                          domain + "cells.cpp"}),
            Lines{});
  EXPECT_EQ(sources_with("labels", "services/orders",
                         {"services/orders/store/cycles/cycles.hpp",
                          "services/orders/store/cycles/cycles.cpp",
                          "services/orders/rpc/cycles/list_offers.cpp"}),
            Lines{});
  EXPECT_EQ(sources_with("labels", "clients/cli/commands", {"clients/cli/commands/product.cpp"}),
            Lines{});
}

/// `KILOGRAM` of `UNIT_KILOGRAM = 2;`
Lines units_of(const std::string& proto, const std::string& prefix) {
  const std::string text = read("proto/halle/" + proto);
  const std::regex value("\\b" + prefix + "([A-Z_]+) = [1-9]");
  Lines names;
  for (std::sregex_iterator i(text.begin(), text.end(), value), end; i != end; ++i)
    names.push_back((*i)[1]);
  return names;
}

std::size_t count(const std::string& path, const std::string& key) {
  const std::string text = read(path);
  const std::regex line("(^|\n)" + key + " = ");
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), line), std::sregex_iterator()));
}

TEST(Units, HaveWordsInEveryLanguage) {
  const auto units = units_of("catalogue/v1/catalogue.proto", "UNIT_");
  EXPECT_EQ(units_of("orders/v1/orders.proto", "OFFER_UNIT_"), units);
  EXPECT_GE(units.size(), 3u);
  for (const std::string language : {"fr", "en"}) {
    // Its code is as the sheets have it: `kg`.
    EXPECT_EQ(count("clients/cli/locale/" + language + ".txt", "unit\\.[a-z]+"), units.size());
    for (std::string unit : units) {
      for (char& c : unit) c = static_cast<char>(std::tolower(c));
      const std::string screens = "services/orders/ui/locale/screens/" + language + ".txt";
      for (const auto& key : {"per_" + unit, unit + "\\.one", unit + "\\.many"})
        EXPECT_EQ(count(screens, "orders\\." + key), 1u) << screens << ": " << key;
    }
  }
}

}  // namespace
}  // namespace halle::test
