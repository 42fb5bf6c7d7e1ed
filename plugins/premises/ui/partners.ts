import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  ask,
  Calls,
  counted,
  local,
  Screen,
  session,
  shortDayOf,
  textOf,
  words,
} from "halle/shell";
import { Organisations, type OrganisationName } from "halle/gen/hub/v1/hub_pb";
import { type Partnership, Partnerships } from "halle/gen/hub/v1/partnerships_pb";
import { type Booking, Bookings, type Zone, Zones } from "halle/gen/premises/v1/premises_pb";
import { asked, fullName, whenOf } from "./wording";

/** For the administrator: the associations that are let in, and until when. */
@customElement("halle-premises-partners")
export class Partners extends Screen {
  @state() private partners: Partnership[] | null = null;
  private names: OrganisationName[] = [];
  private zones: Zone[] = [];
  /** Bookings to come of associations that are not let in then. */
  private left: Booking[] = [];
  private readonly calls = new Calls(this, async () => {
    const [{ partnerships }, { organisations }, { zones }, { bookings }] = await Promise.all([
      ask(Partnerships).list({}),
      ask(Organisations).listNames({}),
      ask(Zones).list({}),
      ask(Bookings).listLeftOver({}),
    ]);
    [this.zones, this.left] = [zones, bookings];
    const here = session()?.here?.organisation?.code;
    this.names = organisations.filter(({ code }) => code !== here);
    this.partners = partnerships;
  });

  private async let(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = new FormData(form);
    const request = {
      partner: textOf(values, "partner"),
      from: textOf(values, "from"),
      until: textOf(values, "until"),
    };
    await this.calls.change(
      request,
      async (options) => {
        const { partner, from, until } = await ask(Partnerships).let(request, options);
        const days = { from: shortDayOf(from), until: until && shortDayOf(until) };
        const span = words("premises.partner_from" + (until ? "_until" : ""), days);
        announce(words("premises.partner_let", { name: partner?.name ?? "", span }));
        form.reset();
        await this.calls.refresh();
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  private end({ partner }: Partnership): void {
    const request = { partner: partner?.code ?? "" };
    void this.calls.save(
      "",
      request,
      (options) => ask(Partnerships).end(request, options),
      () => words("premises.partner_ended", { name: partner?.name ?? "" }),
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow">
      <h1>${words("premises.partners")}</h1>
      <p>${words("premises.partners_more")}</p>
      ${this.calls.alert()}
      ${this.partners
        ? html`${this.partners.map((partner) => this.partner(partner))} ${this.form()}`
        : this.calls.waiting()}
    </div>`;
  }

  private partner(partner: Partnership): TemplateResult {
    const name = partner.partner?.name ?? "";
    const today = local(new Date()).slice(0, 10);
    const state = partner.current ? "now" : partner.from > today ? "later" : "over";
    return html`<div class="state" data-state=${partner.current ? "done" : nothing}>
      <p>
        <strong>${name}</strong>
        <span class="notes"
          >${words("premises.partner_" + state)}
          ${words(partner.until ? "premises.partner_from_until" : "premises.partner_from", {
            from: shortDayOf(partner.from),
            until: partner.until && shortDayOf(partner.until),
          })}</span
        >
      </p>
      ${state === "over"
        ? nothing
        : asked(
            words("premises.partner_end"),
            name,
            words("premises.partner_end_more"),
            words("premises.partner_end_yes"),
            () => this.end(partner),
          )}
      ${this.leftOver(partner)}
    </div>`;
  }

  private leftOver({ partner }: Partnership): TemplateResult | typeof nothing {
    const bookings = this.left.filter(({ association }) => association?.code === partner?.code);
    if (bookings.length === 0) return nothing;
    return html`<p>${counted("premises.left_over", bookings.length)}</p>
      <ul class="people">
        ${bookings.map((one) => {
          const zone = this.zones.find(({ id }) => id === one.zone);
          const what = [zone ? fullName(this.zones, zone) : "", whenOf(one), one.title]
            .filter(Boolean)
            .join(", ");
          return html`<li>
            ${what}
            ${one.mayCancel
              ? html`<button class="quiet" @click=${() => this.cancel(one)}>
                  ${words("premises.cancel")}<span class="hidden"> ${what}</span>
                </button>`
              : nothing}
          </li>`;
        })}
      </ul>`;
  }

  private cancel(booking: Booking): void {
    const request = { booking: booking.id };
    void this.calls.save(
      "",
      request,
      (options) => ask(Bookings).cancel(request, options),
      () => words("premises.cancelled"),
    );
  }

  private form(): TemplateResult {
    if (this.names.length === 0) return html`<p>${words("premises.no_other")}</p>`;
    return html`<form novalidate @submit=${(event: Event) => void this.let(event)}>
      <h2>${words("premises.let_in")}</h2>
      <div class="field">
        <label for="partner">${words("premises.field_partner")}</label>
        <select id="partner" name="partner">
          ${this.names.map(({ code, name }) => html`<option value=${code}>${name}</option>`)}
        </select>
      </div>
      <div class="two">
        ${this.day("from", local(new Date()).slice(0, 10))} ${this.day("until", "")}
      </div>
      <button class="primary">${words("premises.let")}</button>
    </form>`;
  }

  private day(name: string, value: string): TemplateResult {
    const wrong = this.calls.problem(name);
    return html`<div class="field">
      <label for="partner-${name}">${words("premises.partner_field_" + name)}</label>
      <input
        id="partner-${name}"
        name=${name}
        type="date"
        .defaultValue=${value}
        aria-invalid=${wrong ? "true" : nothing}
        aria-describedby=${wrong ? "partner-wrong-" + name : nothing} />
      ${wrong
        ? html`<p class="wrong" id="partner-wrong-${name}" role="alert">${wrong}</p>`
        : nothing}
    </div>`;
  }
}
