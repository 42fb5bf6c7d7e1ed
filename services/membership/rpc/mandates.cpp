#include "services/membership/store/mandates.hpp"

#include <algorithm>

#include "core/base/text/text.hpp"
#include "services/membership/rpc/dues/begin_period.hpp"
#include "services/membership/rpc/services.hpp"
#include "services/membership/store/dues/dues.hpp"
#include "services/membership/store/members/member_rows.hpp"

namespace halle::membership {
namespace {
constexpr std::chrono::years longest{6};

bool is_name(const std::string& text, std::size_t max) {
  return is_utf8(text) && !trim(text).empty() && is_plain_prose(text, max);
}

/// The days of a mandate, which are in order.
struct Days {
  Day from;
  Day until;
  std::optional<Day> review;
};

Result<Days> days_of(const v1::Mandate& wanted) {
  const auto from = read_day(wanted.from());
  if (!from) return bad_field("from", "membership.bad_day", wanted.from());
  const auto until = read_day(wanted.until());
  if (!until) return bad_field("until", "membership.bad_day", wanted.until());
  const std::chrono::year_month_day first{*from};
  if (*until < *from || *until > Day{(first.year() + longest) / first.month() / std::chrono::last})
    return bad_field("until", "membership.bad_mandate_end", wanted.until());
  const auto review = read_day(wanted.review());
  if (!wanted.review().empty() && (!review || *review < *from || *review > *until))
    return bad_field("review", "membership.bad_review", wanted.review());
  return Days{*from, *until, review};
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
Result<Uuid> member_id(sdk::Call& call, const char* field, const std::string& number) {
  HALLE_TRY(member, store::member_state(call, number));
  if (!member) return not_found(field, "membership.member_unknown", number);
  if (member->standing != v1::STANDING_LEFT) return member->id;
  Error left = bad_field(field, "membership.has_left", number);
  left.code = Code::failed_precondition;
  return left;
}

/// Locks a commission. An error unless it is there and open.
Status open_commission(sdk::Call& call, const std::string& id) {
  const auto known = Uuid::parse(id);
  if (!known) return not_found("commission", "membership.commission_unknown", id);
  HALLE_TRY(closed, store::lock_commission(call, *known));
  if (!closed) return not_found("commission", "membership.commission_unknown", id);
  if (*closed) return Error{Code::failed_precondition, "membership.commission_closed"};
  return Done{};
}

/// Locks a mandate; whether it has ended.
Result<bool> has_ended(sdk::Call& call, const std::string& id) {
  const auto known = Uuid::parse(id);
  if (!known) return not_found("id", "membership.mandate_unknown", id);
  HALLE_TRY(ended, store::lock_mandate(call, *known));
  if (!ended) return not_found("id", "membership.mandate_unknown", id);
  return *ended;
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
  call.lock("membership.commission", call.organisation());
  HALLE_TRY(others, store::other_commissions(call, wanted.id()));
  const bool taken = std::any_of(others.begin(), others.end(), [&](const std::string& other) {
    return fold(other) == fold(wanted.name());
  });
  if (taken) {
    Error error = bad_field("name", "membership.commission_taken", wanted.name());
    error.code = Code::already_exists;
    return error;
  }
  if (wanted.id().empty()) {
    store::add_commission(call, trim(wanted.name()), trim(wanted.about()), wanted.closed());
    return all_mandates(call);
  }
  const auto id = Uuid::parse(wanted.id());
  if (!id) return not_found("id", "membership.commission_unknown", wanted.id());
  HALLE_TRY(changed, store::edit_commission(call, *id, trim(wanted.name()), trim(wanted.about()),
                                            wanted.closed()));
  if (!changed) return not_found("id", "membership.commission_unknown", wanted.id());
  HALLE_TRY(busy, store::is_busy(call, *id));
  if (wanted.closed() && busy)
    return Error{Code::failed_precondition, "membership.commission_busy"};
  return all_mandates(call);
}

Result<v1::ListMandatesReply> Mandates::set(sdk::Call& call, const v1::SetMandateRequest& request) {
  const auto& wanted = request.mandate();
  HALLE_TRY(days, check(wanted));
  if (!wanted.role().empty() && (is_own(call, wanted.member()) || is_own(call, wanted.deputy())))
    return Error{Code::failed_precondition, "membership.not_for_oneself"};
  store::lock_members(call, {wanted.member(), wanted.deputy()});
  HALLE_TRY(member, member_id(call, "member", wanted.member()));
  std::optional<Uuid> deputy;
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
  const std::string id = is_new ? call.new_id().text() : wanted.id();
  HALLE_TRY(over, store::set_mandate(call, {id, wanted.commission(), trim(wanted.title()), member,
                                            deputy, days.from, days.until, days.review,
                                            wanted.role(), trim(wanted.decided())}));
  if (!over) return not_found("id", "membership.mandate_unknown", wanted.id());
  if (*over) return bad_field("until", "membership.mandate_over", wanted.until());
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
