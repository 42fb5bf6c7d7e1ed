// Surplus as the association and growers tell it, and how the association cooks.
#include <functional>

#include "halle/type/v1/form.pb.h"
#include "tests/plugins/disco_soupe/kitchen.hpp"

namespace halle::test {
namespace {

class Surplus : public Kitchen {
 protected:
  Result<dv::WithdrawReply> withdraw(const std::string& lot) {
    dv::WithdrawRequest request;
    request.set_lot(lot);
    return dv::SurplusClient(staff).withdraw(request);
  }
  dv::OpenLinkReply open_link(const std::string& name) {
    dv::OpenLinkRequest request;
    request.set_name(name);
    return must(dv::GrowersClient(staff).open_link(request));
  }
  static std::string key_of(const dv::OpenLinkReply& link) {
    return link.path().substr(link.path().rfind('/') + 1);
  }
  /// The page of a grower as a browser gets it.
  Result<std::string> page(const std::string& key, const std::string& language = "fr") {
    type::v1::DocumentRequest request;
    request.set_organisation("here");
    request.set_key(key);
    request.set_language(language);
    auto nobody = as_nobody();
    HALLE_TRY(document, dv::GrowersClient(nobody).render(request));
    return document.body();
  }
  Result<std::string> send(const std::string& key,
                           const std::vector<std::pair<std::string, std::string>>& fields) {
    type::v1::FormRequest request;
    request.mutable_document()->set_organisation("here");
    request.mutable_document()->set_key(key);
    for (const auto& [name, value] : fields) {
      auto& field = *request.add_fields();
      field.set_name(name);
      field.set_value(value);
    }
    auto nobody = as_nobody();
    HALLE_TRY(document, dv::GrowersClient(nobody).send(request));
    return document.body();
  }
  static bool has(const Result<std::string>& page, const std::string& text) {
    return must(page).find(text) != std::string::npos;
  }
};

TEST_F(Surplus, OfARunWithNothingToDoNothingIsKept) {
  const std::string operations = "SELECT count(*) FROM halle.operation";
  const auto before = rows(operations);
  run_job();
  EXPECT_EQ(rows(operations), before);
}

TEST_F(Surplus, IsToldAndWithdrawn) {
  auto volunteer = as("volunteer");
  must(tell(" Poireaux ", 8000, "2026-03-09", &volunteer));
  const auto carrots = must(tell("Carottes", 12'500, "2026-03-08"));
  EXPECT_EQ(lots(), (Lines{"Carottes 12500 0 2026-03-08", "Poireaux 8000 0 2026-03-09"}));
  must(withdraw(carrots.id()));
  EXPECT_EQ(reasons(withdraw(carrots.id())), Lines{"lot_unknown"});
  EXPECT_EQ(reasons(withdraw("?")), Lines{"lot_unknown"});
  clock.advance(std::chrono::hours(39));  // Sunday night, Monday in Paris
  EXPECT_EQ(lots(), Lines{"Poireaux 8000 0 2026-03-09"});
  clock.advance(std::chrono::hours(24));
  EXPECT_EQ(lots(), Lines{}) << "its last day is over";
}

TEST_F(Surplus, IsChecked) {
  EXPECT_EQ(reasons(tell("", 1000, "2026-03-09")), Lines{"bad_product"});
  EXPECT_EQ(reasons(tell(std::string(81, 'a'), 1000, "2026-03-09")), Lines{"bad_product"});
  EXPECT_EQ(reasons(tell("Navets", 99, "2026-03-09")), Lines{"bad_grams"});
  EXPECT_EQ(reasons(tell("Navets", 5'000'001, "2026-03-09")), Lines{"bad_grams"});
  EXPECT_EQ(reasons(tell("Navets", 1000, "2026-03-06")), Lines{"bad_day"});
  EXPECT_EQ(reasons(tell("Navets", 1000, "2026-05-07")), Lines{"bad_day"});
  EXPECT_EQ(reasons(tell("Navets", 1000, "demain")), Lines{"bad_day"});
  must(tell("Navets", 1000, "2026-05-06"));
  auto member = as("member", "7");
  EXPECT_EQ(reasons(tell("Navets", 1000, "2026-03-09", &member)), Lines{"halle.not_allowed"});
}

TEST_F(Surplus, HasALimit) {
  for (int i = 0; i < 200; ++i) must(tell("Navets", 1000, "2026-03-09"));
  EXPECT_EQ(reasons(tell("Navets", 1000, "2026-03-09")), Lines{"too_many_lots"});
  clock.advance(std::chrono::hours(72));
  must(tell("Navets", 1000, "2026-03-11"));
}

TEST_F(Surplus, StaysWhereADraftUsesIt) {
  const auto draft = made();
  EXPECT_EQ(reasons(withdraw(draft.uses(0).lot())), Lines{"lot_in_use"});
  must(undo(draft.id()));
  must(withdraw(draft.uses(0).lot()));
}

TEST_F(Surplus, IsToldByAGrowerBehindALink) {
  const auto link = open_link("Ferme des Tilleuls");
  EXPECT_TRUE(link.path().starts_with("/a/here/surplus/"));
  const auto key = key_of(link);
  EXPECT_EQ(
      rows("SELECT count(*) FROM disco_soupe.link WHERE key_hash = sha256('" + key + "'::bytea)"),
      Lines{"1"})
      << "only the hash is stored";
  EXPECT_TRUE(has(page(key), "Ferme des Tilleuls"));
  EXPECT_TRUE(has(page(key), "Rien n’est annoncé"));
  EXPECT_TRUE(has(page(key, "en"), "Nothing is offered"));
  EXPECT_FALSE(has(page(key), "<script>")) << "nothing runs there";
  EXPECT_TRUE(has(page(key), "noindex")) << "a link that was passed on is not listed";
  EXPECT_TRUE(
      has(send(key, {{"product", "Choux <b>"}, {"kg", "12,5"}, {"until", "2026-03-10"}}), "Merci"));
  EXPECT_EQ(lots(), Lines{"Choux <b> 12500 0 2026-03-10 Ferme des Tilleuls"});
  EXPECT_TRUE(has(page(key), "Choux &lt;b&gt; : 12,5\u00a0kg, jusqu’au mardi 10 mars"));
}

TEST_F(Surplus, TheSecretOfALinkIsNowhereInTheDatabase) {
  const auto key = key_of(open_link("Ferme"));
  const auto form = must(page(key));
  const std::string before = "name=\"lot\" value=\"";
  const auto lot = form.substr(form.find(before) + before.size(), 36);
  const std::vector<std::pair<std::string, std::string>> typed{
      {"lot", lot}, {"product", "Choux"}, {"kg", "3"}, {"until", "2026-03-10"}};
  EXPECT_TRUE(has(send(key, typed), "Merci"));
  EXPECT_TRUE(has(send(key, typed), "Merci")) << "what is sent twice is told once";
  EXPECT_EQ(lots(), Lines{"Choux 3000 0 2026-03-10 Ferme"});
  auto changed = typed;
  changed[2].second = "4";
  must(send(key, changed));
  must(send(key, changed));
  EXPECT_EQ(lots().size(), 2U) << "what was changed is told too, once";
  const auto open = must(dv::SurplusClient(staff).list({}));
  for (const auto& one : open.lots()) must(withdraw(one.id()));
  EXPECT_TRUE(has(send(key, typed), "n’est plus annoncé")) << "the page was reloaded";
  EXPECT_EQ(lots(), Lines{});
  EXPECT_EQ(rows("SELECT count(*) FROM halle.operation WHERE position('" + key +
                 "'::bytea IN reply) > 0"),
            Lines{"0"});
}

TEST_F(Surplus, ALinkTellsSoManyLotsADay) {
  const auto key = key_of(open_link("Ferme"));
  const std::vector<std::pair<std::string, std::string>> typed{
      {"product", "Choux"}, {"kg", "3"}, {"until", "2026-03-20"}};
  for (int i = 0; i < 60; ++i) {
    must(send(key, typed));
    must(withdraw(must(dv::SurplusClient(staff).list({})).lots(0).id()));
  }
  EXPECT_TRUE(has(send(key, typed), "appelez-nous"));
  EXPECT_EQ(lots(), Lines{});
  clock.advance(std::chrono::hours(25));
  EXPECT_TRUE(has(send(key, typed), "Merci"));
}

TEST_F(Surplus, OfALotThatADraftUsesInPartTheRestIsWithdrawn) {
  must(tell("Carottes", 100'000, "2026-03-12"));
  const auto draft = must(make(propose().drafts(0)));
  ASSERT_LT(draft.grams(), 100'000);
  must(withdraw(draft.uses(0).lot()));
  const auto grams = std::to_string(draft.grams());
  EXPECT_EQ(lots(), Lines{"Carottes " + grams + " " + grams + " 2026-03-12"});
  EXPECT_EQ(reasons(withdraw(draft.uses(0).lot())), Lines{"lot_in_use"});
}

TEST_F(Surplus, AGrowerIsToldWhatIsWrong) {
  const auto key = key_of(open_link("Ferme"));
  const auto refused =
      send(key, {{"product", "Choux"}, {"kg", "beaucoup"}, {"until", "2026-03-10"}});
  EXPECT_TRUE(has(refused, "Donnez un poids"));
  EXPECT_TRUE(has(refused, "value=\"Choux\"")) << "what was typed stays";
  EXPECT_TRUE(
      has(send(key, {{"product", "Choux"}, {"kg", "3"}, {"until", "2026-03-01"}}), "dernier jour"));
  EXPECT_EQ(lots(), Lines{});
}

TEST_F(Surplus, AGrowerTakesBackOnlyTheOwn) {
  const auto one = key_of(open_link("Ferme"));
  const auto other = key_of(open_link("Verger"));
  must(send(one, {{"product", "Choux"}, {"kg", "3"}, {"until", "2026-03-10"}}));
  const auto lot = must(dv::SurplusClient(staff).list({})).lots(0).id();
  EXPECT_FALSE(has(page(other), "Choux"));
  EXPECT_TRUE(has(send(other, {{"withdraw", lot}}), "n’est plus annoncé"));
  EXPECT_EQ(lots().size(), 1U);
  EXPECT_TRUE(has(send(one, {{"withdraw", lot}}), "C’est retiré"));
  EXPECT_EQ(lots(), Lines{});
}

TEST_F(Surplus, ALinkHasALimitAndIsClosed) {
  const auto link = open_link("Ferme");
  const auto key = key_of(link);
  const std::vector<std::pair<std::string, std::string>> typed{
      {"product", "Choux"}, {"kg", "3"}, {"until", "2026-03-10"}};
  for (int i = 0; i < 30; ++i) must(send(key, typed));
  EXPECT_TRUE(has(send(key, typed), "appelez-nous"));
  EXPECT_EQ(lots().size(), 30U);
  dv::CloseLinkRequest close;
  close.set_link(link.link().id());
  must(dv::GrowersClient(staff).close_link(close));
  EXPECT_EQ(reasons(page(key)), Lines{"link_unknown"});
  EXPECT_EQ(reasons(send(key, typed)), Lines{"link_unknown"});
  EXPECT_EQ(reasons(dv::GrowersClient(staff).close_link(close)), Lines{"link_unknown"});
  EXPECT_EQ(must(dv::GrowersClient(staff).list_links({})).links_size(), 0);
  EXPECT_EQ(lots().at(0), "Choux 3000 0 2026-03-10 Ferme") << "what was told stays";
  run_job();
  EXPECT_EQ(rows("SELECT name FROM disco_soupe.link"), Lines{"Ferme"});
  clock.advance(std::chrono::hours(24 * 4));
  run_job();
  EXPECT_EQ(rows("SELECT name FROM disco_soupe.link"), Lines{""}) << "its surplus is over";
  auto volunteer = as("volunteer");
  dv::OpenLinkRequest open;
  open.set_name("Ferme");
  EXPECT_EQ(reasons(dv::GrowersClient(volunteer).open_link(open)), Lines{"halle.not_allowed"});
  EXPECT_EQ(reasons(page("")), Lines{"link_unknown"});
}

TEST_F(Surplus, ALinkIsClosedWithWhatItTold) {
  const auto link = open_link("Ferme");
  must(send(key_of(link), {{"product", "Choux"}, {"kg", "100"}, {"until", "2026-03-10"}}));
  const auto draft = must(make(propose().drafts(0)));
  must(send(key_of(link), {{"product", "Navets"}, {"kg", "3"}, {"until", "2026-03-12"}}));
  must(tell("Carottes", 2000, "2026-03-12"));
  dv::CloseLinkRequest close;
  close.set_link(link.link().id());
  close.set_withdraw(true);
  must(dv::GrowersClient(staff).close_link(close));
  const auto used = std::to_string(draft.grams());
  EXPECT_EQ(lots(), (Lines{"Choux " + used + " " + used + " 2026-03-10 Ferme",
                           "Carottes 2000 0 2026-03-12"}));
}

TEST_F(Surplus, AGrowerReadsWhenItIsCooked) {
  const auto key = key_of(open_link("Ferme"));
  must(send(key, {{"product", "Choux"}, {"kg", "100"}, {"until", "2026-03-10"}}));
  const auto draft = must(make(propose().drafts(0)));
  EXPECT_EQ(draft.local_start(), "2026-03-07T12:00");
  EXPECT_TRUE(has(page(key), "samedi 7 mars à 12\u00a0h, Cuisine"));
  EXPECT_TRUE(has(page(key), "Retirer le reste : Choux"));
  EXPECT_TRUE(has(page(key, "en"), "Saturday 7 March at 12:00, Cuisine"));
  must(undo(draft.id()));
  EXPECT_FALSE(has(page(key), "Disco soupe :"));
}

TEST_F(Surplus, ARestoredDumpClosesAllLinks) {
  const auto key = key_of(open_link("Ferme"));
  (void)rows("SELECT disco_soupe.halle_restored()");
  EXPECT_EQ(reasons(page(key)), Lines{"link_unknown"});
}

TEST_F(Surplus, LinksLeaveRoomForTheAssociation) {
  const std::vector<std::pair<std::string, std::string>> typed{
      {"product", "Choux"}, {"kg", "3"}, {"until", "2026-03-10"}};
  for (int link = 0; link < 5; ++link) {
    const auto key = key_of(open_link("Ferme " + std::to_string(link)));
    for (int i = 0; i < 30; ++i) must(send(key, typed));
  }
  EXPECT_TRUE(has(send(key_of(open_link("Verger")), typed), "appelez-nous"));
  EXPECT_EQ(lots().size(), 150U);
  must(tell("Navets", 1000, "2026-03-09"));
}

TEST_F(Surplus, TheWayOfCookingIsSet) {
  const auto set = [this](const std::function<void(dv::CookingSettings&)>& change) {
    dv::SetSettingsRequest request;
    *request.mutable_settings() = usual();
    change(*request.mutable_settings());
    return reasons(dv::SettingsClient(staff).set(request));
  };
  const auto before = must(dv::SettingsClient(staff).get({}));
  EXPECT_EQ(before.places(0).name(), "Cuisine");
  EXPECT_EQ(before.opens(), "09:00");
  EXPECT_EQ(set([](auto& settings) { settings.set_most_helpers(3); }), Lines{"bad_setting"});
  EXPECT_EQ(set([](auto& settings) { settings.set_cooking_minutes(0); }), Lines{"bad_setting"});
  EXPECT_EQ(set([](auto& settings) {
              settings.set_setup_minutes(480);
              settings.set_meal_minutes(480);
            }),
            Lines{"too_long"});
  EXPECT_EQ(set([](auto& settings) { settings.set_hygiene_skill("x"); }), Lines{"bad_setting"});
  EXPECT_EQ(set([](auto& settings) { settings.set_closes("08:00"); }), Lines{"bad_hours"});
  EXPECT_EQ(set([](auto& settings) { settings.set_opens("9h"); }), Lines{"bad_hours"});
  EXPECT_EQ(set([](auto& settings) { settings.set_closes("12:30"); }), Lines{"hours_too_short"});
  EXPECT_EQ(set([](auto& settings) { settings.mutable_places(0)->set_persons(0); }),
            Lines{"bad_place"});
  EXPECT_EQ(set([](auto& settings) { settings.mutable_places(0)->clear_name(); }),
            Lines{"bad_place"});
  EXPECT_EQ(set([](auto& settings) {
              for (int i = 0; i < 10; ++i) *settings.add_places() = settings.places(0);
            }),
            Lines{"too_many_places"});
  EXPECT_EQ(set([](auto& settings) {
              settings.mutable_places(0)->set_id("01999999-0000-7000-8000-0000000000ff");
            }),
            Lines{"place_unknown"});
  EXPECT_EQ(must(dv::SettingsClient(staff).get({})).SerializeAsString(),
            before.SerializeAsString());
  auto after = before;
  after.set_portion_grams(300);
  after.set_closes("24:00");
  after.mutable_places(0)->set_name("Grande cuisine");
  after.mutable_places(0)->clear_zone();
  set_settings(after);
  EXPECT_EQ(must(dv::SettingsClient(staff).get({})).SerializeAsString(), after.SerializeAsString());
  auto anew = after;
  anew.mutable_places(0)->clear_id();
  EXPECT_EQ(set_settings(anew).places(0).id(), after.places(0).id()) << "the same place";
}

}  // namespace
}  // namespace halle::test
