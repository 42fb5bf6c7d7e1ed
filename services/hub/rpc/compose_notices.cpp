#include <map>

#include "core/sdk/time.hpp"
#include "services/hub/domain/link_secrets.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/links/letters.hpp"

namespace halle::hub {
namespace {
using Letters = std::map<std::pair<std::string, Uuid>, store::LinkLetter>;  // by kind and id

bool is_own(const kernel::v1::NoticeToCompose& notice) {
  return notice.kind() == store::invitation_kind || notice.kind() == store::password_kind;
}

/// The id of the letter. None for a notice to a member: a link goes to the address of its account.
std::optional<Uuid> letter_id(const kernel::v1::NoticeToCompose& notice) {
  if (!is_own(notice) || !notice.subject().empty()) return std::nullopt;
  return Uuid::parse(notice.about());
}

Result<Letters> letters_of(sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  std::vector<std::string> ids;
  for (const auto& notice : request.notices())
    if (const auto id = letter_id(notice)) ids.push_back(id->text());
  Letters letters;
  if (ids.empty()) return letters;
  HALLE_TRY(rows, store::link_letters(call, ids));
  for (auto& row : rows) letters[{row.kind, row.id}] = row;
  return letters;
}

Status fill(sdk::Call& call, const store::LinkLetter& letter, kernel::v1::ComposedNotice& notice) {
  const bool invitation = letter.kind == store::invitation_kind;
  HALLE_TRY(token,
            call.secret(invitation ? invitation_label(letter.id) : password_link_label(letter.id)));
  notice.set_path((invitation ? "/invitation#" : "/mot-de-passe#") + token);
  notice.set_email(letter.email);
  auto& deadline = *notice.add_values();
  deadline.set_name("deadline");
  sdk::set_timestamp(*deadline.mutable_deadline(), letter.expires_at);
  return Done{};
}
}  // namespace

Result<kernel::v1::ComposeNoticesReply> Notices::compose(
    sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  HALLE_TRY(letters, letters_of(call, request));
  kernel::v1::ComposeNoticesReply reply;
  for (const auto& asked : request.notices()) {
    if (!is_own(asked)) continue;
    auto& notice = *reply.add_notices();
    notice.set_index(asked.index());
    const auto letter = letters.find({asked.kind(), letter_id(asked).value_or(Uuid{})});
    notice.set_obsolete(letter == letters.end());
    if (letter != letters.end()) HALLE_CHECK(fill(call, letter->second, notice));
  }
  return reply;
}

}  // namespace halle::hub
