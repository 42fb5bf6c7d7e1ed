// E-mails of producers: only modules and callers who manage products learn them.
#include <gtest/gtest.h>

#include "core/testing/module_test.hpp"
#include "halle/catalogue/v1/catalogue.halle.hpp"
#include "halle/hub/v1/hub.pb.h"

extern "C" std::int32_t halle_module_entry_catalogue(const halle_host*, halle_module*);

namespace halle::test {
namespace {
namespace cv = catalogue::v1;
using harness::must;
using Lines = std::vector<std::string>;

class ProducerContacts : public harness::ModuleTest {
 protected:
  ProducerContacts() : ModuleTest(&halle_module_entry_catalogue) {}

  void SetUp() override {
    ModuleTest::SetUp();
    if (IsSkipped()) return;
    for (const auto* name : {"Potager", "Moulin", "Rucher"})
      rows("INSERT INTO catalogue.producer (org_id, id, name, name_key) VALUES ('" + here().text() +
           "', '" + id(name) + "', '" + name + "', '" + name + "')");
    answer<hub::v1::GetPublishedRequest, hub::v1::GetPublishedReply>(
        "/halle.hub.v1.Organisations/GetPublished",
        [](const hub::v1::GetPublishedRequest&) { return hub::v1::GetPublishedReply{}; });
  }

  static std::string id(const std::string& name) { return derive_uuid(here(), name).text(); }
  Result<cv::Producer> set(const std::string& name, const std::string& email) {
    cv::SetProducerRequest request;
    request.mutable_producer()->set_id(id(name));
    request.mutable_producer()->set_email(email);
    request.mutable_producer()->set_published(true);
    auto staff = as("coordinator");
    return cv::ProducersClient(staff).set(request);
  }
  Lines contacts(const Lines& names = {}, Uuid organisation = here()) {
    cv::ListProducerContactsRequest request;
    request.mutable_names()->Add(names.begin(), names.end());
    auto kernel = as_kernel(organisation);
    Lines lines;
    const auto reply = must(cv::ProducersClient(kernel).list_contacts(request));
    for (const auto& one : reply.contacts()) lines.push_back(one.name() + " " + one.email());
    return lines;
  }
};

TEST_F(ProducerContacts, ModulesAskForThemByName) {
  EXPECT_EQ(contacts(), Lines{});
  must(set("Potager", "potager@example.org"));
  EXPECT_EQ(must(set("Moulin", " Moulin@EXAMPLE.org ")).email(), "Moulin@example.org");
  EXPECT_EQ(contacts(), (Lines{"Moulin Moulin@example.org", "Potager potager@example.org"}));
  EXPECT_EQ(contacts({"Potager", "Rucher", "Personne"}), Lines{"Potager potager@example.org"});
  EXPECT_EQ(contacts({}, elsewhere()), Lines{});
  must(set("Potager", ""));
  EXPECT_EQ(contacts(), Lines{"Moulin Moulin@example.org"});
  const auto refused = set("Moulin", "moulin");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fields.at(0).reason, "catalogue.bad_email");
  EXPECT_EQ(contacts(), Lines{"Moulin Moulin@example.org"});
  const auto too_many = [&] {
    cv::ListProducerContactsRequest request;
    for (int n = 0; n <= 500; ++n) request.add_names("N");
    auto kernel = as_kernel();
    return cv::ProducersClient(kernel).list_contacts(request);
  }();
  ASSERT_FALSE(too_many);
  EXPECT_EQ(too_many.error().fields.at(0).reason, "catalogue.too_many_names");
}

TEST_F(ProducerContacts, NobodyElseSeesThem) {
  must(set("Potager", "potager@example.org"));
  auto anybody = as_nobody();
  type::v1::DocumentRequest asked;
  asked.set_organisation("here");
  asked.set_language("fr");
  cv::ProducersClient visitor(anybody);
  const auto page = must(visitor.render_page(asked)).body();
  EXPECT_NE(page.find("Potager"), std::string::npos);
  EXPECT_EQ(page.find("potager@"), std::string::npos);
  const auto map = must(visitor.render_map(asked)).body();
  EXPECT_EQ(map.find("potager@"), std::string::npos);
  EXPECT_EQ(visitor.list_contacts({}).error().code, Code::unauthenticated);
  for (const auto* role : {"member", "volunteer", "coordinator", "treasurer", "administrator"}) {
    auto person = as(role, "1");
    EXPECT_EQ(cv::ProducersClient(person).list_contacts({}).error().code, Code::permission_denied)
        << role;
  }
  for (const auto* role : {"member", "volunteer", "treasurer"}) {
    auto person = as(role, "1");
    EXPECT_EQ(cv::ProducersClient(person).list({}).error().code, Code::permission_denied) << role;
  }
  auto staff = as("coordinator");
  const auto all = must(cv::ProducersClient(staff).list({}));
  ASSERT_EQ(all.producers_size(), 3);
  Lines emails;
  for (const auto& producer : all.producers()) emails.push_back(producer.email());
  std::sort(emails.begin(), emails.end());
  EXPECT_EQ(emails, (Lines{"", "", "potager@example.org"}));
}

}  // namespace
}  // namespace halle::test
