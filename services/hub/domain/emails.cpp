#include "services/hub/domain/emails.hpp"

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"

namespace halle::hub {

Result<std::string> read_email(const std::string& text) {
  const auto email = normal_email(trim(text));
  if (!email) return bad_field("email", "hub.bad_email", text);
  return lower_ascii(*email);
}

}  // namespace halle::hub
