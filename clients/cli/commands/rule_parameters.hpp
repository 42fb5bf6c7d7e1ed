#pragma once
// The parameters of a rule of shifts, as the packs declare them.

#include <google/protobuf/message_lite.h>
#include <google/protobuf/unknown_field_set.h>

#include <string>

#include "services/shifts/domain/hours/pack.hpp"

namespace halle::cli {

/// Sets the `oneof parameters` of a request of halle.shifts.v1 (SetRuleRequest, SimulateRequest),
/// whose code has no reflection, by the numbers of its fields.
inline void set_parameters(const shifts::Pack& pack, const shifts::Values& values,
                           google::protobuf::MessageLite& request) {
  google::protobuf::UnknownFieldSet parameters, fields;
  for (const auto& parameter : pack.parameters)
    if (const auto value = values.find(parameter))
      parameters.AddVarint(parameter.field, static_cast<std::uint64_t>(*value));
  std::string bytes;
  parameters.SerializeToString(&bytes);
  fields.AddLengthDelimited(pack.asked_field, bytes);
  fields.SerializeToString(&bytes);
  request.MergeFromString(bytes);
}

}  // namespace halle::cli
