import { customElement } from "lit/decorators.js";
import { ask } from "halle/shell";
import { ImportScreen, type Sheet } from "halle/sheets";
import { Products } from "halle/gen/catalogue/v1/catalogue_pb";
import type { SheetReport } from "halle/gen/type/v1/sheet_pb";
import type { CallOptions } from "@connectrpc/connect";

/** Producers and products from a sheet. */
@customElement("halle-catalogue-import-screen")
export class ProductsImport extends ImportScreen {
  protected readonly module = "catalogue";
  protected readonly menu = "menu.import_products";
  protected readonly columns = [
    "code",
    "name",
    "producer",
    "unit",
    "net_quantity",
    "price_incl_vat",
    "cost_excl_vat",
    "vat_rate",
    "case_size",
    "minimum",
    "available",
    "labels",
    "origin",
    "months_in_season",
  ];

  protected async send(sheet: Sheet, options: CallOptions): Promise<SheetReport | undefined> {
    return (await ask(Products).import({ sheet }, options)).report;
  }
}
