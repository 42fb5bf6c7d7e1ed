#include <nlohmann/json.hpp>

#include "core/base/ids.hpp"
#include "core/sdk/documents/document.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/notify_email/domain/unsubscribe.hpp"
#include "plugins/notify_email/rpc/kinds.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/preferences.hpp"

namespace halle::notify_email {
namespace {
/// What a link's key says, if this installation made it.
Result<Unsubscribing> read_key(sdk::Call& call, const std::string& key) {
  const Error unknown{Code::not_found, "notify_email.link_unknown"};
  const auto what = read_unsubscribe_key(key);
  if (!what) return unknown;
  HALLE_TRY(signature, call.secret(signed_text(*what)));
  if (!same_secret(unsubscribe_key(*what, signature), key)) return unknown;
  return *what;
}

/// The topics of a link that can be unsubscribed, with their names.
std::vector<std::pair<std::string, std::string>> topics_of(const Unsubscribing& what,
                                                           const Kinds& kinds,
                                                           const std::string& language) {
  std::vector<std::pair<std::string, std::string>> topics;
  for (auto& topic : kinds.topics(language))
    if (what.topic == "*" || what.topic == topic.first) topics.push_back(std::move(topic));
  return topics;
}

/// A link stays valid when the member has left; nothing is kept about that number any more.
Result<bool> is_member(sdk::Call& call, const std::string& number) {
  membership::v1::ListContactsRequest request;
  request.add_numbers(number);
  HALLE_TRY(contacts, membership::v1::MembersClient(call).list_contacts(request));
  return contacts.contacts_size() == 1 && contacts.contacts(0).active();
}

/// The page: `words` above the topics, and the form if `asks`.
type::v1::Document page(const sdk::Call& call, const type::v1::DocumentRequest& request,
                        const Words& words,
                        const std::vector<std::pair<std::string, std::string>>& topics, bool asks) {
  sdk::Page page;
  page.path = "/a/" + request.organisation() + "/courrier/" + request.key();
  page.name = call.organisation_name();
  page.title = word(words, asks ? "stop_title" : "stopped_title");
  page.main = "<p>" + sdk::html(word(words, asks ? "stop_text" : "stopped_text")) + "</p>\n<ul>";
  for (const auto& [topic, name] : topics) page.main += "<li>" + sdk::html(name) + "</li>";
  page.main += "</ul>\n";
  if (asks)
    page.main += "<form method=\"post\" action=\"" + sdk::html(page.path) +
                 "\"><button type=\"submit\">" + sdk::html(word(words, "stop_button")) +
                 "</button></form>\n";
  page.main +=
      "<p><a href=\"/mes-lettres\">" + sdk::html(word(words, "choose_page")) + "</a></p>\n";
  return sdk::page_document(request, page, nlohmann::ordered_json::object());
}
}  // namespace

Result<type::v1::Document> Preferences::render_unsubscribe(
    sdk::Call& call, const type::v1::DocumentRequest& request) {
  HALLE_TRY(what, read_key(call, request.key()));
  HALLE_TRY(kinds, Kinds::ask(call));
  const auto language = known_language(request.language());
  return page(call, request, kinds.words(language), topics_of(what, kinds, language), true);
}

Result<type::v1::Document> Preferences::unsubscribe(sdk::Call& call,
                                                    const type::v1::FormRequest& request) {
  HALLE_TRY(what, read_key(call, request.document().key()));
  HALLE_TRY(kinds, Kinds::ask(call));
  const auto language = known_language(request.document().language());
  const auto topics = topics_of(what, kinds, language);
  std::vector<store::ChoiceRow> rows;
  for (const auto& [topic, name] : topics) rows.push_back({"", topic, v1::CHOICE_NEVER});
  HALLE_TRY(member, is_member(call, what.member));
  if (member && !rows.empty()) store::set_choices(call, what.member, rows);
  return page(call, request.document(), kinds.words(language), topics, false);
}

}  // namespace halle::notify_email
