// Bodies of HTML forms.
#include "core/gateway/http/form.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/base/ids.hpp"

namespace halle::gateway {
namespace {
using Fields = std::vector<std::pair<std::string, std::string>>;

/// As a browser writes it: everything but letters and digits is escaped, a space is a plus.
std::string written(const Fields& fields) {
  const auto escape = [](const std::string& text) {
    std::string out;
    for (const char c : text) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      char escaped[4];
      std::snprintf(escaped, sizeof escaped, "%%%02X", static_cast<unsigned char>(c));
      out += c == ' ' ? "+" : plain ? std::string(1, c) : std::string(escaped);
    }
    return out;
  };
  std::string body;
  for (const auto& [name, value] : fields)
    body += (body.empty() ? "" : "&") + escape(name) + "=" + escape(value);
  return body;
}

TEST(Form, IsReadAsItWasWritten) {
  EXPECT_TRUE(rc::check("names and values of any text", [] {
    const auto text =
        rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
                         "a", " ", "+", "&", "=", "%", "é", "€", "🥕", "\n", "1")),
                     [](const std::vector<std::string>& parts) {
                       std::string all;
                       for (const auto& part : parts) all += part;
                       return all;
                     });
    auto fields = *rc::gen::container<Fields>(rc::gen::pair(text, text));
    if (fields.size() > most_fields) fields.resize(most_fields);
    // An empty name with an empty value is "=", which is a field too.
    const auto body = written(fields);
    RC_PRE(body.size() <= largest_form);
    RC_ASSERT(read_form(body) == std::optional(fields));
  }));
}

/// Up to 20 pieces of what bodies are made of, and of what they must not hold.
std::string random_body(std::mt19937& random) {
  static const std::vector<std::string> pieces{
      "a",   "Zz9", "&",   "&",   "=",      "=",         "+",           "%20",
      "%2B", "%26", "%3d", "%25", "%C3%A9", "%e2%82%ac", ".-*_~",       "%C3",
      "%A9", "%00", "%",   "%4",  "%zz",    "%ED%A0%80", "%F0%9F%A5%95"};
  std::string body;
  for (auto left = random() % 20; left > 0; --left) {
    // Most bodies are made of the first pieces only, so that they are read.
    const std::size_t kinds = random() % 4 == 0 ? pieces.size() : 15;
    body += pieces[random() % kinds];
  }
  return body;
}

std::string text_of(const std::optional<Fields>& fields) {
  if (!fields) return "refused";
  std::string text;
  for (const auto& [name, value] : *fields)
    text += (text.empty() ? "" : "&") + hex(name) + "=" + hex(value);
  return text;
}

TEST(Form, IsReadAsUrllibReadsIt) {
  const std::string asked = testing::TempDir() + "forms." + std::to_string(::getpid());
  const std::string answered = asked + ".read";
  std::mt19937 random(20261130);
  std::vector<std::string> bodies;
  std::ofstream out(asked);
  for (int i = 0; i < 5000; ++i) out << hex(bodies.emplace_back(random_body(random))) << '\n';
  out.close();
  const std::string command = "/usr/bin/python3 " HALLE_SOURCE_DIR
                              "/tests/core/gateway/parse_forms.py <" +
                              asked + " >" + answered;
  ASSERT_EQ(std::system(command.c_str()), 0);
  std::ifstream in(answered);
  int read = 0;
  for (const auto& body : bodies) {
    std::string expected;
    ASSERT_TRUE(std::getline(in, expected));
    ASSERT_EQ(text_of(read_form(body)), expected) << body;
    read += expected != "refused";
  }
  EXPECT_GT(read, 2000);
  EXPECT_LT(read, 4900);
  std::filesystem::remove(asked);
  std::filesystem::remove(answered);
}

TEST(Form, KnownBodies) {
  EXPECT_EQ(read_form(""), std::optional(Fields{}));
  EXPECT_EQ(read_form("List-Unsubscribe=One-Click"),
            std::optional(Fields{{"List-Unsubscribe", "One-Click"}}));
  EXPECT_EQ(read_form("a=1&&b&c=%C3%A9+x"),
            std::optional(Fields{{"a", "1"}, {"b", ""}, {"c", "é x"}}));
  EXPECT_EQ(read_form("a=1&a=2"), std::optional(Fields{{"a", "1"}, {"a", "2"}}));
}

TEST(Form, WhatIsNoneIsRefused) {
  for (const auto* body : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%FF", "%C3=1"})
    EXPECT_FALSE(read_form(body)) << body;
  std::string many;
  for (std::size_t i = 0; i <= most_fields; ++i) many += "a=1&";
  EXPECT_FALSE(read_form(many));
  EXPECT_TRUE(read_form("a=" + std::string(longest_field, 'x')));
  EXPECT_FALSE(read_form("a=" + std::string(longest_field + 1, 'x')));
  EXPECT_FALSE(read_form(std::string(longest_field + 1, 'x')));
  EXPECT_FALSE(read_form(std::string(largest_form + 1, '&')));
}

TEST(Form, ItsTypeMayHaveParameters) {
  EXPECT_EQ(form_kind("application/x-www-form-urlencoded"), FormKind::fields);
  EXPECT_EQ(form_kind("Application/X-WWW-Form-URLencoded ; charset=UTF-8"), FormKind::fields);
  EXPECT_EQ(form_kind("multipart/form-data; boundary=x"), FormKind::unread);
  EXPECT_EQ(form_kind("application/json"), FormKind::none);
  EXPECT_EQ(form_kind(""), FormKind::none);
}
}  // namespace
}  // namespace halle::gateway
