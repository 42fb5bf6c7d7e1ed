#pragma once
// The ledger of hours: what is written once something turned out otherwise. Pure.

#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "services/shifts/domain/hours/rules.hpp"

namespace halle::shifts {

/// What a cause comes to: at most one line of it counts.
struct Line {
  std::string member;
  Entry entry;
  Instant effective{};  // what `entry.day` or `entry.at` says

  bool operator==(const Line&) const = default;
};

/// A row of the ledger. A reversal is the same line with the sign turned.
struct Row {
  Line line;
  int revision = 1;
  bool reversal = false;
};

/// The last revision of a cause in the ledger; `counts` unless it was reversed.
struct Last {
  Line line;
  int revision = 1;
  bool counts = true;
};

/// The rows to append so that of the causes in `last` and `wanted` exactly `wanted` counts. What is
/// so already adds nothing; a shift may have got another title. `last` has each cause once,
/// `wanted` too.
std::vector<Row> amend(const std::vector<Last>& last, const std::vector<Line>& wanted);

/// The id of a row: the same row has the same id, whenever it is written.
Uuid id_of(const Uuid& organisation, const Row& row);

}  // namespace halle::shifts
