#include "plugins/notify_email/rpc/delivery/mail_server.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <string_view>

#include "core/base/file.hpp"

namespace halle::notify_email {
namespace {
constexpr long connect_seconds = 5;
constexpr long reply_seconds = 30;  // a server may read a message before it answers
constexpr long all_seconds = 40;
constexpr std::size_t longest_words = 300;

/// Printable ASCII: a server may send anything.
std::string printable(std::string_view line) {
  std::string out;
  for (const char c : line.substr(0, longest_words))
    if (c >= ' ' && c <= '~') out += c;
  return out;
}

/// Whether a 5xx reply to RCPT says that the address takes no letters, rather than that the server
/// takes none from us. By its enhanced code (RFC 3463: 5.1 addressing, 5.2 mailbox), or without one
/// by what RFC 5321 says of the number.
bool is_about_recipient(std::string_view reply) {
  const auto code = reply.substr(0, 3);
  const auto enhanced = reply.size() > 4 ? reply.substr(4) : std::string_view{};
  if (enhanced.starts_with("5."))
    return enhanced.starts_with("5.1.") || enhanced.starts_with("5.2.");
  return code == "550" || code == "551" || code == "553";
}
}  // namespace

/// A handle of libcurl and what it said last.
struct MailServer::Session {
  CURL* curl = nullptr;
  curl_slist* recipients = nullptr;
  std::string command;  // first word of the last command sent
  std::string reply;    // last line received
  bool over = false;    // QUIT was sent
  std::string_view rest;

  Session() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
    curl = curl_easy_init();
  }
  ~Session() {
    curl_slist_free_all(recipients);
    if (curl != nullptr) curl_easy_cleanup(curl);
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Keeps the command's name only: what follows may be a password. What the server answers to
  /// QUIT, which follows a refusal, is not kept.
  static int listen(CURL* /*curl*/, curl_infotype type, char* data, std::size_t size, void* self) {
    auto& session = *static_cast<Session*>(self);
    const std::string_view text(data, size);
    const bool quits = text.starts_with("QUIT");
    if (type == CURLINFO_HEADER_OUT && !session.over) {
      session.over = quits;
      if (!quits) session.command = printable(text.substr(0, std::min<std::size_t>(4, size)));
    }
    if (type == CURLINFO_HEADER_IN && !session.over) session.reply = printable(text);
    return 0;
  }
  static std::size_t read(char* to, std::size_t size, std::size_t count, void* self) {
    auto& session = *static_cast<Session*>(self);
    const std::size_t part = std::min(size * count, session.rest.size());
    std::memcpy(to, session.rest.data(), part);
    session.rest.remove_prefix(part);
    return part;
  }

  void prepare(const Server& server) {
    curl_easy_setopt(curl, CURLOPT_URL, server.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, connect_seconds);
    curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, reply_seconds);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, all_seconds);
    curl_easy_setopt(curl, CURLOPT_USE_SSL,
                     static_cast<long>(server.must_encrypt ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!server.ca.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, server.ca.c_str());
    if (!server.user.empty()) {
      curl_easy_setopt(curl, CURLOPT_USERNAME, server.user.c_str());
      curl_easy_setopt(curl, CURLOPT_PASSWORD, server.password.c_str());
    }
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, &Session::read);
    curl_easy_setopt(curl, CURLOPT_READDATA, this);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, &Session::listen);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, this);
    const std::string sender = "<" + server.from + ">";
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, sender.c_str());
  }

  Handed outcome(CURLcode code) {
    using How = Handed::How;
    if (code == CURLE_OK) return {How::accepted, {}};
    const bool answered = reply.starts_with('4') || reply.starts_with('5');
    const std::string words = answered ? reply : curl_easy_strerror(code);
    if (command == "RCPT" && answered) {
      if (reply.starts_with('4')) return {How::failed, words};
      return {is_about_recipient(reply) ? How::refused : How::declined, words};
    }
    // After DATA the server answers to the message itself.
    if (command == "DATA") return {answered ? How::failed : How::unanswered, words};
    return {How::unreachable, words};
  }
};

MailServer::MailServer(const Server& server) : server_(server) {
  if (!server.folder.empty()) return;
  session_ = std::make_unique<Session>();
  if (session_->curl != nullptr) session_->prepare(server);
}

MailServer::~MailServer() = default;

Handed MailServer::hand(const std::string& id, const std::string& to, const std::string& message) {
  if (!session_) return write(id, message);
  if (session_->curl == nullptr) return {Handed::How::unreachable, "libcurl does not start"};
  auto handed = perform(to, message);
  // A server may take only so many messages over one connection.
  if (handed.how == Handed::How::unreachable && used_ && session_->command == "MAIL") {
    curl_easy_setopt(session_->curl, CURLOPT_FRESH_CONNECT, 1L);
    handed = perform(to, message);
    curl_easy_setopt(session_->curl, CURLOPT_FRESH_CONNECT, 0L);
  }
  used_ = used_ || handed.how == Handed::How::accepted;
  return handed;
}

Handed MailServer::perform(const std::string& to, const std::string& message) {
  auto& session = *session_;
  curl_slist_free_all(session.recipients);
  session.recipients = curl_slist_append(nullptr, ("<" + to + ">").c_str());
  session.rest = message;
  session.command.clear();
  session.reply.clear();
  session.over = false;
  curl_easy_setopt(session.curl, CURLOPT_MAIL_RCPT, session.recipients);
  return session.outcome(curl_easy_perform(session.curl));
}

Handed MailServer::write(const std::string& id, const std::string& message) const {
  const std::string path = server_.folder + "/" + id + ".eml";
  if (!write_file(path, message, 0600)) return {Handed::How::unreachable, "cannot write " + path};
  return {Handed::How::accepted, {}};
}

}  // namespace halle::notify_email
