#include "services/hub/domain/emails.hpp"

#include "core/base/text/text.hpp"

namespace halle::hub {

Result<std::string> read_email(const std::string& text) {
  const std::string email = lower_ascii(trim(text));
  const auto at = email.find('@');
  if (at == std::string::npos || at == 0 || at + 1 == email.size() || email.size() > 254 ||
      email.find(' ') != std::string::npos || !is_utf8(email))
    return bad_field("email", "hub.bad_email", text);
  return email;
}

}  // namespace halle::hub
