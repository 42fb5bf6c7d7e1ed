#pragma once
// The content of a letter, as text and as HTML.

#include <string>
#include <vector>

#include "plugins/notify_email/domain/letters/words.hpp"

namespace halle::notify_email {

/// One notice of a letter; a daily letter has several.
struct Notice {
  std::string subject;  // with {names}
  std::string text;     // paragraphs with {names}, separated by empty lines
  std::string row;      // one line of the table, with {names}; empty: it has none
  std::string button;   // words; empty: no button
  Values values;
  std::vector<Values> rows;
  std::string url;  // the button opens it; empty: no button
};

/// What surrounds the notices.
struct Frame {
  Words words;             // of this module, in the reader's language
  std::string first_name;  // may be empty
  std::string association;
  std::string footer;       // may be empty
  std::string preferences;  // URL; empty: the reader has none
  std::string unsubscribe;  // URL; empty: these letters cannot be unsubscribed
  std::string daily;        // subject of a letter with several notices, with {names}
};

struct Content {
  std::string subject;  // one line
  std::string text;
  std::string html;
};

/// Composes a letter. `notices` is not empty. Values cannot add HTML, lines to the subject or
/// {names}.
Content compose(const std::vector<Notice>& notices, const Frame& frame);

}  // namespace halle::notify_email
