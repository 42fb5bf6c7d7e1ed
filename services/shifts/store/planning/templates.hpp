#pragma once
// The tables shifts.template and shifts.template_seat: shifts that repeat.

#include <optional>
#include <string>
#include <vector>

#include "core/base/time/day.hpp"
#include "core/sdk/call.hpp"
#include "halle/shifts/v1/shifts.pb.h"

namespace halle::shifts::store {

/// A seat of a template as parameters.
struct TemplateSeat {
  int number = 0;
  bool important = false;
  std::string holder;  // empty: open
  std::string skills;  // array literal
};
/// A template as parameters.
struct TemplateColumns {
  int weekday = 1;
  std::string recurrence;
  std::string anchor;
  std::int64_t cycle = 1;
  std::int64_t weeks = 1;
  std::vector<TemplateSeat> seats;

  /// The numbers of the members who have one of the seats.
  std::vector<std::string> holders() const;
};
/// All templates, or the one of `id`: those that have ended last, then by weekday and beginning.
Result<std::vector<v1::Template>> templates(sdk::Call& call, const std::optional<Uuid>& id);
/// Whether the planning has a template of that id; not one of a module's shift.
Result<bool> has_template(sdk::Call& call, const Uuid& id);

/// Those of `holders` who have no seat of the template yet and cannot get one, because their
/// membership is not active: they are suspended, have left or were erased.
Result<std::vector<std::string>> inactive_holders(sdk::Call& call, const Uuid& id,
                                                  const std::vector<std::string>& holders);

/// Writes a template and its seats. An existing template keeps its planned-until day. Members
/// and skills must be known; within lock_plan(). Error FAILED_PRECONDITION `shifts.skill_missing`
/// with the number of a holder who cannot do today what the seat needs, `shifts.holder_inactive`
/// with those of inactive_holders().
Status write_template(sdk::Call& call, const Uuid& id, const v1::Template& wanted,
                      const TemplateColumns& columns, Day planned_until, Day today);

}  // namespace halle::shifts::store
