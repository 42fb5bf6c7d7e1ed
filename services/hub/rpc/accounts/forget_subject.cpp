#include "core/sdk/personal.hpp"
#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/accounts.hpp"
#include "services/hub/store/rights.hpp"

namespace halle::hub {

Result<kernel::v1::DescribeSubjectReply> Identity::describe_subject(
    sdk::Call& call, const kernel::v1::SubjectRequest& request) {
  kernel::v1::DescribeSubjectReply reply;
  HALLE_CHECK(sdk::add_personal(call, "hub", request.subject(), reply));
  HALLE_TRY(account, store::account_of(call, request.subject()));
  call.rollback();  // the kernel is asked outside of a transaction
  if (!account) return reply;
  kernel::v1::ListAuditRequest acts;
  acts.set_principal("account:" + account->text());
  HALLE_TRY(audit, kernel::v1::AuditClient(call).list(acts));
  if (audit.entries_size() == 0) return reply;
  auto& table = *reply.add_tables();
  table.set_title("Journal");
  for (const char* heading : {"le", "appel"}) table.add_columns(heading);
  for (const auto& entry : audit.entries()) {
    auto& row = *table.add_rows();
    row.add_cells(format_instant(sdk::instant_of(entry.at())));
    row.add_cells(entry.method());
  }
  return reply;
}

Result<v1::FollowedReply> Followed::on_subject_left(sdk::Call& call,
                                                    const kernel::v1::SubjectLeft& event) {
  HALLE_CHECK(store::depart(call, event.subject()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subject_returned(sdk::Call& call,
                                                        const kernel::v1::SubjectReturned& event) {
  HALLE_CHECK(store::come_back(call, event.subject()));
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  HALLE_CHECK(store::depart(call, event.subject()));
  HALLE_TRY(account, store::account_of(call, event.subject()));
  sdk::forget_personal(call, "hub", event.subject());
  if (account) store::forget_account(call, *account);
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subjects_entrusted(
    sdk::Call& call, const kernel::v1::SubjectsEntrusted& event) {
  store::entrust(call, event);
  return v1::FollowedReply{};
}

}  // namespace halle::hub
