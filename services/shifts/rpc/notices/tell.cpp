#include "services/shifts/rpc/notices/tell.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "core/sdk/notices.hpp"

namespace halle::shifts {

void add_told(ToldByShift& shifts, const store::Key& key, Instant starts,
              const std::string& member) {
  auto& told = shifts[key.text()];
  told.starts = starts;
  told.members.push_back(member);
}

ToldByShift told_of(const std::vector<store::HeldSeat>& seats) {
  ToldByShift told;
  for (const auto& seat : seats)
    add_told(told, {seat.template_id, seat.day}, seat.starts_at, seat.member_number);
  return told;
}

Status tell_plan_changed(sdk::Call& call, const std::vector<store::HeldSeat>& before) {
  HALLE_TRY(changed, store::changed_seats(call, before));
  std::map<Uuid, std::pair<Instant, std::set<std::string>>> by_template;  // last shift, members
  for (const auto& seat : changed) {
    auto& [last, members] = by_template[seat.template_id];
    last = std::max(last, seat.starts_at);
    members.insert(seat.member_number);
  }
  for (const auto& [id, told] : by_template)
    sdk::emit_notice(call, {notice::plan_changed, id.text(), told.first},
                     {told.second.begin(), told.second.end()});
  return Done{};
}

void tell(sdk::Call& call, const char* kind, const ToldByShift& shifts) {
  for (const auto& [about, told] : shifts)
    sdk::emit_notice(call, {kind, about, told.starts}, told.members);
}

std::string about_swap(const store::Key& left, const store::Key& in_return) {
  return left.text() + " " + in_return.text();
}

}  // namespace halle::shifts
