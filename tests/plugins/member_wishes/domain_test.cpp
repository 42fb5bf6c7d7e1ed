// When two names are the same wish, and when they are alike.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "plugins/member_wishes/domain/name.hpp"

namespace halle::member_wishes {
namespace {
using Words = std::vector<std::string>;

TEST(Name, IsTheSameHoweverItIsWritten) {
  EXPECT_EQ(key_of("Pois  chiches !"), key_of("POIS CHICHES"));
  EXPECT_EQ(key_of("Œufs de caille"), "oeufs de caille");
  EXPECT_NE(key_of("Pois chiches"), key_of("Pois cassés"));
  EXPECT_EQ(key_of(" … "), "");
}

TEST(Name, HasWordsThatSayWhatItIs) {
  EXPECT_EQ(words_of("Des pois chiches"), (Words{"poi", "chiche"}));
  EXPECT_EQ(words_of("Du miel, du MIEL bio"), Words{"miel"});
  EXPECT_EQ(words_of("Choux"), Words{"chou"});
  EXPECT_EQ(words_of("thé"), Words{"the"});
  EXPECT_EQ(words_of("de la"), Words{});
  EXPECT_EQ(words_of("aaa bbb ccc ddd eee fff ggg hhh iii jjj kkk lll").size(), 10u);
}

TEST(Name, FindsItself) {
  EXPECT_TRUE(rc::check("however it is written", [] {
    const auto name = *rc::gen::string<std::string>();
    const auto key = key_of(name);
    RC_ASSERT(key_of(key) == key);
    for (const auto& word : words_of(name)) {
      RC_ASSERT(word.size() >= 3);
      RC_ASSERT((" " + key).find(" " + word) != std::string::npos);
    }
  }));
}

TEST(Name, IsAlikeInAnyOrderOfItsWords) {
  EXPECT_TRUE(rc::check("the words are the same", [] {
    const auto some = rc::gen::element<std::string>("miel", "pois", "chiches", "lait", "noix");
    auto words = *rc::gen::container<std::vector<std::string>>(some);
    const auto joined = [&] {
      std::string name;
      for (const auto& word : words) name += word + ", ";
      return name;
    };
    auto one = words_of(joined());
    std::reverse(words.begin(), words.end());
    auto other = words_of(joined());
    std::sort(one.begin(), one.end());
    std::sort(other.begin(), other.end());
    RC_ASSERT(one == other);
  }));
}

}  // namespace
}  // namespace halle::member_wishes
