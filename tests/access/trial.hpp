#pragma once
// The whole matrix once: what it observes, and what is wrong with it.

#include "tests/access/matrix.hpp"

namespace halle::test {

/// What is wrong, one sentence each.
using Complaints = std::vector<std::string>;

class Trial {
 public:
  /// The table that people review.
  static constexpr const char* expected = HALLE_SOURCE_DIR "/tests/access/expected.txt";

  explicit Trial(World& world) : world_(world), matrix_(world) {}

  /// Asks everything while commits are undone, so that no answer depends on those before.
  void run();
  /// The table as it was observed, by the first word of each row.
  const std::map<std::string, std::string>& table() const { return table_; }

  /// Rows that differ from those of a file, and methods it does not name.
  Complaints compared_with(const std::string& file) const;
  /// Writes the table into a file, below the remarks at its beginning.
  void record(const std::string& file) const;
  /// Methods that nobody was answered, so that nothing was tried: a request is wrong.
  Complaints never_done() const;
  /// Objects that are refused and not answered, byte for byte, like those of nobody.
  Complaints told_apart() const;
  /// Answers in the one association that hold something of the other.
  Complaints foreign_answers() const;
  /// Calls that the gateway answers otherwise.
  Complaints gateway_differs() const;
  /// Asks all that was not done once more, with commits, and all about foreign objects: what is
  /// answered otherwise now, and calls after which rows of a module differ.
  Complaints changed_rows();

 private:
  struct Asked {
    Question question;
    Answer answer;
  };
  std::string address(std::string path, const std::string& code, const Names& names) const;
  std::string cell(const Person& person, const std::string& method);

  World& world_;
  Matrix matrix_;
  std::map<std::string, std::string> table_;
  std::vector<Asked> asked_;    // usual questions
  std::vector<Asked> strange_;  // about foreign objects and those of nobody
};

}  // namespace halle::test
