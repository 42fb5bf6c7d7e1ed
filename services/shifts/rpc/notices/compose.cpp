#include <map>
#include <optional>

#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "core/sdk/notices.hpp"
#include "services/shifts/rpc/notices/tell.hpp"
#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/notices.hpp"

namespace halle::shifts {
namespace {
constexpr const char* mine = "/mes-services";
constexpr int most_rows = 200;

using Asked = std::vector<store::ShiftNotice>;

/// Adds a notice about the shift with that key, TEMPLATE/DAY; none if it is not one.
void add(Asked& notices, const kernel::v1::NoticeToCompose& asked, const std::string& key) {
  const auto slash = key.find('/');
  if (slash == std::string::npos) return;
  const auto id = Uuid::parse(key.substr(0, slash));
  const std::string day = key.substr(slash + 1);
  if (id && is_day(day)) notices.push_back({asked.index(), asked.subject(), *id, day});
}

/// The notices of one kind, each about the shift at that place of what it is about.
Asked notices_of(const sdk::ComposedNotices& all, const char* kind, std::size_t place = 0) {
  Asked notices;
  for (const auto* asked : all.of(kind)) {
    const auto keys = split(asked->about(), ' ');
    if (place < keys.size()) add(notices, *asked, keys[place]);
  }
  return notices;
}

/// Adds the shift's values to a notice or a line of its table.
template <class Message>
void add_shift(Message& message, const store::NoticeShift& shift) {
  sdk::add_value(message, "title").set_text(shift.title);
  sdk::set_timestamp(*sdk::add_value(message, "starts").mutable_deadline(), shift.starts_at);
}

/// Fills the notices of one kind that `select` finds to be true.
template <class Select, class More>
Status fill(sdk::Call& call, sdk::ComposedNotices& all, const char* kind, Select select,
            More more) {
  const auto notices = notices_of(all, kind);
  if (notices.empty()) return Done{};
  HALLE_TRY(shifts, select(call, notices));
  for (const auto& shift : shifts) {
    auto& notice = all.fill(shift.index);
    notice.set_path(mine);
    add_shift(notice, shift);
    more(notice, shift);
  }
  return Done{};
}

/// The table has one line, with the place, if the shift has one.
void add_place(kernel::v1::ComposedNotice& notice, const store::NoticeShift& shift) {
  if (!shift.place.empty()) sdk::add_value(*notice.add_rows(), "place").set_text(shift.place);
}

/// The table has one line, with the reason, if there is one.
void add_reason(kernel::v1::ComposedNotice& notice, const store::NoticeShift& shift) {
  if (!shift.reason.empty()) sdk::add_value(*notice.add_rows(), "reason").set_text(shift.reason);
}

/// The table has a line for each shift of the template to come at which the member has a seat.
Status fill_plan_changed(sdk::Call& call, sdk::ComposedNotices& all) {
  std::vector<store::TemplateNotice> notices;
  for (const auto* asked : all.of(notice::plan_changed))
    if (const auto id = Uuid::parse(asked->about()))
      notices.push_back({asked->index(), asked->subject(), *id});
  if (notices.empty()) return Done{};
  HALLE_TRY(shifts, store::template_shifts(call, notices));
  for (std::size_t i = 0; i < shifts.size(); ++i) {
    auto& notice = all.fill(shifts[i].index);
    if (i == 0 || shifts[i - 1].index != shifts[i].index) {
      notice.set_path(mine);
      sdk::add_value(notice, "title").set_text(shifts[i].title);
    }
    if (!shifts[i].starts_at || notice.rows_size() == most_rows) continue;
    auto& starts = sdk::add_value(*notice.add_rows(), "starts");
    sdk::set_timestamp(*starts.mutable_deadline(), *shifts[i].starts_at);
  }
  return Done{};
}

/// After a swap the table has one line, with the shift at which the member has a seat in return.
Status fill_taken_over(sdk::Call& call, sdk::ComposedNotices& all) {
  std::map<int, store::NoticeShift> in_return;
  if (const auto swapped = notices_of(all, notice::seat_taken_over, 1); !swapped.empty()) {
    HALLE_TRY(shifts, store::held_shifts(call, swapped));
    for (auto& shift : shifts) in_return.emplace(shift.index, std::move(shift));
  }
  return fill(call, all, notice::seat_taken_over, store::lost_shifts,
              [&](auto& notice, const auto& shift) {
                if (const auto found = in_return.find(shift.index); found != in_return.end())
                  add_shift(*notice.add_rows(), found->second);
              });
}
}  // namespace

Result<kernel::v1::ComposeNoticesReply> Notices::compose(
    sdk::Call& call, const kernel::v1::ComposeNoticesRequest& request) {
  sdk::ComposedNotices all(request, "shifts");
  const auto called_off = [zone = call.zone()](sdk::Call& within, const Asked& notices) {
    return store::called_off_shifts(within, zone, notices);
  };
  HALLE_CHECK(fill(call, all, notice::seat_reminder, store::held_shifts, add_place));
  HALLE_CHECK(fill(call, all, notice::seat_offered, store::offered_shifts, add_place));
  HALLE_CHECK(fill_taken_over(call, all));
  HALLE_CHECK(fill(call, all, notice::called_off, called_off, add_reason));
  HALLE_CHECK(fill(call, all, notice::takes_place, store::held_shifts, add_place));
  HALLE_CHECK(fill(call, all, notice::moved, store::held_shifts, add_place));
  HALLE_CHECK(fill_plan_changed(call, all));
  return all.take();
}

}  // namespace halle::shifts
