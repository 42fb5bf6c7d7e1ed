#pragma once
// A query's result as one block of bytes, so that it crosses the C entry of a module in one piece:
// u32 rows, u32 columns, then for each cell u32 offset and i32 length (-1: NULL), then the bytes of
// the cells, then for each column u32 type (PostgreSQL's OID), u32 length of its name and the name,
// and last u32 offset of the first column. Values are PostgreSQL's text format. Native byte order:
// a block never leaves the process.

#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace halle::db {

/// Decodes the text form of a bytea: `\x` and hexadecimal digits.
inline std::string bytes_of(std::string_view text) {
  const auto nibble = [](char c) {
    return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
  };
  std::string out;
  for (std::size_t i = 2; i + 1 < text.size(); i += 2)
    out += static_cast<char>(nibble(text[i]) << 4 | nibble(text[i + 1]));
  return out;
}

/// A column of a result.
struct Column {
  std::uint32_t type = 0;  // OID in pg_type
  std::string_view name;
};

/// Reads a block; borrows its bytes.
class BlockView {
 public:
  BlockView() = default;
  explicit BlockView(std::string_view bytes) : bytes_(bytes) {}

  std::size_t rows() const { return bytes_.empty() ? 0 : word(0); }
  std::size_t columns() const { return bytes_.empty() ? 0 : word(4); }
  bool is_null(std::size_t row, std::size_t column) const { return size(row, column) < 0; }
  /// The text of a cell; empty for NULL. The caller stays within rows() and columns().
  std::string_view cell(std::size_t row, std::size_t column) const {
    const auto length = size(row, column);
    return length < 0 ? std::string_view{}
                      : bytes_.substr(word(entry(row, column)), static_cast<std::size_t>(length));
  }
  /// A cell that holds an integer; 0 for NULL.
  std::int64_t number(std::size_t row, std::size_t column) const {
    const auto text = cell(row, column);
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  /// A cell that holds a bytea.
  std::string bytes(std::size_t row, std::size_t column) const {
    return bytes_of(cell(row, column));
  }
  /// Reads the columns in their order; there is at least one.
  class ColumnReader {
   public:
    explicit ColumnReader(std::string_view block) : block_(block) {
      std::memcpy(&at_, block.data() + block.size() - sizeof at_, sizeof at_);
    }
    /// The next column. Call as often as there are columns.
    Column next() {
      std::uint32_t size = 0;
      Column column;
      std::memcpy(&column.type, block_.data() + at_, sizeof column.type);
      std::memcpy(&size, block_.data() + at_ + sizeof column.type, sizeof size);
      at_ += static_cast<std::uint32_t>(sizeof column.type + sizeof size);
      column.name = block_.substr(at_, size);
      at_ += size;
      return column;
    }

   private:
    std::string_view block_;
    std::uint32_t at_ = 0;
  };
  ColumnReader column_reader() const { return ColumnReader(bytes_); }

 private:
  std::uint32_t word(std::size_t at) const {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes_.data() + at, sizeof value);
    return value;
  }
  std::size_t entry(std::size_t row, std::size_t column) const {
    return 8 + 8 * (row * columns() + column);
  }
  std::int32_t size(std::size_t row, std::size_t column) const {
    return static_cast<std::int32_t>(word(entry(row, column) + 4));
  }

  std::string_view bytes_;
};

}  // namespace halle::db
