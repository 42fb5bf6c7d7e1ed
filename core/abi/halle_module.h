/* The C entry of a native module, version 1. Bytes in, bytes out through the caller's sink.
 *
 * Rules. Structs begin with their size and version and grow only at the end; a reader looks at no
 * field past the size it was given. Borrowed pointers live until the call they were passed to
 * returns; results of query() live until invoke() returns. Nothing is freed by the side that did
 * not make it. No exception crosses. A module is never unloaded. invoke() is called from several
 * threads at once, each with a call of its own; host functions are called only on the thread and
 * during the invoke() that got the call. */
#ifndef HALLE_MODULE_H
#define HALLE_MODULE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define HALLE_ABI_VERSION 1

typedef struct halle_slice {
  const char* data;
  size_t size;
} halle_slice;

/* Takes an answer: gRPC code 0 and its bytes, or another code and a serialised halle.type.v1.Error.
 * Called exactly once. */
typedef void (*halle_sink)(void* to, int32_t code, halle_slice bytes);

/* kind 0 NULL, 1 text, 2 bytes. */
typedef struct halle_param {
  int32_t kind;
  halle_slice data;
} halle_param;

/* One invocation, the host's; a module only passes it back. */
typedef struct halle_call halle_call;

typedef struct halle_call_info {
  uint32_t size;
  uint32_t version;
  halle_slice method;       /* full name, "/package.Service/Method" */
  uint8_t organisation[16]; /* nil if the call concerns none */
  uint8_t operation_id[16]; /* nil if the method has no side effects */
  /* Stable id of the caller: "account:…", "operator", "kernel". If another module calls, the id of
   * the principal behind it, which may also be "job:…" or "event:…". */
  halle_slice principal;
  halle_slice subject; /* the number the organisation knows that person by, if any */
  halle_slice module;  /* id of the calling module; empty if no module calls */
  /* Of the organisation; empty if the call concerns none. */
  halle_slice zone; /* IANA time zone */
  halle_slice code; /* short name used in commands */
  halle_slice name;
} halle_call_info;

typedef struct halle_host {
  uint32_t size;
  uint32_t version;
  /* level 0 debug, 1 info, 2 warning, 3 error */
  void (*log)(halle_call* call, int32_t level, halle_slice text);
  /* Microseconds since 1970, UTC. */
  int64_t (*now)(halle_call* call);
  /* 1 if the caller holds the permission in the organisation, or the calling
   * module's manifest gives it for this method. */
  int32_t (*allowed)(halle_call* call, halle_slice permission);
  /* Runs a statement in the call's transaction, which the first one opens; the answer is a block
   * (core/db/block.hpp). With wait 0 the statement is queued and the answer is empty:
   * it is sent with the next one. */
  void (*query)(halle_call* call, halle_slice sql, const halle_param* params, size_t count,
                int32_t wait, halle_sink sink, void* to);
  /* Rolls the transaction back; the next statement opens a new one. */
  void (*rollback)(halle_call* call);
  /* Adds an event to the transaction. `key` is the id of the thing it is about. */
  void (*emit)(halle_call* call, halle_slice type, halle_slice key, halle_slice payload);
  /* Calls a method of another module, which the manifest lists, on behalf of the principal behind
   * this call, with an operation id derived from this call's; refused inside a transaction. */
  void (*call)(halle_call* call, halle_slice method, halle_slice request, halle_sink sink,
               void* to);
  /* 1: a block ends with the names and types of its columns. */
  uint64_t named_columns;
  /* 64 hexadecimal digits that only this installation can compute, always the same for the module,
   * the call's organisation and the label: HMAC-SHA256 under a key that is in no database and no
   * dump. */
  void (*secret)(halle_call* call, halle_slice label, halle_sink sink, void* to);
  /* The text that root has written for this module (`configuration/<id>` in the data folder); empty
   * if there is none. As it was when the node started. */
  void (*configuration)(halle_call* call, halle_sink sink, void* to);
} halle_host;

typedef struct halle_module {
  uint32_t size;
  uint32_t version;
  halle_slice package; /* halle.module.v1.Package, the bytes of the file's section .halle.module */
  const halle_slice* methods; /* full names, "/package.Service/Method", of all it provides */
  size_t method_count;
  /* Answers method number `method` of `methods`. If it succeeds the host commits the call's
   * transaction and only then passes the answer on. May be run again from the start after a
   * serialisation failure: effects go through the host only. */
  void (*invoke)(const struct halle_module* self, size_t method, halle_call* call,
                 const halle_call_info* info, halle_slice request, halle_sink sink, void* to);
  void* state;
} halle_module;

/* Fills `out`, whose size and version the host has set; 0 on success. Both live as long as the
 * process. A module in a file of its own exports this function as halle_module_entry and nothing
 * else; one in the program has its id at the end of the name. */
typedef int32_t (*halle_module_entry)(const halle_host* host, halle_module* out);

#ifdef __cplusplus
}
#endif
#endif
