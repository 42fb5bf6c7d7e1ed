#pragma once
// What a person without an account gives to register, and the link to the registration. Pure.

#include <chrono>
#include <optional>
#include <string>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"

namespace halle::workshops {

/// How long a visitor is known after the session.
constexpr std::chrono::days visitor_life{180};
/// How long an unconfirmed registration is kept after the letter with its link.
constexpr std::chrono::hours confirmation_life{24};
/// How often the letter is sent at most, and how long after the one before.
constexpr int most_links = 3;
constexpr std::chrono::minutes link_pause{10};
/// How long it is known from which network address a form came.
constexpr std::chrono::hours form_life{1};

/// Label of the secret of a visitor's link (Call::secret); only its hash is stored.
std::string link_label(const Uuid& visitor);
/// Label of the secret under which a network address is stored.
std::string form_label(const std::string& address);
/// Path of the page behind a link.
std::string registration_path(const std::string& association, const std::string& key);

struct VisitorInput {
  std::string name;
  std::string email;      // may be empty if there is a telephone
  std::string telephone;  // the other way round
  std::string post_code;  // may be empty
};
/// Normalises what was typed. Errors: INVALID_ARGUMENT `workshops.bad_name`,
/// `workshops.bad_email`, `workshops.bad_telephone`, `workshops.bad_post_code`,
/// `workshops.no_contact`.
Result<VisitorInput> read_visitor(const VisitorInput& typed);

/// The same for a person who comes without a registration and gives a name only.
Result<VisitorInput> read_walk_in(const std::string& name);

}  // namespace halle::workshops
