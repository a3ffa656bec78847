#include "whimbrel/stores/sqlite/statement.hpp"

#include <sqlite3.h>

#include "whimbrel/stores/sqlite/connection.hpp"
#include "whimbrel/stores/sqlite/sqlite_error.hpp"

namespace whimbrel::stores::sqlite {

void Statement::Finalizer::operator()(sqlite3_stmt* handle) const noexcept {
  sqlite3_finalize(handle);
}

base::Result<Statement> Statement::prepare(Connection& connection, std::string_view sql,
                                           const char* doing) {
  sqlite3_stmt* handle = nullptr;
  const int result =
      sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &handle, nullptr);
  if (result != SQLITE_OK) return tl::unexpected(error_of(connection.handle(), result, doing));
  return Statement(handle, doing);
}

void Statement::remember(int bind_result) noexcept {
  if (bind_result != SQLITE_OK) bind_result_ = bind_result;
}

Statement& Statement::bind_text(int parameter, std::string_view text) {
  // A null pointer would bind NULL instead of the empty text.
  remember(sqlite3_bind_text64(handle_.get(), parameter, text.empty() ? "" : text.data(),
                               text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Statement& Statement::bind_blob(int parameter, std::string_view bytes) {
  remember(sqlite3_bind_blob64(handle_.get(), parameter, bytes.empty() ? "" : bytes.data(),
                               bytes.size(), SQLITE_STATIC));
  return *this;
}

Statement& Statement::bind_integer(int parameter, std::int64_t number) {
  remember(sqlite3_bind_int64(handle_.get(), parameter, number));
  return *this;
}

base::Result<bool> Statement::step() {
  sqlite3* const database = sqlite3_db_handle(handle_.get());
  if (bind_result_ != SQLITE_OK) return tl::unexpected(error_of(database, bind_result_, doing_));
  const int result = sqlite3_step(handle_.get());
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  return tl::unexpected(error_of(database, result, doing_));
}

base::Status Statement::run() {
  const ResetGuard guard(*this);
  while (true) {
    WHIMBREL_ASSIGN(const bool row, step());
    if (!row) return {};
  }
}

base::Result<std::int64_t> Statement::run_and_count() {
  WHIMBREL_TRY(run());
  return sqlite3_changes64(sqlite3_db_handle(handle_.get()));
}

void Statement::reset() noexcept {
  sqlite3_reset(handle_.get());
  bind_result_ = SQLITE_OK;
}

std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  const int size = sqlite3_column_bytes(handle_.get(), column);
  return {static_cast<const char*>(data), data == nullptr ? 0 : static_cast<std::size_t>(size)};
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

}  // namespace whimbrel::stores::sqlite
