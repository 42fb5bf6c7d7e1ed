#include "core/sdk/table.hpp"
#include "core/sdk/time.hpp"
#include "services/hub/rpc/services.hpp"
#include "services/hub/store/sessions.hpp"

namespace halle::hub {
namespace {
/// Empty if she never had one.
Result<std::string> account_of(sdk::Call& call, const std::string& subject) {
  HALLE_TRY(rows, call.query("SELECT account_id FROM hub.role_grant WHERE org_id = $1 AND role = "
                             "'member' AND subject = $2",
                             call.organisation(), subject));
  return rows.empty() ? std::string() : rows[0].text(0);
}
}  // namespace

Result<kernel::v1::DescribeSubjectReply> Identity::describe_subject(
    sdk::Call& call, const kernel::v1::SubjectRequest& request) {
  HALLE_TRY(account, account_of(call, request.subject()));
  kernel::v1::DescribeSubjectReply reply;
  if (account.empty()) return reply;
  HALLE_TRY(accounts,
            call.query("SELECT id, email, created_at FROM hub.account WHERE id = $1", account));
  sdk::add_table(reply, "Compte de connexion", {"identifiant", "adresse de connexion", "créé le"},
                 accounts);
  HALLE_TRY(roles, call.query("SELECT role, granted_at FROM hub.role_grant WHERE org_id = $1 AND "
                              "account_id = $2 ORDER BY granted_at, role",
                              call.organisation(), account));
  sdk::add_table(reply, "Rôles", {"rôle", "donné le"}, roles);
  HALLE_TRY(entrusted,
            call.query("SELECT role, from_at, until_at FROM hub.entrusted WHERE org_id = $1 "
                       "AND subject = $2 ORDER BY from_at, role, id",
                       call.organisation(), request.subject()));
  sdk::add_table(reply, "Rôles par un mandat", {"rôle", "à partir de", "jusqu'à"}, entrusted);
  HALLE_TRY(sessions,
            call.query("SELECT created_at, expires_at FROM hub.session WHERE account_id = $1 "
                       "ORDER BY created_at",
                       account));
  sdk::add_table(reply, "Sessions", {"ouverte le", "finit le"}, sessions);
  return reply;
}

Result<v1::FollowedReply> Followed::on_subject_forgotten(
    sdk::Call& call, const kernel::v1::SubjectForgotten& event) {
  call.queue("DELETE FROM hub.entrusted WHERE org_id = $1 AND subject = $2", call.organisation(),
             event.subject());
  HALLE_TRY(account, account_of(call, event.subject()));
  if (account.empty()) return v1::FollowedReply{};
  call.queue("DELETE FROM hub.role_grant WHERE org_id = $1 AND account_id = $2",
             call.organisation(), account);
  HALLE_TRY(others, call.query("SELECT 1 FROM hub.grants_at($1, $2) LIMIT 1", account, call.now()));
  if (others.empty()) {
    for (const char* table : {"session", "invitation", "device", "credential"})
      call.queue(std::string("DELETE FROM hub.") + table + " WHERE account_id = $1", account);
    call.queue("UPDATE hub.account SET email = NULL WHERE id = $1", account);
  }
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
