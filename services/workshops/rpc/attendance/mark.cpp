#include <algorithm>
#include <set>

#include "core/sdk/time.hpp"
#include "services/workshops/rpc/attendance/staff.hpp"
#include "services/workshops/rpc/dues/owe.hpp"
#include "services/workshops/rpc/services.hpp"
#include "services/workshops/store/people/members.hpp"
#include "services/workshops/store/people/visitors.hpp"
#include "services/workshops/store/registrations/marks.hpp"
#include "services/workshops/store/sessions/sessions.hpp"

namespace halle::workshops {
namespace {
constexpr int most_marks = 200;

/// The registration that a mark is of, or why it is refused.
struct Verdict {
  std::string refused;
  std::optional<store::RegistrationRow> registration;
};

/// A group that has come and has no place yet.
struct Coming {
  store::RegistrationRow registration;
  bool known = true;                   // it has a registration
  std::optional<VisitorInput> person;  // of a visitor without one
};

Status check(const v1::MarkRequest& request) {
  if (request.marks_size() > most_marks)
    return bad_field("marks", "workshops.too_many_marks", std::to_string(request.marks_size()));
  for (const auto& mark : request.marks()) {
    if (!Uuid::parse(mark.id())) return bad_field("id", "workshops.bad_mark", mark.id());
    if (!v1::Presence_IsValid(mark.presence()))
      return bad_field("presence", "workshops.bad_mark", std::to_string(mark.presence()));
  }
  return Done{};
}

/// Attendance is marked from a day before the beginning on.
Status check_open(const HeldSession& held, Instant now) {
  const auto closed = closed_reason(held.gate, now);
  if (!closed.empty() && closed != "workshops.begun")
    return Error{Code::failed_precondition, closed};
  if (now < held.gate.starts_at - marked_from)
    return Error{Code::failed_precondition, "workshops.not_begun"};
  return Done{};
}

/// The number of the member that a mark names; empty if it names something else.
std::string member_of(const v1::Mark& mark) {
  return mark.registration().empty() ? mark.member() : "";
}

/// The registration that a mark names, or that an earlier mark with its id made.
Result<std::optional<store::RegistrationRow>> find(sdk::Call& call, const Uuid& session,
                                                   const v1::Mark& mark, const Uuid& walk_in) {
  return named_registration(call, session, member_of(mark),
                            mark.registration().empty() ? walk_in.text() : mark.registration());
}

/// Whether a group that has come has its places, or gets them like any group that comes now: only
/// one that waits has a rank already.
bool may_come_in(const HeldSession& held, const store::RegistrationRow& row, Instant now) {
  if (row.state == v1::REGISTRATION_STATE_OFFERED) return true;
  auto list = held.list;
  std::erase_if(list, [&](const Listed& one) { return one.id == row.id; });
  const bool waits = row.state == v1::REGISTRATION_STATE_WAITING;
  const Listed comes{row.id, row.persons, row.priority, waits ? row.registered_at : now,
                     std::nullopt};
  return is_placed_at_once(held.places, list, comes, now);
}

/// A person who has come without a registration. Errors INVALID_ARGUMENT: the price or the name is
/// refused.
Result<Coming> walk_in(const sdk::Call& call, const HeldSession& held, const v1::Mark& mark,
                       const Uuid& id) {
  Coming coming;
  coming.known = false;
  auto& row = coming.registration;
  row.id = id;
  row.session_id = held.id;
  row.registered_at = call.now();
  std::optional<std::int64_t> chosen;
  if (mark.has_contribution_cents()) chosen = mark.contribution_cents();
  HALLE_TRY(cents, price_for(held.gate, {1, !mark.member().empty(), mark.reduced(), chosen}));
  row.price_cents = cents;
  row.due_at = held.gate.due_at;
  if (!mark.member().empty()) {
    row.member_number = mark.member();
    return coming;
  }
  HALLE_TRY(person, read_walk_in(mark.visitor().name()));
  coming.person = person;
  row.visitor_id = id;
  return coming;
}

/// Why the group gets no places now; empty if it does.
Result<std::string> refusal(sdk::Call& call, const HeldSession& held,
                            const store::RegistrationRow& row) {
  if (row.member_number) {
    HALLE_TRY(standing, store::standing(call, *row.member_number));
    if (standing != membership::v1::STANDING_ACTIVE)
      return std::string("workshops.member_inactive");
  }
  return std::string(may_come_in(held, row, call.now()) ? "" : "workshops.full");
}

/// Writes that a group has its places.
Status admit(sdk::Call& call, HeldSession& held, Coming& coming) {
  auto& row = coming.registration;
  const bool held_places = row.state == v1::REGISTRATION_STATE_OFFERED;
  if (coming.known) HALLE_CHECK(store::place(call, row));
  row.state = v1::REGISTRATION_STATE_REGISTERED;
  row.until.reset();
  if (coming.person) store::insert_visitor(call, {*row.visitor_id, *coming.person, ""});
  if (!coming.known) HALLE_CHECK(store::insert_registration(call, row));
  if (!held_places) held.places.taken += row.persons;
  std::erase_if(held.list, [&](const Listed& one) { return one.id == row.id; });
  emit_changed(call, row);
  return owe_for_place(call, row);
}

/// The registration that a mark is of, in its place.
Result<Verdict> find_or_admit(sdk::Call& call, HeldSession& held, const v1::Mark& mark) {
  const Uuid new_id = derive_uuid(*Uuid::parse(mark.id()), "walk-in");
  HALLE_TRY(found, find(call, held.id, mark, new_id));
  if (found && found->state == v1::REGISTRATION_STATE_REGISTERED) return Verdict{{}, found};
  const bool named = mark.registration().empty() && (!mark.member().empty() || mark.has_visitor());
  if (mark.presence() != v1::PRESENCE_PRESENT || (!found && !named))
    return Verdict{"workshops.not_registered", {}};
  auto coming =
      found ? Result<Coming>(Coming{*found, true, {}}) : walk_in(call, held, mark, new_id);
  if (!coming) return Verdict{coming.error().reason, {}};
  HALLE_TRY(refused, refusal(call, held, coming.value().registration));
  if (!refused.empty()) return Verdict{refused, {}};
  HALLE_CHECK(admit(call, held, coming.value()));
  return Verdict{{}, coming.value().registration};
}

/// What marks name, each once.
struct Names {
  std::vector<std::string> ids;  // of the marks
  std::vector<std::string> members;
  std::vector<std::string> registrations;
};
Names names_in(const v1::MarkRequest& request) {
  std::set<std::string> ids, members, registrations;
  for (const auto& mark : request.marks()) {
    ids.insert(mark.id());
    if (!member_of(mark).empty()) members.insert(mark.member());
    if (Uuid::parse(mark.registration())) registrations.insert(mark.registration());
  }
  const auto list = [](const auto& set) {
    return std::vector<std::string>(set.begin(), set.end());
  };
  return {list(ids), list(members), list(registrations)};
}

/// Records a mark, or says why it is refused.
Result<std::string> record(sdk::Call& call, HeldSession& held, const v1::Mark& mark) {
  HALLE_TRY(verdict, find_or_admit(call, held, mark));
  if (!verdict.registration) return verdict.refused;
  auto& registration = *verdict.registration;
  const auto at = mark.has_at() ? std::min(sdk::instant_of(mark.at()), call.now()) : call.now();
  HALLE_TRY(presence,
            store::record(call, {*Uuid::parse(mark.id()), registration.id, mark.presence(), at}));
  HALLE_CHECK(owe_for_presence(call, held, registration, presence));
  return std::string{};
}
}  // namespace

Result<v1::MarkReply> Registrations::mark(sdk::Call& call, const v1::MarkRequest& request) {
  HALLE_CHECK(check(request));
  HALLE_TRY(session, store::session_id(request.session()));
  HALLE_TRY(staff, staff_of(call, session));
  if (!staff.may_mark()) return store::unknown_session(request.session());
  const auto names = names_in(request);
  HALLE_TRY(unknown, store::know_all_but(call, names.members));
  store::lock_standings(call, names.members, names.registrations);
  HALLE_TRY(held, hold(call, session));
  HALLE_CHECK(check_open(held, call.now()));
  // A mark that is sent again must not be decided anew: what it did may have been undone since.
  HALLE_TRY(known, store::known_marks(call, names.ids));
  v1::MarkReply reply;
  for (const auto& mark : request.marks()) {
    auto& marked = *reply.add_marked();
    marked.set_id(mark.id());
    if (known.contains(*Uuid::parse(mark.id()))) continue;
    if (unknown.contains(member_of(mark))) {
      marked.set_refused("workshops.member_unknown");
      continue;
    }
    HALLE_TRY(refused, record(call, held, mark));
    marked.set_refused(refused);
  }
  return reply;
}

}  // namespace halle::workshops
