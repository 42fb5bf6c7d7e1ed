#include <algorithm>
#include <map>
#include <set>

#include "core/sdk/time.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/letters.hpp"
#include "plugins/notify_email/store/preferences.hpp"
#include "plugins/notify_email/store/settings.hpp"

namespace halle::notify_email {
namespace {
constexpr int most_of_a_batch = 100;
constexpr int members_of_a_daily_batch = 20;

v1::ClaimedLetter letter_of(const store::LetterRow& row) {
  v1::ClaimedLetter letter;
  letter.set_id(row.id.text());
  letter.set_kind(row.kind);
  letter.set_subject(row.member_number);
  letter.set_about(row.about);
  sdk::set_timestamp(*letter.mutable_until(), row.until_at);
  letter.set_attempts(row.attempts);
  letter.set_daily(row.daily);
  return letter;
}

/// Adds what the recipients of the letters chose.
Status add_readers(sdk::Call& call, v1::ClaimReply& reply) {
  std::set<std::string> members;
  for (const auto& letter : reply.letters())
    if (!letter.subject().empty()) members.insert(letter.subject());
  const std::vector<std::string> numbers(members.begin(), members.end());
  HALLE_TRY(choices, store::choices(call, numbers));
  HALLE_TRY(languages, store::languages(call, numbers));
  std::map<std::string, v1::ReaderChoice*> readers;
  const auto reader = [&](const std::string& number) -> v1::ReaderChoice& {
    auto*& known = readers[number];
    if (known == nullptr) {
      known = reply.add_readers();
      known->set_subject(number);
    }
    return *known;
  };
  for (const auto& row : languages) reader(row.member_number).set_language(row.language);
  for (const auto& row : choices) {
    auto* topic = reader(row.member_number).add_topics();
    topic->set_topic(row.topic);
    topic->set_choice(row.choice);
  }
  return Done{};
}
}  // namespace

Result<v1::ClaimReply> Delivery::claim(sdk::Call& call, const v1::ClaimRequest& request) {
  HALLE_TRY(settings, store::settings(call));
  HALLE_TRY(left, store::left_this_hour(call, settings.per_hour));
  const int limit = std::clamp(request.limit(), 1, most_of_a_batch);
  const std::vector<std::string> urgent(request.urgent_kinds().begin(),
                                        request.urgent_kinds().end());
  v1::ClaimReply reply;
  HALLE_TRY(letters, store::claim_urgent(call, urgent, limit));
  if (letters.empty() && left > 0) {
    HALLE_TRY(others, store::claim_letters(call, std::min(limit, left)));
    letters = std::move(others);
  }
  if (letters.empty() && left > 0) {
    HALLE_TRY(daily, store::claim_daily(call, std::min(left, members_of_a_daily_batch)));
    letters = std::move(daily);
  }
  for (const auto& row : letters) *reply.add_letters() = letter_of(row);
  if (reply.letters().empty()) {
    call.rollback();  // nothing happened: leaves no trace
    return reply;
  }
  HALLE_CHECK(add_readers(call, reply));
  HALLE_TRY(templates, store::templates(call));
  for (const auto& row : templates) {
    auto* out = reply.add_templates();
    out->set_kind(row.kind);
    out->set_language(row.language);
    out->set_subject(row.subject);
    out->set_text(row.text);
  }
  *reply.mutable_settings() = store::message_of(settings);
  HALLE_TRY(blocked, store::blocked_addresses(call));
  for (auto& address : blocked) reply.add_blocked(std::move(address));
  reply.set_quiet(settings.quiet);
  sdk::set_timestamp(*reply.mutable_quiet_ends(), settings.quiet_ends);
  sdk::set_timestamp(*reply.mutable_next_daily(), settings.next_daily);
  return reply;
}

}  // namespace halle::notify_email
