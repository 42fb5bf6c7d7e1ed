// The gateway over a real socket: calls in their three forms, sessions as cookies, other sites,
// requests that are not HTTP, limits, files, documents for anybody.
#include "core/gateway/gateway.hpp"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "core/net/client.hpp"
#include "core/net/listener.hpp"
#include "halle/hub/v1/hub.halle.hpp"
#include "halle/kernel/v1/kernel.halle.hpp"
#include "tests/support/attackers.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/shop.hpp"
#include "tests/support/talk.hpp"

namespace halle::test {
namespace {
using tcp = boost::asio::ip::tcp;

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string frame(const std::string& message) {
  return std::string("\0\0\0\0", 4) + static_cast<char>(message.size()) + message;
}

constexpr const char* names = "/halle.hub.v1.Organisations/ListNames";
constexpr const char* sign_in = "/halle.hub.v1.Accounts/SignIn";
constexpr const char* who_am_i = "/halle.hub.v1.Accounts/WhoAmI";
constexpr const char* sign_out = "/halle.hub.v1.Accounts/SignOut";
constexpr const char* an_id = "idempotency-key: 01a20cff-7d00-7bc1-a99b-99ee147bc54f\r\n";
constexpr const char* another_id = "idempotency-key: 01a20cff-7d00-7bc1-a99b-99ee147bc550\r\n";

class GatewayTest : public testing::Test {
 protected:
  Installation installation{one_box};
  Uuid coop = installation.create_organisation("coop");
  std::string site = installation.site();

  std::string open_account() {
    auto staff = installation.as_operator(coop);
    hub::v1::InviteRequest invite;
    invite.set_number("7");
    hub::v1::AcceptInvitationRequest accept;
    accept.set_token(must(hub::v1::AccountsClient(staff).invite(invite)).token());
    accept.set_password("carottes et poireaux");
    return must(hub::v1::AccountsClient(staff).accept_invitation(accept)).token();
  }
  /// The session's cookie, as a browser would send it back.
  std::string session() {
    open_account();
    const auto answer = talk(
        site, post(site, sign_in, an_id, R"({"login":"7","password":"carottes et poireaux"})"));
    const auto from = answer.find("__Host-halle=");
    return answer.substr(from, answer.find(';', from) - from);
  }
};

TEST_F(GatewayTest, OneCallInThreeFormsHasOneAnswer) {
  const auto json = talk(site, post(site, names, "", "{}"));
  EXPECT_TRUE(has(json, "HTTP/1.1 200")) << json;
  EXPECT_TRUE(has(json, R"("code":"coop")")) << json;
  hub::v1::ListNamesReply reply;
  auto* organisation = reply.add_organisations();
  organisation->set_code("coop");
  organisation->set_name("Association coop");
  auto staff = installation.as_operator();
  reply = must(hub::v1::OrganisationsClient(staff).list_names({}));
  const auto proto = talk(site, post(site, names, "", "", "application/proto"));
  EXPECT_TRUE(proto.ends_with("\r\n\r\n" + reply.SerializeAsString())) << proto;
  const auto web = talk(site, post(site, names, "", frame(""), "application/grpc-web+proto"));
  EXPECT_TRUE(has(web, frame(reply.SerializeAsString())));
  EXPECT_TRUE(web.ends_with("grpc-status:0\r\n")) << web;
}

TEST_F(GatewayTest, AnErrorKeepsItsReasonAndItsFields) {
  const std::string bad = R"({"number":""})";
  const std::string invite = "/halle.hub.v1.Accounts/Invite";
  const auto staff = "authorization: Bearer " + installation.create_account(coop, "administrator") +
                     "\r\nhalle-organisation: " + coop.text() + "\r\n" + an_id;
  const auto json = talk(site, post(site, invite, staff, bad));
  EXPECT_TRUE(has(json, "HTTP/1.1 400")) << json;
  EXPECT_TRUE(has(json, R"("code":"invalid_argument","message":"hub.bad_subject")")) << json;
  EXPECT_TRUE(has(json, "google.rpc.BadRequest")) << json;
  const auto web = talk(site, post(site, invite, staff, frame(""), "application/grpc-web+proto"));
  EXPECT_TRUE(has(web, "grpc-status:3\r\ngrpc-message:hub.bad_subject\r\n")) << web;
  EXPECT_TRUE(has(web, "grpc-status-details-bin:")) << web;
  for (const auto& [path, body, type, wanted] : std::vector<std::array<std::string, 4>>{
           {"/halle.hub.v1.Nothing/Here", "{}", "application/json", "halle.no_such_method"},
           {names, "{\"no_such_field\":1}", "application/json", "halle.request_unreadable"},
           {names, "not json", "application/json", "halle.request_unreadable"},
           {names, frame("xx") + "more", "application/grpc-web+proto", "halle.request_unreadable"},
           {"/halle.kernel.v1.Identity/Resolve", "{}", "application/json", "halle.sign_in_first"},
           {invite, bad, "application/json", "halle.sign_in_first"},
           {invite, "not json", "application/json", "halle.sign_in_first"}}) {
    const auto answer = talk(site, post(site, path, "", body, type));
    EXPECT_TRUE(has(answer, wanted)) << path << " " << answer;
  }
  // {"field":"request", … "no_such_field"}: the problem has its name.
  const auto named = talk(site, post(site, names, "", "{\"no_such_field\":1}"));
  EXPECT_TRUE(has(named, "google.rpc.BadRequest")) << named;
}

TEST_F(GatewayTest, ASessionIsACookieThatScriptsCannotRead) {
  open_account();
  const auto answer =
      talk(site,
           post(site, sign_in, an_id,
                R"({"login":"7","password":"carottes et poireaux","client":{"device":"forged"}})"));
  EXPECT_TRUE(has(answer, "set-cookie: __Host-halle=")) << answer;
  EXPECT_TRUE(has(answer, "; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=25"));
  EXPECT_FALSE(has(answer, "token"));
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.device WHERE device = 'forged'"),
            std::vector<std::string>{"0"});
  const auto from = answer.find("__Host-halle=");
  const auto cookie = "Cookie: " + answer.substr(from, answer.find(';', from) - from) + "\r\n";
  const auto origin = "Origin: http://" + site + "\r\n";
  EXPECT_TRUE(has(talk(site, post(site, who_am_i, cookie + origin, "{}")), R"("subject":"7")"));
  const auto out = talk(site, post(site, sign_out, cookie + origin + another_id, "{}"));
  EXPECT_TRUE(has(out, "set-cookie: __Host-halle=; Path=/")) << out;
  EXPECT_TRUE(eventually(std::chrono::seconds(3), [&] {
    return has(talk(site, post(site, who_am_i, cookie + origin, "{}")), "halle.token_invalid");
  }));
}

TEST_F(GatewayTest, APasswordIsChangedInABrowser) {
  const auto mine = "Origin: http://" + site + "\r\n";
  const auto old_cookie = "Cookie: " + session() + "\r\n";
  const auto changed =
      talk(site, post(site, "/halle.hub.v1.Accounts/ChangePassword", old_cookie + mine + another_id,
                      R"({"current":"carottes et poireaux","password":"poireaux et carottes"})"));
  ASSERT_TRUE(has(changed, "HTTP/1.1 200")) << changed;
  const auto from = changed.find("__Host-halle=");
  const auto cookie = "Cookie: " + changed.substr(from, changed.find(';', from) - from) + "\r\n";
  EXPECT_TRUE(has(talk(site, post(site, who_am_i, cookie + mine, "{}")), R"("subject":"7")"));
  EXPECT_TRUE(eventually(std::chrono::seconds(3), [&] {
    return has(talk(site, post(site, who_am_i, old_cookie + mine, "{}")), "halle.token_invalid");
  }));
}

TEST_F(GatewayTest, SigningOutEndsTheSessionThatAsks) {
  const auto mine = "Origin: http://" + site + "\r\n";
  const std::string cookie = "Cookie: " + session() + "\r\n";
  const auto bearer =
      "Authorization: Bearer " + installation.create_account(coop, "member", "8") + "\r\n";
  // Its own, not the one of the browser that sends a cookie too.
  const auto out = talk(site, post(site, sign_out, bearer + cookie + mine + another_id, "{}"));
  EXPECT_TRUE(has(out, "HTTP/1.1 200")) << out;
  EXPECT_FALSE(has(out, "set-cookie")) << out;
  EXPECT_TRUE(eventually(std::chrono::seconds(3), [&] {
    return has(talk(site, post(site, who_am_i, bearer, "{}")), "halle.token_invalid");
  }));
  EXPECT_TRUE(has(talk(site, post(site, who_am_i, cookie + mine, "{}")), R"("subject":"7")"));
}

TEST_F(GatewayTest, NobodyIsTheOperatorOverTheNetwork) {
  const std::string create = "/halle.hub.v1.Organisations/Create";
  const std::string good = R"({"code":"more","name":"More"})";
  for (const auto* path : {create.c_str(), names, who_am_i}) {
    const auto bearer = std::string("Authorization: Bearer the-operator\r\n") + an_id;
    EXPECT_TRUE(has(talk(site, post(site, path, bearer, good)), "halle.token_invalid")) << path;
    const auto cookie =
        "Cookie: __Host-halle=the-operator\r\nOrigin: http://" + site + "\r\n" + an_id;
    EXPECT_TRUE(has(talk(site, post(site, path, cookie, good)), "halle.token_invalid")) << path;
  }
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.organisation"),
            std::vector<std::string>{"1"});
}

TEST_F(GatewayTest, ASessionThatHasEndedDoesNotKeepOneOut) {
  open_account();
  const auto stale = "Cookie: __Host-halle=0123456789abcdef\r\nOrigin: http://" + site + "\r\n";
  const auto refused = talk(site, post(site, who_am_i, stale, "{}"));
  EXPECT_TRUE(has(refused, "halle.token_invalid")) << refused;
  EXPECT_TRUE(has(refused, "set-cookie: __Host-halle=; Path=/")) << "it is taken away";
  const auto again = talk(site, post(site, sign_in, stale + an_id,
                                     R"({"login":"7","password":"carottes et poireaux"})"));
  EXPECT_TRUE(has(again, "HTTP/1.1 200")) << again;
}

TEST_F(GatewayTest, AnotherSiteChangesNothing) {
  const std::string cookie = "Cookie: " + session() + "\r\n";
  const std::string everywhere = "/halle.hub.v1.Accounts/SignOutEverywhere";
  const auto mine = "Origin: http://" + site + "\r\n";
  const auto refused = [&](const std::string& request) {
    const auto answer = talk(site, request);
    EXPECT_FALSE(has(answer, "HTTP/1.1 200")) << request << answer;
  };
  refused(post(site, everywhere, cookie + another_id, "{}"));
  refused(post(site, everywhere, cookie + another_id + "Origin: http://evil.example\r\n", "{}"));
  refused(post(site, everywhere, cookie + another_id + "Origin: null\r\n", "{}"));
  refused(
      post(site, everywhere, cookie + another_id + mine + "Sec-Fetch-Site: cross-site\r\n", "{}"));
  refused(post("evil.example", everywhere, cookie + another_id + "Origin: http://evil.example\r\n",
               "{}"));
  for (const auto* type :
       {"text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"})
    refused(post(site, everywhere, cookie + another_id + mine, "{}", type));
  const auto got = talk(site, "GET " + everywhere + " HTTP/1.1\r\nHost: " + site + "\r\n" + cookie +
                                  mine + another_id + "Connection: close\r\n\r\n");
  EXPECT_TRUE(has(got, "text/html") || has(got, "404")) << got;
  EXPECT_EQ(installation.sql("SELECT count(*) FROM hub.session"), std::vector<std::string>{"2"});
  EXPECT_TRUE(
      has(talk(site, post(site, everywhere, cookie + another_id + mine, "{}")), "HTTP/1.1 200"));
}

TEST_F(GatewayTest, ASheetIsReadForThoseWhoMayImport) {
  kernel::v1::ReadSheetRequest request;
  request.set_content("numéro;nom\n1;Müller\n");
  auto staff = installation.as(installation.create_account(coop, "administrator"), coop);
  const auto sheet = must(kernel::v1::SheetsClient(staff).read(request)).sheet();
  ASSERT_EQ(sheet.rows_size(), 1);
  EXPECT_EQ(sheet.rows(0).cells(1), "Müller");
  request.set_content(std::string("\0\1\2\3\4\5", 6));
  EXPECT_EQ(kernel::v1::SheetsClient(staff).read(request).error().code, Code::invalid_argument);
  auto member = installation.as(installation.create_account(coop, "member", "1"), coop);
  EXPECT_EQ(kernel::v1::SheetsClient(member).read(request).error().reason, "halle.not_allowed");
  auto elsewhere = installation.as(installation.create_account(coop, "administrator"),
                                   installation.create_organisation("other"));
  EXPECT_EQ(kernel::v1::SheetsClient(elsewhere).read(request).error().reason, "halle.not_allowed");
}

TEST_F(GatewayTest, NoMethodChangesAnythingForAnotherSite) {
  const auto cookie = "Cookie: " + session() + "\r\n";
  const auto rows = [&] {
    return installation.sql(
        "SELECT (SELECT count(*) FROM halle.audit), (SELECT count(*) FROM "
        "halle.operation), (SELECT count(*) FROM hub.session)");
  };
  const auto before = rows();
  auto staff = installation.as_operator();
  google::protobuf::FileDescriptorSet files;
  ASSERT_TRUE(files.ParseFromString(
      must(kernel::v1::KernelClient(staff).describe({})).file_descriptor_set()));
  int tried = 0;
  for (const auto& file : files.file()) {
    for (const auto& service : file.service()) {
      for (const auto& method : service.method()) {
        const auto path = "/" + file.package() + "." + service.name() + "/" + method.name();
        talk(site, "GET " + path + "?message=%7B%7D&encoding=json HTTP/1.1\r\nHost: " + site +
                       "\r\n" + cookie + an_id + "Connection: close\r\n\r\n");
        for (const auto& [headers, type] : std::vector<std::pair<std::string, std::string>>{
                 {"Origin: http://evil.example\r\n", "application/json"},
                 {"", "application/grpc-web+proto"},
                 {"Origin: http://" + site + "\r\n", "text/plain"}}) {
          const auto answer = talk(site, post(site, path, cookie + an_id + headers, "{}", type));
          EXPECT_TRUE(has(answer, "halle.wrong_origin") || has(answer, "HTTP/1.1 415") ||
                      has(answer, "halle.only_as_stream"))
              << path << " " << answer;
        }
        ++tried;
      }
    }
  }
  EXPECT_GT(tried, 50);
  EXPECT_EQ(rows(), before);
}

/// Requests of which some bytes are changed, left out or doubled: each is answered or refused, none
/// ends the process, none acts as somebody, and the next one is served.
TEST_F(GatewayTest, BrokenRequestsHarmNobody) {
  const auto good = post(site, who_am_i,
                         "grpc-timeout: 1S\r\nhalle-organisation: " + coop.text() +
                             "\r\nhalle-principal-bin: CAMSBmtlcm5lbA\r\n",
                         "{}");
  std::mt19937 random(1);
  constexpr int rounds = 1500;
  for (int round = 0; round < rounds; ++round) {
    std::string bytes = good;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = random() % bytes.size();
      switch (random() % 4) {
        case 0:
          bytes[at] = static_cast<char>(random());
          break;
        case 1:
          bytes.erase(at, 1 + random() % 20);
          break;
        case 2:
          bytes.insert(at, bytes.substr(at, 1 + random() % 40));
          break;
        default:
          bytes.insert(at, "\r\n");
      }
    }
    // Whatever is still missing never comes.
    const auto answer = talk(site, bytes, true);
    EXPECT_FALSE(has(answer, "HTTP/1.1 200") && has(answer, "belongings")) << bytes;
    EXPECT_FALSE(has(answer, "HTTP/1.1 500")) << bytes << "\n" << answer;
  }
  EXPECT_TRUE(has(talk(site, post(site, names, "", "{}")), "coop"));
}

/// Megabytes of this process in memory.
double resident() {
  std::ifstream in("/proc/self/statm");
  double size = 0;
  double pages = 0;
  in >> size >> pages;
  return pages * static_cast<double>(::sysconf(_SC_PAGESIZE)) / (1 << 20);
}

/// The short form of `halle-bench hostile`.
TEST_F(GatewayTest, TwoHundredAttackersHarmNobody) {
  constexpr std::chrono::seconds length{8};
  const auto me = "Authorization: Bearer " + installation.create_account(coop, "member", "1") +
                  "\r\nhalle-organisation: " + coop.text() + "\r\n";
  boost::asio::io_context io;
  const Attackers attackers(io, site, 200);
  std::thread thread([&] { io.run(); });
  double most = 0;
  const double before = resident();
  int served = 0;
  const auto until = std::chrono::steady_clock::now() + length;
  while (std::chrono::steady_clock::now() < until) {
    const auto answer = talk(site, post(site, who_am_i, me, "{}"));
    EXPECT_TRUE(has(answer, R"("subject":"1")")) << answer;
    most = std::max(most, resident() - before);
    ++served;
  }
  io.stop();
  thread.join();
#ifdef __SANITIZE_ADDRESS__  // slow, and keeps what was freed
  EXPECT_GT(served, 0);
#else
  EXPECT_GT(served, 20);
  EXPECT_LT(most, 150) << "MiB";
#endif
  for (const auto kind :
       {Attackers::trailers, Attackers::extensions, Attackers::large_json, Attackers::guesses,
        Attackers::pipelined, Attackers::streams, Attackers::broken})
    EXPECT_GT(attackers.rounds(kind), 0) << kind;
}

TEST_F(GatewayTest, WhatIsNotOneRequestIsRefusedAndTheNextIsServed) {
  const std::string line = std::string("POST ") + names + " HTTP/1.1\r\n";
  const std::string host = "Host: " + site + "\r\n";
  const std::string json = "Content-Type: application/json\r\n";
  const std::vector<std::string> bad{
      line + host + json + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      line + host + json + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
      line + host + json + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
      line + host + host + json + "Content-Length: 2\r\n\r\n{}",
      line + json + "Content-Length: 2\r\n\r\n{}",
      std::string("POST ") + names + " HTTP/1.1\nHost: " + site + "\nContent-Length: 2\n\n{}",
      line + host + "X: " + std::string(9000, 'x') + "\r\n\r\n",
      std::string("\x16\x03\x01\x02\x00\x01\x00", 7) + "\r\n\r\n",
      line + host + json + "Content-Length: -1\r\n\r\n{}",
      line + host + json + "Content-Length: 2, 2\r\n\r\n{}",
      line + host + json + "Transfer-Encoding : chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      line + host + json + "X: a\nContent-Length: 2\r\n\r\n{}",
      std::string("POST ") + names + " HTTP/1.0\r\n" + host + json +
          "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
      "POST ?x HTTP/1.1\r\n" + host + json + "Content-Length: 2\r\n\r\n{}",
      "POST * HTTP/1.1\r\n" + host + json + "Content-Length: 2\r\n\r\n{}",
  };
  for (const auto& request : bad) {
    const auto answer = talk(site, request);
    EXPECT_TRUE(has(answer, "HTTP/1.1 4")) << request.substr(0, 200) << "\n" << answer;
    EXPECT_FALSE(has(answer, "coop")) << answer;
  }
  // Who one is, is not what one says of oneself.
  const auto forged = talk(site, post(site, who_am_i,
                                      "halle-principal-bin: CAMSBmtlcm5lbA\r\nhalle-hops: 1\r\n"
                                      "grpc-timeout: garbage\r\n",
                                      "{}"));
  EXPECT_TRUE(has(forged, "halle.sign_in_first")) << forged;
  EXPECT_TRUE(has(talk(site, post(site, names, "", "{}")), "coop"));
}

TEST_F(GatewayTest, ABodyTooLongIsRefusedInTheCallersForm) {
  const std::string body(3 << 20, ' ');
  EXPECT_TRUE(has(talk(site, post(site, names, "", body)), "halle.request_too_large"));
  const auto chunked = std::string("POST ") + names + " HTTP/1.1\r\nHost: " + site +
                       "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(
      has(talk(site, chunked + "300000\r\n" + body + "\r\n0\r\n\r\n"), "halle.request_too_large"));
  EXPECT_TRUE(has(talk(site, chunked + "2\r\n{}\r\n0\r\n\r\nGET / HTTP/1.1\r\nHost: " + site +
                                 "\r\nConnection: close\r\n\r\n"),
                  "coop"))
      << "a request after another on one connection";
}

/// An association whose name and words try to be more than text, with its page.
class DocumentTest : public GatewayTest {
 protected:
  static constexpr const char* evil = "</script><b>x</b>&\"'";

  void publish(const std::string& code, bool published) {
    auto staff = installation.as_operator(organisation(code));
    hub::v1::SetPageRequest request;
    request.mutable_page()->set_what(std::string("Bien ") + evil);
    request.mutable_page()->mutable_place()->set_town(evil);
    request.mutable_page()->set_published(published);
    must(hub::v1::OrganisationsClient(staff).set_page(request));
  }
  Uuid organisation(const std::string& code) {
    if (code == "coop") return coop;
    auto staff = installation.as_operator();
    hub::v1::CreateOrganisationRequest create;
    create.set_code(code);
    create.set_name(evil);
    return *Uuid::parse(must(hub::v1::OrganisationsClient(staff).create(create)).id());
  }
  std::string get(const std::string& path, const std::string& headers = "",
                  const std::string& verb = "GET") const {
    return talk(site, verb + " " + path + " HTTP/1.1\r\nHost: " + site + "\r\n" + headers +
                          "Connection: close\r\n\r\n");
  }
  static std::string body(const std::string& answer) {
    return answer.substr(answer.find("\r\n\r\n") + 4);
  }
};

TEST_F(DocumentTest, IsThereOnceItIsSwitchedOn) {
  const auto before = get("/a/coop");
  EXPECT_TRUE(has(before, "HTTP/1.1 404")) << before;
  EXPECT_TRUE(has(before, "no-store") && has(before, "Il n’y a rien ici")) << before;
  publish("coop", true);
  const auto page = get("/a/coop", "Cookie: __Host-halle=forged\r\n");
  EXPECT_TRUE(has(page, "HTTP/1.1 200")) << page;
  EXPECT_TRUE(has(page, "content-type: text/html; charset=utf-8")) << page;
  EXPECT_TRUE(has(page, "cache-control: public, max-age=60")) << page;
  EXPECT_TRUE(has(page, "default-src 'none'; style-src 'self'")) << page;
  EXPECT_FALSE(has(page, "access-control-allow-origin")) << page;
  EXPECT_FALSE(has(page, "set-cookie")) << page;
  EXPECT_TRUE(has(page, "<html lang=\"fr\">") && has(page, "Nos producteurs")) << page;
  EXPECT_TRUE(has(page, "href=\"http://" + site + "/a/coop\"")) << page;
  EXPECT_TRUE(has(get("/a/coop?lang=en"), "<html lang=\"en\">"));
  EXPECT_TRUE(has(get("/a/coop", "Accept-Language: de, en;q=0.8\r\n"), "<html lang=\"en\">"));
  EXPECT_TRUE(has(get("/a/coop", "Accept-Encoding: gzip\r\n"), "content-encoding: gzip"));
  const auto head = get("/a/coop", "", "HEAD");
  EXPECT_TRUE(has(head, "HTTP/1.1 200") && body(head).empty()) << head;
  EXPECT_TRUE(has(head, "Content-Length: " + std::to_string(body(page).size()))) << head;
  publish("coop", false);
  EXPECT_TRUE(has(get("/a/coop"), "HTTP/1.1 404"));
}

TEST_F(DocumentTest, ChangesNothingAndIsOnlyAtItsAddress) {
  publish("coop", true);
  for (const auto* path : {"/a/nobody", "/a/%63oop", "/a/COOP", "/a/..", "/a/nobody/producteurs",
                           "/a/nobody/producteurs.geojson"})
    EXPECT_TRUE(has(get(path), "HTTP/1.1 404")) << path;
  for (const auto* path : {"/a/", "/a", "/a/coop/more", "/a/coop/", "/commande"})
    EXPECT_FALSE(has(get(path), "HTTP/1.1 404") || has(get(path), "ld+json")) << path;
  EXPECT_TRUE(has(talk(site, post(site, "/a/coop", an_id, "{}")), "halle.no_such_method"));
  for (const auto* verb : {"PUT", "DELETE", "OPTIONS"})
    EXPECT_TRUE(has(get("/a/coop", "", verb), "HTTP/1.1 405")) << verb;
  const auto other_host =
      talk(site, "GET /a/coop HTTP/1.1\r\nHost: x\"><b>\r\nConnection: close\r\n\r\n");
  EXPECT_FALSE(has(other_host, "x\"><b>")) << other_host;
}

TEST_F(DocumentTest, WordsStayText) {
  publish("evil", true);
  const auto page = get("/a/evil");
  EXPECT_TRUE(has(page, "HTTP/1.1 200")) << page;
  EXPECT_FALSE(has(page, "<b>")) << page;
  EXPECT_TRUE(has(page, "Bien &lt;/script&gt;&lt;b&gt;x&lt;/b&gt;&amp;&quot;&#39;")) << page;
  EXPECT_TRUE(has(page, "<h1>&lt;/script&gt;")) << page;
  const std::string open = "<script type=\"application/ld+json\">";
  const auto from = page.find(open) + open.size();
  const auto data = nlohmann::json::parse(page.substr(from, page.find("</script>", from) - from));
  EXPECT_EQ(data["name"], evil);
  EXPECT_EQ(data["address"]["addressLocality"], evil);
  EXPECT_EQ(data["@id"], "http://" + site + "/a/evil#association");
}

/// A gateway by itself, on a router that counts.
class Alone : public testing::Test {
 protected:
  bus::Router router;
  bus::Descriptors descriptors;
  bus::WorkerPool interactive{1, 10};
  bus::WorkerPool background{1, 10};
  bus::WorkerPool hashing{1, 10};
  bus::Streams streams{
      router, interactive, {std::chrono::milliseconds(1), std::chrono::milliseconds(1), 1}};
  std::string folder = [] {
    char name[] = "/tmp/halle-web-XXXXXX";
    return std::string(::mkdtemp(name));
  }();

  void TearDown() override {
    streams.stop();
    interactive.stop();
    std::filesystem::remove_all(folder);
  }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories(std::filesystem::path(folder + "/" + name).parent_path());
    std::ofstream(folder + "/" + name) << text;
  }
  std::unique_ptr<gateway::Gateway> start(const gateway::Limits& limits = {},
                                          const std::string& behind_proxy = "") {
    return must(gateway::Gateway::start({"127.0.0.1:0", behind_proxy, folder, limits}, router,
                                        descriptors, {interactive, background, hashing}, streams));
  }
  /// A method of anybody that is answered by `handler` from the request's bytes.
  void answer(const std::string& name, const std::function<std::string(std::string_view)>& handler,
              bus::Session session = bus::Session::none) {
    bus::MethodRules rules{name, {bus::Access::Rule::anybody, ""}, bus::Pool::interactive, false};
    rules.session = session;
    must(router.add(
        rules, [handler](const bus::Context&, const bus::MethodRules&, std::string_view request) {
          return Result<std::string>(handler(request));
        }));
  }
  static std::string site_of(const gateway::Gateway& gateway) {
    return "127.0.0.1:" + std::to_string(gateway.port());
  }
  static std::string get(const std::string& site, const std::string& path,
                         const std::string& headers = "") {
    return talk(site, "GET " + path + " HTTP/1.1\r\nHost: " + site + "\r\n" + headers +
                          "Connection: close\r\n\r\n");
  }
};

/// A stream of "one", "two" and so on that ends with an error after `count`.
class Streams : public Alone {
 protected:
  std::atomic<int> said = 0;

  void SetUp() override {
    bus::MethodRules rules{
        "/t.v1.T/Get", {bus::Access::Rule::anybody, ""}, bus::Pool::interactive, false};
    must(router.add(rules,
                    [this](const bus::Context&, const bus::MethodRules&,
                           std::string_view request) -> Result<std::string> {
                      const int number = ++said;
                      if (number % 3 == 0 && request.empty())
                        return Error{Code::failed_precondition, "t.no_more"};
                      return "message " + std::to_string(number);
                    }));
    rules.watches = rules.name;
    rules.name = "/t.v1.T/Watch";
    must(router.add_stream(rules));
  }
};

TEST_F(Streams, SendMessagesAsTheyComeAndSayWhyTheyEnd) {
  const auto gateway = start();
  const auto site = site_of(*gateway);
  const auto web =
      talk(site, post(site, "/t.v1.T/Watch", "", frame(""), "application/grpc-web+proto"));
  EXPECT_TRUE(has(web, "Transfer-Encoding: chunked")) << web;
  const auto first = web.find(frame("message 1"));
  const auto second = web.find(frame("message 2"));
  const auto last = web.find("grpc-status:9\r\ngrpc-message:t.no_more\r\n");
  EXPECT_TRUE(first < second && second < last && last != std::string::npos) << web;
  EXPECT_TRUE(web.ends_with("\r\n0\r\n\r\n")) << web;
  const auto connect =
      talk(site, post(site, "/t.v1.T/Watch", "", frame(""), "application/connect+proto"));
  EXPECT_TRUE(has(connect, "content-type: application/connect+proto")) << connect;
  EXPECT_TRUE(has(connect, frame("message 4")) && has(connect, frame("message 5"))) << connect;
  EXPECT_TRUE(has(connect, R"({"error":{"code":"failed_precondition","message":"t.no_more")"))
      << connect;
  const auto unary = talk(site, post(site, "/t.v1.T/Watch", "", "", "application/proto"));
  EXPECT_TRUE(has(unary, "halle.only_as_stream")) << unary;
  auto old = post(site, "/t.v1.T/Watch", "", frame(""), "application/grpc-web+proto");
  old.replace(old.find("HTTP/1.1"), 8, "HTTP/1.0");
  EXPECT_TRUE(has(talk(site, old), "HTTP/1.1 505"));
}

TEST_F(Streams, EndWhenNobodyReadsThem) {
  const auto gateway = start();
  const auto site = site_of(*gateway);
  const auto endless = post(site, "/t.v1.T/Watch", "", frame("x"), "application/grpc-web+proto");
  {
    boost::asio::io_context io;
    tcp::socket socket(io);
    socket.connect(
        {boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(gateway->port())});
    boost::asio::write(socket, boost::asio::buffer(endless));
    std::string answer;
    boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), "message 3");
    const auto full =
        talk(site, post(site, "/t.v1.T/Watch", "", frame(""), "application/grpc-web+proto"));
    EXPECT_TRUE(has(full, "halle.busy")) << full;
  }
  // There is room for one: it comes free.
  std::string next;
  do {
    next = talk(site, post(site, "/t.v1.T/Watch", "", frame(""), "application/grpc-web+proto"));
  } while (has(next, "halle.busy"));
  EXPECT_TRUE(has(next, "t.no_more")) << next;
}

TEST_F(Streams, EndInOrderWhenTheNodeStops) {
  const auto gateway = start();
  const auto site = site_of(*gateway);
  boost::asio::io_context io;
  tcp::socket socket(io);
  socket.connect(
      {boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(gateway->port())});
  boost::asio::write(socket, boost::asio::buffer(post(site, "/t.v1.T/Watch", "", frame("x"),
                                                      "application/grpc-web+proto")));
  std::string answer;
  boost::asio::read_until(socket, boost::asio::dynamic_buffer(answer), "message 1");
  streams.stop();
  boost::system::error_code ended;
  boost::asio::read(socket, boost::asio::dynamic_buffer(answer), ended);
  EXPECT_TRUE(has(answer, "grpc-message:halle.stopping")) << answer;
  gateway->drain(std::chrono::seconds(60));
}

TEST_F(Alone, FilesComeWithTheirRules) {
  write("index.html", "<!doctype html><script type=\"importmap\">{}</script>");
  write("assets/shop-1234.js", "export {}");
  write("assets/shop-1234.js.gz", "compressed");
  write("assets/shop-1234.js.br", "brotli");
  std::ofstream(folder + "/../halle-web-secret") << "secret";
  const auto gateway = start();
  const auto site = site_of(*gateway);
  const auto page = get(site, "/");
  EXPECT_TRUE(has(page, "cache-control: no-cache"));
  // printf '{}' | openssl dgst -sha256 -binary | base64
  EXPECT_TRUE(has(page, "'sha256-RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='")) << page;
  EXPECT_TRUE(has(get(site, "/commande"), "importmap")) << "a screen's own address";
  const auto script = get(site, "/assets/shop-1234.js", "Accept-Encoding: br, gzip\r\n");
  EXPECT_TRUE(has(script, "immutable") && has(script, "content-encoding: br"));
  EXPECT_TRUE(script.ends_with("\r\n\r\nbrotli")) << script;
  for (const auto* encodings : {"gzip, deflate", "br;q=0, GZIP;q=0.5"}) {
    const auto small =
        get(site, "/assets/shop-1234.js", std::string("Accept-Encoding: ") + encodings + "\r\n");
    EXPECT_TRUE(has(small, "content-encoding: gzip") && small.ends_with("\r\n\r\ncompressed"))
        << encodings << ": " << small;
  }
  for (const auto* encodings : {"", "Accept-Encoding: brotli, gzip;q=0\r\n"})
    EXPECT_TRUE(get(site, "/assets/shop-1234.js", encodings).ends_with("\r\n\r\nexport {}"))
        << encodings;
  EXPECT_TRUE(has(get(site, "/assets/shop-1234.js.br"), "HTTP/1.1 404")) << "no file of its own";
  const auto from = page.find("etag: ") + 6;
  const auto tag = page.substr(from, page.find('\r', from) - from);
  EXPECT_TRUE(has(get(site, "/", "If-None-Match: " + tag + "\r\n"), "HTTP/1.1 304"));
  for (const auto* path : {"/../halle-web-secret", "/assets/../../halle-web-secret",
                           "/%2e%2e/halle-web-secret", "/no.js"})
    EXPECT_FALSE(has(get(site, path), "secret")) << path;
  EXPECT_TRUE(has(get(site, "/no.js"), "HTTP/1.1 404"));
  for (const auto* path : {"/metrics", "/.well-known/security"})
    EXPECT_TRUE(has(get(site, path), "HTTP/1.1 404")) << path << " is no screen";
  std::filesystem::remove(folder + "/../halle-web-secret");
}

TEST_F(Alone, ASlowOrGreedyClientIsLetGo) {
  gateway::Limits limits;
  limits.header_time = std::chrono::milliseconds(50);
  limits.connections_per_address = 2;
  const auto gateway = start(limits);
  const auto site = site_of(*gateway);
  EXPECT_EQ(talk(site, "GET / HT"), "") << "it ends, with nothing to say";
  boost::asio::io_context io;
  std::vector<tcp::socket> held;
  limits.header_time = std::chrono::seconds(60);
  const auto patient = start(limits);
  for (int i = 0; i < 2; ++i) {
    held.emplace_back(io).connect(
        {boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(patient->port())});
    // Known to be accepted once it has answered.
    boost::asio::write(held.back(),
                       boost::asio::buffer("GET /health HTTP/1.1\r\nHost: x\r\n\r\n", 37));
    char byte = 0;
    boost::asio::read(held.back(), boost::asio::buffer(&byte, 1));
  }
  EXPECT_EQ(get(site_of(*patient), "/health"), "");
  held.pop_back();
  EXPECT_TRUE(eventually(std::chrono::seconds(5),
                         [&] { return has(get(site_of(*patient), "/health"), "200"); }));
}

/// A method that opens a session, as the gateway sees it.
class Sessions : public Alone {
 protected:
  std::string seen;   // the last request
  std::string reply;  // what is answered

  void SetUp() override {
    google::protobuf::FileDescriptorSet set;
    ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(R"(
      file { name: "t.proto" package: "t" syntax: "proto3"
        message_type { name: "Client"
          field { name: "address" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field { name: "device" number: 2 type: TYPE_STRING label: LABEL_OPTIONAL } }
        message_type { name: "Open"
          field { name: "client" number: 1 type: TYPE_MESSAGE type_name: ".t.Client"
                  label: LABEL_OPTIONAL } }
        message_type { name: "Until"
          field { name: "seconds" number: 1 type: TYPE_INT64 label: LABEL_OPTIONAL } }
        message_type { name: "Opened"
          field { name: "token" number: 1 type: TYPE_STRING label: LABEL_OPTIONAL }
          field { name: "expires_at" number: 2 type: TYPE_MESSAGE type_name: ".t.Until"
                  label: LABEL_OPTIONAL } }
        service { name: "S"
          method { name: "Open" input_type: ".t.Open" output_type: ".t.Opened" } } })",
                                                              &set));
    must(descriptors.add(set.SerializeAsString(), {}));
    answer(
        "/t.S/Open",
        [this](std::string_view request) {
          seen = request;
          return reply;
        },
        bus::Session::opens);
  }
};

TEST_F(Sessions, BehindAProxyTheLastAddressCounts) {
  const auto gateway = start({}, "loopback");
  const auto elsewhere = start({}, "203.0.113.1,2001:db8::1");
  const auto address_of = [&](const gateway::Gateway& asked, const std::string& headers) {
    const auto site = site_of(asked);
    talk(site, post(site, "/t.S/Open", headers, "", "application/proto"));
    return seen.size() < 4 ? "" : seen.substr(4);  // client { address, of less than 128 bytes
  };
  EXPECT_EQ(address_of(*gateway, "X-Forwarded-For: 198.51.100.1, 203.0.113.9\r\n"), "203.0.113.9");
  EXPECT_EQ(
      address_of(*gateway, "X-Forwarded-For: 198.51.100.1\r\nX-Forwarded-For: 203.0.113.9\r\n"),
      "203.0.113.9")
      << "a proxy may add a line of its own";
  EXPECT_EQ(address_of(*gateway, "X-Forwarded-For: nonsense\r\n"), "127.0.0.1");
  EXPECT_EQ(address_of(*gateway, ""), "127.0.0.1");
  EXPECT_EQ(address_of(*gateway, "X-Forwarded-For: 2001:db8:1:2::3\r\n"), "2001:db8:1:2::/64");
  EXPECT_EQ(address_of(*elsewhere, "X-Forwarded-For: 203.0.113.9\r\n"), "127.0.0.1")
      << "said by somebody who is not the proxy";
}

TEST_F(Alone, WhoIsNotTheProxyHasTheConnectionsOfOneAddress) {
  gateway::Limits limits;
  limits.connections_per_address = 0;
  EXPECT_EQ(get(site_of(*start(limits, "203.0.113.1")), "/health"), "");
  EXPECT_TRUE(has(get(site_of(*start(limits, "loopback")), "/health"), "200"));
}

TEST_F(Alone, AnAddressThatCannotBeListenedAtHasItsReason) {
  const auto reason = [&](const std::string& listen, const std::string& proxy = "") {
    return gateway::Gateway::start({listen, proxy, folder, {}}, router, descriptors,
                                   {interactive, background, hashing}, streams)
        .error()
        .reason;
  };
  for (const auto* listen : {"127.0.0.1:99999", "127.0.0.1:abc", "127.0.0.1", "shop:80", ""})
    EXPECT_EQ(reason(listen), "halle.address_unreadable") << listen;
  EXPECT_EQ(reason("203.0.113.1:0"), "halle.listen_refused") << "no address of this machine";
  EXPECT_EQ(reason("127.0.0.1:0", "proxy.example"), "halle.proxy_unreadable");
  const auto gateway = start();
  EXPECT_EQ(reason(site_of(*gateway)), "halle.address_in_use");
}

/// A database that answers, refuses or hangs, as far as a gateway can tell.
class Health : public Alone {
 protected:
  std::atomic<bool> answers = true;
  std::atomic<bool> hangs = false;
  std::atomic<int> asked = 0;

  void SetUp() override {
    must(router.add({"/halle.kernel.v1.Identity/ListOrganisations",
                     {bus::Access::Rule::kernel, ""},
                     bus::Pool::interactive,
                     false},
                    [this](const bus::Context&, const bus::MethodRules&,
                           std::string_view) -> Result<std::string> {
                      ++asked;
                      while (hangs) std::this_thread::yield();
                      if (answers) return std::string{};
                      return Error{Code::unavailable, "halle.database_unavailable"};
                    }));
  }
};

TEST_F(Health, IsThatOfTheDatabase) {
  gateway::Limits limits;
  limits.health_time = std::chrono::milliseconds(100);
  const auto gateway = start(limits);
  const auto site = site_of(*gateway);
  const auto healthy = [&](bool wanted) {
    return eventually(std::chrono::seconds(10), [&] {
      return has(get(site, "/health"), wanted ? "HTTP/1.1 200" : "HTTP/1.1 503");
    });
  };
  EXPECT_TRUE(has(get(site, "/health"), "\r\n\r\nok\n"));
  answers = false;
  EXPECT_TRUE(healthy(false));
  answers = true;
  EXPECT_TRUE(healthy(true));
  hangs = true;
  EXPECT_TRUE(healthy(false)) << "it is not waited for";
  hangs = false;
  EXPECT_TRUE(healthy(true));
}

TEST_F(Health, IsAskedOnceForMany) {
  hangs = true;
  const auto gateway = start();
  const auto site = site_of(*gateway);
  std::vector<std::thread> callers;
  std::atomic<int> well = 0;
  for (int i = 0; i < 20; ++i)
    callers.emplace_back([&] { well += has(get(site, "/health"), "HTTP/1.1 200"); });
  while (asked == 0) std::this_thread::yield();
  hangs = false;
  for (auto& caller : callers) caller.join();
  EXPECT_EQ(well, 20);
  EXPECT_LE(asked, 2) << "a second may have passed";
}

TEST_F(Alone, ALongTimeToWaitIsNotTooLate) {
  answer("/t.S/M", [](std::string_view) { return std::string("done"); });
  const auto gateway = start();
  const auto site = site_of(*gateway);
  for (const auto* header : {"grpc-timeout: 99999999H\r\n", "connect-timeout-ms: 9999999999\r\n"})
    EXPECT_TRUE(has(talk(site, post(site, "/t.S/M", header, "", "application/proto")), "done"));
}

TEST_F(Alone, EndlessTrailersAndExtensionsEndTheirConnectionOnly) {
  answer("/t.S/M", [](std::string_view) { return std::string("done"); });
  const auto gateway = start();
  const auto site = site_of(*gateway);
  const std::string begin = "POST /t.S/M HTTP/1.1\r\nHost: " + site +
                            "\r\nContent-Type: application/proto\r\nTransfer-Encoding: chunked"
                            "\r\n\r\n";
  const std::string endless(300'000, 'x');
  for (const std::string& bytes :
       {begin + "0\r\nX: " + endless + "\r\n\r\n", begin + "1;" + endless + "\r\nx\r\n0\r\n\r\n"}) {
    const auto refused = talk(site, bytes);
    EXPECT_TRUE(refused.empty() || has(refused, "HTTP/1.1 400")) << refused.substr(0, 200);
    EXPECT_TRUE(has(get(site, "/health"), "HTTP/1.1 200"));
  }
}

TEST_F(Alone, WhatACallThrowsIsTheEndOfThatCallOnly) {
  answer("/t.S/Throw", [](std::string_view) -> std::string { throw std::runtime_error("broken"); });
  answer("/t.S/M", [](std::string_view) { return std::string("done"); });
  const auto gateway = start();
  const auto site = site_of(*gateway);
  for (int i = 0; i < 3; ++i) {
    const auto failed = talk(site, post(site, "/t.S/Throw", "", "", "application/proto"));
    EXPECT_TRUE(has(failed, "HTTP/1.1 500") && has(failed, "halle.handler_failed")) << failed;
    EXPECT_TRUE(has(talk(site, post(site, "/t.S/M", "", "", "application/proto")), "done"));
  }
}

TEST_F(Sessions, WhatAConnectionThrowsEndsThatConnectionOnly) {
  // No header can be as long as the cookie of this token: Beast throws.
  reply = std::string("\x0a\xf0\xa2\x04", 4) + std::string(70'000, 'x') +
          std::string("\x12\x02\x08\x01", 4);
  const auto gateway = start();
  const auto site = site_of(*gateway);
  EXPECT_EQ(talk(site, post(site, "/t.S/Open", "", "", "application/proto")), "");
  reply.clear();
  EXPECT_TRUE(
      has(talk(site, post(site, "/t.S/Open", "", "", "application/proto")), "HTTP/1.1 200"));
}

TEST_F(Alone, WhatACallThrowsAtTheUnixSocketIsTheEndOfThatCallOnly) {
  answer("/t.S/Throw", [](std::string_view) -> std::string { throw std::runtime_error("broken"); });
  answer("/t.S/M", [](std::string_view) { return std::string("done"); });
  const std::string address = "unix:" + folder + "/node.sock";
  const auto listener = must(net::Listener::start(address, router, descriptors,
                                                  {interactive, background, hashing}, "the-node"));
  const net::Client client(address);
  const net::CallOptions outgoing{"", {}, {}, std::chrono::seconds(10)};
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(client.call("/t.S/Throw", "", outgoing).error().reason, "halle.handler_failed");
    EXPECT_EQ(must(client.call("/t.S/M", "", outgoing)), "done");
  }
}

TEST_F(Alone, ABodyIsNotAskedForToBeRefused) {
  answer("/t.S/M", [](std::string_view) { return std::string("done"); });
  const auto gateway = start();
  const auto site = site_of(*gateway);
  const auto large = talk(site, "POST /t.S/M HTTP/1.1\r\nHost: " + site +
                                    "\r\nContent-Type: application/proto\r\nExpect: 100-continue"
                                    "\r\nContent-Length: 90000000\r\n\r\n");
  EXPECT_TRUE(large.starts_with("HTTP/1.1 429")) << large;
}

TEST_F(Alone, BodiesTakeOnlySoMuchRoomInAll) {
  gateway::Limits limits;
  limits.bodies = 1000;
  answer("/t.S/M", [](std::string_view) { return std::string("done"); });
  const auto gateway = start(limits);
  const auto site = site_of(*gateway);
  const auto size = [&](std::size_t bytes) {
    return talk(site, post(site, "/t.S/M", "", std::string(bytes, 'x'), "application/proto"));
  };
  EXPECT_TRUE(has(size(1001), "halle.busy"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(has(size(900), "done")) << "room comes back";
}

/// A caller with a token, and nobody in particular.
class Admission : public Alone {
 protected:
  const std::string token = "Authorization: Bearer t\r\n";
  std::atomic<int> handled = 0;

  void SetUp() override {
    router.set_identify([](std::string_view, bus::Deadline) {
      return Result<bus::Principal>(bus::Principal{bus::Principal::Kind::account, "account:1", {}});
    });
    answer("/t.S/Anybody", [this](std::string_view) { return ++handled, std::string("done"); });
    must(router.add({"/t.S/SignedIn",
                     {bus::Access::Rule::signed_in, ""},
                     bus::Pool::interactive,
                     false,
                     false,
                     true},
                    [this](const bus::Context&, const bus::MethodRules&, std::string_view) {
                      ++handled;
                      return Result<std::string>(std::string("done"));
                    }));
  }
  static std::string announce(const std::string& site, const std::string& path, std::size_t bytes,
                              const std::string& headers = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: " + site +
           "\r\nContent-Type: application/proto\r\nContent-Length: " + std::to_string(bytes) +
           "\r\n" + headers + "\r\n";
  }
};

TEST_F(Admission, ComesBeforeTheBody) {
  const auto gateway = start();
  const auto site = site_of(*gateway);
  const std::string asks = "Expect: 100-continue\r\n";
  // Answered although nothing of the body was sent.
  EXPECT_TRUE(
      talk(site, announce(site, "/t.S/SignedIn", 20 << 20, asks)).starts_with("HTTP/1.1 401"));
  EXPECT_TRUE(
      talk(site, announce(site, "/t.S/Nothing", 20 << 20, asks)).starts_with("HTTP/1.1 501"));
  EXPECT_TRUE(talk(site, announce(site, "/t.S/Anybody", 65'537, asks)).starts_with("HTTP/1.1 429"));
  EXPECT_TRUE(
      has(talk(site, announce(site, "/t.S/SignedIn", 100, asks + token) + std::string(100, 'x') +
                         "GET / HTTP/1.1\r\nHost: " + site + "\r\nConnection: close\r\n\r\n"),
          "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200"));
  const std::string large(3 << 20, 'x');
  EXPECT_TRUE(
      has(talk(site, post(site, "/t.S/SignedIn", token, large, "application/proto")), "done"));
  EXPECT_TRUE(has(
      talk(site, post(site, "/t.S/Anybody", token, std::string(1 << 20, 'x'), "application/proto")),
      "done"))
      << "who is known may send more to anybody's methods too";
  EXPECT_TRUE(
      has(talk(site, post(site, "/t.S/Anybody", token, large, "application/proto")), "too_large"));
  const auto in_chunks =
      "POST /t.S/SignedIn HTTP/1.1\r\nHost: " + site +
      "\r\nContent-Type: application/proto\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_TRUE(talk(site, in_chunks).starts_with("HTTP/1.1 401"));
}

TEST_F(Admission, AnnouncedBodiesTakeNoRoom) {
  gateway::Limits limits;
  limits.bodies = 1'000'000;
  limits.bodies_per_address = 1'000'000;
  const auto gateway = start(limits);
  const auto site = site_of(*gateway);
  boost::asio::io_context io;
  std::vector<tcp::socket> held;
  for (int i = 0; i < 18; ++i) {
    held.emplace_back(io).connect(
        {boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(gateway->port())});
    boost::asio::write(held.back(), boost::asio::buffer(announce(site, "/t.S/Anybody", 60'000,
                                                                 "Expect: 100-continue\r\n")));
    char byte = 0;
    boost::asio::read(held.back(), boost::asio::buffer(&byte, 1));  // it is being read
    boost::asio::write(held.back(), boost::asio::buffer("x", 1));
  }
  EXPECT_TRUE(
      has(talk(site, post(site, "/t.S/Anybody", "", "1234567890", "application/proto")), "done"));
}

TEST_F(Admission, OneAddressTakesOnlyAPartOfTheRoom) {
  gateway::Limits limits;
  limits.bodies_per_address = 1000;
  const auto gateway = start(limits);
  const auto site = site_of(*gateway);
  const auto size = [&](std::size_t bytes) {
    return talk(site, post(site, "/t.S/Anybody", "", std::string(bytes, 'x'), "application/proto"));
  };
  EXPECT_TRUE(has(size(1001), "halle.busy"));
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(has(size(900), "done")) << "room comes back";
}

TEST_F(Admission, ABodyThatDoesNotComeIsLetGo) {
  gateway::Limits limits;
  limits.body_time = std::chrono::milliseconds(50);
  limits.body_rate = 1 << 30;
  const auto gateway = start(limits);
  const auto site = site_of(*gateway);
  EXPECT_EQ(talk(site, announce(site, "/t.S/Anybody", 60'000) + "x"), "");
  EXPECT_EQ(talk(site, announce(site, "/t.S/SignedIn", 60'000, token) + std::string(50'000, 'x')),
            "");
  EXPECT_EQ(handled, 0);
}

TEST_F(Alone, ALongAnswerIsSentToItsEndBeforeItStops) {
  constexpr std::size_t size = 32 << 20;
  std::atomic<bool> answered = false;
  answer("/t.S/M", [&](std::string_view) {
    answered = true;
    return std::string(size, 'x');
  });
  auto gateway = start();
  const auto site = site_of(*gateway);
  boost::asio::io_context io;
  tcp::socket slow(io);
  slow.connect(
      {boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(gateway->port())});
  boost::asio::write(slow, boost::asio::buffer(post(site, "/t.S/M", "", "", "application/proto")));
  char first = 0;
  boost::asio::read(slow, boost::asio::buffer(&first, 1));
  std::atomic<bool> stopped = false;
  std::thread stopper([&] {
    gateway->drain(std::chrono::seconds(60));
    gateway.reset();
    stopped = true;
  });
  EXPECT_TRUE(answered);
  EXPECT_FALSE(stopped) << "32 MiB are in nobody's buffers";
  std::string rest;
  boost::system::error_code error;
  boost::asio::read(slow, boost::asio::dynamic_buffer(rest), error);
  stopper.join();
  EXPECT_GE(rest.size(), size);
}

TEST_F(Alone, WhatIsUnderWayIsFinishedBeforeItStops) {
  std::atomic<bool> entered = false;
  std::atomic<bool> leave = false;
  must(router.add({"/t.S/M", {bus::Access::Rule::anybody, ""}, bus::Pool::interactive, false},
                  [&](const bus::Context&, const bus::MethodRules&, std::string_view) {
                    entered = true;
                    while (!leave) std::this_thread::yield();
                    return Result<std::string>(std::string("done"));
                  }));
  auto gateway = start();
  const auto site = site_of(*gateway);
  std::string answer;
  std::thread client(
      [&] { answer = talk(site, post(site, "/t.S/M", "", "", "application/proto")); });
  while (!entered) std::this_thread::yield();
  std::thread stopper([&] { gateway->drain(std::chrono::seconds(10)); });
  leave = true;
  stopper.join();
  client.join();
  EXPECT_TRUE(answer.ends_with("\r\n\r\ndone")) << answer;
  gateway.reset();
  EXPECT_THROW(get(site, "/"), boost::system::system_error);
}

}  // namespace
}  // namespace halle::test
