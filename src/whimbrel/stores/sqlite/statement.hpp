#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "whimbrel/base/result.hpp"

struct sqlite3_stmt;

namespace whimbrel::stores::sqlite {

class Connection;

// A prepared statement, used again and again. What is bound must stay readable until reset(). One
// thread at a time; must not outlive its connection.
class Statement {
 public:
  // `doing` is static text that names the statement in errors: "update an item".
  static base::Result<Statement> prepare(Connection& connection, std::string_view sql,
                                         const char* doing);

  // Parameters count from 1. A failed bind is reported by the next step().
  Statement& bind_text(int parameter, std::string_view text);
  Statement& bind_blob(int parameter, std::string_view bytes);
  Statement& bind_integer(int parameter, std::int64_t number);

  // True when there is a row, false at the end.
  base::Result<bool> step();

  // Steps to the end and resets.
  base::Status run();

  // run(), and how many rows it changed.
  base::Result<std::int64_t> run_and_count();

  // Ends the read or write and lets go of what was bound. Always before binding again.
  void reset() noexcept;

  // Columns of the current row count from 0. The bytes stay valid until the next step or reset.
  std::string_view bytes(int column) const;
  std::int64_t integer(int column) const;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* handle) const noexcept;
  };
  Statement(sqlite3_stmt* handle, const char* doing) : handle_(handle), doing_(doing) {}
  void remember(int bind_result) noexcept;

  std::unique_ptr<sqlite3_stmt, Finalizer> handle_;
  const char* doing_;
  int bind_result_ = 0;
};

// Resets a statement at the end of a scope, so that no path leaves a read transaction open.
class ResetGuard {
 public:
  explicit ResetGuard(Statement& statement) : statement_(statement) {}
  ~ResetGuard() { statement_.reset(); }
  ResetGuard(const ResetGuard&) = delete;
  ResetGuard& operator=(const ResetGuard&) = delete;

 private:
  Statement& statement_;
};

}  // namespace whimbrel::stores::sqlite
