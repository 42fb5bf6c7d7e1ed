/** A UUIDv7 (RFC 9562): the name of one operation, the same each time it is sent. */
export function newOperation(now = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let i = 0; i < 6; ++i) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 0xff;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [8, 12, 16, 20, 32].map((end, i) => hex.slice([0, 8, 12, 16, 20][i], end)).join("-");
}

/** One operation for as long as what is asked stays the same: sent again, it happens once. */
export class Operation {
  private what = "";
  private id = "";

  /** Its id for this request. */
  of(request: unknown): string {
    const what = JSON.stringify(request, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    if (what !== this.what) [this.what, this.id] = [what, newOperation()];
    return this.id;
  }

  /** It was answered: the same request is another one from now on. */
  done(): void {
    this.what = "";
  }
}
