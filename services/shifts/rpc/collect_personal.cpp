#include "core/sdk/table.hpp"
#include "services/shifts/rpc/services.hpp"

namespace halle::shifts {

Result<membership::v1::PersonalReply> Personal::collect(
    sdk::Call& call, const membership::v1::PersonalRequest& request) {
  membership::v1::PersonalReply reply;
  HALLE_TRY(seats, call.query(R"(
      SELECT o.title, o.place, o.starts_at, o.ends_at, b.seat, CASE WHEN b.fixed THEN 'oui' ELSE 'non' END,
             b.taken_at, b.freed_at,
             (ARRAY['rendue', 'service annulé', 'partie', 'prise par une autre personne'])[b.freed],
             CASE WHEN b.late THEN 'oui' ELSE 'non' END, b.stand_in_since
        FROM shifts.booking b
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = b.template_id AND o.day = b.day
       WHERE b.org_id = $1 AND b.member_number = $2 ORDER BY o.starts_at, b.taken_at)",
                              call.organisation(), request.number()));
  sdk::add_table(reply, "Places aux services",
                 {"service", "lieu", "commence le", "finit le", "place", "chaque fois", "prise le",
                  "libérée le", "pourquoi", "tard", "remplacement demandé le"},
                 seats);
  HALLE_TRY(presences, call.query(R"(
      SELECT o.title, o.starts_at, (ARRAY['présente', 'absente', 'excusée'])[a.presence], a.marked_at
        FROM shifts.attendance a
        JOIN shifts.occurrence o ON o.org_id = $1 AND o.template_id = a.template_id AND o.day = a.day
       WHERE a.org_id = $1 AND a.member_number = $2 ORDER BY o.starts_at)",
                                  call.organisation(), request.number()));
  sdk::add_table(reply, "Présences", {"service", "commence le", "présence", "notée le"}, presences);
  HALLE_TRY(entries, call.query(R"(
      SELECT effective_at, account, minutes, given, rule, replace(parameters, chr(10), ', '),
             cause_kind || ' ' || cause, CASE WHEN reversal THEN 'oui' ELSE 'non' END, recorded_at
        FROM shifts.entry WHERE org_id = $1 AND (member_number = $2 OR person = $2)
       ORDER BY effective_at, id)",
                                call.organisation(), request.number()));
  sdk::add_table(reply, "Relevé d'heures",
                 {"le", "compte", "minutes", "minutes données", "règle", "détails", "cause",
                  "annulation", "écrit le"},
                 entries);
  HALLE_TRY(belongings, call.query(R"(
      SELECT CASE WHEN member_number = $2 THEN main_number ELSE member_number END, from_day, until_day
        FROM shifts.belonging WHERE org_id = $1 AND (member_number = $2 OR main_number = $2)
       ORDER BY from_day, 1)",
                                   call.organisation(), request.number()));
  sdk::add_table(reply, "Heures d'un foyer", {"avec le membre", "du", "au"}, belongings);
  HALLE_TRY(works, call.query(R"(
      SELECT day, minutes, what, (ARRAY['à décider', 'accepté', 'refusé'])[state], declared_at
        FROM shifts.work WHERE org_id = $1 AND member_number = $2 ORDER BY day, declared_at)",
                              call.organisation(), request.number()));
  sdk::add_table(reply, "Travail hors service", {"jour", "minutes", "quoi", "suite", "déclaré le"},
                 works);
  HALLE_TRY(leaves, call.query(R"(
      SELECT from_day, until_day, (ARRAY['congé', 'délai'])[kind], reason
        FROM shifts.leave WHERE org_id = $1 AND member_number = $2 ORDER BY from_day)",
                               call.organisation(), request.number()));
  sdk::add_table(reply, "Congés et délais", {"du", "au", "quoi", "pourquoi"}, leaves);
  HALLE_TRY(asked, call.query(R"(
      SELECT day, offered_at, declined_at FROM shifts.offer
       WHERE org_id = $1 AND member_number = $2 ORDER BY offered_at)",
                              call.organisation(), request.number()));
  sdk::add_table(reply, "Demandes de venir", {"jour", "demandé le", "refusé le"}, asked);
  HALLE_TRY(calendars, call.query(R"(
      SELECT made_at FROM shifts.calendar WHERE org_id = $1 AND member_number = $2)",
                                  call.organisation(), request.number()));
  sdk::add_table(reply, "Agenda partagé", {"depuis"}, calendars);
  return reply;
}

}  // namespace halle::shifts
