#pragma once
// Foreign bytes (sheets, pictures) are read by a program of their own, so that none is parsed in a
// process that has anything to lose. Both sides of it: what such a program does, and who asks it.
// It reads stdin to its end and writes to stdout one byte, 0 and what was read, or 1 and a
// halle.type.v1.Error.

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace halle::apart {

/// What a program may use.
struct Limits {
  std::size_t memory;  // bytes of address space
  std::chrono::seconds cpu;
};

/// Of the program, before it reads anything: from here on this process has these limits, opens and
/// writes no file and starts no other process.
void confine(const Limits& limits);
/// What stands at stdin; of more than `most` bytes the first ones, one more than `most`.
std::string read_input(std::size_t most);
/// Writes the answer to stdout; returns what main() does.
int answer(const Result<std::string>& read);

/// A program, for who asks it.
struct Program {
  std::string path;
  std::chrono::milliseconds patience;  // how long it may take
  std::size_t most;                    // bytes of its answer
};

/// Lets it read an open file. It has no environment, no other descriptors, gets no new privileges
/// and ends when the thread that asks does. Blocks. Errors: INVALID_ARGUMENT with what the program
/// says; `halle.command_failed`: it could not be started; `halle.reader_broke`: it ended, or was
/// ended for its limits, without a whole answer; `halle.reader_late`: it took too long, by the
/// clock or of the processor.
Result<std::string> ask(const Program& program, int file);
/// The same of bytes.
Result<std::string> ask(const Program& program, std::string_view content);

}  // namespace halle::apart
