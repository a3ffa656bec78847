#include "whimbrel/recipes/change/lookup_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "whimbrel/model/digest.hpp"
#include "whimbrel/net/http_client.hpp"
#include "whimbrel/recipes/change/row_texts.hpp"
#include "whimbrel/recipes/document/node_reader.hpp"
#include "whimbrel/stores/store.hpp"

namespace whimbrel::recipes {
namespace {

constexpr std::size_t text_bytes_max = std::size_t{64} << 20;
constexpr std::int64_t http_timeout_ms = 60'000;

std::string digest_text(std::string_view bytes) { return model::to_hex(model::sha256_of(bytes)); }

}  // namespace

const std::string* LookupSource::collection() const noexcept {
  return kind_ == Kind::collection ? &name_ : nullptr;
}

bool LookupSource::read_format(const Node* node, std::string_view file_name, const Node& place,
                               Findings& findings) {
  constexpr std::array<std::pair<std::string_view, Format>, 3> formats{
      {{"json", Format::json}, {"jsonl", Format::jsonl}, {"csv", Format::csv}}};
  for (const auto& [name, format] : formats) {
    const bool is_named = node == nullptr ? file_name.ends_with(fmt::format(".{}", name))
                                          : node->is_scalar() && node->text() == name;
    if (!is_named) continue;
    format_ = format;
    return true;
  }
  const Node& at = node == nullptr ? place : *node;
  findings.error("unknown-format", at.place(),
                 "the format of what lookup reads is not known: json, jsonl or csv",
                 "write format: json beside it");
  return false;
}

std::optional<LookupSource> LookupSource::compile(const Node& node, const CompileContext& context,
                                                  Findings& findings) {
  const MapReader reader(node, "from of lookup", {"collection", "file", "http", "format"},
                         findings);
  if (!reader.is_map()) return std::nullopt;
  const Node* collection = reader.find("collection");
  const Node* file = reader.find("file");
  const Node* http = reader.find("http");
  if ((collection != nullptr) + (file != nullptr) + (http != nullptr) != 1) {
    wrong_type(node, "from of lookup", "one of collection, file and http",
               "write from: { collection: users }", findings);
    return std::nullopt;
  }
  const Node& where = collection != nullptr ? *collection : file != nullptr ? *file : *http;
  auto name = recipes::read_text(where, "from of lookup", findings);
  if (!name) return std::nullopt;
  LookupSource source;
  source.name_ = *std::move(name);
  if (collection != nullptr) return source;
  source.kind_ = file != nullptr ? Kind::file : Kind::http;
  const std::string_view bare = std::string_view(source.name_).substr(0, source.name_.find('?'));
  if (!source.read_format(reader.find("format"), file != nullptr ? source.name_ : bare, where,
                          findings))
    return std::nullopt;
  if (http != nullptr) {
    if (source.name_.starts_with("https://") || source.name_.starts_with("http://")) return source;
    wrong_type(*http, "http of lookup", "a web address", "write http: https://…", findings);
    return std::nullopt;
  }
  source.path_ = base::join_path(context.recipe_folder, source.name_);
  source.files_ = &context.files;
  const auto bytes = base::read_file(context.files, source.path_, text_bytes_max);
  if (!bytes) {
    findings.error("missing-file", file->place(),
                   fmt::format("{} cannot be read: {}", source.name_, bytes.error().describe()),
                   "put it there: paths start at the recipe's folder");
    return std::nullopt;
  }
  source.file_digest_ = digest_text(*bytes);
  return source;
}

base::Result<std::string> LookupSource::read_text(const engine::PinContext& context) const {
  if (kind_ == Kind::file) {
    WHIMBREL_ASSIGN(std::string bytes, base::read_file(*files_, path_, text_bytes_max));
    if (digest_text(bytes) != file_digest_)
      return base::fail(base::ErrorKind::refused,
                        fmt::format("{} changed while the plan was made", name_),
                        "make the plan again");
    return bytes;
  }
  net::HttpOptions options;
  options.timeout_ms = http_timeout_ms;
  options.body_bytes_max = text_bytes_max;
  options.redirects_max = 5;
  net::HttpClient client(options, context.clock, context.cancellation);
  net::HttpRequest request;
  request.url = name_;
  WHIMBREL_ASSIGN(net::HttpResponse response, client.send(request));
  if (!response.is_success())
    return base::fail(
        base::ErrorKind::unavailable,
        fmt::format("{} answers with status {}", net::shown_url(name_), response.status),
        "try the address with curl, then make the plan again");
  return std::move(response.body);
}

base::Status LookupSource::gather_collection(const engine::PinContext& context,
                                             JoinedRows& rows) const {
  WHIMBREL_ASSIGN(const auto session, context.store.open_session());
  const model::ItemCodec& codec = context.store.codec();
  stores::ScanRequest request;
  request.collection = name_;
  stores::Page page;
  for (bool ended = false; !ended;) {
    WHIMBREL_TRY(context.cancellation.check());
    page.clear();
    WHIMBREL_ASSIGN(ended, session->scan(request, page));
    for (std::size_t i = 0; i < page.size(); ++i) {
      std::string item_name = fmt::format("{} {}", name_, page[i].key);
      const auto item = codec.decode_item(page[i].bytes);
      if (!item) return base::fail_in(std::move(item_name), item.error());
      WHIMBREL_TRY(rows.add(*item, std::move(item_name)));
    }
    if (!ended) request.range.after = model::Key{std::string(page.reached())};
  }
  return {};
}

base::Status LookupSource::gather(const engine::PinContext& context, JoinedRows& rows) const {
  if (kind_ == Kind::collection) return gather_collection(context, rows);
  WHIMBREL_ASSIGN(const std::string text, read_text(context));
  const auto gathered = format_ == Format::csv     ? gather_csv(text, rows)
                        : format_ == Format::jsonl ? gather_json_lines(text, rows)
                                                   : gather_json(text, rows);
  if (!gathered)
    return base::fail_in(kind_ == Kind::http ? net::shown_url(name_) : name_, gathered.error());
  return {};
}

}  // namespace whimbrel::recipes
