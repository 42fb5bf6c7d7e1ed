#include "plugins/notify_email/domain/letters/mime.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "core/base/ids.hpp"
#include "core/base/text/email.hpp"

namespace halle::notify_email {
namespace {
constexpr std::string_view digits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::size_t longest_line = 76;
// Of a word of RFC 2047, which may have 75: 45 bytes are 60 digits, and 12 more are its frame.
constexpr std::size_t bytes_of_word = 45;

std::string base64(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t three = 0;
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    for (std::size_t j = 0; j < 3; ++j)
      three = three << 8 | (j < count ? static_cast<unsigned char>(bytes[i + j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out += j <= count ? digits[three >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

bool is_plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

/// Control characters, which could end a header, as spaces.
std::string without_controls(std::string_view text) {
  std::string out(text);
  for (auto& c : out)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return out;
}

/// `name <address>`; the name quoted or as words of RFC 2047.
std::string mailbox(const std::string& name, const std::string& address) {
  const std::string clean = without_controls(name);
  if (clean.empty()) return address;
  if (!is_plain(clean)) return header_text(clean) + " <" + address + ">";
  std::string quoted;
  for (const char c : clean) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return "\"" + quoted + "\" <" + address + ">";
}

/// `Sat, 05 Dec 2026 19:00:00 +0000`
std::string date_text(Instant instant) {
  constexpr std::array weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date{day};
  const std::string iso = format_instant(instant);  // 2026-12-05T19:00:00.000000Z
  return std::string(weekdays[std::chrono::weekday(day).c_encoding()]) + ", " + iso.substr(8, 2) +
         " " + months[static_cast<unsigned>(date.month()) - 1] + " " + iso.substr(0, 4) + " " +
         iso.substr(11, 8) + " +0000";
}

std::string part(const char* type, std::string_view content) {
  std::string out = "Content-Type: " + std::string(type) +
                    "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  const std::string encoded = base64(content);
  for (std::size_t at = 0; at < encoded.size(); at += longest_line)
    out += encoded.substr(at, longest_line) + "\r\n";
  return out;
}
}  // namespace

std::string header_text(std::string_view utf8) {
  const std::string clean = without_controls(utf8);
  // What looks like an encoded word would be read as one.
  if (is_plain(clean) && clean.find("=?") == std::string::npos) return clean;
  std::string out;
  for (std::string_view rest = clean; !rest.empty();) {
    std::size_t end = std::min(bytes_of_word, rest.size());
    // A character stays whole.
    while (end < rest.size() && end > 1 && (static_cast<unsigned char>(rest[end]) & 0xC0) == 0x80)
      --end;
    out += (out.empty() ? "=?utf-8?B?" : "\r\n =?utf-8?B?") + base64(rest.substr(0, end)) + "?=";
    rest.remove_prefix(end);
  }
  return out;
}

std::string message(const Envelope& envelope, const std::string& subject, const std::string& text,
                    const std::string& html) {
  const std::string boundary = "halle-" + hex(sha256(envelope.id)).substr(0, 32);
  std::string out = "From: " + mailbox(envelope.from_name, envelope.from) +
                    "\r\nTo: " + mailbox(envelope.to_name, envelope.to);
  if (!envelope.reply_to.empty()) out += "\r\nReply-To: " + envelope.reply_to;
  out += "\r\nSubject: " + header_text(subject) + "\r\nDate: " + date_text(envelope.date) +
         "\r\nMessage-ID: <" + envelope.id + "@" + std::string(domain_of(envelope.from)) +
         ">\r\nAuto-Submitted: auto-generated";
  if (!envelope.unsubscribe.empty())
    out += "\r\nList-Unsubscribe: <" + envelope.unsubscribe +
           ">\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click";
  out += "\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary=\"" +
         boundary + "\"\r\n\r\n--" + boundary + "\r\n" + part("text/plain", text) + "--" +
         boundary + "\r\n" + part("text/html", html) + "--" + boundary + "--\r\n";
  return out;
}

}  // namespace halle::notify_email
