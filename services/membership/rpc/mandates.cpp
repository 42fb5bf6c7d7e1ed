#include "services/membership/store/mandates.hpp"

#include "core/base/text.hpp"
#include "services/membership/rpc/begin.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues.hpp"
#include "services/membership/store/standing.hpp"

namespace halle::membership {
namespace {
constexpr std::chrono::years longest{6};

Error not_found(const char* field, const char* reason, const std::string& value) {
  Error error = bad_field(field, reason, value);
  error.code = Code::not_found;
  return error;
}

bool is_name(const std::string& text, std::size_t max) {
  return is_utf8(text) && !trim(text).empty() && is_plain_prose(text, max);
}

/// The days of a mandate, which are in order.
struct Days {
  Day from;
  Day until;
};

Result<Days> days_of(const v1::Mandate& wanted) {
  const auto from = read_day(wanted.from());
  if (!from) return bad_field("from", "membership.bad_day", wanted.from());
  const auto until = read_day(wanted.until());
  if (!until) return bad_field("until", "membership.bad_day", wanted.until());
  const std::chrono::year_month_day first{*from};
  if (*until < *from || *until > Day{(first.year() + longest) / first.month() / std::chrono::last})
    return bad_field("until", "membership.bad_mandate_end", wanted.until());
  if (!wanted.review().empty()) {
    const auto review = read_day(wanted.review());
    if (!review || *review < *from || *review > *until)
      return bad_field("review", "membership.bad_review", wanted.review());
  }
  return Days{*from, *until};
}

Result<Days> check(const v1::Mandate& wanted) {
  if (!is_name(wanted.title(), 60))
    return bad_field("title", "membership.bad_mandate_title", wanted.title());
  if (!is_utf8(wanted.decided()) || !is_plain_prose(wanted.decided(), 200))
    return bad_field("decided", "membership.bad_decided", wanted.decided());
  const auto& role = wanted.role();
  if (!role.empty() && role != "volunteer" && role != "coordinator" && role != "treasurer")
    return bad_field("role", "membership.bad_mandate_role", role);
  if (wanted.member().empty()) return bad_field("member", "membership.mandate_of_nobody");
  if (wanted.deputy() == wanted.member())
    return bad_field("deputy", "membership.own_deputy", wanted.deputy());
  return days_of(wanted);
}

/// The id of a member who is locked and has not left.
Result<std::string> member_id(sdk::Call& call, const char* field, const std::string& number) {
  HALLE_TRY(rows, call.query("SELECT id, standing = 3 FROM membership.member WHERE org_id = $1 AND "
                             "number = $2",
                             call.organisation(), number));
  if (rows.empty()) return not_found(field, "membership.member_unknown", number);
  if (!rows[0].truth(1)) return rows[0].text(0);
  Error left = bad_field(field, "membership.has_left", number);
  left.code = Code::failed_precondition;
  return left;
}

/// Whether the commission is there and open; it is locked.
Status open_commission(sdk::Call& call, const std::string& id) {
  const auto known = Uuid::parse(id);
  if (!known) return not_found("commission", "membership.commission_unknown", id);
  HALLE_TRY(rows, call.query("SELECT closed FROM membership.commission WHERE org_id = $1 AND "
                             "id = $2 FOR UPDATE",
                             call.organisation(), *known));
  if (rows.empty()) return not_found("commission", "membership.commission_unknown", id);
  if (rows[0].truth(0)) return Error{Code::failed_precondition, "membership.commission_closed"};
  return Done{};
}

/// Whether a mandate, which is locked, has ended.
Result<bool> has_ended(sdk::Call& call, const std::string& id) {
  const auto known = Uuid::parse(id);
  if (!known) return not_found("id", "membership.mandate_unknown", id);
  HALLE_TRY(rows, call.query("SELECT until_at <= $3 FROM membership.mandate WHERE org_id = $1 AND "
                             "id = $2 FOR UPDATE",
                             call.organisation(), *known, call.now()));
  if (rows.empty()) return not_found("id", "membership.mandate_unknown", id);
  return rows[0].truth(0);
}

Result<v1::ListMandatesReply> all_mandates(sdk::Call& call) {
  HALLE_TRY(reply, store::mandates(call));
  HALLE_TRY(today, store::today(call));
  reply.set_today(day_text(today));
  return reply;
}
}  // namespace

Result<v1::ListMandatesReply> Mandates::list(sdk::Call& call,
                                             const v1::ListMandatesRequest& /*request*/) {
  return all_mandates(call);
}

Result<v1::ListMandatesReply> Mandates::set_commission(sdk::Call& call,
                                                       const v1::SetCommissionRequest& request) {
  const auto& wanted = request.commission();
  if (!is_name(wanted.name(), 60))
    return bad_field("name", "membership.bad_commission", wanted.name());
  if (!is_utf8(wanted.about()) || !is_plain_prose(wanted.about(), 300))
    return bad_field("about", "membership.bad_about", wanted.about());
  call.queue(
      "SELECT pg_advisory_xact_lock(hashtextextended('membership.commission ' || $1::text, 0))",
      call.organisation());
  HALLE_TRY(others, call.query("SELECT name FROM membership.commission WHERE org_id = $1 "
                               "AND id::text <> $2",
                               call.organisation(), wanted.id()));
  bool taken = false;
  for (std::size_t r = 0; r < others.size(); ++r)
    taken |= fold(others[r].view(0)) == fold(wanted.name());
  if (taken) {
    Error error = bad_field("name", "membership.commission_taken", wanted.name());
    error.code = Code::already_exists;
    return error;
  }
  if (wanted.id().empty()) {
    call.queue(
        "INSERT INTO membership.commission (org_id, id, name, about, closed) "
        "VALUES ($1, $2, $3, $4, $5)",
        call.organisation(), make_uuid_v7(call.now().time_since_epoch().count() / 1000),
        trim(wanted.name()), trim(wanted.about()), wanted.closed());
    return all_mandates(call);
  }
  const auto id = Uuid::parse(wanted.id());
  if (!id) return not_found("id", "membership.commission_unknown", wanted.id());
  HALLE_TRY(changed, call.query("UPDATE membership.commission SET name = $3, about = $4, closed = "
                                "$5 WHERE org_id = $1 AND id = $2 RETURNING 1",
                                call.organisation(), *id, trim(wanted.name()), trim(wanted.about()),
                                wanted.closed()));
  if (changed.empty()) return not_found("id", "membership.commission_unknown", wanted.id());
  HALLE_TRY(busy, call.query("SELECT 1 FROM membership.mandate WHERE org_id = $1 AND commission_id "
                             "= $2 AND until_at > $3 LIMIT 1",
                             call.organisation(), *id, call.now()));
  if (wanted.closed() && !busy.empty())
    return Error{Code::failed_precondition, "membership.commission_busy"};
  return all_mandates(call);
}

Result<v1::ListMandatesReply> Mandates::set(sdk::Call& call, const v1::SetMandateRequest& request) {
  const auto& wanted = request.mandate();
  HALLE_TRY(days, check(wanted));
  if (!wanted.role().empty() && (is_own(call, wanted.member()) || is_own(call, wanted.deputy())))
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  const std::string zone = call.zone();
  store::lock_members(call, {wanted.member(), wanted.deputy()});
  HALLE_TRY(member, member_id(call, "member", wanted.member()));
  std::optional<std::string> deputy;
  if (!wanted.deputy().empty()) {
    HALLE_TRY(found, member_id(call, "deputy", wanted.deputy()));
    deputy = found;
  }
  HALLE_CHECK(open_commission(call, wanted.commission()));
  const bool is_new = wanted.id().empty();
  if (!is_new) {
    HALLE_TRY(ended, has_ended(call, wanted.id()));
    if (ended) return Error{Code::failed_precondition, "membership.mandate_ended"};
  }
  const std::string id =
      is_new ? make_uuid_v7(call.now().time_since_epoch().count() / 1000).text() : wanted.id();
  const auto review =
      wanted.review().empty() ? std::nullopt : std::optional<std::string>(wanted.review());
  HALLE_TRY(set,
            call.query(R"(
      INSERT INTO membership.mandate (org_id, id, commission_id, title, member_id, deputy_id, from_day,
          until_day, from_at, until_at, review_day, role, decided, recorded_at, recorded_by)
      VALUES ($1, $2, $3, $4, $5, $6, $7::date, $8::date, $7::date::timestamp AT TIME ZONE $12,
              ($8::date + 1)::timestamp AT TIME ZONE $12, $9, $10, $11, $13, $14)
      ON CONFLICT (org_id, id) DO UPDATE SET title = excluded.title, deputy_id = excluded.deputy_id,
          from_day = excluded.from_day, until_day = excluded.until_day, from_at = excluded.from_at,
          until_at = excluded.until_at, review_day = excluded.review_day, role = excluded.role,
          decided = excluded.decided
        WHERE mandate.member_id = excluded.member_id AND mandate.commission_id = excluded.commission_id
      RETURNING until_at <= $13)",
                       call.organisation(), id, wanted.commission(), trim(wanted.title()), member,
                       deputy, day_text(days.from), day_text(days.until), review, wanted.role(),
                       trim(wanted.decided()), zone, call.now(), call.principal()));
  if (set.empty()) return not_found("id", "membership.mandate_unknown", wanted.id());
  if (set[0].truth(0)) return bad_field("until", "membership.mandate_over", wanted.until());
  HALLE_CHECK(store::tell_entrusted(call, id));
  return all_mandates(call);
}

Result<v1::ListMandatesReply> Mandates::end(sdk::Call& call, const v1::EndMandateRequest& request) {
  HALLE_TRY(ended, has_ended(call, request.mandate()));
  if (!ended) HALLE_CHECK(store::end_mandate(call, request.mandate()));
  return all_mandates(call);
}

Result<v1::FollowMandatesReply> Mandates::follow(sdk::Call& call,
                                                 const v1::FollowMandatesRequest& /*request*/) {
  HALLE_TRY(told, store::tell_ended(call));
  v1::FollowMandatesReply reply;
  reply.set_told(told);
  if (told == 0) call.rollback();  // leaves no trace in operations and audit
  return reply;
}

}  // namespace halle::membership
