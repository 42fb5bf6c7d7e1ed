#include "core/sheets/columns.hpp"

#include <gtest/gtest.h>

namespace halle::sheets {
namespace {
using Strings = std::vector<std::string>;

const std::vector<Column>& columns() {
  static const std::vector<Column> list = {{"number", {"numéro", "n°"}, true},
                                           {"first_name", {"prénom"}},
                                           {"telephone", {"téléphone", "portable"}}};
  return list;
}

void expect_mapping(const Strings& header, const Renamed& renamed, const std::vector<int>& indices,
                    const Strings& ignored) {
  const auto mapping = map_columns(header, columns(), renamed);
  ASSERT_TRUE(mapping) << mapping.error().reason;
  EXPECT_EQ(mapping.value().index_by_column, indices);
  EXPECT_EQ(mapping.value().ignored, ignored);
}

void expect_error(const Strings& header, const Renamed& renamed, const std::string& reason,
                  const std::vector<std::pair<std::string, std::string>>& fields) {
  const auto mapping = map_columns(header, columns(), renamed);
  ASSERT_FALSE(mapping);
  EXPECT_EQ(mapping.error().code, Code::invalid_argument);
  EXPECT_EQ(mapping.error().reason, reason);
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& violation : mapping.error().fields) {
    EXPECT_EQ(violation.reason, reason);
    found.emplace_back(violation.field, violation.value);
  }
  EXPECT_EQ(found, fields);
}

TEST(Columns, AreFoundWhateverTheCaseAccentsAndPunctuation) {
  expect_mapping({"PRENOM", "Notes", "  Numero :", "Telephone"}, {}, {2, 0, 3}, {"Notes"});
  expect_mapping({"N°"}, {}, {0, -1, -1}, {});
}

TEST(Columns, AreFoundByTheirKeyToo) {
  expect_mapping({"first_name", "number"}, {}, {1, 0, -1}, {});
}

TEST(Columns, ThePreferredHeadingWins) {
  expect_mapping({"portable", "téléphone", "n°"}, {}, {2, -1, 1}, {"portable"});
}

TEST(Columns, EmptyHeadingsAreNeitherFoundNorIgnored) {
  expect_mapping({"", "numéro", " "}, {}, {1, -1, -1}, {});
}

TEST(Columns, CanBeRenamedByKeyOrHeading) {
  expect_mapping({"id", "surnom"}, {{"number", "ID"}, {"Prénom", "surnom"}}, {0, 1, -1}, {});
  // A heading that a rename uses is not matched again.
  expect_mapping({"numéro", "portable", "id"}, {{"first_name", "portable"}}, {0, 1, -1}, {"id"});
  // One heading may feed two columns if the user says so.
  expect_mapping({"x"}, {{"number", "x"}, {"telephone", "x"}}, {0, -1, 0}, {});
}

TEST(Columns, ARenameWinsOverTheHeading) {
  expect_mapping({"numéro", "id"}, {{"number", "id"}}, {1, -1, -1}, {"numéro"});
}

TEST(Columns, UnknownRenamesAreErrors) {
  expect_error({"numéro"}, {{"nickname", "numéro"}}, "sheet.unknown_mapping",
               {{"nickname", "numéro"}});
  expect_error({"numéro"}, {{"first_name", "surnom"}, {"what", ""}}, "sheet.unknown_mapping",
               {{"first_name", "surnom"}, {"what", ""}});
  expect_error({"numéro", ""}, {{"first_name", ""}}, "sheet.unknown_mapping", {{"first_name", ""}});
  expect_error({"numéro", "a", "b"}, {{"first_name", "a"}, {"prénom", "b"}}, "sheet.mapping_twice",
               {{"first_name", "b"}});
}

TEST(Columns, HeadingsThatStandForNothingMayBeThereTwice) {
  expect_mapping({"(reserved)", "numéro", "(reserved)"}, {}, {1, -1, -1},
                 {"(reserved)", "(reserved)"});
  // Nor does it matter for one that another heading is preferred to.
  expect_mapping({"portable", "numéro", "téléphone", "Portable"}, {}, {1, -1, 2},
                 {"portable", "Portable"});
  expect_error({"Prénom", "numéro", "PRENOM."}, {}, "sheet.duplicate_column",
               {{"first_name", "Prénom"}});
  expect_error({"€", "numéro", "€"}, {{"prénom", "€"}}, "sheet.duplicate_column",
               {{"first_name", "€"}});
}

TEST(Columns, RequiredOnesMustBeThere) {
  expect_error({"prénom"}, {}, "sheet.column_missing", {{"number", ""}});
  expect_error({"numéro"}, {{"first_name", "numéro"}}, "sheet.column_missing", {{"number", ""}});
}

TEST(Columns, CellsAreTrimmedAndAbsentOnesEmpty) {
  const Mapping mapping = {{1, -1, 5}, {}};
  const Row row = {2, {"a", " \xC2\xA0 b\n"}};
  EXPECT_EQ(cell(row, mapping, 0), "b");
  EXPECT_EQ(cell(row, mapping, 1), "");
  EXPECT_EQ(cell(row, mapping, 2), "");
}

TEST(Columns, RowsWiderThanTheHeaderAreReported) {
  const Sheet sheet = {{"a"}, {}};
  std::vector<FieldViolation> violations;
  check_width({2, {"1"}}, sheet, violations);
  check_width({2, {"1", ""}}, sheet, violations);
  EXPECT_TRUE(violations.empty());
  check_width({2, {"1", "", "x", "y"}}, sheet, violations);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].field, "row");
  EXPECT_EQ(violations[0].reason, "sheet.too_many_cells");
  EXPECT_EQ(violations[0].value, "x");
}

TEST(Columns, References) {
  EXPECT_TRUE(is_reference("0aZ-_/.", 7));
  EXPECT_FALSE(is_reference("0aZ-_/.", 6));
  for (const auto* bad : {"", "a b", "é", "a;b", "a\n"}) EXPECT_FALSE(is_reference(bad, 9)) << bad;
}
}  // namespace
}  // namespace halle::sheets
