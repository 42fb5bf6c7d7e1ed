// What may be changed of a single shift before it begins: its hours, place and seats, and whether
// it takes place.
import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { ask, formOf, may, textOf, words } from "halle/shell";
import { Planning, ShiftState, type Shift, type ShiftKey } from "halle/gen/shifts/v1/shifts_pb";
import { begun } from "../wording";

type Key = Pick<ShiftKey, "template" | "day">;
/** Sends a change and says what was done; true when it was. */
type Change = (
  what: unknown,
  send: (options: CallOptions) => Promise<unknown>,
  said: string,
) => Promise<boolean>;

/** Nothing for a caller without the right, and once it has begun. */
export function changesOf(shift: Shift, key: Key, change: Change): TemplateResult | typeof nothing {
  if (!may("shifts.shift.manage") || begun(shift)) return nothing;
  if (shift.module) return html`<p class="hint only-screen">${words("shifts.of_module")}</p>`;
  const off = shift.state === ShiftState.CANCELLED;
  return html`${off ? nothing : editing(shift, key, change)}${callingOff(off, key, change)}`;
}

/** This shift alone: nothing that repeats changes. */
function editing(shift: Shift, key: Key, change: Change): TemplateResult {
  const input = (name: string, type: string, value: string, most?: number) =>
    html`<div class="field">
      <label for=${name}>${words("shifts.field_" + name)}</label>
      <input
        id=${name}
        name=${name}
        type=${type}
        autocomplete="off"
        maxlength=${most ?? nothing}
        .defaultValue=${value} />
    </div>`;
  const save = (event: Event): void => {
    event.preventDefault();
    const data = formOf(event);
    const text = (name: string) => textOf(data, name).trim();
    const wanted = /^\d{1,2}$/.test(text("how_many")) ? Number(text("how_many")) : 0;
    const last = Math.max(0, ...shift.seats.map(({ number }) => number));
    const seats = [
      ...shift.seats.map(({ number, important, skills }) => ({
        number,
        important,
        skills: skills.map(({ id }) => id),
      })),
      ...Array.from({ length: 30 }, (_, i) => ({
        number: last + 1 + i,
        important: false,
        skills: [],
      })),
    ].slice(0, wanted);
    const request = {
      key,
      title: text("title"),
      place: text("place"),
      localStart: text("starts"),
      localEnd: text("ends"),
      seats,
    };
    void change(
      request,
      (options) => ask(Planning).editShift(request, options),
      words("shifts.saved"),
    );
  };
  return html`<details class="card only-screen">
    <summary><strong>${words("shifts.edit")}</strong></summary>
    <form novalidate @submit=${save}>
      <p class="hint">${words("shifts.edit_more")}</p>
      ${input("title", "text", shift.title, 80)} ${input("place", "text", shift.place, 120)}
      <div class="two">
        ${input("starts", "datetime-local", shift.localStart)}${input(
          "ends",
          "datetime-local",
          shift.localEnd,
        )}
      </div>
      ${input("how_many", "text", String(shift.seats.length), 2)}
      <p><button class="primary">${words("shifts.save")}</button></p>
    </form>
  </details>`;
}

function callingOff(off: boolean, key: Key, change: Change): TemplateResult {
  const set = (restore: boolean, reason: string): void => {
    const request = { key, reason, restore };
    void change(
      request,
      (options) => ask(Planning).cancelShift(request, options),
      words("shifts.saved"),
    );
  };
  if (off)
    return html`<p class="only-screen">
      <button @click=${() => set(true, "")}>${words("shifts.restore")}</button>
    </p>`;
  return html`<details class="card only-screen">
    <summary><strong>${words("shifts.call_off")}</strong></summary>
    <form
      @submit=${(event: Event) => {
        event.preventDefault();
        set(false, textOf(formOf(event), "reason"));
      }}>
      <p class="hint">${words("shifts.call_off_more")}</p>
      <div class="field">
        <label for="reason">${words("shifts.reason")}</label>
        <input id="reason" name="reason" maxlength="200" autocomplete="off" />
      </div>
      <p><button>${words("shifts.call_off_now")}</button></p>
    </form>
  </details>`;
}
