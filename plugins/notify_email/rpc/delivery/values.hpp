#pragma once
// Values of composed notices as people read them.

#include <vector>

#include "core/sdk/call.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "plugins/notify_email/domain/letters/words.hpp"

namespace halle::notify_email {

/// Instants as local times of the association, asked of the database at once.
class LocalTimes {
 public:
  /// Of all deadlines in these notices. Opens a transaction.
  static Result<LocalTimes> ask(sdk::Call& call,
                                const std::vector<kernel::v1::ComposedNotice>& notices);
  /// `2026-12-05 20:30`.
  std::string of(const google::protobuf::Timestamp& instant) const;

 private:
  std::map<std::int64_t, std::string> local_;  // by seconds since 1970
};

/// Values by name, in the language of `words`.
Values shown(const google::protobuf::RepeatedPtrField<kernel::v1::CardValue>& values,
             const LocalTimes& times, const Words& words);

}  // namespace halle::notify_email
