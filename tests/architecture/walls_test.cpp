// The walls between associations and between parts, read from the database's own catalogue and
// from the sources.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "core/bus/routing/methods.hpp"
#include "tests/support/installation.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<fs::path> sources_under(const std::string& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(HALLE_SOURCE_DIR) / folder)) {
    const auto extension = entry.path().extension();
    if (extension == ".cpp" || extension == ".hpp" || extension == ".h" || extension == ".sql")
      found.push_back(entry.path());
  }
  return found;
}

TEST(Walls, EveryTableWithAnOrganisationForcesRowLevelSecurity) {
  Installation installation(one_box);
  EXPECT_EQ(installation.sql(R"(
      SELECT n.nspname || '.' || c.relname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id' AND NOT a.attisdropped
       WHERE c.relkind IN ('r', 'p') AND NOT (c.relrowsecurity AND c.relforcerowsecurity
         AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid
                        AND p.polname = 'organisation'))
       ORDER BY 1)"),
            std::vector<std::string>{});
}

TEST(Walls, NoModuleMayReadPastTheWall) {
  Installation installation(one_box);
  EXPECT_EQ(installation.sql(R"(
      SELECT p.polrelid::regclass || ' ' || p.polname FROM pg_policy p
        JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE NOT (p.polname = 'organisation' AND p.polpermissive AND pg_get_expr(p.polqual, c.oid)
                    LIKE '(org_id = ( SELECT %current_setting(''halle.org''%')
         AND p.polroles <> ARRAY[CASE WHEN n.nspname = 'halle' THEN 'halle_kernel'::regrole
                                      ELSE (n.nspname || '_owner')::regrole END::oid]
       ORDER BY 1)"),
            std::vector<std::string>{});
}

TEST(Walls, OnlyTheNamedTablesHaveNoOrganisation) {
  Installation installation(one_box);
  EXPECT_EQ(installation.sql(R"(
      SELECT n.nspname || '.' || c.relname FROM pg_class c
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
         AND n.nspname NOT LIKE 'pg_toast%'
         AND NOT EXISTS (SELECT 1 FROM pg_attribute a
                          WHERE a.attrelid = c.oid AND a.attname = 'org_id')
       ORDER BY 1)"),
            (std::vector<std::string>{"halle.installation", "halle.migration", "hub.account",
                                      "hub.credential", "hub.device", "hub.invitation",
                                      "hub.organisation", "hub.password_link", "hub.session",
                                      "hub.sign_in_failure"}));
}

TEST(Walls, TheOrganisationLeadsEveryKeyAndReference) {
  Installation installation(one_box);
  EXPECT_EQ(installation.sql(R"(
      SELECT c.relname || ' ' || i.indexrelid::regclass FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'org_id'
       WHERE i.indkey[0] <> a.attnum AND c.relkind IN ('r', 'p') ORDER BY 1)"),
            std::vector<std::string>{});
  EXPECT_EQ(installation.sql(R"(
      SELECT k.conname FROM pg_constraint k
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attname = 'org_id'
        JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attname = 'org_id'
       WHERE k.contype = 'f' AND (k.conkey[1] <> a.attnum OR k.confkey[1] <> b.attnum))"),
            std::vector<std::string>{});
}

TEST(Walls, TheLoginOfNodesOwnsNothingAndBypassesNothing) {
  Installation installation(one_box);
  EXPECT_EQ(
      installation.sql("SELECT rolsuper, rolbypassrls, rolcreaterole, rolinherit FROM pg_roles "
                       "WHERE rolname = 'halle_app'"),
      std::vector<std::string>{"f|f|f|f"});
  EXPECT_EQ(
      installation.sql("SELECT count(*) FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner "
                       "WHERE r.rolname = 'halle_app' OR r.rolname LIKE '%\\_rw'"),
      std::vector<std::string>{"0"});
  EXPECT_EQ(installation.sql("SELECT rolname FROM pg_roles WHERE rolname ~ '_(rw|owner)$' AND "
                             "(rolsuper OR rolbypassrls OR rolcanlogin)"),
            std::vector<std::string>{});
}

TEST(Walls, AFileIsForItsModuleAndItsAssociation) {
  using Lines = std::vector<std::string>;
  Installation installation(one_box);
  const std::string here = "01900000-0000-7000-8000-000000000001";
  const std::string elsewhere = "01900000-0000-7000-8000-000000000002";
  const auto as = [&](const std::string& role, const std::string& organisation,
                      const std::string& query) {
    return installation.sql("SET halle.org = '" + organisation + "'; SET ROLE " + role + "; " +
                            query);
  };
  const auto key = as("catalogue_rw", here, "SELECT halle.keep_file('image/png', '\\x01')").at(0);
  const auto look = "SELECT type, content FROM halle.read_file('" + key + "')";
  const auto forget = "SELECT halle.forget_file('" + key + "')";
  EXPECT_EQ(as("catalogue_rw", here, look), Lines{"image/png|\\x01"});
  EXPECT_EQ(as("orders_rw", here, look), Lines{});
  EXPECT_EQ(as("catalogue_rw", elsewhere, look), Lines{});
  (void)as("orders_rw", here, forget);
  (void)as("catalogue_rw", elsewhere, forget);
  EXPECT_EQ(as("catalogue_rw", here, look).size(), 1u);
  for (const auto* past :
       {"SELECT * FROM halle.file", "SELECT halle.file_rows('catalogue', 0, 0)",
        "SELECT halle.erase_files('catalogue')", "SELECT catalogue.halle_erase()"})
    EXPECT_THROW((void)as("catalogue_rw", here, past), std::exception) << past;
  EXPECT_THROW((void)as("catalogue_owner", here, "SELECT halle.erase_files('orders')"),
               std::exception);
  EXPECT_THROW((void)as("halle_kernel", here, look), std::exception);
  EXPECT_THROW((void)as("catalogue_rw", "", look), std::exception);
  (void)as("catalogue_rw", here, forget);
  EXPECT_EQ(as("catalogue_rw", here, look), Lines{});
}

TEST(Walls, HeavyHeadersStayWhereTheyBelong) {
  const std::regex database("#include\\s*[<\"](pqxx|libpq)");
  const std::regex network("#include\\s*[<\"]grpc(pp)?/");
  for (const auto* folder : {"core", "services", "plugins", "clients"}) {
    for (const auto& path : sources_under(folder)) {
      const std::string relative = fs::relative(path, HALLE_SOURCE_DIR).string();
      const std::string text = read(path);
      const bool may_database = relative.starts_with("core/db/");
      const bool may_network =
          relative.starts_with("core/net/") || relative.starts_with("core/gateway/");
      EXPECT_TRUE(may_database || !std::regex_search(text, database)) << relative;
      EXPECT_TRUE(may_network || !std::regex_search(text, network)) << relative;
    }
  }
}

/// Floors of core/, the lowest first: a part includes parts of its own floor and below.
int floor_of(const std::string& part) {
  static const std::map<std::string, int> floors{
      {"abi", 0},      {"base", 0},       {"db", 1},     {"bus", 1},  {"sdk", 1},    {"apart", 2},
      {"pictures", 2}, {"sheets", 2},     {"events", 2}, {"jobs", 2}, {"net", 2},    {"module", 2},
      {"gateway", 3},  {"supervisor", 3}, {"node", 4},   {"", 5},     {"testing", 5}};
  const auto found = floors.find(part);
  return found == floors.end() ? -1 : found->second;
}

/// `orders` and `store` of services/orders/store/cycles/cycles.cpp, as far as there are such
/// folders.
std::vector<std::string> folders_of(const std::string& path) {
  std::vector<std::string> folders;
  std::istringstream in(fs::path(path).parent_path().string());
  for (std::string folder; std::getline(in, folder, '/');) folders.push_back(folder);
  folders.resize(std::max<std::size_t>(folders.size(), 3));
  return folders;
}

/// The includes of a source that no source of its place may have.
std::vector<std::string> forbidden_includes(const std::string& path, const std::string& text) {
  static const std::regex include("#include\\s*\"([^\"]+)\"");
  static const std::set<std::string> seen_by_modules{"sdk", "base", "sheets"};
  const auto place = folders_of(path);
  const bool in_core = place[0] == "core";
  const bool in_domain = !in_core && place[2] == "domain";
  std::vector<std::string> forbidden;
  for (std::sregex_iterator i(text.begin(), text.end(), include), end; i != end; ++i) {
    const std::string name = (*i)[1];
    const auto other = folders_of(name);
    const bool ours = other[0] == place[0] && other[1] == place[1];
    bool allowed = true;
    if (other[0] == "core")
      allowed = in_core ? floor_of(other[1]) <= floor_of(place[1])
                        : seen_by_modules.contains(other[1]) && !(in_domain && other[1] == "sdk");
    else if (other[0] == "services" || other[0] == "plugins")
      allowed = ours && !(in_domain && (other[2] == "rpc" || other[2] == "store")) &&
                !(place[2] == "store" && other[2] == "rpc");
    else if (other[0] == "clients" || other[0] == "tests")
      allowed = false;
    else if (in_domain && other[0] == "halle")
      allowed = false;
    if (!allowed) forbidden.push_back(name);
  }
  return forbidden;
}

TEST(Walls, EachPartIncludesOnlyWhatItMay) {
  using Lines = std::vector<std::string>;
  for (const auto* folder : {"core", "services", "plugins"}) {
    for (const auto& path : sources_under(folder)) {
      const std::string relative = fs::relative(path, HALLE_SOURCE_DIR).string();
      const auto place = folders_of(relative);
      if (place[0] == "core")
        EXPECT_GE(floor_of(place[1]), 0) << relative << ": of which floor?";
      else if (place[2] == "tests")
        continue;  // of a module: with core/testing
      EXPECT_EQ(forbidden_includes(relative, read(path)), Lines{}) << relative;
    }
  }
  // What it is there to find.
  const auto refused = [](const std::string& path, const std::string& included) {
    return !forbidden_includes(path, "#include \"" + included + "\"\n").empty();
  };
  EXPECT_TRUE(refused("services/orders/rpc/close.cpp", "services/hub/store/sessions.hpp"));
  EXPECT_TRUE(refused("plugins/member_wishes/rpc/add.cpp", "services/orders/domain/price.hpp"));
  EXPECT_TRUE(refused("services/orders/rpc/close.cpp", "core/db/connection.hpp"));
  EXPECT_TRUE(
      refused("services/orders/domain/price.cpp", "services/orders/store/cycles/cycles.hpp"));
  EXPECT_TRUE(refused("services/orders/domain/price.cpp", "halle/orders/v1/orders.pb.h"));
  EXPECT_TRUE(
      refused("services/orders/store/cycles/cycles.cpp", "services/orders/rpc/services.hpp"));
  EXPECT_TRUE(refused("core/bus/routing/router.cpp", "core/module/host.hpp"));
  EXPECT_TRUE(refused("core/sdk/call.cpp", "core/testing/server.hpp"));
  EXPECT_FALSE(refused("services/orders/rpc/close.cpp", "services/orders/store/cycles/cycles.hpp"));
  EXPECT_FALSE(refused("core/node/node.cpp", "core/gateway/gateway.hpp"));
}

TEST(Walls, TheKernelKnowsNoBusiness) {
  const std::regex business(
      "\\b(membership|member|catalogue|basket|shift|workshop|grower|producer|cycle|jar|harvest|"
      "stock)s?"
      "\\b",
      std::regex::icase);
  for (const auto& path : sources_under("core")) {
    if (path.string().find("static_modules") != std::string::npos) continue;
    const std::string text = read(path);
    std::smatch found;
    EXPECT_FALSE(std::regex_search(text, found, business))
        << fs::relative(path, HALLE_SOURCE_DIR) << ": " << found.str();
  }
}

TEST(Walls, AMethodWithoutAnAccessRuleDoesNotBuild) {
  const fs::path folder = fs::temp_directory_path() / "halle-access-test";
  fs::create_directories(folder);
  std::ofstream(folder / "open.proto") << R"(syntax = "proto3";
package t;
message M {}
service S { rpc Open(M) returns (M); }
)";
  const std::string command = "protoc -I " + folder.string() +
                              " -I " HALLE_SOURCE_DIR
                              "/proto --plugin=protoc-gen-halle=" HALLE_BINARY_DIR
                              "/bin/protoc-gen-halle --halle_out=" +
                              folder.string() + " open.proto 2> " + (folder / "log").string();
  EXPECT_NE(std::system(command.c_str()), 0);
  EXPECT_NE(read(folder / "log").find("t.S.Open: no (halle.option.v1.access)"), std::string::npos);
  fs::remove_all(folder);
}

TEST(Walls, ADocumentIsForAnybodyOrAskedByARightAndChangesNothing) {
  const fs::path folder = fs::temp_directory_path() / "halle-document-test";
  fs::create_directories(folder);
  const auto reason = [&](const std::string& types, const std::string& options) {
    std::ofstream(folder / "t.proto") << R"(syntax = "proto3";
package t;
import "halle/option/v1/method.proto";
import "halle/type/v1/document.proto";
message M {}
service S { rpc Show)" + types + " {" + options +
                                             "} }\n";
    const std::string command = "protoc -I " + folder.string() +
                                " -I " HALLE_SOURCE_DIR "/proto --include_imports " +
                                "--descriptor_set_out=" + (folder / "t.desc").string() + " t.proto";
    EXPECT_EQ(std::system(command.c_str()), 0);
    bus::Descriptors descriptors;
    const auto rules = descriptors.add(read(folder / "t.desc"), {"t.S"});
    return rules ? rules.value().at(0).document : rules.error().reason;
  };
  const std::string types = "(halle.type.v1.DocumentRequest) returns (halle.type.v1.Document)";
  const std::string anybody = "option (halle.option.v1.access) = {public: true};";
  const std::string reads = "option idempotency_level = NO_SIDE_EFFECTS;";
  const std::string path = "option (halle.option.v1.document) = \"/t/{organisation}\";";
  EXPECT_EQ(reason(types, anybody + reads + path), "/t/{organisation}");
  EXPECT_EQ(reason(types, anybody + reads), "");
  EXPECT_EQ(reason(types, anybody + path), "halle.document_refused");
  EXPECT_EQ(reason(types, "option (halle.option.v1.access) = {signed_in: true};" + reads + path),
            "halle.document_refused");
  EXPECT_EQ(
      reason(types, "option (halle.option.v1.access) = {permission: \"t.see\"};" + reads + path),
      "/t/{organisation}");
  EXPECT_EQ(reason("(M) returns (M)", anybody + reads + path), "halle.document_refused");
  EXPECT_EQ(reason(types, anybody + reads + "option (halle.option.v1.document) = \"/t\";"),
            "halle.document_refused");
  fs::remove_all(folder);
}

TEST(Walls, AFormIsForAnybody) {
  const fs::path folder = fs::temp_directory_path() / "halle-form-test";
  fs::create_directories(folder);
  const auto reason = [&](const std::string& types, const std::string& options) {
    std::ofstream(folder / "t.proto") << R"(syntax = "proto3";
package t;
import "halle/option/v1/method.proto";
import "halle/type/v1/document.proto";
import "halle/type/v1/form.proto";
service S { rpc Post)" + types + " {" + options +
                                             "} }\n";
    const std::string command = "protoc -I " + folder.string() +
                                " -I " HALLE_SOURCE_DIR "/proto --include_imports " +
                                "--descriptor_set_out=" + (folder / "t.desc").string() + " t.proto";
    EXPECT_EQ(std::system(command.c_str()), 0);
    bus::Descriptors descriptors;
    const auto rules = descriptors.add(read(folder / "t.desc"), {"t.S"});
    return rules ? rules.value().at(0).form : rules.error().reason;
  };
  const std::string types = "(halle.type.v1.FormRequest) returns (halle.type.v1.Document)";
  const std::string anybody = "option (halle.option.v1.access) = {public: true};";
  const std::string path = "option (halle.option.v1.form) = \"/t/{organisation}\";";
  EXPECT_EQ(reason(types, anybody + path), "/t/{organisation}");
  EXPECT_EQ(reason(types, anybody), "");
  EXPECT_EQ(reason(types, "option (halle.option.v1.access) = {signed_in: true};" + path),
            "halle.form_refused");
  EXPECT_EQ(
      reason("(halle.type.v1.DocumentRequest) returns (halle.type.v1.Document)", anybody + path),
      "halle.form_refused");
  EXPECT_EQ(reason(types, anybody + "option (halle.option.v1.form) = \"/t\";"),
            "halle.form_refused");
  fs::remove_all(folder);
}

}  // namespace
}  // namespace halle::test
