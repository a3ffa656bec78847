#include "whimbrel/engine/backup/archive_cipher.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "whimbrel/engine/backup/byte_fields.hpp"

namespace whimbrel::engine {
namespace {

using base::ErrorKind;
using base::fail;

constexpr char subkey_context[] = "whmbrl_b";
constexpr std::uint64_t frame_subkey = 1;
constexpr std::uint64_t check_subkey = 2;

static_assert(kdf_salt_bytes == crypto_pwhash_SALTBYTES);
static_assert(cipher_tag_bytes == crypto_aead_xchacha20poly1305_ietf_ABYTES);
static_assert(nonce_prefix_bytes + 8 == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES);
static_assert(sizeof subkey_context - 1 == crypto_kdf_CONTEXTBYTES);

base::Status start_libsodium() {
  if (sodium_init() >= 0) return {};
  return fail(ErrorKind::internal, "libsodium cannot start", "check that it is installed whole");
}

const unsigned char* as_unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

unsigned char* as_unsigned(std::span<char> bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

}  // namespace

base::Status fill_random(std::span<unsigned char> bytes) {
  WHIMBREL_TRY(start_libsodium());
  randombytes_buf(bytes.data(), bytes.size());
  return {};
}

base::Result<std::unique_ptr<ArchiveCipher>> ArchiveCipher::create(const base::Secret& passphrase,
                                                                   KdfCost cost,
                                                                   ArchiveHeader& header) {
  header.encrypted = true;
  header.kdf = cost;
  WHIMBREL_TRY(fill_random(header.kdf_salt));
  WHIMBREL_TRY(fill_random(header.nonce_prefix));
  std::unique_ptr<ArchiveCipher> cipher(new ArchiveCipher);
  WHIMBREL_TRY(cipher->derive_keys(passphrase, header));
  cipher->compute_key_check(header, header.key_check);
  return cipher;
}

base::Result<std::unique_ptr<ArchiveCipher>> ArchiveCipher::open(const base::Secret& passphrase,
                                                                 const ArchiveHeader& header,
                                                                 KdfCost cost_max) {
  if (header.kdf.passes > cost_max.passes || header.kdf.memory_bytes > cost_max.memory_bytes)
    return fail(ErrorKind::refused,
                fmt::format("the archive wants {} MiB and {} passes to derive its key",
                            header.kdf.memory_bytes >> 20, header.kdf.passes),
                "open only archives that you trust");
  WHIMBREL_TRY(start_libsodium());
  std::unique_ptr<ArchiveCipher> cipher(new ArchiveCipher);
  WHIMBREL_TRY(cipher->derive_keys(passphrase, header));
  std::array<unsigned char, key_check_bytes> expected;
  cipher->compute_key_check(header, expected);
  if (sodium_memcmp(expected.data(), header.key_check.data(), expected.size()) != 0)
    return fail(ErrorKind::permission, "the passphrase is not the one this archive was made with",
                "give the passphrase of this archive");
  return cipher;
}

ArchiveCipher::~ArchiveCipher() {
  base::wipe_memory(frame_key_.data(), frame_key_.size());
  base::wipe_memory(check_key_.data(), check_key_.size());
}

base::Status ArchiveCipher::derive_keys(const base::Secret& passphrase,
                                        const ArchiveHeader& header) {
  static_assert(key_bytes == crypto_kdf_KEYBYTES);
  nonce_prefix_ = header.nonce_prefix;
  Key master;
  const std::string_view text = passphrase.reveal();
  const int failed =
      crypto_pwhash(master.data(), master.size(), text.data(), text.size(), header.kdf_salt.data(),
                    header.kdf.passes, header.kdf.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  if (failed != 0)
    return fail(ErrorKind::unavailable,
                fmt::format("cannot derive the key: it takes {} MiB of memory",
                            header.kdf.memory_bytes >> 20),
                "free some memory, then run it again");
  crypto_kdf_derive_from_key(frame_key_.data(), frame_key_.size(), frame_subkey, subkey_context,
                             master.data());
  crypto_kdf_derive_from_key(check_key_.data(), check_key_.size(), check_subkey, subkey_context,
                             master.data());
  base::wipe_memory(master.data(), master.size());
  return {};
}

void ArchiveCipher::compute_key_check(const ArchiveHeader& header,
                                      std::span<unsigned char> out) const {
  const std::string encoded = encode(header);
  const std::string_view checked = key_checked_part(encoded);
  crypto_generichash(out.data(), out.size(), as_unsigned(checked), checked.size(),
                     check_key_.data(), check_key_.size());
}

ArchiveCipher::Nonce ArchiveCipher::nonce_of(std::uint64_t sequence) const {
  Nonce nonce;
  std::copy(nonce_prefix_.begin(), nonce_prefix_.end(), nonce.begin());
  ByteWriter(reinterpret_cast<char*>(nonce.data() + nonce_prefix_bytes)).u64(sequence);
  return nonce;
}

void ArchiveCipher::seal(std::uint64_t sequence, std::string_view authenticated,
                         std::span<char> payload) const {
  const Nonce nonce = nonce_of(sequence);
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      as_unsigned(payload), nullptr, as_unsigned(payload), payload.size() - cipher_tag_bytes,
      as_unsigned(authenticated), authenticated.size(), nullptr, nonce.data(), frame_key_.data());
}

base::Result<std::span<char>> ArchiveCipher::unseal(std::uint64_t sequence,
                                                    std::string_view authenticated,
                                                    std::span<char> payload) const {
  const Nonce nonce = nonce_of(sequence);
  if (payload.size() < cipher_tag_bytes ||
      crypto_aead_xchacha20poly1305_ietf_decrypt(
          as_unsigned(payload), nullptr, nullptr, as_unsigned(payload), payload.size(),
          as_unsigned(authenticated), authenticated.size(), nonce.data(), frame_key_.data()) != 0)
    return fail(ErrorKind::corrupt,
                fmt::format("frame {} was changed after it was written", sequence),
                "use another copy of the archive");
  return payload.first(payload.size() - cipher_tag_bytes);
}

}  // namespace whimbrel::engine
