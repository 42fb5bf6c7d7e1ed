#pragma once
// A letter as an Internet message (RFC 5322, MIME): text and HTML as alternatives, both UTF-8 in
// base64, headers in ASCII (RFC 2047). Nothing in Debian writes one without a mail library of
// GNOME's size; `tests/plugins/notify_email` reads the result with Python's `email`.

#include <string>
#include <string_view>

#include "core/base/time/clock.hpp"

namespace halle::notify_email {

struct Envelope {
  std::string from_name;  // may be empty
  std::string from;
  std::string to_name;  // may be empty
  std::string to;
  std::string reply_to;     // may be empty
  std::string id;           // of the message: ASCII without spaces, the same for each attempt
  std::string unsubscribe;  // URL that takes the POST of RFC 8058; may be empty
  Instant date;
};

/// The whole message with CRLF line ends, none longer than 998 bytes. Control characters in
/// headers become spaces.
std::string message(const Envelope& envelope, const std::string& subject, const std::string& text,
                    const std::string& html);

/// A header's text as words of RFC 2047; unchanged if it is printable ASCII.
std::string header_text(std::string_view utf8);

}  // namespace halle::notify_email
