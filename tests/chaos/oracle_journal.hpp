#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace whimbrel::chaos {

// A journal block, read as docs/formats/journal.md tells it and by nothing else.
struct FieldImage {
  enum class Inverse : std::uint8_t { set, unset, insert };
  Inverse inverse = Inverse::set;
  std::string raw;
  // XXH3-128 of the value written, 16 bytes; nullopt: the run left the field absent.
  std::optional<std::string> after;
};

struct BeforeImage {
  enum class Done : std::uint8_t { update, insert, erase };
  Done done = Done::update;
  std::string collection;
  std::string key;
  std::map<std::string, FieldImage> fields;  // by the path's names, joined with '/'
  std::string before;
};

struct Block {
  std::uint64_t sequence = 0;
  std::string previous;  // hash of the block before, 32 bytes
  std::string hash;      // of this one
  std::vector<BeforeImage> entries;
};

// Gives what is wrong with the bytes; empty when `block` was filled.
std::string read_block(std::string_view bytes, Block& block);

// 16 bytes as they stand in a block.
std::string fingerprint(std::string_view bytes);

}  // namespace whimbrel::chaos
