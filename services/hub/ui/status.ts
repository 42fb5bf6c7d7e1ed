import type { CallOptions } from "@connectrpc/connect";
import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import { announce, ask, Calls, local, Screen, shortDayOf, textOf, words } from "halle/shell";
import { Organisations, type LegalStatus, type OrganisationStatus } from "halle/gen/hub/v1/hub_pb";

/**
 * For the administrator: what the association is, through time, and who may act for it from the
 * machine.
 */
@customElement("halle-hub-status-screen")
export class HubStatus extends Screen {
  @state() private status: OrganisationStatus | null = null;
  private readonly calls = new Calls(this, async () => {
    this.status = await ask(Organisations).getStatus({});
  });

  private send(
    request: object,
    call: (options: CallOptions) => Promise<OrganisationStatus>,
  ): Promise<boolean> {
    return this.calls.change(
      request,
      async (options) => {
        this.status = await call(options);
        announce(words("status.saved"));
      },
      { refused: (why) => this.calls.complainOf(why) },
    );
  }

  private async save(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const values = new FormData(form);
    const status = {
      from: textOf(values, "from"),
      legalForm: textOf(values, "legal_form"),
      vat: Number(values.get("vat")),
    };
    if (
      await this.send({ status }, (options) =>
        ask(Organisations).setLegalStatus({ status }, options),
      )
    )
      form.reset();
  }

  protected override render(): TemplateResult {
    const all = this.status?.legal ?? [];
    const today = local(new Date()).slice(0, 10);
    const now = all.find((legal) => legal.from <= today);
    return html`<div class="narrow">
      <h1>${words("menu.association")}</h1>
      <p>${words("status.intro")}</p>
      ${this.calls.alert()}
      ${this.status
        ? html`${all.length === 0 ? html`<p class="state">${words("status.nothing")}</p>` : nothing}
          ${all.map((legal) => this.line(legal, legal === now, legal.from > today))} ${this.form()}
          ${this.machine(this.status.operatorActs)}`
        : this.calls.trouble.length > 0
          ? this.calls.again()
          : this.calls.waiting()}
    </div>`;
  }

  private line(legal: LegalStatus, holds: boolean, later: boolean): TemplateResult {
    const when = holds ? "status.since" : later ? "status.later" : "status.before";
    const from = legal.from;
    return html`<div class="state" data-state=${holds ? "done" : "hidden"}>
      <p>${words(when, { day: shortDayOf(from) })}</p>
      <p><strong>${legal.legalForm}</strong><br />${words("status.vat_" + legal.vat)}</p>
      <p class="row">
        <button
          @click=${() =>
            void this.send({ from }, (options) =>
              ask(Organisations).removeLegalStatus({ from }, options),
            )}>
          ${words("status.remove")}<span class="hidden">
            ${legal.legalForm}, ${words(when, { day: shortDayOf(from) })}</span
          >
        </button>
      </p>
    </div>`;
  }

  private problem(name: string): TemplateResult | typeof nothing {
    const text = this.calls.problem(name);
    return text ? html`<p class="wrong" id="wrong-${name}" role="alert">${text}</p>` : nothing;
  }

  private form(): TemplateResult {
    const invalid = (name: string) => (this.calls.problem(name) ? "true" : nothing);
    return html`<form novalidate @submit=${(event: Event) => void this.save(event)}>
      <h2>${words("status.add")}</h2>
      <div class="field">
        <label for="from">${words("status.from")}</label>
        <input id="from" name="from" type="date" aria-invalid=${invalid("from")} />${this.problem(
          "from",
        )}
      </div>
      <div class="field">
        <label for="legal_form">${words("status.form")}</label>
        <p class="hint" id="hint-form">${words("status.form_hint")}</p>
        <input
          id="legal_form"
          name="legal_form"
          aria-describedby="hint-form"
          aria-invalid=${invalid("legal_form")} />${this.problem("legal_form")}
      </div>
      <div class="field">
        <label for="vat">${words("status.vat")}</label>
        <select id="vat" name="vat">
          ${[1, 2, 3].map(
            (vat) => html`<option value=${vat}>${words("status.vat_" + vat)}</option>`,
          )}</select
        >${this.problem("vat")}
      </div>
      <button class="primary">${words("status.save")}</button>
    </form>`;
  }

  private machine(acts: boolean): TemplateResult {
    return html`<section class="closing">
      <h2>${words("status.operator")}</h2>
      <p>${words("status.operator_more")}</p>
      <p class="state" data-state=${acts ? "open" : "done"}>
        <strong>${words(acts ? "status.operator_yes" : "status.operator_no")}</strong>
      </p>
      <button
        @click=${() =>
          void this.send({ acts: !acts }, (options) =>
            ask(Organisations).letOperator({ acts: !acts }, options),
          )}>
        ${words(acts ? "status.forbid" : "status.let")}
      </button>
    </section>`;
  }
}
