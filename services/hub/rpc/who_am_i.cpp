#include "services/hub/rpc/services.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {

Result<v1::WhoAmIReply> Accounts::who_am_i(sdk::Call& call, const v1::WhoAmIRequest& /*request*/) {
  v1::WhoAmIReply reply;
  const auto account = store::caller_account(call);
  if (!account) return reply;
  HALLE_TRY(rows, call.query(R"(
      SELECT a.email, o.id, o.code, o.name, o.time_zone, g.role, g.subject
        FROM hub.account a
        LEFT JOIN hub.grants_at(a.id, $2) g ON true
        LEFT JOIN hub.organisation o ON o.id = g.org_id
       WHERE a.id = $1 ORDER BY o.name COLLATE "fr-x-icu", o.id, g.role)",
                             *account, call.now()));
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const auto row = rows[r];
    reply.set_email(row.text(0));
    if (row.is_null(1)) continue;
    const int last = reply.belongings_size() - 1;
    auto* belonging = last >= 0 && reply.belongings(last).organisation().id() == row.view(1)
                          ? reply.mutable_belongings(last)
                          : reply.add_belongings();
    auto* organisation = belonging->mutable_organisation();
    organisation->set_id(row.text(1));
    organisation->set_code(row.text(2));
    organisation->set_name(row.text(3));
    organisation->set_time_zone(row.text(4));
    belonging->add_roles(row.text(5));
    if (!row.view(6).empty()) belonging->set_subject(row.text(6));
  }
  return reply;
}

}  // namespace halle::hub
