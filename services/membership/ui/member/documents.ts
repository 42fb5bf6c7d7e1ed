// What is printed for a member: the receipt of a payment, a certificate, a card.
import { html, nothing, type TemplateResult } from "lit";
import { icon, money, session, qrCode, words, shortDayOf } from "halle/shell";
import type { ListPeriodsReply, Member, Period } from "halle/gen/membership/v1/membership_pb";
import { fullName, meansWords } from "../wording";

function association(): string {
  return session()?.here?.organisation?.name ?? "";
}

function page(back: string, title: string, today: string, text: TemplateResult): TemplateResult {
  return html`<p class="back"><a href=${back}>${words("membership.back")}</a></p>
    <article class="leaf">
      <p><strong>${association()}</strong></p>
      <h1>${title}</h1>
      ${text}
      ${today ? html`<p>${words("membership.made_on", { day: shortDayOf(today) })}</p>` : nothing}
    </article>
    <p class="row">
      <button class="primary" @click=${() => print()}>
        ${icon("print")}${words("membership.print")}
      </button>
    </p>`;
}

function address(member: Member): TemplateResult {
  return html`<p>
    ${fullName(member)},
    ${words("membership.number_of", { number: member.number })}${member.street
      ? html`<br />${member.street}`
      : nothing}${member.town ? html`<br />${member.postCode} ${member.town}` : nothing}
  </p>`;
}

export function receipt(
  back: string,
  member: Member,
  period: Period,
  today: string,
): TemplateResult {
  return page(
    back,
    words("membership.receipt_title", { n: period.receipt }),
    today,
    html`${address(member)}
      <p>
        ${words("membership.receipt_text", {
          amount: money(period.cents),
          means: meansWords(period.means).toLowerCase(),
          day: shortDayOf(period.paidOn),
        })}
      </p>
      <p>
        ${words("membership.receipt_for", {
          from: shortDayOf(period.firstDay),
          until: shortDayOf(period.lastDay),
        })}
      </p>
      ${period.cancelledOn
        ? html`<p>
            <strong
              >${words("membership.cancelled_on", { day: shortDayOf(period.cancelledOn) })}</strong
            >
          </p>`
        : nothing}`,
  );
}

/** The certificate of membership: of the period that runs today, if one does. */
export function certificate(
  back: string,
  member: Member,
  { periods, today, main, until }: ListPeriodsReply,
): TemplateResult {
  const now = periods.find(
    (one) => !one.cancelledOn && one.firstDay <= today && today <= one.lastDay,
  );
  const shared = !now && main !== "" && until >= today;
  return page(
    back,
    words("membership.certificate_title"),
    today,
    html`${address(member)}
      <p>
        ${now
          ? words("membership.certificate_text", {
              who: fullName(member),
              association: association(),
              from: shortDayOf(now.firstDay),
              until: shortDayOf(now.lastDay),
            })
          : shared
            ? words("membership.certificate_household", {
                who: fullName(member),
                association: association(),
                until: shortDayOf(until),
              })
            : words("membership.certificate_none", {
                who: fullName(member),
                day: shortDayOf(today),
              })}
      </p>
      ${member.joinedOn
        ? html`<p>
            ${words("membership.certificate_since", { day: shortDayOf(member.joinedOn) })}
          </p>`
        : nothing}
      ${now || shared ? html`<p class="on-paper">${words("membership.signature")}</p>` : nothing}`,
  );
}

/** What the card's square holds: `halle:ASSOCIATION:NUMBER`. */
export function cardSquare(member: Member): Promise<TemplateResult> {
  const code = session()?.here?.organisation?.code ?? "";
  return qrCode(
    `halle:${code}:${member.number}`,
    words("membership.card_square", { number: member.number }),
  );
}

export function memberCard(
  back: string,
  member: Member,
  drawn: TemplateResult | null,
): TemplateResult {
  return page(
    back,
    fullName(member),
    "",
    html`<p class="big-words">${words("membership.number_of", { number: member.number })}</p>
      ${drawn ?? nothing}
      <p class="hint only-screen">${words("membership.card_more")}</p>`,
  );
}
