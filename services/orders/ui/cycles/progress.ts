import { ask, failure } from "halle/shell";
import { Cycles, type CycleProgress } from "halle/gen/orders/v1/orders_pb";

const silence = 45_000; // milliseconds; the server says something every 20 s
const pauses = [1_000, 30_000]; // before it asks again, from and to

/** Tells how far a cycle is, now and at each change, until the function it returns is called. */
export function watchProgress(
  cycle: string,
  onProgress: (progress: CycleProgress) => void,
  onFailure: (error: unknown) => void,
): () => void {
  let stopped = false;
  let attempt = new AbortController();
  const listen = async (): Promise<void> => {
    let pause = pauses[0];
    while (!stopped) {
      attempt = new AbortController();
      const { signal } = attempt;
      let timer = setTimeout(() => attempt.abort(), silence);
      try {
        // Without a time limit: it lasts as long as one looks.
        for await (const progress of ask(Cycles).watchProgress(
          { cycle },
          { signal, timeoutMs: 0 },
        )) {
          clearTimeout(timer);
          timer = setTimeout(() => attempt.abort(), silence);
          pause = pauses[0];
          onProgress(progress);
        }
      } catch (error) {
        if (stopped) return;
        onFailure(error);
        const why = failure(error);
        if (!why.open || why.signedOut) return;
      } finally {
        clearTimeout(timer);
      }
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, pauses[1]);
    }
  };
  void listen();
  return () => {
    stopped = true;
    attempt.abort();
  };
}
