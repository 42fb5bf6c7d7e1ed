#include "plugins/notify_email/store/letters.hpp"
#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "halle/membership/v1/membership.halle.hpp"
#include "plugins/notify_email/rpc/delivery/batch.hpp"
#include "plugins/notify_email/rpc/preferences/own_number.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/preferences.hpp"

namespace halle::notify_email {
namespace {
constexpr const char* test_kind = "notify_email.test";
constexpr std::chrono::hours test_life{1};
constexpr int most_letters = 200;

v1::Letter letter_of(const store::ShownLetter& row) {
  v1::Letter letter;
  letter.set_id(row.id.text());
  letter.set_kind(row.kind);
  letter.set_member(row.member_number);
  letter.set_state(row.state);
  sdk::set_timestamp(*letter.mutable_queued_at(), row.queued_at);
  if (row.next_at) sdk::set_timestamp(*letter.mutable_next_at(), *row.next_at);
  sdk::set_timestamp(*letter.mutable_until(), row.until_at);
  letter.set_attempts(row.attempts);
  letter.set_failure(row.failure);
  if (row.ended_at) sdk::set_timestamp(*letter.mutable_ended_at(), *row.ended_at);
  return letter;
}

/// Lets letters go again to the addresses of these letters' members; without letters to all.
Status unblock(sdk::Call& call, const std::vector<std::string>& ids) {
  if (ids.empty()) {
    store::unblock_all(call);
    return Done{};
  }
  HALLE_TRY(members, store::members_of(call, ids));
  if (members.empty()) return Done{};
  call.rollback();  // so far it only read
  membership::v1::ListContactsRequest request;
  for (const auto& number : members) request.add_numbers(number);
  HALLE_TRY(contacts, membership::v1::MembersClient(call).list_contacts(request));
  for (const auto& contact : contacts.contacts())
    if (const auto address = normal_email(trim(contact.email())))
      store::forget_refusals(call, address_key(*address));
  return Done{};
}
}  // namespace

Result<v1::ListLettersReply> Mail::list_letters(sdk::Call& call,
                                                const v1::ListLettersRequest& request) {
  HALLE_TRY(rows, store::list_letters(call, request.state()));
  v1::ListLettersReply reply;
  for (const auto& row : rows) *reply.add_letters() = letter_of(row);
  return reply;
}

Result<v1::RetryReply> Mail::retry(sdk::Call& call, const v1::RetryRequest& request) {
  std::vector<std::string> ids(request.letters().begin(), request.letters().end());
  if (ids.size() > most_letters)
    return bad_field("letters", "notify_email.too_many", std::to_string(ids.size()));
  for (const auto& id : ids)
    if (!Uuid::parse(id)) return not_found("letters", "notify_email.letter_unknown", id);
  HALLE_CHECK(unblock(call, ids));
  HALLE_TRY(queued, store::retry_letters(call, ids));
  v1::RetryReply reply;
  reply.set_queued(queued);
  return reply;
}

Result<v1::SendTestReply> Mail::send_test(sdk::Call& call, const v1::SendTestRequest& /*request*/) {
  HALLE_TRY(number, own_number(call));
  const Uuid id = call.new_id();
  HALLE_TRY(queued, store::queue_letters(call, test_kind, id.text(), call.now(),
                                         call.now() + test_life, {{id, number}}));
  (void)queued;
  v1::SendTestReply reply;
  reply.set_letter(id.text());
  return reply;
}

}  // namespace halle::notify_email
