#pragma once
// The mail server, as root has configured it for this module (Call::configuration): lines
// `name = value`, empty lines, and comments after `#`.
//
//   server = smtps://mail.example.org        (TLS), smtp://mail.example.org:587 (STARTTLS is
//            required, but at loopback), or folder:/path (one file for each letter)
//   user = halle@example.org                 optional
//   password = …                             optional
//   from = halle@example.org                 the sender's address
//   site = https://coop.example.org          the site's address, for links
//   ca = /path                               optional: certificates to trust instead of the
//   system's

#include <string>
#include <string_view>

namespace halle::notify_email {

struct Server {
  std::string url;     // smtp:// or smtps://, with host and port; empty for a folder
  std::string folder;  // empty for a server
  bool must_encrypt = true;
  std::string user;
  std::string password;
  std::string from;
  std::string site;  // without a slash at its end
  std::string ca;

  /// Why it cannot be used: a reason of this module's, then the line's name; empty: it can.
  std::string problem;
  /// Whether root configured a server, usable or not.
  bool configured = false;

  bool usable() const { return configured && problem.empty(); }
  /// For display: without credentials.
  std::string shown() const { return folder.empty() ? url : "folder:" + folder; }
};

/// Reads the configuration; an empty text is no server.
Server read_server(std::string_view text);

}  // namespace halle::notify_email
