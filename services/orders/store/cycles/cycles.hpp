#pragma once
// The tables orders.cycle and orders.offer. Quantities are thousandths of the product's unit.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/catalogue/v1/catalogue.pb.h"
#include "halle/orders/v1/orders.pb.h"

namespace halle::orders::store {

/// Parses a cycle's id. Error NOT_FOUND `orders.cycle_unknown`.
Result<Uuid> cycle_id(const std::string& text);

/// NOT_FOUND `orders.cycle_unknown`.
Error unknown_cycle(const std::string& id);

/// Lock of a cycle: shared by changes of orders, exclusive for its close. An advisory lock, because
/// it is fair: with a row lock a close could wait for ever behind new orders.
enum class Lock { shared, alone };

/// Queues: takes the lock until the end of the transaction. Later statements see everything
/// committed before.
void lock_cycle(sdk::Call& call, const Uuid& id, Lock lock);

/// Inserts a cycle; its local closing time is converted in `zone`. False if that time has passed.
Result<bool> insert_cycle(sdk::Call& call, const Uuid& id, const v1::OpenCycleRequest& request,
                          const std::string& zone);
/// Copies product versions as offers.
Status insert_offers(sdk::Call& call, const Uuid& cycle,
                     const catalogue::v1::ListForOffersReply& products);

/// The columns of a cycle that rows of several statements begin with.
struct CycleRow {
  Uuid id;
  std::string name;
  v1::CycleState state = v1::CYCLE_STATE_UNSPECIFIED;
  Instant closes_at;
  std::string pickup;                // YYYY-MM-DD
  std::optional<Instant> closed_at;  // empty: open
};
/// The cycle of such a row, without the number of its offers.
v1::Cycle cycle_of(const CycleRow& row);

/// One cycle. Error NOT_FOUND `orders.cycle_unknown`.
Result<v1::Cycle> cycle(sdk::Call& call, const Uuid& id);
/// The id of a cycle that is closed. Errors: `orders.cycle_unknown`, `orders.cycle_open`.
Result<Uuid> closed_cycle(sdk::Call& call, const std::string& text);
/// All cycles, newest first.
Result<std::vector<v1::Cycle>> cycles(sdk::Call& call);
/// A cycle with its orders, as in the reply of Cycles.Get.
Result<v1::GetCycleReply> overview(sdk::Call& call, const Uuid& id);

/// Stops orders until that instant; resumes them if it is empty. Returns the cycle's state, empty
/// if there is no such cycle. The cycle is locked before.
Result<std::optional<v1::CycleState>> stop_cycle(sdk::Call& call, const Uuid& id,
                                                 std::optional<Instant> until);
/// Open cycles whose closing time has passed, earliest first.
Result<std::vector<Uuid>> due_cycles(sdk::Call& call);

/// A product of a cycle as members see it.
struct OfferRow {
  std::string code;
  std::string name;
  std::string producer;
  v1::OfferUnit unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t price_cents = 0;
  std::int64_t case_size = 0;             // 0: none
  std::int64_t minimum = 0;               // 0: none
  std::optional<std::int64_t> available;  // set if sold from stock
  std::int64_t net_quantity = 0;          // thousandths of net_unit in a piece; 0: not given
  v1::OfferUnit net_unit = v1::OFFER_UNIT_UNSPECIFIED;
  std::int64_t net_price_cents = 0;  // for one net_unit
  std::string labels;                // one a line
  std::string origin;
  int months = 0;  // bit 0 is January; 0: all year
};
HALLE_ROW(OfferRow, code, name, producer, unit, price_cents, case_size, minimum, available,
          net_quantity, net_unit, net_price_cents, labels, origin, months)

/// At most `limit` offers by code, after that code; none if there is no such cycle.
Result<std::vector<OfferRow>> offers(sdk::Call& call, const Uuid& cycle, const std::string& after,
                                     int limit);

}  // namespace halle::orders::store
