#include "services/hub/rpc/services.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::WhoAmIReply> Accounts::who_am_i(sdk::Call& call, const v1::WhoAmIRequest& /*request*/) {
  v1::WhoAmIReply reply;
  const auto account = store::caller_account(call);
  if (!account) return reply;
  HALLE_TRY(rows, store::belongings_of(call, *account));
  for (const auto& row : rows) {
    reply.set_email(row.email.value_or(""));
    if (!row.id) continue;
    const int last = reply.belongings_size() - 1;
    auto* belonging = last >= 0 && reply.belongings(last).organisation().id() == row.id->text()
                          ? reply.mutable_belongings(last)
                          : reply.add_belongings();
    auto* organisation = belonging->mutable_organisation();
    organisation->set_id(row.id->text());
    organisation->set_code(*row.code);
    organisation->set_name(*row.name);
    organisation->set_time_zone(*row.time_zone);
    belonging->add_roles(*row.role);
    if (!row.subject->empty()) belonging->set_subject(*row.subject);
  }
  return reply;
}

}  // namespace halle::hub
