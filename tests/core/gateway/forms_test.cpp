// Forms of public pages over a real socket: what reaches their methods, what is refused, and that
// no identity does.
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "core/gateway/gateway.hpp"
#include "core/testing/must.hpp"
#include "halle/kernel/v1/kernel.pb.h"
#include "halle/type/v1/document.pb.h"
#include "halle/type/v1/form.pb.h"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
namespace fs = std::filesystem;

constexpr const char* url_encoded = "application/x-www-form-urlencoded";
constexpr const char* an_operation = "01a20cff-7d00-7bc1-a99b-99ee147bc54f";
const Uuid coop = *Uuid::parse("01900000-0000-7000-8000-000000000001");

constexpr const char* proto = R"(syntax = "proto3";
package t;
import "halle/option/v1/method.proto";
import "halle/type/v1/document.proto";
import "halle/type/v1/form.proto";
service S {
  rpc Show(halle.type.v1.DocumentRequest) returns (halle.type.v1.Document) {
    option (halle.option.v1.access) = {public: true};
    option (halle.option.v1.document) = "/a/{organisation}/places/{key}";
    option idempotency_level = NO_SIDE_EFFECTS;
  }
  rpc Take(halle.type.v1.FormRequest) returns (halle.type.v1.Document) {
    option (halle.option.v1.access) = {public: true};
    option (halle.option.v1.form) = "/a/{organisation}/places/{key}";
  }
  rpc News(halle.type.v1.DocumentRequest) returns (halle.type.v1.Document) {
    option (halle.option.v1.access) = {public: true};
    option (halle.option.v1.document) = "/a/{organisation}/news";
    option idempotency_level = NO_SIDE_EFFECTS;
  }
  rpc Leave(halle.type.v1.FormRequest) returns (halle.type.v1.Document) {
    option (halle.option.v1.access) = {public: true};
    option (halle.option.v1.form) = "/a/{organisation}/leave";
  }
  rpc Grab(halle.type.v1.FormRequest) returns (halle.type.v1.Document) {
    option (halle.option.v1.access) = {public: true};
    option (halle.option.v1.form) = "/t.S/{organisation}";
  }
}
)";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string status_of(const std::string& answer) {
  return answer.substr(0, std::min<std::size_t>(answer.size(), 12));
}

class Forms : public testing::Test {
 protected:
  struct Sent {
    bus::Context context;
    type::v1::FormRequest form;
    std::string bytes;
  };

  std::string folder = [] {
    char name[] = "/tmp/halle-forms-XXXXXX";
    return std::string(::mkdtemp(name));
  }();
  bus::Router router;
  bus::Descriptors descriptors;
  bus::WorkerPool interactive{1, 4};
  bus::WorkerPool background{1, 4};
  bus::WorkerPool hashing{1, 4};
  bus::Streams streams{
      router, interactive, {std::chrono::milliseconds(1), std::chrono::milliseconds(1), 1}};
  std::mutex mutex;
  std::vector<Sent> sent;  // forms that reached their method
  Result<std::string> reply = page("<h1>Done</h1>");
  std::atomic<bool> hold = false;  // the method waits
  std::atomic<int> entered = 0;
  std::unique_ptr<gateway::Gateway> gateway;
  std::string site;

  static std::string page(const std::string& body, const std::string& type = "text/html") {
    type::v1::Document document;
    document.set_content_type(type);
    document.set_body(body);
    return document.SerializeAsString();
  }

  void SetUp() override {
    add_organisations();
    for (const auto& rules : add_methods()) {
      must(router.add(rules,
                      [this](const bus::Context& context, const bus::MethodRules& called,
                             std::string_view bytes) -> Result<std::string> {
                        if (called.form.empty()) return page("a document");
                        ++entered;
                        while (hold) std::this_thread::yield();
                        const std::lock_guard lock(mutex);
                        auto& last = sent.emplace_back(Sent{context, {}, std::string(bytes)});
                        EXPECT_TRUE(last.form.ParseFromString(last.bytes));
                        return reply;
                      }));
    }
    gateway = must(gateway::Gateway::start({"127.0.0.1:0", "", folder, {}}, router, descriptors,
                                           {interactive, background, hashing}, streams));
    site = "127.0.0.1:" + std::to_string(gateway->port());
  }
  void TearDown() override {
    gateway.reset();
    streams.stop();
    interactive.stop();
    fs::remove_all(folder);
  }

  void add_organisations() {
    must(router.add({"/halle.kernel.v1.Identity/ListOrganisations",
                     {bus::Access::Rule::kernel, ""},
                     bus::Pool::interactive,
                     false},
                    [](const bus::Context&, const bus::MethodRules&, std::string_view) {
                      kernel::v1::ListOrganisationsReply all;
                      auto* one = all.add_organisations();
                      one->set_id(coop.text());
                      one->set_code("coop");
                      return Result<std::string>(all.SerializeAsString());
                    }));
  }
  std::vector<bus::MethodRules> add_methods() {
    std::ofstream(folder + "/t.proto") << proto;
    const std::string command =
        "protoc -I " + folder +
        " -I " HALLE_SOURCE_DIR "/proto --include_imports --descriptor_set_out=" + folder +
        "/t.desc t.proto";
    EXPECT_EQ(std::system(command.c_str()), 0);
    std::ifstream in(folder + "/t.desc", std::ios::binary);
    const std::string set{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    return must(descriptors.add(set, {"t.S"}));
  }

  std::string submit(const std::string& body, const std::string& headers = "",
                     const std::string& path = "/a/coop/places/k7",
                     const std::string& type = url_encoded) const {
    return talk(site, post(site, path, headers, body, type));
  }
  std::string get(const std::string& path, const std::string& verb = "GET") const {
    return talk(site,
                verb + " " + path + " HTTP/1.1\r\nHost: " + site + "\r\nConnection: close\r\n\r\n");
  }
};

TEST_F(Forms, ReachTheirMethodAsTheyWereFilledIn) {
  const auto answer = submit(
      "name=Ana%C3%AFs+M%C3%BCller&places=2&note=&name=Zo%C3%A9",
      "Origin: http://" + site + "\r\nSec-Fetch-Site: same-origin\r\nAccept-Language: en\r\n",
      "/a/coop/places/k7", "application/x-www-form-urlencoded; charset=UTF-8");
  EXPECT_EQ(status_of(answer), "HTTP/1.1 200") << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n<h1>Done</h1>")) << answer;
  ASSERT_EQ(sent.size(), 1u);
  const auto& form = sent[0].form;
  EXPECT_EQ(sent[0].context.method, "/t.S/Take");
  EXPECT_EQ(sent[0].context.organisation, coop);
  EXPECT_EQ(form.document().organisation(), "coop");
  EXPECT_EQ(form.document().key(), "k7");
  EXPECT_EQ(form.document().language(), "en");
  EXPECT_EQ(form.document().address(), "http://" + site);
  ASSERT_EQ(form.document().documents_size(), 1);
  EXPECT_EQ(form.document().documents(0), "/a/coop/news");
  EXPECT_EQ(form.client().address(), "127.0.0.1");
  EXPECT_EQ(form.client().device(), "");
  std::vector<std::string> fields;
  for (const auto& field : form.fields()) fields.push_back(field.name() + ": " + field.value());
  EXPECT_EQ(fields,
            (std::vector<std::string>{"name: Anaïs Müller", "places: 2", "note: ", "name: Zoé"}));
}

TEST_F(Forms, AreAnsweredByAPageThatIsKeptNowhere) {
  const auto answer = submit("a=1");
  EXPECT_TRUE(has(answer, "content-type: text/html")) << answer;
  EXPECT_TRUE(has(answer, "cache-control: no-store")) << answer;
  EXPECT_TRUE(has(answer, "default-src 'none'; style-src 'self'")) << answer;
  EXPECT_TRUE(has(answer, "form-action 'self'")) << answer;
  EXPECT_FALSE(has(answer, "set-cookie")) << answer;
  reply = page("{}", "application/json");
  EXPECT_FALSE(has(submit("a=1"), "access-control-allow-origin"));
}

TEST_F(Forms, BringNoIdentity) {
  router.set_identify([](std::string_view, bus::Deadline) {
    return Result<bus::Principal>(bus::Principal{bus::Principal::Kind::account, "account:1", {}});
  });
  const std::string mine = "Origin: http://" + site + "\r\n";
  for (const std::string& headers :
       {mine + "Cookie: __Host-halle=token\r\n", std::string("Cookie: __Host-halle=token\r\n"),
        std::string("Authorization: Bearer token\r\n"),
        std::string("Authorization: nonsense\r\nhalle-organisation: nonsense\r\n")})
    EXPECT_EQ(status_of(submit("a=1", headers)), "HTTP/1.1 200") << headers;
  ASSERT_EQ(sent.size(), 4u);
  for (const auto& one : sent) {
    EXPECT_EQ(one.context.principal.kind, bus::Principal::Kind::anonymous);
    EXPECT_TRUE(one.context.token.empty());
    EXPECT_EQ(one.context.organisation, coop);
  }
}

/// RFC 8058: no cookie, no Origin.
TEST_F(Forms, OfAMailServerNeedNoOrigin) {
  EXPECT_EQ(status_of(submit("List-Unsubscribe=One-Click", "", "/a/coop/leave")), "HTTP/1.1 200");
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].context.method, "/t.S/Leave");
  EXPECT_EQ(sent[0].form.fields(0).name(), "List-Unsubscribe");
}

/// RFC 8058 prefers it. The fields are not read.
TEST_F(Forms, OfAMailServerMayBeMultipart) {
  const std::string body =
      "--x\r\nContent-Disposition: form-data; "
      "name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";
  EXPECT_EQ(status_of(talk(
                site, post(site, "/a/coop/leave", "", body, "multipart/form-data; boundary=x"))),
            "HTTP/1.1 200");
  ASSERT_EQ(sent.size(), 1u);
  EXPECT_EQ(sent[0].context.method, "/t.S/Leave");
  EXPECT_EQ(sent[0].form.fields_size(), 0);
}

TEST_F(Forms, SentTwiceAreOneOperation) {
  const std::string body = std::string("operation=") + an_operation + "&name=Ana";
  submit(body);
  submit(body);
  ASSERT_EQ(sent.size(), 2u);
  EXPECT_EQ(sent[0].context.operation_id.text(), an_operation);
  EXPECT_EQ(sent[1].context.operation_id.text(), an_operation);
  EXPECT_EQ(sent[0].bytes, sent[1].bytes) << "the same request, of the same hash";
  // Other ids are none.
  const std::string version_4 = "9b2f4a1e-7d00-4bc1-a99b-99ee147bc54f";
  for (const auto& other : {std::string("name=Ana"), "operation=" + version_4,
                            std::string("operation="), std::string("operation=01a20cff")})
    submit(other);
  std::set<Uuid> ids;
  for (std::size_t i = 2; i < sent.size(); ++i) {
    const Uuid& id = sent[i].context.operation_id;
    EXPECT_EQ(id.bytes[6] >> 4, 7) << id.text();
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 4u) << "each its own";
}

TEST_F(Forms, WhatIsNoneIsRefusedByAPage) {
  std::string many = "a=1";
  for (int i = 0; i < 50; ++i) many += "&a=1";
  const std::string mine = "Origin: http://" + site + "\r\n";
  const std::string form = url_encoded;
  const std::string path = "/a/coop/places/k7";
  struct Case {
    std::string status;
    std::string request;
  };
  const std::vector<Case> cases{
      {"415", post(site, path, mine, "{}", "application/json")},
      {"415", post(site, path, mine, "a=1", "text/plain")},
      {"415", post(site, path, mine, "a=1", "")},
      {"413", post(site, path, mine, "a=" + std::string(16 << 10, 'x'), form)},
      {"413", "POST " + path + " HTTP/1.1\r\nHost: " + site + "\r\nContent-Type: " + form +
                  "\r\nTransfer-Encoding: chunked\r\n\r\n4001\r\n" + std::string(0x4001, 'x') +
                  "\r\n0\r\n\r\n"},
      {"400", post(site, path, mine, many, form)},
      {"400", post(site, path, mine, "a=" + std::string(8001, 'x'), form)},
      {"400", post(site, path, mine, "a=%00", form)},
      {"400", post(site, path, mine, "a=%C3", form)},
      {"400", post(site, path, mine, "a=%zz", form)},
      {"403", post(site, path, "Origin: http://evil.example\r\n", "a=1", form)},
      {"403", post(site, path, "Origin: null\r\n", "a=1", form)},
      {"403", post(site, path, mine + "Sec-Fetch-Site: cross-site\r\n", "a=1", form)},
      {"403", post("evil.example", path, "Origin: http://evil.example\r\n", "a=1", form)},
      {"404", post(site, "/a/nobody/places/k7", mine, "a=1", form)},
  };
  for (const auto& [status, request] : cases) {
    const auto answer = talk(site, request);
    EXPECT_EQ(status_of(answer), "HTTP/1.1 " + status) << request.substr(0, 300) << answer;
    EXPECT_TRUE(has(answer, "content-type: text/html; charset=utf-8")) << answer;
    EXPECT_TRUE(has(answer, "cache-control: no-store") && has(answer, "<h1>")) << answer;
    EXPECT_EQ(has(answer, std::string("accept-post: ") + url_encoded), status == "415") << answer;
  }
  EXPECT_TRUE(sent.empty());
  const auto largest = "a=" + std::string(8000, 'x') + "&b=" + std::string(8000, 'x');
  EXPECT_EQ(status_of(submit(largest + std::string((16 << 10) - largest.size(), '&'))),
            "HTTP/1.1 200");
}

TEST_F(Forms, ErrorsOfTheirMethodAreTheCallersOrTheServers) {
  for (const auto& [code, status] :
       std::vector<std::pair<Code, std::string>>{{Code::invalid_argument, "400"},
                                                 {Code::failed_precondition, "400"},
                                                 {Code::already_exists, "409"},
                                                 {Code::not_found, "404"},
                                                 {Code::permission_denied, "404"},
                                                 {Code::unavailable, "503"},
                                                 {Code::internal, "500"}}) {
    reply = Error{code, "t.reason", "a detail"};
    const auto answer = submit("a=1");
    EXPECT_EQ(status_of(answer), "HTTP/1.1 " + status) << answer;
    EXPECT_TRUE(has(answer, "<html lang=\"fr\">")) << answer;
    EXPECT_FALSE(has(answer, "t.reason") || has(answer, "a detail")) << answer;
  }
  reply = std::string("\xff\xff no document");
  EXPECT_EQ(status_of(submit("a=1")), "HTTP/1.1 500");
}

TEST_F(Forms, AreAnsweredAtTheirPathAndByPostOnly) {
  EXPECT_TRUE(get("/a/coop/places/k7").ends_with("\r\n\r\na document"));
  EXPECT_FALSE(has(get("/a/coop/leave"), "a document"));
  for (const auto* verb : {"PUT", "DELETE", "OPTIONS"})
    EXPECT_EQ(status_of(get("/a/coop/leave", verb)), "HTTP/1.1 405") << verb;
  EXPECT_NE(status_of(submit("a=1", "", "/a/coop/news")), "HTTP/1.1 200") << "only a document's";
  for (const auto* type : {"application/proto", "application/json"}) {
    const auto called = submit("", "", "/t.S/Take", type);
    EXPECT_TRUE(has(called, "halle.no_such_method")) << called;
  }
  EXPECT_TRUE(sent.empty());
}

TEST_F(Forms, DoNotTakeThePlaceOfACall) {
  // "/t.S/{organisation}" fits the name of a method too.
  const auto called = submit("", "", "/t.S/News", "application/proto");
  EXPECT_TRUE(has(called, "a document")) << called;
  EXPECT_EQ(status_of(submit("a=1", "", "/t.S/News")), "HTTP/1.1 415");
  EXPECT_TRUE(sent.empty());
}

TEST_F(Forms, ThePageThatHoldsOneIsKeptByNoCache) {
  EXPECT_TRUE(has(get("/a/coop/places/k7"), "cache-control: no-store"));
  EXPECT_TRUE(has(get("/a/coop/news"), "cache-control: public, max-age=60"));
}

TEST_F(Forms, ShareTheLaneOfAnonymousCalls) {
  hold = true;
  std::vector<std::thread> senders;
  std::mutex answers_mutex;
  std::vector<std::string> answers;
  const auto send = [&](int number) {
    const auto uuid = derive_uuid(coop, std::to_string(number)).text();
    const auto answer = submit("a=1", "Cookie: __Host-halle=" + std::to_string(number) +
                                          "\r\nhalle-organisation: " + uuid + "\r\n");
    const std::lock_guard lock(answers_mutex);
    answers.push_back(status_of(answer));
  };
  senders.emplace_back(send, 0);
  while (entered == 0) std::this_thread::yield();
  // A lane holds half of the queue of four: of three more, one finds no place.
  for (int i = 1; i <= 3; ++i) senders.emplace_back(send, i);
  EXPECT_TRUE(eventually(std::chrono::seconds(10), [&] {
    const std::lock_guard lock(answers_mutex);
    return !answers.empty();
  }));
  hold = false;
  for (auto& sender : senders) sender.join();
  std::sort(answers.begin(), answers.end());
  EXPECT_EQ(answers, (std::vector<std::string>{"HTTP/1.1 200", "HTTP/1.1 200", "HTTP/1.1 200",
                                               "HTTP/1.1 503"}));
}

}  // namespace
}  // namespace halle::test
