// Modules with a file of their own: each that should not run is refused in a sentence before any of
// its code runs, and one that misbehaves takes nothing along but its own call, then its own node.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include <google/protobuf/descriptor.pb.h>
#include "core/base/ids.hpp"
#include "core/module/loading/file.hpp"
#include "core/module/loading/module.hpp"
#include "core/module/notices.hpp"
#include "core/node/kernel_service.hpp"
#include "core/node/static_modules.hpp"
#include "core/supervisor/nodes/installed.hpp"
#include "halle/hub/v1/hub.halle.hpp"

#include "tests/support/installation.hpp"
#include "tests/support/running.hpp"
#include "tests/support/shop.hpp"
#include "trial/v1/trial.halle.hpp"

namespace halle::test {
namespace {
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using module::v1::Composition;
using module::v1::Package;
using trial::v1::DoRequest;
using Json = nlohmann::json;

constexpr const char* folder = HALLE_BINARY_DIR "/modules";

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// A folder with a copy of trial.so.
class Files : public testing::Test {
 protected:
  fs::path own = [] {
    char name[] = "/tmp/halle-modules-XXXXXX";
    return fs::path(::mkdtemp(name));
  }();
  fs::path file = own / "trial.so";
  Composition composition;

  void SetUp() override {
    fs::copy_file(fs::path(folder) / "trial.so", file);
    fs::permissions(file, fs::perms(0600));
    auto* node = composition.add_nodes();
    node->set_name("hall");
    node->set_listens(true);
    for (const auto* id : {"hub", "membership", "catalogue", "orders", "trial"})
      node->add_modules(id);
    auto* named = composition.add_files();
    named->set_id("trial");
    named->set_file("trial.so");
  }
  void TearDown() override { fs::remove_all(own); }

  Package package() const {
    Package read_from_file;
    EXPECT_TRUE(read_from_file.ParseFromString(must(module::read_package(file.string(), ""))));
    return read_from_file;
  }
  /// The file with another package in it.
  void write(const Package& changed) const {
    std::ofstream(own / "package", std::ios::binary) << changed.SerializeAsString();
    const std::string command =
        "objcopy --update-section .halle.module=" + (own / "package").string() + " " +
        file.string() + " 2> /dev/null";
    EXPECT_EQ(std::system(command.c_str()), 0);
    EXPECT_EQ(package().SerializeAsString(), changed.SerializeAsString());
  }
  void write(const std::function<void(std::string&)>& change) const {
    Package changed = package();
    change(*changed.mutable_manifest());
    write(changed);
  }
  static void replace(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  }

  /// Why it is refused; empty: it is not.
  std::string refusal() const {
    bus::Descriptors descriptors;
    must(descriptors.add(node::kernel_descriptors(), node::kernel_services()));
    const auto resolved =
        must(module::resolve(node::static_modules(), composition, own.string(), descriptors));
    EXPECT_EQ(resolved.modules.size() + resolved.refused.size(), 5u);
    EXPECT_GE(resolved.modules.size(), 4u) << "the others run";
    return resolved.refused.empty() ? "" : resolved.refused[0].sentence;
  }
};

TEST_F(Files, AProperOneIsTaken) {
  EXPECT_EQ(refusal(), "");
  composition.mutable_files(0)->set_sha256(hex(sha256(read(file))));
  EXPECT_EQ(refusal(), "");
}

TEST_F(Files, OneThatIsNotThereOrNoModuleIsRefused) {
  std::ofstream(file) << "#!/bin/sh\n";
  EXPECT_EQ(refusal(), "file trial.so is not a module");
  fs::copy_file("/lib/x86_64-linux-gnu/libc.so.6", file, fs::copy_options::overwrite_existing);
  fs::permissions(file, fs::perms(0600));
  EXPECT_EQ(refusal(), "file trial.so is a library, but not a module of Halle");
  fs::resize_file(file, 200);
  EXPECT_NE(refusal(), "");
  fs::remove(file);
  EXPECT_EQ(refusal(), "file trial.so is not there");
}

TEST_F(Files, OneWithoutTheTextsOfItsNoticesIsRefused) {
  auto other = package();
  auto mine = package();
  *other.mutable_manifest() += "notices { id: \"other.news\" topic: \"trial.news\" }\n";
  *mine.mutable_manifest() += "notices { id: \"trial.news\" topic: \"trial.news\" }\n";
  write(other);
  EXPECT_EQ(refusal(), "its notice other.news bears another module's name");
  write(mine);
  EXPECT_EQ(refusal(), "its letters in French lack the text trial.news.subject");
  auto* french = mine.add_letters();
  french->set_language("fr");
  french->set_lines("trial.news.subject = a\ntrial.news.text.1 = b\ntrial.news.topic = c\n");
  write(mine);
  EXPECT_EQ(refusal(), "it declares notices and does not fill /halle.kernel.v1.Notices/Compose");
  auto* english = mine.add_letters();
  english->set_language("en");
  english->set_lines("trial.news.subject = a\ntrial.news.text.1 = b\n");
  write(mine);
  EXPECT_EQ(refusal(), "its letters do not have the text trial.news.topic in every language");
}

TEST(LetterTexts, OfFrenchHaveSpacesThatDoNotBreak) {
  module::v1::Package package;
  for (const auto* language : {"fr", "en"}) {
    auto* letters = package.add_letters();
    letters->set_language(language);
    letters->set_lines("a = « Oui » : 3 % ou 5 € ?\n");
  }
  EXPECT_EQ(module::letter_texts(package, "fr").at("a"),
            "«\u00a0Oui\u00a0»\u00a0: 3\u00a0% ou 5\u00a0€\u00a0?");
  EXPECT_EQ(module::letter_texts(package, "en").at("a"), "« Oui » : 3 % ou 5 € ?");
}

TEST_F(Files, OneThatOthersMayWriteIsRefused) {
  fs::permissions(file, fs::perms(0620));
  EXPECT_EQ(refusal(), "file trial.so may be written by others than its owner");
}

TEST_F(Files, OneThatWasAlteredIsRefused) {
  composition.mutable_files(0)->set_sha256(hex(sha256(read(file))));
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary).seekp(4000).put('?');
  EXPECT_EQ(refusal(), "file trial.so is not the one that was installed: its digest differs");
}

TEST_F(Files, OneForAnotherEntryOrHostIsRefused) {
  Package changed = package();
  changed.set_abi(2);
  write(changed);
  EXPECT_EQ(refusal(), "it was built for version 2 of the entry of modules, this is 1");
  changed.set_abi(1);
  replace(*changed.mutable_manifest(), "to: 1", "to: 0");
  write(changed);
  EXPECT_EQ(refusal(), "its manifest does not say up to which version of Halle it works");
  replace(*changed.mutable_manifest(), "from: 1 to: 0", "from: 2 to: 3");
  write(changed);
  EXPECT_EQ(refusal(), "it is made for versions 2 to 3 of Halle, this is 1");
}

TEST_F(Files, AManifestThatCannotBeReadIsRefusedWithItsPlace) {
  write([](std::string& manifest) { replace(manifest, "version:", "versoin:"); });
  EXPECT_NE(refusal().find("its manifest cannot be read: line 2"), std::string::npos) << refusal();
}

TEST_F(Files, OneUnderAnothersNameIsRefused) {
  write([](std::string& manifest) { replace(manifest, "id: \"trial\"", "id: \"other\""); });
  EXPECT_EQ(refusal(), "its file holds module other");
  write([](std::string& manifest) { replace(manifest, "id: \"other\"", "id: \"../trial\""); });
  EXPECT_EQ(refusal(),
            "its id must be small letters, digits and _, and no reserved name: ../trial");
}

TEST_F(Files, OneThatTakesWhatIsAnothersIsRefused) {
  write([](std::string& manifest) { manifest += "provides: \"halle.orders.v1.Orders\"\n"; });
  EXPECT_EQ(refusal(), "its service halle.orders.v1.Orders is that of module orders");
  write([](std::string& manifest) {
    replace(manifest, "halle.orders.v1.Orders", "halle.kernel.v1.Kernel");
  });
  EXPECT_EQ(refusal(), "its service halle.kernel.v1.Kernel is that of the kernel");
  write([](std::string& manifest) {
    replace(manifest, "halle.kernel.v1.Kernel", "halle.other.v1.Other");
    manifest += "permissions { id: \"orders.cycle.manage\" roles: \"member\" }\n";
  });
  EXPECT_EQ(refusal(), "its right orders.cycle.manage bears another module's name");
}

TEST_F(Files, OneThatGivesARightToPartnersWithoutSayingSoIsRefused) {
  write([](std::string& manifest) {
    manifest += "permissions { id: \"trial.thing.read\" roles: \"member\" roles: \"partner\" }\n";
  });
  EXPECT_EQ(refusal(),
            "its right trial.thing.read is for partners, which the module does not say that it is");
  write([](std::string& manifest) { manifest += "for_partners: true\n"; });
  EXPECT_EQ(refusal(), "");
}

TEST_F(Files, OneThatFillsASocketItCannotIsRefused) {
  write([](std::string& manifest) {
    manifest +=
        "fills { socket: \"/halle.kernel.v1.Cards/List\" method: \"/trial.v1.Trial/Keep\" }\n";
  });
  EXPECT_EQ(refusal(),
            "module trial fills /halle.kernel.v1.Cards/List with /trial.v1.Trial/Keep, which has "
            "another request or reply");
  write([](std::string& manifest) { replace(manifest, "Cards/List", "Cards/Lost"); });
  EXPECT_EQ(refusal(),
            "module trial fills /halle.kernel.v1.Cards/Lost, which is no extension point of these "
            "modules");
  write([](std::string& manifest) {
    replace(manifest, "method: \"/trial.v1.Trial/Keep\"",
            "method: \"/halle.orders.v1.Cards/List\"");
  });
  EXPECT_EQ(refusal(),
            "it fills /halle.kernel.v1.Cards/Lost with /halle.orders.v1.Cards/List, which is no "
            "method of its own");
}

TEST_F(Files, OneThatListsACallItMayNotMakeIsRefused) {
  std::string listed;
  const auto lists = [&](const std::string& call) {
    write([&](std::string& manifest) {
      if (!listed.empty()) replace(manifest, listed, "");
      listed = "calls { " + call + " }\n";
      manifest += listed;
    });
    return refusal();
  };
  EXPECT_EQ(lists("method: \"/halle.membership.v1.Members/None\""),
            "it calls /halle.membership.v1.Members/None, which does not exist");
  EXPECT_EQ(lists("method: \"/halle.hub.v1.Accounts/SetPassword\""),
            "it calls /halle.hub.v1.Accounts/SetPassword, which is not for modules to call");
  EXPECT_EQ(lists("method: \"/halle.kernel.v1.Identity/Resolve\""),
            "it calls /halle.kernel.v1.Identity/Resolve, which is not for modules to call");
  EXPECT_EQ(lists("method: \"/halle.orders.v1.Cycles/List\""),
            "it calls /halle.orders.v1.Cycles/List without needing module orders");
  EXPECT_EQ(lists("method: \"/halle.orders.v1.Cycles/List\" optional: true"), "");
  EXPECT_EQ(lists("method: \"/halle.nothing.v1.None/None\" optional: true"), "");
  EXPECT_EQ(lists("method: \"/trial.v1.Trial/Keep\""),
            "it lists /trial.v1.Trial/Keep, which is its own, among its calls");
  EXPECT_EQ(
      lists("method: \"/halle.membership.v1.Skills/List\" with: \"orders.cycle.manage\""),
      "it calls /halle.membership.v1.Skills/List with orders.cycle.manage, which is no right of "
      "the module that has it");
  EXPECT_EQ(lists("method: \"/halle.hub.v1.Organisations/GetPublished\""), "");
  EXPECT_EQ(lists("method: \"/halle.membership.v1.Members/None\" optional: true"), "");
  EXPECT_EQ(lists("method: \"/halle.orders.v1.Cycles/List\" optional: true"), "");
  EXPECT_EQ(lists("method: \"/halle.hub.v1.Accounts/SetPassword\" optional: true"),
            "it calls /halle.hub.v1.Accounts/SetPassword, which is not for modules to call");
}

TEST_F(Files, ThePlanSaysWhatItCallsAndWithWhichRights) {
  const auto plan = must(node::plan(node::static_modules(), composition, own.string()));
  EXPECT_NE(plan.find("  calls /halle.membership.v1.Members/Get\n"), std::string::npos) << plan;
  EXPECT_NE(plan.find("  calls /halle.membership.v1.Members/ListStandings with "
                      "membership.member.read\n"),
            std::string::npos);
}

TEST_F(Files, OneWhoseProtoFileIsAnothersIsRefused) {
  Package changed = package();
  google::protobuf::FileDescriptorSet set;
  set.ParseFromString(changed.descriptors());
  for (auto& proto : *set.mutable_file())
    if (proto.name() == "trial/v1/trial.proto") proto.set_name("halle/orders/v1/orders.proto");
  changed.set_descriptors(set.SerializeAsString());
  write(changed);
  EXPECT_NE(refusal().find("trial.v1.Trial"), std::string::npos) << refusal();
}

TEST_F(Files, AMethodThatDoesNotSayWhoMayCallItIsRefused) {
  Package changed = package();
  google::protobuf::FileDescriptorSet set;
  set.ParseFromString(changed.descriptors());
  for (auto& proto : *set.mutable_file())
    if (proto.name() == "trial/v1/trial.proto")
      proto.mutable_service(0)->mutable_method(1)->clear_options();
  changed.set_descriptors(set.SerializeAsString());
  write(changed);
  EXPECT_EQ(refusal(), "its method /trial.v1.Trial/Keep does not say who may call it");
}

TEST_F(Files, OneThatNeedsAnotherThatDoesNotRunIsRefused) {
  write([](std::string& manifest) { manifest += "needs: \"nobody\"\n"; });
  EXPECT_EQ(refusal(), "it needs module nobody, which does not run");
}

TEST_F(Files, OneThatCallsItselfEssentialIsRefused) {
  write([](std::string& manifest) { manifest += "essential: true\n"; });
  EXPECT_EQ(refusal(), "it says that nobody can do without it, which is not for it to say");
}

TEST_F(Files, AnEssentialOneThatIsRefusedIsAnError) {
  auto* named = composition.add_files();
  named->set_id("hub");
  named->set_file("trial.so");
  bus::Descriptors descriptors;
  must(descriptors.add(node::kernel_descriptors(), node::kernel_services()));
  const auto resolved =
      module::resolve(node::static_modules(), composition, own.string(), descriptors);
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error().detail, "module hub: its file holds module trial");
}

TEST_F(Files, OneThatFillsWhatTakesOneIsRefused) {
  write([](std::string& manifest) {
    manifest +=
        "fills { socket: \"/halle.kernel.v1.Identity/Resolve\" method: \"/trial.v1.Trial/Keep\" "
        "}\n";
  });
  EXPECT_EQ(
      refusal(),
      "it fills /halle.kernel.v1.Identity/Resolve, which takes one and is that of module hub");
}

/// `trial` in the node of the others, and in one of its own.
class Calling : public testing::TestWithParam<bool> {
 protected:
  static std::string composition() {
    const std::string modules =
        "modules: \"hub\" modules: \"membership\" modules: \"catalogue\" modules: \"orders\"";
    const std::string trial = "modules: \"trial\"";
    return "nodes { name: \"hall\" listens: true " + modules +
           (GetParam() ? " } " : trial + " } ") +
           (GetParam() ? "nodes { name: \"by\" " + trial + " } " : "") +
           "files { id: \"trial\" file: \"trial.so\" }";
  }
  Installation installation{composition()};
  Uuid coop = installation.create_organisation("coop");

  void SetUp() override {
    auto staff = installation.as_operator(coop);
    Shop(staff).add_members(2);
    installation.settle();
  }
  template <class Request>
  Result<std::string> through_trial(const std::string& token, const std::string& method,
                                    const Request& asked) {
    auto caller = installation.as(token, coop);
    DoRequest request;
    request.set_what("call");
    request.set_with(method);
    request.set_request(asked.SerializeAsString());
    HALLE_TRY(reply, trial::v1::TrialClient(caller).misbehave(request));
    return reply.reply();
  }
};

TEST_P(Calling, AModuleCallsOnlyWhatItsManifestLists) {
  const auto token = installation.create_account(coop, "administrator");
  membership::v1::SetSettingsRequest settings;
  const auto reply = through_trial(token, "/halle.membership.v1.Members/SetSettings", settings);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().reason, "halle.call_not_listed");
  hub::v1::SetPasswordRequest password;
  EXPECT_EQ(
      through_trial("the-operator", "/halle.hub.v1.Accounts/SetPassword", password).error().reason,
      "halle.call_not_listed");
}

TEST_P(Calling, WhatIsCalledGoesByThePersonBehindTheCall) {
  const auto token = installation.create_account(coop, "member", "1");
  membership::v1::GetMemberRequest get;
  get.set_number("1");
  EXPECT_TRUE(through_trial(token, "/halle.membership.v1.Members/Get", get));
  get.set_number("2");
  EXPECT_EQ(through_trial(token, "/halle.membership.v1.Members/Get", get).error().reason,
            "membership.member_unknown");
  // The list says with which right it is called.
  membership::v1::ListStandingsRequest list;
  list.set_number("2");
  EXPECT_TRUE(through_trial(token, "/halle.membership.v1.Members/ListStandings", list));
  membership::v1::SetStandingRequest set;
  set.set_number("2");
  set.set_standing(membership::v1::STANDING_SUSPENDED);
  EXPECT_EQ(through_trial(token, "/halle.membership.v1.Members/SetStanding", set).error().reason,
            "halle.not_allowed");
}

TEST_P(Calling, TheAuditNamesTheModuleAndThePerson) {
  const auto token = installation.create_account(coop, "coordinator");
  membership::v1::SetStandingRequest set;
  set.set_number("2");
  set.set_standing(membership::v1::STANDING_SUSPENDED);
  set.set_cause("cotisation");
  ASSERT_TRUE(through_trial(token, "/halle.membership.v1.Members/SetStanding", set));
  const auto account = installation
                           .sql(
                               "SELECT account_id FROM hub.role_grant WHERE role = "
                               "'coordinator'")
                           .at(0);
  EXPECT_EQ(installation.sql("SELECT principal FROM halle.audit WHERE method LIKE '%/SetStanding'"),
            std::vector<std::string>{"module:trial for account:" + account});
  EXPECT_EQ(installation.broken_invariants(), std::vector<std::string>{});
}
INSTANTIATE_TEST_SUITE_P(All, Calling, testing::Bool(), [](const auto& test) {
  return test.param ? std::string("across_nodes") : std::string("in_one_node");
});

/// A real installation with trial in its one node.
class Contained : public testing::Test {
 protected:
  fs::path composition = [] {
    char name[] = "/tmp/halle-composition-XXXXXX";
    return fs::path(::mkdtemp(name)) / "composition.textproto";
  }();
  std::unique_ptr<Running> running;
  std::unique_ptr<net::Client> client;
  Uuid coop;

  void start(const std::string& file) {
    std::ofstream(composition) << read(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto")
                               << "nodes { name: \"by\" modules: \"trial\" }\n"
                               << "files { id: \"trial\" file: \"" << file << "\" }\n";
    begin();
  }
  void start_in_the_hall(const std::string& file) {
    std::string text = read(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto");
    text.insert(text.rfind('}'), "modules: \"trial\"\n");
    std::ofstream(composition) << text << "files { id: \"trial\" file: \"" << file << "\" }\n";
    begin();
  }
  /// The usual one, without trial, and without a module that is to be installed.
  void begin_without(const std::string& installed = "") {
    std::string text = read(HALLE_SOURCE_DIR "/deploy/compositions/one_box.textproto");
    const std::string line = "  modules: \"" + installed + "\"\n";
    if (const auto at = text.find(line); at != std::string::npos) text.erase(at, line.size());
    std::ofstream(composition) << text;
    begin();
  }
  void tell() const { ASSERT_EQ(::kill(running->supervisor(), SIGUSR1), 0); }
  void TearDown() override {
    client.reset();
    running.reset();
    fs::remove_all(composition.parent_path());
  }

  Result<trial::v1::DoReply> ask(const std::string& what, const std::string& with = "",
                                 std::chrono::milliseconds patience = 0ms) {
    Caller caller(*client, running->token(), coop);
    caller.be_patient(patience);
    DoRequest request;
    request.set_what(what);
    request.set_with(with);
    trial::v1::TrialClient trial(caller);
    return what == "keep" ? trial.keep(request) : trial.misbehave(request);
  }
  std::vector<std::string> lines() const {
    return running->sql("SELECT text FROM trial.line ORDER BY id");
  }
  /// What `halle status` says of modules that failed: reason and node, a line each.
  std::string notices() const {
    std::string status;
    running->halle({"status", "--json"}, &status);
    std::string all;
    const auto said = Json::parse(status, nullptr, false);
    if (!said.is_object()) return all;
    for (const auto& notice : said.at("notices"))
      all += notice["reason"].get<std::string>() + " " + notice["node"].get<std::string>() + "\n";
    return all;
  }

  pid_t process_of(const std::string& node) const {
    for (const auto pid : running->processes("halle-node"))
      if (read("/proc/" + std::to_string(pid) + "/cmdline")
              .find(std::string("--name") + '\0' + node + '\0') != std::string::npos)
        return pid;
    return -1;
  }

 private:
  void begin() {
    running = std::make_unique<Running>(composition.string());
    client = std::make_unique<net::Client>(running->address());
    coop = running->create_organisation("coop");
  }
};

TEST_F(Contained, AnInstalledOneComesAndGoesWhileTheOthersGoOn) {
  begin_without();
  const auto hall = process_of("hall");
  EXPECT_EQ(ask("count").error().reason, "halle.no_such_method");
  must(supervisor::add_installed(running->data(), "trial", folder + std::string("/trial.so")));
  tell();
  EXPECT_TRUE(eventually(30s, [&] {
    return running->halle({"module", "enable", "trial", "--org", "coop"}) == 0;
  }));
  must(ask("keep", "first", 30s));
  EXPECT_NE(process_of("trial"), -1);
  EXPECT_NE(process_of("hall"), hall) << "all nodes learn where it is";
  running->stop();
  running->start();
  EXPECT_EQ(must(ask("count", "", 30s)).lines(), 1) << "it stays";
  ASSERT_TRUE(must(supervisor::remove_installed(running->data(), "trial")));
  tell();
  EXPECT_TRUE(eventually(30s, [&] {
    const auto reply = ask("count");
    return !reply && reply.error().reason == "halle.no_such_method";
  }));
  EXPECT_EQ(process_of("trial"), -1);
  EXPECT_EQ(lines(), std::vector<std::string>{"first"}) << "what it keeps stays";
  EXPECT_FALSE(must(supervisor::remove_installed(running->data(), "trial")));
  EXPECT_EQ(notices(), "");
}

TEST_F(Contained, AnInstalledOneThatWasAlteredDoesNotRun) {
  begin_without();
  must(supervisor::add_installed(running->data(), "trial", folder + std::string("/trial.so")));
  for (const auto& entry : fs::directory_iterator(running->data() + "/modules"))
    if (entry.path().extension() == ".so")
      std::fstream(entry.path(), std::ios::in | std::ios::out | std::ios::binary)
          .seekp(4000)
          .put('?');
  tell();
  std::string status;
  EXPECT_TRUE(eventually(30s, [&] {
    status.clear();
    running->halle({"status"}, &status);
    return status.find("its digest differs") != std::string::npos;
  })) << status;
  EXPECT_EQ(ask("count").error().reason, "halle.no_such_method");
}

TEST_F(Contained, AnInstalledOneThatCannotMigrateIsLeftOutAlone) {
  begin_without("price_solidarity");
  must(supervisor::add_installed(running->data(), "price_solidarity",
                                 folder + std::string("/price_solidarity.so")));
  // The same module with a table that is there already in its second step.
  const fs::path bad = composition.parent_path() / "trial.so";
  fs::copy_file(fs::path(folder) / "trial.so", bad);
  Package changed;
  changed.ParseFromString(must(module::read_package(bad.string(), "")));
  auto* step = changed.add_migrations();
  step->set_number(changed.migrations_size());
  step->set_name("bad");
  step->set_sql("CREATE TABLE trial.line (org_id uuid)");
  std::ofstream(composition.parent_path() / "package", std::ios::binary)
      << changed.SerializeAsString();
  const std::string command =
      "objcopy --update-section .halle.module=" + (composition.parent_path() / "package").string() +
      " " + bad.string();
  ASSERT_EQ(std::system(command.c_str()), 0);
  must(supervisor::add_installed(running->data(), "trial", bad.string()));
  tell();
  EXPECT_TRUE(eventually(30s, [&] { return notices() == "halle.module_left_out trial\n"; }))
      << notices();
  Caller staff(*client, running->token(), {});
  staff.be_patient(30s);
  must(hub::v1::OrganisationsClient(staff).list({}));
  EXPECT_EQ(ask("count").error().reason, "halle.no_such_method");
  running->stop();
  running->start();  // nor does it keep Halle from starting
  Caller again(*client, running->token(), {});
  again.be_patient(30s);
  must(hub::v1::OrganisationsClient(again).list({}));
  EXPECT_NE(process_of("price_solidarity"), -1);
  std::string status;
  running->halle({"status"}, &status);
  EXPECT_NE(status.find("halle.migration_failed trial bad"), std::string::npos) << status;
}

TEST_F(Contained, AnInstalledOneThatEndsAsItIsLoadedIsLeftOut) {
  begin_without();
  must(supervisor::add_installed(running->data(), "trial",
                                 folder + std::string("/trial_ends_at_load.so")));
  tell();
  EXPECT_TRUE(eventually(30s, [&] { return notices() == "halle.module_stopped trial\n"; }))
      << notices();
  Caller staff(*client, running->token(), {});
  staff.be_patient(30s);
  must(hub::v1::OrganisationsClient(staff).list({}));
  EXPECT_EQ(process_of("trial"), -1);
}

TEST_F(Contained, WhatAnUpdateReplacedCanBePutBack) {
  begin_without();
  const auto named = [&] {
    std::set<std::string> files;
    for (const auto& entry : fs::directory_iterator(running->data() + "/modules"))
      if (entry.path().extension() == ".so") files.insert(entry.path().filename());
    return files;
  };
  const auto& data = running->data();
  EXPECT_FALSE(must(supervisor::add_installed(data, "trial", folder + std::string("/trial.so"))));
  const auto first = named();
  const auto before = must(
      supervisor::add_installed(data, "trial", folder + std::string("/trial_ends_at_load.so")));
  ASSERT_TRUE(before);
  EXPECT_EQ(named().size(), 2u);
  must(supervisor::put_back(data, "trial", before));
  EXPECT_EQ(named(), first);
  EXPECT_EQ(must(supervisor::read_installed(data)).files(0).file(), before->file());
  must(supervisor::put_back(data, "trial", std::nullopt));
  EXPECT_EQ(named().size(), 0u);
  EXPECT_EQ(must(supervisor::read_installed(data)).files_size(), 0);
}

TEST_F(Contained, WhatItMayNotDoIsRefusedAndLeavesNothing) {
  start_in_the_hall("trial.so");
  const Uuid other = running->create_organisation("other");
  must(ask("keep", "first"));
  const std::vector<std::pair<std::string, std::string>> refused{
      {"throw", "halle.handler_failed"},
      {"garbage", "halle.reply_refused"},
      {"huge", "halle.reply_refused"},
      {"role", "halle.statement_refused"},
      {"organisation", "halle.statement_refused"},
      {"commit", "halle.statement_refused"},
      {"config", "halle.database_refused"}};
  for (const auto& [what, reason] : refused) {
    const auto reply = ask(what, other.text());
    ASSERT_FALSE(reply) << what;
    EXPECT_EQ(reply.error().reason, reason) << what;
  }
  EXPECT_EQ(lines(), std::vector<std::string>{"first"});
  EXPECT_EQ(must(ask("count")).lines(), 1);
  EXPECT_EQ(notices(), "");
}

TEST_F(Contained, OneThatCrashesItsNodeThreeTimesGetsOneOfItsOwn) {
  start_in_the_hall("trial.so");
  must(ask("keep", "first"));
  Caller staff(*client, running->token(), {});
  staff.be_patient(30s);
  for (const auto* how : {"crash", "abort", "overflow"}) {
    EXPECT_FALSE(ask(how));
    must(hub::v1::OrganisationsClient(staff).list({}));
    must(ask("keep", how, 30s));
  }
  EXPECT_EQ(notices(),
            "halle.module_crashed hall\nhalle.module_crashed hall\nhalle.module_crashed hall\n"
            "halle.module_moved trial\n");
  EXPECT_EQ(lines(), (std::vector<std::string>{"first", "crash", "abort", "overflow"}));
  // From now on the others do not notice: the hall is the same process before and after.
  const auto hall = process_of("hall");
  const auto apart = process_of("trial");
  ASSERT_EQ(running->processes("halle-node").size(), 2u);
  EXPECT_FALSE(ask("exit"));
  must(ask("keep", "again", 30s));
  EXPECT_EQ(process_of("hall"), hall);
  EXPECT_NE(process_of("trial"), apart);
  for (int i = 0; i < 4; ++i) {
    EXPECT_FALSE(ask("crash"));
    if (i < 3) must(ask("keep", "more", 30s));
  }
  EXPECT_TRUE(eventually(
      10s, [&] { return notices().find("halle.module_stopped trial") != std::string::npos; }));
  EXPECT_EQ(running->processes("halle-node"), std::vector<pid_t>{hall});
  EXPECT_EQ(ask("count").error().code, Code::unavailable);
  must(hub::v1::OrganisationsClient(staff).list({}));
}

TEST_F(Contained, OneThatNeverEndsIsEnded) {
  start("trial.so");
  must(ask("keep", "first"));
  const auto reply = client->call("/trial.v1.Trial/Misbehave",
                                  [] {
                                    DoRequest request;
                                    request.set_what("loop");
                                    return request.SerializeAsString();
                                  }(),
                                  {running->token(), coop, make_uuid_v7(1), 500ms});
  EXPECT_EQ(reply.error().code, Code::deadline_exceeded);
  EXPECT_TRUE(eventually(30s, [&] { return notices() == "halle.module_stuck by\n"; })) << notices();
  EXPECT_EQ(must(ask("count", "", 30s)).lines(), 1);
}

TEST_F(Contained, OneThatCrashesAsItIsLoadedKeepsNobodyFromStarting) {
  start_in_the_hall("trial_crashes_at_load.so");
  Caller staff(*client, running->token(), {});
  EXPECT_EQ(must(hub::v1::OrganisationsClient(staff).list({})).organisations_size(), 1);
  EXPECT_EQ(ask("count").error().code, Code::unavailable);
  const std::string noted = notices();
  EXPECT_NE(noted.find("halle.module_moved trial"), std::string::npos) << noted;
  EXPECT_NE(noted.find("halle.module_stopped trial"), std::string::npos) << noted;
  EXPECT_EQ(running->processes("halle-node").size(), 1u);
}

TEST_F(Contained, OneThatCrashesAsItsNodeStopsLosesNothing) {
  start_in_the_hall("trial_crashes_at_stop.so");
  must(ask("keep", "first"));
  client.reset();
  running->stop();
  running->start();
  client = std::make_unique<net::Client>(running->address());
  EXPECT_EQ(must(ask("count", "", 30s)).lines(), 1);
  EXPECT_EQ(notices(), "");
}

}  // namespace
}  // namespace halle::test
