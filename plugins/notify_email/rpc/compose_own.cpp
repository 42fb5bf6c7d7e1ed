#include <map>

#include "plugins/notify_email/rpc/services.hpp"
#include "plugins/notify_email/store/messages.hpp"

namespace halle::notify_email {
namespace {
void add_text(kernel::v1::ComposedNotice& notice, const char* name, const std::string& text) {
  auto* value = notice.add_values();
  value->set_name(name);
  value->set_text(text);
}
}  // namespace

Result<kernel::v1::ComposeNoticesReply> Notices::compose(
    sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  std::vector<std::string> ids;
  for (const auto& notice : request.notices())
    if (notice.kind() == store::message_kind && Uuid::parse(notice.about()))
      ids.push_back(notice.about());
  std::map<std::string, store::MessageText> messages;
  if (!ids.empty()) {
    HALLE_TRY(rows, store::message_texts(call, ids));
    for (auto& row : rows) messages[row.id.text()] = std::move(row);
  }
  kernel::v1::ComposeNoticesReply reply;
  for (const auto& asked : request.notices()) {
    if (!asked.kind().starts_with("notify_email.")) continue;
    auto* notice = reply.add_notices();
    notice->set_index(asked.index());
    if (asked.kind() != store::message_kind) continue;  // a test letter has no values
    const auto message = messages.find(asked.about());
    notice->set_obsolete(message == messages.end());
    if (message == messages.end()) continue;
    add_text(*notice, "subject", message->second.subject);
    add_text(*notice, "text", message->second.text);
  }
  return reply;
}

}  // namespace halle::notify_email
