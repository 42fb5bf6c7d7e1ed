#include "services/membership/domain/import.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace halle::membership {
namespace {
using Wrong = std::tuple<int, std::string, std::string, std::string>;  // line, field, reason, value

ParsedMembers parse(const std::string& csv, const sheets::Renamed& renamed = {}) {
  const auto sheet = sheets::read_csv(csv);
  EXPECT_TRUE(sheet) << sheet.error().reason;
  if (!sheet) return {};
  auto parsed = parse_members(sheet.value(), renamed, "2026-11-29");
  EXPECT_TRUE(parsed) << parsed.error().reason;
  return parsed ? std::move(parsed).value() : ParsedMembers{};
}

std::vector<Wrong> wrongs(const ParsedMembers& parsed) {
  std::vector<Wrong> out;
  for (const auto& reject : parsed.rejects)
    for (const auto& v : reject.violations)
      out.emplace_back(reject.line, v.field, v.reason, v.value);
  return out;
}

/// The reason why a sheet whose second column has one value is rejected; empty if it is not.
std::string reason_for(const std::string& heading, const std::string& value) {
  const bool first = heading == "numéro" || heading == "nom";
  sheets::Sheet sheet = {{"numéro", "nom"}, {{2, {"1", "N"}}}};
  if (first) {
    sheet.rows[0].cells[heading == "nom"] = value;
  } else {
    sheet.header.push_back(heading);
    sheet.rows[0].cells.push_back(value);
  }
  const auto parsed = parse_members(sheet, {}, "2026-11-29");
  EXPECT_TRUE(parsed);
  if (!parsed || parsed.value().rejects.empty()) return {};
  const auto& violations = parsed.value().rejects[0].violations;
  EXPECT_EQ(violations.size(), 1u) << value;
  EXPECT_EQ(violations[0].value, value);
  return violations[0].reason;
}

TEST(MemberImport, ReadsAWholeRow) {
  const auto parsed = parse(
      "N°;Nom;Prénom;E-mail;Téléphone;Adresse;Code postal;Ville;Date d'inscription;Notes\n"
      "007; Le Goff ;Zoé;Zoe.LeGoff+coop@Example.ORG;06 12 34 56 78;\"3, rue du Port\nBât. "
      "B\";1000;Bourg-en-Bresse;3/9/2019 00:00:00;x\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_TRUE(parsed.rejects.empty());
  const auto& member = parsed.rows[0];
  EXPECT_EQ(member.line, 2);
  EXPECT_EQ(member.number, "007");
  EXPECT_EQ(member.name, "Le Goff");
  EXPECT_EQ(member.first_name, "Zoé");
  EXPECT_EQ(member.email, "Zoe.LeGoff+coop@example.org");
  EXPECT_EQ(member.telephone, "+33612345678");
  EXPECT_EQ(member.street, "3, rue du Port, Bât. B");
  EXPECT_EQ(member.post_code, "01000");
  EXPECT_EQ(member.town, "Bourg-en-Bresse");
  EXPECT_EQ(member.joined_on, "2019-09-03");
  EXPECT_EQ(parsed.ignored, std::vector<std::string>{"Notes"});
}

TEST(MemberImport, NeedsOnlyNumberAndName) {
  const auto parsed = parse("Name,Number,Phone,Zip\nDoe,1,,\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].number, "1");
  EXPECT_EQ(parsed.rows[0].telephone, "");
  EXPECT_EQ(parsed.rows[0].joined_on, "");

  const auto sheet = sheets::read_csv("prénom\nx\n");
  ASSERT_TRUE(sheet);
  const auto missing = parse_members(sheet.value(), {}, "2026-11-29");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, "sheet.column_missing");
  ASSERT_EQ(missing.error().fields.size(), 2u);
  EXPECT_EQ(missing.error().fields[0].field, "number");
  EXPECT_EQ(missing.error().fields[1].field, "name");
}

TEST(MemberImport, TakesRenamedColumns) {
  const auto parsed = parse("id;qui\n5;Moi\n", {{"numéro", "ID"}, {"name", "qui"}});
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].number, "5");
  EXPECT_EQ(parsed.rows[0].name, "Moi");
}

TEST(MemberImport, ReportsEverythingThatIsWrongInARow) {
  const auto parsed = parse(
      "numéro;nom;email;tél;rue;cp;ville;inscrit le\n"
      "1;A;a@b.fr;;;;;\n"
      "a b;;no;12;609.0;B-1000;75011 Paris;31/02/2020;extra\n"
      ";B;;;;;;\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  const std::vector<Wrong> expected = {
      {3, "number", "membership.bad_number", "a b"},
      {3, "name", "membership.name_missing", ""},
      {3, "email", "membership.bad_email", "no"},
      {3, "telephone", "membership.bad_telephone", "12"},
      {3, "street", "membership.bad_street", "609.0"},
      {3, "post_code", "membership.bad_post_code", "B-1000"},
      {3, "town", "membership.bad_town", "75011 Paris"},
      {3, "joined_on", "membership.bad_date", "31/02/2020"},
      {3, "row", "sheet.too_many_cells", "extra"},
      {4, "number", "membership.number_missing", ""},
  };
  EXPECT_EQ(wrongs(parsed), expected);
}

TEST(MemberImport, TheSecondRowWithANumberIsRejectedWhateverBecameOfTheFirst) {
  const auto parsed = parse(
      "numéro;nom;email\n"
      "1;A;\n01;B;\n1;C;\n"
      "2;D;bad\n2;E;\n");
  ASSERT_EQ(parsed.rows.size(), 2u);
  EXPECT_EQ(parsed.rows[0].name, "A");
  EXPECT_EQ(parsed.rows[1].number, "01");
  const std::vector<Wrong> expected = {{4, "number", "membership.number_twice", "1"},
                                       {5, "email", "membership.bad_email", "bad"},
                                       {6, "number", "membership.number_twice", "2"}};
  EXPECT_EQ(wrongs(parsed), expected);
}

TEST(MemberImport, NumbersNamesStreetsAndTowns) {
  using Case = std::tuple<std::string, std::string, std::string>;  // heading, value, reason
  const std::string long_name(101, 'x');
  const std::vector<Case> cases = {
      {"numéro", "00012345678901234567", ""},
      {"numéro", "A-1_b/2.c", ""},
      {"numéro", "000123456789012345678", "membership.bad_number"},
      {"numéro", "n°1", "membership.bad_number"},
      {"numéro", "é", "membership.bad_number"},
      {"nom", std::string(100, 'x'), ""},
      {"nom", "D'Hérouville – de la Tour", ""},
      {"nom", long_name, "membership.bad_name"},
      {"nom", "a\x01z", "membership.bad_name"},
      {"nom", "a\nz", "membership.bad_name"},
      {"prénom", long_name, "membership.bad_first_name"},
      {"rue", "3 bis, rue du 8 mai 1945", ""},
      {"rue", "12", "membership.bad_street"},
      {"rue", "75011", "membership.bad_street"},
      {"rue", "609,0", "membership.bad_street"},
      {"rue", "061234567890123456", "membership.bad_street"},
      {"rue", "rue\tx\x02", "membership.bad_street"},
      {"rue", std::string(201, 'x'), "membership.bad_street"},
      {"ville", "Paris 11", ""},
      {"ville", "Lyon 3e Cedex 03", ""},
      {"ville", "Ўзбек", ""},
      {"ville", "75011", "membership.bad_town"},
      {"ville", "Marseille 13008", "membership.bad_town"},
      {"ville", "1000 Bourg", "membership.bad_town"},
      {"ville", "12", "membership.bad_town"},
      {"ville", "Paris\n11", "membership.bad_town"},
      {"ville", long_name, "membership.bad_town"},
  };
  for (const auto& [heading, value, reason] : cases)
    EXPECT_EQ(reason_for(heading, value), reason) << heading << " " << value;
}

TEST(MemberImport, Telephones) {
  for (const std::string french :
       {"0548190902", "05 48 19 09 02", "05.48.19.09.02", "05-48-19-09-02", "(05) 48 19 09 02",
        "+33548190902", "+33 5 48 19 09 02", "+33 (0)5 48 19 09 02", "+33 (0) 5 48 19 09 02",
        "0033 5 48 19 09 02", "0033(0)548190902", "548190902", "548 190 902",
        "05\xC2\xA0"
        "48\xE2\x80\xAF"
        "19 09 02",
        "05\xE2\x80\x91"
        "48190902"})
    EXPECT_EQ(normal_telephone(french).value_or("?"), "+33548190902") << french;
  const std::vector<std::pair<std::string, std::string>> foreign = {
      {"+32 2 123 45 67", "+3221234567"},
      {"+41 (22) 123-45-67", "+41221234567"},
      {"+12345678", "+12345678"},
      {"+123456789012345", "+123456789012345"},
  };
  for (const auto& [given, expected] : foreign)
    EXPECT_EQ(normal_telephone(given).value_or("?"), expected) << given;
  for (const std::string bad : {"1",
                                "+",
                                "+0123456789",
                                "+1234567",
                                "+1234567890123456",
                                "05 48 19 09",
                                "054819090",
                                "5481909020",
                                "05 48 19 09 02 03",
                                "0048190902",
                                "+33 048190902",
                                "+33 00 48 19 09 02",
                                "+33 5 48 19 09",
                                "0044 20 1234 5678",
                                "54819090.0",
                                "5.48.19.09.02",
                                "05 48 19 09 O2",
                                "33548190902",
                                "05+48190902",
                                "néant"})
    EXPECT_FALSE(normal_telephone(bad)) << bad;
}

TEST(MemberImport, PostCodes) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"75011", "75011"}, {"01000", "01000"}, {"1000", "01000"},
      {"20090", "20090"}, {"98800", "98800"}, {"9500", "09500"}};
  for (const auto& [given, expected] : good)
    EXPECT_EQ(normal_post_code(given).value_or("?"), expected) << given;
  for (const std::string bad : {"", "1", "381", "00100", "0100", "99939", "2A004", "750111",
                                "B-1000", "75 011", "7501.0", "SW1A 1AA", "-7501"})
    EXPECT_FALSE(normal_post_code(bad)) << bad;
}

TEST(MemberImport, Days) {
  const std::vector<std::pair<std::string, std::string>> good = {
      {"2024-02-29", "2024-02-29"},      {"29/02/2024", "2024-02-29"},
      {"1/2/2020", "2020-02-01"},        {"01-02-2020", "2020-02-01"},
      {"01.02.2020", "2020-02-01"},      {"01/02/69", "1969-02-01"},
      {"01/02/70", "1970-02-01"},        {"01/02/99", "1999-02-01"},
      {"01/02/00", "2000-02-01"},        {"2024-02-29 00:00:00", "2024-02-29"},
      {"29/02/2024 0:00", "2024-02-29"}, {"2024-02-29T23:59:59", "2024-02-29"},
      {"29/11/27", "2027-11-29"},        {"30/11/27", "1927-11-30"},
      {"1/1/1900", "1900-01-01"},        {"31/12/2024  00:00:00", "2024-12-31"},
  };
  for (const auto& [given, expected] : good)
    EXPECT_EQ(normal_day(given, "2027-11-29").value_or("?"), expected) << given;
  for (const std::string bad : {"",
                                "2023-02-29",
                                "29/02/1900",
                                "31/04/2020",
                                "00/01/2020",
                                "01/00/2020",
                                "12/31/2020",
                                "2020/01/02",
                                "01-02-20",
                                "01.02.20",
                                "1/2",
                                "1/2/3/4",
                                "1/2-2020",
                                "2020-1-2",
                                "44196",
                                "01/02/2020 25:00:00",
                                "01/02/2020 x",
                                "01/02/2020 12",
                                "01/02/120",
                                "+1/02/2020",
                                "01/02/0202",
                                "1899-12-30",
                                "1 mars 2020",
                                "//2020",
                                "12/05/2108",
                                "2027-11-30",
                                "01/02/"})
    EXPECT_FALSE(normal_day(bad, "2027-11-29")) << bad;
}

TEST(MemberImport, NobodyJoinsInAnotherCenturyNorForAHundredYears) {
  EXPECT_EQ(reason_for("date d'inscription", "12/05/2108"), "membership.bad_date");
  EXPECT_EQ(reason_for("date d'inscription", "30/11/2027"), "membership.bad_date");
  EXPECT_EQ(reason_for("date d'inscription", "01/01/2027"), "");
  EXPECT_EQ(reason_for("échéance", "31/12/2126"), "membership.bad_until");
  EXPECT_EQ(reason_for("échéance", "31/12/2027"), "");
  const auto parsed = parse("n°;nom;inscription;échéance\n1;Moi;2/3/69;31/12/30\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].joined_on, "1969-03-02");
  EXPECT_EQ(parsed.rows[0].member_until, "2030-12-31");
}

TEST(MemberImport, NumbersOverseasHaveTheirOwnCountryCode) {
  EXPECT_EQ(normal_telephone("0690 12 34 56"), "+590690123456");
  EXPECT_EQ(normal_telephone("+33 690 12 34 56"), "+590690123456");
  EXPECT_EQ(normal_telephone("06 92 12 34 56"), "+262692123456");
  EXPECT_EQ(normal_telephone("0696123456"), "+596696123456");
  EXPECT_EQ(normal_telephone("0594 12 34 56"), "+594594123456");
  EXPECT_EQ(normal_telephone("0508 41 12 34"), "+508411234");
  EXPECT_EQ(normal_telephone("+590 690 12 34 56"), "+590690123456");
  EXPECT_EQ(normal_telephone("06 98 12 34 56"), "+33698123456");
}

TEST(MemberImport, NamesAreTakenWithoutWhatNobodySees) {
  const auto parsed = parse("n°;nom;prénom\n\u200B7;Cré\u00ADmer\u200B;Anne\u202FMarie\u00A0\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].number, "7");
  EXPECT_EQ(parsed.rows[0].name, "Crémer");
  EXPECT_EQ(parsed.rows[0].first_name, "Anne Marie");
}

TEST(MemberImport, KnowsOtherHeadingsOfTheSameColumns) {
  const auto parsed = parse("n°;nom;Adhérent depuis\n5;Moi;2/3/2020\n");
  ASSERT_EQ(parsed.rows.size(), 1u);
  EXPECT_EQ(parsed.rows[0].joined_on, "2020-03-02");
}

TEST(MemberImport, ColumnsDoNotClaimTheSameHeading) {
  std::set<std::string> seen;
  for (const auto& column : member_columns()) {
    std::set<std::string> own = {sheets::heading_key(column.key)};
    for (const auto& heading : column.headings) own.insert(sheets::heading_key(heading));
    for (const auto& heading : own)
      EXPECT_TRUE(seen.insert(heading).second) << column.key << ": " << heading;
  }
}
}  // namespace
}  // namespace halle::membership
