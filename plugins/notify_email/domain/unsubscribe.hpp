#pragma once
// The key of a link that unsubscribes: the member's number and the topic, in hexadecimal, and a
// signature that only the installation can make (Call::secret).

#include <optional>
#include <string>
#include <string_view>

namespace halle::notify_email {

struct Unsubscribing {
  std::string member;
  std::string topic;  // "*": all that are not necessary
};

/// What the signature signs: the label for Call::secret.
std::string signed_text(const Unsubscribing& what);
/// The key; `signature`: Call::secret(signed_text(what)).
std::string unsubscribe_key(const Unsubscribing& what, std::string_view signature);
/// What a key says, whether or not its signature is right; empty if it is no key.
std::optional<Unsubscribing> read_unsubscribe_key(std::string_view key);

}  // namespace halle::notify_email
