#pragma once

#include <optional>
#include <string>

#include "whimbrel/stores/sqlite/statement.hpp"

namespace whimbrel::stores::sqlite {

// A statement that is prepared at first use and kept, because most sessions need only a few.
class CachedStatement {
 public:
  CachedStatement(std::string sql, const char* doing) : sql_(std::move(sql)), doing_(doing) {}

  base::Result<Statement*> get(Connection& connection) {
    if (!statement_) {
      WHIMBREL_ASSIGN(statement_, Statement::prepare(connection, sql_, doing_));
    }
    return &*statement_;
  }

 private:
  std::string sql_;
  const char* doing_;
  std::optional<Statement> statement_;
};

}  // namespace whimbrel::stores::sqlite
