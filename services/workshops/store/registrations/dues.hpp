#pragma once
// The table workshops.due: what is owed and what was paid, as it is posted to orders.

#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/membership/v1/membership.pb.h"

namespace halle::workshops::store {

/// Writes that so much is owed of a registration, and the due that changes it; returns the due's
/// id, empty if that was owed before. Within lock_session().
Result<std::optional<Uuid>> set_owed(sdk::Call& call, const Uuid& registration, std::int64_t cents);

/// Writes a payment. Empty, and nothing written, if it is more than is still owed. Within
/// lock_session().
Result<std::optional<Uuid>> insert_payment(sdk::Call& call, const Uuid& registration,
                                           std::int64_t cents, membership::v1::Means means);
/// Writes what is paid back. Empty, and nothing written, if it is more than was paid beyond what is
/// owed. Within lock_session().
Result<std::optional<Uuid>> insert_refund(sdk::Call& call, const Uuid& registration,
                                          std::int64_t cents, membership::v1::Means means);
/// What was paid of a registration, without what was paid back.
struct PaidRow {
  Uuid registration_id;
  std::int64_t cents = 0;
};
HALLE_ROW(PaidRow, registration_id, cents)
/// Of those of a session for which something was paid.
Result<std::vector<PaidRow>> paid(sdk::Call& call, const Uuid& session);

/// A due or payment as it is posted.
struct DueRow {
  Uuid id;
  std::int64_t cents = 0;
  std::optional<membership::v1::Means> means;  // of a payment
  std::optional<std::string> member_number;
  Uuid registration_id;
};
HALLE_ROW(DueRow, id, cents, means, member_number, registration_id)
Result<std::optional<DueRow>> due(sdk::Call& call, const std::string& id);
/// Those made until then that orders does not have, in the order in which they were made.
Result<std::vector<DueRow>> unposted(sdk::Call& call, Instant until, int most);
/// Notes that orders has them.
Status note_posted(sdk::Call& call, const std::vector<Uuid>& ids);

}  // namespace halle::workshops::store
