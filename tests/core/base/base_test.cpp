#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <random>

#include "core/base/address.hpp"
#include "core/base/ids.hpp"
#include "core/base/keys.hpp"
#include "core/base/text/decimal.hpp"
#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/base/time/clock.hpp"

namespace halle {
namespace {

TEST(Address, AListenerIsAnAddressAndAPort) {
  const auto host = [](const char* text) {
    const auto read = parse_endpoint(text);
    return read ? read.value().host + " " + std::to_string(read.value().port) : "";
  };
  EXPECT_EQ(host("127.0.0.1:0"), "127.0.0.1 0");
  EXPECT_EQ(host("localhost:8470"), "127.0.0.1 8470");
  EXPECT_EQ(host("[::1]:65535"), "::1 65535");
  for (const auto* wrong :
       {"", "127.0.0.1", "127.0.0.1:", "127.0.0.1:99999", "127.0.0.1:65536", "127.0.0.1:-1",
        "127.0.0.1:abc", "127.0.0.1:80x", "127.0.0.1: 80", "::1:80", "[::1:80", "[127.0.0.1]:80",
        "shop.example:80", ":80", "256.0.0.1:80", "127.0.0.1:18446744073709551697"}) {
    const auto read = parse_endpoint(wrong);
    ASSERT_FALSE(read) << wrong;
    EXPECT_EQ(read.error().reason, "halle.address_unreadable") << wrong;
  }
}

TEST(Email, IsOfTheUsualForm) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"a@b.fr", "a@b.fr"},
      {"A.B+c@Mail.Example.COM", "A.B+c@mail.example.com"},
      {"o'neil_x-1@xn--caf-dma.fr", "o'neil_x-1@xn--caf-dma.fr"},
  };
  for (const auto& [given, expected] : good)
    EXPECT_EQ(normal_email(given).value_or("?"), expected) << given;
  for (const std::string bad : {"a",        "@b.fr",      "a@",         "a@b",           "a@b.f",
                                "a b@c.fr", "a@b@c.fr",   "a@b..fr",    "a@.fr",         "a@b.fr.",
                                ".a@b.fr",  "a.@b.fr",    "a..b@c.fr",  "a@-b.fr",       "a@b-.fr",
                                "a@b_c.fr", "andré@b.fr", "a@1.2.3.44", "a@b.fr;c@d.fr", "<a@b.fr>",
                                "a,b@c.fr"})
    EXPECT_FALSE(normal_email(bad)) << bad;
  EXPECT_FALSE(normal_email(std::string(65, 'a') + "@b.fr"));
  EXPECT_FALSE(normal_email("a@" + std::string(64, 'b') + ".fr"));
}

TEST(Address, OneClientIsCountedOnce) {
  EXPECT_EQ(client_key("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(client_key("::ffff:203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(client_key("2001:db8:1:2::1"), "2001:db8:1:2::/64");
  EXPECT_EQ(client_key("2001:DB8:1:2:ffff:ffff:ffff:ffff"), client_key("2001:db8:1:2::1"));
  EXPECT_NE(client_key("2001:db8:1:3::1"), client_key("2001:db8:1:2::1"));
  EXPECT_EQ(client_key("::1"), "::1");
  for (const auto* wrong : {"", "nonsense", "1.2.3", "1.2.3.4.5", "1.2.3.4:80", "fe80::1%eth0"})
    EXPECT_EQ(client_key(wrong), "") << wrong;
}

TEST(Address, ProxiesAreAddresses) {
  EXPECT_EQ(parse_proxies("loopback").value(), (std::set<std::string>{"127.0.0.1", "::1"}));
  EXPECT_EQ(parse_proxies("10.0.0.2, ::ffff:10.0.0.3,2001:DB8::1").value(),
            (std::set<std::string>{"10.0.0.2", "10.0.0.3", "2001:db8::1"}));
  for (const auto* wrong : {"", "10.0.0.2,", "proxy", "10.0.0.0/8", "true"})
    EXPECT_FALSE(parse_proxies(wrong)) << wrong;
}

TEST(Decimal, ReadsWhatPeopleWrite) {
  EXPECT_EQ(parse_decimal("1,35", 3), 1350);
  EXPECT_EQ(parse_decimal(" 1.350 ", 3), 1350);
  EXPECT_EQ(parse_decimal("1\xC2\xA0"
                          "234,50",
                          2),
            123450);
  EXPECT_EQ(parse_decimal("-0,05", 2), -5);
  EXPECT_EQ(parse_decimal("3", 3), 3000);
  EXPECT_EQ(parse_decimal("2,50", 1), 25);
  for (const auto* wrong :
       {"", " ", "abc", "1,2,3", "1.2345", "--1", "1e3", "9223372036854775807", ","})
    EXPECT_EQ(parse_decimal(wrong, 3), std::nullopt) << wrong;
}

TEST(Decimal, OnlyAGroupOfThousandsHoldsASpace) {
  for (const std::string space : {" ", "\u00A0", "\u202F"}) {
    const auto read = [&](std::string text) {
      for (std::size_t at = 0; (at = text.find('_', at)) != std::string::npos;)
        text.replace(at, 1, space);
      return parse_decimal(text, 2);
    };
    for (const auto& [text, value] :
         std::map<std::string, std::int64_t>{{"1_234", 123400},
                                             {"_12_345,5_", 1234550},
                                             {"1_234_567.89", 123456789},
                                             {"-_3", -300},
                                             {"-1_000", -100000},
                                             {"999_999", 99999900},
                                             {"12_", 1200}})
      EXPECT_EQ(read(text), value) << text;
    for (const auto* text :
         {"2_50", "6_12", "2_0", "1_5", "1_2345", "1234_567", "1_23,5", "1_234_56", "1,5_0", "1_,5",
          "1,_5", "1__234", "1_234__567", "_", "1_-2", "1_2"})
      EXPECT_EQ(read(text), std::nullopt) << text;
  }
}

TEST(Decimal, WrittenNumbersReadTheSame) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const auto value = static_cast<std::int64_t>(random()) / 1'000'000;
    for (int places = 0; places <= 4; ++places) {
      EXPECT_EQ(parse_decimal(format_decimal(value, places), places), value);
      EXPECT_EQ(parse_decimal(format_fixed(value, places, ','), places), value);
    }
  }
  EXPECT_EQ(format_fixed(120, 2, ','), "1,20");
  EXPECT_EQ(format_decimal(1350, 3), "1.35");
}

TEST(Decimal, RoundsHalfAwayFromZero) {
  EXPECT_EQ(mul_div(299, 1500, 1000), 449);  // 448.5
  EXPECT_EQ(mul_div(-299, 1500, 1000), -449);
  EXPECT_EQ(mul_div(100, 333, 1000), 33);
  EXPECT_EQ(mul_div(INT64_MAX, INT64_MAX, 1), std::nullopt);
  EXPECT_EQ(mul_div(INT64_MAX, 1000, 1000), INT64_MAX);
}

TEST(Ids, UuidTextRoundTrips) {
  const Uuid id = make_uuid_v7(1'700'000'000'000);
  EXPECT_EQ(Uuid::parse(id.text()), id);
  EXPECT_EQ(id.text()[14], '7');
  EXPECT_EQ(id.text().substr(0, 13), "018bcfe5-6800");
  for (const auto* wrong : {"", "018bcfe5", "018bcfe5-6800-7000-8000-00000000000g",
                            "018bcfe5+6800-7000-8000-000000000000"})
    EXPECT_FALSE(Uuid::parse(wrong)) << wrong;
}

// RFC 4231, test cases 2 and 6.
TEST(Ids, HmacIsThatOfTheRfc) {
  EXPECT_EQ(hex(hmac_sha256("Jefe", "what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(hmac_sha256(std::string(131, '\xaa'),
                            "Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Ids, DerivedIdsDependOnBothInputs) {
  const Uuid parent = make_uuid_v7(1);
  EXPECT_EQ(derive_uuid(parent, "a"), derive_uuid(parent, "a"));
  EXPECT_NE(derive_uuid(parent, "a"), derive_uuid(parent, "b"));
  EXPECT_NE(derive_uuid(parent, "a"), derive_uuid(make_uuid_v7(1), "a"));
}

TEST(Clock, InstantsRoundTripAndReadPostgres) {
  const Instant instant{std::chrono::microseconds{1'764'878'400'123'456}};
  EXPECT_EQ(parse_instant(format_instant(instant)), instant);
  EXPECT_EQ(parse_instant("2025-12-04 20:00:00.123456+00"), instant);
  EXPECT_EQ(parse_instant("2025-02-30 20:00:00+00"), std::nullopt);
  EXPECT_EQ(parse_instant("2025-12-04 20:00:00+01"), std::nullopt);
  EXPECT_TRUE(is_day("2024-02-29"));
  EXPECT_FALSE(is_day("2023-02-29"));
  EXPECT_FALSE(is_day("2023-2-9"));
}

TEST(Text, FoldsForHeadingsAndSearch) {
  EXPECT_EQ(fold("  Prix   d'achat HT (€) "), "prix d achat ht");
  EXPECT_EQ(fold("Œufs de Loué"), "oeufs de loue");
  EXPECT_EQ(fold("N° ÉTÉ"), "n ete");
  EXPECT_EQ(fold("e\xCC\x81t\xC3\xA9"), "ete");
}

TEST(Text, FoldsAsTheBrowserDoes) {
  std::ifstream table(HALLE_SOURCE_DIR "/tests/core/base/folding.tsv");
  int lines = 0;
  for (std::string line; std::getline(table, line); ++lines) {
    const auto cells = split(line, '\t');
    ASSERT_EQ(cells.size(), 2u) << line;
    EXPECT_EQ(fold(cells[0]), cells[1]) << cells[0];
    EXPECT_EQ(fold(cells[1]), cells[1]) << cells[0];
  }
  EXPECT_GT(lines, 30);
  EXPECT_EQ(fold("a\xE9\xFF"
                 "b\xC3"),
            "ab")
      << "what is no UTF-8 is left out";
}

TEST(Text, IsKeptWithoutWhatNobodySees) {
  EXPECT_EQ(trim(" \u00A0\tZoé\r\n\u202F"), "Zoé");
  EXPECT_EQ(trim("\uFEFFCré\u00ADmer\u200B"), "Crémer");
  EXPECT_EQ(trim("Anne\u202FMarie\u2009de\u00A0Lys"), "Anne Marie de Lys");
  EXPECT_EQ(trim("\u200B \u00AD"), "");
  EXPECT_EQ(trim("Zo\u200D\u00e9\u200C"), "Zoé");
  EXPECT_EQ(trim("👩\u200D🌾 نمی\u200Cخواهم"), "👩\u200D🌾 نمی\u200Cخواهم");
  EXPECT_EQ(trim("a\nb\tc"), "a\nb\tc");
  EXPECT_EQ(trim("\xE9 \xC2"), "\xE9 \xC2");
}

TEST(Text, IsPlainOrInPlainLines) {
  EXPECT_TRUE(is_plain_text("", 0));
  EXPECT_TRUE(is_plain_text("été\xC2\xA0!", 5));
  EXPECT_FALSE(is_plain_text("été", 2));
  for (const auto* bad :
       {"a\nb", "a\tb", "\x7F", "\xC2\x85", "\xC2\x9F", "a\u202Eb", "\u2066", "\u200F"})
    EXPECT_FALSE(is_plain_text(bad, 9));
  EXPECT_TRUE(is_plain_prose("Bonjour,\r\n\tà samedi", 20));
  EXPECT_FALSE(is_plain_prose("Bonjour,\nà samedi", 16));
  EXPECT_FALSE(is_plain_prose("a\n\u202Eb", 9));
  EXPECT_FALSE(is_plain_prose("a\x1B[31m", 9));
}

TEST(Text, KnowsUtf8) {
  EXPECT_TRUE(is_utf8("caf\xC3\xA9"));
  EXPECT_FALSE(is_utf8("caf\xE9"));
  EXPECT_FALSE(is_utf8(std::string_view("a\0b", 3)));
  EXPECT_FALSE(is_utf8("\xC0\xAF"));
  EXPECT_FALSE(is_utf8("\xED\xA0\x80"));
  EXPECT_EQ(length("caf\xC3\xA9"), 4u);
}

TEST(Keys, FollowWithoutEverBeingTheSame) {
  const auto first_word = [](std::string_view name) {
    return std::string(name.substr(0, name.find(' ')));
  };
  const auto changes = new_keys({{"1", "a x", "old a", true},
                                 {"2", "b", "b", false},
                                 {"3", "b y", "old b", true},
                                 {"4", "c", "d", true},
                                 {"5", "d", "e", true},
                                 {"6", "a z", "other a", true},
                                 {"7", "f", "f", true},
                                 {"8", " ", "empty", true}},
                                first_word);
  std::vector<std::pair<std::string, std::string>> got;
  for (const auto& change : changes) got.emplace_back(change.id, change.key);
  EXPECT_EQ(got,
            (std::vector<std::pair<std::string, std::string>>{{"1", "a"}, {"4", "c"}, {"5", "d"}}));
  // 4 waits until 5 has left "d".
  const auto chain = new_keys({{"4", "d", "c", true}, {"5", "e", "d", true}}, first_word);
  ASSERT_EQ(chain.size(), 2u);
  EXPECT_EQ(chain[0].id + chain[1].id, "54");
}

}  // namespace
}  // namespace halle
