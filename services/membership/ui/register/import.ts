import { customElement } from "lit/decorators.js";
import { ask } from "halle/shell";
import { ImportScreen, type Sheet } from "halle/sheets";
import { Members } from "halle/gen/membership/v1/membership_pb";
import type { SheetReport } from "halle/gen/type/v1/sheet_pb";
import type { CallOptions } from "@connectrpc/connect";

/** Members from a sheet. */
@customElement("halle-membership-import-screen")
export class MembersImport extends ImportScreen {
  protected readonly module = "membership";
  protected readonly menu = "menu.import_members";
  protected readonly columns = [
    "number",
    "name",
    "first_name",
    "email",
    "telephone",
    "street",
    "post_code",
    "town",
    "joined_on",
    "member_until",
  ];

  protected async send(sheet: Sheet, options: CallOptions): Promise<SheetReport | undefined> {
    return (await ask(Members).import({ sheet }, options)).report;
  }
}
