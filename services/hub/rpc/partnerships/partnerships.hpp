#pragma once
// Partnerships as messages.

#include "core/sdk/time.hpp"
#include "halle/hub/v1/partnerships.pb.h"
#include "services/hub/store/partnerships/partnerships.hpp"

namespace halle::hub {

/// The organisation of a row with id, code and name.
template <class Row>
v1::Organisation organisation_of(const Row& row) {
  v1::Organisation out;
  out.set_id(row.id.text());
  out.set_code(row.code);
  out.set_name(row.name);
  return out;
}

inline v1::Partnership message_of(const store::PartnershipRow& row) {
  v1::Partnership out;
  *out.mutable_partner() = organisation_of(row);
  out.set_from(row.from_day);
  out.set_until(row.until_day.value_or(""));
  out.set_current(row.current);
  if (row.until_at) sdk::set_timestamp(*out.mutable_until_at(), *row.until_at);
  return out;
}

inline v1::ActingPartner message_of(const store::ActingRow& row) {
  v1::ActingPartner out;
  *out.mutable_partner() = organisation_of(row);
  if (row.until_at) sdk::set_timestamp(*out.mutable_until(), *row.until_at);
  return out;
}

}  // namespace halle::hub
