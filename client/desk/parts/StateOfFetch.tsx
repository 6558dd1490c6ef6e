import type { ReactNode } from "react";
import { systemClock } from "../../../shared/time/system-clock.ts";
import { age } from "../../i18n/format.ts";
import { useLocale } from "../../i18n/language.ts";
import { wordsOf } from "../../server-api/fetch-json.ts";
import { useServerNowMs } from "../fetching/contact.ts";
import type { Fetched } from "../fetching/use-fetched.ts";
import { useDeskWords } from "../words/desk-words.ts";

const SLOW_AFTER_MS = 8000;

/**
 * What stands where an answer is expected: the answer, or in words why there
 * is none. An outage keeps the last figures and says how old they are (P15).
 */
export function StateOfFetch<T>({ fetched, what, children }: { fetched: Fetched<T>; what: string; children: (value: T) => ReactNode }) {
  const w = useDeskWords();
  if (fetched.value !== null) {
    return (
      <>
        <FailureNote fetched={fetched} />
        {children(fetched.value)}
      </>
    );
  }
  if (fetched.failure !== null) return <FailureNote fetched={fetched} />;
  return (
    <div className="skeleton" role="status" aria-label={w.data.loading}>
      <SlowNote sinceMs={fetched.sinceMs} what={what} />
    </div>
  );
}

function SlowNote({ sinceMs, what }: { sinceMs: number | null; what: string }) {
  const w = useDeskWords();
  useServerNowMs();
  const slow = sinceMs !== null && systemClock.monotonicMs() - sinceMs > SLOW_AFTER_MS;
  return slow ? <p>{w.data.waiting(what)}</p> : null;
}

function FailureNote<T>({ fetched: { failure, value, atMs, reload } }: { fetched: Fetched<T> }) {
  const { language, t } = useLocale();
  const w = useDeskWords();
  if (failure === null) return null;
  const old = atMs === null ? "" : age(systemClock.monotonicMs() - atMs, t);
  const signedOut = failure.kind === "refused" && (failure.status === 401 || failure.status === 403);
  const words = failure.kind === "unreachable" ? (value === null ? w.data.outageEmpty : w.data.outage(old)) : w.data.refused(wordsOf(failure, language));
  return (
    <div className="note note-wrong" role="alert" data-failure={failure.kind}>
      <span>{words}</span>
      {signedOut ? (
        <a href="/sign-in">{w.data.signIn}</a>
      ) : (
        <button className="plain-button" type="button" onClick={reload}>
          {w.data.retry}
        </button>
      )}
    </div>
  );
}

/** How old the figures beside it are, and up to which moment the rules have computed. */
export function AgeNote({ atMs }: { atMs: number | null }) {
  const { t } = useLocale();
  const w = useDeskWords();
  useServerNowMs();
  return <span className="quiet age-note">{atMs === null ? "" : w.data.asOf(age(systemClock.monotonicMs() - atMs, t))}</span>;
}
