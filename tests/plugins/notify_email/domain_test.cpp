// How letters look, and what an Internet message of theirs is to Python's `email`.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/base/ids.hpp"
#include "core/base/text/text.hpp"
#include "plugins/notify_email/domain/letters/letter.hpp"
#include "plugins/notify_email/domain/letters/mime.hpp"
#include "plugins/notify_email/domain/schedule.hpp"
#include "plugins/notify_email/domain/server.hpp"
#include "plugins/notify_email/domain/time_of_day.hpp"
#include "plugins/notify_email/domain/unsubscribe.hpp"
#include "tests/plugins/notify_email/read_messages.hpp"

namespace halle::notify_email {
namespace {
using Json = nlohmann::json;

Words french() {
  Words words;
  std::ifstream in(HALLE_SOURCE_DIR "/plugins/notify_email/locale/letters/fr.txt");
  for (std::string line; std::getline(in, line);)
    if (const auto at = line.find(" = "); at != std::string::npos)
      words[line.substr(0, at)] = line.substr(at + 3);
  return words;
}

/// What Python's `email` reads in each message.
std::vector<Json> read(const std::vector<std::string>& messages) {
  std::vector<std::string> files;
  for (const auto& one : messages) {
    files.push_back(::testing::TempDir() + "halle-" + random_hex(8) + ".eml");
    std::ofstream(files.back(), std::ios::binary) << one;
  }
  auto all = test::read_messages(files);
  for (const auto& file : files) std::remove(file.c_str());
  return all;
}

Envelope envelope() {
  return {"La Coopérette",
          "halle@example.org",
          "Zoé \"Zou\" Ângström",
          "zoe@example.org",
          "bonjour@example.org",
          "0198-id",
          "https://coop.example.org/a/coop/courrier/abc",
          *parse_instant("2026-12-05T19:00:00.000000Z")};
}

TEST(Mime, IsReadAsItWasWritten) {
  const std::string subject =
      "Votre commande du samedi 5 décembre est prête : 12,50 € à régler, œufs et fromages compris";
  const auto read_back =
      read({message(envelope(), subject, "Bonjour Zoé,\n\nÀ samedi !\n", "<p>Bonjour Zoé,</p>")});
  ASSERT_EQ(read_back.size(), 1u);
  const auto& one = read_back[0];
  EXPECT_EQ(one["defects"], Json::array());
  EXPECT_EQ(one["headers"]["Subject"], subject);
  EXPECT_EQ(one["headers"]["From"], "La Coopérette <halle@example.org>");
  EXPECT_EQ(one["headers"]["To"], "\"Zoé \\\"Zou\\\" Ângström\" <zoe@example.org>");
  EXPECT_EQ(one["headers"]["Reply-To"], "bonjour@example.org");
  EXPECT_EQ(one["headers"]["Date"], "Sat, 05 Dec 2026 19:00:00 +0000");
  EXPECT_EQ(one["headers"]["Message-ID"], "<0198-id@example.org>");
  EXPECT_EQ(one["headers"]["List-Unsubscribe"], "<https://coop.example.org/a/coop/courrier/abc>");
  EXPECT_EQ(one["headers"]["List-Unsubscribe-Post"], "List-Unsubscribe=One-Click");
  EXPECT_EQ(one["headers"]["Auto-Submitted"], "auto-generated");
  EXPECT_EQ(one["text"], "Bonjour Zoé,\n\nÀ samedi !\n");
  EXPECT_EQ(one["html"], "<p>Bonjour Zoé,</p>");
  EXPECT_EQ(one["bare_line_ends"], 0);
  EXPECT_LE(one["longest_line"].get<int>(), 998);
}

/// Text as a person may type it, control characters included.
rc::Gen<std::string> typed() {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                          "a", "B", " ", "é", "€", "🥕", "=", "?", "_", "\"", "\\", "<", ">", "@",
                          ",", "\r", "\n", "\t", "=?utf-8?B?", "ﬁ", "0")),
                      [](const std::vector<std::string>& parts) {
                        std::string all;
                        for (const auto& part : parts) all += part;
                        return all;
                      });
}

TEST(Mime, NoSubjectOrNameAddsAHeader) {
  EXPECT_TRUE(rc::check("whatever it holds", [] {
    auto with = envelope();
    with.to_name = *typed();
    with.from_name = *typed();
    const std::string subject = *typed();
    const auto all = read({message(with, subject, "x", "y")});
    RC_ASSERT(all.size() == 1u);
    const auto& headers = all[0]["headers"];
    RC_ASSERT(headers.size() == 11u);
    std::string shown = subject;
    for (auto& c : shown)
      if (static_cast<unsigned char>(c) < ' ') c = ' ';
    // Readers fold spaces at the ends.
    RC_ASSERT(trim(headers["Subject"].get<std::string>()) == trim(shown));
    RC_ASSERT(headers["To"].get<std::string>().ends_with("zoe@example.org>") ||
              headers["To"].get<std::string>() == "zoe@example.org");
  }));
}

TEST(Words, DaysAndHoursAreAsPeopleSayThem) {
  const auto words = french();
  EXPECT_EQ(day_words(words, "2026-12-05"), "samedi 5 décembre");
  EXPECT_EQ(day_words(words, "2027-05-01"), "samedi 1er mai");
  EXPECT_EQ(moment_words(words, "2026-12-05 20:30"), "samedi 5 décembre à 20 h 30");
  EXPECT_EQ(moment_words(words, "2026-12-05 08:00"), "samedi 5 décembre à 8 h");
  EXPECT_EQ(money_words(words, 1250), "12,50 €");
  EXPECT_EQ(money_words(words, -5), "−0,05 €");
}

Frame frame() {
  Frame frame;
  frame.words = french();
  frame.first_name = "Zoé";
  frame.association = "La Coopérette";
  frame.preferences = "https://c/mes-lettres";
  frame.unsubscribe = "https://c/a/coop/courrier/k";
  frame.daily = "Les nouvelles du jour de {association}";
  return frame;
}

TEST(Letter, SaysTheSameAsTextAndAsHtml) {
  Notice notice{"Rappel : {title}",
                "Votre service « {title} » commence {deadline}.\n\nÀ bientôt !",
                "{name} : {quantity}",
                "Voir",
                {{"title", "Caisse"}, {"deadline", "samedi"}},
                {{{"name", "Miel"}, {"quantity", "2"}}, {{"name", "Pain"}, {"quantity", "1"}}},
                "https://c/mes-services"};
  const auto content = compose({notice}, frame());
  EXPECT_EQ(content.subject, "Rappel : Caisse");
  EXPECT_EQ(content.text,
            "Bonjour Zoé,\n\nVotre service « Caisse » commence samedi.\n\nÀ bientôt !\n\n"
            "- Miel : 2\n- Pain : 1\n\nVoir\nhttps://c/mes-services\n\nLa Coopérette\n\n-- \n"
            "Choisir les lettres que je reçois\nhttps://c/mes-lettres\n"
            "Ne plus recevoir ces lettres\nhttps://c/a/coop/courrier/k\n");
  for (const auto* part : {"<p>Bonjour Zoé,</p>", "<li>Miel : 2</li>", "lang=\"fr\"",
                           "href=\"https://c/mes-services\""})
    EXPECT_NE(content.html.find(part), std::string::npos) << part;
}

TEST(Letter, ValuesAddNeitherMarkupNorNames) {
  Notice notice{"{title}", "{title}", {}, {}, {{"title", "<b>{first_name}</b>\r\nBcc: x"}}, {}, {}};
  const auto content = compose({notice}, frame());
  EXPECT_EQ(content.subject.find('\n'), std::string::npos);
  EXPECT_NE(content.text.find("<b>{first_name}</b>"), std::string::npos);
  EXPECT_EQ(content.html.find("<b>"), std::string::npos);
}

TEST(Letter, SeveralNoticesHaveHeadings) {
  const Notice one{"Un", "Premier.", {}, {}, {}, {}, {}};
  const Notice two{"Deux", "Second.", {}, {}, {}, {}, {}};
  const auto content = compose({one, two}, frame());
  EXPECT_EQ(content.subject, "Les nouvelles du jour de La Coopérette");
  EXPECT_NE(content.text.find("Un\n--\n\nPremier.\n\nDeux\n----\n\nSecond."), std::string::npos)
      << content.text;
}

TEST(Server, IsReadFromItsLines) {
  const auto server = read_server(
      "# ours\nserver = smtp://mail.example.org:587\nuser = u\npassword = a = b #c\n"
      "from = halle@example.org\nsite = https://coop.example.org/\n");
  EXPECT_TRUE(server.usable()) << server.problem;
  EXPECT_TRUE(server.must_encrypt);
  EXPECT_EQ(server.password, "a = b #c");
  EXPECT_EQ(server.site, "https://coop.example.org");
  EXPECT_EQ(server.shown(), "smtp://mail.example.org:587");
  EXPECT_FALSE(read_server("").configured);
  EXPECT_FALSE(read_server("\n# nothing\n").configured);
}

TEST(Server, NamesTheLineThatCannotBeUsedAndNotWhatItSays) {
  const std::string rest = "from = a@example.org\nsite = https://c\n";
  const auto problem = [&](const std::string& lines) { return read_server(lines).problem; };
  EXPECT_EQ(problem("server = http://x\n" + rest), "notify_email.bad_server server");
  EXPECT_EQ(problem("server = smtp://user:pass@host/\n" + rest), "notify_email.bad_server server");
  EXPECT_EQ(problem("server = folder:letters\n" + rest), "notify_email.bad_server server");
  EXPECT_EQ(problem(rest), "notify_email.bad_server server");
  EXPECT_EQ(problem("server = smtp://x\nfrom = nobody\nsite = https://c"),
            "notify_email.bad_server from");
  EXPECT_EQ(problem("server = smtp://x\nfrom = a@example.org\n"), "notify_email.bad_server site");
  EXPECT_EQ(problem("server = smtp://x\nmy secret\n" + rest), "notify_email.bad_server =");
  // Links hold secrets: in clear text to this machine only.
  const std::string server = "server = smtp://x\nfrom = a@example.org\nsite = ";
  EXPECT_EQ(problem(server + "http://coop.example.org"), "notify_email.bad_server site");
  EXPECT_EQ(problem(server + "http://localhost.example.org"), "notify_email.bad_server site");
  EXPECT_EQ(problem(server + "http://127.0.0.1:8470/"), "");
}

TEST(Server, OnlyLoopbackGoesUnencrypted) {
  const auto must = [](const std::string& url) {
    return read_server("server = " + url + "\nfrom = a@example.org\nsite = https://c").must_encrypt;
  };
  EXPECT_FALSE(must("smtp://127.0.0.1:25"));
  EXPECT_FALSE(must("smtp://localhost"));
  EXPECT_FALSE(must("smtp://[::1]:2525"));
  EXPECT_TRUE(must("smtp://127.example.org:25"));
  EXPECT_TRUE(must("smtp://localhost.example.org"));
}

TEST(Unsubscribe, AKeySaysWhatItWasMadeOf) {
  EXPECT_TRUE(rc::check("any number and topic", [] {
    const Unsubscribing what{*rc::gen::nonEmpty<std::string>(), *rc::gen::nonEmpty<std::string>()};
    RC_PRE(what.member.size() + what.topic.size() < 200);
    const auto key = unsubscribe_key(what, std::string(64, 'a'));
    const auto read_back = read_unsubscribe_key(key);
    RC_ASSERT(read_back && read_back->member == what.member && read_back->topic == what.topic);
  }));
  EXPECT_FALSE(read_unsubscribe_key(""));
  EXPECT_FALSE(read_unsubscribe_key("37-2a"));
  EXPECT_FALSE(read_unsubscribe_key("37-2G-" + std::string(40, 'a')));
  EXPECT_FALSE(read_unsubscribe_key("-2a-" + std::string(40, 'a')));
}

TEST(Unsubscribe, TwoPairsAreNeverSignedAlike) {
  EXPECT_NE(signed_text({"1", "2x"}), signed_text({"12", "x"}));
}

TEST(TimeOfDay, IsReadAndWritten) {
  for (int minutes = 0; minutes < 24 * 60; ++minutes)
    EXPECT_EQ(read_time_of_day(format_time_of_day(minutes)), minutes);
  for (const auto* text : {"", "7:00", "24:00", "07:60", "0700", "07:0x", " 07:00"})
    EXPECT_FALSE(read_time_of_day(text)) << text;
}

TEST(Schedule, PausesGrowAndEnd) {
  auto before = std::chrono::minutes(0);
  int attempts = 1;
  for (; pause_after(attempts); ++attempts) {
    EXPECT_GE(*pause_after(attempts), before);
    before = *pause_after(attempts);
  }
  EXPECT_EQ(attempts, 8);
  EXPECT_FALSE(pause_after(0));
}
}  // namespace
}  // namespace halle::notify_email
