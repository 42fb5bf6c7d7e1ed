#include "services/hub/rpc/modules/modules.hpp"
#include "services/hub/rpc/partnerships/partnerships.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
/// The roles that hold a permission; none if no module has it.
std::vector<std::string> roles_with(const kernel::v1::DescribeModulesReply& described,
                                    const std::string& permission) {
  for (const auto& module : described.modules())
    for (const auto& known : module.permissions())
      if (known.id() == permission) return {known.roles().begin(), known.roles().end()};
  return {};
}

/// Adds all partners, and those for which the account acts.
template <class Reply>
Status add_partners(sdk::Call& call, const std::optional<Uuid>& account, Reply& reply) {
  HALLE_TRY(all, store::partnerships(call));
  for (const auto& row : all) *reply.add_partnerships() = message_of(row);
  if (!account) return Done{};
  HALLE_TRY(acting, store::acting_for(call, *account));
  for (const auto& row : acting) *reply.add_partners() = message_of(row);
  return Done{};
}
}  // namespace

Result<v1::ListPartnershipsReply> Partnerships::list(
    sdk::Call& call, const v1::ListPartnershipsRequest& /*request*/) {
  HALLE_TRY(rows, store::partnerships(call));
  v1::ListPartnershipsReply reply;
  for (const auto& row : rows) *reply.add_partnerships() = message_of(row);
  return reply;
}

Result<v1::ListActingReply> Partnerships::list_acting(sdk::Call& call,
                                                      const v1::ListActingRequest& /*request*/) {
  v1::ListActingReply reply;
  HALLE_CHECK(add_partners(call, store::caller_account(call), reply));
  return reply;
}

Result<v1::GetRightsReply> Partnerships::get_rights(sdk::Call& call,
                                                    const v1::GetRightsRequest& request) {
  v1::GetRightsReply reply;
  const auto account = Uuid::parse(request.account());
  if (account) {
    HALLE_TRY(described, all_modules(call));
    HALLE_TRY(holds,
              store::has_one_of(call, *account, roles_with(described, request.permission())));
    reply.set_holds(holds);
  }
  HALLE_CHECK(add_partners(call, account, reply));
  return reply;
}

}  // namespace halle::hub
