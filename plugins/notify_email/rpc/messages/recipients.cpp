#include "plugins/notify_email/rpc/messages/recipients.hpp"

#include <algorithm>
#include <set>

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/notify_email/store/preferences.hpp"

namespace halle::notify_email {
namespace {
constexpr const char* topic = "notify_email.messages";
constexpr std::size_t longest_subject = 150;
constexpr std::size_t longest_text = 5000;
constexpr int most_audiences = 20;
constexpr std::size_t most_recipients = 20000;
constexpr std::size_t contacts_at_once = 500;

Status add_audience(sdk::Call& call, const std::string& id, std::set<std::string>& numbers) {
  kernel::v1::ListAudiencesRequest request;
  request.set_audience(id);
  HALLE_TRY(answers, kernel::v1::NoticesClient(call).list_audiences(request));
  bool known = false;
  for (const auto& answer : answers) {
    if (!id.starts_with(answer.module + ".")) continue;
    for (const auto& audience : answer.reply.audiences()) {
      if (audience.id() != id) continue;
      known = true;
      numbers.insert(audience.subjects().begin(), audience.subjects().end());
    }
  }
  if (!known) return bad_field("audiences", "notify_email.audience_unknown", id);
  return Done{};
}

/// Those of the members who can be written to; counts the others.
Status add_reachable(sdk::Call& call, const std::vector<std::string>& numbers,
                     Recipients& recipients) {
  for (std::size_t at = 0; at < numbers.size(); at += contacts_at_once) {
    membership::v1::ListContactsRequest request;
    for (std::size_t i = at; i < std::min(at + contacts_at_once, numbers.size()); ++i)
      request.add_numbers(numbers[i]);
    HALLE_TRY(reply, membership::v1::MembersClient(call).list_contacts(request));
    for (const auto& contact : reply.contacts()) {
      if (!contact.active()) continue;
      if (normal_email(trim(contact.email())))
        recipients.numbers.push_back(contact.number());
      else
        ++recipients.without_address;
    }
  }
  return Done{};
}
}  // namespace

Status check_content(const v1::MessageContent& content) {
  const std::string subject = trim(content.subject());
  const std::string text = trim(content.text());
  if (subject.empty() || !is_plain_text(subject, longest_subject))
    return bad_field("subject", "notify_email.bad_text");
  if (text.empty() || !is_plain_prose(text, longest_text))
    return bad_field("text", "notify_email.bad_text");
  return Done{};
}

Result<Recipients> recipients_of(sdk::Call& call, const v1::MessageContent& content) {
  if (content.audiences_size() > most_audiences)
    return bad_field("audiences", "notify_email.too_many",
                     std::to_string(content.audiences_size()));
  std::set<std::string> numbers(content.members().begin(), content.members().end());
  for (const auto& id : content.audiences()) HALLE_CHECK(add_audience(call, id, numbers));
  if (numbers.size() > most_recipients)
    return bad_field("audiences", "notify_email.too_many", std::to_string(numbers.size()));
  Recipients recipients;
  HALLE_CHECK(add_reachable(call, {numbers.begin(), numbers.end()}, recipients));
  HALLE_TRY(choices, store::choices(call, recipients.numbers));
  std::set<std::string> unwilling;
  for (const auto& row : choices)
    if (row.topic == topic && row.choice == v1::CHOICE_NEVER) unwilling.insert(row.member_number);
  std::erase_if(recipients.numbers,
                [&](const std::string& number) { return unwilling.contains(number); });
  recipients.unwilling = static_cast<int>(unwilling.size());
  return recipients;
}

}  // namespace halle::notify_email
