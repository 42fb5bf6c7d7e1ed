#include "plugins/notify_email/domain/letters/letter.hpp"

#include <algorithm>

#include "core/base/text/html.hpp"
#include "core/base/text/text.hpp"

namespace halle::notify_email {
namespace {
constexpr std::size_t longest_subject = 200;  // bytes

/// The subject in one line, cut at a whole character.
std::string one_line(std::string text) {
  for (auto& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  text = trim(text);
  if (text.size() <= longest_subject) return text;
  std::size_t end = longest_subject;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

/// Both forms of a letter as they grow.
class Writer {
 public:
  void paragraph(const std::string& words) {
    text_ += words + "\n\n";
    html_ += html_paragraphs(words) + "\n";
  }
  void heading(const std::string& words) {
    text_ += words + "\n" + std::string(length(words), '-') + "\n\n";
    html_ += "<h2>" + html(words) + "</h2>\n";
  }
  void list(const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    html_ += "<ul>\n";
    for (const auto& line : lines) {
      text_ += "- " + line + "\n";
      html_ += "<li>" + html(line) + "</li>\n";
    }
    text_ += "\n";
    html_ += "</ul>\n";
  }
  void button(const std::string& words, const std::string& url) {
    text_ += words + "\n" + url + "\n\n";
    html_ += "<p><a href=\"" + html(url) +
             "\" style=\"display:inline-block;padding:12px 20px;border-radius:6px;"
             "background:#1d5b38;color:#ffffff;text-decoration:none;font-weight:bold\">" +
             html(words) + "</a></p>\n";
  }
  void link(const std::string& words, const std::string& url) {
    text_ += words + "\n" + url + "\n";
    html_ +=
        "<p style=\"font-size:14px\"><a href=\"" + html(url) + "\">" + html(words) + "</a></p>\n";
  }
  void rule() {
    text_ += "-- \n";  // what follows is a signature (RFC 3676)
    html_ += "<hr>\n";
  }
  Content take(const std::string& subject, const std::string& language) {
    return {subject, std::move(text_),
            "<!doctype html>\n<html lang=\"" + html(language) +
                "\"><head><meta charset=\"utf-8\"><title>" + html(subject) +
                "</title></head>\n<body style=\"font-family:sans-serif;font-size:18px;"
                "line-height:1.5;max-width:36em;margin:0 auto;padding:16px\">\n" +
                std::move(html_) + "</body></html>\n"};
  }

 private:
  std::string text_;
  std::string html_;
};

void write(Writer& out, const Notice& notice) {
  out.paragraph(fill(notice.text, notice.values));
  std::vector<std::string> lines;
  if (!notice.row.empty())
    for (const auto& row : notice.rows) lines.push_back(fill(notice.row, row));
  out.list(lines);
  if (!notice.button.empty() && !notice.url.empty())
    out.button(fill(notice.button, notice.values), notice.url);
}
}  // namespace

Content compose(const std::vector<Notice>& notices, const Frame& frame) {
  const Values values{{"association", frame.association}, {"first_name", frame.first_name}};
  Writer out;
  out.paragraph(
      fill(word(frame.words, frame.first_name.empty() ? "hello_nobody" : "hello"), values));
  for (const auto& notice : notices) {
    if (notices.size() > 1) out.heading(one_line(fill(notice.subject, notice.values)));
    write(out, notice);
  }
  out.paragraph(frame.footer.empty() ? frame.association : frame.footer);
  if (!frame.preferences.empty() || !frame.unsubscribe.empty()) out.rule();
  if (!frame.preferences.empty()) out.link(word(frame.words, "choose"), frame.preferences);
  if (!frame.unsubscribe.empty()) out.link(word(frame.words, "unsubscribe"), frame.unsubscribe);
  const bool several = notices.size() > 1;
  const auto subject =
      several ? fill(frame.daily, values) : fill(notices.front().subject, notices.front().values);
  return out.take(one_line(subject), word(frame.words, "language"));
}

}  // namespace halle::notify_email
