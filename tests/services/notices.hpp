#pragma once
// Notices in tests of modules: what was emitted, and what a module answers when it composes one.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/sdk/time.hpp"
#include "core/testing/module_test.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/type/v1/answers.pb.h"

namespace halle::test {

namespace kv = kernel::v1;

/// What Notices.CanDeliver answers where letters can be sent.
inline type::v1::Answers carried() {
  kv::CanDeliverReply can;
  can.set_can(true);
  type::v1::Answers answers;
  auto& answer = *answers.add_answers();
  answer.set_module("carrier");
  answer.set_reply(can.SerializeAsString());
  return answers;
}

/// `1 2 3`.
template <class Texts>
std::string joined(const Texts& texts) {
  std::string out;
  for (const auto& text : texts) out += (out.empty() ? "" : " ") + text;
  return out;
}

/// `KIND ABOUT: SUBJECTS, until INSTANT`, the instant to the second.
inline std::string line_of(const kv::NoticeDue& due) {
  return due.kind() + " " + due.about() + ": " + joined(due.subjects()) + ", until " +
         format_instant(sdk::instant_of(due.until())).substr(0, 19);
}

/// The value of that name as text; `none` if there is none.
template <class Values>
std::string value_of(const Values& values, const std::string& name) {
  for (const auto& value : values) {
    if (value.name() != name) continue;
    if (value.has_text()) return value.text();
    if (value.has_day()) return value.day();
    if (value.has_cents()) return std::to_string(value.cents());
    if (value.has_number()) return std::to_string(value.number());
    return format_instant(sdk::instant_of(value.deadline())).substr(0, 19);
  }
  return "none";
}

/// A notice to compose; its index is its place.
inline kv::NoticeToCompose notice(const std::string& kind, const std::string& about,
                                  const std::string& subject = "") {
  kv::NoticeToCompose out;
  out.set_kind(kind);
  out.set_about(about);
  out.set_subject(subject);
  return out;
}

/// The answers to these notices by their index. `Client`: of the module's service Notices.
template <class Client>
std::vector<kv::ComposedNotice> compose(harness::Caller kernel,
                                        const std::vector<kv::NoticeToCompose>& notices) {
  kv::ComposeNoticesRequest request;
  for (const auto& one : notices) {
    *request.add_notices() = one;
    request.mutable_notices()->rbegin()->set_index(request.notices_size());
  }
  const auto reply = harness::must(Client(kernel).compose(request));
  std::vector<kv::ComposedNotice> answers(notices.size());
  EXPECT_EQ(reply.notices_size(), static_cast<int>(notices.size()));
  for (const auto& answer : reply.notices())
    answers.at(static_cast<std::size_t>(answer.index()) - 1) = answer;
  return answers;
}

/// Which of these notices are obsolete: `-` is, `+` is not.
inline std::string obsolete(const std::vector<kv::ComposedNotice>& answers) {
  std::string out;
  for (const auto& answer : answers) out += answer.obsolete() ? '-' : '+';
  return out;
}

/// The audiences, `ID (WORDS NAME) SIZE: SUBJECTS` each; `wanted`: one of them, with its members.
template <class Client>
std::vector<std::string> audiences(harness::Caller kernel, const std::string& wanted = "") {
  kv::ListAudiencesRequest request;
  request.set_audience(wanted);
  std::vector<std::string> lines;
  const auto reply = harness::must(Client(kernel).list_audiences(request));
  for (const auto& one : reply.audiences())
    lines.push_back(one.id() + " (" + one.words() + " " + one.name() + ") " +
                    std::to_string(one.size()) + ": " + joined(one.subjects()));
  return lines;
}

}  // namespace halle::test
