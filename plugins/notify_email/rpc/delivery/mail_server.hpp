#pragma once
// Hands messages to the mail server by SMTP (libcurl), or writes them into a folder. One connection
// serves all messages of an object. Used by one thread.

#include <memory>
#include <string>

#include "plugins/notify_email/domain/server.hpp"

namespace halle::notify_email {

/// What became of a message.
struct Handed {
  enum class How {
    accepted,
    refused,     // the server does not take this recipient, now or later
    failed,      // the server did not take this message now
    declined,    // the same, by a rule of the server: it may take none of ours
    unanswered,  // it got the message and did not say whether it takes it
    unreachable  // the server does not answer, or takes nothing from us
  };
  How how = How::unreachable;
  std::string words;  // the server's own, printable ASCII, 300 characters at most
};

class MailServer {
 public:
  /// `server` is usable and outlives this object.
  explicit MailServer(const Server& server);
  ~MailServer();
  MailServer(const MailServer&) = delete;
  MailServer& operator=(const MailServer&) = delete;

  /// Takes 40 s at most. `id`: of the message, the name of its file in a folder.
  Handed hand(const std::string& id, const std::string& to, const std::string& message);

 private:
  struct Session;
  Handed perform(const std::string& to, const std::string& message);
  Handed write(const std::string& id, const std::string& message) const;

  const Server& server_;
  std::unique_ptr<Session> session_;
  bool used_ = false;  // the connection has served a message
};

}  // namespace halle::notify_email
