// What is not acknowledged yet, kept on the device until it is: a closed tab loses nothing.

export interface Quantity {
  /** Thousandths of the unit. */
  quantity: number;
  /** As much more is welcome if it fills a case. */
  tolerance: number;
}

/** A line on its way. */
export interface Pending extends Quantity {
  /** `scope` and `code`. */
  id: string;
  /** Association, cycle and member. */
  scope: string;
  code: string;
  /** Of the product, to name it even when its cycle has gone. */
  name: string;
  /** Id of the operation: the same whenever it is sent again. */
  operation: string;
}

export interface Store {
  all(): Promise<Pending[]>;
  get(id: string): Promise<Pending | undefined>;
  put(line: Pending): Promise<void>;
  /** Takes a line away unless another operation has replaced it. */
  drop(line: Pending): Promise<void>;
}

const table = "lines";

class Kept implements Store {
  constructor(private readonly db: IDBDatabase) {}

  private run<T>(
    mode: IDBTransactionMode,
    work: (lines: IDBObjectStore) => IDBRequest<T>,
  ): Promise<T> {
    return new Promise((done, failed) => {
      const transaction = this.db.transaction(table, mode);
      const request = work(transaction.objectStore(table));
      transaction.oncomplete = () => done(request.result);
      transaction.onabort = transaction.onerror = () => failed(transaction.error as DOMException);
    });
  }

  all(): Promise<Pending[]> {
    return this.run("readonly", (lines) => lines.getAll() as IDBRequest<Pending[]>);
  }
  get(id: string): Promise<Pending | undefined> {
    return this.run("readonly", (lines) => lines.get(id) as IDBRequest<Pending | undefined>);
  }
  async put(line: Pending): Promise<void> {
    await this.run("readwrite", (lines) => lines.put(line));
  }
  async drop(line: Pending): Promise<void> {
    await this.run("readwrite", (lines) => {
      const found = lines.get(line.id) as IDBRequest<Pending | undefined>;
      found.onsuccess = () => {
        if (found.result?.operation === line.operation) lines.delete(line.id);
      };
      return found;
    });
  }
}

/** Where a browser keeps nothing: as long as the page is open. */
export class InMemory implements Store {
  private readonly lines = new Map<string, Pending>();
  async all(): Promise<Pending[]> {
    return [...this.lines.values()];
  }
  async get(id: string): Promise<Pending | undefined> {
    return this.lines.get(id);
  }
  async put(line: Pending): Promise<void> {
    this.lines.set(line.id, line);
  }
  async drop(line: Pending): Promise<void> {
    if (this.lines.get(line.id)?.operation === line.operation) this.lines.delete(line.id);
  }
}

export function openStore(): Promise<Store> {
  return new Promise((done) => {
    try {
      const request = indexedDB.open("halle-orders", 1);
      request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: "id" });
      request.onsuccess = () => done(new Kept(request.result));
      request.onerror = () => done(new InMemory());
    } catch {
      done(new InMemory());
    }
  });
}

/** Runs `work` when no other tab (or call) holds the name. */
export type Exclusive = (name: string, work: () => Promise<void>) => Promise<void>;

export function exclusive(): Exclusive {
  if (typeof navigator !== "undefined" && navigator.locks)
    return async (name, work) => {
      await navigator.locks.request(name, work);
    };
  const last = new Map<string, Promise<void>>();
  return (name, work) => {
    const next = (last.get(name) ?? Promise.resolve()).then(work, work);
    last.set(name, next);
    return next;
  };
}
