#pragma once
// What somebody types of a person. Pure.

#include "core/base/result.hpp"
#include "services/membership/domain/import.hpp"

namespace halle::membership {

/// Reads name and contact as the import of a sheet does, so that both keep the same. All that is
/// wrong is in the error's fields, with the reasons of parse_members. Without a number any will do.
/// The day of joining is left out.
Result<MemberRow> read_person(const MemberRow& typed);

}  // namespace halle::membership
