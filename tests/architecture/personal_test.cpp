// What modules declare about persons (personal.textproto), held against the database's own
// catalogue.
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "core/module/personal.hpp"
#include "halle/module/v1/manifest.pb.h"
#include "halle/module/v1/personal.pb.h"
#include "tests/support/installation.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;
namespace mv = ::halle::module::v1;
using Lines = std::vector<std::string>;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Of the kernel's own tables, and why each column may stay or how it goes.
const std::set<std::string> kernel_columns{
    // An account's id, for the audit; says nothing once hub has forgotten the account.
    "halle.audit.principal", "halle.operation.principal",
    // Cleared when a person is forgotten, deleted after 30 days.
    "halle.operation.reply", "halle.operation.request_hash",
    // Events have ids, never names or free text.
    "halle.outbox.payload", "halle.outbox.key", "halle.event_log.payload", "halle.event_log.key",
    // Whom a restored dump has to forget again: a number.
    "halle.erasure.subject", "halle.erasure.key",
    // Go with what refers to them.
    "halle.file.content", "halle.file.sha256",
    // Words of the program.
    "halle.audit.method", "halle.outbox.type", "halle.event_log.type", "halle.consumer.id",
    "halle.consumer.failure", "halle.job.id", "halle.job.outcome", "halle.file.module",
    "halle.file.type", "halle.installation.cluster", "halle.migration.module",
    "halle.migration.name", "halle.migration.checksum"};

struct Declared {
  std::string module;
  mv::PersonalData data;
  mv::Manifest manifest;
};

std::vector<Declared> declarations() {
  std::vector<Declared> all;
  for (const char* folder : {"services", "plugins"})
    for (const auto& entry : fs::directory_iterator(fs::path(HALLE_SOURCE_DIR) / folder)) {
      // The template is no module of the installation.
      if (!fs::exists(entry.path() / "module.textproto") ||
          entry.path().filename() == "template_cpp")
        continue;
      Declared declared;
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
          read(entry.path() / "module.textproto"), &declared.manifest));
      EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
          read(entry.path() / "personal.textproto"), &declared.data))
          << entry.path();
      declared.module = declared.manifest.id();
      all.push_back(std::move(declared));
    }
  return all;
}

/// "schema.table.column" of all that is declared: as personal, or as a thing.
std::set<std::string> declared_columns() {
  std::set<std::string> all = kernel_columns;
  for (const auto& [module, data, manifest] : declarations())
    for (const auto& table : data.tables()) {
      const std::string place = module + "." + table.table() + ".";
      for (const auto& column : table.columns()) {
        if (column.name().empty()) continue;
        all.insert(place + column.name());
      }
      std::istringstream things(table.things());
      for (std::string thing; std::getline(things >> std::ws, thing, ',');)
        all.insert(place + thing);
      if (table.delete_()) all.insert(place + "*");
    }
  return all;
}

/// Columns that hold text or bytes, or refer to a member: what can be about a person.
Lines doubtful_columns(const Installation& installation) {
  return installation.sql(R"(
      SELECT n.nspname || '.' || c.relname || '.' || a.attname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND (a.atttypid IN ('text'::regtype, 'text[]'::regtype, 'varchar'::regtype, 'bytea'::regtype,
                             'jsonb'::regtype, 'json'::regtype)
              OR a.attname ~ '(^|_)(member|account|holder|person|subject|deputy)(_|$)')
         AND NOT EXISTS (SELECT 1 FROM pg_constraint k
               WHERE k.conrelid = c.oid AND k.contype = 'f' AND a.attnum = ANY (k.conkey)
                 AND k.confrelid::regclass::text = n.nspname || '.member' AND a.attname = 'member_id')
       ORDER BY 1)");
}

bool covers(const std::set<std::string>& declared, const std::string& column) {
  return declared.contains(column) ||
         declared.contains(column.substr(0, column.rfind('.') + 1) + "*");
}

TEST(Personal, EveryColumnThatCanBeAboutAPersonIsDeclared) {
  const Installation installation(one_box);
  const auto declared = declared_columns();
  Lines forgotten;
  for (const auto& column : doubtful_columns(installation))
    if (!covers(declared, column)) forgotten.push_back(column);
  EXPECT_EQ(forgotten, Lines{}) << "say in personal.textproto how it is exported and forgotten, or "
                                   "why it stays";
}

TEST(Personal, ATableWithRowsOfAMemberSaysWhichTheyAre) {
  const Installation installation(one_box);
  std::set<std::string> known;
  for (const auto& [module, data, manifest] : declarations())
    for (const auto& table : data.tables()) {
      bool reasoned = true;
      for (const auto& column : table.columns()) reasoned = reasoned && !column.keep().empty();
      if (!table.about().empty() || (reasoned && table.columns_size() > 0))
        known.insert(module + "." + table.table());
    }
  Lines silent;
  for (const auto& table : installation.sql(R"(
      SELECT DISTINCT n.nspname || '.' || c.relname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'halle')
         AND (a.attname ~ '(^|_)(member|account|holder|subject|deputy)(_|$)'
              OR EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
                   AND a.attnum = ANY (k.conkey)
                   AND k.confrelid::regclass::text IN ('membership.member', 'shifts.member', 'orders.member',
                                                       'workshops.member')
                   AND a.attname <> 'org_id'))
       ORDER BY 1)"))
    if (!known.contains(table)) silent.push_back(table);
  EXPECT_EQ(silent, Lines{});
}

TEST(Personal, WhatIsDeclaredIsThere) {
  const Installation installation(one_box);
  const auto columns = installation.sql(R"(
      SELECT table_schema || '.' || table_name || '.' || column_name
        FROM information_schema.columns)");
  const std::set<std::string> there(columns.begin(), columns.end());
  Lines strangers;
  for (const auto& column : declared_columns())
    if (!column.ends_with(".*") && !there.contains(column)) strangers.push_back(column);
  EXPECT_EQ(strangers, Lines{});
}

TEST(Personal, ColumnsOfPersonsAreForgottenOrKeptForAReason) {
  Lines unsaid;
  for (const auto& [module, data, manifest] : declarations())
    for (const auto& table : data.tables())
      for (const auto& column : table.columns())
        // Dates, numbers and states say nothing without the person.
        if (!column.name().empty() && column.heading().empty() && column.forget().empty() &&
            column.keep().empty() && !table.delete_())
          unsaid.push_back(module + "." + table.table() + "." + column.name());
  EXPECT_EQ(unsaid, Lines{});
}

TEST(Personal, WhoHasSomethingToForgetIsTold) {
  for (const auto& [module, data, manifest] : declarations()) {
    bool forgets = false;
    for (const auto& table : data.tables()) {
      forgets = forgets || table.delete_();
      for (const auto& column : table.columns()) forgets = forgets || !column.forget().empty();
    }
    bool told = module == "membership";  // which says it
    for (const auto& consumption : manifest.consumes())
      told = told || consumption.event() == "halle.kernel.v1.SubjectForgotten";
    EXPECT_TRUE(!forgets || told) << module;
  }
}

TEST(Personal, ADeclarationThatContradictsItselfIsRefused) {
  const auto functions = [](const std::string& text) {
    mv::PersonalData data;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &data)) << text;
    return module::personal_functions("trial", data);
  };
  EXPECT_TRUE(functions("tables { table: 'crate' about: 't.member = $1' delete: true }"));
  for (const char* text :
       {"tables { about: 'true' }", "tables { table: 'crate; DROP' things: 'x' }",
        "tables { table: 'crate' delete: true }",
        "tables { table: 'crate' title: 'Casiers' columns { name: 'n' heading: 'n' } }",
        "tables { table: 'crate' about: 'true' title: 'Casiers' columns { name: 'n' } }",
        "tables { table: 'crate' about: 'true' columns { heading: 'n' } title: 'Casiers' }",
        "tables { table: 'crate' columns { name: 'n' forget: 'NULL' } }"}) {
    const auto made = functions(text);
    ASSERT_FALSE(made) << text;
    EXPECT_EQ(made.error().reason, "halle.module_refused");
  }
}

}  // namespace
}  // namespace halle::test
