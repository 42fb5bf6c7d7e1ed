#include "core/base/time/clock.hpp"

#include <charconv>
#include <cstdio>

namespace halle {
namespace {
bool digits(std::string_view text, std::size_t at, std::size_t count, int& out) {
  if (at + count > text.size()) return false;
  const auto end = text.data() + at + count;
  const auto [p, ec] = std::from_chars(text.data() + at, end, out);
  return ec == std::errc{} && p == end && text[at] != '-';
}

std::optional<std::chrono::sys_days> parse_day(std::string_view text) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (text.size() < 10 || !digits(text, 0, 4, y) || text[4] != '-' || !digits(text, 5, 2, m) ||
      text[7] != '-' || !digits(text, 8, 2, d))
    return std::nullopt;
  const std::chrono::year_month_day day{std::chrono::year{y},
                                        std::chrono::month{static_cast<unsigned>(m)},
                                        std::chrono::day{static_cast<unsigned>(d)}};
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days{day};
}
}  // namespace

Clock system_clock() {
  return [] {
    return std::chrono::time_point_cast<std::chrono::microseconds>(
        std::chrono::system_clock::now());
  };
}

std::string format_instant(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day ymd{day};
  const auto us = (instant - day).count();
  char buffer[64];
  std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02uT%02lld:%02lld:%02lld.%06lldZ",
                static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                static_cast<unsigned>(ymd.day()), static_cast<long long>(us / 3'600'000'000),
                static_cast<long long>(us / 60'000'000 % 60),
                static_cast<long long>(us / 1'000'000 % 60),
                static_cast<long long>(us % 1'000'000));
  return buffer;
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto day = parse_day(text);
  int h = 0;
  int m = 0;
  int s = 0;
  if (!day || text.size() < 19 || (text[10] != ' ' && text[10] != 'T') || !digits(text, 11, 2, h) ||
      text[13] != ':' || !digits(text, 14, 2, m) || text[16] != ':' || !digits(text, 17, 2, s) ||
      h > 23 || m > 59 || s > 60)
    return std::nullopt;
  std::size_t at = 19;
  std::int64_t micros = 0;
  if (at < text.size() && text[at] == '.') {
    int scale = 100'000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, scale /= 10)
      micros += (text[at] - '0') * scale;
  }
  const auto zone = text.substr(at);
  if (zone != "Z" && zone != "+00" && zone != "+00:00") return std::nullopt;
  return Instant{*day} + std::chrono::hours{h} + std::chrono::minutes{m} + std::chrono::seconds{s} +
         std::chrono::microseconds{micros};
}

bool is_day(std::string_view text) {
  return text.size() == 10 && parse_day(text).has_value();
}

}  // namespace halle
