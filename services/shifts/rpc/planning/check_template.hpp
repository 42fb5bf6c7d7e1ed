#pragma once
// What a template that somebody wrote has to be.

#include "services/shifts/store/planning/templates.hpp"

namespace halle::shifts {

/// The columns of a template. Errors INVALID_ARGUMENT with the field: `shifts.bad_title`,
/// `shifts.bad_weekday` and so on.
Result<store::TemplateColumns> check_template(const v1::Template& wanted);

}  // namespace halle::shifts
