#include "core/sdk/organisation.hpp"
#include "core/sdk/table.hpp"
#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/member_rows.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
namespace {
Status add_own(sdk::Call& call, const std::string& number, v1::ExportMemberReply& reply) {
  HALLE_TRY(members, call.query(R"(
      SELECT number, first_name, name, email, telephone, street, post_code, town, joined_on
        FROM membership.member WHERE org_id = $1 AND number = $2)",
                                call.organisation(), number));
  if (members.empty()) return store::unknown_member(number);
  sdk::add_table(reply, "Membre",
                 {"numéro", "prénom", "nom", "e-mail", "téléphone", "rue", "code postal", "ville",
                  "inscrit le"},
                 members);
  HALLE_TRY(standings, call.query(R"(
      SELECT (ARRAY['active', 'suspendue', 'partie'])[s.standing], s.since, s.cause
        FROM membership.standing s JOIN membership.member m ON m.org_id = $1 AND m.id = s.member_id
       WHERE s.org_id = $1 AND m.number = $2 ORDER BY s.seq)",
                                  call.organisation(), number));
  sdk::add_table(reply, "Situation", {"situation", "depuis", "pourquoi"}, standings);
  HALLE_TRY(periods, call.query(R"(
      SELECT p.first_day, p.last_day, p.bracket, p.cents, p.paid_on,
             (ARRAY['espèces', 'chèque', 'virement', 'carte'])[p.means], p.receipt, p.cancelled_on, p.reason
        FROM membership.period p JOIN membership.member m ON m.org_id = $1 AND m.id = p.member_id
       WHERE p.org_id = $1 AND m.number = $2 ORDER BY p.first_day, p.recorded_at)",
                                call.organisation(), number));
  sdk::add_table(
      reply, "Adhésions",
      {"du", "au", "tranche", "centimes", "payée le", "moyen", "reçu", "annulée le", "pourquoi"},
      periods);
  HALLE_TRY(skills, call.query(R"(
      SELECT k.name, h.from_day, h.until_day, h.vouched_by FROM membership.held_skill h
        JOIN membership.member m ON m.org_id = $1 AND m.id = h.member_id
        JOIN membership.skill k ON k.org_id = $1 AND k.id = h.skill_id
       WHERE h.org_id = $1 AND m.number = $2 ORDER BY h.from_day, k.name)",
                               call.organisation(), number));
  sdk::add_table(reply, "Savoir-faire", {"savoir-faire", "depuis", "jusqu'au", "dit par le membre"},
                 skills);
  HALLE_TRY(households, call.query(R"(
      SELECT k.number, o.number, b.from_day, b.until_day FROM membership.member m
        JOIN membership.belonging b ON b.org_id = $1 AND m.id IN (b.member_id, b.main_id)
        JOIN membership.member k ON k.org_id = $1 AND k.id = b.main_id
        JOIN membership.member o ON o.org_id = $1 AND o.id = b.member_id
       WHERE m.org_id = $1 AND m.number = $2 ORDER BY b.from_day, o.number)",
                                   call.organisation(), number));
  sdk::add_table(reply, "Foyer", {"adhésion de", "avec le membre", "du", "au"}, households);
  HALLE_TRY(mandates, call.query(R"(
      SELECT c.name, a.title, CASE WHEN m.id = a.deputy_id THEN 'oui' ELSE 'non' END, a.from_day,
             a.until_day, a.until_at, a.review_day, a.role, a.decided
        FROM membership.member m
        JOIN membership.mandate a ON a.org_id = $1 AND m.id IN (a.member_id, a.deputy_id)
        JOIN membership.commission c ON c.org_id = $1 AND c.id = a.commission_id
       WHERE m.org_id = $1 AND m.number = $2 ORDER BY a.from_day, c.name, a.title, a.id)",
                                 call.organisation(), number));
  sdk::add_table(reply, "Mandats",
                 {"commission", "mandat", "à la place de quelqu'un", "du", "au", "finit ou a fini",
                  "à revoir le", "rôle", "décidé par"},
                 mandates);
  HALLE_TRY(reminders, call.query(R"(
      SELECT r.last_day, (ARRAY['à renouveler', 'dernière semaine', 'finie', 'finie depuis longtemps'])[r.kind]
        FROM membership.reminder r JOIN membership.member m ON m.org_id = $1 AND m.id = r.member_id
       WHERE r.org_id = $1 AND m.number = $2 ORDER BY r.last_day)",
                                  call.organisation(), number));
  sdk::add_table(reply, "Rappels d'adhésion", {"adhésion jusqu'au", "dernier rappel"}, reminders);
  return Done{};
}

/// What of her is hers alone and no sum needs; what the machine itself wrote as a cause stays.
void forget(sdk::Call& call, const std::string& id, const std::string& number,
            const std::string& today) {
  call.queue(
      "UPDATE membership.member SET name = '', first_name = '', email = '', telephone = '', "
      "street = '', post_code = '', town = '', search_text = $3, erased_on = $4 "
      "WHERE org_id = $1 AND id = $2",
      call.organisation(), id, number, today);
  call.queue(
      "UPDATE membership.standing SET cause = '' WHERE org_id = $1 AND member_id = $2 AND "
      "cause <> 'import' AND cause NOT LIKE 'membership.cause\\_%'",
      call.organisation(), id);
  call.queue("UPDATE membership.mandate SET decided = '' WHERE org_id = $1 AND member_id = $2",
             call.organisation(), id);
  call.queue("UPDATE membership.period SET reason = '' WHERE org_id = $1 AND member_id = $2",
             call.organisation(), id);
  for (const char* table : {"held_skill", "reminder", "hold"})
    call.queue(
        std::string("DELETE FROM membership.") + table + " WHERE org_id = $1 AND member_id = $2",
        call.organisation(), id);
}
}  // namespace

Result<v1::ExportMemberReply> Members::export_data(sdk::Call& call,
                                                   const v1::ExportMemberRequest& request) {
  if (!call.allowed("membership.member.manage") && !is_own(call, request.number()))
    return store::unknown_member(request.number());
  HALLE_TRY(known, store::members(call, request.number()));
  if (request.number().empty() || known.empty()) return store::unknown_member(request.number());
  v1::ExportMemberReply reply;
  HALLE_CHECK(add_own(call, request.number(), reply));
  call.rollback();  // others are asked outside of a transaction
  kernel::v1::SubjectRequest subject;
  subject.set_subject(request.number());
  HALLE_TRY(account, kernel::v1::IdentityClient(call).describe_subject(subject));
  for (auto& table : *account.mutable_tables()) *reply.add_tables() = std::move(table);
  v1::PersonalRequest personal;
  personal.set_member(known.front().id());
  personal.set_number(request.number());
  HALLE_TRY(answers, v1::PersonalClient(call).collect(personal));
  for (auto& answer : answers)
    for (auto& table : *answer.reply.mutable_tables()) *reply.add_tables() = std::move(table);
  return reply;
}

Result<v1::Member> Members::erase(sdk::Call& call, const v1::EraseMemberRequest& request) {
  if (is_own(call, request.number()))
    return Error{Code::failed_precondition, "membership.not_by_herself"};
  HALLE_TRY(organisation, sdk::own_organisation(call));
  store::lock_members(call, {request.number()});
  HALLE_TRY(members, store::members(call, request.number()));
  if (request.number().empty() || members.empty()) return store::unknown_member(request.number());
  const auto& member = members.front();
  if (member.standing() != v1::STANDING_LEFT)
    return Error{Code::failed_precondition, "membership.not_left"};
  if (member.erased()) return member;
  HALLE_TRY(today, store::today(call, organisation.time_zone()));
  forget(call, member.id(), member.number(), text_of(today));
  kernel::v1::SubjectForgotten event;
  event.set_subject(member.number());
  call.emit(event, member.id());
  HALLE_TRY(after, store::members(call, request.number()));
  return std::move(after.front());
}

}  // namespace halle::membership
