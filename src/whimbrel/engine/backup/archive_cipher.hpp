#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "whimbrel/base/result.hpp"
#include "whimbrel/base/secret.hpp"
#include "whimbrel/engine/backup/archive_format.hpp"

namespace whimbrel::engine {

// Argon2id's cost for new archives: stronger than OWASP asks for (46 MiB once or 19 MiB twice), yet
// inside the 64 MiB that a whole backup may use. Costs about half a second.
inline constexpr KdfCost default_kdf_cost{8, std::uint64_t{32} << 20};
// What a reader is willing to spend on an archive that somebody else wrote.
inline constexpr KdfCost accepted_kdf_cost_max{64, std::uint64_t{1} << 30};

// Encrypts and decrypts the frames of one archive: XChaCha20-Poly1305, the frame's number in the
// nonce and its header authenticated with it, so that frames cannot be swapped, dropped or mixed
// between archives. Immutable; share between threads. Keys are wiped on destruction.
class ArchiveCipher {
 public:
  // Fills the header's random and key fields for a new archive.
  static base::Result<std::unique_ptr<ArchiveCipher>> create(const base::Secret& passphrase,
                                                             KdfCost cost, ArchiveHeader& header);

  // For an archive that is there. permission when the passphrase is wrong, refused when its key
  // derivation costs more than `cost_max`.
  static base::Result<std::unique_ptr<ArchiveCipher>> open(const base::Secret& passphrase,
                                                           const ArchiveHeader& header,
                                                           KdfCost cost_max);
  ~ArchiveCipher();

  // Encrypts `payload` in place; its last cipher_tag_bytes are room for the tag.
  void seal(std::uint64_t sequence, std::string_view authenticated, std::span<char> payload) const;

  // Decrypts in place and answers the text, without the tag. corrupt when one bit is different.
  base::Result<std::span<char>> unseal(std::uint64_t sequence, std::string_view authenticated,
                                       std::span<char> payload) const;

 private:
  static constexpr std::size_t key_bytes = 32;
  using Key = std::array<unsigned char, key_bytes>;
  using Nonce = std::array<unsigned char, nonce_prefix_bytes + 8>;

  ArchiveCipher() = default;
  base::Status derive_keys(const base::Secret& passphrase, const ArchiveHeader& header);
  void compute_key_check(const ArchiveHeader& header, std::span<unsigned char> out) const;
  Nonce nonce_of(std::uint64_t sequence) const;

  Key frame_key_{};
  Key check_key_{};
  std::array<unsigned char, nonce_prefix_bytes> nonce_prefix_{};
};

// Fills `bytes` from the operating system's generator. internal when libsodium cannot start.
base::Status fill_random(std::span<unsigned char> bytes);

}  // namespace whimbrel::engine
