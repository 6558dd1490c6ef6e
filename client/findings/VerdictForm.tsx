import { useState } from "react";
import { LedgerReceipt, VERDICTS } from "../../shared/protocol/filings/findings.ts";
import { SignInAnswer } from "../../shared/protocol/sign-in.ts";
import { useLocale } from "../i18n/language.ts";
import { sendJson, wordsOf } from "../server-api/fetch-json.ts";
import { useFetched } from "../desk/fetching/use-fetched.ts";
import { useDeskWords } from "../desk/words/desk-words.ts";

/** A person decides and says why; the word goes into the ledger and the newest counts (P11). */
export function VerdictForm({ path, onJudged }: { path: string; onJudged: () => void }) {
  const { language } = useLocale();
  const w = useDeskWords();
  const f = w.policy.findings;
  const [reason, setReason] = useState("");
  const [notice, setNotice] = useState<{ text: string; wrong: boolean } | null>(null);
  const me = useFetched("/api/v1/me", SignInAnswer);
  const may = me.value === null || me.value.capabilities.includes("filings.write");
  const why = !may ? f.mayNot : reason.trim() === "" ? f.needReason : null;
  const judge = async (verdict: (typeof VERDICTS)[number]): Promise<void> => {
    setNotice({ text: f.saving, wrong: false });
    const result = await sendJson("POST", path, { verdict, reason: reason.trim() }, LedgerReceipt);
    if (result.kind !== "success") {
      setNotice({ text: wordsOf(result, language), wrong: true });
      return;
    }
    setNotice({ text: f.saved(result.value.entry), wrong: false });
    setReason("");
    onJudged();
  };
  return (
    <section className="verdict-form" aria-label={f.judge}>
      <label>
        {f.reason}
        <textarea rows={2} maxLength={2000} value={reason} disabled={!may} onChange={(event) => setReason(event.target.value)} />
      </label>
      <div className="verdict-buttons">
        {VERDICTS.map((verdict) => (
          <button key={verdict} className="plain-button" type="button" disabled={why !== null} title={why ?? undefined} onClick={() => void judge(verdict)}>
            {f.verdicts[verdict]}
          </button>
        ))}
        {why !== null && <span className="quiet">{why}</span>}
      </div>
      {notice !== null && (
        <p className={notice.wrong ? "note note-wrong" : "note"} role="status">
          {notice.text}
        </p>
      )}
    </section>
  );
}
