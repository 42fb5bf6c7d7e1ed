#pragma once
// Instants as google.protobuf.Timestamp.

#include <google/protobuf/timestamp.pb.h>

#include "core/base/time/clock.hpp"

namespace halle::sdk {

inline void set_timestamp(google::protobuf::Timestamp& out, Instant instant) {
  const auto micros = instant.time_since_epoch().count();
  out.set_seconds(micros / 1'000'000);
  out.set_nanos(static_cast<int>(micros % 1'000'000 * 1000));
}

inline Instant instant_of(const google::protobuf::Timestamp& in) {
  return Instant{std::chrono::seconds(in.seconds())} + std::chrono::microseconds(in.nanos() / 1000);
}

}  // namespace halle::sdk
