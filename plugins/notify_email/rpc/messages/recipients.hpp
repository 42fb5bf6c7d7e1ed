#pragma once
// Whom a message of the association would reach.

#include <string>
#include <vector>

#include "core/sdk/call.hpp"
#include "halle/notify_email/v1/notify_email.pb.h"

namespace halle::notify_email {

struct Recipients {
  std::vector<std::string> numbers;  // members with an address who take messages
  int without_address = 0;
  int unwilling = 0;
};

/// Verifies subject and text. INVALID_ARGUMENT names the field.
Status check_content(const v1::MessageContent& content);

/// Asks the modules for the members of the audiences and membership for their addresses. Opens a
/// transaction, after these questions. INVALID_ARGUMENT `notify_email.audience_unknown`,
/// `notify_email.too_many`.
Result<Recipients> recipients_of(sdk::Call& call, const v1::MessageContent& content);

/// Messages to more members need another person's approval.
inline constexpr std::size_t most_without_approval = 200;

}  // namespace halle::notify_email
