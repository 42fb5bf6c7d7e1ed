#include "plugins/notify_email/store/messages.hpp"
#include "core/base/text/text.hpp"
#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "plugins/notify_email/domain/letters/letter.hpp"
#include "plugins/notify_email/rpc/kinds.hpp"
#include "plugins/notify_email/rpc/messages/recipients.hpp"
#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/letters.hpp"
#include "plugins/notify_email/store/settings.hpp"

namespace halle::notify_email {
namespace {
constexpr std::chrono::hours message_life{7 * 24};
constexpr const char* preview_language = "fr";
constexpr const char* unnamed = "…";

v1::Message message_of(const sdk::Call& call, const store::MessageRow& row) {
  v1::Message out;
  out.set_id(row.id.text());
  out.mutable_content()->set_subject(row.subject);
  out.mutable_content()->set_text(row.text);
  if (!row.audiences.empty())
    for (auto& id : split(row.audiences, '\n')) out.mutable_content()->add_audiences(std::move(id));
  out.set_state(row.state);
  sdk::set_timestamp(*out.mutable_written_at(), row.written_at);
  out.set_recipients(row.recipients);
  out.set_delivered(row.delivered);
  out.set_mine(row.written_by == call.principal());
  return out;
}

/// Two persons of the association answer for a message to many; the operator is neither.
Status check_person(const sdk::Call& call) {
  if (call.principal().starts_with("account:")) return Done{};
  return Error{Code::failed_precondition, "notify_email.person_needed"};
}

/// The waiting message of a request, locked.
Result<store::MessageRow> waiting_message(sdk::Call& call, const v1::MessageRequest& request) {
  const auto id = Uuid::parse(request.message());
  if (!id) return not_found("message", "notify_email.message_unknown", request.message());
  HALLE_TRY(message, store::lock_message(call, *id));
  if (!message) return not_found("message", "notify_email.message_unknown", request.message());
  if (message->state != v1::MESSAGE_STATE_WAITING)
    return Error{Code::failed_precondition, "notify_email.not_waiting"};
  return *std::move(message);
}
}  // namespace

Result<v1::ListMessageAudiencesReply> Messages::list_audiences(
    sdk::Call& call, const v1::ListMessageAudiencesRequest& /*request*/) {
  HALLE_TRY(kinds, Kinds::ask(call));
  HALLE_TRY(answers, kernel::v1::NoticesClient(call).list_audiences({}));
  v1::ListMessageAudiencesReply reply;
  for (const auto& answer : answers) {
    for (const auto& audience : answer.reply.audiences()) {
      auto* out = reply.add_audiences();
      out->set_id(audience.id());
      out->set_name(kinds.audience(audience.id(), audience.words(), audience.name(), "fr"));
      out->set_english_name(kinds.audience(audience.id(), audience.words(), audience.name(), "en"));
      out->set_size(audience.size());
    }
  }
  return reply;
}

Result<v1::MessagePreview> Messages::preview(sdk::Call& call, const v1::MessageContent& request) {
  HALLE_CHECK(check_content(request));
  HALLE_TRY(kinds, Kinds::ask(call));
  HALLE_TRY(recipients, recipients_of(call, request));
  HALLE_TRY(settings, store::settings(call));
  HALLE_TRY(templates, store::templates(call));
  const auto* usual = kinds.text(store::message_kind, preview_language);
  Notice notice;
  if (usual != nullptr) notice = {usual->subject(), usual->text(), {}, {}, {}, {}, {}};
  for (const auto& own : templates) {
    if (own.kind != store::message_kind || own.language != preview_language) continue;
    if (!own.subject.empty()) notice.subject = own.subject;
    if (!own.text.empty()) notice.text = own.text;
  }
  notice.values = {{"subject", trim(request.subject())},
                   {"text", trim(request.text())},
                   {"association", call.organisation_name()},
                   {"first_name", unnamed}};
  const Frame frame{kinds.words(preview_language),
                    unnamed,
                    call.organisation_name(),
                    settings.footer,
                    {},
                    {},
                    {}};
  v1::MessagePreview reply;
  reply.set_recipients(static_cast<int>(recipients.numbers.size()));
  reply.set_without_address(recipients.without_address);
  reply.set_unwilling(recipients.unwilling);
  reply.set_needs_approval(recipients.numbers.size() > most_without_approval);
  reply.set_letter(compose({notice}, frame).text);
  return reply;
}

Result<v1::Message> Messages::send(sdk::Call& call, const v1::MessageContent& request) {
  HALLE_CHECK(check_person(call));
  HALLE_CHECK(check_content(request));
  HALLE_TRY(recipients, recipients_of(call, request));
  if (recipients.numbers.empty())
    return Error{Code::failed_precondition, "notify_email.no_recipients"};
  const bool waits = recipients.numbers.size() > most_without_approval;
  store::MessageRow message;
  message.id = call.new_id();
  message.subject = trim(request.subject());
  message.text = trim(request.text());
  message.recipients = static_cast<int>(recipients.numbers.size());
  message.state = waits ? v1::MESSAGE_STATE_WAITING : v1::MESSAGE_STATE_SENT;
  message.written_by = std::string(call.principal());
  message.written_at = call.now();
  const std::vector<std::string> audiences(request.audiences().begin(), request.audiences().end());
  for (const auto& id : audiences)
    message.audiences += (message.audiences.empty() ? "" : "\n") + id;
  store::insert_message(call, message, audiences);
  std::vector<store::NewLetter> letters;
  for (const auto& number : recipients.numbers)
    letters.push_back({derive_uuid(message.id, number), number});
  std::optional<Instant> due;
  if (!waits) due = call.now();
  HALLE_TRY(queued, store::queue_letters(call, store::message_kind, message.id.text(), due,
                                         call.now() + message_life, letters));
  (void)queued;
  return message_of(call, message);
}

Result<v1::Message> Messages::approve(sdk::Call& call, const v1::MessageRequest& request) {
  HALLE_TRY(message, waiting_message(call, request));
  HALLE_CHECK(check_person(call));
  if (message.written_by == call.principal())
    return Error{Code::failed_precondition, "notify_email.own_message"};
  store::decide_message(call, message.id, v1::MESSAGE_STATE_SENT, call.principal());
  store::release_letters(call, store::message_kind, message.id.text(), call.now() + message_life);
  message.state = v1::MESSAGE_STATE_SENT;
  return message_of(call, message);
}

Result<v1::Message> Messages::withdraw(sdk::Call& call, const v1::MessageRequest& request) {
  HALLE_TRY(message, waiting_message(call, request));
  store::decide_message(call, message.id, v1::MESSAGE_STATE_WITHDRAWN, call.principal());
  store::drop_letters(call, store::message_kind, message.id.text(), "notify_email.withdrawn");
  message.state = v1::MESSAGE_STATE_WITHDRAWN;
  return message_of(call, message);
}

Result<v1::ListMessagesReply> Messages::list(sdk::Call& call,
                                             const v1::ListMessagesRequest& /*request*/) {
  HALLE_TRY(rows, store::messages(call));
  v1::ListMessagesReply reply;
  for (const auto& row : rows) *reply.add_messages() = message_of(call, row);
  return reply;
}

}  // namespace halle::notify_email
