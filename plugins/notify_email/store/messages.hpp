#pragma once
// The table notify_email.message: messages of the association.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.pb.h"

namespace halle::notify_email::store {

/// The kind of a message's letters; `about` is the message's id.
inline constexpr const char* message_kind = "notify_email.message";

struct MessageRow {
  Uuid id;
  std::string subject;
  std::string text;
  std::string audiences;  // ids, one a line
  int recipients = 0;
  v1::MessageState state = v1::MESSAGE_STATE_UNSPECIFIED;
  std::string written_by;
  Instant written_at;
  int delivered = 0;
};
HALLE_ROW(MessageRow, id, subject, text, audiences, recipients, state, written_by, written_at,
          delivered)

void insert_message(sdk::Call& call, const MessageRow& message,
                    const std::vector<std::string>& audiences);
/// Locks and reads a message; empty if there is none.
Result<std::optional<MessageRow>> lock_message(sdk::Call& call, const Uuid& id);
/// Ends the waiting of a message; `by`: the caller's principal.
void decide_message(sdk::Call& call, const Uuid& id, v1::MessageState state, std::string_view by);
/// The 50 newest.
Result<std::vector<MessageRow>> messages(sdk::Call& call);
/// Subjects and texts of messages by id; unknown ids are left out.
struct MessageText {
  Uuid id;
  std::string subject;
  std::string text;
};
HALLE_ROW(MessageText, id, subject, text)
Result<std::vector<MessageText>> message_texts(sdk::Call& call,
                                               const std::vector<std::string>& ids);
/// How many messages wait for approval.
Result<int> count_waiting_messages(sdk::Call& call);

}  // namespace halle::notify_email::store
