#include "core/base/text/text.hpp"
#include "plugins/premises/rpc/bookings/placing.hpp"
#include "plugins/premises/rpc/caller.hpp"
#include "plugins/premises/rpc/services.hpp"
#include "plugins/premises/rpc/zones/zone_messages.hpp"

namespace halle::premises {
namespace {
Result<std::string> read_name(const std::string& text) {
  const std::string name = is_utf8(text) ? trim(text) : std::string{};
  if (fold(name).empty() || !is_plain_text(name, longest_name))
    return bad_field("name", "premises.bad_name", name);
  return name;
}

/// Whether no other open zone has the name.
Status check_name(const ZoneTree& zones, const std::string& name, const Uuid& id) {
  for (const auto& zone : zones.in_order()) {
    if (zone.id == id || fold(zone.name) != fold(name)) continue;
    Error error = bad_field("name", "premises.zone_known", name);
    error.code = Code::already_exists;
    return error;
  }
  return Done{};
}

/// The rules of a request; empty if it has none.
Result<std::optional<store::WrittenRules>> read_rules(bool given, const v1::Rules& rules,
                                                      const Caller& caller) {
  if (!given) return std::optional<store::WrittenRules>{};
  HALLE_TRY(written, rules_of(rules, caller));
  return std::optional(std::move(written));
}

Result<v1::Zone> zone(sdk::Call& call, const Uuid& id, const Caller& caller) {
  HALLE_TRY(zones, store::open_zones(call));
  HALLE_TRY(rules, store::written_rules(call));
  return message_of(*zones.find(id), zones, rules, caller, call.now());
}

/// The whole that a new zone becomes part of: none of its bookings, or of what it is part of, is to
/// come.
Result<std::optional<Uuid>> whole_of(sdk::Call& call, const ZoneTree& zones,
                                     const std::string& given) {
  if (given.empty()) return std::optional<Uuid>{};
  HALLE_TRY(whole, store::zone_of(zones, "whole", given));
  HALLE_CHECK(free_overdue(call, zones.leaves(zones.with_wholes(whole).back())));
  HALLE_TRY(booked, store::are_booked(call, zones.with_wholes(whole)));
  if (booked) return Error{Code::failed_precondition, "premises.zone_occupied"};
  return std::optional(whole);
}
}  // namespace

Result<v1::Zone> Zones::add(sdk::Call& call, const v1::AddZoneRequest& request) {
  HALLE_TRY(name, read_name(request.name()));
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(rules, read_rules(request.has_rules(), request.rules(), caller));
  store::lock_zones(call);
  HALLE_TRY(zones, store::open_zones(call));
  if (zones.in_order().size() >= most_zones)
    return Error{Code::failed_precondition, "premises.too_many_zones"};
  HALLE_CHECK(check_name(zones, name, Uuid{}));
  HALLE_TRY(whole, whole_of(call, zones, request.whole()));
  const Uuid id = call.new_id();
  HALLE_CHECK(store::insert_zone(call, id, name, whole));
  if (rules) HALLE_CHECK(store::set_rules(call, id, rules));
  return zone(call, id, caller);
}

Result<v1::Zone> Zones::change(sdk::Call& call, const v1::ChangeZoneRequest& request) {
  HALLE_TRY(name, read_name(request.name()));
  HALLE_TRY(caller, caller_of(call));
  HALLE_TRY(rules, read_rules(request.has_rules(), request.rules(), caller));
  store::lock_zones(call);
  HALLE_TRY(zones, store::open_zones(call));
  HALLE_TRY(id, store::zone_of(zones, "zone", request.zone()));
  HALLE_CHECK(check_name(zones, name, id));
  HALLE_CHECK(store::rename_zone(call, id, name));
  HALLE_CHECK(store::set_rules(call, id, rules));
  return zone(call, id, caller);
}

Result<v1::CloseZoneReply> Zones::close(sdk::Call& call, const v1::CloseZoneRequest& request) {
  store::lock_zones(call);
  HALLE_TRY(zones, store::open_zones(call));
  HALLE_TRY(id, store::zone_of(zones, "zone", request.zone()));
  if (zones.has_parts(id)) return Error{Code::failed_precondition, "premises.zone_has_parts"};
  HALLE_CHECK(free_overdue(call, {id}));
  HALLE_TRY(held, store::is_held(call, id));
  if (held) return Error{Code::failed_precondition, "premises.zone_occupied"};
  HALLE_CHECK(store::close_zone(call, id));
  return v1::CloseZoneReply{};
}

}  // namespace halle::premises
