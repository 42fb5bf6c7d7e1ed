#include <algorithm>
#include <map>

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/notify_email/domain/server.hpp"
#include "plugins/notify_email/rpc/delivery/batch.hpp"
#include "plugins/notify_email/rpc/kinds.hpp"
#include "plugins/notify_email/rpc/preferences/own_number.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/preferences.hpp"

namespace halle::notify_email {
namespace {
/// The member's address; empty if the association knows none.
Result<std::string> own_address(sdk::Call& call, const std::string& number) {
  membership::v1::ListContactsRequest request;
  request.add_numbers(number);
  HALLE_TRY(reply, membership::v1::MembersClient(call).list_contacts(request));
  return reply.contacts().empty() ? std::string{} : reply.contacts(0).email();
}

/// The choices of a member as stored now.
Status add_choices(sdk::Call& call, const std::string& number, const Kinds& kinds,
                   v1::PreferencesReply& reply) {
  HALLE_TRY(languages, store::languages(call, {number}));
  reply.set_language(known_language(languages.empty() ? "" : languages[0].language));
  HALLE_TRY(rows, store::choices(call, {number}));
  std::map<std::string, v1::Choice> chosen;
  for (const auto& row : rows) chosen[row.topic] = row.choice;
  for (const auto& [topic, name] : kinds.topics(reply.language())) {
    auto* out = reply.add_topics();
    out->set_topic(topic);
    out->set_name(name);
    const auto known = chosen.find(topic);
    out->set_choice(known == chosen.end() ? v1::CHOICE_AT_ONCE : known->second);
  }
  return Done{};
}

/// What does not depend on choices; asked before the transaction.
struct Surroundings {
  Kinds kinds;
  v1::PreferencesReply reply;
};

Result<Surroundings> surroundings(sdk::Call& call, const std::string& number) {
  HALLE_TRY(kinds, Kinds::ask(call));
  HALLE_TRY(email, own_address(call, number));
  HALLE_TRY(configuration, call.configuration());
  Surroundings out{std::move(kinds), {}};
  out.reply.set_email(email);
  out.reply.set_has_server(read_server(configuration).usable());
  return out;
}

Result<v1::PreferencesReply> reply_with(sdk::Call& call, const std::string& number,
                                        Surroundings& around) {
  HALLE_CHECK(add_choices(call, number, around.kinds, around.reply));
  HALLE_TRY(blocked, store::blocked_addresses(call));
  const auto address = normal_email(trim(around.reply.email()));
  around.reply.set_blocked(address && std::find(blocked.begin(), blocked.end(),
                                                hex(address_key(*address))) != blocked.end());
  return std::move(around.reply);
}

/// The choices to store. INVALID_ARGUMENT for a topic that has none or a choice that is none.
Result<std::vector<store::ChoiceRow>> read_choices(const v1::SetPreferencesRequest& request,
                                                   const Kinds& kinds) {
  std::map<std::string, store::ChoiceRow> rows;
  const auto topics = kinds.topics("fr");
  for (const auto& topic : request.topics()) {
    if (std::none_of(topics.begin(), topics.end(),
                     [&](const auto& known) { return known.first == topic.topic(); }))
      return bad_field("topics", "notify_email.topic_unknown", topic.topic());
    if (topic.choice() < v1::CHOICE_AT_ONCE || topic.choice() > v1::CHOICE_NEVER)
      return bad_field("topics", "notify_email.bad_choice", topic.topic());
    rows[topic.topic()] = {"", topic.topic(), topic.choice()};
  }
  std::vector<store::ChoiceRow> all;
  for (auto& [topic, row] : rows) all.push_back(std::move(row));
  return all;
}
}  // namespace

Result<v1::PreferencesReply> Preferences::get(sdk::Call& call,
                                              const v1::GetPreferencesRequest& /*request*/) {
  HALLE_TRY(number, own_number(call));
  HALLE_TRY(around, surroundings(call, number));
  return reply_with(call, number, around);
}

Result<v1::PreferencesReply> Preferences::set(sdk::Call& call,
                                              const v1::SetPreferencesRequest& request) {
  HALLE_TRY(number, own_number(call));
  if (!request.language().empty() && request.language() != known_language(request.language()))
    return bad_field("language", "notify_email.bad_language", request.language());
  HALLE_TRY(around, surroundings(call, number));
  HALLE_TRY(choices, read_choices(request, around.kinds));
  if (!request.language().empty()) store::set_language(call, number, request.language());
  if (!choices.empty()) store::set_choices(call, number, choices);
  return reply_with(call, number, around);
}

}  // namespace halle::notify_email
