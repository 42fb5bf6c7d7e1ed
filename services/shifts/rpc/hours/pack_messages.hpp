#pragma once
// The parameters of a rule in the messages of shifts.proto. The code generated from it is lite and
// has no reflection: fields are read and written by the numbers that the packs declare, so that
// this is the same for every pack.

#include "halle/shifts/v1/shifts.pb.h"
#include "services/shifts/domain/hours/pack.hpp"

namespace halle::shifts {

struct Asked {
  const Pack* pack = nullptr;  // null: none, or one that is not there
  Values values;
};
/// What the `oneof parameters` of a SetRuleRequest or SimulateRequest has; nothing is checked.
Asked asked_by(const google::protobuf::MessageLite& request);

/// Sets the `oneof parameters` of `out`.
void set_parameters(const Rule& rule, v1::Rule& out);

}  // namespace halle::shifts
