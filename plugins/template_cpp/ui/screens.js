// The screen of template_cpp, as the browser runs it: no build. `lit` and `halle/shell` come from
// the installation.
import { html, nothing } from "lit";
import { addWords, announce, call, may, Screen, words } from "halle/shell";

addWords({
  fr: {
    "template_cpp.menu": "Casiers",
    "template_cpp.title": "Casiers prêtés",
    "template_cpp.card": "Casiers à rapporter : {crates}",
    "template_cpp.none": "Aucun casier à rapporter.",
    "template_cpp.holder": "Membre {member} : {crates}",
    "template_cpp.member": "Numéro de membre",
    "template_cpp.crates": "Casiers qu'il a maintenant",
    "template_cpp.save": "Noter",
    "template_cpp.saved": "C'est noté.",
    "template_cpp.bad_number": "Un nombre de 0 à 99, s'il vous plaît.",
    "template_cpp.no_such_member": "Ce numéro de membre n'existe pas.",
  },
  en: {
    "template_cpp.menu": "Crates",
    "template_cpp.title": "Crates lent",
    "template_cpp.card": "Crates to bring back: {crates}",
    "template_cpp.none": "No crate to bring back.",
    "template_cpp.holder": "Member {member}: {crates}",
    "template_cpp.member": "Member's number",
    "template_cpp.crates": "Crates she has now",
    "template_cpp.save": "Save",
    "template_cpp.saved": "Saved.",
    "template_cpp.bad_number": "A number from 0 to 99, please.",
    "template_cpp.no_such_member": "There is no such member.",
  },
});

class Crates extends Screen {
  static properties = { holders: { state: true }, trouble: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  async load() {
    await this.attempt(async () => {
      this.holders = (await call("template_cpp.v1.Crates/List", {})).holders ?? [];
    });
  }

  async save(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    await this.attempt(async () => {
      await call("template_cpp.v1.Crates/Lend", {
        member: form.get("member").trim(),
        crates: Number(form.get("crates")),
      });
      event.target.reset();
      announce(words("template_cpp.saved"));
      await this.load();
    });
  }

  /** What goes wrong is said in words. */
  async attempt(action) {
    this.trouble = "";
    try {
      await action();
    } catch (error) {
      this.trouble = error.text;
    }
  }

  render() {
    return html`<div class="narrow">
      <h1>${words("template_cpp.title")}</h1>
      ${this.trouble ? html`<p class="wrong" role="alert">${this.trouble}</p>` : nothing}
      ${this.holders?.length === 0 ? html`<p>${words("template_cpp.none")}</p>` : nothing}
      <ul>
        ${(this.holders ?? []).map(
          (holder) => html`<li>${words("template_cpp.holder", holder)}</li>`,
        )}
      </ul>
      ${may("template_cpp.crate.lend")
        ? html`<form @submit=${(event) => void this.save(event)}>
            <div class="field">
              <label for="crates-member">${words("template_cpp.member")}</label>
              <input id="crates-member" name="member" required />
            </div>
            <div class="field">
              <label for="crates-count">${words("template_cpp.crates")}</label>
              <input id="crates-count" name="crates" type="number" min="0" max="99" required />
            </div>
            <button class="primary">${words("template_cpp.save")}</button>
          </form>`
        : nothing}
    </div>`;
  }
}
customElements.define("template-cpp-crates", Crates);
