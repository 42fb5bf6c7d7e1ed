#pragma once
// An association whose workshops are on a public page, for tests of persons without an account.
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "halle/workshops/v1/visitors.halle.hpp"
#include "tests/services/workshops/studio.hpp"

namespace halle::test {

class VisitorsTest : public Studio {
 protected:
  void SetUp() override {
    Studio::SetUp();
    if (IsSkipped()) return;
    set_settings(1440, 120, false, true);
    answer<kv::CanDeliverRequest, type::v1::Answers>(
        "/halle.kernel.v1.Notices/CanDeliver",
        [this](const kv::CanDeliverRequest&) -> Result<type::v1::Answers> {
          return letters ? carried() : type::v1::Answers{};
        });
  }
  std::string open_session(int capacity, const std::string& starts = "2026-03-14T18:00",
                           const std::string& ends = "2026-03-14T20:00") {
    auto given = details(capacity, starts, ends);
    given.set_audience(wv::AUDIENCE_ANYBODY);
    return must(add(given)).id();
  }
  static type::v1::DocumentRequest page_request(const std::string& key,
                                                const std::string& language = "fr") {
    type::v1::DocumentRequest request;
    request.set_organisation("here");
    request.set_language(language);
    request.set_address("https://halle.example");
    request.set_key(key);
    return request;
  }
  std::string list_page(const std::string& language = "fr") {
    return must(wv::VisitorsClient(anybody).render_sessions(page_request("", language))).body();
  }
  /// The page sent in reply to a form with these fields.
  Result<std::string> send(const std::string& session, const std::string& address,
                           const std::map<std::string, std::string>& fields) {
    type::v1::FormRequest request;
    *request.mutable_document() = page_request(session);
    request.mutable_client()->set_address(address);
    for (const auto& [name, value] : fields) {
      auto& one = *request.add_fields();
      one.set_name(name);
      one.set_value(value);
    }
    const auto reply = wv::VisitorsClient(anybody).register_(request);
    if (!reply) return reply.error();
    return reply.value().body();
  }
  Result<std::string> sign_up(const std::string& session, const std::string& name,
                              const std::string& email, const std::string& persons = "1",
                              const std::string& address = "192.0.2.1",
                              const std::string& telephone = "") {
    return send(session, address,
                {{"name", name}, {"email", email}, {"telephone", telephone}, {"persons", persons}});
  }
  Result<std::string> page_of(const std::string& session) {
    const auto page = wv::VisitorsClient(anybody).render_session(page_request(session));
    if (!page) return page.error();
    return page.value().body();
  }
  /// The secret of the link in the letter to the visitor of that name.
  std::string key_of(const std::string& name) {
    const auto id = rows(
        "SELECT r.id FROM workshops.registration r JOIN workshops.visitor v ON v.id = "
        "r.visitor_id WHERE v.name = '" +
        name + "'");
    const auto letter = composed("workshops.confirm", id.at(0));
    EXPECT_FALSE(letter.obsolete());
    const std::string start = "/inscription/";
    return letter.path().substr(letter.path().find(start) + start.size());
  }
  kv::ComposedNotice composed(const std::string& kind, const std::string& about) {
    return compose<wv::NoticesClient>(as_kernel(), {notice(kind, about)}).at(0);
  }
  Result<std::string> look(const std::string& key) {
    const auto page = wv::VisitorsClient(anybody).render_registration(page_request(key));
    if (!page) return page.error();
    return page.value().body();
  }
  Result<std::string> answer_with(const std::string& key, const std::string& action) {
    type::v1::FormRequest request;
    *request.mutable_document() = page_request(key);
    auto& field = *request.add_fields();
    field.set_name("action");
    field.set_value(action);
    const auto page = wv::VisitorsClient(anybody).answer(request);
    if (!page) return page.error();
    return page.value().body();
  }
  static bool has(const Result<std::string>& page, const std::string& text) {
    return page && page.value().find(text) != std::string::npos;
  }
  static nlohmann::ordered_json data_of(const std::string& page) {
    const std::string start = "application/ld+json\">";
    const auto from = page.find(start) + start.size();
    return nlohmann::ordered_json::parse(page.substr(from, page.find("</script>", from) - from));
  }
  wv::ForgetVisitorsReply forget() {
    auto kernel = as_kernel();
    return must(wv::VisitorsClient(kernel).forget({}));
  }
  harness::Caller anybody = as_nobody();
  bool letters = true;  // can be delivered
};

}  // namespace halle::test
