// Who is signed in, where, and what may be opened there.
import { Accounts, type Belonging } from "../../../gen/halle/hub/v1/hub/accounts_pb";
import { Shell, type ShellModule } from "../../../gen/halle/kernel/v1/kernel/shell_pb";
import { ask, atOrganisation, failure, setOrganisation } from "./ask";
import { setTimeZone } from "../words/format";

export interface Session {
  email: string;
  belongings: Belonging[];
  /** The association that is shown. */
  here?: Belonging;
  permissions: Set<string>;
}

const kept = "halle.organisation";
let current: Session | null = null;
let shown: ShellModule[] = [];

/** Null if nobody is signed in. */
export function session(): Session | null {
  return current;
}

/** Modules with screens for whoever looks: without a session the open ones. */
export function modules(): ShellModule[] {
  return shown;
}

/** The caller's number in the association. */
export function subject(): string {
  return current?.here?.subject ?? "";
}

export function may(permission: string): boolean {
  return current?.permissions.has(permission) ?? false;
}

/** Shows this association of the caller first, by its code. */
export function prefer(code: string): void {
  if (code) localStorage.setItem(kept, code);
}

/** Asks again who is signed in. Throws if nobody answers. */
export async function loadSession(organisation?: string): Promise<Session | null> {
  const wanted = organisation ?? localStorage.getItem(kept);
  // The association is mostly the one of last time: its screens are asked for with the first call.
  const likely = wanted
    ? ask(Shell)
        .get({}, atOrganisation(wanted))
        .catch(() => null)
    : null;
  try {
    const me = await ask(Accounts).whoAmI({});
    const here =
      me.belongings.find(
        ({ organisation }) =>
          organisation && [organisation.id, organisation.code].includes(wanted ?? ""),
      ) ?? me.belongings[0];
    const next: Session = {
      email: me.email,
      belongings: me.belongings,
      here,
      permissions: new Set(),
    };
    setOrganisation(here?.organisation?.id ?? "");
    if (here?.organisation) {
      localStorage.setItem(kept, here.organisation.id);
      setTimeZone(here.organisation.timeZone);
    }
    const shell =
      (here?.organisation?.id === wanted && (await likely)) || (await ask(Shell).get({}));
    shown = shell.modules;
    next.permissions = new Set(shell.permissions);
    current = next;
  } catch (error) {
    const why = failure(error);
    if (why.open && !why.signedOut) throw error;
    setOrganisation("");
    shown = (await ask(Shell).get({})).modules;
    current = null;
  }
  return current;
}
