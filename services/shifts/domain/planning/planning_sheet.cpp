#include "services/shifts/domain/planning/planning_sheet.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/base/text/text.hpp"
#include "services/shifts/domain/calendar.hpp"

namespace halle::shifts {
namespace {
enum PlanningColumn : std::size_t {
  title,
  place,
  weekday,
  starts,
  ends,
  seats,
  important,
  holders,
  weeks,
  cycle,
  anchor,
  valid_from,
  skills
};

constexpr int most_seats = 30;
constexpr int longest_cycle = 8;
constexpr std::string_view none = "-";

std::optional<int> whole_number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// What stands between commas, semicolons and blanks.
std::vector<std::string> words_in(const std::string& text) {
  std::vector<std::string> all;
  std::string word;
  for (const char c : text + " ") {
    if (c != ',' && c != ';' && c != ' ' && c != '\n') {
      word += c;
    } else if (!word.empty()) {
      all.push_back(std::move(word));
      word.clear();
    }
  }
  return all;
}

/// A part a seat, of each what stands between `+`.
std::vector<std::vector<std::string>> skills_in(std::string text) {
  std::vector<std::vector<std::string>> seats;
  if (text.empty()) return seats;
  std::replace(text.begin(), text.end(), ';', ',');
  for (const auto& seat : split(text, ',')) {
    auto& names = seats.emplace_back();
    for (const auto& name : split(seat, '+'))
      if (const auto plain = trim(name); !plain.empty() && plain != "-") names.push_back(plain);
    std::sort(names.begin(), names.end(),
              [](const auto& a, const auto& b) { return fold(a) < fold(b); });
    names.erase(std::unique(names.begin(), names.end(),
                            [](const auto& a, const auto& b) { return fold(a) == fold(b); }),
                names.end());
  }
  return seats;
}

/// A number, or a letter as people name weeks: A is 1.
std::optional<int> week_number(const std::string& text) {
  if (text.size() == 1 && fold(text)[0] >= 'a' && fold(text)[0] <= 'h')
    return fold(text)[0] - 'a' + 1;
  return whole_number(text);
}

/// `YYYY-MM-DD`, also of a day written day first.
std::optional<std::string> normal_day(const std::string& text) {
  if (read_day(text)) return text;
  const auto parts = split(text, '/');
  if (parts.size() != 3 || parts[0].size() > 2 || parts[1].size() > 2 || parts[2].size() != 4)
    return std::nullopt;
  const auto two = [](const std::string& part) { return part.size() == 1 ? "0" + part : part; };
  const std::string day = parts[2] + "-" + two(parts[1]) + "-" + two(parts[0]);
  return read_day(day) ? std::optional(day) : std::nullopt;
}

/// One row, with what is wrong in it.
class RowReader {
 public:
  RowReader(const sheets::Row& row, const sheets::Mapping& mapping) : row_(row), map_(mapping) {}

  PlanningRow read() {
    PlanningRow out;
    out.line = row_.line;
    out.title = text(title);
    if (out.title.empty() || !is_plain_text(out.title, 80)) reject(title, "shifts.bad_title");
    if (const auto given = text(place); !given.empty()) {
      out.place = given == none ? "" : given;
      if (!is_plain_text(*out.place, 120)) reject(place, "shifts.bad_place");
    }
    out.weekday = normal_weekday(text(weekday)).value_or(0);
    if (out.weekday == 0) reject(weekday, "shifts.bad_weekday");
    out.starts = time(starts);
    out.ends = time(ends);
    if (!out.starts.empty() && !out.ends.empty() && !is_length_of_shift(out.starts, out.ends))
      reject(ends, "shifts.bad_length");
    out.seats = number(seats, 1, most_seats, "shifts.bad_seats");
    const int room = out.seats.value_or(most_seats);
    out.important = number(important, 0, room, "shifts.bad_important");
    read_weeks(out);
    if (const auto given = text(valid_from); !given.empty()) {
      out.from = normal_day(given);
      if (!out.from) reject(valid_from, "shifts.bad_day");
    }
    if (const auto given = text(holders); !given.empty()) {
      out.holders = given == none ? std::vector<std::string>() : words_in(given);
      const std::set<std::string> different(out.holders->begin(), out.holders->end());
      if (std::ssize(*out.holders) > room || different.size() != out.holders->size() ||
          !std::all_of(out.holders->begin(), out.holders->end(),
                       [](const auto& holder) { return sheets::is_reference(holder, 20); }))
        reject(holders, "shifts.bad_holder");
    }
    if (const auto given = text(skills); !given.empty()) {
      out.skills = skills_in(given);
      if (std::ssize(*out.skills) > room) reject(skills, "shifts.bad_skills");
    }
    return out;
  }

  void reject(PlanningColumn column, const char* reason) {
    violations.push_back({planning_columns()[column].key, reason, text(column)});
  }

  std::vector<FieldViolation> violations;

 private:
  std::string text(PlanningColumn column) const { return sheets::cell(row_, map_, column); }

  std::string time(PlanningColumn column) {
    const auto value = normal_time(text(column));
    if (!value) reject(column, "shifts.bad_time");
    return value.value_or("");
  }

  /// Unset if the cell says nothing, or is wrong.
  std::optional<int> number(PlanningColumn column, int least, int most, const char* reason) {
    const std::string given = text(column);
    if (given.empty()) return std::nullopt;
    const auto value = whole_number(given);
    if (value && *value >= least && *value <= most) return value;
    reject(column, reason);
    return std::nullopt;
  }

  void read_weeks(PlanningRow& out) {
    const auto named = words_in(text(weeks));
    if (named.empty()) return;
    out.weeks.emplace();
    if (text(weeks) == none) return;
    out.cycle = number(cycle, 1, longest_cycle, "shifts.bad_cycle");
    for (const auto& word : named) {
      const auto week = week_number(word);
      if (!week || *week < 1 || *week > out.cycle.value_or(longest_cycle))
        return reject(weeks, "shifts.bad_cycle");
      out.weeks->insert(*week);
    }
    if (const auto given = text(anchor); !given.empty()) {
      out.anchor = normal_day(given);
      const auto day = read_day(out.anchor.value_or(""));
      if (!day || std::chrono::weekday(*day) != std::chrono::Monday)
        reject(anchor, "shifts.bad_anchor");
    }
  }

  const sheets::Row& row_;
  const sheets::Mapping& map_;
};
}  // namespace

const std::vector<sheets::Column>& planning_columns() {
  static const std::vector<sheets::Column> columns = {
      {"title", {"titre", "service", "nom", "créneau", "poste", "shift", "name"}, true},
      {"place", {"lieu", "endroit", "adresse", "where"}},
      {"weekday", {"jour", "jour de la semaine", "day"}, true},
      {"starts", {"début", "heure de début", "de", "from", "start"}, true},
      {"ends", {"fin", "heure de fin", "à", "to", "end"}, true},
      {"seats", {"places", "nombre de places", "personnes", "bénévoles"}},
      {"important", {"importantes", "places importantes", "minimum"}},
      {"holders", {"titulaires", "titulaire", "membres", "inscrits", "members"}},
      {"weeks", {"semaines", "semaine", "week"}},
      {"cycle_weeks", {"cycle", "semaines du cycle", "sur"}},
      {"week_one", {"semaine 1", "lundi de la semaine 1", "first monday"}},
      {"valid_from", {"à partir du", "à partir de", "depuis", "since"}},
      {"skills", {"savoir-faire", "compétences", "compétence", "skill"}},
  };
  return columns;
}

std::optional<std::string> normal_time(std::string_view text) {
  std::string plain(text);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == 'h' || c == 'H'; }, ':');
  auto parts = split(plain, ':');
  for (auto& part : parts) part = trim(part);
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  if (parts.size() == 3 && parts[2] != "00") return std::nullopt;
  const auto hours = whole_number(parts[0]);
  const auto minutes = parts[1].empty() ? std::optional(0) : whole_number(parts[1]);
  if (!hours || !minutes || parts[0].size() > 2 || parts[1].size() == 1 || parts[1].size() > 2 ||
      *hours < 0 || *hours > 23 || *minutes < 0 || *minutes > 59)
    return std::nullopt;
  const auto two = [](int value) { return (value < 10 ? "0" : "") + std::to_string(value); };
  return two(*hours) + ":" + two(*minutes);
}

std::optional<int> normal_weekday(std::string_view text) {
  static const std::array<std::pair<const char*, const char*>, 7> days{{{"lundi", "monday"},
                                                                        {"mardi", "tuesday"},
                                                                        {"mercredi", "wednesday"},
                                                                        {"jeudi", "thursday"},
                                                                        {"vendredi", "friday"},
                                                                        {"samedi", "saturday"},
                                                                        {"dimanche", "sunday"}}};
  const std::string plain = fold(text);
  const auto number = whole_number(plain);
  if (number) return *number >= 1 && *number <= 7 ? number : std::nullopt;
  if (plain.size() < 3) return std::nullopt;
  for (std::size_t i = 0; i < days.size(); ++i)
    if (std::string_view(days[i].first).starts_with(plain) ||
        std::string_view(days[i].second).starts_with(plain))
      return static_cast<int>(i) + 1;
  return std::nullopt;
}

Result<ParsedPlanning> parse_planning(const sheets::Sheet& sheet, const sheets::Renamed& renamed) {
  HALLE_TRY(mapping, sheets::map_columns(sheet.header, planning_columns(), renamed));
  ParsedPlanning parsed;
  std::set<std::tuple<std::string, int, std::string>> seen;
  for (const auto& row : sheet.rows) {
    RowReader reader(row, mapping);
    auto planned = reader.read();
    sheets::check_width(row, sheet, reader.violations);
    if (reader.violations.empty() &&
        !seen.emplace(fold(planned.title), planned.weekday, planned.starts).second)
      reader.reject(title, "shifts.row_twice");
    if (reader.violations.empty())
      parsed.rows.push_back(std::move(planned));
    else
      parsed.rejects.push_back({row.line, std::move(reader.violations)});
  }
  parsed.ignored = std::move(mapping.ignored);
  return parsed;
}

}  // namespace halle::shifts
