// Calls to Halle: gRPC-Web to where this page comes from, with the session's cookie.
import {
  Code,
  ConnectError,
  createClient,
  createContextKey,
  createContextValues,
  type CallOptions,
  type Client,
  type Interceptor,
} from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema } from "../../../gen/google/rpc/details_pb";
import { Accounts } from "../../../gen/halle/hub/v1/hub/accounts_pb";
import { Shell } from "../../../gen/halle/kernel/v1/kernel/shell_pb";
import { answered, unanswered } from "./connection";
import { newOperation } from "./operation";
import { words } from "../words/language";

const operationKey = createContextKey<string>("");
const noSideEffects = 1; // MethodOptions.IdempotencyLevel.NO_SIDE_EFFECTS
let organisation = "";

/** The association that calls concern from now on, by its UUID. */
export function setOrganisation(id: string): void {
  organisation = id;
}

const headers: Interceptor = (next) => (request) => {
  // A link of another association's says so itself.
  if (organisation && !request.header.has("halle-organisation"))
    request.header.set("halle-organisation", organisation);
  const idempotency: number = request.method.idempotency;
  if (idempotency !== noSideEffects)
    request.header.set(
      "idempotency-key",
      request.contextValues.get(operationKey) || newOperation(),
    );
  return next(request);
};

let called = Date.now();

/** When a call last began or was answered, in milliseconds since 1970. */
export function lastCall(): number {
  return called;
}

const asksWho: DescMethod[] = [Accounts.method.whoAmI, Shell.method.get];

/** A caller who is not signed in is shown the page to do it; the address asked for is kept. */
const watch: Interceptor = (next) => async (request) => {
  called = Date.now();
  try {
    const response = await next(request);
    called = Date.now();
    answered();
    return response;
  } catch (error) {
    if (failure(error).reason !== "") answered();
    else if (ConnectError.from(error).code !== Code.Canceled) unanswered();
    if (failure(error).signedOut && !asksWho.includes(request.method))
      dispatchEvent(new Event("halle-session"));
    throw error;
  }
};

const transport = createGrpcWebTransport({
  baseUrl: globalThis.location?.origin ?? "", // none in tests
  useBinaryFormat: true,
  defaultTimeoutMs: 10_000,
  interceptors: [watch, headers],
});

/** A client of a service. */
export function ask<S extends DescService>(service: S): Client<S> {
  return createClient(service, transport);
}

/** For a call that may be sent again: it happens once. */
export function asOperation(id: string): CallOptions {
  return { contextValues: createContextValues().set(operationKey, id) };
}

/** For a call by a link: it concerns the association that the link names. */
export function atOrganisation(id: string, options: CallOptions = {}): CallOptions {
  return { ...options, headers: { "halle-organisation": id } };
}

/** Codes after which the same operation may be sent again. */
const lasting = [Code.Unavailable, Code.DeadlineExceeded, Code.Aborted, Code.ResourceExhausted];

/** Why a call failed. */
export interface Failure {
  /** Stable: `orders.cycle_closed`; empty if nobody answered. */
  reason: string;
  /** In words, for people. */
  text: string;
  /** Nobody can know whether it happened: it may be sent again with the same operation. */
  open: boolean;
  /** The session has ended: signed in again, the same operation may be sent. */
  signedOut: boolean;
  fields: { field: string; reason: string; value: string }[];
}

export function failure(error: unknown): Failure {
  const from = ConnectError.from(error);
  const reason = from.findDetails(ErrorInfoSchema)[0]?.reason ?? "";
  const signedOut = reason === "halle.sign_in_first" || reason === "halle.token_invalid";
  const open =
    reason !== "hub.too_many_attempts" &&
    (reason === "" || signedOut || lasting.includes(from.code));
  const fields = from
    .findDetails(BadRequestSchema)
    .flatMap((bad) =>
      bad.fieldViolations.map((violation) => ({
        field: violation.field,
        reason: violation.reason,
        value: violation.description,
      })),
    );
  const text = reason === "" ? words("shell.no_answer") : words(reason);
  return { reason, text, open, signedOut, fields };
}

/** An error in the JSON form of Connect. */
interface ErrorReply {
  message: string;
  code: string;
  details?: { type: string; value: string }[];
}

/** `not_found` as a code. */
function codeOf(name: string): Code {
  const key = name.replace(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase());
  return Code[key as keyof typeof Code] ?? Code.Unknown;
}

/**
 * Calls a method by its full name, `package.Service/Method`, in JSON, for screens without generated
 * code. `operation`: of a call that may be sent again. Throws a Failure.
 */
export async function call<Reply = Record<string, unknown>>(
  method: string,
  request: object,
  operation = newOperation(),
): Promise<Reply> {
  try {
    const response = await fetch("/" + method, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "idempotency-key": operation,
        ...(organisation ? { "halle-organisation": organisation } : {}),
      },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(10_000),
    });
    answered();
    if (response.ok) return (await response.json()) as Reply;
    const reply = (await response.json()) as ErrorReply;
    const error = new ConnectError(reply.message, codeOf(reply.code));
    error.details = (reply.details ?? []).map((detail) => ({
      type: detail.type,
      value: Uint8Array.from(atob(detail.value), (byte) => byte.charCodeAt(0)),
    }));
    throw error;
  } catch (error) {
    const why = failure(error);
    if (why.reason === "") unanswered();
    if (why.signedOut) dispatchEvent(new Event("halle-session"));
    throw Object.assign(new Error(why.reason), why);
  }
}
