// ExtensionPoints: methods that other modules answer.
#include "core/bus/extension_points.hpp"

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <thread>

#include "core/sdk/service.hpp"

namespace halle::bus {
namespace {
namespace pb = google::protobuf;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

const Uuid here = *Uuid::parse("00000000-0000-7000-8000-000000000001");
const Uuid elsewhere = *Uuid::parse("00000000-0000-7000-8000-000000000002");

const std::string kernel = "option (halle.option.v1.access) = {kernel: true};";
const std::string reads = "option idempotency_level = NO_SIDE_EFFECTS;";

std::string method(const std::string& name, const std::string& options,
                   const std::string& reply = "Reply") {
  return "rpc " + name + "(Request) returns (" + reply + ") {" + options + "}\n";
}
std::string extension_point(const std::string& name, const std::string& kind,
                            const std::string& on_failure, const std::string& reply = "Reply") {
  return method(name,
                kernel + reads + "option (halle.option.v1.socket) = {kind: SOCKET_KIND_" + kind +
                    " deadline_milliseconds: 20 on_failure: FAILURE_POLICY_" + on_failure + "};",
                reply);
}

/// A package with these methods, compiled.
std::string compiled(const std::string& methods) {
  class Source final : public pb::compiler::SourceTree {
   public:
    explicit Source(std::string text) : text_(std::move(text)) {
      disk_.MapPath("", HALLE_SOURCE_DIR "/proto");
      disk_.MapPath("", "/usr/include");
    }
    pb::io::ZeroCopyInputStream* Open(const std::string& name) override {
      if (name != "t.proto") return disk_.Open(name);
      return new pb::io::ArrayInputStream(text_.data(), static_cast<int>(text_.size()));
    }

   private:
    std::string text_;
    pb::compiler::DiskSourceTree disk_;
  } source(R"(syntax = "proto3";
package t;
import "halle/option/v1/method.proto";
message Request { string word = 1; repeated string said = 2; }
message Reply { repeated string said = 2; }
message Other { string said = 2; }
service S {
)" + methods +
           "}\n");
  class Complaints final : public pb::compiler::MultiFileErrorCollector {
    void AddError(const std::string& file, int line, int, const std::string& text) override {
      ADD_FAILURE() << file << ":" << line << " " << text;
    }
  } complaints;
  pb::compiler::Importer importer(&source, &complaints);
  const auto* file = importer.Import("t.proto");
  pb::FileDescriptorSet set;
  const std::function<void(const pb::FileDescriptor&)> add = [&](const pb::FileDescriptor& one) {
    for (int d = 0; d < one.dependency_count(); ++d) add(*one.dependency(d));
    for (const auto& known : set.file())
      if (known.name() == one.name()) return;
    one.CopyTo(set.add_file());
  };
  if (file != nullptr) add(*file);
  return set.SerializeAsString();
}

const std::string& usual() {
  static const std::string set = compiled(
      extension_point("Filter", "FILTER", "FAIL") + extension_point("Check", "CHECK", "SKIP") +
      extension_point("Collector", "COLLECTOR", "SKIP") + method("First", kernel + reads) +
      method("Second", kernel + reads) + method("Third", kernel + reads));
  return set;
}

class ExtensionPointsTest : public testing::Test {
 protected:
  Descriptors descriptors;
  std::vector<MethodRules> rules;
  pb::DynamicMessageFactory factory;
  Router router;
  std::atomic<std::int64_t> seconds_gone = 0;
  std::set<std::pair<std::string, Uuid>> disabled;
  ExtensionPoints extension_points{router, [this] { return Instant{seconds(seconds_gone.load())}; },
                                   [this](const Uuid& organisation, const std::string& module) {
                                     return !disabled.contains({module, organisation});
                                   }};
  std::vector<std::string> asked;  // what fillers were asked, in order

  ExtensionPointsTest() {
    EXPECT_TRUE(descriptors.add(usual(), {"t.S"}));
    rules = descriptors.rules();
  }
  std::string bytes(const std::string& type, const std::string& text) {
    const std::unique_ptr<pb::Message> message(
        factory.GetPrototype(descriptors.pool().FindMessageTypeByName(type))->New());
    EXPECT_TRUE(pb::TextFormat::ParseFromString(text, message.get())) << text;
    return message->SerializeAsString();
  }
  std::string text(const std::string& type, std::string_view from) {
    const std::unique_ptr<pb::Message> message(
        factory.GetPrototype(descriptors.pool().FindMessageTypeByName(type))->New());
    EXPECT_TRUE(message->ParseFromArray(from.data(), static_cast<int>(from.size())));
    std::string out;
    pb::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    printer.PrintToString(*message, &out);
    return out.substr(0, out.find_last_not_of(' ') + 1);
  }
  using Handle = std::function<Result<std::string>(const Context&)>;
  /// A method that fills something.
  void add(const std::string& name, Handle handle) {
    for (const auto& rule : rules) {
      if (rule.name != "/t.S/" + name) continue;
      ASSERT_TRUE(router.add(rule, [this, handle](const Context& context, const MethodRules&,
                                                  std::string_view request) {
        EXPECT_EQ(context.principal.kind, Principal::Kind::kernel);
        asked.push_back(context.method.substr(5) + ": " + text("t.Request", request));
        return handle(context);
      }));
    }
  }
  void add(const std::string& name, const std::string& word) {
    add(name, [=, this](const Context&) -> Result<std::string> {
      return bytes("t.Reply", "said: '" + word + "'");
    });
  }
  void open(const std::string& point_name, const std::vector<std::string>& methods) {
    std::vector<Filler> fillers;
    for (const auto& name : methods)
      fillers.push_back(
          {"/t.S/" + point_name, "/t.S/" + name, name, "1.2.3", name == "Third" ? -1 : 0});
    ASSERT_TRUE(extension_points.open(router, descriptors, fillers));
  }
  Result<std::string> call(const std::string& point_name, const Uuid& organisation = here,
                           milliseconds time = seconds(10)) {
    Context context;
    context.method = "/t.S/" + point_name;
    context.organisation = organisation;
    context.principal = Principal::kernel();
    context.deadline = steady_clock::now() + time;
    return router.call(context, bytes("t.Request", "word: 'go'"));
  }
  /// Module, version and reply of each answer; or the failure.
  std::vector<std::string> answers(const std::string& point_name, const Uuid& organisation = here) {
    const auto reply = call(point_name, organisation);
    if (!reply) return {reply.error().reason + " " + reply.error().detail};
    std::vector<std::string> all;
    const auto read = sdk::read_answers(reply.value());
    for (const auto& answer : read.value())
      all.push_back(answer.module + " " + answer.version + " " + text("t.Reply", answer.reply));
    return all;
  }
  using Texts = std::vector<std::string>;
};

TEST_F(ExtensionPointsTest, AFilterIsAChainInOrderOfPlaceThenModule) {
  add("First", "one");
  add("Second", "two");
  add("Third", "three");
  open("Filter", {"Second", "First", "Third"});
  EXPECT_EQ(answers("Filter"), (Texts{"Third 1.2.3 said: \"three\"", "First 1.2.3 said: \"one\"",
                                      "Second 1.2.3 said: \"two\""}));
  EXPECT_EQ(asked, (Texts{"Third: word: \"go\"", "First: word: \"go\" said: \"three\"",
                          "Second: word: \"go\" said: \"three\" said: \"one\""}));
}

TEST_F(ExtensionPointsTest, ACheckAndACollectorAskEachTheSame) {
  add("First", "one");
  add("Second", "two");
  open("Check", {"Second", "First"});
  EXPECT_EQ(answers("Check"), (Texts{"First 1.2.3 said: \"one\"", "Second 1.2.3 said: \"two\""}));
  EXPECT_EQ(asked, (Texts{"First: word: \"go\"", "Second: word: \"go\""}));
  EXPECT_EQ(answers("Collector"), Texts{}) << "nobody fills it";
}

TEST_F(ExtensionPointsTest, AModuleThatIsNotEnabledIsNotAsked) {
  add("First", "one");
  add("Second", "two");
  open("Filter", {"First", "Second"});
  disabled = {{"First", here}};
  EXPECT_EQ(answers("Filter"), Texts{"Second 1.2.3 said: \"two\""});
  EXPECT_EQ(asked, Texts{"Second: word: \"go\""});
  EXPECT_EQ(answers("Filter", elsewhere).size(), 2u);
  EXPECT_EQ(extension_points.fillers("/t.S/Filter", here), Texts{"Second"});
  EXPECT_EQ(extension_points.fillers("/t.S/Filter", elsewhere), (Texts{"First", "Second"}));
}

TEST_F(ExtensionPointsTest, WhatAFailureDoesIsTheOwnersChoice) {
  add("First", [](const Context&) -> Result<std::string> {
    return Error{Code::internal, "first.broken"};
  });
  add("Second", "two");
  std::vector<Filler> fillers;
  for (const auto* point_name : {"Filter", "Collector"})
    for (const auto* name : {"First", "Second"})
      fillers.push_back(
          {std::string("/t.S/") + point_name, std::string("/t.S/") + name, name, "1", 0});
  ASSERT_TRUE(extension_points.open(router, descriptors, fillers));
  EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: first.broken"});
  EXPECT_EQ(asked.size(), 1u) << "nobody after it";
  EXPECT_EQ(answers("Collector"), Texts{"Second 1 said: \"two\""});
}

TEST_F(ExtensionPointsTest, LateIsAFailure) {
  milliseconds given{0};
  add("First", [&](const Context& context) -> Result<std::string> {
    given = std::chrono::ceil<milliseconds>(context.deadline - steady_clock::now());
    while (steady_clock::now() <= context.deadline) std::this_thread::yield();
    return std::string{};
  });
  open("Filter", {"First"});
  EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: halle.too_late"});
  EXPECT_LE(given, milliseconds(20)) << "the owner's deadline";
  EXPECT_EQ(extension_points.states().at(0).failures, 1);
  // Whoever has less time than that says nothing about the filler.
  EXPECT_EQ(call("Filter", elsewhere, milliseconds(5)).error().reason, "halle.too_late");
  EXPECT_EQ(extension_points.states().size(), 1u);
}

TEST_F(ExtensionPointsTest, WhatCannotBeReadIsAFailure) {
  std::string reply;
  add("First", [&](const Context&) -> Result<std::string> { return reply; });
  open("Filter", {"First"});
  const auto outcome = [&](std::string bytes_of_reply) {
    reply = std::move(bytes_of_reply);
    return answers("Filter").at(0);
  };
  EXPECT_EQ(outcome(std::string("\x12\x05go", 4)),
            "halle.filler_failed First: halle.reply_unreadable");
  EXPECT_EQ(outcome(std::string("\x12\x02\xc3\x28", 4)),
            "halle.filler_failed First: halle.reply_unreadable");
  EXPECT_EQ(outcome("\x0f"), "halle.filler_failed First: halle.reply_unreadable");
  EXPECT_EQ(outcome(std::string("\x12\x02go", 4)), "First 1.2.3 said: \"go\"");
  EXPECT_EQ(outcome(bytes("t.Reply", "said: '" + std::string(1 << 20, 'x') + "'")),
            "halle.filler_failed First: halle.reply_too_large");
}

TEST_F(ExtensionPointsTest, WhoKeepsFailingIsLeftAloneForAWhile) {
  bool works = false;
  add("First", [&](const Context&) -> Result<std::string> {
    return works ? Result<std::string>(std::string{}) : Error{Code::internal, "first.broken"};
  });
  open("Filter", {"First"});
  for (int i = 0; i < 4; ++i) (void)call("Filter");
  works = true;
  EXPECT_TRUE(call("Filter")) << "four are not five in a row";
  works = false;
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: first.broken"});
  asked.clear();
  EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: halle.filler_resting"});
  EXPECT_EQ(answers("Filter", elsewhere), Texts{"halle.filler_failed First: first.broken"})
      << "what fails for one organisation may work for another";
  auto states = extension_points.states();
  ASSERT_EQ(states.size(), 2u);
  EXPECT_EQ(states[0].organisation, here);
  EXPECT_EQ(states[0].state, Breaker::State::open);
  EXPECT_EQ(states[0].failures, 5);
  EXPECT_EQ(states[0].reason, "first.broken");
  EXPECT_EQ(states[1].organisation, elsewhere);
  EXPECT_EQ(states[1].state, Breaker::State::closed);
  seconds_gone = 29;
  EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: halle.filler_resting"});
  seconds_gone = 30;
  EXPECT_EQ(extension_points.states()[0].state, Breaker::State::half_open);
  EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: first.broken"});
  EXPECT_EQ(answers("Filter"), Texts{"halle.filler_failed First: halle.filler_resting"})
      << "one to see, then half a minute again";
  seconds_gone = 60;
  works = true;
  EXPECT_EQ(answers("Filter").size(), 1u);
  EXPECT_TRUE(call("Filter"));
  EXPECT_EQ(extension_points.states()[0].organisation, elsewhere);
}

TEST_F(ExtensionPointsTest, WhatWaitsForTheDatabaseIsNotLeftAlone) {
  bool works = false;
  add("First", [&](const Context&) -> Result<std::string> {
    return works ? Result<std::string>(std::string{})
                 : Error{Code::unavailable, "halle.database_unavailable"};
  });
  open("Filter", {"First"});
  for (int i = 0; i < 9; ++i) (void)call("Filter");
  works = true;
  EXPECT_TRUE(call("Filter"));
}

TEST_F(ExtensionPointsTest, OneCallSeesWhetherItWorksAgain) {
  Breaker breaker;
  for (int i = 0; i < 5; ++i) breaker.failed(Instant{}, "broken");
  EXPECT_FALSE(breaker.admit(Instant{seconds(29)}));
  EXPECT_TRUE(breaker.admit(Instant{seconds(30)}));
  EXPECT_FALSE(breaker.admit(Instant{seconds(30)})) << "not a second one meanwhile";
  breaker.spared();
  EXPECT_TRUE(breaker.admit(Instant{seconds(31)}));
  breaker.failed(Instant{seconds(31)}, "broken");
  EXPECT_FALSE(breaker.admit(Instant{seconds(60)}));
}

TEST_F(ExtensionPointsTest, AProviderAnswersAsItself) {
  Descriptors others;
  ASSERT_TRUE(others.add(
      compiled(extension_point("Provider", "PROVIDER", "FAIL") + method("First", kernel + reads)),
      {"t.S"}));
  rules = others.rules();
  bool works = true;
  add("First", [&](const Context&) -> Result<std::string> {
    return works ? Result<std::string>(bytes("t.Reply", "said: 'one'"))
                 : Error{Code::unauthenticated, "first.unknown"};
  });
  disabled = {{"First", here}};
  ASSERT_TRUE(
      extension_points.open(router, others, {{"/t.S/Provider", "/t.S/First", "first", "1"}}));
  EXPECT_EQ(text("t.Reply", call("Provider").value()), "said: \"one\"");
  works = false;
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(call("Provider").error().reason, "first.unknown") << "its refusal is an answer";
}

TEST_F(ExtensionPointsTest, OnlyTheKernelCalls) {
  add("First", "one");
  open("Filter", {"First"});
  Context context;
  context.method = "/t.S/Filter";
  context.principal = Principal::operator_account();
  EXPECT_EQ(router.call(context, "").error().reason, "halle.not_allowed");
}

/// The sentence with which a set of methods and fillers is refused; empty if it is not.
std::string refusal(const std::string& methods, const std::vector<Filler>& fillers) {
  Descriptors descriptors;
  const auto rules = descriptors.add(compiled(methods), {"t.S"});
  if (!rules) return rules.error().detail;
  const auto checked = check_fillers(descriptors, fillers);
  return checked ? "" : checked.error().detail;
}

TEST(Fillers, AreVerified) {
  const std::string good =
      extension_point("Filter", "FILTER", "FAIL") + method("One", kernel + reads);
  const auto fills = [](const std::string& point_name, const std::string& method_name,
                        const std::string& module = "one") {
    return Filler{"/t.S/" + point_name, "/t.S/" + method_name, module, "1"};
  };
  EXPECT_EQ(refusal(good, {fills("Filter", "One")}), "");
  EXPECT_EQ(refusal(good, {fills("Nothing", "One")}),
            "module one fills /t.S/Nothing, which is no extension point of these modules");
  EXPECT_EQ(refusal(good, {fills("One", "One")}),
            "module one fills /t.S/One, which is no extension point of these modules");
  EXPECT_EQ(refusal(good, {fills("Filter", "Two")}),
            "module one fills /t.S/Filter with /t.S/Two, which does not exist");
  EXPECT_EQ(refusal(good, {fills("Filter", "Filter")}),
            "module one fills /t.S/Filter with /t.S/Filter, which is an extension point itself");
  EXPECT_EQ(refusal(good + method("Two", kernel + reads, "Other"), {fills("Filter", "Two")}),
            "module one fills /t.S/Filter with /t.S/Two, which has another request or reply");
  for (const auto& wrong : {kernel, reads + "option (halle.option.v1.access) = {signed_in: true};"})
    EXPECT_EQ(refusal(good + method("Two", wrong), {fills("Filter", "Two")}),
              "module one fills /t.S/Filter with /t.S/Two, which must be the kernel's to call and "
              "change nothing");
  EXPECT_EQ(refusal(good, {fills("Filter", "One"), fills("Filter", "One")}),
            "module one fills /t.S/Filter twice");
}

TEST(Fillers, AProviderHasExactlyOne) {
  const std::string methods = extension_point("Provider", "PROVIDER", "FAIL") +
                              method("One", kernel + reads) + method("Two", kernel + reads);
  const Filler one{"/t.S/Provider", "/t.S/One", "one", "1"};
  EXPECT_EQ(refusal(methods, {one}), "");
  EXPECT_EQ(refusal(methods, {}), "no module fills the provider /t.S/Provider");
  EXPECT_EQ(refusal(methods, {one, {"/t.S/Provider", "/t.S/Two", "two", "1"}}),
            "modules one and two both fill the provider /t.S/Provider, which takes exactly one");
}

TEST(AnExtensionPoint, SaysWhatItAsks) {
  const auto with = [](const std::string& point_options, const std::string& reply = "Reply",
                       const std::string& others = kernel + reads) {
    return refusal(
        method("Ask", others + "option (halle.option.v1.socket) = {" + point_options + "};", reply),
        {});
  };
  const std::string kind = "kind: SOCKET_KIND_FILTER ";
  const std::string deadline = "deadline_milliseconds: 1 ";
  const std::string policy = "on_failure: FAILURE_POLICY_FAIL ";
  EXPECT_EQ(with(kind + deadline + policy), "");
  EXPECT_EQ(with(deadline + policy), "extension point /t.S/Ask does not say of what kind it is");
  EXPECT_EQ(with(kind + policy),
            "extension point /t.S/Ask does not say how long a filler may take");
  EXPECT_EQ(with(kind + deadline),
            "extension point /t.S/Ask does not say what becomes of a call when a filler fails");
  EXPECT_EQ(with(kind + deadline + policy, "Reply", kernel),
            "extension point /t.S/Ask must be the kernel's or modules' to call and change nothing");
  EXPECT_EQ(with(kind + deadline + policy, "Other"),
            "extension point /t.S/Ask is a filter whose replies are no part of its requests");
}

}  // namespace
}  // namespace halle::bus
