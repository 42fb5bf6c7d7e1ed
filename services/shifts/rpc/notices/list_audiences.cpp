#include "services/shifts/rpc/services.hpp"
#include "services/shifts/store/notices.hpp"

namespace halle::shifts {
namespace {
constexpr const char* late = "shifts.late";
}  // namespace

Result<kernel::v1::ListAudiencesReply> Notices::list_audiences(
    sdk::Call& call, const kernel::v1::ListAudiencesRequest& request) {
  kernel::v1::ListAudiencesReply reply;
  if (!request.audience().empty() && request.audience() != late) return reply;
  HALLE_TRY(members, store::late_members(call));
  auto& audience = *reply.add_audiences();
  audience.set_id(late);
  audience.set_words("audience.late");
  audience.set_size(static_cast<int>(members.size()));
  if (!request.audience().empty()) audience.mutable_subjects()->Add(members.begin(), members.end());
  return reply;
}

}  // namespace halle::shifts
