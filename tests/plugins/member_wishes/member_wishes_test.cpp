// Wishes as members and the Commission live them, on one node and on two: who sees what, who is
// told, what is forgotten, and photos that stay in the house.
#include <gtest/gtest.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <thread>

#include "core/base/ids.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/member_wishes/v1/member_wishes.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/pictures.hpp"
#include "tests/support/shop.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
namespace wv = member_wishes::v1;
using namespace std::chrono_literals;
using namespace std::string_literals;
using Lines = std::vector<std::string>;

const std::string png = make_png(8, 6, 1);
const std::string jpeg = make_jpeg(8, 6, 2);

class Wishes : public testing::TestWithParam<const char*> {
 protected:
  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation{GetParam(), clock.clock()};
  Uuid coop = installation.create_organisation("coop");
  Caller staff = installation.as_operator(coop);
  Shop shop{staff};
  std::map<std::string, std::string> tokens;
  Caller commission = signed_in("12", "coordinator");
  Caller anna = signed_in("1");
  Caller bea = signed_in("2");

  void SetUp() override { shop.add_members(12); }
  void TearDown() override { EXPECT_EQ(installation.broken_invariants(), Lines{}); }

  Caller signed_in(const std::string& number, const std::string& role = "member") {
    tokens[number] = installation.create_account(coop, role, role == "member" ? number : "");
    return installation.as(tokens[number], coop);
  }
  Result<wv::Wish> suggest(sdk::Caller& caller, const std::string& name,
                           const std::string& photo = "", const std::string& member = "") {
    clock.advance(1s);
    wv::SuggestRequest request;
    request.set_name(name);
    request.set_about("Au kilo, si possible.");
    request.set_photo(photo);
    request.set_member(member);
    return wv::WishesClient(caller).suggest(request);
  }
  static Result<wv::Wish> join(sdk::Caller& caller, const wv::Wish& wish) {
    wv::JoinRequest request;
    request.set_wish(wish.id());
    return wv::WishesClient(caller).join(request);
  }
  static Result<wv::LeaveReply> leave(sdk::Caller& caller, const wv::Wish& wish) {
    wv::LeaveRequest request;
    request.set_wish(wish.id());
    return wv::WishesClient(caller).leave(request);
  }
  Result<wv::Wish> answer(sdk::Caller& caller, const wv::Wish& wish, wv::Verdict verdict,
                          const std::string& why, const std::string& until = "") {
    clock.advance(1s);
    wv::GiveAnswerRequest request;
    request.set_wish(wish.id());
    request.set_verdict(verdict);
    request.set_why(why);
    request.set_until(until);
    return wv::AnswersClient(caller).give(request);
  }
  static Result<wv::RemoveWishReply> remove(sdk::Caller& caller, const wv::Wish& wish) {
    wv::RemoveWishRequest request;
    request.set_wish(wish.id());
    return wv::AnswersClient(caller).remove(request);
  }
  static void mark_seen(sdk::Caller& caller, const wv::Wish& wish, int answers = 99) {
    wv::MarkSeenRequest request;
    auto& seen = *request.add_seen();
    seen.set_wish(wish.id());
    seen.set_answers(answers);
    must(wv::WishesClient(caller).mark_seen(request));
  }
  static Lines names(const wv::ListWishesReply& reply) {
    Lines all;
    for (const auto& wish : reply.wishes()) all.push_back(wish.name());
    return all;
  }
  static Lines listed(sdk::Caller& caller) {
    return names(must(wv::WishesClient(caller).list({})));
  }
  static Lines similar(sdk::Caller& caller, const std::string& name) {
    wv::FindSimilarRequest request;
    request.set_name(name);
    return names(must(wv::WishesClient(caller).find_similar(request)));
  }
  static Lines cards(sdk::Caller& caller) {
    Lines all;
    const auto reply = must(kernel::v1::ShellClient(caller).get_cards({}));
    for (const auto& card : reply.cards()) {
      if (card.path() != "/souhaits") continue;
      std::string text = card.words();
      for (const auto& value : card.values())
        text += " " + value.text() + value.day() +
                (value.number() > 0 ? std::to_string(value.number()) : "");
      all.push_back(text);
    }
    return all;
  }
  std::string photo(const std::string& path, const std::string& token) {
    return talk(installation.site(),
                "GET " + path + " HTTP/1.1\r\nHost: " + installation.site() + "\r\n" +
                    (token.empty() ? "" : "Cookie: __Host-halle=" + token + "\r\n") +
                    "Connection: close\r\n\r\n");
  }
  static std::string body(const std::string& answered) {
    return answered.substr(answered.find("\r\n\r\n") + 4);
  }
  Lines files() { return installation.sql("SELECT module, uses FROM halle.file ORDER BY sha256"); }
};
INSTANTIATE_TEST_SUITE_P(Topologies, Wishes, testing::Values(one_box, two_nodes));

TEST_P(Wishes, OneSuggestsOthersJoin) {
  const auto honey = must(suggest(anna, " Miel de châtaignier "));
  EXPECT_EQ(honey.name(), "Miel de châtaignier");
  EXPECT_EQ(honey.wanting(), 1);
  EXPECT_TRUE(honey.mine());
  EXPECT_EQ(must(join(bea, honey)).wanting(), 2);
  EXPECT_EQ(must(join(bea, honey)).wanting(), 2) << "once each";
  must(suggest(bea, "Farine de pois chiches"));
  EXPECT_EQ(listed(anna), (Lines{"Farine de pois chiches", "Miel de châtaignier"}));
  const auto hers = must(wv::WishesClient(bea).list({}));
  EXPECT_TRUE(hers.wishes(0).mine() && hers.wishes(1).mine());
  const auto theirs = must(wv::WishesClient(commission).list({}));
  EXPECT_FALSE(theirs.wishes(0).mine() || theirs.wishes(1).mine());
  EXPECT_EQ(must(leave(anna, honey)).wish().wanting(), 1) << "the wish is not hers to take away";
  EXPECT_FALSE(must(leave(bea, honey)).has_wish());
  EXPECT_EQ(listed(anna), Lines{"Farine de pois chiches"});
  EXPECT_EQ(join(bea, honey).error().reason, "member_wishes.wish_unknown");
}

TEST_P(Wishes, NobodyAsksTwiceForTheSame) {
  must(suggest(anna, "Pois chiches"));
  must(suggest(anna, "Pois cassés"));
  must(suggest(anna, "Lentilles"));
  const auto again = suggest(bea, "POIS  CHICHES !", png);
  EXPECT_EQ(again.error().code, Code::already_exists);
  EXPECT_EQ(again.error().fields.at(0).reason, "member_wishes.known");
  EXPECT_EQ(files(), Lines{}) << "what was refused left no photo";
  EXPECT_EQ(similar(bea, "pois chiche bio"), (Lines{"Pois chiches", "Pois cassés"}));
  EXPECT_EQ(similar(bea, "Lent"), Lines{"Lentilles"});
  EXPECT_EQ(similar(bea, "illes"), Lines{}) << "words by their beginning";
  EXPECT_EQ(similar(bea, "de"), Lines{});
}

// As if a former version had folded the names otherwise.
TEST_P(Wishes, AreToldApartByNamesFoldedAnew) {
  must(suggest(anna, "Þór"));
  must(suggest(anna, "Café ™"));
  installation.sql("UPDATE member_wishes.wish SET key_version = 1, key = 'or' WHERE name = 'Þór'");
  installation.sql(
      "UPDATE member_wishes.wish SET key_version = 1, key = 'cafe' WHERE name = "
      "'Café ™'");
  EXPECT_EQ(suggest(bea, "THÓR").error().reason, "member_wishes.known");
  must(suggest(bea, "Café"));
  EXPECT_EQ(installation.sql("SELECT key, key_version FROM member_wishes.wish ORDER BY 1"),
            (Lines{"cafe|2", "cafe tm|2", "thor|2"}));
}

TEST_P(Wishes, ComeInPages) {
  for (int i = 1; i <= 5; ++i) must(suggest(anna, "Souhait " + std::to_string(i)));
  wv::ListWishesRequest request;
  request.set_limit(2);
  Lines all;
  for (bool more = true; more;) {
    const auto page = must(wv::WishesClient(bea).list(request));
    ASSERT_GT(page.wishes_size(), 0);
    for (const auto& name : names(page)) all.push_back(name);
    request.set_after(page.next());
    more = !page.next().empty();
    // What moves or goes meanwhile neither repeats the others nor ends the list.
    if (all.size() == 2)
      must(answer(commission, page.wishes(1), wv::VERDICT_LOOKING, "Nous cherchons."));
    if (all.size() == 4) must(remove(commission, page.wishes(1)));
  }
  EXPECT_EQ(all, (Lines{"Souhait 5", "Souhait 4", "Souhait 3", "Souhait 2", "Souhait 1"}));
  request.set_limit(101);
  EXPECT_EQ(wv::WishesClient(bea).list(request).error().reason, "member_wishes.bad_limit");
  request.set_limit(0);
  request.set_after("hier");
  EXPECT_EQ(wv::WishesClient(bea).list(request).error().reason, "member_wishes.bad_after");
}

TEST_P(Wishes, TheCommissionAnswersAndThoseWhoAskedAreTold) {
  const auto honey = must(suggest(anna, "Miel"));
  EXPECT_EQ(cards(commission), Lines{"member_wishes.card_waiting 1"});
  EXPECT_EQ(cards(anna), Lines{});
  must(answer(commission, honey, wv::VERDICT_LOOKING, "Aucun rucher proche n'en a assez."));
  EXPECT_EQ(cards(commission), Lines{});
  EXPECT_EQ(cards(anna), Lines{"member_wishes.card_looking Miel"});
  must(join(bea, honey));
  EXPECT_EQ(cards(bea), Lines{}) << "she joined what was answered";
  must(answer(commission, honey, wv::VERDICT_TRIED, "Vingt pots.", "2026-12-31"));
  EXPECT_EQ(cards(bea), Lines{"member_wishes.card_tried Miel 2026-12-31"});
  const auto tea = must(suggest(bea, "Thé"));
  mark_seen(bea, tea);
  EXPECT_EQ(cards(bea).size(), 1u) << "she has not read that one";
  mark_seen(anna, tea);
  mark_seen(bea, honey, 1);
  EXPECT_EQ(cards(bea).size(), 1u) << "the second came after what she was shown";
  mark_seen(bea, honey);
  EXPECT_EQ(cards(bea), Lines{});
  EXPECT_EQ(cards(anna).size(), 1u);
  const auto last = must(answer(commission, honey, wv::VERDICT_LISTED, "Chez le Rucher, 8 €."));
  EXPECT_EQ(cards(anna), Lines{"member_wishes.card_listed Miel"}) << "the last one says it all";
  EXPECT_EQ(cards(bea), Lines{"member_wishes.card_listed Miel"});
  EXPECT_EQ(listed(bea), (Lines{"Miel", "Thé"})) << "what was answered last is first";
  ASSERT_EQ(last.answers_size(), 3);
  EXPECT_EQ(last.answers(0).verdict(), wv::VERDICT_LISTED);
  EXPECT_EQ(last.answers(1).until(), "2026-12-31");
  EXPECT_EQ(last.answers(2).why(), "Aucun rucher proche n'en a assez.");
  EXPECT_LT(last.answers(1).at().seconds(), last.answers(0).at().seconds());
  installation.settle();
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.event_log WHERE type = "
                             "'halle.member_wishes.v1.WishAnswered'"),
            Lines{"3"});
  must(leave(anna, honey));
  EXPECT_EQ(must(leave(bea, honey)).wish().wanting(), 0) << "what was answered stays";
}

TEST_P(Wishes, AnAnswerSaysWhyAndUntilWhen) {
  const auto wish = must(suggest(anna, "Miel"));
  EXPECT_EQ(answer(commission, wish, wv::VERDICT_UNSPECIFIED, "Oui").error().reason,
            "member_wishes.bad_verdict");
  EXPECT_EQ(answer(commission, wish, static_cast<wv::Verdict>(9), "Oui").error().reason,
            "member_wishes.bad_verdict");
  EXPECT_EQ(answer(commission, wish, wv::VERDICT_LISTED, "  ").error().reason,
            "member_wishes.bad_why");
  EXPECT_EQ(answer(commission, wish, wv::VERDICT_TRIED, "Oui").error().reason,
            "member_wishes.bad_until");
  EXPECT_EQ(answer(commission, wish, wv::VERDICT_TRIED, "Oui", "2026-02-30").error().reason,
            "member_wishes.bad_until");
  EXPECT_EQ(answer(commission, wish, wv::VERDICT_LISTED, "Oui", "2026-12-31").error().reason,
            "member_wishes.bad_until");
  EXPECT_EQ(answer(commission, wish, wv::VERDICT_TRIED, "Oui", "2026-11-22").error().reason,
            "member_wishes.bad_until")
      << "it is over";
  EXPECT_EQ(must(wv::WishesClient(anna).list({})).wishes(0).answers_size(), 0);
}

TEST_P(Wishes, WhatIsNoWishIsRefused) {
  EXPECT_EQ(suggest(anna, " … ").error().reason, "member_wishes.bad_name");
  EXPECT_EQ(suggest(anna, std::string(81, 'a')).error().reason, "member_wishes.bad_name");
  EXPECT_EQ(suggest(anna, "Miel", "<svg/>").error().reason, "halle.picture_refused");
  std::string large = jpeg;
  large.resize((1 << 20) + 1, 'x');
  EXPECT_EQ(suggest(anna, "Miel", large).error().reason, "halle.picture_refused");
  large.pop_back();
  const auto wish = must(suggest(anna, "Miel", large));
  EXPECT_EQ(files().size(), 1u) << "as large as may be";
  EXPECT_EQ(suggest(staff, "Confiture").error().reason, "member_wishes.no_number");
  for (int i = 2; i <= 20; ++i) must(suggest(anna, "Souhait " + std::to_string(i)));
  EXPECT_EQ(suggest(anna, "Encore").error().reason, "member_wishes.too_many");
  must(join(bea, wish));
  must(suggest(anna, "Encore"));
}

TEST_P(Wishes, TheLastPlaceIsGivenOnce) {
  for (int i = 1; i < 20; ++i) must(suggest(anna, "Souhait " + std::to_string(i)));
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 6; ++i)
    threads.emplace_back([&, i] {
      Caller caller = installation.as(tokens["1"], coop);
      wv::SuggestRequest request;
      request.set_name("Encore " + std::to_string(i));
      if (wv::WishesClient(caller).suggest(request)) ++taken;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 1);
}

TEST_P(Wishes, PhotosHaveACeiling) {
  const auto full = [&](int files) {
    installation.sql(
        "INSERT INTO halle.file SELECT o.id, 'member_wishes', 'full ' || n, 'image/png', "
        "decode(repeat('78', 1048576), 'hex'), 1 FROM hub.organisation o, generate_series(1, " +
        std::to_string(files) + ") n WHERE o.code = 'coop' ON CONFLICT DO NOTHING");
  };
  full(511);
  must(suggest(anna, "Miel", png));
  full(512);
  EXPECT_EQ(suggest(anna, "Confiture", jpeg).error().reason, "halle.files_full");
  must(suggest(anna, "Confiture"));
}

TEST_P(Wishes, WhoAskedIsForTheCommissionAlone) {
  const auto honey = must(suggest(anna, "Miel"));
  must(join(bea, honey));
  wv::ListWantingRequest who;
  who.set_wish(honey.id());
  EXPECT_EQ(must(wv::AnswersClient(commission).list_wanting(who)).members_size(), 2);
  for (const auto* role : {"member", "volunteer", "treasurer", "administrator"}) {
    auto caller = signed_in("5", role);
    EXPECT_EQ(wv::AnswersClient(caller).list_wanting(who).error().reason, "halle.not_allowed");
    EXPECT_EQ(answer(caller, honey, wv::VERDICT_LISTED, "Oui").error().reason, "halle.not_allowed");
    EXPECT_EQ(remove(caller, honey).error().reason, "halle.not_allowed");
    EXPECT_EQ(suggest(caller, "Thé", "", "1").error().reason, "member_wishes.member_unknown");
  }
  EXPECT_EQ(must(suggest(commission, "Thé", "", "5")).mine(), false) << "heard at the counter";
  EXPECT_EQ(suggest(commission, "Café", "", "99").error().reason, "member_wishes.member_unknown");
}

TEST_P(Wishes, APhotoIsForThoseOfTheHouse) {
  const auto wish = must(suggest(anna, "Miel", png));
  const std::string path = "/a/coop/souhaits/" + wish.photo();
  const auto answered = photo(path, tokens["2"]);
  EXPECT_NE(answered.find("HTTP/1.1 200"), std::string::npos) << answered;
  EXPECT_NE(answered.find("content-type: image/jpeg\r\n"), std::string::npos) << answered;
  EXPECT_NE(answered.find("x-content-type-options: nosniff\r\n"), std::string::npos) << answered;
  EXPECT_NE(answered.find("cache-control: private"), std::string::npos) << answered;
  EXPECT_EQ(answered.find("access-control-allow-origin"), std::string::npos) << answered;
  const auto content = body(answered);
  EXPECT_EQ(wish.photo(), hex(sha256(content)));
  EXPECT_EQ(seen(content).width, 8);
  const Uuid other = installation.create_organisation("other");
  const auto stranger = installation.create_account(other, "administrator");
  for (const auto& [where, token] : std::vector<std::pair<std::string, std::string>>{
           {path, ""},
           {path, "forged"},
           {path, stranger},
           {"/a/other/souhaits/" + wish.photo(), stranger},
           {"/a/coop/souhaits/" + hex(sha256(jpeg)), tokens["2"]},
           {"/a/nobody/souhaits/" + wish.photo(), tokens["2"]}}) {
    const auto refused = photo(where, token);
    EXPECT_NE(refused.find("HTTP/1.1 404"), std::string::npos) << where << " " << token << refused;
    EXPECT_EQ(refused.find("\xff\xd8\xff"), std::string::npos) << where << " " << token;
  }
  must(suggest(bea, "Confiture", png));
  EXPECT_EQ(files(), Lines{"member_wishes|2"}) << "the same photo lies there once";
  must(leave(anna, wish));
  EXPECT_EQ(files(), Lines{"member_wishes|1"});
  must(remove(commission, must(wv::WishesClient(anna).list({})).wishes(0)));
  EXPECT_EQ(files(), Lines{});
  EXPECT_NE(photo(path, tokens["2"]).find("HTTP/1.1 404"), std::string::npos);
}

/// What is kept and what is shown has no place in it, and stands upright.
TEST_P(Wishes, APhotoDoesNotSayWhereItWasTaken) {
  const auto wish = must(suggest(anna, "Miel", with_exif(make_jpeg(64, 32), 6)));
  const auto shown = body(photo("/a/coop/souhaits/" + wish.photo(), tokens["2"]));
  EXPECT_EQ(shown.find("Exif"), std::string::npos);
  EXPECT_EQ(seen(shown).width, 32);
  EXPECT_EQ(seen(shown).height, 64);
  EXPECT_EQ(
      installation.sql("SELECT count(*) FROM halle.file WHERE position('Exif' in content) > 0"),
      Lines{"0"});
}

TEST_P(Wishes, WhatCannotBeDrawnIsNoPhoto) {
  const std::string whole = make_jpeg(600, 400);
  for (const auto& [sent, reason] : std::vector<std::pair<std::string, std::string>>{
           {make_black_png(30000, 30000), "halle.picture_too_large"},
           {whole.substr(0, whole.size() / 2), "halle.picture_unreadable"},
           {"\xff\xd8\xff\xe0 a pot of jam", "halle.picture_unreadable"}}) {
    const auto refused = suggest(anna, "Miel", sent);
    ASSERT_FALSE(refused) << reason;
    ASSERT_EQ(refused.error().code, Code::invalid_argument);
    EXPECT_EQ(refused.error().fields.at(0).field, "photo");
    EXPECT_EQ(refused.error().fields.at(0).reason, reason);
  }
  EXPECT_EQ(files(), Lines{});
  EXPECT_EQ(listed(anna), Lines{});
}

TEST_P(Wishes, ManyPhotosAtOnceWaitForEachOther) {
  std::atomic<int> made = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 12; ++i)
    threads.emplace_back([&, i] {
      Caller caller = installation.as(tokens["1"], coop);
      wv::SuggestRequest request;
      request.set_name("Souhait " + std::to_string(i));
      request.set_photo(make_jpeg(2000, 1500, i));
      if (wv::WishesClient(caller).suggest(request)) ++made;
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(made, 12);
}

/// Photos that a former version kept as they had been sent.
TEST_P(Wishes, OldPhotosAreDrawnAnewBeforeTheyAreShown) {
  const auto honey = must(suggest(anna, "Miel"));
  const auto jam = must(suggest(bea, "Confiture"));
  // As it was before the migration, which is done again.
  installation.sql(
      "ALTER TABLE member_wishes.wish DROP COLUMN as_sent; DROP INDEX member_wishes.wish_photo");
  const auto keep = [&](const wv::Wish& wish, const std::string& content) {
    const auto key = hex(sha256(content));
    installation.sql("INSERT INTO halle.file SELECT id, 'member_wishes', '" + key +
                     "', 'image/jpeg', decode('" + hex(content) +
                     "', 'hex'), 1 FROM hub.organisation WHERE code = 'coop'");
    installation.sql("UPDATE member_wishes.wish SET photo = '" + key + "' WHERE id = '" +
                     wish.id() + "'");
    return key;
  };
  const auto taken = keep(honey, with_exif(make_jpeg(64, 32), 6));
  (void)keep(jam, "\xff\xd8\xff\xe0 a pot of jam");
  std::ifstream migration(HALLE_SOURCE_DIR
                          "/plugins/member_wishes/migrations/0002_photos_drawn_anew.sql");
  installation.sql({std::istreambuf_iterator<char>(migration), {}});
  const auto tea = must(suggest(bea, "Thé", png));
  EXPECT_NE(photo("/a/coop/souhaits/" + taken, tokens["2"]).find("HTTP/1.1 404"), std::string::npos)
      << "not as it was sent";
  EXPECT_EQ(must(wv::WishesClient(anna).list({})).wishes(2).photo(), "");
  clock.advance(61s);
  ASSERT_TRUE(eventually(20s, [&] {
    return installation.sql(
               "SELECT count(*) FROM member_wishes.wish WHERE as_sent AND photo <> ''") ==
           Lines{"0"};
  }));
  const auto now = must(wv::WishesClient(anna).list({}));
  const auto shown = body(photo("/a/coop/souhaits/" + now.wishes(2).photo(), tokens["2"]));
  EXPECT_EQ(shown.find("Exif"), std::string::npos);
  EXPECT_EQ(seen(shown).height, 64);
  EXPECT_EQ(now.wishes(1).name(), "Confiture");
  EXPECT_EQ(now.wishes(1).photo(), "") << "it was none";
  EXPECT_EQ(now.wishes(0).photo(), tea.photo()) << "it was drawn when it came";
  EXPECT_EQ(files(), (Lines{"member_wishes|1", "member_wishes|1"}));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM halle.file WHERE sha256 = '" + taken + "'"),
            Lines{"0"});
}

TEST_P(Wishes, WhoLeavesIsForgotten) {
  const auto honey = must(suggest(anna, "Miel", png));
  must(suggest(anna, "Thé", jpeg));
  const auto answered = must(suggest(anna, "Café"));
  must(answer(commission, answered, wv::VERDICT_NOT_NOW, "Trop loin."));
  must(join(bea, honey));
  shop.set_standing("1", membership::v1::STANDING_SUSPENDED);
  installation.settle();
  EXPECT_EQ(listed(bea).size(), 3u);
  shop.set_standing("1", membership::v1::STANDING_LEFT);
  installation.settle();
  EXPECT_EQ(listed(bea), (Lines{"Café", "Miel"}));
  EXPECT_EQ(installation.sql("SELECT member_number FROM member_wishes.wanting"), Lines{"2"});
  EXPECT_EQ(files(), Lines{"member_wishes|1"});
  EXPECT_EQ(suggest(anna, "Encore").error().reason, "halle.token_invalid");
}

TEST_P(Wishes, AnotherAssociationHasItsOwn) {
  const auto wish = must(suggest(anna, "Miel", png));
  const Uuid other = installation.create_organisation("other");
  auto theirs = installation.as_operator(other);
  Shop(theirs).add_members(1);
  must(suggest(theirs, "Miel", png, "1"));
  EXPECT_EQ(must(wv::WishesClient(theirs).list({})).wishes(0).wanting(), 1);
  EXPECT_EQ(join(theirs, wish).error().reason, "member_wishes.no_number");
  EXPECT_EQ(answer(theirs, wish, wv::VERDICT_LISTED, "Oui").error().reason,
            "member_wishes.wish_unknown");
  EXPECT_EQ(remove(theirs, wish).error().reason, "member_wishes.wish_unknown");
  EXPECT_EQ(listed(anna), Lines{"Miel"});
}

/// Whatever is done in whatever order: the numbers, what is kept and the photos are those of a list
/// kept by hand.
TEST_P(Wishes, CountLikeAListKeptByHand) {
  struct Kept {
    std::set<int> members;
    bool answered = false;
    bool with_photo = false;
  };
  std::map<std::string, Kept> kept;  // by name
  std::map<std::string, wv::Wish> known;
  std::vector<Caller> members{anna, bea, signed_in("3")};
  std::mt19937 random(11);  // NOLINT(cert-msc51-cpp): the same each time
  const auto below = [&](unsigned limit) { return static_cast<int>(random() % limit); };
  for (int i = 0; i < 120; ++i) {
    const std::string name = "Souhait " + std::to_string(below(6));
    const int who = below(3);
    auto& caller = members[static_cast<std::size_t>(who)];
    const auto found = kept.find(name);
    const bool there = found != kept.end();
    switch (below(8)) {
      case 0:
      case 1:
      case 2: {
        const bool with_photo = below(2) == 0;
        const auto made = suggest(caller, name, with_photo ? png : "");
        ASSERT_EQ(static_cast<bool>(made), !there) << i;
        if (there) break;
        known[name] = made.value();
        kept[name] = {{who}, false, with_photo};
        break;
      }
      case 3:
      case 4:
        ASSERT_EQ(static_cast<bool>(join(caller, known[name])), there) << i;
        if (there) found->second.members.insert(who);
        break;
      case 5:
      case 6: {
        const auto left = leave(caller, known[name]);
        if (!there) break;
        found->second.members.erase(who);
        const bool gone = found->second.members.empty() && !found->second.answered;
        ASSERT_EQ(must(left).has_wish(), !gone) << i;
        if (gone) kept.erase(found);
        break;
      }
      default:
        ASSERT_EQ(
            static_cast<bool>(answer(commission, known[name], wv::VERDICT_NOT_NOW, "Trop loin.")),
            there);
        if (there) found->second.answered = true;
    }
    int photos = 0;
    for (const auto& [each, wish] : kept) photos += wish.with_photo ? 1 : 0;
    ASSERT_EQ(files(), photos == 0 ? Lines{} : Lines{"member_wishes|" + std::to_string(photos)});
  }
  const auto listed = must(wv::WishesClient(anna).list({}));
  ASSERT_EQ(static_cast<std::size_t>(listed.wishes_size()), kept.size());
  ASSERT_GT(kept.size(), 2u);
  for (const auto& wish : listed.wishes()) {
    const auto& hand = kept.at(wish.name());
    EXPECT_EQ(static_cast<std::size_t>(wish.wanting()), hand.members.size()) << wish.name();
    EXPECT_EQ(wish.mine(), hand.members.count(0) == 1) << wish.name();
    EXPECT_EQ(wish.answers_size() > 0, hand.answered) << wish.name();
    EXPECT_EQ(!wish.photo().empty(), hand.with_photo) << wish.name();
  }
}

TEST_P(Wishes, IsExportedAndErasedWithItsPhotos) {
  const auto honey = must(suggest(anna, "Miel", png));
  const auto content = body(photo("/a/coop/souhaits/" + honey.photo(), tokens["1"]));
  must(suggest(bea, "Thé"));
  const Uuid other = installation.create_organisation("other");
  auto theirs = installation.as_operator(other);
  Shop(theirs).add_members(1);
  must(suggest(theirs, "Miel", png, "1"));
  auto administrator = installation.as(installation.create_account(coop, "administrator"), coop);
  hub::v1::ModulesClient modules(administrator);
  hub::v1::DisableModuleRequest disable;
  disable.set_module("member_wishes");
  must(modules.disable(disable));
  EXPECT_TRUE(eventually(3s, [&] {
    const auto reply = wv::WishesClient(anna).list({});
    return !reply && reply.error().reason == "halle.no_such_method";
  }));
  EXPECT_NE(photo("/a/coop/souhaits/" + honey.photo(), tokens["1"]).find("HTTP/1.1 404"),
            std::string::npos);
  hub::v1::ExportModuleRequest request;
  request.set_module("member_wishes");
  const auto whole = must(modules.export_rows(request));
  EXPECT_EQ(whole.rows(), 5) << "two wishes, two members, a photo";
  EXPECT_NE(whole.lines().find("\"halle.file\""), std::string::npos) << whole.lines();
  EXPECT_NE(whole.lines().find(hex(content)), std::string::npos) << whole.lines();
  request.set_skip(4);
  EXPECT_EQ(must(modules.export_rows(request)).rows(), 1) << "the photo is the last";
  request.set_skip(5);
  EXPECT_EQ(must(modules.export_rows(request)).rows(), 0);
  hub::v1::PurgeModuleRequest purge;
  purge.set_module("member_wishes");
  purge.set_sha256(hex(sha256(whole.lines())));
  EXPECT_EQ(must(modules.purge(purge)).rows(), 5);
  EXPECT_EQ(files(), Lines{"member_wishes|1"}) << "of the other association";
  EXPECT_EQ(installation.sql("SELECT count(*) FROM member_wishes.wish"), Lines{"1"});
}

}  // namespace
}  // namespace halle::test
