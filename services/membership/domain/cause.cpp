#include "services/membership/domain/cause.hpp"

#include "core/base/text/text.hpp"

namespace halle::membership {

Status check_cause(const std::string& cause) {
  if (is_utf8(cause) && length(cause) <= 200 && !trim(cause).starts_with(own_cause)) return Done{};
  return bad_field("cause", "membership.bad_cause");
}

}  // namespace halle::membership
