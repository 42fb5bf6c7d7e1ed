#include <vector>

#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/notices.hpp"

namespace halle::membership {
namespace {
constexpr const char* everybody = "membership.everybody";
constexpr const char* dues_ended = "membership.dues_ended";
const std::string commission = "membership.commission:";

/// The reply in the making: all audiences, or one with its members.
class Audiences {
 public:
  explicit Audiences(const std::string& wanted) : wanted_(wanted) {}

  bool wants(const std::string& id) const { return wanted_.empty() || wanted_ == id; }
  void add(const std::string& id, const char* words, const std::string& name,
           const std::vector<std::string>& members) {
    if (!wants(id)) return;
    auto& audience = *reply_.add_audiences();
    audience.set_id(id);
    audience.set_words(words);
    audience.set_name(name);
    audience.set_size(static_cast<int>(members.size()));
    if (!wanted_.empty()) audience.mutable_subjects()->Add(members.begin(), members.end());
  }
  kernel::v1::ListAudiencesReply take() { return std::move(reply_); }

 private:
  const std::string& wanted_;
  kernel::v1::ListAudiencesReply reply_;
};

Status add_commissions(sdk::Call& call, Audiences& audiences) {
  HALLE_TRY(rows, store::commission_members(call));
  std::vector<std::string> members;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    members.push_back(rows[i].number);
    const auto& name = rows[i].commission;
    if (i + 1 < rows.size() && rows[i + 1].commission == name) continue;
    audiences.add(commission + name, "audience.commission", name, members);
    members.clear();
  }
  return Done{};
}
}  // namespace

Result<kernel::v1::ListAudiencesReply> Notices::list_audiences(
    sdk::Call& call, const kernel::v1::ListAudiencesRequest& request) {
  Audiences audiences(request.audience());
  if (audiences.wants(everybody)) {
    HALLE_TRY(members, store::active_members(call));
    audiences.add(everybody, "audience.everybody", "", members);
  }
  if (audiences.wants(dues_ended)) {
    HALLE_TRY(today, store::today(call));
    HALLE_TRY(members, store::members_with_ended_dues(call, today));
    audiences.add(dues_ended, "audience.dues_ended", "", members);
  }
  if (request.audience().empty() || request.audience().starts_with(commission))
    HALLE_CHECK(add_commissions(call, audiences));
  return audiences.take();
}

}  // namespace halle::membership
