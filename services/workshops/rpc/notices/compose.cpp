#include "core/sdk/notices.hpp"
#include "services/workshops/domain/visitors.hpp"
#include "services/workshops/rpc/notices/tell.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/notices.hpp"

namespace halle::workshops {
namespace {
constexpr const char* mine = "/ateliers";

std::vector<store::AskedNotice> notices_of(const sdk::ComposedNotices& all, const char* kind) {
  std::vector<store::AskedNotice> notices;
  for (const auto* asked : all.of(kind))
    if (const auto id = Uuid::parse(asked->about()))
      notices.push_back({asked->index(), asked->subject(), *id});
  return notices;
}

/// The visitor as the recipient, with the link to the own registration.
Status address(sdk::Call& call, const store::NoticeSession& session,
               kernel::v1::ComposedNotice& notice) {
  HALLE_TRY(key, call.secret(link_label(*session.visitor)));
  notice.set_path(registration_path(call.organisation_code(), key));
  notice.set_email(session.email.value_or(""));
  notice.set_name(session.name.value_or(""));
  return Done{};
}

Status fill(sdk::Call& call, const store::NoticeSession& session,
            kernel::v1::ComposedNotice& notice) {
  notice.set_path(mine);
  if (session.visitor) HALLE_CHECK(address(call, session, notice));
  sdk::add_value(notice, "title").set_text(session.title);
  sdk::set_timestamp(*sdk::add_value(notice, "starts").mutable_deadline(), session.starts_at);
  sdk::add_value(notice, "persons").set_number(session.persons);
  if (session.until)
    sdk::set_timestamp(*sdk::add_value(notice, "until").mutable_deadline(), *session.until);
  sdk::add_value(notice, "reason").set_text(session.reason);
  // The table has one line, with the place, if the session has one.
  if (!session.place.empty()) sdk::add_value(*notice.add_rows(), "place").set_text(session.place);
  return Done{};
}

/// Fills the notices of one kind that `select` finds to be true.
template <class Select>
Status fill_kind(sdk::Call& call, sdk::ComposedNotices& all, const char* kind, Select select) {
  const auto asked = notices_of(all, kind);
  if (asked.empty()) return Done{};
  HALLE_TRY(sessions, select(call, asked));
  for (const auto& session : sessions) HALLE_CHECK(fill(call, session, all.fill(session.index)));
  return Done{};
}
}  // namespace

Result<kernel::v1::ComposeNoticesReply> Notices::compose(
    sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  sdk::ComposedNotices all(request, "workshops");
  HALLE_CHECK(fill_kind(call, all, notice::place_offered, store::offered));
  HALLE_CHECK(fill_kind(call, all, notice::moved, store::concerned));
  HALLE_CHECK(fill_kind(call, all, notice::called_off, store::called_off));
  HALLE_CHECK(fill_kind(call, all, notice::reminder, store::registered));
  HALLE_CHECK(fill_kind(call, all, notice::led_moved, store::led));
  HALLE_CHECK(fill_kind(call, all, notice::led_called_off, store::led_called_off));
  HALLE_CHECK(fill_kind(call, all, notice::confirm, store::unconfirmed));
  HALLE_CHECK(fill_kind(call, all, notice::registered, store::concerned));
  return all.take();
}

}  // namespace halle::workshops
