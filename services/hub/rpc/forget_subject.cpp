#include "core/sdk/personal.hpp"
#include "core/sdk/time.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/rights.hpp"
#include "services/hub/store/sessions.hpp"

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
  store::lock_rights(call);
  HALLE_TRY(gone, call.query("DELETE FROM hub.departed WHERE org_id = $1 AND subject = $2 "
                             "RETURNING account_id",
                             call.organisation(), event.subject()));
  if (gone.empty() || gone[0].is_null(0)) return v1::FollowedReply{};
  call.queue(
      "INSERT INTO hub.role_grant (org_id, account_id, role, subject, granted_at) "
      "VALUES ($1, $2, 'member', $3, $4) ON CONFLICT DO NOTHING",
      call.organisation(), gone[0].uuid(0), event.subject(), call.now());
  store::drop_identities(call);
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  HALLE_CHECK(store::depart(call, event.subject()));
  HALLE_TRY(account, store::account_of(call, event.subject()));
  sdk::forget_personal(call, "hub", event.subject());
  if (!account) return v1::FollowedReply{};
  call.queue("SELECT hub.forget_account($1, $2)", *account, call.now());
  store::drop_identities(call);
  return v1::FollowedReply{};
}

Result<v1::FollowedReply> Followed::on_subjects_entrusted(
    sdk::Call& call, const kernel::v1::SubjectsEntrusted& event) {
  call.queue("DELETE FROM hub.entrusted WHERE org_id = $1 AND id = $2", call.organisation(),
             event.entrustment());
  const std::vector<std::string> subjects(event.subjects().begin(), event.subjects().end());
  call.queue(R"(
      INSERT INTO hub.entrusted (org_id, id, subject, role, from_at, until_at)
      SELECT DISTINCT $1::uuid, $2::uuid, s, $4, $5::timestamptz, $6::timestamptz
        FROM unnest($3::text[]) s
       WHERE $4 IN ('volunteer', 'coordinator', 'treasurer')
         AND $5::timestamptz < $6::timestamptz)",
             call.organisation(), event.entrustment(), subjects, event.role(),
             sdk::instant_of(event.from()), sdk::instant_of(event.until()));
  store::drop_identities(call);
  return v1::FollowedReply{};
}

}  // namespace halle::hub
