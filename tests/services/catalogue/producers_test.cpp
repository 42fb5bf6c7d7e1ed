// What is shown of growers to anybody: who decides, which are seen, the page and the map.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using catalogue::v1::ProducersClient;
using Json = nlohmann::json;

class PublicProducers : public testing::TestWithParam<const char*> {
 protected:
  Installation installation{GetParam()};
  Uuid coop = installation.create_organisation("coop");
  Caller administrator = installation.as(installation.create_account(coop, "administrator"), coop);
  Caller anybody = installation.as("", coop);

  void SetUp() override {
    Shop(administrator)
        .import_products(
            "code;nom;producteur;unité;prix;tva\n"
            "A;Ail;Le Jardin;kg;9;5,5\nB;Betterave;Le Jardin;kg;3;5,5\nC;Miel;Le Rucher;pot;8;5,5\n"
            "D;Pain;Le Fournil;pièce;3;5,5\n");
  }
  void publish_association(bool published) {
    hub::v1::SetPageRequest request;
    request.mutable_page()->set_what("Une épicerie.");
    request.mutable_page()->set_published(published);
    must(hub::v1::OrganisationsClient(administrator).set_page(request));
  }
  catalogue::v1::SetProducerRequest producer(const std::string& name) {
    const auto all = must(ProducersClient(administrator).list({}));
    for (const auto& known : all.producers()) {
      if (known.name() != name) continue;
      catalogue::v1::SetProducerRequest request;
      request.mutable_producer()->set_id(known.id());
      request.mutable_producer()->set_published(true);
      return request;
    }
    throw std::runtime_error("no " + name);
  }
  catalogue::v1::SetProducerRequest garden() {
    auto request = producer("Le Jardin");
    auto& out = *request.mutable_producer();
    out.set_description("Légumes </script><b>");
    out.set_website("https://jardin.example/?a=1&b=2");
    out.mutable_place()->set_town("Olivet");
    out.mutable_place()->mutable_point()->set_latitude(47'862'100);
    out.mutable_place()->mutable_point()->set_longitude(1'900'000);
    return request;
  }
  static type::v1::DocumentRequest asked() {
    type::v1::DocumentRequest request;
    request.set_organisation("coop");
    request.set_language("fr");
    request.set_address("https://halle.example");
    return request;
  }
};
INSTANTIATE_TEST_SUITE_P(Topologies, PublicProducers, testing::Values(one_box, two_nodes));

TEST_P(PublicProducers, AreSeenOnceTheyAndTheAssociationAre) {
  ProducersClient visitor(anybody);
  ProducersClient staff(administrator);
  must(staff.set(garden()));
  EXPECT_EQ(visitor.render_page(asked()).error().reason, "hub.page_not_published");
  EXPECT_EQ(visitor.render_map(asked()).error().reason, "hub.page_not_published");
  publish_association(true);
  auto honey = producer("Le Rucher");
  must(staff.set(honey));
  const auto page = must(visitor.render_page(asked())).body();
  for (const auto* part :
       {"<h2>Le Jardin</h2>", "Olivet", "Ail · Betterave", "<h2>Le Rucher</h2>",
        "https://jardin.example/?a=1&amp;b=2", "Légumes &lt;/script&gt;&lt;b&gt;"})
    EXPECT_NE(page.find(part), std::string::npos) << part << "\n" << page;
  EXPECT_EQ(page.find("Le Fournil"), std::string::npos);
  EXPECT_EQ(page.find("<b>"), std::string::npos);
  const std::string open = "<script type=\"application/ld+json\">";
  const auto from = page.find(open) + open.size();
  const auto data = Json::parse(page.substr(from, page.find("</script>", from) - from));
  EXPECT_EQ(data["@type"], "ItemList");
  ASSERT_EQ(data["itemListElement"].size(), 2u);
  const auto& first = data["itemListElement"][0];
  EXPECT_EQ(first["position"], 1);
  EXPECT_EQ(first["item"]["@type"], "LocalBusiness");
  EXPECT_EQ(first["item"]["description"], "Légumes </script><b>");
  EXPECT_EQ(first["item"]["geo"]["latitude"], 47.8621);
  honey.mutable_producer()->set_published(false);
  must(staff.set(honey));
  EXPECT_EQ(must(visitor.render_page(asked())).body().find("Le Rucher"), std::string::npos);
  publish_association(false);
  EXPECT_EQ(visitor.render_page(asked()).error().code, Code::not_found);
}

TEST_P(PublicProducers, AreFeaturesOfAMap) {
  publish_association(true);
  ProducersClient staff(administrator);
  must(staff.set(garden()));
  must(staff.set(producer("Le Rucher")));  // without a point
  const auto document = must(ProducersClient(anybody).render_map(asked()));
  EXPECT_EQ(document.content_type(), "application/geo+json");
  // RFC 7946: a FeatureCollection of Features; a position is longitude, then latitude.
  const auto map = Json::parse(document.body());
  EXPECT_EQ(map["type"], "FeatureCollection");
  EXPECT_FALSE(map.contains("crs"));
  ASSERT_EQ(map["features"].size(), 1u);
  const auto& feature = map["features"][0];
  EXPECT_EQ(feature["type"], "Feature");
  EXPECT_TRUE(feature["id"].is_string());
  EXPECT_EQ(feature["geometry"]["type"], "Point");
  EXPECT_EQ(feature["geometry"]["coordinates"], Json({1.9, 47.8621}));
  ASSERT_TRUE(feature["properties"].is_object());
  EXPECT_EQ(feature["properties"]["name"], "Le Jardin");
  EXPECT_EQ(feature["properties"]["products"], Json({"Ail", "Betterave"}));
}

// As if a former version had folded the names otherwise.
TEST_P(PublicProducers, AreFoundByNamesFoldedAnew) {
  const auto keys = [&] {
    return installation.sql(
        "SELECT name || '=' || name_key FROM catalogue.producer ORDER BY "
        "name COLLATE \"C\"");
  };
  installation.sql(
      "UPDATE catalogue.producer SET key_version = 1, name_key = 'old' WHERE name = "
      "'Le Jardin'");
  installation.sql("INSERT INTO catalogue.producer (org_id, id, name, name_key) VALUES ('" +
                   coop.text() +
                   "', 'ffffffff-0000-7000-8000-00000000000a', 'Le JARDIN', 'younger')");
  installation.sql(
      "UPDATE catalogue.producer SET key_version = 1, name_key = 'le jardin ' || name "
      "WHERE name = 'Le Fournil'");
  Shop(administrator)
      .import_products(
          "code;nom;producteur;unité;prix;tva\nE;Endive;le jardin;kg;4;5,5\n"
          "F;Farine;Le Fournil;kg;2;5,5\n");
  EXPECT_EQ(keys(), (std::vector<std::string>{"Le Fournil=le fournil", "Le JARDIN=younger",
                                              "Le Jardin=le jardin", "Le Rucher=le rucher"}));
  EXPECT_EQ(installation.sql("SELECT DISTINCT key_version FROM catalogue.producer"),
            std::vector<std::string>{"2"});
}

TEST_P(PublicProducers, AreFoldedAnewByAJob) {
  installation.sql(
      "UPDATE catalogue.producer SET key_version = 1, name_key = 'old' WHERE name = "
      "'Le Jardin'");
  installation.sql("DELETE FROM halle.job WHERE id = 'catalogue.fold_anew'");
  EXPECT_TRUE(eventually(std::chrono::seconds(20), [&] {
    return installation.sql("SELECT name_key FROM catalogue.producer WHERE name = 'Le Jardin'") ==
           std::vector<std::string>{"le jardin"};
  }));
}

TEST_P(PublicProducers, AreKeptByStaffOfTheirAssociation) {
  const auto request = garden();
  for (const auto* role : {"treasurer", "volunteer"}) {
    auto caller = installation.as(installation.create_account(coop, role), coop);
    EXPECT_EQ(ProducersClient(caller).set(request).error().reason, "halle.not_allowed");
    EXPECT_EQ(ProducersClient(caller).list({}).error().reason, "halle.not_allowed");
  }
  EXPECT_EQ(ProducersClient(anybody).set(request).error().code, Code::unauthenticated);
  const Uuid other = installation.create_organisation("other");
  auto theirs = installation.as(installation.create_account(other, "administrator"), other);
  EXPECT_EQ(ProducersClient(theirs).set(request).error().reason, "catalogue.producer_unknown");
  EXPECT_EQ(must(ProducersClient(theirs).list({})).producers_size(), 0);
  EXPECT_EQ(installation.sql("SELECT count(*) FROM catalogue.producer WHERE published"),
            std::vector<std::string>{"0"});
}

TEST_P(PublicProducers, WhatIsWrongIsNamed) {
  ProducersClient staff(administrator);
  const auto refused = [&](const std::function<void(catalogue::v1::Producer&)>& spoil) {
    auto request = garden();
    spoil(*request.mutable_producer());
    const auto answer = staff.set(request);
    return answer ? "taken" : answer.error().reason;
  };
  for (const auto* website : {"javascript:alert(1)", "jardin.example", "https://", "https://a b",
                              "https://a\"b", "https://a\nb"})
    EXPECT_EQ(refused([&](auto& out) { out.set_website(website); }), "catalogue.bad_website")
        << website;
  EXPECT_EQ(refused([](auto& out) { out.set_description(std::string(1001, 'x')); }),
            "catalogue.bad_description");
  EXPECT_EQ(
      refused([](auto& out) { out.mutable_place()->mutable_point()->set_longitude(-180'000'001); }),
      "halle.bad_place");
  EXPECT_EQ(refused([](auto& out) { out.set_id("x"); }), "catalogue.producer_unknown");
  EXPECT_EQ(refused([](auto&) {}), "taken");
}

}  // namespace
}  // namespace halle::test
