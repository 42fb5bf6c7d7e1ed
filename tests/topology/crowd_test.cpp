// A crowd in every topology: many callers, each with a token of their own, ask the same at once,
// when no node knows yet who they are and what their organisation is; none is turned away.
#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <thread>

#include "tests/access/matrix.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
constexpr int callers = 32;
constexpr std::chrono::seconds longer_than_known{6};  // a node keeps who and what for 5 s

/// The reads of all modules, and what the home page asks of them.
std::vector<std::string> reads(const Matrix& matrix) {
  std::vector<std::string> methods;
  for (const auto& method : matrix.methods())
    if (!matrix.is_stream(method) && matrix.reads(method) && matrix.rule(method) != "(kernel)" &&
        matrix.rule(method) != "(module)" &&
        (!method.starts_with("halle.kernel.") || method.starts_with("halle.kernel.v1.Shell/")))
      methods.push_back(method);
  return methods;
}

/// The answers to as many callers at once.
std::vector<Answer> ask_at_once(const Matrix& matrix, const std::vector<Person>& people,
                                const std::string& method) {
  std::vector<Answer> answers(people.size());
  std::vector<std::thread> threads;
  std::atomic<bool> go = false;
  for (std::size_t i = 0; i < people.size(); ++i)
    threads.emplace_back([&, i] {
      const auto question = matrix.usual(people[i], method).front();
      go.wait(false);
      answers[i] = matrix.ask(question);
    });
  go = true;
  go.notify_all();
  for (auto& thread : threads) thread.join();
  return answers;
}

class Crowd : public testing::TestWithParam<const char*> {};

TEST_P(Crowd, NobodyIsTurnedAway) {
  World world(node::static_modules(), GetParam());
  const Matrix matrix(world);
  const Uuid coop = world.people.front().organisation;
  std::vector<Person> people;
  const std::vector<std::string> roles{"administrator", "coordinator", "treasurer", "volunteer"};
  for (std::size_t i = 0; i < callers; ++i) {
    const auto& role = roles[i % roles.size()];
    people.push_back({role, world.installation.create_account(coop, role), coop});
  }
  const auto methods = reads(matrix);
  EXPECT_GT(methods.size(), 40u);
  std::map<char, int> letters;
  for (const auto& method : methods) {
    world.clock.advance(longer_than_known);
    for (const auto& answer : ask_at_once(matrix, people, method)) {
      ++letters[answer.letter];
      EXPECT_NE(answer.letter, '?') << method << ": " << answer.text;
    }
  }
  EXPECT_GT(letters['y'], static_cast<int>(methods.size()) * callers / 3) << "most may read";
}
INSTANTIATE_TEST_SUITE_P(All, Crowd,
                         testing::Values("one_box", "two_nodes", "five_services", "one_box_so"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace halle::test
