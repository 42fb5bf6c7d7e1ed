#pragma once
// Two associations with the same kinds of objects, one that uses no module, and people of every
// kind: what the access matrix is tried in.

#include <map>
#include <string>
#include <vector>

#include "tests/support/installation.hpp"

namespace halle::test {

/// Who calls, and in which association.
struct Person {
  std::string name;  // a column of expected.txt
  std::string token;
  Uuid organisation;
  std::string subject{};  // the member's number she has there
};

/// What requests name: "cycle", "member" and so on, as ids or texts.
using Names = std::map<std::string, std::string>;

class World {
 public:
  explicit World(std::vector<halle_module_entry> modules, const std::string& composition = one_box);

  ManualClock clock{"2026-11-24T10:00:00Z"};
  Installation installation;
  Names own;      // of the association that is called; "member" is somebody else there
  Names foreign;  // the same of the other association
  Names nobody;   // of none
  std::vector<Person> people;

  /// From now on whatever changes something is undone at its commit, with `reached_commit`.
  void undo_commits();
  void keep_commits();
  static constexpr const char* reached_commit = "test.reached_commit";
  /// Why a call fails that writes rows of another association than its own, past all walls.
  static constexpr const char* foreign_row = "test.foreign_row";

  /// Tables of the modules' schemas, those that have that column.
  std::vector<std::string> tables(const std::string& column = "") const;
  /// A digest of each table of the modules' schemas, by name.
  std::map<std::string, std::string> rows() const;

 private:
  void refuse_foreign_rows();
  Names fill(const Uuid& organisation, int first);
  void fill_letters(const Uuid& organisation, Names& names);
  static void fill_shifts(sdk::Caller& staff, Names& names);
  void fill_premises(sdk::Caller& staff, Names& names);
  void fill_workshops(sdk::Caller& staff, int first, Names& names);
  void fill_disco_soupe(sdk::Caller& staff, Names& names);
};

}  // namespace halle::test
