import { html, nothing, type TemplateResult } from "lit";
import { customElement, state } from "lit/decorators.js";
import {
  announce,
  ask,
  asOperation,
  failure,
  local,
  Operation,
  Screen,
  shortDay,
  textOf,
  words,
} from "halle/shell";
import { Organisations, type LegalStatus, type OrganisationStatus } from "halle/gen/hub/v1/hub_pb";

const written = (text: string) => shortDay(new Date(text + "T12:00Z"));

/**
 * For the administrator: what the association is, through time, and who may act for it from the
 * machine.
 */
@customElement("halle-hub-status-screen")
export class HubStatus extends Screen {
  @state() private status: OrganisationStatus | null = null;
  @state() private trouble = "";
  @state() private wrong = new Map<string, string>();
  private busy = false;
  private readonly operation = new Operation();

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private async load(): Promise<void> {
    this.trouble = "";
    try {
      this.status = await ask(Organisations).getStatus({});
    } catch (error) {
      this.trouble = failure(error).text;
    }
  }

  private async send(
    request: object,
    call: (options: ReturnType<typeof asOperation>) => Promise<OrganisationStatus>,
  ): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.trouble = "";
    this.wrong = new Map();
    try {
      this.status = await call(asOperation(this.operation.of(request)));
      this.operation.done();
      announce(words("status.saved"));
      return true;
    } catch (error) {
      const why = failure(error);
      if (!why.open) this.operation.done();
      this.wrong = new Map(why.fields.map((bad) => [bad.field, words(bad.reason)]));
      if (this.wrong.size === 0) this.trouble = why.text;
      await this.updateComplete;
      this.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
      return false;
    } finally {
      this.busy = false;
    }
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
      ${this.trouble ? html`<p class="wrong" role="alert">${this.trouble}</p>` : nothing}
      ${this.status
        ? html`${all.length === 0 ? html`<p class="state">${words("status.nothing")}</p>` : nothing}
          ${all.map((legal) => this.line(legal, legal === now, legal.from > today))} ${this.form()}
          ${this.machine(this.status.operatorActs)}`
        : this.trouble
          ? html`<button @click=${() => void this.load()}>${words("shell.again")}</button>`
          : html`<p role="status">${words("shell.loading")}</p>`}
    </div>`;
  }

  private line(legal: LegalStatus, holds: boolean, later: boolean): TemplateResult {
    const when = holds ? "status.since" : later ? "status.later" : "status.before";
    const from = legal.from;
    return html`<div class="state" data-state=${holds ? "done" : "hidden"}>
      <p>${words(when, { day: written(from) })}</p>
      <p><strong>${legal.legalForm}</strong><br />${words("status.vat_" + legal.vat)}</p>
      <p class="row">
        <button
          @click=${() =>
            void this.send({ from }, (options) =>
              ask(Organisations).removeLegalStatus({ from }, options),
            )}>
          ${words("status.remove")}<span class="hidden">
            ${legal.legalForm}, ${words(when, { day: written(from) })}</span
          >
        </button>
      </p>
    </div>`;
  }

  private problem(name: string): TemplateResult | typeof nothing {
    const text = this.wrong.get(name);
    return text ? html`<p class="wrong" id="wrong-${name}" role="alert">${text}</p>` : nothing;
  }

  private form(): TemplateResult {
    const invalid = (name: string) => (this.wrong.has(name) ? "true" : nothing);
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
