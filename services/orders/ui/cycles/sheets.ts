// Rows of a closed cycle, grouped and as cells of a spreadsheet.
import { words } from "halle/shell";
import type { Cell } from "halle/sheets";
import type { Allotment, SupplierOrder } from "halle/gen/orders/v1/orders_pb";
import { unitWord } from "../quantities";

/** Rows that have the same key, in the order in which the keys come. */
export function groups<T>(rows: T[], key: (row: T) => string): [string, T[]][] {
  const found = new Map<string, T[]>();
  for (const row of rows) {
    const group = found.get(key(row));
    if (group) group.push(row);
    else found.set(key(row), [row]);
  }
  return [...found];
}

const thousandths = (value: bigint): number => Number(value) / 1000;
const euros = (cents: bigint): number => Number(cents) / 100;

export function supplierCells(rows: SupplierOrder[]): Cell[][] {
  const headings = [
    "grower",
    "code",
    "product",
    "cases",
    "case_size",
    "quantity",
    "unit",
    "price",
    "total_members",
    "cost",
  ];
  return [
    headings.map((key) => words("orders.csv_" + key)),
    ...rows.map((row): Cell[] => [
      row.producer,
      row.productCode,
      row.productName,
      Number(row.cases),
      thousandths(row.caseSize),
      thousandths(row.items),
      unitWord(row.unit),
      euros(row.unitPriceCents),
      euros(row.totalCents),
      row.costTotalCents === undefined ? "" : euros(row.costTotalCents),
    ]),
  ];
}

export function allotmentCells(rows: Allotment[], name: (number: string) => string): Cell[][] {
  const headings = [
    "number",
    "member",
    "grower",
    "code",
    "product",
    "asked",
    "got",
    "unit",
    "price",
    "total",
  ];
  return [
    headings.map((key) => words("orders.csv_" + key)),
    ...rows.map((row): Cell[] => [
      row.memberNumber,
      name(row.memberNumber),
      row.producer,
      row.productCode,
      row.productName,
      thousandths(row.firm),
      thousandths(row.allotted),
      unitWord(row.unit),
      euros(row.unitPriceCents),
      euros(row.baseCents), // not what the member pays: this sheet lies on the counter
    ]),
  ];
}
