// A week of orders through the command `halle` alone, on a real installation: what scripts rely on.
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "core/base/text/text.hpp"
#include "core/base/time/day.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"

namespace halle::test {
namespace {
using Json = nlohmann::json;

struct Said {
  int status = 0;
  std::string out;  // stdout and stderr as they came

  Json json() const { return Json::parse(out); }
  std::vector<std::string> lines() const {
    auto all = split(out, '\n');
    if (!all.empty() && all.back().empty()) all.pop_back();
    return all;
  }
};

class Week : public testing::Test {
 protected:
  Running running;

  /// `before`: a program that starts it, and its arguments.
  Said halle(const std::string& arguments, const std::string& language = "fr_FR.UTF-8",
             const std::string& before = {}) const {
    const std::string command = "LC_ALL=" + language + " " + before +
                                " " HALLE_BINARY_DIR "/bin/halle --data " + running.data() + " " +
                                arguments + " 2>&1";
    Said said;
    FILE* pipe = ::popen(command.c_str(), "r");
    char buffer[4096];
    for (std::size_t got = 0; (got = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;)
      said.out.append(buffer, got);
    const int status = ::pclose(pipe);
    said.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
    return said;
  }
  std::string file(const std::string& name, const std::string& content) const {
    const auto path = std::filesystem::path(running.data()).parent_path() / name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }
  static std::string demo(const std::string& name) {
    return HALLE_SOURCE_DIR "/deploy/demo/" + name;
  }
  static std::string saturday() {
    return day_after(format_instant(system_clock()()).substr(0, 10), 10);
  }
};

TEST_F(Week, FromAnEmptyMachineToTheGrowersSheets) {
  const auto nobody = halle("member list");
  EXPECT_EQ(nobody.status, 1);
  EXPECT_NE(nobody.out.find("[hub.no_organisation]"), std::string::npos) << nobody.out;
  ASSERT_EQ(halle("org create coop --name 'La Coopérette'").status, 0);
  const auto members = halle("import members " + demo("members.csv") + " --json").json();
  EXPECT_EQ(members["created"], 150);
  EXPECT_EQ(halle("import members " + demo("members.csv") + " --json").json()["unchanged"], 150);
  EXPECT_EQ(
      halle("import products " + demo("products.csv") + " --dry-run --json").json()["created"],
      113);
  EXPECT_EQ(halle("product list --json").json().size(), 0u) << "a dry run writes nothing";
  ASSERT_EQ(halle("import products " + demo("products.csv")).status, 0);
  EXPECT_EQ(halle("product list --json").json().size(), 113u);
  EXPECT_EQ(halle("member show 7 --json").json()["number"], "7");
  const auto product = halle("product show RIL-180 --json").json();
  EXPECT_EQ(product["price_per_net_unit_cents"], 3556);
  EXPECT_EQ(product["versions"].size(), 1u);

  const auto opened = halle("cycle open --name 'Semaine 49' --closes " + day_after(saturday(), -1) +
                            "T20:00 --pickup " + saturday());
  ASSERT_EQ(opened.status, 0) << opened.out;
  const std::string cycle = opened.lines().back();
  EXPECT_EQ(halle("cycle list --json").json()[0]["id"], cycle);
  EXPECT_NE(halle("cycle list").out.find(day_after(saturday(), -1) + " 20:00 "), std::string::npos)
      << "a table has the association's time: " << halle("cycle list").out;
  const std::string of_7 = " --cycle " + cycle + " --member 7";
  EXPECT_EQ(halle("order set" + of_7 + " --product CAR-01 --quantity 1,35").status, 0);
  EXPECT_EQ(halle("order set" + of_7 + " --product POM-T1 --quantity 3 --tolerance 8").status, 0);
  EXPECT_EQ(halle("order show" + of_7 + " --json").json()["lines"][0]["quantity"], 1.35);
  EXPECT_EQ(halle("order confirm" + of_7 + " --json").json()["state"], "confirmed");
  const std::string of_8 = " --cycle " + cycle + " --member 8";
  EXPECT_EQ(halle("order set" + of_8 + " --product CAR-01 --quantity 2").status, 0);
  EXPECT_EQ(halle("order cancel" + of_8 + " --json").json()["state"], "cancelled");
  const std::string of_9 = " --cycle " + cycle + " --member 9";
  EXPECT_EQ(halle("order set" + of_9 + " --product CAR-01 --quantity 2").status, 0);
  EXPECT_EQ(halle("cycle show " + cycle + " --json").json()["unconfirmed"], Json({"9"}));
  EXPECT_EQ(halle("cycle export " + cycle + " --what allotments --format csv").status, 1)
      << "not closed yet";
  EXPECT_EQ(halle("cycle close " + cycle + " --json").json()["was_closed"], false);
  EXPECT_EQ(halle("cycle close " + cycle + " --json").json()["was_closed"], true);

  const auto sheet = [&](const std::string& what) {
    const auto said = halle("cycle export " + cycle + " --what " + what + " --format csv");
    EXPECT_EQ(said.status, 0) << said.out;
    return said.lines();
  };
  EXPECT_EQ(sheet("supplier-orders"),
            (std::vector<std::string>{
                "producer,product_code,product_name,case_size,cases,items,unit_price_cents,"
                "total_cents,cost_total_cents,unit",
                "Le Potager des Trois Levées,CAR-01,Carotte,,0,1.35,260,351,271,kg",
                "Le Potager des Trois Levées,POM-T1,Pomme de terre Charlotte,10,1,10,250,2500,1990,"
                "kg"}));
  EXPECT_EQ(sheet("allotments"),
            (std::vector<std::string>{
                "member_number,product_code,firm,tolerance,allotted,unit_price_cents,total_cents",
                "7,CAR-01,1.35,0,1.35,260,351", "7,POM-T1,3,8,10,250,2500"}));
  EXPECT_EQ(sheet("balances"),
            (std::vector<std::string>{"member_number,balance_cents", "7,-2851"}));
  EXPECT_EQ(sheet("pick-list").size(), 3u);
  const auto in = [&](const std::string& language, const std::string& rest) {
    return halle("cycle export " + cycle + " --what pick-list " + rest, language).out;
  };
  for (const auto* form : {"", "--json"})
    EXPECT_EQ(in("fr_FR.UTF-8", form), in("en_GB.UTF-8", form)) << "exports are for scripts";
  EXPECT_EQ(halle("check").status, 0);
  std::string told;  // the job runs every few seconds
  for (int i = 0; i < 200 && told.find(" orders.close_due, coop, ") == std::string::npos; ++i)
    told = halle("status").out;
  EXPECT_NE(told.find(" orders.close_due, coop, "), std::string::npos) << told;
  const auto status = halle("status --json").json().at("nodes");
  std::ifstream composed(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto");
  std::size_t modules = 0;
  for (std::string line; std::getline(composed, line);) modules += line.starts_with("  modules: ");
  EXPECT_EQ(status[0]["modules"].size(), modules);
  EXPECT_EQ(status[0]["relay_lag"], 0);
  EXPECT_EQ(halle("plan --json").json()["plan"][0], "node hall (listens)");
  const auto nowhere = std::filesystem::path(running.data()).parent_path() / "nowhere";
  EXPECT_EQ(std::system((HALLE_BINARY_DIR "/bin/halle plan --json --data " + nowhere.string() +
                         " > /dev/null")
                            .c_str()),
            0);
  EXPECT_FALSE(std::filesystem::exists(nowhere));
  EXPECT_EQ(halle("call halle.orders.v1.Cycles/List '{}'").json()["cycles"].size(), 1u);
}

TEST_F(Week, ErrorsAreInFrenchWithTheirReason) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  const auto unknown = halle("member show 99");
  EXPECT_EQ(unknown.status, 1);
  EXPECT_NE(unknown.out.find("Erreur : "), std::string::npos) << unknown.out;
  EXPECT_NE(unknown.out.find("[membership.member_unknown]"), std::string::npos) << unknown.out;
  EXPECT_NE(halle("member show 99", "en_GB.UTF-8").out.find("Error: "), std::string::npos);
  EXPECT_NE(halle("order set --cycle x --member 1 --product y --quantity abc")
                .out.find("[orders.bad_quantity]"),
            std::string::npos);
  const auto nonsense = halle("cycle nonsense");
  EXPECT_NE(nonsense.status, 0);
  EXPECT_NE(nonsense.out.find("[halle.command_unreadable]"), std::string::npos) << nonsense.out;
  ASSERT_EQ(halle("org create autre --name Autre").status, 0);
  const auto ambiguous = halle("member list");
  EXPECT_EQ(ambiguous.status, 1);
  EXPECT_NE(ambiguous.out.find("[halle.organisation_ambiguous]"), std::string::npos);
  EXPECT_EQ(halle("member list --org autre").status, 0);
  EXPECT_NE(halle("member list --org rien").out.find("[halle.organisation_unknown]"),
            std::string::npos);
}

TEST_F(Week, PeopleReadTheirLanguageAndScriptsTheirKeys) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  ASSERT_EQ(
      halle("import products " +
            file("p.csv", "code;nom;producteur;unité;prix;tva\nMIEL;Miel;Rucher;pot;8,50;5,5\n"))
          .status,
      0);
  const std::string english = "en_GB.UTF-8";
  EXPECT_EQ(halle("product list").lines(),
            (std::vector<std::string>{"Code  Nom   Producteur  Unité  Prix TTC  Colis  En stock",
                                      "MIEL  Miel  Rucher      pièce  8,50 €           "}));
  EXPECT_EQ(
      halle("product list", english).lines(),
      (std::vector<std::string>{"Code  Name  Producer  Unit   Price incl. VAT  Case  In stock",
                                "MIEL  Miel  Rucher    piece  8.50 €                 "}));
  for (const auto* arguments : {"product show MIEL", "product list", "org list", "status"}) {
    const auto said = [&](const auto&... language) {
      auto json = halle(std::string(arguments) + " --json", language...).json();
      if (json.is_object() && json.contains("nodes"))
        for (auto& node : json["nodes"]) node.erase("jobs");  // they run meanwhile
      return json;
    };
    EXPECT_EQ(said(), said(english)) << arguments;
    EXPECT_NE(halle(arguments).out, halle(arguments, english).out) << arguments;
  }
  EXPECT_EQ(halle("product list --json").json()[0]["unit"], "piece");
  EXPECT_EQ(halle("status").out.find("node "), std::string::npos);
  EXPECT_NE(halle("status").out.find("nœud hall, "), std::string::npos);
  EXPECT_NE(halle("check").out.find("bon     halle."), std::string::npos);
  EXPECT_NE(halle("check", english).out.find("ok      halle."), std::string::npos);
  for (const auto* command :
       {"", "cycle ", "cycle export ", "order set ", "import members ", "up "}) {
    const auto help = halle(std::string(command) + "--help").out;
    EXPECT_NE(help, halle(std::string(command) + "--help", english).out);
    for (const auto* untranslated : {"help.", "option.", "Print this", "REQUIRED", "TEXT "})
      EXPECT_EQ(help.find(untranslated), std::string::npos) << untranslated << " in " << help;
  }
}

TEST_F(Week, WhatFailsIsAnErrorLine) {
  const auto thrown = halle("restore " + std::string(300, 'x'));
  EXPECT_EQ(thrown.status, 1);
  EXPECT_NE(thrown.out.find("[halle.handler_failed]"), std::string::npos) << thrown.out;
  const auto refused = halle("plan --composition " + file("c.textproto", "nodes { name: \"x\" }"));
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.out.find("[halle.composition_refused]"), std::string::npos) << refused.out;
  if (::geteuid() != 0) GTEST_SKIP() << "root is needed to be somebody else";
  for (const auto* command : {"status", "stop", "member list"}) {
    const auto other = halle(command, "fr_FR.UTF-8", "setpriv --reuid=65534 --clear-groups");
    EXPECT_EQ(other.status, 1);
    EXPECT_NE(other.out.find("[halle.not_allowed]"), std::string::npos) << other.out;
  }
}

TEST(Nodes, TheOthersAreShownWhenOneIsDown) {
  const Running running("two_nodes");
  ASSERT_EQ(running.processes("halle-node").size(), 2u);
  // Stopped, the supervisor does not start the node again.
  ::kill(running.supervisor(), SIGSTOP);
  ::kill(running.processes("halle-node").back(), SIGKILL);
  std::string status;
  const int result = running.halle({"status", "--json"}, &status);
  ::kill(running.supervisor(), SIGCONT);
  EXPECT_EQ(result, 1);
  const auto nodes = Json::parse(status).at("nodes");
  ASSERT_EQ(nodes.size(), 2u);
  int up = 0;
  int down = 0;
  for (const auto& node : nodes) {
    up += node.contains("modules");
    down += node.value("failure", "") == "halle.unreachable";
  }
  EXPECT_EQ(up, 1) << status;
  EXPECT_EQ(down, 1) << status;
}

std::string read(const std::filesystem::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// Keys of all locale files of a language.
std::set<std::string> keys(const std::string& language) {
  std::set<std::string> found;
  for (const auto* folder : {"core", "services", "plugins", "clients"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(HALLE_SOURCE_DIR) / folder)) {
      if (entry.path().filename() != language + ".txt") continue;
      for (const auto& line : split(read(entry.path()), '\n'))
        if (const auto at = line.find(" = "); at != std::string::npos)
          found.insert(line.substr(0, at));
    }
  return found;
}

/// Whether the key is that of a notice, a topic or an audience, which the letters of its module
/// name. `known`: all keys of a language.
bool is_named_in_letters(const std::string& key, const std::set<std::string>& known) {
  if (known.contains(key + ".subject") || known.contains(key + ".topic")) return true;
  const auto point = key.find('.');
  const std::string audience = "\naudience." + key.substr(point + 1) + " = ";
  for (const auto* folder : {"services", "plugins"}) {
    const auto letters = std::filesystem::path(HALLE_SOURCE_DIR) / folder / key.substr(0, point) /
                         "locale/letters/fr.txt";
    if (("\n" + read(letters)).find(audience) != std::string::npos) return true;
  }
  return false;
}

TEST(Words, EveryReasonAndKeyHasBothSentences) {
  const auto french = keys("fr");
  const auto english = keys("en");
  EXPECT_EQ(french, english);
  std::string owners = "halle|sheet";
  for (const auto* folder : {HALLE_SOURCE_DIR "/services", HALLE_SOURCE_DIR "/plugins"})
    for (const auto& entry : std::filesystem::directory_iterator(folder))
      if (entry.is_directory()) owners += "|" + entry.path().filename().string();
  // Every literal of this form is a reason, but for these, for invariants, which a query follows,
  // and for names of locks.
  const std::set<std::string> others{"halle.event_taken",      // never leaves the kernel
                                     "halle.no_password",      // never leaves the supervisor
                                     "halle.erasure",          // a table
                                     "halle.operation_known",  // of SQL; the frame answers it
                                     "catalogue.producer",
                                     "member_wishes.wish",
                                     "template_cpp.crate",
                                     "halle.reader_broke",  // the program's; put otherwise
                                     "halle.reader_late",
                                     "orders.close_due",   // a job
                                     "orders.movement_",   // the start of one
                                     "membership.cause_",  // the same
                                     "orders.csv"};
  const std::regex lock(R"(\block(_shared)?\((call, )?"[a-z_.]+")");
  const std::regex reason("\"((" + owners + ")\\.[a-z_]+)\"(?!,\\s*\"SELECT)");
  // The function words(), no member of that name.
  const std::regex word("(?:^|[^A-Za-z0-9_.>])words\\(\"([A-Za-z_.]*[A-Za-z_])\"\\)");
  int seen = 0;
  for (const auto* folder : {"core", "services", "plugins", "clients"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(
             std::filesystem::path(HALLE_SOURCE_DIR) / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp") continue;
      const std::string path = entry.path().string();
      // What the author of a module is told; a module that brings its own words.
      if (path.find("/core/testing/") != std::string::npos ||
          path.find("/template_cpp/") != std::string::npos)
        continue;
      const std::string text = std::regex_replace(read(path), lock, "lock(");
      for (const auto& pattern : {reason, word})
        for (std::sregex_iterator i(text.begin(), text.end(), pattern), end; i != end; ++i) {
          const std::string key = (*i)[1];
          if (others.contains(key) || is_named_in_letters(key, french)) continue;
          ++seen;
          EXPECT_TRUE(french.contains(key)) << "no sentence for " << key << ", " << entry.path();
        }
    }
  }
  EXPECT_GT(seen, 150);
}

TEST_F(Week, AModuleIsEnabledDisabledAndPurgedAfterItsExport) {
  ASSERT_EQ(halle("org create coop --name Coop --module membership").status, 0);
  EXPECT_EQ(halle("module list --enabled --json").json().size(), 2u);
  const auto missing = halle("product list");
  EXPECT_EQ(missing.status, 1);
  EXPECT_NE(missing.out.find("[halle.no_such_method]"), std::string::npos) << missing.out;
  const auto needs = halle("module enable orders");
  EXPECT_EQ(needs.status, 1);
  EXPECT_NE(needs.out.find("Les produits et les producteurs"), std::string::npos) << needs.out;
  EXPECT_EQ(halle("module enable catalogue --json").json()["changed"], true);
  const auto sheet = file("p.csv", "code;nom;producteur;unité;prix;tva\nA;Ail;Jardin;kg;9;5,5\n");
  ASSERT_EQ(halle("import products " + sheet).status, 0);
  const auto taken = std::filesystem::path(running.data()).parent_path() / "taken.jsonl";
  const std::string purge = "module purge catalogue --json --export " + taken.string();
  const auto enabled = halle(purge);
  EXPECT_EQ(enabled.status, 1);
  EXPECT_NE(enabled.out.find("[hub.module_enabled]"), std::string::npos) << enabled.out;
  EXPECT_FALSE(std::filesystem::exists(taken));
  ASSERT_EQ(halle("module disable catalogue").status, 0);
  const auto purged = halle(purge).json();
  EXPECT_EQ(purged["rows"], 3);  // producer, product, version
  std::ifstream in(taken);
  std::ostringstream text;
  text << in.rdbuf();
  EXPECT_NE(text.str().find("\"name\": \"Ail\""), std::string::npos) << text.str();
  Sha256 hash;
  hash.add(text.str());
  EXPECT_EQ(purged["sha256"], hash.hex());
  EXPECT_EQ(std::filesystem::status(taken).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  // Nothing left: no file; one that is there is not written over.
  EXPECT_EQ(halle(purge).json()["export"], nullptr);
  ASSERT_EQ(halle("module enable catalogue").status, 0);
  EXPECT_EQ(halle("product list --json").json().size(), 0u);
  ASSERT_EQ(halle("import products " + sheet).status, 0);
  ASSERT_EQ(halle("module disable catalogue").status, 0);
  const auto twice = halle(purge);
  EXPECT_NE(twice.out.find("[halle.file_unwritable]"), std::string::npos) << twice.out;
  EXPECT_EQ(running.sql("SELECT count(*) FROM catalogue.product"), std::vector<std::string>{"1"});
}

TEST_F(Week, ShiftsAndHours) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  ASSERT_EQ(halle("import members " + demo("members.csv")).status, 0);
  const std::string today = format_instant(system_clock()()).substr(0, 10);
  for (int weekday = 1; weekday <= 7; ++weekday) {
    const auto made = halle(
        "call halle.shifts.v1.Planning/SetTemplate '{\"template\": {\"title\": \"Épicerie\", "
        "\"weekday\": " +
        std::to_string(weekday) +
        ", \"starts\": \"10:00\", \"ends\": \"12:30\", \"valid_from\": \"" + day_after(today, -7) +
        "\", \"seats\": [{\"number\": 1}]}}'");
    ASSERT_EQ(made.status, 0) << made.out;
  }
  const auto coming = halle("shift list --json --from " + day_after(today, 1)).json();
  ASSERT_EQ(coming.size(), 28u);
  EXPECT_EQ(coming[0]["free"], 1);
  EXPECT_EQ(coming[0]["minutes"], 150);
  const std::string id = coming[0]["id"];
  EXPECT_EQ(halle("shift book " + id + " --member 7 --json").json()["seat"], 1);
  const auto refused = halle("shift book " + id + " --member 7");
  EXPECT_EQ(refused.status, 1);
  for (const auto* reason : {"[shifts.full]", "Toutes les places sont prises", "déjà faite"})
    EXPECT_NE(refused.out.find(reason), std::string::npos) << refused.out;
  EXPECT_EQ(halle("shift list --json --from " + day_after(today, 1)).json()[0]["members"],
            Json({"7"}));
  EXPECT_EQ(halle("hours show 7 --json").json()["balance_minutes"], 0);
  EXPECT_EQ(halle("shift cancel " + id + " --member 7 --json").json()["late"], true)
      << "less than 48 hours before";

  const std::string past =
      "--json --from " + day_after(today, -5) + " --until " + day_after(today, -2);
  const auto went = halle("shift list " + past).json();
  ASSERT_EQ(went.size(), 4u);
  const std::string day = std::string(went[3]["starts"]).substr(0, 10);
  const std::string attended = "shift attend " + std::string(went[3]["id"]) + " --member 7";
  EXPECT_EQ(halle(attended + " --json").json()["minutes"], 150);
  const auto hours = halle("hours show 7 --json").json();
  EXPECT_EQ(hours["balance_minutes"], 150);
  ASSERT_EQ(hours["entries"].size(), 1u);
  EXPECT_EQ(hours["entries"][0]["minutes"], 150);
  EXPECT_EQ(hours["entries"][0]["rule"], "shifts.rule_attended");
  EXPECT_EQ(hours["entries"][0]["cause"], went[3]["id"]);
  EXPECT_TRUE(std::string(hours["entries"][0]["at"]).starts_with(day)) << hours;
  EXPECT_EQ(halle("hours show 7 --json --as-of " + day_after(day, -1)).json()["balance_minutes"],
            0);
  EXPECT_EQ(halle("hours show 7 --json --as-of " + day).json()["balance_minutes"], 150);
  EXPECT_EQ(halle(attended + " --presence unknown").status, 0);
  const auto corrected = halle("hours show 7 --json").json();
  EXPECT_EQ(corrected["balance_minutes"], 0);
  EXPECT_EQ(corrected["entries"].size(), 2u);
  EXPECT_NE(halle("hours show 7").out.find("Correction : Présence : Épicerie"), std::string::npos);
  EXPECT_EQ(halle("hours show 999").status, 1);
  EXPECT_EQ(halle(attended + " --presence maybe").status, 2);
}

TEST_F(Week, AnyRuleIsTriedOnPastMonths) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  ASSERT_EQ(halle("import members " + demo("members.csv")).status, 0);
  const auto now = std::chrono::floor<std::chrono::days>(system_clock()());
  const std::string month = month_text(month_of(now) - std::chrono::months(3));
  const auto past = now - std::chrono::weeks(14);
  const std::string monday = day_text(past - (std::chrono::weekday(past) - std::chrono::Monday));
  const auto tried = [&](const std::string& rest) {
    return halle("rules simulate " + rest + " --json");
  };
  const auto hours = tried("monthly_hours --due 120 --cap 60 --from " + month);
  ASSERT_EQ(hours.status, 0) << hours.out;
  EXPECT_EQ(hours.json()["pack"], "monthly_hours");
  EXPECT_EQ(hours.json()["members"].size(), 150u);
  EXPECT_NE(tried("monthly_hours --from " + month).out.find("--due"), std::string::npos)
      << "it has no usual value";
  // The others have, and take what is said.
  for (const std::string pack : {"gestion_compte", "la_louve", "obeesdoo", "tapir"}) {
    const auto usual = tried(pack + " --from " + monday);
    EXPECT_EQ(usual.status, 0) << usual.out;
    const auto other = tried(pack + " --from " + monday + " --set per_household=1 --set " +
                             (pack == "gestion_compte" ? "savings=1 --due 90 --cap 30"
                              : pack == "obeesdoo"     ? "penalty=1 --set period_days=14"
                                                       : "cycle_weeks=2"));
    EXPECT_EQ(other.status, 0) << other.out;
  }
  const auto refused = [&](const std::string& rest, const std::string& reason) {
    const auto said = tried(rest + " --from " + monday);
    EXPECT_EQ(said.status, 1) << rest;
    EXPECT_NE(said.out.find("[" + reason + "]"), std::string::npos) << said.out;
  };
  refused("la_louve --set cycle_weeks=13", "shifts.bad_rule_weeks");
  refused("la_louve --set penalty=1", "halle.bad_parameter");
  refused("tapir --set frozen_at=many", "halle.bad_parameter");
  EXPECT_EQ(tried("nothing --from " + monday).status, 2);
}

TEST_F(Week, ASheetIsTakenWholeOrItsGoodRows) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  // Windows-1252, tabs, a French decimal comma; the second row is wrong twice.
  const auto sheet = file("produits.csv",
                          "R\xE9"
                          "f\tD\xE9signation\tProducteur\tUnit\xE9\tPrix TTC\tTVA\n"
                          "MIEL\tMiel de for\xEAt\tRucher\tpi\xE8"
                          "ce\t8,50\t5,5\n"
                          "CIRE\tCire\tRucher\tbrouette\tgratuit\t20\n");
  const auto refused = halle("import products " + sheet);
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.out.find("Ligne 3 : unité « brouette »"), std::string::npos) << refused.out;
  EXPECT_EQ(halle("product list --json").json().size(), 0u);
  const auto rejects = std::filesystem::path(running.data()).parent_path() / "rejets.csv";
  EXPECT_EQ(
      halle("import products " + sheet + " --partial " + rejects.string(), "en_GB.UTF-8").status,
      0);
  EXPECT_EQ(halle("product show MIEL --json").json()["name"], "Miel de forêt");
  std::ifstream in(rejects);
  std::ostringstream text;
  text << in.rdbuf();
  const auto lines = split(text.str(), '\n');
  EXPECT_EQ(lines.at(0), "Réf;Désignation;Producteur;Unité;Prix TTC;TVA;À corriger");
  EXPECT_TRUE(lines.at(1).starts_with(
      "CIRE;Cire;Rucher;brouette;gratuit;20;\"unité « brouette » : Cette unité"))
      << lines.at(1);
  const auto again = rejects.string() + ".2";
  EXPECT_EQ(halle("import products " + rejects.string() + " --partial " + again).status, 0);
  std::ifstream second(again);
  std::ostringstream same;
  same << second.rdbuf();
  EXPECT_EQ(same.str(), text.str()) << "a file of rejects that is rejected again";
  const auto renamed =
      file("autre.csv", "x;nom;producteur;unité;prix;tva\nA;Ail;Jardin;kg;9;5,5\n");
  EXPECT_EQ(halle("import products " + renamed).status, 1);
  EXPECT_EQ(halle("import products " + renamed + " --map code=x").status, 0);
}

TEST_F(Week, RefusedRowsHaveAPlaceBeforeAnythingIsTaken) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  const std::string content =
      "code;nom;producteur;unité;prix;tva\nMIEL;Miel;Rucher;pièce;8,50;5,5\nCIRE;Cire;Rucher;x;1;"
      "20\n";
  const auto sheet = file("produits.csv", content);
  const auto kept = [&] {
    std::ifstream in(sheet);
    return std::string(std::istreambuf_iterator<char>(in), {});
  };
  const auto folder = std::filesystem::path(sheet).parent_path();
  const auto refused = [&](const std::string& rest) {
    const auto said = halle("import products " + rest);
    EXPECT_EQ(said.status, 1) << rest;
    EXPECT_EQ(halle("product list --json").json().size(), 0u) << rest;
    EXPECT_EQ(kept(), content) << rest;
    return said.out;
  };
  const auto has = [](const std::string& out, const std::string& part) {
    return out.find(part) != std::string::npos;
  };
  EXPECT_TRUE(has(refused(sheet + " --partial " + (folder / "nowhere/rejets.csv").string()),
                  "[halle.file_unwritable]"));
  EXPECT_TRUE(has(refused(sheet + " --partial " + folder.string()), "[halle.file_unwritable]"));
  EXPECT_TRUE(has(refused(sheet + " --partial " + sheet), "[sheet.rejects_into_sheet]"));
  std::filesystem::create_hard_link(sheet, folder / "hard.csv");
  std::filesystem::create_symlink(sheet, folder / "soft.csv");
  for (const auto* name : {"hard.csv", "soft.csv"})
    EXPECT_TRUE(has(refused(sheet + " --partial " + (folder / name).string()),
                    "[sheet.rejects_into_sheet]"));
  EXPECT_TRUE(has(refused(sheet + " --map name=nom,name=code"), "[sheet.mapping_twice]"));
  EXPECT_TRUE(has(refused(folder.string()), "[sheet.is_folder]"));
  std::size_t left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    left += entry.path().filename().string().ends_with(".new");
  EXPECT_EQ(left, 0u);
}

TEST_F(Week, WorkshopsAndTheirWaitingList) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  ASSERT_EQ(halle("import members " + demo("members.csv")).status, 0);
  const std::string day = saturday();
  const auto made = halle("workshop create --title 'Pain au levain' --starts " + day +
                          "T18:00 --ends " + day + "T20:00 --capacity 2 --price 500");
  ASSERT_EQ(made.status, 0) << made.out;
  const std::string id = made.lines().back();
  ASSERT_EQ(id.size(), 36u) << made.out;
  const auto act = [&](const std::string& what, const std::string& rest) {
    const auto said = halle("workshop " + what + " " + id + " " + rest + " --json");
    EXPECT_EQ(said.status, 0) << said.out;
    return said.json();
  };
  const auto first = act("register", "--member 20");
  EXPECT_EQ(first["member"], "20");
  EXPECT_EQ(first["state"], "registered");
  EXPECT_EQ(first["price_cents"], 500);
  EXPECT_TRUE(first["until"].is_null());
  EXPECT_EQ(act("register", "--member 21")["state"], "registered");
  EXPECT_EQ(act("register", "--member 22 --persons 2")["state"], "waiting");
  EXPECT_EQ(act("register", "--member 23")["state"], "waiting");
  const auto listed = halle("workshop sessions --json").json();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0]["id"], id);
  EXPECT_EQ(listed[0]["starts"], day + "T18:00");
  EXPECT_EQ(listed[0]["capacity"], 2);
  EXPECT_EQ(listed[0]["taken"], 2);
  EXPECT_EQ(listed[0]["waiting"], 3);
  EXPECT_EQ(act("cancel", "--member 20")["state"], "cancelled");
  auto waiting = act("waiting", "");
  ASSERT_EQ(waiting.size(), 2u);
  EXPECT_EQ(waiting[0]["state"], "waiting") << "one place is not enough for two";
  act("cancel", "--member 21");
  waiting = act("waiting", "");
  EXPECT_EQ(waiting[0]["member"], "22");
  EXPECT_EQ(waiting[0]["state"], "offered");
  const auto until = parse_instant(waiting[0]["until"].get<std::string>());
  ASSERT_TRUE(until) << waiting[0]["until"];
  EXPECT_NEAR(std::chrono::duration<double>(*until - system_clock()()).count(), 24 * 3600, 600);
  EXPECT_EQ(act("accept", "--member 22")["state"], "registered");
  const auto shown = act("show", "");
  EXPECT_EQ(shown["taken"], 2);
  EXPECT_EQ(shown["waiting"], 1);
  EXPECT_EQ(shown["registrations"].size(), 2u);
  const auto early = halle("workshop attend " + id + " --member 22");
  EXPECT_EQ(early.status, 1);
  EXPECT_NE(early.out.find("[workshops.not_begun]"), std::string::npos) << early.out;
  const auto twice = halle("workshop register " + id + " --member 22");
  EXPECT_NE(twice.out.find("[workshops.already]"), std::string::npos) << twice.out;
  EXPECT_EQ(halle("workshop list --json").json()[0]["title"], "Pain au levain");
  running.sql("UPDATE workshops.session SET capacity = 9, price_kind = 2, reduced_cents = 100");
  EXPECT_EQ(act("register", "--member 24 --reduced")["price_cents"], 100);
  running.sql("UPDATE workshops.session SET price_kind = 3, reduced_cents = 0, floor_cents = 200");
  EXPECT_EQ(act("register", "--member 25 --contribution 250")["price_cents"], 250);
  EXPECT_EQ(act("register", "--member 26")["price_cents"], 500);
}

TEST_F(Week, AReportSaysWhatTookPlace) {
  ASSERT_EQ(halle("org create coop --name Coop").status, 0);
  ASSERT_EQ(halle("import members " + demo("members.csv")).status, 0);
  const std::string day = saturday();
  const auto create = "workshop create --title 'Pain au levain' --starts " + day +
                      "T18:00 --ends " + day + "T20:00 --capacity 8 --helpers 2";
  const std::string id = halle(create).lines().back();
  EXPECT_EQ(halle("workshop show " + id + " --json").json()["helpers"], 2);
  EXPECT_NE(halle(create + " --zone salle").out.find("[workshops.zone_unknown]"),
            std::string::npos);
  ASSERT_EQ(halle("workshop register " + id + " --member 20 --persons 3").status, 0);
  running.sql(
      "UPDATE workshops.session SET starts_at = now() - interval '3 hours', "
      "ends_at = now() - interval '1 hour'");
  running.sql("UPDATE workshops.registration SET presence = 1");
  const std::string days = "--from 2020-01-01 --until 2020-12-31";
  EXPECT_EQ(halle("workshop report " + days + " --json").json()["sessions"], 0);
  const auto today = format_instant(system_clock()()).substr(0, 10);
  const std::string now = "--from " + day_after(today, -2) + " --until " + day_after(today, 1);
  const auto report = halle("workshop report " + now + " --json").json();
  EXPECT_EQ(report["sessions"], 1);
  EXPECT_EQ(report["came"], 3);
  EXPECT_EQ(report["first_timers"], 3);
  EXPECT_EQ(report["person_minutes"], 360);
  EXPECT_EQ(report["by_session"][0]["session"], id);
  EXPECT_EQ(report["by_town"][0]["came"], 3);
  EXPECT_EQ(report["by_town"][0]["town"].get<std::string>().size(), 5u);
  EXPECT_EQ(halle("workshop report " + now + " --csv").lines().at(0),
            "day,title,theme,minutes,registered,came,first_timers,person_minutes");
  EXPECT_EQ(halle("workshop report " + now).status, 0);
  EXPECT_EQ(halle("workshop report --from 2020-01-01 --until 2026-12-31").status, 1);
}

}  // namespace
}  // namespace halle::test
