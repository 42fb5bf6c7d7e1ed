#include "services/workshops/domain/visitors.hpp"

#include <algorithm>
#include <regex>

#include "core/base/text/email.hpp"
#include "core/base/text/text.hpp"

namespace halle::workshops {
namespace {
constexpr std::size_t longest_name = 80;

/// Digits with a leading + or 0; empty unless it is one.
std::optional<std::string> normal_telephone(const std::string& typed) {
  std::string number;
  for (const char c : typed)
    if (c != ' ' && c != '.' && c != '-' && c != '(' && c != ')') number += c;
  static const std::regex form(R"((\+|0)[0-9]{7,14})");
  if (!std::regex_match(number, form)) return std::nullopt;
  return number;
}
}  // namespace

std::string link_label(const Uuid& visitor) {
  return "registration:" + visitor.text();
}

std::string form_label(const std::string& address) {
  return "form:" + address;
}

std::string registration_path(const std::string& association, const std::string& key) {
  return "/a/" + association + "/inscription/" + key;
}

Result<VisitorInput> read_walk_in(const std::string& name) {
  if (!is_utf8(name) || !is_plain_text(name, longest_name) || fold(name).empty())
    return bad_field("name", "workshops.bad_name");
  VisitorInput out;
  out.name = trim(name);
  return out;
}

Result<VisitorInput> read_visitor(const VisitorInput& typed) {
  HALLE_TRY(out, read_walk_in(typed.name));
  if (const auto email = trim(typed.email); !email.empty()) {
    const auto normal = normal_email(email);
    if (!normal) return bad_field("email", "workshops.bad_email", email);
    out.email = *normal;
  }
  if (const auto telephone = trim(typed.telephone); !telephone.empty()) {
    const auto normal = normal_telephone(telephone);
    if (!normal) return bad_field("telephone", "workshops.bad_telephone", telephone);
    out.telephone = *normal;
  }
  if (out.email.empty() && out.telephone.empty()) return bad_field("email", "workshops.no_contact");
  out.post_code = trim(typed.post_code);
  static const std::regex post_code(R"([0-9A-Za-z \-]{0,10})");
  if (!std::regex_match(out.post_code, post_code))
    return bad_field("post_code", "workshops.bad_post_code", out.post_code);
  return out;
}

}  // namespace halle::workshops
