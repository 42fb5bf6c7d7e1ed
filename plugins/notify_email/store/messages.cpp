#include "plugins/notify_email/store/messages.hpp"

#include "plugins/notify_email/store/names.hpp"

namespace halle::notify_email::store {
namespace {
/// The columns of MessageRow, from notify_email.message m.
const std::string& columns() {
  static const std::string text = names.in(R"(
    m.id, m.subject, m.text, array_to_string(m.audiences, E'\n') AS audiences, m.recipients,
    m.state, m.written_by, m.written_at,
    (SELECT count(*) FROM notify_email.letter l
      WHERE l.org_id = m.org_id AND l.kind = 'notify_email.message' AND l.about = m.id::text
        AND l.state = {sent})::int AS delivered)");
  return text;
}
}  // namespace

void insert_message(sdk::Call& call, const MessageRow& message,
                    const std::vector<std::string>& audiences) {
  call.queue(
      "INSERT INTO notify_email.message (org_id, id, subject, text, audiences, recipients, state, "
      "written_by, written_at) VALUES ($1, $2, $3, $4, $5::text[], $6, $7, $8, $9)",
      call.organisation(), message.id, message.subject, message.text, audiences, message.recipients,
      message.state, message.written_by, message.written_at);
}

Result<std::optional<MessageRow>> lock_message(sdk::Call& call, const Uuid& id) {
  static const std::string select = "SELECT " + columns() +
                                    " FROM notify_email.message m WHERE m.org_id = $1 AND m.id = "
                                    "$2 FOR NO KEY UPDATE";
  return call.find<MessageRow>(select, call.organisation(), id);
}

void decide_message(sdk::Call& call, const Uuid& id, v1::MessageState state, std::string_view by) {
  call.queue(
      "UPDATE notify_email.message SET state = $3, approved_by = $4 WHERE org_id = $1 AND id = $2",
      call.organisation(), id, state, by);
}

Result<std::vector<MessageRow>> messages(sdk::Call& call) {
  static const std::string select = "SELECT " + columns() +
                                    " FROM notify_email.message m WHERE m.org_id = $1 "
                                    "ORDER BY m.written_at DESC, m.id LIMIT 50";
  return call.query<MessageRow>(select, call.organisation());
}

Result<std::vector<MessageText>> message_texts(sdk::Call& call,
                                               const std::vector<std::string>& ids) {
  static const std::string select = names.in(
      "SELECT id, subject, text FROM notify_email.message "
      "WHERE org_id = $1 AND id = ANY($2::uuid[]) AND state = {message_sent}");
  return call.query<MessageText>(select, call.organisation(), ids);
}

Result<int> count_waiting_messages(sdk::Call& call) {
  static const std::string count = names.in(
      "SELECT count(*)::int FROM notify_email.message WHERE org_id = $1 AND state = "
      "{message_waiting}");
  return call.get<int>(count, call.organisation());
}

}  // namespace halle::notify_email::store
